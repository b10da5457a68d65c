// Triangle law: exp(mean s), t interval on s = ln ratio. Ratios 3, 1.5, 1, .5, 2 -> 1.3510 [.5767, 3.1646].
#include <algorithm>
#include <cmath>

#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  Quantity q{p.ratio_s, p.ratio_n, [](const GroupSums& g) { return g.ratio_s; }, [](const GroupSums& g) { return g.ratio_n; }};
  Estimate e = mean(p, how, q, p.ratio_ss, kLogRatioOne);
  if (e.status != Status::ok) return e;
  // Back from logs: the interval is not symmetric; se by the delta method. Capped logs keep exp finite.
  constexpr double cap = 2.302585092994046;
  e.value = std::exp(e.value);
  e.lo = std::exp(std::max(e.lo, -cap));
  e.hi = std::exp(std::min(e.hi, cap));
  e.se *= e.value;
  if (e.method == Method::t) e.method = Method::geometric_t;
  return e;
}

}  // namespace

extern const Metric satisfaction_ratio_metric;
const Metric satisfaction_ratio_metric{
    .key = "satisfaction_ratio",
    .name = {"满意度比值", "Satisfaction ratio"},
    .what = {"体验与期望之比的几何平均值，1 为刚好满足",
             "Geometric mean of experience / expectation; 1 is just met"},
    .unit = Unit::ratio,
    .lo = 0.1,
    .hi = 10,
    .more_is_better = true,
    .formula = "exp(mean of ln(experience / expectation))",
    .version = 1,
    .method = "satisfaction_ratio",
    .basis = Basis::observed,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::ratio,
    .measure = Measure::log_ratio,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
