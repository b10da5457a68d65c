#pragma once
// Key drivers: which touchpoints go with the outcome, and how much. Pure, thread-safe. Say "associated with".
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/estimate.h"
#include "engine/exact_sum.h"

namespace peakend::engine {

inline constexpr int kMaxLmgDrivers = 24;       ///< half a second on one small core; above, Johnson's weights
inline constexpr int kMaxJohnsonDrivers = 200;

/// Correlations of p drivers with each other (row-major, p x p, symmetric, ones on the diagonal) and with the outcome.
struct Correlations {
  int p = 0;
  std::vector<double> xx, xy;
};

/// Counts, sums and products of p drivers and one outcome (the last column): mergeable by +, so any roll-up is instant. The sums
/// are exact, so parts give the same bits in any order, and large offsets cost no digits.
class CrossMoments {
 public:
  explicit CrossMoments(int p);
  /// x holds p values; the row counts `times` times. Rows with a value that is not finite or beyond 1e150 are left out.
  void add(std::span<const double> x, double y, int times = 1);
  CrossMoments& operator+=(const CrossMoments&);  ///< same p
  bool operator==(const CrossMoments&) const = default;
  double n() const { return static_cast<double>(n_); }
  int p() const { return p_; }
  double mean(int column) const;                        ///< column p: the outcome; 0 without rows
  double covariance_sum(int a, int b) const;            ///< sum of (x_a - mean)(x_b - mean)
  /// Empty (p = 0) while a column does not vary or n < 2.
  Correlations correlations() const;

 private:
  quad centred(std::size_t i, std::size_t j) const;  ///< n² times the covariance
  int p_;
  std::int64_t n_ = 0;
  std::vector<ExactSum> s_, ss_;  ///< ss_: i <= j only
};

/// Shares of R² that add to R².
struct Importance {
  std::vector<double> share;
  std::vector<double> beta;  ///< standardised regression weights
  double r2 = 0;
  Status status = Status::invalid;
};
/// Exact LMG / Shapley decomposition by recursion on the Schur complement: each driver is either dropped or swept out,
/// v(S) grows by r_j²/A_jj; share_j = sum over S with j of (c_in + c_out) v(S) - sum over all S of c_out v(S),
/// c_in(s) = (s-1)!(p-s)!/p!, c_out(s) = s!(p-s-1)!/p!. O(2^p) time, O(p³) memory (Lindeman, Merenda, Gold 1980).
/// p outside 1..24, sizes that do not fit, values off [-1, 1] -> invalid; a driver that others fully explain adds nothing
/// where they are in; not positive definite -> beta empty. Worked: METHODS drivers.lmg3 -> .128584, .218303, .094865.
Importance lmg(const Correlations&);
/// The same for groups of neighbouring columns that come and go together (Owen 1977): group[i] columns belong to driver i, and
/// share[i] is what the group brings. At most kMaxLmgDrivers groups. Groups of one: lmg above, bit for bit.
Importance lmg(const Correlations&, std::span<const int> group);
/// Johnson's relative weights (2000): W = X'X^(1/2), share_j = sum_k W_jk² b_k², b = W^-1 r. Cross-check only.
/// An eigenvalue <= 1e-10 -> degenerate. Worked: METHODS drivers.johnson3 -> .129231, .214612, .097910.
Importance johnson(const Correlations&);

/// What a useless driver earns of R² by chance: 1/(n - 1) each. n < 3 -> 1. Worked: n 200, p 10 -> .005025, total .050251.
struct NoiseFloor {
  double per_driver = 1, total = 1;
};
NoiseFloor noise_floor(std::int64_t n, int p);

/// Penalty-reward contrast (Kano): y = b0 + penalty·low + reward·high by least squares on 0/1 flags (never both);
/// impact asymmetry (r - |p|)/(r + |p|) in [-1, 1] (Mikulić & Prebežac 2008), standard error by the delta method.
/// Class from the interval of the asymmetry: basic below 0, delighter above 0, else performance.
/// Needs a row in each of low, high and neither, else too_few; kLowN while low or high < 30; |p| + |r| = 0 -> degenerate.
/// Worked: METHODS drivers.prca -> 7.25, -3.5833, 1.0833, -.5357.
enum class KanoClass : std::uint8_t { basic, performance, delighter };
std::string_view name_of(KanoClass);
struct PenaltyReward {
  double base = 0, penalty = 0, reward = 0, asymmetry = 0, asymmetry_se = 0;
  KanoClass cls = KanoClass::performance;
  std::uint32_t flags = 0;
  Status status = Status::too_few;
};
PenaltyReward penalty_reward(std::span<const double> y, std::span<const double> low, std::span<const double> high);

/// What closing the gap would bring in units of the outcome: b max(0, target - mean) reach. Worked: .35, 8.5, 7.2, .4 -> .182.
double priority(double b, double target, double mean, double reach);

/// What the outcome would be if the touchpoint's valence moved by `shift` for those who met it: never beyond -1..1, and on two
/// branches, below `bad` (default -1/3) and above `good` the slopes of penalty and reward, between them both halves joined by a
/// straight line. Per rating: f(x) with f = penalty at or below bad, reward at or above good, linear between; effect = reach (mean f(x') -
/// mean f(x)). Only associated, and no more than the ends of the scale allow. ratings: valence -> count.
/// Worked: penalty -2, reward 1; ratings -1 x 10, 0 x 10, 1 x 10; shift 2/3, reach .5: -1 -> -1/3 stays at -2, 0 -> 2/3
/// goes from -.5 to 1, 1 stays (capped): .25.
struct WhatIf {
  double effect = 0, mean_before = 0, mean_after = 0;
  double capped = 0;  ///< share of ratings that the end of the scale held back
  Status status = Status::too_few;
};
struct Rated {
  double valence = 0, count = 0;
};
WhatIf what_if(std::span<const Rated>, double penalty, double reward, double shift, double reach, double bad = -1. / 3, double good = 1. / 3);

/// The same with the other drivers held, for a slope from their common fit: everybody who met it is moved by `shift`, nobody
/// beyond the ends of the scale.
/// The outcome follows two branches, below and above neutral, whose steepness stands in the ratio (1 - a) : (1 + a) of the impact
/// asymmetry a, scaled so that it is 1 on average over the customers: g(x) = x (1 - a) or x (1 + a), by the sign of x, over
/// 1 + a (1 - 2 w), w = share below neutral (a neutral one counts half). a = 0, or a scale under .2: a straight line.
/// `at[i]` customers met it at valence 2 i / (size - 1) - 1. Empty, or nobody -> {0, 0}.
/// Worked: half at -1, half at 0, shift +.5, a = -.5: w .75, k 1/1.25 = .8; mean gain (.5 x 1.5 + .5 x .5)/2 x .8 = .4; moved .5.
struct Shifted {
  double moved = 0;  ///< of the mean valence, after the cap
  double gain = 0;   ///< mean of g, to be multiplied by slope and reach
};
Shifted shifted(std::span<const std::int64_t> at, double asymmetry, double shift);

}  // namespace peakend::engine
