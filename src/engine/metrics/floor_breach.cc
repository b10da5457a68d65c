// Share of scores under the floor of their touchpoint, Wilson interval. 0 of 20 -> 0 [0, .1611].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  return share(p, how, {p.breach, p.n, [](const GroupSums& g) { return g.breach; }, [](const GroupSums& g) { return g.n; }});
}

}  // namespace

extern const Metric floor_breach_metric;
const Metric floor_breach_metric{
    .key = "floor_breach",
    .name = {"底线击穿率", "Floor breaches"},
    .what = {"低于接触点底线的评分比例",
             "Share of scores below the touchpoint's floor"},
    .unit = Unit::share,
    .lo = 0,
    .hi = 1,
    .more_is_better = false,
    .formula = "breaches / n",
    .version = 1,
    .method = "floor_breach",
    .basis = Basis::measured,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::rated,
    .measure = Measure::breach,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
