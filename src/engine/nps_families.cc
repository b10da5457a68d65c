#include "engine/nps_families.h"

#include <algorithm>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::engine {
namespace {

bool counts(double good, double bad, double n) { return n > 0 && good >= 0 && bad >= 0 && good + bad <= n * (1 + 1e-12); }

}  // namespace

NpsAdjusted nps_adjusted(double good, double bad, double n, double each, double added, double z) {
  if (!counts(good, bad, n) || !(each >= 0) || !(2 * each <= added)) return {};
  const double m = n + added, x = (good - bad) / m;
  const double se = 100 * std::sqrt(std::max(0.0, (good + bad + 2 * each) / m - x * x) / m);
  return {100 * x, se, {std::max(-100.0, 100 * x - z * se), std::min(100.0, 100 * x + z * se)}};
}

Interval nps_goodman(double good, double bad, double n, double level) {
  if (!counts(good, bad, n) || !(level > 0 && level < 1)) return {-100, 100};
  const NpsDetail d = nps_detail(good, bad, n);
  const double half = std::sqrt(-2 * std::log1p(-level)) * d.se;
  return {d.nps - half, d.nps + half};
}

Interval nps_score(double good, double bad, double n, double z) {
  if (!counts(good, bad, n)) return {-100, 100};
  const double seen = (good - bad) / n, passive = std::max(0.0, n - good - bad);
  const auto inside = [&](double x) {
    const double b = good + bad - (bad - good) * x, c = -(bad - good) * x - passive * x * x;
    const double q = std::clamp((b + std::sqrt(std::max(0.0, b * b - 4 * n * c))) / (2 * n), std::abs(x), 1.0);
    return n * (seen - x) * (seen - x) <= z * z * std::max(0.0, q - x * x);
  };
  const auto edge = [&](double end) {
    if (inside(end)) return end;
    double in = seen, out = end;
    for (int i = 0; i < 100; ++i) (inside((in + out) / 2) ? in : out) = (in + out) / 2;
    return in;
  };
  return {100 * edge(-1), 100 * edge(1)};
}

}  // namespace peakend::engine
