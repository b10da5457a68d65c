// Share of promises kept among those with an outcome, Wilson interval. 42 of 50 -> .84 [.7149, .9166].
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats how) {
  return share(p, how, {p.kept, p.kept + p.broken, [](const GroupSums& g) { return g.kept; },
                        [](const GroupSums& g) { return g.kept + g.broken; }});
}

}  // namespace

extern const Metric promise_kept_metric;
const Metric promise_kept_metric{
    .key = "promise_kept",
    .name = {"承诺履行率", "Promises kept"},
    .what = {"已有结果的承诺中按时兑现的比例",
             "Share of promises with an outcome that were kept"},
    .unit = Unit::share,
    .lo = 0,
    .hi = 1,
    .more_is_better = true,
    .formula = "kept / (kept + broken)",
    .version = 1,
    .method = "promise_kept",
    .basis = Basis::observed,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::promise,
    .measure = Measure::kept,
    .need = 5,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
