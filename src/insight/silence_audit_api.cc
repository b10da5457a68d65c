// The silent audit: /v1/journeys/{key}/silence/audits (kept draws and what they say), /v1/silence-audits/{id} (one of them, its
// calls, their outcomes, a file).
#include <boost/json.hpp>
#include <charconv>

#include "base/calendar.h"
#include "base/csv_text.h"
#include "engine/calibration.h"
#include "insight/silence_audit.h"
#include "insight/silence_desk.h"
#include "message/body_json.h"

namespace peakend::insight {
namespace {

namespace json = boost::json;
using message::Request;
using message::Response;
using message::Right;

Number share(engine::Estimate e) { return {std::move(e), "share", engine::Basis::measured}; }

/// Of the customers who were reached: mean chance by the model, learnt from voices, against what they said when called.
void write_model(JsonOut& out, const SilenceAudit& a, const AuditSays& s, const SilenceModel* model) {
  if (model == nullptr || model->count_let_down.status != engine::Status::ok || s.share.status != engine::Status::ok) return;
  double sum = 0, known = 0;
  for (const AuditCall& c : a.calls) {
    if (c.state != CallState::reached) continue;
    if (const auto found = model->chances.find(c.customer); found != model->chances.end()) sum += found->second, ++known;
  }
  const auto n = static_cast<double>(model->count_let_down.n) / model->looked_at;
  if (known < static_cast<double>(s.reached) || !(n > 0)) return;
  const double p = sum / known, se = model->count_let_down.se / n;
  out.key("model").open('{').field("share", p).field("se", se).field("bias_risk", engine::disagree(p, se, s.share.value, s.share.se)).close('}');
}

void write_says(JsonOut& out, const SilenceAudit& a, const SilenceModel* model, std::int64_t fewest) {
  const AuditSays s = says(a);
  out.key("says").open('{').field("drawn", s.drawn).field("open", s.open).field("attempts", s.attempts);
  if (s.reached > 0 && s.reached < fewest) {
    out.field("hidden", true).close('}');
    return;
  }
  out.field("reached", s.reached).field("not_reached", s.not_reached).field("bad", s.bad);
  out.key("reach");
  write(out, share(s.reach));
  out.key("share");
  write(out, share(s.share));
  out.key("silent_bad");
  write(out, {s.silent_bad, "count", engine::Basis::measured});
  out.key("all");
  write(out, share(s.all));
  if (s.voices) out.field("voices", *s.voices);
  if (s.tipping) out.field("tipping", *s.tipping);
  write_model(out, a, s, model);
  out.close('}');
}

void write_head(JsonOut& out, const SilenceAudit& a) {
  out.field("id", a.id.text()).field("journey", a.journey).field("seed", a.seed).field("author", a.author).key("created_at").time(a.created);
  out.field("let_down", a.let_down.n).field("heard", a.let_down.heard).field("told", a.let_down.told).field("silent", a.let_down.silent());
  out.field("looked_at", a.looked_at);
}

void write_call(JsonOut& out, const AuditCall& c) {
  out.open('{').field("place", c.place).field("id", c.customer.text()).field("user_id", c.user_id).field("touchpoint", c.touchpoint).field("reason", c.reason);
  out.key("at").time(c.at).field("attempts", c.attempts).field("state", name_of(c.state));
  if (c.bad) out.field("bad", *c.bad);
  if (c.score) out.field("score", *c.score);
  out.field("note", c.note);
  if (c.changed != 0) out.key("changed_at").time(c.changed).field("changed_by", c.changed_by);
  out.close('}');
}


class Routes {
 public:
  explicit Routes(std::shared_ptr<SilenceDesk> desk) : desk_(std::move(desk)), audits_(*desk_->sources->records, desk_->sources->random) {}

  Result<Response> list(const Request& r) {
    const Caller caller = caller_of(*desk_->sources, r);
    PK_TRY(const auto* journey, journey_of(caller, r.params.at("key")));
    PK_TRY(const auto all, audits_.list(caller.workspace, journey->key));
    PK_TRY(const auto model, model_of(caller, *journey));
    JsonOut out;
    out.open('{').field("journey", journey->key).key("audits").open('[');
    for (const SilenceAudit& a : all) {
      out.open('{');
      write_head(out, a);
      write_says(out, a, model.get(), caller.fewest);
      out.close('}');
    }
    out.close(']').close('}');
    return Response::json(out.take());
  }

