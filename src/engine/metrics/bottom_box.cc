// Share of bad scores (any metric), Wilson interval. 12 of 50 -> .24 [.1430, .3741].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  return share(p, how, {p.bad, p.n, [](const GroupSums& g) { return g.bad; }, [](const GroupSums& g) { return g.n; }});
}

}  // namespace

extern const Metric bottom_box_metric;
const Metric bottom_box_metric{
    .key = "bottom_box",
    .name = {"差评率", "Bad scores"},
    .what = {"差评占全部评分的比例",
             "Share of scores in the bad class"},
    .unit = Unit::share,
    .lo = 0,
    .hi = 1,
    .more_is_better = false,
    .formula = "bad / n",
    .version = 1,
    .method = "bottom_box",
    .basis = Basis::measured,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::rated,
    .measure = Measure::bad,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
