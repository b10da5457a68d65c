#include "engine/interval.h"

#include <algorithm>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::engine {

Interval wilson(double k, double n, double z) {
  if (!(n > 0)) return {0, 1};
  double p = std::clamp(k / n, 0.0, 1.0), z2 = z * z, scale = 1 + z2 / n;
  double centre = (p + z2 / (2 * n)) / scale;
  double half = z * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / scale;
  // At the ends the bound is exactly the end; rounding must not leave 1e-17.
  return {p == 0 ? 0 : std::max(0.0, centre - half), p == 1 ? 1 : std::min(1.0, centre + half)};
}

Estimate wilson_share(std::int64_t k, std::int64_t n, std::int64_t need) {
  if (n < std::max<std::int64_t>(need, 1)) return too_few(n, std::max<std::int64_t>(need, 1));
  double p = static_cast<double>(k) / static_cast<double>(n);
  Interval i = wilson(static_cast<double>(k), static_cast<double>(n));
  return {p, i.lo, i.hi, std::sqrt(std::max(0.0, p * (1 - p)) / static_cast<double>(n)), n, static_cast<double>(n),
          Method::wilson, 0, Status::ok};
}

NpsDetail nps_detail(double good, double bad, double n, double z) {
  if (!(n > 0) || good < 0 || bad < 0 || good + bad > n * (1 + 1e-12)) return {};
  auto se_of = [](double g, double b, double m) {
    double x = (g - b) / m;
    return std::sqrt(std::max(0.0, (g + b) / m - x * x) / m);
  };
  NpsDetail d;
  d.nps = 100 * (good - bad) / n;
  d.se = 100 * se_of(good, bad, n);
  d.wald = {d.nps - z * d.se, d.nps + z * d.se};
  d.adjusted_centre = 100 * (good - bad) / (n + 3);
  d.adjusted_se = 100 * se_of(good + .75, bad + .75, n + 3);
  d.adjusted = {std::max(-100.0, d.adjusted_centre - z * d.adjusted_se),
                std::min(100.0, d.adjusted_centre + z * d.adjusted_se)};
  return d;
}

Estimate nps(std::int64_t good, std::int64_t bad, std::int64_t n, std::int64_t need) {
  if (n < std::max<std::int64_t>(need, 1)) return too_few(n, std::max<std::int64_t>(need, 1));
  NpsDetail d = nps_detail(static_cast<double>(good), static_cast<double>(bad), static_cast<double>(n));
  return {d.nps, d.adjusted.lo, d.adjusted.hi, d.se, n, static_cast<double>(n), Method::adjusted_wald, 0, Status::ok};
}

Estimate t_mean(double sum, double sum_sq, std::int64_t n, std::int64_t need) {
  need = std::max<std::int64_t>(need, 2);
  if (n < need) return too_few(n, need);
  auto count = static_cast<double>(n);
  double mean = sum / count;
  double se = std::sqrt(std::max(0.0, sum_sq - sum * mean) / (count - 1) / count);
  double half = t_quantile(.975, count - 1) * se;
  return {mean, mean - half, mean + half, se, n, count, Method::t, 0, Status::ok};
}

Estimate t_mean(std::span<const double> xs, std::int64_t need) {
  auto n = static_cast<std::int64_t>(xs.size());
  if (n < std::max<std::int64_t>(need, 2)) return too_few(n, std::max<std::int64_t>(need, 2));
  Sum total, squares;
  for (double x : xs) total.add(x);
  double mean = total.get() / static_cast<double>(n);
  for (double x : xs) squares.add((x - mean) * (x - mean));
  Estimate e = t_mean(0, squares.get(), n, need);
  e.value += mean, e.lo += mean, e.hi += mean;
  return e;
}

RepeatedMean cluster_mean(double sa, double sb, double g, double saa, double sab, double sbb) {
  if (!(sb > 0)) return {};
  RepeatedMean r{sa / sb, 0, static_cast<std::int64_t>(g)};
  if (g < 2) return r;
  double m = r.mean, q = saa - 2 * m * sab + m * m * sbb;
  // Below the rounding of its terms the difference is zero: all customers have the same mean.
  if (q <= 1e-12 * (std::abs(saa) + std::abs(2 * m * sab))) return r;
  r.se = std::sqrt(g / (g - 1) * q) / sb;
  return r;
}

