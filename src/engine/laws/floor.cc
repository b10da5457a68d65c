#include "engine/laws/floor.h"

#include <algorithm>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::engine {

double e_process(std::int64_t k, std::int64_t n, double p0, std::span<const double> multiples) {
  if (!(p0 > 0 && p0 < 1) || k < 0 || k > n || multiples.empty()) return 1;
  auto hits = static_cast<double>(k), rest = static_cast<double>(n - k);
  double sum = 0;
  for (double m : multiples) {
    if (!(m > 0)) continue;
    if (m * p0 >= 1 && rest > 0) continue;
    double log_e = hits * std::log(m) + (rest > 0 ? rest * (std::log1p(-m * p0) - std::log1p(-p0)) : 0);
    sum += std::exp(std::min(log_e, 690.0));
  }
  return std::min(1e300, sum / static_cast<double>(multiples.size()));
}

BreachTest breach_test(std::int64_t k, std::int64_t n, double p0) {
  BreachTest t;
  t.ci = clopper_pearson(k, n);
  if (!(p0 > 0 && p0 < 1)) return t;
  t.p = binomial_upper(k, n, p0);
  t.n_for_zero = std::log(.05) / std::log1p(-p0);
  return t;
}

Cvar cvar(std::span<const double> values, std::span<const std::int64_t> counts, double alpha) {
  std::size_t bins = std::min(values.size(), counts.size());
  std::int64_t n = 0;
  for (std::size_t i = 0; i < bins; ++i) n += std::max<std::int64_t>(counts[i], 0);
  Cvar out;
  if (!(alpha > 0 && alpha <= 1)) {
    out.cvar.status = Status::invalid;
    return out;
  }
  double share = alpha * static_cast<double>(n);
  if (share < 10) {
    out.cvar = too_few(n, static_cast<std::int64_t>(std::ceil(10 / alpha)));
    return out;
  }
  double left = share, sum = 0;
  for (std::size_t i = 0; i < bins && left > 1e-9; ++i) {
    double take = std::min(left, static_cast<double>(std::max<std::int64_t>(counts[i], 0)));
    if (!(take > 0)) continue;
    sum += take * values[i];
    left -= take;
    out.q = values[i];
  }
  double first = 0, second = 0;
  for (std::size_t i = 0; i < bins; ++i) {
    double d = std::max(0.0, out.q - values[i]), c = static_cast<double>(std::max<std::int64_t>(counts[i], 0));
    first += c * d, second += c * d * d;
  }
  auto count = static_cast<double>(n);
  Estimate& e = out.cvar;
  e.value = sum / share;
  e.se = std::sqrt(std::max(0.0, second / count - first / count * (first / count))) / (alpha * std::sqrt(count));
  e.lo = e.value - kZ95 * e.se, e.hi = e.value + kZ95 * e.se;
  e.n = n;
  e.n_eff = count;
  e.method = Method::normal;
  e.status = Status::ok;
  return out;
}

Cvar cvar(const Partial& p, double alpha) {
  std::vector<double> values;
  std::vector<std::int64_t> counts;
  for (const auto& [bin, rows] : p.hist) values.push_back(bin / 100.0), counts.push_back(rows);
  Cvar c = cvar(values, counts, alpha);
  if (c.cvar.status == Status::ok) c.cvar.lo = std::max(-1.0, c.cvar.lo), c.cvar.hi = std::min(1.0, c.cvar.hi);
  return c;
}

Ranks quantile_ranks(std::int64_t n, double q) {
  if (n <= 0 || !(q > 0 && q < 1)) return {0, std::max<std::int64_t>(n, 0) + 1};
  auto smallest = [&](double p) {
    std::int64_t lo = 0, hi = n;
    while (lo < hi) {
      std::int64_t mid = lo + (hi - lo) / 2;
      if (binomial_lower(mid, n, q) >= p) hi = mid;
      else lo = mid + 1;
    }
    return lo;
  };
  return {smallest(.025), smallest(.975) + 1};
}

Recovery recovery_ratio(double pre, double fail, double post) {
  if (!std::isfinite(pre) || !std::isfinite(fail) || !std::isfinite(post)) return {};
  if (std::abs(pre - fail) < .1) return {0, Status::degenerate};
  return {(post - fail) / (pre - fail), Status::ok};
}

}  // namespace peakend::engine
