#include "engine/proof.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

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

Estimate panel_effect(std::span<const double> treated, std::span<const double> control) {
  const auto fewest = static_cast<std::int64_t>(std::min(treated.size(), control.size()));
  if (fewest < 2) return too_few(fewest, 2);
  const Estimate t = t_mean(treated), c = t_mean(control);
  const double a = t.se * t.se, b = c.se * c.se, value = t.value - c.value, se = std::sqrt(a + b);
  Estimate e;
  e.status = Status::degenerate;
  if (!(se > 0) || !std::isfinite(value)) return e;
  const double df = (a + b) * (a + b) / (a * a / static_cast<double>(t.n - 1) + b * b / static_cast<double>(c.n - 1)), half = t_quantile(.975, df) * se;
  return {value, value - half, value + half, se, t.n + c.n, static_cast<double>(t.n + c.n), Method::t, fewest < 30 ? kLowN : 0u, Status::ok};
}

namespace {

/// What the middle of Newey-West's sandwich is on average when the errors are independent with variance 1: residuals have
/// covariance I - H. O(n lag).
Eigen::MatrixXd expected_meat(const Eigen::MatrixXd& x, const Eigen::MatrixXd& inverse, int lag) {
  const Eigen::Index n = x.rows();
  const Eigen::MatrixXd half = x * inverse;
  const auto left_over = [&](Eigen::Index t, Eigen::Index u) { return (t == u ? 1.0 : 0.0) - half.row(t).dot(x.row(u)); };
  Eigen::MatrixXd s = Eigen::MatrixXd::Zero(x.cols(), x.cols());
  for (Eigen::Index l = 0; l <= std::min<Eigen::Index>(std::max(lag, 0), n - 1); ++l) {
    Eigen::MatrixXd g = Eigen::MatrixXd::Zero(x.cols(), x.cols());
    for (Eigen::Index t = l; t < n; ++t) g += left_over(t, t - l) * x.row(t).transpose() * x.row(t - l);
    const double weight = 1 - static_cast<double>(l) / (lag + 1.0);
    if (l == 0) s += g;
    else s += weight * (g + g.transpose());
  }
  return s;
}

}  // namespace

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
  const double small = static_cast<double>(n) / static_cast<double>(n - 4);
  Eigen::MatrixXd cov = inverse * s * inverse * small;
  r.status = Status::degenerate;
  if (!b.allFinite() || !cov.allFinite()) return r;
  const Eigen::VectorXd expected = (inverse * expected_meat(x, inverse, lag) * inverse * small).diagonal();
  for (int i = 0; i < 4; ++i) {
    r.b[i] = b[i], r.se[i] = std::sqrt(std::max(0.0, cov(i, i)));
    if (expected[i] > 0) r.adjust[i] = std::sqrt(std::max(1.0, inverse(i, i) / expected[i]));
  }
  r.n = n, r.lag = lag;
  r.status = Status::ok;
  return r;
}

double interrupted_critical(int lag, std::int64_t n) {
  if (n < 5) return std::numeric_limits<double>::infinity();
  const double b = std::min(1.0, (std::max(lag, 0) + 1) / static_cast<double>(n));
  return (kZ95 + 2.9694 * b + .4160 * b * b - .5324 * b * b * b) * t_quantile(.975, static_cast<double>(n - 4)) / kZ95;
}

Estimate interrupted_effect(const Its& fit, int coefficient) {
  Estimate e = too_few(fit.have, 8);
  e.status = fit.status;
  if (fit.status != Status::ok || coefficient < 0 || coefficient > 3) return e;
  e.n = fit.n, e.n_eff = static_cast<double>(fit.n);
  e.value = fit.b[coefficient];
  e.se = fit.se[coefficient] * fit.adjust[coefficient];
  const double half = interrupted_critical(fit.lag, fit.n) * e.se;
  e.lo = e.value - half, e.hi = e.value + half;
  e.method = Method::t, e.need = 0;
  return e;
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