RepeatedMean cluster_mean(double sa, double sb, const ClusterSums& c) {
  return cluster_mean(sa, sb, static_cast<double>(c.g), static_cast<double>(c.saa), static_cast<double>(c.sab),
                      static_cast<double>(c.sbb));
}

RepeatedMean group_mean(const Groups& all, std::int64_t (*y)(const GroupSums&), std::int64_t (*b)(const GroupSums&)) {
  const Groups::Map groups = all.sums();
  double sa = 0, sb = 0, q = 0, g = 0;
  for (const auto& [key, sums] : groups)
    if (b(sums) > 0) ++g, sa += static_cast<double>(y(sums)), sb += static_cast<double>(b(sums));
  if (!(sb > 0)) return {};
  RepeatedMean r{sa / sb, 0, static_cast<std::int64_t>(g)};
  if (g < 2) return r;
  for (const auto& [key, sums] : groups) {
    double e = static_cast<double>(y(sums)) - r.mean * static_cast<double>(b(sums));
    q += b(sums) > 0 ? e * e : 0;
  }
  r.se = std::sqrt(g / (g - 1) * q) / sb;
  return r;
}

double kish_n_eff(double sum_w, double sum_w2) { return sum_w2 > 0 ? sum_w * sum_w / sum_w2 : 0; }

WeightedMean weighted_mean(std::span<const double> x, std::span<const double> w) {
  double sw = 0, sw2 = 0, swx = 0, q = 0;
  std::size_t n = std::min(x.size(), w.size());
  for (std::size_t i = 0; i < n; ++i) sw += w[i], sw2 += w[i] * w[i], swx += w[i] * x[i];
  if (!(sw > 0)) return {};
  double m = swx / sw;
  for (std::size_t i = 0; i < n; ++i) q += w[i] * w[i] * (x[i] - m) * (x[i] - m);
  return {m, std::sqrt(q) / sw, kish_n_eff(sw, sw2)};
}

double finite_population(double se, std::int64_t n, std::int64_t population) {
  if (population <= 1) return se;
  if (n >= population) return 0;
  return se * std::sqrt(static_cast<double>(population - n) / static_cast<double>(population - 1));
}

Interval clopper_pearson(std::int64_t k, std::int64_t n, double alpha) {
  if (n <= 0) return {0, 1};
  k = std::clamp<std::int64_t>(k, 0, n);
  auto a = static_cast<double>(k), b = static_cast<double>(n - k);
  return {k == 0 ? 0 : beta_quantile(alpha / 2, a, b + 1), k == n ? 1 : beta_quantile(1 - alpha / 2, a + 1, b)};
}

Change nps_change(const Counts& a, const Counts& b) {
  if (a.n <= 0 || b.n <= 0) return {};
  auto real = [](const Counts& c) {
    return nps_detail(static_cast<double>(c.good), static_cast<double>(c.bad), static_cast<double>(c.n));
  };
  NpsDetail x = real(a), y = real(b);
  Change c;
  c.diff = y.nps - x.nps;
  c.se = std::hypot(x.se, y.se);
  if (c.se > 0) {
    c.z = c.diff / c.se;
    c.p = 2 * normal_cdf(-std::abs(c.z));
  } else {
    c.p = c.diff == 0 ? 1 : 0;
  }
  c.ci = {c.diff - kZ95 * c.se, c.diff + kZ95 * c.se};
  return c;
}

Change paired_change(std::span<const double> w1, std::span<const double> w2) {
  std::size_t n = std::min(w1.size(), w2.size());
  std::vector<double> d(n);
  for (std::size_t i = 0; i < n; ++i) d[i] = w2[i] - w1[i];
  Change c;
  if (n < 2) return c;
  Estimate e = t_mean(d);
  c.diff = e.value, c.se = e.se, c.ci = {e.lo, e.hi};
  c.df = static_cast<std::int64_t>(n) - 1;
  if (c.se > 0) {
    c.z = c.diff / c.se;
    c.p = t_two_sided(c.z, static_cast<double>(c.df));
  } else {
    c.p = c.diff == 0 ? 1 : 0;
  }
  return c;
}

std::int64_t nps_sample_size(double moe, double variance) {
  if (!(moe > 0) || !(variance >= 0)) return 0;
  double n = std::ceil(kZ95 * kZ95 * variance / (moe * moe));
  return n < 9e15 ? static_cast<std::int64_t>(n) : INT64_MAX;
}

}  // namespace peakend::engine
