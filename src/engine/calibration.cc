#include "engine/calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/interval.h"
#include "engine/numeric.h"
#include "engine/sampling.h"

namespace peakend::engine {
namespace {

constexpr int kSteps = 60;
constexpr double kRidge = 1e-9, kSure = 1e-6;

/// Score and information of (intercept, slope) at a point.
struct Sums {
  double g0 = 0, g1 = 0, h00 = kRidge, h01 = 0, h11 = kRidge, loss = 0;
};
Sums sums_at(double a, double b, std::span<const double> x, std::span<const double> y, std::span<const double> w) {
  Sums s;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double weight = w.empty() ? 1 : w[i], z = a + b * x[i], p = logistic(z), d = weight * (y[i] - p), v = weight * p * (1 - p);
    s.g0 += d, s.g1 += d * x[i];
    s.h00 += v, s.h01 += v * x[i], s.h11 += v * x[i] * x[i];
    s.loss += weight * (std::max(z, 0.0) - z * y[i] + std::log1p(std::exp(-std::abs(z))));
  }
  s.loss += kRidge * (a * a + b * b) / 2, s.g0 -= kRidge * a, s.g1 -= kRidge * b;
  return s;
}

}  // namespace

double LogisticLine::at(double x) const { return logistic(intercept + slope * x); }

LogisticLine logistic_line(std::span<const double> x, std::span<const double> y, std::span<const double> w) {
  LogisticLine line;
  if (x.size() != y.size() || (!w.empty() && w.size() != x.size())) return line;
  line.status = Status::degenerate;
  if (x.size() < 3) return line;
  const auto [lo, hi] = std::ranges::minmax(x);
  if (!(hi > lo) || !std::isfinite(hi - lo)) return line;
  Sums s = sums_at(0, 0, x, y, w);
  for (int step = 0; step < kSteps; ++step) {
    const double det = s.h00 * s.h11 - s.h01 * s.h01;
    if (!(det > 0)) return line;
    double da = (s.h11 * s.g0 - s.h01 * s.g1) / det, db = (s.h00 * s.g1 - s.h01 * s.g0) / det;
    Sums next = sums_at(line.intercept + da, line.slope + db, x, y, w);
    for (int half = 0; half < 30 && next.loss > s.loss; ++half) {
      da /= 2, db /= 2;
      next = sums_at(line.intercept + da, line.slope + db, x, y, w);
    }
    line.intercept += da, line.slope += db;
    s = next;
    if (std::abs(da) + std::abs(db) < 1e-10 * (1 + std::abs(line.intercept) + std::abs(line.slope))) break;
  }
  const double det = s.h00 * s.h11 - s.h01 * s.h01;
  if (!(det > 0) || !std::isfinite(line.intercept + line.slope)) return line;
  line.slope_se = std::sqrt(s.h00 / det);
  line.status = Status::ok;
  return line;
}

LogisticLine platt(std::span<const double> score, std::span<const double> y, std::span<const double> w) {
  double bad = 0, good = 0;
  for (std::size_t i = 0; i < y.size(); ++i) (y[i] != 0 ? bad : good) += w.size() == y.size() ? w[i] : 1;
  std::vector<double> target;
  target.reserve(y.size());
  for (const double v : y) target.push_back(v != 0 ? (bad + 1) / (bad + 2) : 1 / (good + 2));
  return logistic_line(score, target, w);
}

LogisticLine calibration_line(std::span<const double> p, std::span<const double> y) {
  std::vector<double> x;
  x.reserve(p.size());
  for (const double v : p) x.push_back(logit(std::clamp(v, kSure, 1 - kSure)));
  return logistic_line(x, y);
}

std::vector<ReliabilityBin> reliability(std::span<const double> p, std::span<const double> y, int bins) {
  const std::size_t n = std::min(p.size(), y.size());
  std::vector<ReliabilityBin> out;
  if (n == 0 || bins < 1) return out;
  std::vector<std::pair<double, double>> v;
  for (std::size_t i = 0; i < n; ++i) v.emplace_back(p[i], y[i]);
  std::ranges::sort(v);
  const auto count = std::min(static_cast<std::size_t>(bins), n);
  for (std::size_t b = 0; b < count; ++b) {
    const std::size_t from = b * n / count, to = (b + 1) * n / count;
    double sum = 0;
    std::int64_t bad = 0;
    for (std::size_t i = from; i < to; ++i) sum += v[i].first, bad += v[i].second != 0;
    out.push_back({sum / static_cast<double>(to - from), wilson_share(bad, static_cast<std::int64_t>(to - from))});
  }
  return out;
}

