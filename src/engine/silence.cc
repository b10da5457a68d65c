#include "engine/silence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/numeric.h"

namespace peakend::engine {

VoiceRate voice_rate(std::int64_t k, std::int64_t n, double a, double b) {
  if (k < 0 || k > n || !(a > 0) || !(b > 0) || !std::isfinite(a + b)) return {};
  double yes = a + static_cast<double>(k), no = b + static_cast<double>(n - k), v = yes / (yes + no);
  return {v, beta_quantile(.025, yes, no), beta_quantile(.975, yes, no), no / yes, Status::ok};
}

Iceberg iceberg(double complaints, double voice) {
  if (!(complaints >= 0) || !(voice > 0 && voice <= 1) || !std::isfinite(complaints / voice)) return {};
  return {complaints / voice, complaints / voice - complaints, Status::ok};
}

Ranged product(const Ranged& a, const Ranged& b) {
  Ranged out{a.value * b.value};
  if (!a.range && !b.range) return out;
  const auto part = [](double from, double to) { return from > 0 && to > 0 ? std::log(to / from) : INFINITY; };
  double down = 0, up = 0;
  for (const Ranged* x : {&a, &b}) {
    if (!x->range) continue;
    down = std::hypot(down, part(x->range->lo, x->value)), up = std::hypot(up, part(x->value, x->range->hi));
  }
  out.range = Interval{out.value * std::exp(-down), out.value * std::exp(up)};
  return out;
}

IcebergParts iceberg(double complaints, const IcebergRates& r) {
  IcebergParts out;
  const auto rate = [](const Ranged& x) { return x.value > 0 && x.value <= 1; };
  const Iceberg berg = iceberg(complaints, r.voice.value);
  if (berg.status != Status::ok || !rate(r.switching) || !rate(r.telling) || (r.lifetime && !(r.lifetime->value > 0))) return out;
  out.bad.value = berg.bad_total, out.silent.value = berg.silent;
  // Nothing bounds the bad experiences when the rate may be 0.
  if (r.voice.range && r.voice.range->lo > 0) {
    out.bad.range = Interval{complaints / std::min(r.voice.range->hi, 1.0), complaints / r.voice.range->lo};
    out.silent.range = Interval{out.bad.range->lo - complaints, out.bad.range->hi - complaints};
  }
  const auto of_bad = [&](const Ranged& x) { return complaints > 0 ? product(out.bad, x) : Ranged{0, out.bad.range}; };
  out.switching = of_bad(r.switching), out.telling = of_bad(r.telling);
  if (r.lifetime) out.loss = complaints > 0 ? product(out.switching, *r.lifetime) : Ranged{0, out.bad.range};
  out.status = Status::ok;
  return out;
}

ResponseBias response_bias(std::span<const double> rho, std::span<const double> y) {
  double sr = 0, sy = 0, sry = 0;
  auto n = static_cast<double>(rho.size());
  if (rho.size() != y.size()) return {};
  for (std::size_t i = 0; i < rho.size(); ++i) sr += rho[i], sy += y[i], sry += rho[i] * y[i];
  if (!(sr > 0) || !std::isfinite(sry / sr)) return {};
  return {sry / sr - sy / n, sy / n, sry / sr, Status::ok};
}

Representativity r_indicator(std::span<const double> n, std::span<const double> rho) {
  double total = 0, weighted = 0, q = 0;
  if (n.size() != rho.size()) return {};
  for (std::size_t i = 0; i < n.size(); ++i) total += n[i], weighted += n[i] * rho[i];
  if (!(total > 1) || !(weighted > 0)) return {};
  double mean = weighted / total;
  for (std::size_t i = 0; i < n.size(); ++i) q += n[i] * (rho[i] - mean) * (rho[i] - mean);
  double s = std::sqrt(std::max(0.0, q) / (total - 1));
  if (!std::isfinite(s / mean)) return {};
  return {mean, s, 1 - 2 * s, s / mean, Status::ok};
}

Aipw aipw(std::span<const double> e, std::span<const double> r, std::span<const double> y, std::span<const double> m) {
  Aipw out;
  std::size_t n = std::min({e.size(), r.size(), y.size(), m.size()});
  for (std::size_t i = 0; i < n; ++i)
    out.psi.push_back(r[i] != 0 ? m[i] + (y[i] - m[i]) / std::clamp(e[i], .02, 1.0) : m[i]);
  out.mean = t_mean(out.psi);
  Estimate& x = out.mean;
  if (x.status != Status::ok) return out;
  x.lo = x.value - kZ95 * x.se, x.hi = x.value + kZ95 * x.se;
  x.method = Method::normal;
  return out;
}

Estimate silent_audit(const Audit& a) {
  Estimate e;
  e.status = Status::invalid;
  if (!(a.nr >= 1) || !(a.f >= 1) || !(a.nr <= a.n) || a.s2r < 0 || a.s2f < 0) return e;
  double w1 = a.nr / a.n, w2 = 1 - w1, gap = a.yr - a.yf;
  double value = w1 * a.yr + w2 * a.yf;
  double se = std::sqrt(w1 * w1 * a.s2r / a.nr + w2 * w2 * a.s2f / a.f + w1 * w2 * gap * gap / a.n);
  if (!std::isfinite(value) || !std::isfinite(se)) return e;
  return {value, value - kZ95 * se, value + kZ95 * se, se, static_cast<std::int64_t>(std::min(a.nr + a.f, 9e15)), a.nr + a.f,
          Method::normal, 0, Status::ok};
}

Estimate audited_count(std::int64_t silent, std::int64_t reached, std::int64_t bad) {
  Estimate e;
  e.status = Status::invalid;
  if (bad < 0 || bad > reached || reached > silent) return e;
  e = wilson_share(bad, reached, 5);
  if (e.status != Status::ok) return e;
  const auto all = static_cast<double>(silent);
  const double shorter = finite_population(1, reached, silent);
  const double lo = e.value - (e.value - e.lo) * shorter, hi = e.value + (e.hi - e.value) * shorter;
  e.lo = std::max(lo * all, static_cast<double>(bad));
  e.hi = std::min(hi * all, all - static_cast<double>(reached - bad));
  e.value *= all;
  e.se *= shorter * all;
  return e;
}

std::optional<double> tipping_point(double mean, double rr, double target) {
  double d = (mean - target) / (1 - rr);
  if (!(rr >= 0 && rr < 1) || !std::isfinite(d)) return std::nullopt;
  return d;
}

Capture chapman(double a, double b, double m) {
  if (!(m >= 0) || !(m <= std::min(a, b))) return {};
  double n = (a + 1) * (b + 1) / (m + 1) - 1;
  double se = std::sqrt((a + 1) * (b + 1) * (a - m) * (b - m) / ((m + 1) * (m + 1) * (m + 2)));
  if (!std::isfinite(n) || !std::isfinite(se)) return {};
  return {n, se, Status::ok};
}

double chao(double f1, double f2, double seen) {
  double v = f1 * (f1 - 1) / (2 * (f2 + 1)) + seen;
  return f2 >= 0 && std::isfinite(v) ? v : seen;
}

std::optional<double> conformal_quantile(std::span<const double> residuals, double alpha) {
  // Rounded a little first: (9 + 1)(1 - .2) must be 8, not 8.000000000000002.
  double rank = std::ceil((static_cast<double>(residuals.size()) + 1) * (1 - alpha) - 1e-9);
  if (!(rank >= 1) || rank > static_cast<double>(residuals.size())) return std::nullopt;
  std::vector<double> v(residuals.begin(), residuals.end());
  auto nth = v.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
  std::nth_element(v.begin(), nth, v.end());
  return *nth;
}

PredictionQuality prediction_quality(std::span<const double> p, std::span<const double> y) {
  PredictionQuality q;
  std::size_t n = std::min(p.size(), y.size());
  if (n == 0) return q;
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  double bad = 0, ranks = 0;
  for (std::size_t i = 0; i < n;) {
    std::size_t j = i;
    while (j < n && p[order[j]] == p[order[i]]) ++j;
    double rank = (static_cast<double>(i) + static_cast<double>(j) + 1) / 2;  // mean rank of the tie
    for (; i < j; ++i) {
      double d = p[order[i]] - y[order[i]];
      q.brier += d * d / static_cast<double>(n);
      if (y[order[i]] != 0) ++bad, ranks += rank;
    }
  }
  double good = static_cast<double>(n) - bad;
  if (bad > 0 && good > 0) q.auc = (ranks - bad * (bad + 1) / 2) / (bad * good);
  return q;
}

double calibration_error(std::span<const double> p, std::span<const double> y, int bins) {
  std::size_t n = std::min(p.size(), y.size());
  if (n == 0 || bins < 1) return 0;
  std::vector<std::pair<double, double>> v;
  for (std::size_t i = 0; i < n; ++i) v.emplace_back(p[i], y[i]);
  std::sort(v.begin(), v.end());
  auto count = std::min<std::size_t>(static_cast<std::size_t>(bins), n);
  double error = 0;
  for (std::size_t b = 0; b < count; ++b) {
    double gap = 0;
    for (std::size_t i = b * n / count; i < (b + 1) * n / count; ++i) gap += v[i].first - v[i].second;
    error += std::abs(gap) / static_cast<double>(n);
  }
  return error;
}

double contact_value(double p_bad, double clv, double churn, double recover, double cost) {
  double v = p_bad * clv * churn * recover - cost;
  return std::isfinite(v) ? v : 0;
}

}  // namespace peakend::engine
