#include "trigger/trigger_api.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>

#include "base/calendar.h"
#include "engine/silence.h"
#include "message/body_json.h"
#include "trigger/outcome_json.h"

namespace peakend::trigger {
namespace {

namespace json = boost::json;
using delivery::Reason;
using message::BodyFields;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

json::object document(const Stored& s) {
  auto o = json::parse(to_json(s.trigger)).as_object();
  o["version"] = s.trigger.version;
  o["author"] = s.author;
  o["changed_at"] = calendar::rfc3339(s.changed);
  return o;
}
struct Asked {
  std::int64_t sent = 0, done = 0;
};
json::object r_json(const std::map<std::string, Asked>& cells) {
  std::vector<double> n, rho;
  std::int64_t total = 0;
  for (const auto& [cell, a] : cells) {
    if (a.sent == 0) continue;
    n.push_back(static_cast<double>(a.sent));
    rho.push_back(static_cast<double>(a.done) / static_cast<double>(a.sent));
    total += a.sent;
  }
  if (n.size() < 2 || total < 30) return {{"n", total}, {"groups", n.size()}, {"insufficient", {{"have", total}, {"need", 30}}}};
  const auto r = engine::r_indicator(n, rho);
  if (r.status != engine::Status::ok) return {{"n", total}, {"groups", n.size()}, {"insufficient", {{"have", total}, {"need", 30}}}};
  // The delta method for S of independent cells: var(rho_k) = rho(1 - rho)/n; d(S)/d(rho_k) = n_k (rho_k - mean)/((N - 1) S).
  double var = 0;
  for (std::size_t k = 0; k < n.size() && r.s > 0; ++k) {
    const double slope = n[k] * (rho[k] - r.mean) / ((static_cast<double>(total) - 1) * r.s);
    var += slope * slope * rho[k] * (1 - rho[k]) / n[k];
  }
  const double half = 1.96 * 2 * std::sqrt(var);
  return {{"value", r.r}, {"lo", std::max(-1.0, r.r - half)}, {"hi", std::min(1.0, r.r + half)}, {"n", total}, {"groups", n.size()}, {"max_bias", std::isfinite(r.max_bias) ? json::value(r.max_bias) : json::value()}};
}

class Routes {
 public:
  explicit Routes(Deps d) : d_(std::move(d)) {}

