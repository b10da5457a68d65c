// GET /v1/journeys/{key}/iceberg (what complaints stand for); GET /v1/priors, PUT and DELETE /v1/priors/{key}.
#include <boost/json.hpp>
#include <algorithm>
#include <cmath>

#include "engine/silence.h"
#include "insight/iceberg.h"
#include "insight/silence_desk.h"
#include "message/body_json.h"

namespace peakend::insight {
namespace {

namespace json = boost::json;
using engine::Basis;
using engine::Estimate;
using engine::Ranged;
using message::Request;
using message::Response;
using message::Right;

constexpr std::int64_t kMostComplaints = 1'000'000'000;
std::size_t index_of(PriorKey k) { return static_cast<std::size_t>(k); }

struct Asked {
  std::optional<double> complaints;
  bool own = false;               ///< the complaints are those of the company
  std::optional<Estimate> lifetime;
  Basis lifetime_basis = Basis::assumed;
  PriorTable priors;
  OwnTable own_rates;
  std::array<Estimate, kPriors> rates;
};

Ranged ranged(const Estimate& e) {
  Ranged out{e.value};
  if (e.method != engine::Method::none) out.range = engine::Interval{e.lo, e.hi};
  return out;
}
/// A result is as sure as the least sure of what it is made of.
Basis basis_of(const Asked& a, std::initializer_list<PriorKey> parts) {
  for (const PriorKey k : parts)
    if (a.own_rates[index_of(k)].state != OwnState::used) return Basis::assumed;
  return Basis::observed;
}

void write_result(JsonOut& out, std::string_view name, const Ranged& r, const Estimate& from, Basis basis, std::string_view unit) {
  Estimate e;
  e.value = r.value, e.status = engine::Status::ok, e.n = from.n, e.n_eff = from.n_eff;
  e.flags = basis == Basis::assumed ? engine::kAssumedParam : 0;
  if (r.range) e.lo = r.range->lo, e.hi = r.range->hi, e.method = from.method == engine::Method::none ? engine::Method::normal : from.method;
  out.key(name);
  write(out, {e, unit, basis});
}

void write_results(JsonOut& out, const Asked& a) {
  const auto rate = [&](PriorKey k) { return ranged(a.rates[index_of(k)]); };
  engine::IcebergRates rates{rate(PriorKey::voice), rate(PriorKey::switching), rate(PriorKey::telling), {}};
  if (a.lifetime) rates.lifetime = ranged(*a.lifetime);
  const auto parts = engine::iceberg(*a.complaints, rates);
  if (parts.status != engine::Status::ok) return;
  const Estimate& voice = a.rates[index_of(PriorKey::voice)];
  out.key("results").open('{');
  write_result(out, "bad", parts.bad, voice, basis_of(a, {PriorKey::voice}), "count");
  write_result(out, "silent", parts.silent, voice, basis_of(a, {PriorKey::voice}), "count");
  write_result(out, "switch", parts.switching, voice, basis_of(a, {PriorKey::voice, PriorKey::switching}), "count");
  write_result(out, "tell_friends", parts.telling, voice, basis_of(a, {PriorKey::voice, PriorKey::telling}), "count");
  const bool given = a.lifetime_basis == Basis::assumed;
  if (parts.loss) write_result(out, "loss", *parts.loss, voice, given ? Basis::assumed : basis_of(a, {PriorKey::voice, PriorKey::switching}), "amount");
  out.close('}');
}

void write_prior(JsonOut& out, PriorKey key, const Prior& p) {
  out.field("key", name_of(key)).field("value", p.value).field("founding", founding_value(key)).field("changed", p.changed != 0);
  out.field("source_key", p.changed != 0 ? "own" : "founding").field("source", p.source);
  if (p.changed != 0) out.key("changed_at").time(p.changed).field("changed_by", p.changed_by);
}

class Routes {
 public:
  explicit Routes(std::shared_ptr<SilenceDesk> desk) : desk_(std::move(desk)), priors_(desk_->sources->records) {}

