// Share of CES answers below neutral, Wilson interval. 12 of 50 -> .24 [.1430, .3741].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  return share(p, how, {p.bad, p.n, [](const GroupSums& g) { return g.bad; }, [](const GroupSums& g) { return g.n; }});
}

}  // namespace

extern const Metric ces_hard_metric;
const Metric ces_hard_metric{
    .key = "ces_hard",
    .name = {"费力占比", "Share finding it hard"},
    .what = {"认为费力的回答比例",
             "Share of answers on the hard side of neutral"},
    .unit = Unit::share,
    .lo = 0,
    .hi = 1,
    .more_is_better = false,
    .formula = "hard answers / n",
    .version = 1,
    .method = "ces_hard",
    .basis = Basis::measured,
    .fact_metric = "ces",
    .one_scale = false,
    .needs = Needs::rated,
    .measure = Measure::bad,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