  Result<Response> list(const Request& r) const {
    PK_TRY(const auto all, d_.triggers.list(r.who.workspace));
    json::array out;
    for (const auto& s : all) {
      auto o = document(s);
      PK_TRY(o["counts"], counts(r.who.workspace, s.trigger.key));
      out.push_back(std::move(o));
    }
    return answer({{"triggers", std::move(out)}});
  }
  Result<Response> get(const Request& r) const {
    PK_TRY(const auto s, d_.triggers.get(r.who.workspace, r.params.at("key")));
    return answer(document(s));
  }
  Result<Response> create(const Request& r) const {
    PK_TRY(auto t, parse_trigger(r.body));
    PK_CHECK(check_topic(r, t));
    PK_TRY(const auto s, d_.triggers.create(r.who.workspace, std::move(t), r.who.name));
    return answer(document(s), 201);
  }
  Result<Response> put(const Request& r) const {
    PK_TRY(auto t, parse_trigger(r.body));
    if (t.key != r.params.at("key")) return fail_field("key", "key_differs");
    PK_CHECK(check_topic(r, t));
    const int based_on = t.version;
    const bool off = !t.enabled;
    const std::string key = t.key;
    PK_TRY(const auto s, d_.triggers.put(r.who.workspace, std::move(t), based_on, r.who.name));
    if (off) PK_CHECK(d_.book.cancel_of(r.who.workspace, key, Reason::trigger_off));
    return answer(document(s));
  }
  Result<Response> patch(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body));
    const auto enabled = f.optional_flag("enabled");
    if (!enabled) f.refuse("enabled", "required");
    PK_CHECK(f.done());
    PK_TRY(const auto s, d_.triggers.enable(r.who.workspace, r.params.at("key"), *enabled, r.who.name));
    if (!*enabled) PK_CHECK(d_.book.cancel_of(r.who.workspace, s.trigger.key, Reason::trigger_off));
    return answer(document(s));
  }
  Result<Response> remove(const Request& r) const {
    const auto& key = r.params.at("key");
    PK_CHECK(d_.triggers.remove(r.who.workspace, key));
    PK_CHECK(d_.book.cancel_of(r.who.workspace, key, Reason::trigger_off));
    return Response::empty();
  }
  Result<Response> versions(const Request& r) const {
    PK_TRY(const auto all, d_.triggers.versions(r.who.workspace, r.params.at("key")));
    json::array out;
    for (const auto& v : all) out.push_back({{"version", v.version}, {"author", v.author}, {"changed_at", calendar::rfc3339(v.changed)}, {"current", v.current}});
    return answer({{"versions", std::move(out)}});
  }
  Result<Response> version(const Request& r) const {
    const auto& text = r.params.at("version");
    if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos) return fail(ErrorKind::not_found, "no_such_trigger");
    PK_TRY(const auto s, d_.triggers.version(r.who.workspace, r.params.at("key"), std::stoi(text)));
    return answer(document(s));
  }
  Result<Response> check(const Request& r) const {
    json::array faults;
    auto t = parse_trigger(r.body);
    Result<void> ok;
    if (t) ok = check_topic(r, *t);
    else if (t.error().kind == ErrorKind::malformed) return tl::unexpected(t.error());
    const auto& errors = !t ? t.error().fields : !ok ? ok.error().fields : std::vector<FieldError>{};
    for (const auto& e : errors) faults.push_back({{"field", e.field}, {"code", e.code}, {"message", message::message_text(e.code, r.lang, e.params)}});
    return answer({{"faults", std::move(faults)}});
  }

  Result<Response> report(const Request& r) const {
    PK_TRY(const auto s, d_.triggers.get(r.who.workspace, r.params.at("key")));
    PK_TRY(const auto span, span_of(d_, r, r.arg("from"), r.arg("to")));
    const auto [from, to] = span;
    const auto w = r.who.workspace;
    const auto& key = s.trigger.key;
    PK_TRY(const auto tally, d_.book.tally(w, key, to_ms(from), to_ms(to)));
    PK_TRY(const auto extra, counted(d_.records, w, key, from, to));
    json::object states;
    for (const auto st : delivery::kStates) states[delivery::name_of(st)] = 0;
    std::map<ArmKey, Asked> arms;
    std::map<std::string, Asked> cells;
    Asked all;
    std::int64_t events = 0;
    for (const auto& line : tally.lines) {
      events += line.n;
      states[delivery::name_of(line.state)].as_int64() += line.n;
      auto& cell = cells[line.cell];
      if (!line.went_out) continue;
      for (auto* a : {&arms[{line.channel, line.hour}], &cell, &all}) {
        a->sent += line.n;
        if (line.answered) a->done += line.n;
      }
    }
    json::array refusals, channels;
    auto reasons = tally.refusals;
    reasons.insert(reasons.end(), extra.begin(), extra.end());
    std::stable_sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const auto& [reason, n] : reasons) {
      events += n;
      refusals.push_back({{"reason", delivery::name_of(reason)}, {"words", message::message_text("not_sent_" + std::string(delivery::name_of(reason)), r.lang)}, {"n", n}});
    }
    for (const auto& [arm, a] : arms) {
      json::object o{{"channel", channel::name_of(arm.first)}, {"sent", a.sent}, {"done", a.done}, {"response_rate", rate_json(a.done, a.sent)}};
      if (arm.second >= 0) o["hour"] = arm.second;
      channels.push_back(std::move(o));
    }
    PK_TRY(auto cell_list, cells_json(w, s.trigger, cells));
    return answer({{"trigger", key}, {"from", calendar::rfc3339(from)}, {"to", calendar::rfc3339(to)}, {"events", events}, {"states", std::move(states)},
                   {"refusals", std::move(refusals)}, {"response_rate", rate_json(all.done, all.sent)}, {"r_indicator", r_json(cells)},
                   {"channels", std::move(channels)}, {"cells", std::move(cell_list)}});
  }

  Result<Response> simulate(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body));
    const auto from_text = f.optional_text("from", 1, 40), to_text = f.optional_text("to", 1, 40);
    std::string draft;
    if (const auto* v = f.optional_value("trigger")) draft = json::serialize(*v);
    PK_CHECK(f.done());
    Trigger t;
    if (draft.empty()) {
      PK_TRY(const auto s, d_.triggers.get(r.who.workspace, r.params.at("key")));
      t = s.trigger;
    } else {
      auto parsed = parse_trigger(draft);
      if (!parsed) {
        for (auto& e : parsed.error().fields) e.field = "trigger." + e.field;
        return tl::unexpected(std::move(parsed).error());
      }
      t = *std::move(parsed);
    }
    PK_TRY(const auto span, span_of(d_, r, from_text, to_text));
    const auto [from, to] = span;
    const SimulationDeps deps{d_.facts, d_.book, d_.home};
    PK_TRY(const auto n, count_events(deps, r.who.workspace, t, from, to));
    if (n > kMaxSimulated) return fail(ErrorKind::too_large, "span_too_long");
    const bool examples = r.who.may(Right::personal);
    if (n <= kSimulatedAtOnce || d_.jobs == nullptr) {
      PK_TRY(const auto s, trigger::simulate(deps, r.who.workspace, t, from, to));
      return Response::json(to_json(s, t, examples));
    }
    // The result of a job is there for everybody who may see jobs: it names nobody.
    PK_TRY(const auto id, d_.jobs->start({r.who.workspace, "simulation", t.key, ""}, [deps, w = r.who.workspace, t, from = from, to = to](jobs::Context& c) -> Result<void> {
      PK_TRY(const auto s, trigger::simulate(deps, w, t, from, to, [&c](std::int64_t done, std::int64_t total) {
        c.progress(done, total);
        return !c.cancelled();
      }));
      c.result(to_json(s, t, false));
      return {};
    }));
    return answer({{"job", id.text()}}, 202);
  }

 private:
  Result<json::value> counts(WorkspaceNo w, const std::string& key) const {
    const auto now = d_.clock.now();
    PK_TRY(const auto tally, d_.book.tally(w, key, to_ms(now - std::chrono::hours(24 * 30)), INT64_MAX));
    std::int64_t queued = 0, sent = 0, done = 0, refused = 0;
    for (const auto& line : tally.lines) {
      if (line.state == delivery::State::queued) queued += line.n;
      if (line.went_out) sent += line.n;
      if (line.answered) done += line.n;
    }
    for (const auto& [reason, n] : tally.refusals) refused += n;
    return json::value{{"queued", queued}, {"sent", sent}, {"done", done}, {"refused", refused}};
  }
  Result<void> check_topic(const Request& r, const Trigger& t) const {
    if (t.topic.empty()) return {};
    PK_TRY(const auto a, d_.book.attention(r.who.workspace));
    for (const auto& topic : a.topics)
      if (topic.key == t.topic) return {};
    return fail_field("topic", "unknown_topic");
  }
  Result<json::array> cells_json(WorkspaceNo w, const Trigger& t, const std::map<std::string, Asked>& asked) const {
    json::array out;
    if (t.sampling.mode != Mode::cells) return out;
    PK_TRY(const auto rows, cells_of(d_.records, w, t.key));
    const auto [period, elapsed] = period_of(t.sampling, d_.clock.now());
    std::map<std::string, CellState> states;
    for (const auto& row : rows) {
      if (row.period == period) states[row.cell].eligible = row.eligible, states[row.cell].invited = row.invited;
      else if (row.period == period - 1) states[row.cell].before = row.eligible;
    }
    for (auto& [cell, state] : states) {
      const auto found = asked.find(cell);
      const Asked a = found == asked.end() ? Asked{} : found->second;
      state.elapsed = elapsed;
      state.answered = a.done;
      const auto own = t.sampling.cells.find(cell);
      out.push_back({{"cell", cell}, {"events", state.eligible}, {"invited", state.invited}, {"done", a.done}, {"need", own == t.sampling.cells.end() ? t.sampling.need : own->second},
                     {"rate", rate_of(t.sampling, cell, state).pi}, {"response_rate", rate_json(a.done, a.sent)}});
    }
    return out;
  }

  const Deps d_;
};

}  // namespace

