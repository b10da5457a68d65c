// Mean log ratio on the valence axis: three times better than expected is 1, as expected is 0, cut to [-1, 1]. The map is
// monotone and the same wherever an operational ratio stands in for a valence. Ratios 3, 1.5, 1, .5, 2 -> .2738.
#include <algorithm>

#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  Quantity q{p.ratio_s, p.ratio_n, [](const GroupSums& g) { return g.ratio_s; }, [](const GroupSums& g) { return g.ratio_n; }};
  constexpr double ln3 = 1.0986122886681098;
  Estimate e = mean(p, how, q, p.ratio_ss, kLogRatioOne * ln3, -1, 1);
  e.value = std::clamp(e.value, -1.0, 1.0);
  e.hi = std::max(e.hi, -1.0), e.lo = std::min(e.lo, 1.0);
  return e;
}

}  // namespace

extern const Metric expectation_gap_metric;
const Metric expectation_gap_metric{
    .key = "expectation_gap",
    .name = {"期望差距", "Expectation gap"},
    .what = {"体验高出（或低于）期望的程度，-1 至 1",
             "How far experience is above or below expectation, -1 to 1"},
    .unit = Unit::valence,
    .lo = -1,
    .hi = 1,
    .more_is_better = true,
    .formula = "mean of ln(experience / expectation) / ln 3, cut to -1..1",
    .version = 2,  // 2: stated expectations before those of operations, as on the map
    .method = "expectation_gap",
    .basis = Basis::measured,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::ratio,
    .measure = Measure::log_ratio,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
