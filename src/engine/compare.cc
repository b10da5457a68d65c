#include "engine/compare.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/interval.h"

namespace peakend::engine {
namespace {

double median_of(std::vector<double> xs) {
  auto mid = xs.begin() + static_cast<std::ptrdiff_t>(xs.size() / 2);
  std::nth_element(xs.begin(), mid, xs.end());
  if (xs.size() % 2) return *mid;
  return (*mid + *std::max_element(xs.begin(), mid)) / 2;
}

}  // namespace

std::vector<bool> suppress(std::span<const std::int64_t> n, std::int64_t k) {
  std::vector<bool> shown(n.size());
  for (std::size_t i = 0; i < n.size(); ++i) shown[i] = n[i] >= k;
  if (std::ranges::count(shown, false) != 1) return shown;
  std::size_t next = n.size();
  for (std::size_t i = 0; i < n.size(); ++i)
    if (shown[i] && (next == n.size() || n[i] < n[next])) next = i;
  if (next < n.size()) shown[next] = false;
  return shown;
}

Estimate share_difference(std::int64_t k1, std::int64_t n1, std::int64_t k0, std::int64_t n0, std::int64_t need) {
  const std::int64_t least = std::min(n1, n0);
  if (least < std::max<std::int64_t>(need, 1)) return too_few(least, std::max<std::int64_t>(need, 1));
  const Estimate a = wilson_share(k1, n1), b = wilson_share(k0, n0);
  Estimate e;
  e.value = a.value - b.value;
  e.lo = e.value - std::hypot(a.value - a.lo, b.hi - b.value);
  e.hi = e.value + std::hypot(a.hi - a.value, b.value - b.lo);
  e.se = std::hypot(a.se, b.se);
  e.n = n1 + n0;
  e.n_eff = static_cast<double>(e.n);
  e.method = Method::wilson;
  e.status = Status::ok;
  return e;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double lowest = 1;
  for (std::size_t rank = p.size(); rank > 0; --rank) {
    std::size_t i = order[rank - 1];
    lowest = std::min(lowest, p[i] * static_cast<double>(p.size()) / static_cast<double>(rank));
    adjusted[i] = lowest;
  }
  return adjusted;
}

Shrunk eb_shrink(std::span<const double> x, std::span<const double> se) {
  Shrunk s;
  std::size_t n = x.size();
  if (n < 2 || se.size() != n) return s;
  double w = 0, w2 = 0, wx = 0, q = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (!(se[i] > 0) || !std::isfinite(x[i])) return s;
    double wi = 1 / (se[i] * se[i]);
    w += wi, w2 += wi * wi, wx += wi * x[i];
  }
  for (std::size_t i = 0; i < n; ++i) q += (x[i] - wx / w) * (x[i] - wx / w) / (se[i] * se[i]);
  double c = w - w2 / w;
  if (!std::isfinite(w2) || !(c > 0)) return s;
  s.tau2 = std::max(0.0, (q - static_cast<double>(n - 1)) / c);
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double wi = 1 / (s.tau2 + se[i] * se[i]);
    total += wi, s.mu += wi * x[i];
  }
  s.mu /= total;
  for (std::size_t i = 0; i < n; ++i) {
    s.weight.push_back(s.tau2 / (s.tau2 + se[i] * se[i]));
    s.shrunk.push_back(s.mu + s.weight.back() * (x[i] - s.mu));
  }
  s.status = Status::ok;
  return s;
}

MixShift mix_shift(std::span<const Segment> segments) {
  MixShift m;
  double n0 = 0, n1 = 0;
  for (const Segment& s : segments) {
    if (s.n0 < 0 || s.n1 < 0 || (s.n0 > 0 && !s.x0) || (s.n1 > 0 && !s.x1)) return m;
    n0 += s.n0, n1 += s.n1;
    if (s.n0 > 0) m.before += s.n0 * *s.x0;
    if (s.n1 > 0) m.after += s.n1 * *s.x1;
  }
  if (!(n0 > 0) || !(n1 > 0)) return m;
  m.before /= n0, m.after /= n1;
  double centre = (m.before + m.after) / 2;
  for (const Segment& s : segments) {
    MixShift::Part part;
    if (s.n0 > 0 || s.n1 > 0) {
      double x0 = s.n0 > 0 ? *s.x0 : *s.x1, x1 = s.n1 > 0 ? *s.x1 : *s.x0;
      double w0 = s.n0 / n0, w1 = s.n1 / n1;
      part = {(w0 + w1) / 2 * (x1 - x0), ((x0 + x1) / 2 - centre) * (w1 - w0)};
    }
    m.segments.push_back(part);
    m.rate += part.rate, m.mix += part.mix;
  }
  m.status = Status::ok;
  return m;
}

RobustZ robust_z(std::span<const double> xs, double x) {
  RobustZ r;
  if (xs.size() < 3) return r;
  std::vector<double> v(xs.begin(), xs.end());
  r.median = median_of(v);
  for (double& y : v) y = std::abs(y - r.median);
  r.scale = 1.4826 * median_of(std::move(v));
  if (r.scale == 0) {
    double mean = std::accumulate(xs.begin(), xs.end(), 0.0) / static_cast<double>(xs.size()), q = 0;
    for (double y : xs) q += (y - mean) * (y - mean);
    r.scale = std::sqrt(q / static_cast<double>(xs.size() - 1));
  }
  r.status = r.scale > 0 && std::isfinite(r.scale) && std::isfinite(x) ? Status::ok : Status::degenerate;
  if (r.status == Status::ok) r.z = (x - r.median) / r.scale;
  return r;
}

RobustZ seasonal_z(std::span<const double> same_slot, double today) {
  return robust_z(same_slot.size() > 8 ? same_slot.last(8) : same_slot, today);
}

std::vector<CusumPoint> cusum(std::span<const double> z, double k, double h) {
  std::vector<CusumPoint> out;
  CusumPoint p;
  for (double x : z) {
    p.hi = std::max(0.0, p.hi + x - k);
    p.lo = std::max(0.0, p.lo - x - k);
    p.alarm = p.hi > h || p.lo > h;
    out.push_back(p);
  }
  return out;
}

std::vector<EwmaPoint> ewma(std::span<const double> z, double lam, double limit) {
  std::vector<EwmaPoint> out;
  double value = 0, left = 1;
  for (double x : z) {
    value = lam * x + (1 - lam) * value;
    left *= (1 - lam) * (1 - lam);
    double bound = limit * std::sqrt(std::max(0.0, lam / (2 - lam) * (1 - left)));
    out.push_back({value, bound, std::abs(value) > bound});
  }
  return out;
}

Overdispersed overdispersed_z(std::span<const double> past, double z) {
  if (past.size() < 8 || !std::isfinite(z)) return {};
  const RobustZ r = robust_z(past, z);
  const double scale = r.status == Status::ok ? std::max(1.0, r.scale) : 1;
  return {z / scale, scale, Status::ok};
}

}  // namespace peakend::engine
