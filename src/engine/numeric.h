#pragma once
// Distribution functions and small numerics, written once. Pure, thread-safe, never NaN: arguments outside
// the domain give the nearest limit (documented per function). Relative accuracy about 1e-13 unless said.
#include <cstdint>

namespace peakend::engine {

inline constexpr double kZ95 = 1.959963984540054;  ///< normal quantile of .975

/// P(Z <= z) = erfc(-z/sqrt 2)/2. Worked: normal_cdf(1.25) = .8943502.
double normal_cdf(double z);
/// Inverse; p <= 0 gives -38, p >= 1 gives 38 (beyond double's tail). Acklam's rational start, one Halley step.
/// Worked: normal_quantile(.975) = 1.959963984540054.
double normal_quantile(double p);

/// ln Gamma(x) for x > 0, without the global of the C library; 0 otherwise.
double log_gamma(double x);
/// I_x(a, b), regularised incomplete beta, a, b > 0; continued fraction (modified Lentz; DLMF 8.17.22).
/// x <= 0 gives 0, x >= 1 gives 1;
/// a, b above 1e9 count as 1e9. Worked: incomplete_beta(.5, 2, 3) = .6875.
double incomplete_beta(double x, double a, double b);
/// x with I_x(a, b) = p: bracketed Newton. Worked: beta_quantile(.025, 20.4, 99.6) = .1085392.
double beta_quantile(double p, double a, double b);
/// P(a, x), regularised lower incomplete gamma, a > 0: series for x < a+1, else continued fraction (DLMF 8.11, 8.9.2).
double incomplete_gamma(double a, double x);
/// P(X > x) of chi-square with k degrees of freedom. Worked: (10.0081738, 1) -> .0015585.
double chi2_upper(double x, double k);

/// P(T <= t) with df > 0 degrees of freedom (real-valued).
double t_cdf(double t, double df);
/// Inverse for 0 < p < 1; df <= 0 is treated as 1. Worked: t_quantile(.975, 4) = 2.7764451.
double t_quantile(double p, double df);
/// 2 P(T > |t|).
double t_two_sided(double t, double df);

/// P(K >= k), K ~ Binomial(n, p), = I_p(k, n-k+1). Worked: (4, 800, .001) -> .0090377.
double binomial_upper(std::int64_t k, std::int64_t n, double p);
/// P(K <= k).
double binomial_lower(std::int64_t k, std::int64_t n, double p);

/// Gauss 2F1(a, b; c; z) by its series, |z| < 1, c not 0, -1, -2 ...; 1e-15 stop, at most 1e6 terms.
/// Outside that domain 0. Worked: (1, 1, 2, .5) = 2 ln 2 = 1.3862944.
double hypergeometric_2f1(double a, double b, double c, double z);

/// 1/(1 + e^-x) without overflow.
double logistic(double x);
double logit(double p);

/// Kahan-Babuska (Neumaier) sum: error independent of the number of terms.
class Sum {
 public:
  void add(double x);
  double get() const { return sum_ + rest_; }

 private:
  double sum_ = 0, rest_ = 0;
};

}  // namespace peakend::engine