  Result<Response> keep(const Request& r) {
    PK_TRY(auto f, message::BodyFields::parse(r.body));
    SilenceAudit a;
    a.seed = f.text("seed", 1, 100);
    const auto n = f.optional_integer("n", 1, static_cast<std::int64_t>(kMaxCalls));
    if (!n) f.refuse("n", "required");
    PK_CHECK(f.done());
    PK_TRY(const auto asked, desk_->ask(r));
    const Silence& s = *asked.silence;
    for (const Silent* one : draw_silent(s, static_cast<std::size_t>(*n), a.seed)) {
      AuditCall c;
      c.customer = one->id, c.user_id = one->user_id, c.at = one->worst.at;
      c.touchpoint = s.touchpoints[one->worst.touchpoint], c.reason = name_of(*one->worst.bad);
      a.calls.push_back(std::move(c));
    }
    if (a.calls.empty()) return fail(ErrorKind::conflict, "nobody_silent");
    a.journey = asked.journey->key, a.author = r.who.name, a.created = to_ms(asked.caller.when.now);
    a.let_down = s.let_down, a.looked_at = s.looked_at;
    PK_TRY(a, audits_.keep(asked.caller.workspace, std::move(a)));
    const json::object after{{"journey", a.journey}, {"seed", a.seed}, {"customers", a.calls.size()}};
    return whole(r, a, 201, json::serialize(after));
  }

  Result<Response> one(const Request& r) {
    PK_TRY(const auto a, find(r));
    return whole(r, a, 200, {});
  }

  /// An outcome names the customer by id in the log, and never says the note: that goes with the customer.
  Result<Response> record(const Request& r) {
    PK_TRY(const auto a, find(r));
    AuditCall c;
    std::from_chars(r.params.at("place").data(), r.params.at("place").data() + r.params.at("place").size(), c.place);
    const auto known = std::ranges::find(a.calls, c.place, &AuditCall::place);
    if (known == a.calls.end()) return fail(ErrorKind::not_found, "no_such_call");
    PK_TRY(auto f, message::BodyFields::parse(r.body));
    const auto attempts = f.optional_integer("attempts", 0, kMaxAttempts);
    const std::string state = f.text("state", 1, 20);
    c.bad = f.optional_flag("bad");
    if (const auto* score = f.optional_value("score")) {
      if (score->is_number() && score->to_number<double>() >= 0 && score->to_number<double>() <= 10) c.score = score->to_number<double>();
      else f.refuse("score", "out_of_range", {{"min", "0"}, {"max", "10"}});
    }
    c.note = f.optional_text("note", 0, kMaxNote).value_or("");
    bool fits = false;
    for (const CallState s : {CallState::open, CallState::reached, CallState::not_reached})
      if (state == name_of(s)) c.state = s, fits = true;
    if (!fits && !state.empty()) f.refuse("state", "not_one_of", {{"allowed", "open, reached, not_reached"}});
    if (fits && (c.state == CallState::reached) != c.bad.has_value()) f.refuse("bad", "needs_reached");
    if (fits && c.state != CallState::reached && c.score) f.refuse("score", "needs_reached");
    PK_CHECK(f.done());
    c.attempts = static_cast<int>(attempts.value_or(known->attempts));
    // Nobody is reached, or given up, without a call.
    if (c.state != CallState::open) c.attempts = std::max(c.attempts, 1);
    c.changed = to_ms(desk_->sources->clock->now()), c.changed_by = r.who.name;
    PK_CHECK(audits_.record(r.who.workspace, a.id, c));
    PK_TRY(const auto now, find(r));
    const auto told = [](const AuditCall& x) { return json::serialize(json::object{{"attempts", x.attempts}, {"state", name_of(x.state)}}); };
    auto response = shown(r, now, 200);
    if (response) response->change = change(a, "/customers/" + known->customer.text(), told(*known), told(c));
    return response;
  }

  Result<Response> remove(const Request& r) {
    PK_TRY(const auto a, find(r));
    PK_CHECK(audits_.remove(r.who.workspace, a.id));
    Response response = Response::empty();
    response.change = change(a, "", json::serialize(json::object{{"journey", a.journey}, {"seed", a.seed}}), "");
    return response;
  }

