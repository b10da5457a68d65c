// Customer effort score: mean on the raw scale, t interval. 3,4,5,6,7 -> 5 [3.04, 6.96].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  Quantity q{p.sum_score, p.n, [](const GroupSums& g) { return g.score; }, [](const GroupSums& g) { return g.n; }};
  return mean(p, how, q, p.sum_score2, kScoreOne);
}

}  // namespace

extern const Metric ces_metric;
const Metric ces_metric{
    .key = "ces",
    .name = {"客户费力度", "Customer effort score"},
    .what = {"轻松程度的平均分",
             "Mean answer to how easy it was"},
    .unit = Unit::score,
    .lo = 1,
    .hi = 7,
    .more_is_better = true,
    .formula = "sum of scores / n",
    .version = 1,
    .method = "ces",
    .basis = Basis::measured,
    .fact_metric = "ces",
    .one_scale = true,
    .needs = Needs::rated,
    .measure = Measure::score,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
