#include "engine/memory.h"

#include <algorithm>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::engine {

int DelayBins::bin(double days) { return static_cast<int>(std::floor(std::log2(1 + days))); }

void DelayBins::add(double days, bool remembered) {
  if (!(days >= 0) || !std::isfinite(days)) return;
  Cell& c = cells_[bin(days)];
  ++c.n, c.k += remembered, c.days += days;
}

DelayBins& DelayBins::operator+=(const DelayBins& o) {
  for (const auto& [bin, c] : o.cells_) {
    Cell& mine = cells_[bin];
    mine.n += c.n, mine.k += c.k, mine.days += c.days;
  }
  return *this;
}

std::vector<DelayBin> DelayBins::bins() const {
  std::vector<DelayBin> out;
  for (const auto& [bin, c] : cells_) out.push_back({c.days / c.n, c.n, c.k});
  return out;
}

double ForgettingFit::at(double days) const { return logistic(a - b * std::log1p(std::max(0.0, days))); }

ForgettingFit fit_forgetting(std::span<const DelayBin> bins) {
  ForgettingFit f;
  for (const DelayBin& b : bins) f.have += b.n >= 20 && b.days >= 0 && b.k >= 0 && b.k <= b.n;
  if (f.have < 4) return f;
  f.status = Status::degenerate;
  double det = 0, iaa = 0, iab = 0, ibb = 0;
  for (int step = 0; step < 100; ++step) {
    double ga = 0, gb = 0;
    iaa = iab = ibb = 0;
    for (const DelayBin& bin : bins) {
      double x = -std::log1p(bin.days), p = logistic(f.a + f.b * x), w = bin.n * p * (1 - p), r = bin.k - bin.n * p;
      ga += r, gb += r * x, iaa += w, iab += w * x, ibb += w * x * x;
    }
    det = iaa * ibb - iab * iab;
    if (!(det > 1e-12 * iaa * ibb)) return f;
    double da = (ibb * ga - iab * gb) / det, db = (iaa * gb - iab * ga) / det;
    f.a += da, f.b += db;
    if (!std::isfinite(f.a) || !std::isfinite(f.b)) return f = {.have = f.have, .status = Status::degenerate};
    if (std::abs(da) + std::abs(db) < 1e-13 * (1 + std::abs(f.a) + std::abs(f.b))) break;
  }
  f.se_a = std::sqrt(ibb / det), f.se_b = std::sqrt(iaa / det);
  f.p0 = f.at(0);
  if (!(f.b > 0)) return f;
  f.half_life = std::expm1((f.a - logit(f.p0 / 2)) / f.b);
  if (!std::isfinite(f.half_life)) return f;
  f.status = Status::ok;
  return f;
}

std::vector<double> surprise_bits(std::span<const double> counts) {
  double total = 0;
  for (double c : counts) total += std::max(0.0, c);
  double all = total + .5 * static_cast<double>(counts.size());
  std::vector<double> bits;
  for (double c : counts) bits.push_back(-std::log2((std::max(0.0, c) + .5) / all));
  return bits;
}

}  // namespace peakend::engine
