#pragma once
// Statistical control of a daily series: has its level left what it used to be, and since which day. Pure, thread-safe.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/change.h"
#include "engine/compare.h"

namespace peakend::engine {

inline constexpr std::size_t kControlSlots = 8;    ///< points of the same slot (weekday) that the level is made of, at most
inline constexpr std::size_t kControlFewest = 28;  ///< points of history with facts; and at least 3 in each slot that is watched
inline constexpr double kControlFacts = 5;         ///< facts in the typical (median) point of the history
inline constexpr double kControlSlack = .5, kControlLimit = 5, kControlCap = 4;

/// The points [first, end) of the series watched against those before. Expected level of a point: the median of the last 8 points
/// of its slot (index mod season), plus what is left on average after that. Error of a point with n facts: s/sqrt(n), where s is the
/// standard deviation of sqrt(n) (value - expected) over the history, widened for the level being estimated. z is capped at ±4, so
/// that one wild day alone is no alarm; points without facts are passed over. Then a two-sided CUSUM with slack .5 and limit 5
/// (Page 1954; METHODS 6: average run length 467 without a change, a shift of 1 sd found after 10 points).
/// p: chance of a CUSUM as high as the highest one, H, in the m points watched, 1 - exp(-m (1/L(k) + 1/L(k))) with Siegmund's (1985)
/// run length L(k) = (exp(2kb) - 2kb - 1)/(2k²), b = H + 1.166, averaged over the error of the level (Gauss-Hermite, three points).
/// Worked: without that error H 5, k .5 give L 938, both sides 469, and m 30 p .062.
/// began: the point after the CUSUM of the alarming side last stood at 0; found: the first point above the limit.
/// EWMA (.2, 2.86) of the same z is the second witness.
struct Control {
  Status status = Status::too_few;
  std::size_t have = 0;                ///< points of history with facts
  std::vector<double> expected;        ///< of every point watched; 0 where the slot has no history
  std::vector<double> z;               ///< 0 at gaps
  std::vector<CusumPoint> cusum;
  bool alarm = false, up = false, lasts = false, ewma = false;  ///< lasts: the EWMA still stands beyond half its limit
  std::size_t began = 0, found = 0;    ///< indices into the series
  double highest = 0, p = 1;
  double before = 0, after = 0;        ///< expected and actual mean since `began` (while it lasted), weighted by facts
  double n = 0;                        ///< facts in that time
};
/// Fewer points or facts than above: too_few. No spread in the history: degenerate.
Control control(std::span<const SeriesPoint>, std::size_t first, std::size_t season = 7);

/// p of a CUSUM maximum among m points as above; `level_se`: error of the level in sd. Worked: (5, 30, 0) -> .0620.
double cusum_p(double highest, double m, double level_se);

}  // namespace peakend::engine
