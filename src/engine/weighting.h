#pragma once
// Answers that stand for more or fewer people than themselves: weighted sums, strata, raking. Pure, thread-safe.
#include <cstdint>
#include <span>
#include <vector>

#include "engine/estimate.h"
#include "engine/partial.h"

namespace peakend::engine {

/// Sums behind a weighted mean, in whole numbers (values 1e-4, weights 1e-6), so parts give the same bits in any order:
/// n, Sw, Swx, Swxx, Sw2, Sw2x, Sw2xx. Exact for 1e6 rows of the largest weight, and more of usual ones.
struct WeightedMoments {
  std::int64_t n = 0;
  int128 sw = 0, swx = 0, swxx = 0, sw2 = 0, sw2x = 0, sw2xx = 0;
  /// Weights outside (0, 1e4] (after rounding to 1e-6) and values beyond ±100 are left out; `times` as in a bootstrap.
  void add(double value, double weight, int times = 1);
  WeightedMoments& operator+=(const WeightedMoments&);
  bool operator==(const WeightedMoments&) const = default;
};
/// Mean m = Swx/Sw with the design's error sqrt(Sw2xx - 2 m Sw2x + m² Sw2)/Sw and Kish's n_eff = Sw²/Sw2, t with n_eff - 1.
/// Rows are independent; use cluster sums when customers repeat. n < max(need, 2) -> too_few.
/// Worked: x {1,1,0,-1,1}, w {1,2,1,3,1} -> .125, se .5, n_eff 4.
Estimate weighted_mean(const WeightedMoments&, std::int64_t need = 2);

/// Post-stratification: mean = sum of W_h mean_h, W_h = population_h/population; variance = sum of W_h² s²_h/n_h (Holt & Smith 1979).
/// It corrects only what the strata explain: where silence follows from the bad experience itself it can be worse than nothing
/// (METHODS 8), so it is never shown alone as "corrected". A stratum with people but fewer than 2 answers -> too_few: join it with
/// another. No population -> invalid. Worked: {600: 40 answers, 8, 4} and {400: 10, 5, 9} -> 6.8, se .4243 (unweighted 7.4).
struct Stratum {
  double population = 0, n = 0, mean = 0, variance = 0;
};
Estimate post_stratify(std::span<const Stratum>);

/// Raking (iterative proportional fitting, Deming & Stephan 1940): weights that start at `base` (empty: all 1) and meet every margin's
/// totals. category: row-major, one index a margin. Stops when no weight moves by more than 1e-12, at most 1000 rounds.
/// Totals of the margins that differ by more than 1e-6, an index off its margin, a category with people but no answer (join it with
/// another), base weights <= 0, or no convergence -> invalid, and `margin` says which one (-1: none in particular).
/// deff: Kish's 1 + cv² of the weights. Worked: rows (0,0) (0,1) (1,0) (1,1), margins {60,40}, {70,30} -> 42, 18, 28, 12.
struct Rake {
  std::vector<double> weight;
  int rounds = 0, margin = -1;
  double deff = 1, n_eff = 0, least = 0, most = 0;
  Status status = Status::invalid;
};
struct RakeInput {
  std::span<const int> category;
  std::vector<std::vector<double>> margins;
  std::span<const double> base = {};
};
Rake rake(const RakeInput&);

/// Mean of y under raked weights. Its error is linearised: residuals of y on the margins (weighted by the base, swept until they
/// stand), summed within clusters, G/(G-1) times their squares, times `unsampled` = 1 - clusters/clusters that exist (Deville &
/// Särndal 1992). cluster: any number each; empty: rows are independent. t with G-1 df. Fewer than two clusters -> too_few.
/// Worked: R survey's apiclus1 by school type and school-wide target -> 641.230, se 23.7036.
Estimate raked_mean(const Rake&, const RakeInput&, std::span<const double> y, std::span<const std::int64_t> cluster = {}, double unsampled = 1);

}  // namespace peakend::engine
