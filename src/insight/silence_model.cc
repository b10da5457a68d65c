#include "insight/silence_model.h"

#include <algorithm>

namespace peakend::insight {
namespace {

constexpr std::size_t kMaxModels = 16;

void scale(engine::Estimate& e, double looked_at) {
  e.value /= looked_at, e.lo /= looked_at, e.hi /= looked_at, e.se /= looked_at;
}

std::string version_of(std::int64_t seq, std::int64_t generation, const journey::Journey& j) {
  return std::to_string(seq) + ";" + std::to_string(generation) + ";" + std::to_string(rules_of(&j).gap_ms);
}

/// Reads, learns. Nothing of the session that asked is used but the workspace, its zone and its journeys.
Result<SilenceModel> make_model(const Sources& sources, const Caller& caller, const journey::Journey& journey, jobs::Context& context) {
  const auto go_on = [&](std::int64_t done, std::int64_t total) {
    context.progress(done, total);
    return !context.cancelled();
  };
  if (!go_on(0, kModelSteps)) return fail(ErrorKind::unavailable, "cancelled");
  PK_TRY(const std::int64_t seq, sources.facts->watermark());
  Silence base;
  PK_TRY(auto persons, read_persons(base, sources, caller, journey, {}));
  if (!go_on(8, kModelSteps)) return fail(ErrorKind::unavailable, "cancelled");
  CaseBook book(std::move(persons), to_ms(caller.when.now));
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.where = {{{facts::Field::kind, {}}, {"event"}}};
  spec.want = facts::Want::folding;
  std::int64_t seen = 0;
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& f) {
    book.add(f);
    return ++seen % 10'000 != 0 || !context.cancelled();
  }));
  if (!go_on(18, kModelSteps)) return fail(ErrorKind::unavailable, "cancelled");
  PK_TRY(SilenceModel model, learn_silence(*sources.boosting, book.take(), go_on));
  model.looked_at = base.looked_at;
  scale(model.count, base.looked_at), scale(model.count_let_down, base.looked_at);
  model.seq = seq;
  model.at = to_ms(caller.when.now);
  go_on(kModelSteps, kModelSteps);
  return model;
}

}  // namespace

Result<SilenceModels::State> SilenceModels::state(const Sources& sources, const Caller& caller, const journey::Journey& journey) {
  Known known;
  {
    const std::lock_guard lock(shelf_->mutex);
    if (const auto found = shelf_->known.find({caller.workspace, journey.key}); found != shelf_->known.end()) known = found->second;
  }
  PK_TRY(const std::int64_t seq, sources.facts->watermark());
  State out{known.model, known.version == version_of(seq, sources.episodes->generation(caller.workspace), journey), {}};
  if (!known.job.is_none() && sources.jobs != nullptr) {
    if (auto job = sources.jobs->find(caller.workspace, known.job); job && job->state != jobs::State::done) out.training = std::move(*job);
  }
  return out;
}

Result<SilenceModels::State> SilenceModels::train(std::shared_ptr<const Sources> sources, const Caller& caller, const journey::Journey& journey) {
  if (sources->jobs == nullptr || sources->boosting == nullptr) return fail(ErrorKind::unavailable, "not_supported");
  PK_TRY(State now, state(*sources, caller, journey));
  const bool running = now.training && (now.training->state == jobs::State::queued || now.training->state == jobs::State::running);
  if (running || (now.model && now.fresh)) return now;
  PK_TRY(const std::int64_t seq, sources->facts->watermark());
  const std::string version = version_of(seq, sources->episodes->generation(caller.workspace), journey);
  const Key key{caller.workspace, journey.key};
  // The result of a job is there for everybody who may see jobs: it names nobody.
  PK_TRY(const JobId id, sources->jobs->start({caller.workspace, "silence_model", journey.key, ""},
                                              [shelf = shelf_, sources, caller, journey, key, version](jobs::Context& context) -> Result<void> {
    auto made = make_model(*sources, caller, journey, context);
    if (context.cancelled()) return {};
    if (!made) return tl::unexpected(made.error());
    const std::lock_guard lock(shelf->mutex);
    Known& known = shelf->known[key];
    known.model = std::make_shared<const SilenceModel>(std::move(*made));
    known.version = version;
    return {};
  }));
  {
    const std::lock_guard lock(shelf_->mutex);
    if (shelf_->known.size() >= kMaxModels && !shelf_->known.contains(key)) {
      const auto oldest = std::ranges::min_element(shelf_->known, {}, [](const auto& entry) { return entry.second.model ? entry.second.model->at : INT64_MAX; });
      shelf_->known.erase(oldest);
    }
    shelf_->known[key].job = id;
  }
  return state(*sources, caller, journey);
}

}  // namespace peakend::insight
