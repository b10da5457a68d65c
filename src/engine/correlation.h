#pragma once
// Do two numbers of the same units go together? Pure, thread-safe.
#include <cstdint>
#include <span>

#include "engine/estimate.h"

namespace peakend::engine {

inline constexpr std::int64_t kCorrelationNeed = 8;  ///< units; fewer say nothing

/// Spearman's rank correlation: Pearson's of the ranks, ties share their mean rank. 95 % interval: tanh(atanh r -+ z se) with
/// se = sqrt((1 + r²/2)/(n - 3)) (Bonett & Wright 2000). A perfect order would leave no room for chance: its interval is that of the
/// order with one neighbouring pair swapped, r = 1 - 12/(n(n² - 1)), up to 1. Fewer than kCorrelationNeed -> too_few; no spread in
/// x or y -> degenerate; lengths differ or not finite -> invalid. Method normal (on Fisher's scale).
/// Worked: x 1..8, y 2 1 4 3 6 5 8 7 -> .9048 [.4279, .9876]; y = x -> 1 [.8159, 1].
Estimate spearman(std::span<const double> x, std::span<const double> y);

}  // namespace peakend::engine