std::string to_json(const Simulation& s, const Trigger& t, bool with_examples) {
  json::array refusals, channels, cells, days, examples;
  for (const auto& [reason, n] : s.refusals) refusals.push_back({{"reason", delivery::name_of(reason)}, {"n", n}});
  std::stable_sort(refusals.begin(), refusals.end(), [](const json::value& a, const json::value& b) { return a.at("n").as_int64() > b.at("n").as_int64(); });
  for (const auto& [k, n] : s.channels) channels.push_back({{"channel", channel::name_of(k)}, {"n", n}});
  for (const auto& [cell, c] : s.cells) {
    if (cells.size() >= kMaxCells) break;
    json::object o{{"cell", cell}, {"events", c.events}, {"sent", c.sent}};
    if (c.sent > 0) o["mean_weight"] = c.weights / static_cast<double>(c.sent);
    cells.push_back(std::move(o));
  }
  for (const auto& [day, n] : s.per_day) days.push_back({{"day", calendar::day_text(day)}, {"sent", n}});
  for (const auto& e : s.examples) {
    json::object o{{"customer", e.customer.text()}, {"user_id", e.user_id}, {"event_at", calendar::rfc3339(e.event_at)}};
    if (e.reason == Reason::none) o["sent_at"] = calendar::rfc3339(e.at);
    else o["reason"] = delivery::name_of(e.reason);
    if (e.next) o["next_at"] = calendar::rfc3339(*e.next);
    examples.push_back(std::move(o));
  }
  json::object o{{"trigger", t.key}, {"from", calendar::rfc3339(s.from)}, {"to", calendar::rfc3339(s.to)}, {"events", s.events}, {"customers", s.customers}, {"sent", s.sent},
                 {"refusals", std::move(refusals)}, {"channels", std::move(channels)}, {"cells", std::move(cells)}, {"per_day", std::move(days)},
                 {"assumed_response_rate", s.response}, {"as_of_seq", s.as_of_seq}};
  if (with_examples) o["examples"] = std::move(examples);
  return json::serialize(o);
}

