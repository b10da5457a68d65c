#pragma once
// Key drivers: which touchpoints go with the outcome, and how much. Pure, thread-safe. Say "associated with".
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/estimate.h"

namespace peakend::engine {

inline constexpr int kMaxLmgDrivers = 24;       ///< half a second on one small core; above, Johnson's weights
inline constexpr int kMaxJohnsonDrivers = 200;

/// Correlations of p drivers with each other (row-major, p x p, symmetric, ones on the diagonal) and with the outcome.
struct Correlations {
  int p = 0;
  std::vector<double> xx, xy;
};

/// Counts, sums and products of p drivers and one outcome (the last column): mergeable by +, so any roll-up is instant.
class CrossMoments {
 public:
  explicit CrossMoments(int p);
  void add(std::span<const double> x, double y);  ///< x holds p values; rows with a value that is not finite are left out
  CrossMoments& operator+=(const CrossMoments&);  ///< same p
  double n() const { return n_; }
  /// Empty (p = 0) while a column does not vary or n < 2.
  Correlations correlations() const;

 private:
  int p_;
  double n_ = 0;
  std::vector<double> shift_, s_, ss_;  // about the first row, so that large offsets cost no digits
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

}  // namespace peakend::engine
