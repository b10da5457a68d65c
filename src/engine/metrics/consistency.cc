// Consistency index 1 - sd of valence, normal interval by var(sd) = (m4 - sd^4)/(4 sd^2 n_eff), m4 from the histogram.
// Stars 4.5 sd 1.5 (of 1-5) -> .25 ranks below 4.3 sd .3 -> .85: consistency before wow. At the ends it is cut to [0, 1].
#include <algorithm>
#include <cmath>

#include "engine/metrics/finish.h"
#include "engine/numeric.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  if (p.n < kNeed) return too_few(p.n, kNeed);
  auto n = static_cast<double>(p.n);
  Estimate e;
  e.n = p.n;
  e.n_eff = n_eff_of_valence(p, how);
  if (!(e.n_eff > 0)) return mean(p, how, {p.sum_v, p.n, [](const GroupSums& g) { return g.v; }, [](const GroupSums& g) { return g.n; }}, p.sum_vv, kValenceOne);
  double variance = squared_deviations(p.sum_v, p.sum_vv, p.n, kValenceOne) / (n - 1);
  double centre = static_cast<double>(p.sum_v) / n / kValenceOne, fourth = 0;
  for (const auto& [bin, rows] : p.hist) fourth += static_cast<double>(rows) * std::pow(bin / 100.0 - centre, 4);
  double sd = std::sqrt(variance);
  double spread = std::max(0.0, fourth / n - variance * variance);
  e.se = sd > 0 ? std::sqrt(spread / e.n_eff) / (2 * sd) : 0;
  double half = kZ95 * e.se;
  e.value = std::max(0.0, 1 - sd);
  e.lo = std::max(0.0, 1 - sd - half), e.hi = std::clamp(1 - sd + half, 0.0, 1.0);
  e.method = Method::normal;
  e.status = Status::ok;
  return flag_low(e, p.n);
}

}  // namespace

extern const Metric consistency_metric;
const Metric consistency_metric{
    .key = "consistency",
    .name = {"一致性指数", "Consistency index"},
    .what = {"1 减去评分（折算到 -1 至 1）的标准差，越高越稳定",
             "One minus the standard deviation of scores mapped to -1 to 1"},
    .unit = Unit::valence,
    .lo = 0,
    .hi = 1,
    .more_is_better = true,
    .formula = "1 - sd(valence)",
    .version = 1,
    .method = "consistency",
    .basis = Basis::measured,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::rated,
    .measure = Measure::valence,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
