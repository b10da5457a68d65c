#pragma once
// What the finalizers share: from sums to an estimate, naive or with repeated customers.
#include "engine/interval.h"
#include "engine/metrics.h"

namespace peakend::engine::metrics {

inline constexpr std::int64_t kNeed = 5;    ///< answers (and different customers) below which nothing is shown
inline constexpr std::int64_t kSteady = 30; ///< below: kLowN

/// How a sum and its count are found in one random group.
using Pick = std::int64_t (*)(const GroupSums&);

/// A sum over b facts, with where to find the same in groups.
struct Quantity {
  std::int64_t sum = 0, n = 0;
  Pick y = nullptr, b = nullptr;
};

/// A share of n in [0, 1]. Independent: Wilson. Repeated customers: Wilson at the effective n
/// n* = min(n, p(1-p)/se²)·(z/t)², t of (customers - 1) df (Korn & Graubard 1998); when se is 0, n* = customers.
Estimate share(const Partial&, Repeats, const Quantity&);

/// (good - bad)/n in points. Independent: adjusted Wald; repeated: the same at the effective n, found as above.
Estimate net(const Partial&, Repeats);

/// Mean of y/one with a t interval; sum_sq is of y². Repeated: cluster-robust or random-groups error, t of (customers - 1) df.
/// The interval is cut to [lo, hi] when lo < hi.
Estimate mean(const Partial&, Repeats, const Quantity&, int128 sum_sq, double one, double lo = 0, double hi = 0);

/// n / (cluster-robust variance / naive variance) of the mean valence, at most n: what n is worth for spread.
double n_eff_of_valence(const Partial&, Repeats);

/// Sum of squared deviations in units of one²: (sum_sq - sum²/n)/one².
double squared_deviations(std::int64_t sum, int128 sum_sq, std::int64_t n, double one);

/// Adds kLowN when n (or n_eff's customers) is small.
Estimate flag_low(Estimate, std::int64_t customers);

}  // namespace peakend::engine::metrics
