// GET /v1/journeys/{key}/silence (the iceberg) and GET /v1/journeys/{key}/silence/customers (whom to call, or a random draw).
#include <algorithm>

#include "engine/compare.h"
#include "engine/interval.h"
#include "insight/silence_calls.h"
#include "insight/silence_desk.h"

namespace peakend::insight {
namespace {

Number share_of(engine::Estimate e) { return {e, "share", engine::Basis::observed}; }

void write_voices(JsonOut& out, const Voices& v) {
  out.field("n", v.n).field("told", v.told).field("heard", v.heard).field("silent", v.silent());
  out.key("share");
  write(out, share_of(silent_share(v)));
}

/// Rows of one list; few customers stay hidden from who may not see persons.
class Rows {
 public:
  explicit Rows(std::int64_t fewest) : fewest_(fewest) {}
  void add(std::string name, const Voices& v) {
    if (v.n > 0) rows_.push_back({std::move(name), v});
  }
  void write(JsonOut& out, std::string_view field) {
    std::ranges::stable_sort(rows_, [](const auto& a, const auto& b) { return a.second.silent() > b.second.silent(); });
    std::vector<std::int64_t> n;
    for (const auto& row : rows_) n.push_back(row.second.n);
    const auto shown = engine::suppress(n, fewest_);
    out.open('[');
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!shown[i]) continue;
      out.open('{').field(field, rows_[i].first);
      write_voices(out, rows_[i].second);
      out.close('}');
    }
    out.close(']');
  }

 private:
  std::vector<std::pair<std::string, Voices>> rows_;
  std::int64_t fewest_;
};

void write_answers(JsonOut& out, const Silence& s) {
  const std::int64_t all = s.let_down.n + s.well.n;
  out.key("answers").open('{').field("customers", all).field("heard", s.answered).key("r_indicator");
  write(out, {s.r_indicator, "score", engine::Basis::observed});
  if (s.r_indicator.status == engine::Status::ok) out.field("max_bias", s.max_bias);
  out.key("let_down");
  write(out, share_of(engine::wilson_share(s.let_down.n, all, kNeedLetDown)));
  out.key("let_down_heard");
  write(out, share_of(engine::wilson_share(s.answered_down, s.answered, kNeedLetDown)));
  out.key("bias");
  write(out, share_of(s.bias));
  out.close('}');
}

/// Too few people behind the whole page: nothing but how many it takes.
bool hidden(const Caller& caller, const Silence& s) { return s.customers < caller.fewest || (s.let_down.n > 0 && s.let_down.n < caller.fewest); }

