#include "engine/brand.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace peakend::engine {
namespace {

double total(std::span<const double> xs) { return std::accumulate(xs.begin(), xs.end(), 0.0); }

}  // namespace

BrandScore brand_score(double pe, std::span<const double> expressed, std::span<const double> intended,
                       std::span<const double> w, std::span<const double> t2) {
  BrandScore b;
  if (expressed.size() != intended.size() || w.size() != t2.size() || !(pe >= 0 && pe <= 1)) return b;
  double dot = 0, e2 = 0, i2 = 0;
  for (std::size_t i = 0; i < expressed.size(); ++i)
    dot += expressed[i] * intended[i], e2 += expressed[i] * expressed[i], i2 += intended[i] * intended[i];
  double length = std::sqrt(e2) * std::sqrt(i2);
  if (!(length > 0) || !std::isfinite(length) || !std::isfinite(dot)) return b;
  b.align = std::max(0.0, dot / length);
  for (std::size_t i = 0; i < w.size(); ++i) b.need += w[i] * t2[i];
  b.score = std::cbrt(pe * b.align * std::max(0.0, b.need));
  b.status = std::isfinite(b.score) ? Status::ok : Status::invalid;
  return b;
}

double jensen_shannon_bits(std::span<const double> own, std::span<const double> rival) {
  double a = total(own), b = total(rival), sum = 0;
  if (own.size() != rival.size() || !(a > 0) || !(b > 0)) return 0;
  auto term = [](double p, double m) { return p > 0 ? p * std::log2(p / m) : 0; };
  for (std::size_t i = 0; i < own.size(); ++i) {
    double p = own[i] / a, q = rival[i] / b, m = (p + q) / 2;
    if (m > 0) sum += (term(p, m) + term(q, m)) / 2;
  }
  return std::isfinite(sum) ? std::clamp(sum, 0.0, 1.0) : 0;
}

double cliffs_delta(std::span<const double> own, std::span<const double> rival) {
  double a = total(own), b = total(rival), below = 0, delta = 0;
  std::size_t n = std::min(own.size(), rival.size());
  if (!(a > 0) || !(b > 0)) return 0;
  for (std::size_t i = 0; i < n; ++i) {
    delta += own[i] / a * (below - (b - below - rival[i])) / b;
    below += rival[i];
  }
  return std::isfinite(delta) ? std::clamp(delta, -1.0, 1.0) : 0;
}

std::vector<LogOdds> log_odds(std::span<const double> a, std::span<const double> b, std::span<const double> prior) {
  std::vector<LogOdds> out(a.size());
  if (b.size() != a.size() || prior.size() != a.size()) return out;
  const double all_a = total(a) + total(prior), all_b = total(b) + total(prior);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i] + prior[i], y = b[i] + prior[i];
    if (!(x > 0) || !(y > 0) || !(all_a > x) || !(all_b > y)) continue;
    const double delta = std::log(x / (all_a - x)) - std::log(y / (all_b - y)), z = delta / std::sqrt(1 / x + 1 / y);
    if (std::isfinite(z)) out[i] = {delta, z};
  }
  return out;
}

}  // namespace peakend::engine
