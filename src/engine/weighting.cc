#include "engine/weighting.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/interval.h"
#include "engine/numeric.h"

namespace peakend::engine {

void WeightedMoments::add(double value, double weight, int times) {
  if (!(std::abs(value) <= 100) || !(weight <= 1e4) || times < 1) return;
  const auto w = static_cast<int128>(std::llround(weight * 1e6));
  const auto x = static_cast<int128>(std::llround(value * 1e4));
  if (w <= 0) return;
  n += times;
  sw += times * w, swx += times * w * x, swxx += times * w * x * x;
  sw2 += times * w * w, sw2x += times * w * w * x, sw2xx += times * w * w * x * x;
}

WeightedMoments& WeightedMoments::operator+=(const WeightedMoments& o) {
  n += o.n, sw += o.sw, swx += o.swx, swxx += o.swxx, sw2 += o.sw2, sw2x += o.sw2x, sw2xx += o.sw2xx;
  return *this;
}

Estimate weighted_mean(const WeightedMoments& s, std::int64_t need) {
  need = std::max<std::int64_t>(need, 2);
  if (s.n < need) return too_few(s.n, need);
  const auto real = [](int128 v, double unit) { return static_cast<double>(v) * unit; };
  const double w = real(s.sw, 1e-6), w2 = real(s.sw2, 1e-12), m = real(s.swx, 1e-10) / w;
  const double q = real(s.sw2xx, 1e-20) - 2 * m * real(s.sw2x, 1e-16) + m * m * w2;
  const double se = std::sqrt(std::max(0.0, q)) / w, n_eff = w * w / w2, half = t_quantile(.975, std::max(1.0, n_eff - 1)) * se;
  return {m, m - half, m + half, se, s.n, n_eff, Method::t, s.n < 30 ? kLowN : 0u, Status::ok};
}

Estimate post_stratify(std::span<const Stratum> strata) {
  Estimate e;
  e.status = Status::invalid;
  double people = 0, n = 0;
  for (const Stratum& s : strata) {
    if (!(s.population >= 0) || !(s.n >= 0) || !(s.variance >= 0) || !std::isfinite(s.mean)) return e;
    people += s.population;
    if (s.population > 0) n += s.n;
  }
  if (!(people > 0) || !std::isfinite(people)) return e;
  double mean = 0, variance = 0;
  for (const Stratum& s : strata) {
    if (s.population == 0) continue;
    if (s.n < 2) return too_few(static_cast<std::int64_t>(s.n), 2);
    const double share = s.population / people;
    mean += share * s.mean, variance += share * share * s.variance / s.n;
  }
  const double se = std::sqrt(variance);
  return {mean, mean - kZ95 * se, mean + kZ95 * se, se, static_cast<std::int64_t>(n), n, Method::normal, n < 30 ? kLowN : 0u, Status::ok};
}

namespace {

/// The weights are there, and every index is on its margin.
bool fits(const RakeInput& in, std::size_t n) {
  const std::size_t k = in.margins.size();
  if (k == 0 || n == 0 || n * k != in.category.size() || (!in.base.empty() && in.base.size() != n)) return false;
  for (std::size_t i = 0; i < in.category.size(); ++i)
    if (in.category[i] < 0 || in.category[i] >= static_cast<int>(in.margins[i % k].size())) return false;
  return std::ranges::all_of(in.base, [](double w) { return w > 0 && std::isfinite(w); });
}

}  // namespace

Rake rake(const RakeInput& in) {
  Rake out;
  const std::size_t k = in.margins.size(), n = k ? in.category.size() / k : 0;
  if (!fits(in, n)) return out;
  double population = 0;
  for (std::size_t m = 0; m < k; ++m) {
    double total = 0;
    std::vector<bool> there(in.margins[m].size());
    for (std::size_t i = 0; i < n; ++i) there[static_cast<std::size_t>(in.category[i * k + m])] = true;
    out.margin = static_cast<int>(m);
    for (std::size_t c = 0; c < there.size(); ++c) {
      const double people = in.margins[m][c];
      if (!(people >= 0) || !std::isfinite(people) || there[c] != (people > 0)) return out;
      total += people;
    }
    if (m == 0) population = total;
    if (!(std::abs(total - population) <= 1e-6 * population)) return out;
  }
  out.margin = -1;
  std::vector<double> w(n, 1);
  if (!in.base.empty()) w.assign(in.base.begin(), in.base.end());
  double moved = 1;
  for (out.rounds = 0; out.rounds < 1000 && moved > 1e-12; ++out.rounds) {
    moved = 0;
    for (std::size_t m = 0; m < k; ++m) {
      std::vector<double> sum(in.margins[m].size());
      for (std::size_t i = 0; i < n; ++i) sum[static_cast<std::size_t>(in.category[i * k + m])] += w[i];
      for (std::size_t i = 0; i < n; ++i) {
        const auto c = static_cast<std::size_t>(in.category[i * k + m]);
        const double f = in.margins[m][c] / sum[c];
        w[i] *= f, moved = std::max(moved, std::abs(f - 1));
      }
    }
  }
  if (!(moved <= 1e-9)) return out;  // some combination has no answer, and the margins cannot all be met
  double sum = 0, square = 0;
  for (const double v : w) sum += v, square += v * v;
  out.n_eff = sum * sum / square, out.deff = static_cast<double>(n) / out.n_eff;
  const auto [least, most] = std::ranges::minmax(w);
  out.least = least, out.most = most, out.weight = std::move(w), out.status = Status::ok;
  return out;
}

Estimate raked_mean(const Rake& fit, const RakeInput& in, std::span<const double> y, std::span<const std::int64_t> cluster, double unsampled) {
  Estimate e;
  e.status = Status::invalid;
  const std::size_t n = fit.weight.size(), k = in.margins.size();
  if (fit.status != Status::ok || y.size() != n || n * k != in.category.size() || (!cluster.empty() && cluster.size() != n) || !(unsampled >= 0 && unsampled <= 1))
    return e;
  double w = 0, wy = 0;
  for (std::size_t i = 0; i < n; ++i) w += fit.weight[i], wy += fit.weight[i] * y[i];
  const double mean = wy / w;
  std::vector<double> z(n);
  for (std::size_t i = 0; i < n; ++i) z[i] = (y[i] - mean) / w;
  double left = 1;
  for (int round = 0; round < 200 && left > 1e-12; ++round) {
    left = 0;
    for (std::size_t m = 0; m < k; ++m) {
      std::vector<double> sum(in.margins[m].size()), weight(sum.size());
      for (std::size_t i = 0; i < n; ++i) {
        const auto c = static_cast<std::size_t>(in.category[i * k + m]);
        const double base = in.base.empty() ? 1 : in.base[i];
        sum[c] += base * z[i], weight[c] += base;
      }
      for (std::size_t i = 0; i < n; ++i) {
        const auto c = static_cast<std::size_t>(in.category[i * k + m]);
        z[i] -= sum[c] / weight[c], left = std::max(left, std::abs(sum[c] / weight[c]) * w);
      }
    }
  }
  std::map<std::int64_t, double> total;
  for (std::size_t i = 0; i < n; ++i) total[cluster.empty() ? static_cast<std::int64_t>(i) : cluster[i]] += fit.weight[i] * z[i];
  const auto g = static_cast<double>(total.size());
  if (g < 2) return too_few(static_cast<std::int64_t>(g), 2);
  double centre = 0, square = 0;
  for (const auto& [name, t] : total) centre += t / g;
  for (const auto& [name, t] : total) square += (t - centre) * (t - centre);
  const double se = std::sqrt(unsampled * g / (g - 1) * square), half = t_quantile(.975, g - 1) * se;
  if (!std::isfinite(mean) || !std::isfinite(half)) return e;
  return {mean, mean - half, mean + half, se, static_cast<std::int64_t>(n), fit.n_eff, cluster.empty() ? Method::t : Method::cluster_robust,
          n < 30 ? kLowN : 0u, Status::ok};
}

}  // namespace peakend::engine