  Result<Response> iceberg(const Request& r) {
    PK_TRY(const auto clv, number_arg(r, "clv", 0, 0, 1e12));
    PK_TRY(const auto given, message::count_arg(r, "complaints", -1, 0, kMostComplaints));
    PK_TRY(const auto asked, desk_->ask(r));
    const Caller& caller = asked.caller;
    const Silence& s = *asked.silence;
    Asked a;
    PK_TRY(a.priors, priors_.all(caller.workspace));
    const std::int64_t need = std::max(kNeedOwn, caller.fewest);
    const bool hidden = s.customers < caller.fewest || (s.let_down.n > 0 && s.let_down.n < caller.fewest);
    a.own_rates[index_of(PriorKey::voice)] = own_voice(hidden ? Voices{} : s.let_down, need);
    PK_TRY(const auto worth, desk_->worths->get(*desk_->sources, desk_->values, caller, *asked.journey, without_range(asked.query), {}));
    a.own_rates[index_of(PriorKey::switching)] = own_switch(*worth, need);
    PK_TRY(a.own_rates[index_of(PriorKey::service)], service(asked, need));
    for (std::size_t i = 0; i < kPriors; ++i) a.rates[i] = in_use(static_cast<PriorKey>(i), a.priors[i], a.own_rates[i]);
    if (given >= 0) a.complaints = static_cast<double>(given);
    else if (!hidden && s.let_down.n > 0) a.complaints = std::round(static_cast<double>(s.let_down.told) / s.looked_at), a.own = true;
    if (clv > 0) {
      a.lifetime.emplace();
      a.lifetime->value = clv, a.lifetime->status = engine::Status::ok, a.lifetime->flags = engine::kAssumedParam;
    } else if (worth->lifetime.status == engine::Status::ok && worth->lifetime.n >= caller.fewest && worth->lifetime.value > 0) {
      a.lifetime = worth->lifetime, a.lifetime_basis = Basis::observed;
    }
    return Response::json(answer(asked, a, *worth));
  }

  Result<Response> list(const Request& r) {
    PK_TRY(const auto all, priors_.all(r.who.workspace));
    JsonOut out;
    out.open('{').key("priors").open('[');
    for (std::size_t i = 0; i < kPriors; ++i) {
      out.open('{');
      write_prior(out, static_cast<PriorKey>(i), all[i]);
      out.close('}');
    }
    out.close(']').close('}');
    return Response::json(out.take());
  }

  Result<Response> put(const Request& r) {
    PK_TRY(const PriorKey key, key_of(r));
    PK_TRY(auto f, message::BodyFields::parse(r.body));
    Prior p;
    if (const auto* value = f.optional_value("value"); value == nullptr) f.refuse("value", "required");
    else if (value->is_number() && value->to_number<double>() > 0 && value->to_number<double>() <= 1) p.value = value->to_number<double>();
    else f.refuse("value", "out_of_range", {{"min", "0"}, {"max", "1"}});
    p.source = f.optional_text("source", 0, 4 * kMaxPriorSource).value_or("");
    if (std::ranges::count_if(p.source, [](char c) { return (c & 0xC0) != 0x80; }) > static_cast<std::ptrdiff_t>(kMaxPriorSource))
      f.refuse("source", "value_too_long", {{"value", std::to_string(kMaxPriorSource)}});
    PK_CHECK(f.done());
    p.changed = to_ms(desk_->sources->clock->now()), p.changed_by = r.who.name;
    PK_TRY(const auto before, priors_.all(r.who.workspace));
    PK_CHECK(priors_.put(r.who.workspace, key, p));
    JsonOut out;
    out.open('{');
    write_prior(out, key, p);
    out.close('}');
    auto response = Response::json(out.take());
    response.change = change(key, told(before[index_of(key)]), told(p));
    return response;
  }

