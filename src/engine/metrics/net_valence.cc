// The NPS formula on the good and bad classes of any scores. 60 good and 15 bad of 100 -> 45.0 [29.34, 58.04].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) { return net(p, how); }

}  // namespace

extern const Metric net_valence_metric;
const Metric net_valence_metric{
    .key = "net_valence",
    .name = {"净效价", "Net valence"},
    .what = {"正面评价比例减负面评价比例",
             "Share of good scores minus share of bad scores"},
    .unit = Unit::points,
    .lo = -100,
    .hi = 100,
    .more_is_better = true,
    .formula = "100 (good - bad) / n",
    .version = 1,
    .method = "net_valence",
    .basis = Basis::measured,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::rated,
    .measure = Measure::net,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
