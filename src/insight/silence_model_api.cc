// GET and POST /v1/journeys/{key}/silence/model: the card of the last model or why it is refused, and the job that learns anew.
#include "insight/silence_model.h"

namespace peakend::insight {
namespace {

void write_split(JsonOut& out, std::string_view key, const Split& s) {
  out.key(key).open('{').field("n", s.n).field("bad", s.bad);
  if (s.n > 0) out.key("from").time(s.from).key("to").time(s.to);
  out.close('}');
}

void write_count(JsonOut& out, std::string_view key, const engine::Estimate& e) {
  out.key(key).open('{');
  if (e.status == engine::Status::ok) out.field("value", e.value).field("lo", e.lo).field("hi", e.hi).field("se", e.se);
  out.field("n", e.n).field("unit", "count").field("basis", "predicted").field("method", "bootstrap").close('}');
}

void write_bins(JsonOut& out, const SilenceModel& m, std::int64_t fewest) {
  out.key("bins").open('[');
  for (const auto& bin : m.bins) {
    if (bin.share.n < fewest) continue;
    out.open('{').field("predicted", bin.predicted).field("value", bin.share.value).field("lo", bin.share.lo).field("hi", bin.share.hi);
    out.field("n", bin.share.n).close('}');
  }
  out.close(']');
}

void write_card(JsonOut& out, const SilenceModel& m, std::int64_t fewest) {
  out.key("trained_at").time(m.at).field("trained_seq", m.seq).field("looked_at", m.looked_at);
  out.field("heard", m.heard).field("bad", m.bad).field("silent", m.silent).field("silent_let_down", m.silent_let_down);
  out.key("needs").open('{').field("bad", kNeedBadCases).key("slope").open('[').number(kLeastSlope).number(kMostSlope).close(']').field("slope_se", kMostSlopeSe).close('}');
  if (m.refusal == Refusal::few_cases) return;
  write_split(out, "train", m.train);
  write_split(out, "calibrate", m.calibrate);
  write_split(out, "test", m.test);
  out.key("features").open('[');
  for (const auto& w : m.weights) out.open('{').field("key", w.column).field("gain", w.gain).close('}');
  out.close(']');
  if (m.bins.empty()) return;
  out.key("quality").open('{').field("auc", m.auc).field("auc_se", m.auc_se).field("brier", m.brier).field("brier_plain", m.brier_plain).field("ece", m.ece);
  if (m.line.status == engine::Status::ok) out.field("slope", m.line.slope).field("slope_se", m.line.slope_se).field("intercept", m.line.intercept);
  if (m.conformal) out.field("conformal", *m.conformal);
  out.field("conformal_level", 1 - kConformalAlpha).close('}');
  write_bins(out, m, fewest);
  if (m.refusal != Refusal::none) return;
  write_count(out, "count", m.count);
  write_count(out, "count_let_down", m.count_let_down);
}

std::string write_state(const Caller& caller, const journey::Journey& journey, std::int64_t seq, bool possible, const SilenceModels::State& s) {
  const bool hide = s.model && (s.model->bad < caller.fewest || s.model->heard - s.model->bad < caller.fewest || s.model->silent < caller.fewest);
  JsonOut out;
  out.open('{').field("journey", journey.key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
  out.field("basis", "predicted").field("method", "boosted_trees").field("possible", possible).field("hidden", hide);
  const bool card = s.model && !hide;
  out.field("state", !card ? "none" : s.model->refusal == Refusal::none ? "accepted" : "refused").field("fresh", card && s.fresh);
  if (s.training) {
    const jobs::Job& j = *s.training;
    out.key("job").open('{').field("id", j.id.text()).field("state", jobs::name_of(j.state)).field("progress", j.progress).field("total", j.total).close('}');
  }
  if (card && s.model->refusal != Refusal::none) out.field("refusal", name_of(s.model->refusal));
  if (card) write_card(out, *s.model, caller.fewest);
  out.close('}');
  return out.take();
}

Result<message::Response> answer(const std::shared_ptr<const Sources>& sources, SilenceModels& models, const message::Request& request, bool train) {
  const Caller caller = caller_of(*sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(const std::int64_t seq, sources->facts->watermark());
  PK_TRY(const auto state, train ? models.train(sources, caller, *journey) : models.state(*sources, caller, *journey));
  const bool running = state.training && (state.training->state == jobs::State::queued || state.training->state == jobs::State::running);
  auto response = message::Response::json(write_state(caller, *journey, seq, sources->jobs != nullptr && sources->boosting != nullptr, state), train && running ? 202 : 200);
  response.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_silence_model_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<SilenceModels> models) {
  const auto add = [&](message::Verb verb, message::Right right, bool train) {
    message::Route route;
    route.verb = verb;
    route.pattern = "/v1/journeys/{key}/silence/model";
    route.right = right;
    route.max_body = 1024;
    route.handler = message::answering([sources, models, train](const message::Request& r) { return answer(sources, *models, r, train); });
    router.add(std::move(route));
  };
  add(message::Verb::get, message::Right::read, false);
  add(message::Verb::post, message::Right::write, true);
}

}  // namespace peakend::insight