  Result<Response> reset(const Request& r) {
    PK_TRY(const PriorKey key, key_of(r));
    PK_TRY(const auto before, priors_.all(r.who.workspace));
    PK_CHECK(priors_.reset(r.who.workspace, key));
    Response response = Response::empty();
    if (before[index_of(key)].changed != 0) response.change = change(key, told(before[index_of(key)]), told(founding_priors()[index_of(key)]));
    return response;
  }

 private:
  static Result<PriorKey> key_of(const Request& r) {
    const auto key = prior_of(r.params.at("key"));
    if (!key) return fail(ErrorKind::not_found, "no_such_prior");
    return *key;
  }
  /// As Worth counts: periods back from now.
  static Query without_range(Query q) {
    q.range = {};
    return q;
  }
  static std::string told(const Prior& p) { return json::serialize(json::object{{"value", p.value}, {"source", p.source}}); }
  static std::shared_ptr<const message::Change> change(PriorKey key, std::string before, std::string after) {
    auto c = std::make_shared<message::Change>();
    c->object = "priors/" + std::string(name_of(key));
    c->label = name_of(key);
    c->before = std::move(before), c->after = std::move(after);
    return c;
  }
  Result<Own> service(const SilenceDesk::Asked& asked, std::int64_t need) {
    if (!asked.query.where.empty()) return Own{engine::too_few(0, need), Basis::measured, OwnState::filtered};
    PK_TRY(const MemoryView view, desk_->sources->episodes->memory(asked.caller.workspace, asked.journey->key, asked.query.range));
    return own_service(view, *asked.journey, need);
  }
  static std::string answer(const SilenceDesk::Asked& asked, const Asked& a, const Worth& worth) {
    JsonOut out;
    out.open('{').field("journey", asked.journey->key).key("as_of").time(to_ms(asked.caller.when.now)).field("as_of_seq", asked.seq);
    if (a.complaints) out.field("complaints", static_cast<std::int64_t>(*a.complaints));
    out.field("own_complaints", a.own).field("need", std::max(kNeedOwn, asked.caller.fewest));
    if (a.complaints) write_results(out, a);
    if (a.lifetime) {
      out.key("lifetime");
      write(out, {*a.lifetime, "amount", a.lifetime_basis});
      if (a.lifetime_basis == Basis::observed && worth.value)
        out.key("value").open('{').field("event", worth.value->event).field("property", worth.value->property).close('}');
    }
    out.key("constants").open('[');
    for (std::size_t i = 0; i < kPriors; ++i) {
      const auto key = static_cast<PriorKey>(i);
      const Own& own = a.own_rates[i];
      out.open('{').field("key", name_of(key)).key("in_use");
      write(out, {a.rates[i], "share", basis_in_use(own)});
      out.key("prior").open('{');
      write_prior(out, key, a.priors[i]);
      out.close('}').field("own_state", name_of(own.state));
      if (own.state != OwnState::not_asked && own.state != OwnState::no_stage && own.state != OwnState::filtered) {
        out.key("own");
        write(out, {own.estimate, "share", own.basis});
      }
      out.close('}');
    }
    out.close(']').close('}');
    return out.take();
  }

  std::shared_ptr<SilenceDesk> desk_;
  Priors priors_;
};

}  // namespace

void add_iceberg_routes(message::Router& router, std::shared_ptr<SilenceDesk> desk) {
  const bool kept = desk->sources->records != nullptr;
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
  add(Verb::get, "/v1/journeys/{key}/iceberg", Right::read, &Routes::iceberg);
  add(Verb::get, "/v1/priors", Right::read, &Routes::list);
  if (!kept) return;
  add(Verb::put, "/v1/priors/{key}", Right::write, &Routes::put);
  add(Verb::del, "/v1/priors/{key}", Right::write, &Routes::reset);
}

}  // namespace peakend::insight