  Result<Response> file(const Request& r) {
    PK_TRY(const auto a, find(r));
    Response response;
    response.body = "\xEF\xBB\xBFplace,customer,id,touchpoint,reason,at,attempts,state,bad,score,note,changed_at,changed_by\r\n";
    for (const AuditCall& c : a.calls) {
      response.body += std::to_string(c.place) + "," + csv_text(c.user_id) + "," + c.customer.text() + "," + csv_text(c.touchpoint) + "," + c.reason + "," +
                       calendar::rfc3339(from_ms(c.at)) + "," + std::to_string(c.attempts) + "," + std::string(name_of(c.state)) + "," +
                       (c.bad ? *c.bad ? "1" : "0" : "") + "," + (c.score ? json::serialize(json::value(*c.score)) : "") + "," + csv_text(c.note) + "," +
                       (c.changed != 0 ? calendar::rfc3339(from_ms(c.changed)) : "") + "," + csv_text(c.changed_by) + "\r\n";
    }
    response.set("Content-Type", "text/csv; charset=utf-8");
    response.set("Content-Disposition", "attachment; filename=\"peakend-silent-audit.csv\"");
    response.set("Cache-Control", "no-store");
    response.change = change(a, "/export", "", "");
    return response;
  }

 private:
  Result<SilenceAudit> find(const Request& r) {
    const auto id = SilenceAuditId::parse(r.params.at("id"));
    if (!id || id->is_none()) return fail(ErrorKind::not_found, "no_such_audit");
    return audits_.find(r.who.workspace, *id);
  }
  Result<std::shared_ptr<const SilenceModel>> model_of(const Caller& caller, const journey::Journey& journey) {
    PK_TRY(auto state, desk_->models->state(*desk_->sources, caller, journey));
    if (!state.model || state.model->refusal != Refusal::none) return nullptr;
    return std::move(state.model);
  }
  static std::shared_ptr<const message::Change> change(const SilenceAudit& a, const std::string& part, std::string before, std::string after) {
    auto c = std::make_shared<message::Change>();
    c->object = "silence-audits/" + a.id.text() + part;
    c->label = a.seed;
    c->before = std::move(before), c->after = std::move(after);
    return c;
  }
  Result<Response> shown(const Request& r, const SilenceAudit& a, int status) {
    const Caller caller = caller_of(*desk_->sources, r);
    std::shared_ptr<const SilenceModel> model;
    // The journey may be gone; the audit stays.
    if (const auto journey = journey_of(caller, a.journey)) {
      PK_TRY(model, model_of(caller, **journey));
    }
    JsonOut out;
    out.open('{');
    write_head(out, a);
    write_says(out, a, model.get(), 0);
    out.key("customers").open('[');
    for (const AuditCall& c : a.calls) write_call(out, c);
    out.close(']').close('}');
    auto response = Response::json(out.take(), status);
    response.set("Cache-Control", "no-store");
    return response;
  }
  Result<Response> whole(const Request& r, const SilenceAudit& a, int status, std::string after) {
    PK_TRY(auto response, shown(r, a, status));
    if (!after.empty()) response.change = change(a, "", "", std::move(after));
    return response;
  }

  std::shared_ptr<SilenceDesk> desk_;
  SilenceAudits audits_;
};

}  // namespace

void add_silence_audit_routes(message::Router& router, std::shared_ptr<SilenceDesk> desk) {
  const auto routes = std::make_shared<Routes>(std::move(desk));
  const auto add = [&](message::Verb verb, const char* pattern, Right right, Result<Response> (Routes::*f)(const Request&)) {
    message::Route route;
    route.verb = verb;
    route.pattern = pattern;
    route.right = right;
    route.max_body = 4 * 1024;
    route.handler = message::answering([routes, f](const Request& r) { return (routes.get()->*f)(r); });
    router.add(std::move(route));
  };
  using message::Verb;
  add(Verb::get, "/v1/journeys/{key}/silence/audits", Right::read, &Routes::list);
  add(Verb::post, "/v1/journeys/{key}/silence/audits", Right::write, &Routes::keep);
  add(Verb::get, "/v1/silence-audits/{id}", Right::personal, &Routes::one);
  add(Verb::del, "/v1/silence-audits/{id}", Right::write, &Routes::remove);
  add(Verb::put, "/v1/silence-audits/{id}/customers/{place}", Right::act, &Routes::record);
  add(Verb::get, "/v1/silence-audits/{id}/export", Right::personal, &Routes::file);
}

}  // namespace peakend::insight
