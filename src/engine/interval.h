#pragma once
// Intervals and standard errors. Pure, thread-safe; 95 % throughout; too little data is a Status, never NaN.
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/estimate.h"
#include "engine/partial.h"

namespace peakend::engine {

struct Interval {
  double lo = 0, hi = 0;
};

/// Wilson score interval of k of n, inside [0, 1]; k and n may be real (effective counts). n <= 0 gives [0, 1].
/// centre (p + z²/2n)/(1 + z²/n), half z sqrt(p(1-p)/n + z²/4n²)/(1 + z²/n) (Wilson 1927).
/// Worked: 42/50 -> [.7148578, .9166258]; 0/20 -> [0, .1611251].
Interval wilson(double k, double n, double z = 1.959963984540054);
/// Share k/n with its Wilson interval as an Estimate; se = sqrt(p(1-p)/n). n < need -> too_few.
Estimate wilson_share(std::int64_t k, std::int64_t n, std::int64_t need = 1);

/// Net promoter score in points (-100..100) of good, bad among n.
/// value = 100 (g-b)/n; se = 100 sqrt((p + d - x²)/n); interval adjusted Wald: three answers added, 3/4 good,
/// 3/4 bad, cut at ±100 (Rocks 2016; Lewis & Sauro). Worked: 60, 15 of 100 -> 45.0, se 7.3993, [29.343, 58.036].
Estimate nps(std::int64_t good, std::int64_t bad, std::int64_t n, std::int64_t need = 1);
struct NpsDetail {
  double nps = 0, se = 0;
  Interval wald, adjusted;          ///< wald is not cut at ±100
  double adjusted_centre = 0, adjusted_se = 0;
};
/// Counts may be real (effective). n > 0 and good + bad <= n, else all zero.
NpsDetail nps_detail(double good, double bad, double n, double z = 1.959963984540054);

/// Mean with a t interval from sums: mean = sum/n, sd² = (sum_sq - sum²/n)/(n-1), half t(.975, n-1) sd/sqrt n.
/// n < max(need, 2) -> too_few. Worked: 3,4,5,6,7 -> 5 ± 1.9632.
Estimate t_mean(double sum, double sum_sq, std::int64_t n, std::int64_t need = 2);
/// The same from values, two passes.
Estimate t_mean(std::span<const double> xs, std::int64_t need = 2);

/// Mean m = Sa/Sb and its error when customers answer more than once.
/// Var = G/(G-1) (Saa - 2 m Sab + m² Sbb)/Sb²: the ratio estimator's linearised variance (Cochran 1977, 6.3).
/// Worked: x {1,1,0,-1,1}, w {1,2,1,3,1} as customers A,A,B,C,C -> se of the NPS 55.529 (independent rows: 50.0).
struct RepeatedMean {
  double mean = 0, se = 0;
  std::int64_t g = 0;      ///< customers (or groups) that count; df = g - 1
};
/// sa and sb are the sums over all customers; g < 2 or sb <= 0 gives se 0.
RepeatedMean cluster_mean(double sa, double sb, double g, double saa, double sab, double sbb);
RepeatedMean cluster_mean(double sa, double sb, const ClusterSums&);
/// The 64 random groups of customers as clusters: y and b picked from each GroupSums; groups with b = 0 do not count.
RepeatedMean group_mean(const Groups&, std::int64_t (*y)(const GroupSums&),
                        std::int64_t (*b)(const GroupSums&));

/// Kish's effective sample size (sum w)²/sum w². Worked: {1,2,1,3,1} -> 4. Empty -> 0.
double kish_n_eff(double sum_w, double sum_w2);
/// Weighted mean and its design error sqrt(sum w²(x-m)²)/sum w, rows independent.
struct WeightedMean {
  double mean = 0, se = 0, n_eff = 0;
};
/// Weights >= 0. Sum of weights 0 -> all zero. Worked: x {1,1,0,-1,1}, w {1,2,1,3,1} -> .125, se .5, n_eff 4.
WeightedMean weighted_mean(std::span<const double> x, std::span<const double> w);

/// Finite population: se sqrt((N-n)/(N-1)) when n of the N that exist have answered; n >= N gives 0; N <= 1 gives se.
/// Worked: 13.5093, 30 of 40 -> 6.8407.
double finite_population(double se, std::int64_t n, std::int64_t population);

/// Clopper-Pearson exact interval of k of n: beta quantiles. Worked: 4/800 -> [.0013640, .0127521]. n <= 0 -> [0, 1].
Interval clopper_pearson(std::int64_t k, std::int64_t n, double alpha = .05);

/// Change between two independent NPS: value b - a in points, se = sqrt(se_a² + se_b²), z and two-sided p.
/// Worked: {60,15,100} -> {130,45,200}: -2.5, z -.264304, p .791545.
struct Counts {
  std::int64_t good = 0, bad = 0, n = 0;
};
struct Change {
  double diff = 0, se = 0, z = 0, p = 1;
  Interval ci;
  std::int64_t df = 0;  ///< 0: normal
};
/// Either n <= 0: all zero, p = 1. Both se 0: p = 1 for no difference, else 0.
Change nps_change(const Counts& a, const Counts& b);
/// The same customers twice: mean of d = w2 - w1, t with n-1 df. Fewer than two pairs: p = 1. Unit as given.
/// Worked: eight pairs of METHODS `nps.paired_change` -> mean .5, se .188982, t 2.645751, p .033146.
Change paired_change(std::span<const double> w1, std::span<const double> w2);

/// Answers needed for a margin: ceil(z² V / moe²), V variance of one answer on [-1, 1] (1 is the worst case).
/// Worked: moe .05, V .5475 -> 842; V 1 -> 1537. moe <= 0 -> 0.
std::int64_t nps_sample_size(double moe, double variance);

}  // namespace peakend::engine