std::optional<double> weighted_conformal(std::span<const double> residuals, std::span<const double> weights, double own, double alpha) {
  if (residuals.size() != weights.size() || !(own >= 0) || !(alpha > 0 && alpha < 1)) return std::nullopt;
  std::vector<std::size_t> order(residuals.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return residuals[a] < residuals[b]; });
  const double all = std::accumulate(weights.begin(), weights.end(), own), want = (1 - alpha) * all * (1 - 1e-12);
  double reached = 0;
  for (const std::size_t i : order) {
    reached += weights[i];
    if (reached >= want) return residuals[i];
  }
  return std::nullopt;
}

Estimate predicted_count(std::span<const double> score, std::span<const double> y, std::span<const double> of, int replicates, std::span<const double> weights) {
  constexpr std::int64_t kNeed = 10;
  const std::int64_t bad = std::ranges::count_if(y, [](double v) { return v != 0; }), good = static_cast<std::int64_t>(y.size()) - bad;
  if (std::min(bad, good) < kNeed) return too_few(std::min(bad, good), kNeed);
  // Mean 1: as many rows as there are, so that Platt's targets stay what they are.
  std::vector<double> stands(y.size(), 1);
  if (weights.size() == y.size()) {
    const double mean = std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(y.size());
    for (std::size_t i = 0; i < y.size(); ++i) stands[i] = weights[i] / mean;
  }
  const LogisticLine whole = platt(score, y, stands);
  Estimate e;
  e.status = Status::degenerate;
  if (whole.status != Status::ok || replicates < 20) return e;
  // The group's scores in bins: a replicate then costs the same for ten people and for a million.
  constexpr std::size_t kBins = 2'000;
  double lo = 0, hi = 0;
  if (!of.empty()) {
    const auto range = std::ranges::minmax(of);
    lo = range.min, hi = range.max;
  }
  std::vector<double> n(kBins), sum(kBins);
  for (const double s : of) {
    const auto bin = hi > lo ? std::min(kBins - 1, static_cast<std::size_t>((s - lo) / (hi - lo) * kBins)) : 0;
    ++n[bin], sum[bin] += s;
  }
  const auto count_at = [&](const LogisticLine& line, double* variance) {
    double total = 0;
    for (std::size_t b = 0; b < kBins; ++b) {
      if (n[b] == 0) continue;
      const double p = line.at(sum[b] / n[b]);
      total += n[b] * p;
      if (variance != nullptr) *variance += n[b] * p * (1 - p);
    }
    return total;
  };
  std::vector<double> counts, w(y.size());
  for (int r = 0; r < replicates; ++r) {
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = stands[i] * poisson_one(hash_unit(i, static_cast<std::uint64_t>(r) + 1));
    const LogisticLine line = platt(score, y, w);
    if (line.status != Status::ok) continue;
    double variance = 0;
    const double total = count_at(line, &variance);
    const double z = normal_quantile(std::clamp(hash_unit(static_cast<std::uint64_t>(r), 0x5eed), 1e-9, 1 - 1e-9));
    counts.push_back(std::clamp(total + z * std::sqrt(variance), 0.0, static_cast<double>(of.size())));
  }
  if (counts.size() < 20) return e;
  std::ranges::sort(counts);
  const auto at = [&](double q) { return counts[static_cast<std::size_t>(q * static_cast<double>(counts.size() - 1) + .5)]; };
  const double mean = std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
  double squares = 0;
  for (const double c : counts) squares += (c - mean) * (c - mean);
  e.value = count_at(whole, nullptr);
  e.lo = std::min(at(.025), e.value), e.hi = std::max(at(.975), e.value);
  e.se = std::sqrt(squares / static_cast<double>(counts.size() - 1));
  e.n = static_cast<std::int64_t>(of.size());
  e.n_eff = static_cast<double>(y.size());
  e.method = Method::bootstrap;
  e.status = Status::ok;
  return e;
}

double auc_se(double auc, std::int64_t bad, std::int64_t good) {
  if (bad < 1 || good < 1) return INFINITY;
  const double n1 = static_cast<double>(bad), n0 = static_cast<double>(good), q1 = auc / (2 - auc), q2 = 2 * auc * auc / (1 + auc);
  return std::sqrt(std::max(0.0, auc * (1 - auc) + (n1 - 1) * (q1 - auc * auc) + (n0 - 1) * (q2 - auc * auc)) / (n1 * n0));
}

bool disagree(double a, double se_a, double b, double se_b) {
  const double se = std::hypot(se_a, se_b);
  return std::isfinite(a - b) && std::abs(a - b) > 2 * se;
}

}  // namespace peakend::engine
