#include "insight/silence_model.h"

#include <algorithm>
#include <cmath>

#include "engine/numeric.h"
#include "engine/silence.h"
#include "insight/even_customers.h"

namespace peakend::insight {
namespace {

using engine::Rows;
constexpr std::size_t kMaxModels = 16;
constexpr engine::BoostSettings kChances{}, kAnswers{.rounds = 60, .depth = 3, .rate = .1};
constexpr std::int64_t kSteps = 100;  // of progress

/// Some rows of a table, with what they are about.
struct Part {
  Rows rows;
  std::vector<float> y;
  std::vector<double> truth;
  std::vector<std::size_t> of;  ///< index in the table
  Split split;
};
void take(Part& part, const CaseBook::Table& table, std::size_t i, bool y) {
  const std::size_t width = table.rows.columns;
  part.rows.columns = width;
  const auto from = table.rows.values.begin() + static_cast<std::ptrdiff_t>(i * width);
  part.rows.values.insert(part.rows.values.end(), from, from + static_cast<std::ptrdiff_t>(width));
  part.y.push_back(y), part.truth.push_back(y), part.of.push_back(i);
  Split& s = part.split;
  if (s.n == 0) s.from = table.cases[i].cut;
  ++s.n, s.bad += y, s.to = table.cases[i].cut;
}

/// Chance that a customer speaks, each predicted by trees that did not see them: two halves by the hash of the customer.
Result<std::vector<double>> answer_chances(const engine::Boosting& boosting, const CaseBook::Table& table, const std::function<bool(int)>& go_on) {
  Part halves[2];
  for (std::size_t i = 0; i < table.cases.size(); ++i) take(halves[hash_of(table.cases[i].id) & 1], table, i, table.cases[i].heard);
  std::vector<double> out(table.cases.size(), .5);
  for (int h = 0; h < 2; ++h) {
    const Part &learn = halves[h], &other = halves[1 - h];
    if (learn.of.empty() || other.of.empty()) continue;
    PK_TRY(const auto trees, boosting.train(learn.rows, learn.y, kAnswers, [&](int round) { return go_on(h * kAnswers.rounds + round); }));
    PK_TRY(const auto scores, trees->scores(other.rows));
    for (std::size_t i = 0; i < scores.size(); ++i) out[other.of[i]] = std::clamp(engine::logistic(scores[i]), .02, .98);
  }
  return out;
}

/// What the latest part says of the chances.
void judge(SilenceModel& m, const Part& test, const std::vector<double>& p, double plain) {
  const auto quality = engine::prediction_quality(p, test.truth);
  m.brier = quality.brier;
  m.auc = quality.auc.value_or(.5);
  m.auc_se = engine::auc_se(m.auc, m.test.bad, m.test.n - m.test.bad);
  for (const double y : test.truth) m.brier_plain += (plain - y) * (plain - y) / static_cast<double>(test.truth.size());
  m.ece = engine::calibration_error(p, test.truth, kReliabilityBins);
  m.line = engine::calibration_line(p, test.truth);
  m.bins = engine::reliability(p, test.truth, kReliabilityBins);
  if (!(m.auc - 2 * m.auc_se > .5)) m.refusal = Refusal::no_signal;
  else if (m.line.status != engine::Status::ok || m.line.slope < kLeastSlope || m.line.slope > kMostSlope) m.refusal = Refusal::off;
}

/// Residuals of those who spoke, weighted as if they were those who did not.
Result<std::optional<double>> conformal_of(const engine::Boosting& boosting, const CaseBook::Table& table, const Part& test, const std::vector<double>& p,
                                           const std::function<bool(int)>& go_on) {
  PK_TRY(const auto speaks, answer_chances(boosting, table, go_on));
  const auto weight = [&](std::size_t i) { return (1 - speaks[i]) / speaks[i]; };
  std::vector<double> residuals, weights;
  for (std::size_t i = 0; i < p.size(); ++i) residuals.push_back(std::abs(test.truth[i] - p[i])), weights.push_back(weight(test.of[i]));
  double own = 0, silent = 0;
  for (std::size_t i = 0; i < table.cases.size(); ++i)
    if (!table.cases[i].heard) own += weight(i), ++silent;
  return engine::weighted_conformal(residuals, weights, silent > 0 ? own / silent : 0, kConformalAlpha);
}

std::vector<Weight> heaviest(const std::vector<std::string>& columns, const std::vector<double>& gains) {
  std::vector<Weight> out;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (gains[i] > 0) out.push_back({columns[i], gains[i]});
  std::ranges::sort(out, [](const Weight& a, const Weight& b) { return a.gain != b.gain ? a.gain > b.gain : a.column < b.column; });
  if (out.size() > 10) out.resize(10);
  return out;
}

void count_silent(SilenceModel& m, const CaseBook::Table& table, const Part& calibrate, const std::vector<double>& calibrated_on, const std::vector<double>& scores,
                  const engine::LogisticLine& line) {
  std::vector<double> all, let_down;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const Case& c = table.cases[i];
    m.chances.emplace(c.id, static_cast<float>(line.at(scores[i])));
    if (c.heard) continue;
    all.push_back(scores[i]);
    if (c.let_down) let_down.push_back(scores[i]);
  }
  m.count = engine::predicted_count(calibrated_on, calibrate.truth, all);
  m.count_let_down = engine::predicted_count(calibrated_on, calibrate.truth, let_down);
}

void scale(engine::Estimate& e, double looked_at) {
  e.value /= looked_at, e.lo /= looked_at, e.hi /= looked_at, e.se /= looked_at;
}

std::string version_of(std::int64_t seq, std::int64_t generation, const journey::Journey& j) {
  return std::to_string(seq) + ";" + std::to_string(generation) + ";" + std::to_string(rules_of(&j).gap_ms);
}

}  // namespace