void add_routes(message::Router& router, Deps deps) {
  add_outcome_routes(router, deps);
  const auto routes = std::make_shared<Routes>(std::move(deps));
  const auto add = [&](Verb verb, const char* pattern, Result<Response> (Routes::*f)(const Request&) const, Right right, bool audit = true) {
    message::Route route;
    route.verb = verb;
    route.pattern = pattern;
    route.right = right;
    route.audit = audit;
    route.handler = message::answering([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  add(Verb::get, "/v1/triggers", &Routes::list, Right::read);
  add(Verb::post, "/v1/triggers", &Routes::create, Right::write);
  add(Verb::post, "/v1/triggers/check", &Routes::check, Right::write, false);
  add(Verb::get, "/v1/triggers/{key}", &Routes::get, Right::read);
  add(Verb::put, "/v1/triggers/{key}", &Routes::put, Right::write);
  add(Verb::patch, "/v1/triggers/{key}", &Routes::patch, Right::write);
  add(Verb::del, "/v1/triggers/{key}", &Routes::remove, Right::write);
  add(Verb::get, "/v1/triggers/{key}/versions", &Routes::versions, Right::read);
  add(Verb::get, "/v1/triggers/{key}/versions/{version}", &Routes::version, Right::read);
  add(Verb::get, "/v1/triggers/{key}/report", &Routes::report, Right::read);
  add(Verb::post, "/v1/triggers/{key}/simulate", &Routes::simulate, Right::write, false);
}

}  // namespace peakend::trigger
