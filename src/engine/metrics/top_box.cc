// Share of good scores (any metric), Wilson interval. 42 of 50 -> .84 [.7149, .9166].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  return share(p, how, {p.good, p.n, [](const GroupSums& g) { return g.good; }, [](const GroupSums& g) { return g.n; }});
}

}  // namespace

extern const Metric top_box_metric;
const Metric top_box_metric{
    .key = "top_box",
    .name = {"好评率", "Good scores"},
    .what = {"好评占全部评分的比例",
             "Share of scores in the good class"},
    .unit = Unit::share,
    .lo = 0,
    .hi = 1,
    .more_is_better = true,
    .formula = "good / n",
    .version = 1,
    .method = "top_box",
    .basis = Basis::measured,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::rated,
    .measure = Measure::good,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
