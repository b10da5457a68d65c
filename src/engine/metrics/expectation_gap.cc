// Mean log ratio in units of its cap ln 10, so that it fits the valence axis. Ratios 3, 1.5, 1, .5, 2 -> .1306.
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  Quantity q{p.ratio_s, p.ratio_n, [](const GroupSums& g) { return g.ratio_s; }, [](const GroupSums& g) { return g.ratio_n; }};
  return mean(p, how, q, p.ratio_ss, kLogRatioOne * 2.302585092994046, -1, 1);
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
    .formula = "mean of ln(experience / expectation) / ln 10",
    .version = 1,
    .method = "expectation_gap",
    .basis = Basis::observed,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::ratio,
    .measure = Measure::log_ratio,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
