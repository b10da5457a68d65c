// Net promoter score: 100 (P - D)/n, adjusted-Wald interval (Rocks 2016). 60 P and 15 D of 100 -> 45.0 [29.34, 58.04].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) { return net(p, how); }

}  // namespace

extern const Metric nps_metric;
const Metric nps_metric{
    .key = "nps",
    .name = {"净推荐值", "Net promoter score"},
    .what = {"推荐者比例减贬损者比例",
             "Share of promoters minus share of detractors"},
    .unit = Unit::points,
    .lo = -100,
    .hi = 100,
    .more_is_better = true,
    .formula = "100 (promoters - detractors) / n",
    .version = 1,
    .method = "nps",
    .basis = Basis::measured,
    .fact_metric = "nps",
    .one_scale = false,
    .needs = Needs::rated,
    .measure = Measure::net,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