std::string_view name_of(Refusal r) {
  static constexpr std::string_view names[] = {"none", "few_cases", "no_signal", "off"};
  return names[static_cast<std::size_t>(r)];
}

Result<SilenceModel> learn_silence(const engine::Boosting& boosting, const CaseBook::Table& table, const std::function<bool(std::int64_t, std::int64_t)>& go_on) {
  SilenceModel m;
  std::vector<std::size_t> heard;
  for (std::size_t i = 0; i < table.cases.size(); ++i) {
    const Case& c = table.cases[i];
    if (c.heard) heard.push_back(i), m.bad += c.bad;
    else ++m.silent, m.silent_let_down += c.let_down;
  }
  m.heard = static_cast<std::int64_t>(heard.size());
  if (m.bad < kNeedBadCases || m.heard - m.bad < kNeedBadCases) {
    m.refusal = Refusal::few_cases;
    return m;
  }
  // By time: the first three fifths teach, the next calibrates, the last judges.
  Part parts[3];
  for (std::size_t k = 0; k < heard.size(); ++k) {
    const std::size_t place = 5 * k / heard.size();
    take(parts[place < 3 ? 0 : place - 2], table, heard[k], table.cases[heard[k]].bad);
  }
  const Part &train = parts[0], &calibrate = parts[1], &test = parts[2];
  m.train = train.split, m.calibrate = calibrate.split, m.test = test.split;
  const int rounds = kChances.rounds + 2 * kAnswers.rounds;
  const auto step = [&](int done) { return go_on(20 + done * (kSteps - 25) / rounds, kSteps); };
  PK_TRY(const auto trees, boosting.train(train.rows, train.y, kChances, step));
  m.weights = heaviest(table.columns, trees->gains());
  PK_TRY(const auto calibrated_on, trees->scores(calibrate.rows));
  PK_TRY(const auto judged_on, trees->scores(test.rows));
  const auto line = engine::platt(calibrated_on, calibrate.truth);
  if (line.status != engine::Status::ok || !(line.slope > 0) || m.test.bad == 0 || m.test.bad == m.test.n) {
    m.refusal = Refusal::no_signal;
    return m;
  }
  std::vector<double> p;
  for (const double s : judged_on) p.push_back(line.at(s));
  judge(m, test, p, static_cast<double>(m.calibrate.bad) / static_cast<double>(m.calibrate.n));
  if (m.refusal != Refusal::none) return m;
  PK_TRY(m.conformal, conformal_of(boosting, table, test, p, [&](int round) { return step(kChances.rounds + round); }));
  PK_TRY(const auto scores, trees->scores(table.rows));
  count_silent(m, table, calibrate, calibrated_on, scores, line);
  return m;
}

namespace {

/// Reads, learns. Nothing of the session that asked is used but the workspace, its zone and its journeys.
Result<SilenceModel> make_model(const Sources& sources, const Caller& caller, const journey::Journey& journey, jobs::Context& context) {
  const auto go_on = [&](std::int64_t done, std::int64_t total) {
    context.progress(done, total);
    return !context.cancelled();
  };
  if (!go_on(0, kSteps)) return fail(ErrorKind::unavailable, "cancelled");
  PK_TRY(const std::int64_t seq, sources.facts->watermark());
  Silence base;
  PK_TRY(auto persons, read_persons(base, sources, caller, journey, {}));
  if (!go_on(8, kSteps)) return fail(ErrorKind::unavailable, "cancelled");
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
  if (!go_on(18, kSteps)) return fail(ErrorKind::unavailable, "cancelled");
  PK_TRY(SilenceModel model, learn_silence(*sources.boosting, book.take(), go_on));
  model.looked_at = base.looked_at;
  scale(model.count, base.looked_at), scale(model.count_let_down, base.looked_at);
  model.seq = seq;
  model.at = to_ms(caller.when.now);
  go_on(kSteps, kSteps);
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
