// Mean valence, t interval cut to [-1, 1]. .2,-.8,.6,.9,.4 -> .26 [-.54, 1].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  Quantity q{p.sum_v, p.n, [](const GroupSums& g) { return g.v; }, [](const GroupSums& g) { return g.n; }};
  return mean(p, how, q, p.sum_vv, kValenceOne, -1, 1);
}

}  // namespace

extern const Metric mean_experience_metric;
const Metric mean_experience_metric{
    .key = "mean_experience",
    .name = {"平均体验", "Mean experience"},
    .what = {"各类评分折算到 -1 至 1 后的平均值",
             "Mean of all scores mapped to -1 to 1"},
    .unit = Unit::valence,
    .lo = -1,
    .hi = 1,
    .more_is_better = true,
    .formula = "sum of valence / n",
    .version = 1,
    .method = "mean_experience",
    .basis = Basis::measured,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::rated,
    .measure = Measure::valence,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
