#include "engine/numeric.h"

#include <math.h>  // lgamma_r

#include <algorithm>
#include <cmath>

namespace peakend::engine {
namespace {

constexpr double kTiny = 1e-300;
constexpr double kEps = 1e-16;

// Continued fraction of I_x(a, b); converges fast for x < (a+1)/(a+b+2), in O(sqrt(max(a, b))) steps.
double beta_fraction(double x, double a, double b) {
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::abs(d) < kTiny ? kTiny : d);
  double h = d;
  auto step = [&](double numerator) {
    d = 1 + numerator * d;
    d = 1 / (std::abs(d) < kTiny ? kTiny : d);
    c = 1 + numerator / c;
    if (std::abs(c) < kTiny) c = kTiny;
    h *= c * d;
    return std::abs(c * d - 1);
  };
  for (int m = 1; m <= 100'000; ++m) {
    double m2 = 2.0 * m;
    step(m * (b - m) * x / ((a + m2 - 1) * (a + m2)));
    if (step(-(a + m) * (a + b + m) * x / ((a + m2) * (a + m2 + 1))) < kEps) break;
  }
  return h;
}

// What Stirling's formula leaves out of ln Gamma(x), x >= 10 (DLMF 5.11.1).
double stirling_rest(double x) {
  double r = 1 / (x * x);
  return (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188 - r * 691.0 / 360360))))) / x;
}

// ln B(a, b) without subtracting large ln Gammas from each other (Didonato & Morris 1992, BETALN).
double log_beta(double a, double b) {
  if (a > b) std::swap(a, b);
  if (b < 10) return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
  double rest = stirling_rest(b) - stirling_rest(a + b);
  if (a < 10) return log_gamma(a) + rest + a - (a + b - .5) * std::log1p(a / b) - a * std::log(b);
  return .5 * std::log(2 * M_PI) - .5 * std::log(b) + stirling_rest(a) + rest + (a - .5) * std::log(a / (a + b)) -
         b * std::log1p(a / b);
}

constexpr double kLargest = 1e9;  // parameters above are taken as this: the distribution is a point by then

double log_beta_density(double x, double a, double b) {
  return (a - 1) * std::log(x) + (b - 1) * std::log1p(-x) - log_beta(a, b);
}

}  // namespace

double normal_cdf(double z) { return std::isnan(z) ? .5 : .5 * std::erfc(-z / M_SQRT2); }

double normal_quantile(double p) {
  if (!(p > 0)) return -38;
  if (p >= 1) return 38;
  constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
                          1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
                          -1.328068155288572e+01};
  constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                          -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00};
  double x;
  auto tail = [&](double q) {
    return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
           ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  };
  if (p < .02425) {
    x = tail(std::sqrt(-2 * std::log(p)));
  } else if (p > 1 - .02425) {
    x = -tail(std::sqrt(-2 * std::log1p(-p)));
  } else {
    double q = p - .5, r = q * q;
    x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
        (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
  }
  double e = p < .5 ? normal_cdf(x) - p : (1 - p) - normal_cdf(-x);
  double u = e * std::sqrt(2 * M_PI) * std::exp(x * x / 2);
  return std::isfinite(u) ? x - u / (1 + x * u / 2) : x;
}

