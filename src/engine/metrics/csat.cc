// CSAT: top-two-box share, Wilson interval. 42 of 50 -> .84 [.7149, .9166].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  return share(p, how, {p.good, p.n, [](const GroupSums& g) { return g.good; }, [](const GroupSums& g) { return g.n; }});
}

}  // namespace

extern const Metric csat_metric;
const Metric csat_metric{
    .key = "csat",
    .name = {"客户满意度", "Customer satisfaction"},
    .what = {"给出最高两档评价的比例",
             "Share of answers in the top two boxes"},
    .unit = Unit::share,
    .lo = 0,
    .hi = 1,
    .more_is_better = true,
    .formula = "top-two-box answers / n",
    .version = 1,
    .method = "csat",
    .basis = Basis::measured,
    .fact_metric = "csat",
    .one_scale = false,
    .needs = Needs::rated,
    .measure = Measure::good,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
