// Mean of the raw score, t interval; only within one scale. 5,5,4,4,2 -> 4 [2.48, 5.52].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  Quantity q{p.sum_score, p.n, [](const GroupSums& g) { return g.score; }, [](const GroupSums& g) { return g.n; }};
  return mean(p, how, q, p.sum_score2, kScoreOne);
}

}  // namespace

extern const Metric mean_score_metric;
const Metric mean_score_metric{
    .key = "mean_score",
    .name = {"平均得分", "Mean score"},
    .what = {"原始量表上的平均分",
             "Mean on the question's own scale"},
    .unit = Unit::score,
    .lo = 0,
    .hi = 0,
    .more_is_better = true,
    .formula = "sum of scores / n",
    .version = 1,
    .method = "mean_score",
    .basis = Basis::measured,
    .fact_metric = "",
    .one_scale = true,
    .needs = Needs::rated,
    .measure = Measure::score,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
