#pragma once
// Consistency: is the same customer served well every time, and is the spread between or within customers?
#include <cstdint>
#include <span>
#include <vector>

#include "engine/estimate.h"

namespace peakend::engine {

/// One customer: encounters, how many of them good and bad.
struct Encounters {
  std::int64_t k = 0, good = 0, bad = 0;
};
/// Share of customers for whom all were good / bad, among those with k >= min_k encounters; Wilson. Compare only
/// groups of equal k: "always" gets harder with every encounter. Worked: METHODS consistency.always -> .4 and .2 of 5.
struct Always {
  std::int64_t n = 0;
  Estimate good, bad;  ///< n < need -> too_few
};
Always always_share(std::span<const Encounters>, std::int64_t min_k = 3, std::int64_t need = 1);

/// Intraclass correlation by one-way analysis of variance: msb, msw, n0 = (N - sum n²/N)/(g - 1),
/// icc = (msb - msw)/(msb + (n0 - 1) msw). Low icc with much variance: a lottery of process; high: a problem of segments.
/// Groups without values do not count; g < 2 or no repeated value -> too_few; no variance -> degenerate.
/// Worked: {9,8,9} {4,6} {7,7,8,6} -> msb 8.1111, msw .7778, n0 2.8889, icc .765464.
struct Icc {
  double msb = 0, msw = 0, n0 = 0, icc = 0;
  double within_sd = 0;  ///< sqrt(msw)
  Status status = Status::too_few;
};
Icc intraclass(std::span<const std::vector<double>> groups);

}  // namespace peakend::engine
