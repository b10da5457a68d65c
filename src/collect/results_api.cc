// Responses and results for the console.

#include "base/calendar.h"
#include "collect/api_parts.h"

namespace peakend::collect {
namespace {

using message::Request;
using message::Response;
using message::Right;
using message::Verb;
using survey::List;
using survey::Members;
using survey::Value;

double count_of(std::int64_t n) { return static_cast<double>(n); }

/// Days are whole days of the workspace's zone, `to` included; instants are exact.
Result<std::optional<Instant>> time_arg(const Deps& d, const Request& r, const char* name, bool upto) {
  const auto text = r.arg(name);
  if (!text || text->empty()) return std::optional<Instant>{};
  if (const auto day = calendar::parse_day(*text)) {
    const auto zone = calendar::Zone::find(d.zone(r.who.workspace)).value_or(calendar::Zone{});
    return std::optional<Instant>(calendar::midnight(zone, *day + (upto ? 1 : 0)));
  }
  const auto t = calendar::parse_rfc3339(*text);
  if (!t) return fail_field(name, "bad_time");
  return t;
}
Result<ResponseQuery> query_of(const Deps& d, const Request& r) {
  ResponseQuery q;
  q.survey = r.params.at("key");
  PK_TRY(const auto exists, d.draft(r.who.workspace, q.survey));
  static_cast<void>(exists);
  PK_TRY(const auto version, message::count_arg(r, "version", 0, 0, 1'000'000'000));
  if (version > 0) q.version = static_cast<int>(version);
  const std::string state = r.arg("state").value_or("");
  if (state == "done") q.state = State::done;
  else if (state == "partial") q.state = State::partial;
  else if (!state.empty()) return fail_field("state", "not_one_of", {{"allowed", "done, partial"}});
  q.lang = r.arg("answer_lang").value_or("");
  q.link = r.arg("link").value_or("");
  q.channel = r.arg("channel").value_or("");
  PK_TRY(const auto days, message::count_arg(r, "max_delay_days", 0, 0, 3'650));
  q.max_delay_ms = days * 86'400'000;
  PK_TRY(q.from, time_arg(d, r, "from", false));
  PK_TRY(q.to, time_arg(d, r, "to", true));
  PK_TRY(q.limit, message::count_arg(r, "limit", 100, 1, 1'000));
  PK_TRY(q.offset, message::count_arg(r, "offset", 0, 0, 10'000'000));
  return q;
}

Value shown(const ResponseRow& x) {
  Members m{{"response", to_hex(x.id)}, {"version", x.version}, {"state", x.state == State::done ? "done" : "partial"}, {"channel", x.channel},
            {"lang", x.lang}, {"link", x.link}, {"journey", x.journey}, {"touchpoint", x.touchpoint}, {"changed_at", calendar::rfc3339(x.changed)}};
  const auto text = [&](const char* name, const std::string& s) {
    if (!s.empty()) m.emplace_back(name, s);
  };
  text("customer", x.customer);
  text("episode", x.episode);
  text("invitation", x.invitation);
  text("at", x.at);
  if (x.started) m.emplace_back("started_at", calendar::rfc3339(*x.started));
  if (x.submitted) m.emplace_back("submitted_at", calendar::rfc3339(*x.submitted));
  if (x.started && x.submitted && *x.submitted >= *x.started) m.emplace_back("duration_ms", count_of((*x.submitted - *x.started).count()));
  if (x.event_at && x.submitted) m.emplace_back("delay_ms", count_of((*x.submitted - *x.event_at).count()));
  if (x.weight != 1) m.emplace_back("weight", x.weight);
  m.emplace_back("fields", x.fields);
  m.emplace_back("answers", x.answers);
  m.emplace_back("latency", x.latency);
  return m;
}

Result<Response> list(const Deps& d, const Request& r) {
  PK_TRY(const auto q, query_of(d, r));
  List out;
  PK_CHECK(d.collect.responses(r.who.workspace, q, [&](const ResponseRow& x) {
    out.push_back(shown(x));
    return true;
  }));
  PK_TRY(const auto total, d.collect.count(r.who.workspace, q));
  return Response::json(to_json(Value(Members{{"responses", std::move(out)}, {"total", count_of(total)}})));
}
Result<Response> one(const Deps& d, const Request& r) {
  const auto id = uuid_from_hex(r.params.at("response"));
  if (!id) return fail(ErrorKind::not_found, "no_such_response");
  PK_TRY(const auto x, d.collect.response(r.who.workspace, r.params.at("key"), *id));
  return Response::json(to_json(shown(x)));
}

Value shown(const PartResult& p) {
  Members m{{"part", p.part}, {"metric", p.metric}, {"n", count_of(p.n)}};
  if (!p.text.empty()) m.emplace_back("text", words_value(p.text));
  m.emplace_back("scale", Members{{"min", p.scale.min}, {"max", p.scale.max}, {"neutral", p.scale.neutral}, {"direction", p.scale.up ? "up" : "down"}});
  m.emplace_back("mean", value_of(p.mean));
  if (p.headline) {
    Value v = value_of(*p.headline);
    v.set("metric", p.metric);
    m.emplace_back("headline", std::move(v));
  }
  if (p.weighted) {
    Value v = value_of(*p.weighted);
    v.set("metric", p.headline ? p.metric : "mean_score");
    m.emplace_back("weighted", std::move(v));
  }
  if (p.expectation) m.emplace_back("expectation", value_of(*p.expectation));
  if (p.ratio) m.emplace_back("ratio", value_of(*p.ratio));
  List bars;
  for (const auto& b : p.distribution) bars.push_back(Members{{"value", b.value}, {"n", count_of(b.n)}, {"share", value_of(b.share)}});
  m.emplace_back("distribution", std::move(bars));
  return m;
}
Value predicted(const Number& number) {
  Value v = value_of(number);
  v.set("basis", engine::name_of(engine::Basis::predicted));
  return v;
}
Value shown(const std::vector<TopicResult>& topics, bool tone_said) {
  List out;
  for (const auto& t : topics)
    out.push_back(Members{{"topic", t.topic}, {"n", count_of(t.n)}, {"share", predicted(t.share)}, {"bad", tone_said ? value_of(t.bad) : predicted(t.bad)}});
  return out;
}
Value shown(const QuestionResult& q) {
  Members m{{"key", q.question->key}, {"kind", survey::kind_name(*q.question)}, {"text", words_value(q.question->text)}, {"n", count_of(q.n)}};
  if (q.question->indirect) m.emplace_back("indirect", true);
  if (q.question->expected_only) m.emplace_back("expected_only", true);
  List parts, choices;
  for (const auto& p : q.parts) parts.push_back(shown(p));
  for (const auto& c : q.choices) {
    Members one{{"key", c.key}, {"text", words_value(c.text)}, {"n", count_of(c.n)}, {"share", value_of(c.share)}};
    if (c.rank) one.emplace_back("rank", value_of(*c.rank));
    if (c.weighted) one.emplace_back("weighted", value_of(*c.weighted));
    choices.push_back(std::move(one));
  }
  m.emplace_back("parts", std::move(parts));
  if (!choices.empty()) m.emplace_back("choices", std::move(choices));
  if (q.texts > 0) m.emplace_back("texts", count_of(q.texts));
  if (q.latency) m.emplace_back("latency_ms", value_of(*q.latency));
  if (!q.topics.empty()) m.emplace_back("topics", shown(q.topics, q.tone_said));
  if (q.question->names) {
    List names;
    for (const auto& x : q.names) names.push_back(Members{{"name", x.name}, {"n", count_of(x.n)}, {"share", value_of(x.share)}, {"reasons", shown(x.reasons, false)}});
    m.emplace_back("names", std::move(names));
    m.emplace_back("rare_names", count_of(q.rare_names));
  }
  return m;
}

Result<Response> results(const Deps& d, const Request& r) {
  PK_TRY(const auto q, query_of(d, r));
  PK_TRY(const auto all, d.collect.results(r.who.workspace, q));
  List versions, questions;
  for (const int n : all.versions) versions.emplace_back(n);
  for (const auto& x : all.questions) questions.push_back(shown(x));
  Members m{{"key", q.survey}, {"versions", std::move(versions)}, {"as_of", calendar::rfc3339(d.clock.now())}, {"as_of_seq", count_of(d.as_of_seq())},
            {"responses", Members{{"done", count_of(all.responses.done)}, {"partial", count_of(all.responses.partial)}}},
            {"truncated", all.truncated}, {"questions", std::move(questions)}};
  return Response::json(to_json(Value(std::move(m))));
}

}  // namespace

void add_result_routes(message::Router& router, std::shared_ptr<const Deps> d) {
  const auto with = [d](Result<Response> (*f)(const Deps&, const Request&)) { return [d, f](const Request& r) { return f(*d, r); }; };
  add_route(router, Verb::get, "/v1/surveys/{key}/results", Right::read, with(results));
  add_route(router, Verb::get, "/v1/surveys/{key}/responses", Right::personal, with(list));
  add_route(router, Verb::get, "/v1/surveys/{key}/responses/{response}", Right::personal, with(one));
}

}  // namespace peakend::collect
