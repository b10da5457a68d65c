#include "engine/laws/consistency.h"

#include <cmath>

#include "engine/interval.h"

namespace peakend::engine {

Always always_share(std::span<const Encounters> customers, std::int64_t min_k, std::int64_t need) {
  Always a;
  std::int64_t good = 0, bad = 0;
  for (const Encounters& c : customers) {
    if (c.k < min_k || c.k <= 0) continue;
    ++a.n;
    good += c.good == c.k;
    bad += c.bad == c.k;
  }
  a.good = wilson_share(good, a.n, need);
  a.bad = wilson_share(bad, a.n, need);
  return a;
}

Icc intraclass(std::span<const std::vector<double>> groups) {
  double n = 0, n2 = 0, g = 0, sum = 0;
  for (const auto& xs : groups) {
    auto k = static_cast<double>(xs.size());
    n += k, n2 += k * k, g += k > 0;
    for (double x : xs) sum += x;
  }
  Icc out;
  if (g < 2 || n <= g) return out;
  double mean = sum / n, between = 0, within = 0;
  for (const auto& xs : groups) {
    if (xs.empty()) continue;
    double own = 0;
    for (double x : xs) own += x;
    own /= static_cast<double>(xs.size());
    between += static_cast<double>(xs.size()) * (own - mean) * (own - mean);
    for (double x : xs) within += (x - own) * (x - own);
  }
  out.msb = between / (g - 1);
  out.msw = within / (n - g);
  out.n0 = (n - n2 / n) / (g - 1);
  out.within_sd = std::sqrt(out.msw);
  double scale = out.msb + (out.n0 - 1) * out.msw;
  out.status = scale > 0 && std::isfinite(scale) ? Status::ok : Status::degenerate;
  if (out.status == Status::ok) out.icc = (out.msb - out.msw) / scale;
  return out;
}

}  // namespace peakend::engine
