#pragma once
// Did it really change, and since when: the same customers in two periods, and level shifts of a series.
// Pure, thread-safe.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/interval.h"

namespace peakend::engine {

/// What one random group of customers gave in one period: sum of y and number of facts.
struct Grouped {
  double y = 0, b = 0;
};

/// Change m1 - m0 of means m = sum y / sum b when the same customers may be in both periods. A customer is in the same
/// group in both, so the linearised residuals of both periods meet: e_g = (y1 - m1 b1)/B1 - (y0 - m0 b0)/B0,
/// Var = G/(G-1) sum e_g² over the G groups with facts (ultimate clusters; Cochran 1977, 11.9), t with G-1 df. What
/// stays with a customer cancels (a paired test); without returning customers it is the test of independent means.
/// `geometric`: y are logs and the change is exp(m1) - exp(m0), with e_g scaled by the derivatives.
/// Worked: four groups, b = 2 each, y0 {2, 0, -2, 0}, y1 {4, 2, 0, 2}: every group moved by 1 a fact -> diff 1, se 0;
/// y1 {4, 2, 0, 0}: diff .75, e {.0625, .0625, .0625, -.1875}, se .25, t 3, df 3, p .0577.
/// Both spans have the same size. A period without facts, or fewer than two groups: all zero, p 1.
Change grouped_change(std::span<const Grouped> before, std::span<const Grouped> after, bool geometric = false);

/// Smallest change that would be found with 80 % power at 5 %, from the error of the change: (1.96 + .8416) se.
double minimal_change(double se);

/// What is said aloud about a change.
enum class Movement : std::uint8_t { improved, worsened, no_real_change, not_enough_data };
std::string_view name_of(Movement);
inline constexpr double kMovementLevel = .05;
/// p is adjusted for all that is tested together; fewer than `need` facts or ten groups on either side: not enough.
Movement movement(const Change&, double p_adjusted, bool more_is_better, double fewest_facts, double need = 30, double level = kMovementLevel);

/// One step of a series at equal distances: weight (number of facts) and mean; weight 0 is a gap.
struct SeriesPoint {
  double n = 0, mean = 0;
};
/// From `at` on the level is another one (step), or it slides over the whole stretch (drift).
struct Shift {
  std::size_t first = 0;           ///< index of the first point of the old level
  std::size_t at = 0;              ///< index of the first point of the new level; of a drift: of the stretch
  std::size_t end = 0;             ///< one past the last point of the new level or the drift
  double before = 0, after = 0;    ///< means; of a drift: the fitted first and last value
  double p = 1;                    ///< corrected for the search
  bool drift = false;
};
/// Shifts by binary segmentation (Scott & Knott 1974): the split with the largest weighted sum of squares between both
/// sides; F = SSB/(SSE/(k-2)) of the k points of the stretch, tested as F(1, k-2) times the number of splits tried, so
/// the error comes from how the points themselves vary and repeated customers do no harm. A straight line that leaves
/// less (SSE smaller) and is steeper than chance is told as a drift instead, and its stretch is not split further.
/// Each side needs kShiftPoints points with facts and kShiftFacts facts. Ascending by `at`.
/// Worked: twelve points n 40, means .9 and .88 in turn, from the 9th on .5 and .52 -> one step at 8, .89 -> .51.
inline constexpr std::size_t kShiftPoints = 3;
inline constexpr double kShiftFacts = 30;
std::vector<Shift> find_shifts(std::span<const SeriesPoint>, double alpha = .001);

/// Mean of [at, last) less that of [first, at), and its p from the F above; not corrected for a search. A side without
/// facts: 0, p 1.
struct Contrast {
  double diff = 0, p = 1;
};
Contrast contrast(std::span<const SeriesPoint>, std::size_t first, std::size_t at, std::size_t last);

}  // namespace peakend::engine
