#pragma once
// A metric over answers held one by one, each with whose it is. Pure, thread-safe.
#include <cstdint>
#include <map>
#include <utility>

#include "engine/metrics.h"

namespace peakend::engine {

/// Customers who repeat are clusters: the naive error is forbidden. `all`: a range of things with `who` (any number, the same for the
/// same person) and `values` (FactValues). No answers -> too_few.
template <class Observations>
Estimate estimate_of(const Metric& metric, const Observations& all) {
  Partial p;
  std::map<std::size_t, std::pair<std::int64_t, std::int64_t>> people;
  bool repeats = false;
  for (const auto& o : all) {
    add(p, o.values);
    if (const auto y = measure(metric.measure, o.values)) {
      auto& [sum, n] = people[o.who];
      sum += *y;
      repeats |= ++n > 1;
    }
  }
  if (!repeats || metric.measure == Measure::none) return metric.finalize(p, Repeats::never);
  for (const auto& [who, c] : people) add_customer(p.clusters, c.first, c.second);
  return metric.finalize(p, Repeats::exact);
}

}  // namespace peakend::engine