std::string write_silence(const Caller& caller, const journey::Journey& journey, std::int64_t seq, const Silence& known) {
  const Silence none;
  const bool hide = hidden(caller, known);
  const Silence& s = hide ? none : known;
  JsonOut out;
  out.open('{').field("journey", journey.key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
  out.field("basis", "observed").field("method", "counted").field("window_days", kVoiceWindowMs / 86'400'000);
  out.field("patience_days", kPatienceMs / 86'400'000).field("customers", s.customers).field("early", s.early).field("unnamed", s.unnamed);
  out.field("looked_at", s.looked_at).field("abandoned", name_of(s.abandoned)).field("hidden", hide);
  out.key("let_down").open('{');
  write_voices(out, s.let_down);
  out.close('}').key("voice");
  write(out, share_of(voice_rate(s.let_down)));
  out.key("told");
  write(out, share_of(told_rate(s.let_down)));
  out.key("size");
  write(out, {silent_size(s.let_down, s.looked_at), "count", engine::Basis::observed});
  Rows touchpoints(caller.fewest), reasons(caller.fewest);
  for (std::size_t i = 0; i < s.by_touchpoint.size(); ++i) touchpoints.add(s.touchpoints[i], s.by_touchpoint[i]);
  for (std::size_t i = 0; i < kReasons; ++i) reasons.add(std::string(name_of(static_cast<Reason>(i))), s.by_reason[i]);
  out.key("touchpoints");
  touchpoints.write(out, "touchpoint");
  out.key("reasons");
  reasons.write(out, "reason");
  out.key("floor").open('[');
  for (const auto& [touchpoint, answers] : s.floor)
    if (answers >= caller.fewest) out.open('{').field("touchpoint", touchpoint).field("answers", answers).close('}');
  out.close(']');
  write_answers(out, s);
  out.close('}');
  return out.take();
}

void write_person(JsonOut& out, const Silence& silence, const Call& call, const SilenceModel* model) {
  const Silent& s = *call.who;
  const LivedMoment& m = s.worst;
  out.open('{').field("id", s.id.text()).field("user_id", s.user_id).field("touchpoint", silence.touchpoints[m.touchpoint]);
  out.field("reason", name_of(*m.bad)).key("at").time(m.at).field("times", m.times).field("experiences", s.bad);
  const auto chance = [&](double value, std::int64_t n) { out.key("chance").open('{').field("value", value).field("n", n).close('}'); };
  if (model != nullptr ? call.chance.has_value() : s.chance_n > 0) chance(call.chance.value_or(s.chance), model != nullptr ? model->heard : s.chance_n);
  if (s.value) out.field("value", *s.value);
  if (model != nullptr ? call.worth.has_value() : s.value && s.chance_n > 0) out.field("expected", call.worth.value_or(s.expected()));
  if (call.random) out.field("random", true);
  out.close('}');
}

Result<std::string> customers(SilenceDesk& shared, const message::Request& request) {
  PK_TRY(const std::size_t limit, message::count_arg(request, "limit", 50, 1, 1'000));
  PK_TRY(const std::size_t offset, message::count_arg(request, "offset", 0, 0, kMaxPersons));
  PK_TRY(const std::size_t drawn, message::count_arg(request, "draw", 0, 0, 1'000));
  const std::string seed = request.arg("seed").value_or("");
  if (seed.size() > 100) return fail_field("seed", "value_too_long", {{"value", "100"}});
  if (drawn > 0 && seed.empty()) return fail_field("seed", "required");
  const std::string touchpoint = request.arg("touchpoint").value_or(""), reason = request.arg("reason").value_or("");
  bool known = reason.empty();
  for (std::size_t i = 0; i < kReasons; ++i) known |= reason == name_of(static_cast<Reason>(i));
  if (!known) return fail_field("reason", "not_one_of", {{"allowed", "late, missed, overdue, abandoned"}});
  CallTerms terms;
  PK_TRY(terms.churn, number_arg(request, "churn", terms.churn, 0, 1));
  PK_TRY(terms.recover, number_arg(request, "recover", terms.recover, 0, 1));
  PK_TRY(terms.cost, number_arg(request, "cost", terms.cost, 0, 1e9));
  PK_TRY(const SilenceDesk::Asked asked, shared.ask(request));
  const Silence& s = *asked.silence;
  PK_TRY(const auto learnt, shared.models->state(*shared.sources, asked.caller, *asked.journey));
  // A draw says nothing of chances: who is asked must not depend on them.
  const SilenceModel* model = learnt.model && learnt.model->refusal == Refusal::none && drawn == 0 ? learnt.model.get() : nullptr;
  std::vector<const Silent*> list;
  if (drawn > 0) {
    list = draw_silent(s, drawn, seed);
  } else {
    for (const Silent& one : s.silent) {
      const bool here = touchpoint.empty() || s.touchpoints[one.worst.touchpoint] == touchpoint;
      if (here && (reason.empty() || name_of(*one.worst.bad) == reason)) list.push_back(&one);
    }
  }
  std::vector<Call> calls;
  if (model != nullptr) calls = call_order(list, *model, terms, std::to_string(model->seq));
  else
    for (const Silent* one : list) calls.push_back({one, {}, {}, false});
  const bool valued = std::ranges::any_of(s.silent, [](const Silent& one) { return one.expected() > 0; });
  JsonOut out;
  out.open('{').field("journey", asked.journey->key).key("as_of").time(to_ms(asked.caller.when.now)).field("as_of_seq", asked.seq);
  out.field("basis", model != nullptr ? "predicted" : "observed").field("method", model != nullptr ? "boosted_trees" : "counted").field("looked_at", s.looked_at);
  out.field("total", static_cast<std::int64_t>(drawn > 0 ? s.silent.size() : list.size()));
  out.field("order", drawn > 0 ? "drawn" : model != nullptr ? "call_value" : valued ? "expected_value" : "severity");
  if (model != nullptr) {
    out.key("assumed").open('{').field("churn", terms.churn).field("recover", terms.recover).field("cost", terms.cost).close('}');
    out.field("fresh", learnt.fresh);
  }
  if (drawn > 0) out.field("seed", seed);
  if (s.value) out.key("value").open('{').field("event", s.value->event).field("property", s.value->property).close('}');
  out.key("customers").open('[');
  const std::size_t first = drawn > 0 ? 0 : std::min(offset, list.size()), last = drawn > 0 ? list.size() : std::min(first + limit, list.size());
  for (std::size_t i = first; i < last; ++i) write_person(out, s, calls[i], model);
  out.close(']').field("more", last < list.size()).close('}');
  return out.take();
}

}  // namespace

void add_silence_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates,
                        std::shared_ptr<SilenceModels> models, std::shared_ptr<Worths> worths) {
  add_silence_model_routes(router, sources, models);
  auto shared = std::make_shared<SilenceDesk>();
  shared->models = std::move(models);
  shared->sources = std::move(sources);
  shared->aggregates = std::move(aggregates);
  shared->worths = std::move(worths);
  if (shared->sources->records != nullptr) add_silence_audit_routes(router, shared);
  add_iceberg_routes(router, shared);
  router.add({message::Verb::get, "/v1/journeys/{key}/silence", message::Right::read, 0, [shared](const message::Request& r) {
                const auto body = [&]() -> Result<std::string> {
                  PK_TRY(const SilenceDesk::Asked a, shared->ask(r));
                  return write_silence(a.caller, *a.journey, a.seq, *a.silence);
                };
                return reply(r, body());
              }});
  router.add({message::Verb::get, "/v1/journeys/{key}/silence/customers", message::Right::personal, 0,
              [shared](const message::Request& r) { return reply(r, customers(*shared, r)); }});
}

}  // namespace peakend::insight
