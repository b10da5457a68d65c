// The model alone: a table in, a judged model out. Knows no facts, no jobs; the simulation suite runs it, too.
#include <algorithm>
#include <cmath>

#include "engine/numeric.h"
#include "engine/silence.h"
#include "insight/even_customers.h"
#include "insight/silence_model.h"

namespace peakend::insight {
namespace {

using engine::Rows;
constexpr engine::BoostSettings kChances{}, kAnswers{.rounds = 60, .depth = 3, .rate = .1};

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
  else if (m.line.status == engine::Status::ok && m.line.slope_se >= kMostSlopeSe) m.refusal = Refusal::unsure;
  else if (m.line.status != engine::Status::ok || m.line.slope < kLeastSlope || m.line.slope > kMostSlope) m.refusal = Refusal::off;
}

/// For how many of the silent one who speaks with this chance stands.
double silent_for(double speaks) { return (1 - speaks) / speaks; }

/// Residuals of those who spoke, weighted as if they were those who did not.
std::optional<double> conformal_of(const CaseBook::Table& table, const Part& test, const std::vector<double>& p, const std::vector<double>& speaks) {
  const auto weight = [&](std::size_t i) { return silent_for(speaks[i]); };
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
                  const engine::LogisticLine& line, const std::vector<double>& speaks) {
  std::vector<double> all, let_down, stands;
  for (const std::size_t i : calibrate.of) stands.push_back(silent_for(speaks[i]));
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const Case& c = table.cases[i];
    m.chances.emplace(c.id, static_cast<float>(line.at(scores[i])));
    if (c.heard) continue;
    all.push_back(scores[i]);
    if (c.let_down) let_down.push_back(scores[i]);
  }
  m.count = engine::predicted_count(calibrated_on, calibrate.truth, all, 200, stands);
  m.count_let_down = engine::predicted_count(calibrated_on, calibrate.truth, let_down, 200, stands);
}

}  // namespace

std::string_view name_of(Refusal r) {
  static constexpr std::string_view names[] = {"none", "few_cases", "no_signal", "off", "unsure"};
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
  const auto step = [&](int done) { return go_on(20 + done * (kModelSteps - 25) / rounds, kModelSteps); };
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
  PK_TRY(const auto speaks, answer_chances(boosting, table, [&](int round) { return step(kChances.rounds + round); }));
  m.conformal = conformal_of(table, test, p, speaks);
  PK_TRY(const auto scores, trees->scores(table.rows));
  count_silent(m, table, calibrate, calibrated_on, scores, line, speaks);
  return m;
}

}  // namespace peakend::insight
