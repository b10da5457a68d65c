// How many facts there are: a count, so the interval is the value itself.
#include "engine/metrics/finish.h"

namespace peakend::engine::metrics {
namespace {

Estimate finalize(const Partial& p, Repeats) {
  auto n = static_cast<double>(p.facts);
  Estimate e;
  e.value = e.lo = e.hi = n;
  e.n = p.facts;
  e.n_eff = n;
  e.status = Status::ok;
  return e;
}

}  // namespace

extern const Metric volume_metric;
const Metric volume_metric{
    .key = "volume",
    .name = {"数量", "Volume"},
    .what = {"事件、评分与反馈的条数",
             "Number of events, ratings and feedback"},
    .unit = Unit::count,
    .lo = 0,
    .hi = 0,
    .more_is_better = true,
    .formula = "count of facts",
    .version = 1,
    .method = "volume",
    .basis = Basis::observed,
    .fact_metric = "",
    .one_scale = false,
    .needs = Needs::any,
    .measure = Measure::none,
    .need = 0,
    .finalize = finalize,
};

}  // namespace peakend::engine::metrics