double log_gamma(double x) {
  if (!(x > 0) || !std::isfinite(x)) return 0;
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

double incomplete_beta(double x, double a, double b) {
  if (!(a > 0) || !(b > 0) || !(x > 0)) return 0;
  if (x >= 1) return 1;
  a = std::min(a, kLargest), b = std::min(b, kLargest);
  double front = std::exp(a * std::log(x) + b * std::log1p(-x) - log_beta(a, b));
  double v = x < (a + 1) / (a + b + 2) ? front * beta_fraction(x, a, b) / a : 1 - front * beta_fraction(1 - x, b, a) / b;
  return std::clamp(v, 0.0, 1.0);
}

double beta_quantile(double p, double a, double b) {
  if (!(a > 0) || !(b > 0) || !(p > 0)) return 0;
  if (p >= 1) return 1;
  a = std::min(a, kLargest), b = std::min(b, kLargest);
  double lo = 0, hi = 1, x = a / (a + b);
  for (int i = 0; i < 200; ++i) {
    double f = incomplete_beta(x, a, b) - p;
    (f > 0 ? hi : lo) = x;
    double next = x - f / std::exp(log_beta_density(x, a, b));
    if (!(next > lo && next < hi)) next = (lo + hi) / 2;
    if (std::abs(next - x) <= 1e-15 * x) return next;
    x = next;
  }
  return x;
}

double incomplete_gamma(double a, double x) {
  if (!(a > 0) || !(x > 0)) return 0;
  if (std::isinf(x)) return 1;
  a = std::min(a, kLargest);
  double front = std::exp(a * std::log(x) - x - log_gamma(a));
  if (x < a + 1) {
    double term = 1 / a, sum = term;
    for (double k = a + 1; term > sum * kEps; ++k) sum += term *= x / k;
    return std::clamp(front * sum, 0.0, 1.0);
  }
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (int i = 1; i <= 100'000; ++i) {
    double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    d = 1 / (std::abs(d) < kTiny ? kTiny : d);
    c = b + an / c;
    if (std::abs(c) < kTiny) c = kTiny;
    h *= c * d;
    if (std::abs(c * d - 1) < kEps) break;
  }
  return std::clamp(1 - front * h, 0.0, 1.0);
}

double chi2_upper(double x, double k) {
  if (!(x > 0)) return 1;
  return 1 - incomplete_gamma(k / 2, x / 2);
}

double t_cdf(double t, double df) {
  if (std::isnan(t) || !(df > 0)) return .5;
  if (df > 1e8) return normal_cdf(t);
  double tail = t_two_sided(t, df) / 2;
  return t > 0 ? 1 - tail : tail;
}

double t_two_sided(double t, double df) {
  if (std::isnan(t) || !(df > 0)) return 1;
  if (df > 1e8) return 2 * normal_cdf(-std::abs(t));
  double t2 = t * t;
  if (std::isinf(t2)) return 0;
  // The smaller of x and 1-x keeps the digits.
  return t2 < df ? 1 - incomplete_beta(t2 / (df + t2), .5, df / 2) : incomplete_beta(df / (df + t2), df / 2, .5);
}

double t_quantile(double p, double df) {
  if (!(df > 0)) df = 1;
  if (!(p > 0)) return -1e300;
  if (p >= 1) return 1e300;
  if (p == .5) return 0;
  if (p < .5) return -t_quantile(1 - p, df);
  double z = normal_quantile(p);
  if (df > 1e8) return z;
  double upper = 1 - p;
  double lo = 0, hi = 1e300, z2 = z * z;
  // Cornish-Fisher start; exact for one and two degrees of freedom, where the expansion is poor.
  double t = z * (1 + (z2 + 1) / (4 * df) + ((5 * z2 + 16) * z2 + 3) / (96 * df * df));
  if (df <= 1) t = std::pow(1 / std::tan(M_PI * upper), 1 / df);
  else if (df < 3) t = (2 * p - 1) / std::sqrt(2 * p * upper);
  double log_c = -log_beta(.5, df / 2) - .5 * std::log(df);
  for (int i = 0; i < 200; ++i) {
    double f = upper - t_two_sided(t, df) / 2;
    (f > 0 ? hi : lo) = t;
    double next = t - f / std::exp(log_c - (df + 1) / 2 * std::log1p(t * t / df));
    if (!(next > lo && next < hi)) next = hi < 1e299 ? (lo + hi) / 2 : 2 * t;
    if (std::abs(next - t) <= 1e-15 * t) return next;
    t = next;
  }
  return t;
}

double binomial_upper(std::int64_t k, std::int64_t n, double p) {
  if (k <= 0) return 1;
  if (k > n || !(p > 0)) return 0;
  if (p >= 1) return 1;
  return incomplete_beta(p, static_cast<double>(k), static_cast<double>(n - k + 1));
}

double binomial_lower(std::int64_t k, std::int64_t n, double p) {
  if (k < 0) return 0;
  if (k >= n || !(p > 0)) return 1;
  if (p >= 1) return 0;
  return incomplete_beta(1 - p, static_cast<double>(n - k), static_cast<double>(k + 1));
}

double hypergeometric_2f1(double a, double b, double c, double z) {
  if (!(std::abs(z) < 1) || (c <= 0 && c == std::floor(c))) return 0;
  double term = 1, sum = 1;
  for (int k = 0; k < 1'000'000; ++k) {
    term *= (a + k) * (b + k) / ((c + k) * (k + 1.0)) * z;
    sum += term;
    if (std::abs(term) <= 1e-16 * std::abs(sum)) break;
  }
  return std::isfinite(sum) ? sum : 0;
}

double logistic(double x) {
  if (std::isnan(x)) return .5;
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

double logit(double p) {
  if (std::isnan(p)) return 0;
  p = std::clamp(p, 1e-300, 1 - 1e-16);
  return std::log(p / (1 - p));
}

void Sum::add(double x) {
  double t = sum_ + x;
  rest_ += std::abs(sum_) >= std::abs(x) ? (sum_ - t) + x : (x - t) + sum_;
  sum_ = t;
}

}  // namespace peakend::engine
