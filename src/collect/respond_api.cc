// What respondents reach without an account: the page, the visit as JSON, partial and final answers.
#include <algorithm>

#include "collect/api_parts.h"
#include "collect/page.h"

namespace peakend::collect {
namespace {

using message::Reply;
using message::Request;
using message::Response;
using message::Verb;
using survey::Members;
using survey::Value;

constexpr std::size_t kMaxAnswers = 200'000;

std::string_view name_of(VisitState s) {
  constexpr std::string_view names[] = {"open", "closed", "used", "expired", "full"};
  return names[static_cast<std::size_t>(s)];
}

/// ?lang=, the link's, then the first of the browser's that the survey has.
std::string wished_language(const Request& r, const Link& link, const survey::Survey& s) {
  if (auto asked = r.arg("lang"); asked && !asked->empty()) return *asked;
  if (!link.claims.lang.empty()) return link.claims.lang;
  std::string_view header = r.header("accept-language");
  while (!header.empty()) {
    auto tag = header.substr(0, header.find(','));
    header.remove_prefix(std::min(header.size(), tag.size() + 1));
    tag = tag.substr(0, tag.find(';'));
    while (!tag.empty() && tag.front() == ' ') tag.remove_prefix(1);
    while (!tag.empty() && tag.back() == ' ') tag.remove_suffix(1);
    const auto base = tag.substr(0, tag.find('-'));
    for (const auto& l : s.languages)
      if (!base.empty() && l.substr(0, l.find('-')) == base) return std::string(tag);
  }
  return s.languages.front();
}

/// What a respondent gets, and what the page around it needs to know.
struct Seen {
  std::string json, lang, title;
  std::shared_ptr<const survey::Survey> open;  ///< null: not open
  bool test = false;
};
Result<Seen> see(const Deps& d, const Request& r) {
  const auto& token = r.params.at("token");
  PK_TRY(const Link link, d.collect.link(token));
  PK_TRY(const Visit v, d.collect.visit(link));
  const auto& s = *v.published->survey;
  Seen out;
  out.lang = survey::best_language(s, wished_language(r, link, s));
  out.title = survey::words(s.title, out.lang, s);
  out.test = link.claims.test;
  auto& json = out.json;
  json = "{\"token\":";
  survey::append_json_text(json, token);
  json += ",\"state\":\"" + std::string(name_of(v.state)) + "\"";
  if (v.state == VisitState::open) {
    out.open = v.published->survey;
    json += ",\"survey\":" + survey::public_json(s, v.published->version, out.lang);
  } else {
    json += ",\"lang\":";
    survey::append_json_text(json, out.lang);
    json += ",\"message\":";
    survey::append_json_text(json, survey::words(s.closed_text, out.lang, s));
  }
  Members fields;
  for (const auto& h : s.hidden)
    if (const auto it = link.claims.fields.find(h.key); it != link.claims.fields.end()) fields.emplace_back(it->first, it->second);
  json += ",\"fields\":" + to_json(Value(std::move(fields)));
  if (out.test) json += ",\"test\":true";
  json += "}";
  return out;
}

Response page(const Deps& d, const Request& r) {
  const auto seen = see(d, r);
  if (seen) return respond_page({seen->json, seen->lang, seen->title, seen->open.get(), seen->test}, r);
  if (seen.error().kind != ErrorKind::not_found) return problem(seen.error(), r);
  auto out = respond_page({R"({"state":"unknown","fields":{}})", r.lang == message::Lang::zh ? "zh-CN" : "en", "", nullptr, false}, r);
  out.status = 404;
  return out;
}

Result<Answered> read_answered(const Request& r) {
  PK_TRY(auto b, Body::parse(r.body));
  Answered a;
  const std::string id = b.text("response", 40);
  const auto uuid = uuid_from_hex(id);
  if (id.empty()) b.bad("response", "required");
  else if (!uuid || uuid->is_zero()) b.bad("response", "bad_id");
  if (uuid) a.response = *uuid;
  a.version = static_cast<int>(b.integer("version", 0, 1'000'000'000).value_or(0));
  a.lang = b.text("lang", 40);
  a.at = b.text("at", 100);
  a.answers = b.object("answers");
  a.fields = b.object("fields");
  a.latency = b.object("latency");
  a.started = b.time("started_at");
  a.finished = b.time("finished_at");
  PK_CHECK(b.done());
  return a;
}

void submit(const Deps& d, const Request& req, State wanted, Reply reply) {
  auto link = d.collect.link(req.params.at("token"));
  if (!link) return reply(problem(link.error(), req));
  auto answered = read_answered(req);
  if (!answered) return reply(problem(answered.error(), req));
  const std::string id = to_hex(answered->response);
  Request back;  // what an answer needs of the request
  back.request_id = req.request_id;
  back.lang = req.lang;
  d.collect.submit(*link, *std::move(answered), wanted, [id, back = std::move(back), reply = std::move(reply)](Result<Submitted> s) {
    if (!s) return reply(problem(s.error(), back));
    Members m{{"response", id}, {"state", s->state == State::done ? "done" : "partial"}};
    if (s->seq != 0) m.emplace_back("seq", static_cast<double>(s->seq));
    if (!s->ignored.empty()) {
      survey::List list;
      for (const auto& k : s->ignored) list.emplace_back(k);
      m.emplace_back("ignored", std::move(list));
    }
    auto out = Response::json(to_json(Value(std::move(m))), s->state == State::done && !s->again ? 201 : 200);
    out.set("Cache-Control", "no-store");
    reply(std::move(out));
  });
}

}  // namespace

void add_respond_routes(message::Router& router, std::shared_ptr<const Deps> d) {
  const auto open = [](Verb verb, const char* pattern) {
    message::Route route;
    route.verb = verb;
    route.pattern = pattern;
    route.right = message::Right::none;
    route.same_origin_only = false;  // a signed-in colleague answers like everybody else
    route.limited_ok = true;
    route.audit = false;
    route.max_body = kMaxAnswers;
    return route;
  };
  auto visit = open(Verb::get, "/v1/respond/{token}");
  visit.handler = [d](const Request& r) {
    auto out = see(*d, r);
    if (!out) return problem(out.error(), r);
    auto response = Response::json(std::move(out->json));
    response.set("Cache-Control", "no-store");
    return response;
  };
  router.add(std::move(visit));
  auto html = open(Verb::get, "/r/{token}");
  html.handler = [d](const Request& r) { return page(*d, r); };
  router.add(std::move(html));
  add_widget_route(router);
  for (const auto& [pattern, state] : {std::pair{"/v1/respond/{token}/partial", State::partial}, {"/v1/respond/{token}/submit", State::done}}) {
    auto route = open(Verb::post, pattern);
    route.async_handler = [d, state = state](Request r, Reply reply) { submit(*d, r, state, std::move(reply)); };
    router.add(std::move(route));
  }
}

}  // namespace peakend::collect
