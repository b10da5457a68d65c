#pragma once
// What is remembered: forgetting, surprise. Pure, thread-safe. Time in days.
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/estimate.h"
#include "engine/interval.h"

namespace peakend::engine {

/// People asked after one delay, and how many remembered.
struct DelayBin {
  double days = 0;
  double n = 0, k = 0;
};
/// Mergeable counts in bins of log2(1 + days): bin b holds delays in [2^b - 1, 2^(b+1) - 1); its mean delay is kept.
class DelayBins {
 public:
  void add(double days, bool remembered);  ///< negative or not finite is ignored
  static int bin(double days);             ///< number of the bin; days >= 0 and finite
  DelayBins& operator+=(const DelayBins&);
  std::vector<DelayBin> bins() const;      ///< ascending

 private:
  struct Cell {
    double n = 0, k = 0, days = 0;
  };
  std::map<int, Cell> cells_;
};

/// logit p(t) = a - b ln(1 + t) by Newton's method on binomial counts; standard errors from the Fisher information;
/// half-life: t with p = p(0)/2: exp((a - logit(p0/2))/b) - 1 (Rubin & Wenzel 1996 on logarithmic time).
/// Fewer than 4 bins with n >= 20 -> too_few(have bins, 4). b <= 0, or no convergence -> degenerate: show raw bins.
/// Worked: (.5,40,30) (3,50,28) (10,60,24) (30,60,15) -> a 1.298533, b .707702, p(7) .456835, half-life 10.592 d.
struct ForgettingFit {
  double a = 0, b = 0, se_a = 0, se_b = 0, p0 = 0, half_life = 0;
  std::int64_t have = 0;
  Status status = Status::too_few;
  double at(double days) const;  ///< p(t)
};
ForgettingFit fit_forgetting(std::span<const DelayBin>);

/// -log2((c + .5)/(N + .5 B)) of each bin within a segment: how surprising it is to land there.
/// Worked: {2, 3, 10, 45, 40} -> 5.3576, 4.8721, 3.2872, 1.1717, 1.3396 bits. Negative counts count as 0.
std::vector<double> surprise_bits(std::span<const double> counts);

}  // namespace peakend::engine
