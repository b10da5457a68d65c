#include "engine/laws/polarised.h"

#include <algorithm>
#include <cmath>

namespace peakend::engine {
namespace {

struct Part {
  double rows = 0, steps = 0;
  void add(double r) { rows += r, ++steps; }
  double density() const { return steps > 0 ? rows / steps : 0; }
};

}  // namespace

Polarisation polarisation(const Partial& p) {
  Part low, middle, high;
  double n = 0, mean = 0, square = 0, fourth = 0;
  for (const auto& [bin, count] : p.hist) {
    if (count <= 0) continue;
    auto rows = static_cast<double>(count);
    (bin <= -50 ? low : bin >= 50 ? high : middle).add(rows);
    n += rows, mean += rows * bin / 100.0;
  }
  if (!(n > 0)) return {};
  mean /= n;
  for (const auto& [bin, count] : p.hist) {
    if (count <= 0) continue;
    double d = bin / 100.0 - mean;
    square += static_cast<double>(count) * d * d, fourth += static_cast<double>(count) * d * d * d * d;
  }
  double variance = square / n, largest = 1 - mean * mean;
  if (!(largest > 1e-9)) return {};
  Polarisation out;
  out.index = std::min(1.0, variance / largest);
  out.se = std::sqrt(std::max(0.0, fourth / n - variance * variance) / n) / largest;
  out.low_camp = low.rows / n, out.high_camp = high.rows / n;
  bool camps = n >= 20 && std::min(out.low_camp, out.high_camp) >= .2;
  bool spread = out.index - 1.645 * out.se > .55;
  bool valley = middle.density() < .75 * std::min(low.density(), high.density());
  out.flagged = camps && spread && valley;
  return out;
}

}  // namespace peakend::engine
