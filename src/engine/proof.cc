#include "engine/proof.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::engine {

Did difference_in_differences(const Cell& t0, const Cell& t1, const Cell& c0, const Cell& c1) {
  Did d;
  double variance = 0, n = 0;
  d.effect.status = Status::invalid;
  for (const Cell* c : {&t0, &t1, &c0, &c1}) {
    if (!(c->n > 0) || !std::isfinite(c->mean) || !(c->sd >= 0)) return d;
    variance += c->sd * c->sd / c->n, n += c->n;
  }
  double value = (t1.mean - t0.mean) - (c1.mean - c0.mean), se = std::sqrt(variance);
  if (!std::isfinite(value) || !std::isfinite(se)) return d;
  d.effect = {value, value - kZ95 * se, value + kZ95 * se, se, static_cast<std::int64_t>(std::min(n, 9e15)), n, Method::normal, 0, Status::ok};
  d.naive = t1.mean - t0.mean;
  return d;
}

Its interrupted_series(std::span<const double> y, std::int64_t t0, int lag, std::int64_t min_side) {
  Its r;
  auto n = static_cast<std::int64_t>(y.size());
  r.have = std::max<std::int64_t>(0, std::min(t0, n - t0));
  if (r.have < std::max<std::int64_t>(min_side, 3)) return r;
  Eigen::MatrixXd x(n, 4);
  Eigen::VectorXd v(n);
  for (std::int64_t t = 0; t < n; ++t) {
    auto real = static_cast<double>(t), after = static_cast<double>(std::max<std::int64_t>(0, t - t0));
    x.row(t) << 1, real, t >= t0 ? 1 : 0, after;
    v[t] = y[static_cast<std::size_t>(t)];
  }
  Eigen::MatrixXd inverse = (x.transpose() * x).inverse();
  Eigen::VectorXd b = x.colPivHouseholderQr().solve(v), u = v - x * b;
  Eigen::MatrixXd z = x.array().colwise() * u.array(), s = z.transpose() * z;
  for (int l = 1; l <= std::min<std::int64_t>(std::max(lag, 0), n - 1); ++l) {
    Eigen::MatrixXd g = z.bottomRows(n - l).transpose() * z.topRows(n - l);
    s += (1 - l / (lag + 1.0)) * (g + g.transpose());
  }
  Eigen::MatrixXd cov = inverse * s * inverse * (static_cast<double>(n) / static_cast<double>(n - 4));
  r.status = Status::degenerate;
  if (!b.allFinite() || !cov.allFinite()) return r;
  for (int i = 0; i < 4; ++i) r.b[i] = b[i], r.se[i] = std::sqrt(std::max(0.0, cov(i, i)));
  r.status = Status::ok;
  return r;
}

Cuped cuped(std::span<const double> y, std::span<const double> x) {
  Cuped c;
  std::size_t n = std::min(x.size(), y.size());
  if (n < 3) return c;
  Sum sx, sy;
  for (std::size_t i = 0; i < n; ++i) sx.add(x[i]), sy.add(y[i]);
  double mx = sx.get() / static_cast<double>(n), my = sy.get() / static_cast<double>(n), xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < n; ++i)
    xx += (x[i] - mx) * (x[i] - mx), xy += (x[i] - mx) * (y[i] - my), yy += (y[i] - my) * (y[i] - my);
  c.status = Status::degenerate;
  if (!(xx > 0) || !(yy > 0) || !std::isfinite(xx * yy)) return c;
  c.theta = xy / xx;
  c.one_minus_r2 = 1 - xy * xy / (xx * yy);
  double adjusted = 0;
  for (std::size_t i = 0; i < n; ++i) {
    c.adjusted.push_back(y[i] - c.theta * (x[i] - mx));
    adjusted += (c.adjusted.back() - my) * (c.adjusted.back() - my);
  }
  c.variance_ratio = adjusted / yy;
  c.status = Status::ok;
  return c;
}

double confidence_sequence(double sd, double n, double alpha, double rho2) {
  if (!(sd >= 0) || !(n > 0) || !(alpha > 0 && alpha < 1) || !(rho2 > 0)) return 0;
  double k = n * rho2 + 1;
  double half = sd * std::sqrt(2 * k / (n * n * rho2) * std::log(std::sqrt(k) / alpha));
  return std::isfinite(half) ? half : 0;
}

double confidence_sequence_rho2(double alpha, double n_star) {
  if (!(alpha > 0 && alpha < 1) || !(n_star > 0)) return 0;
  double l = -2 * std::log(alpha);
  return (l + std::log(l + 1)) / n_star;
}

Msprt msprt(double mean, double n, double v, double tau2) {
  if (!(n >= 0) || !(v > 0) || !(tau2 >= 0) || !std::isfinite(mean)) return {};
  double total = v + n * tau2;
  double log_lambda = .5 * std::log(v / total) + n * n * tau2 * mean * mean / (2 * v * total);
  if (std::isnan(log_lambda)) return {};
  double lambda = std::exp(std::clamp(log_lambda, -690.0, 690.0));
  return {lambda, std::min(1.0, 1 / lambda)};
}

Rtm regression_to_mean(double mu, double selected, double rho, double observed) {
  double expected = (1 - rho) * (mu - selected);
  return {expected, observed - expected};
}

double minimal_effect(double sd, double n1, double n0) {
  if (!(n1 > 0) || !(n0 > 0) || !(sd >= 0)) return 0;
  return (kZ95 + normal_quantile(.8)) * sd * std::sqrt(1 / n1 + 1 / n0);
}

std::string_view name_of(Verdict v) {
  constexpr std::string_view names[] = {"NOT_ENOUGH_DATA", "PROVEN", "HARM", "NO_MEANINGFUL_EFFECT", "NOT_YET"};
  auto i = static_cast<unsigned>(v);
  return names[i < 5 ? i : 4];
}

Verdict verdict(double lo, double hi, double mde, double n, double n_min) {
  if (!(n >= n_min)) return Verdict::not_enough_data;
  if (lo > 0) return Verdict::proven;
  if (hi < 0) return Verdict::harm;
  if (hi < mde) return Verdict::no_meaningful_effect;
  return Verdict::not_yet;
}

}  // namespace peakend::engine
