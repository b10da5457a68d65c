#include "engine/equity.h"

#include <algorithm>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::engine {

Clv clv_simple(double m, double r, double d) {
  if (!(r >= 0) || !(1 + d - r > 0) || !std::isfinite(m) || !std::isfinite(d)) return {};
  return {m * r / (1 + d - r), m * (1 + d) / (1 + d - r), Status::ok};
}

Activity bgnbd(const BgNbd& p, double x, double tx, double T, double t) {
  for (double v : {p.r, p.alpha, p.a, p.b})
    if (!(v > 0) || !std::isfinite(v)) return {};
  if (!(x >= 0) || !(tx >= 0) || !(T >= tx) || !(t >= 0) || !std::isfinite(T + t + x)) return {};
  double a = std::abs(p.a - 1) < 1e-6 ? 1 + 1e-6 : p.a;
  // Odds of having left after the last purchase; with no purchase nobody can have left.
  double odds = x > 0 ? a / (p.b + x - 1) * std::exp((p.r + x) * std::log((p.alpha + T) / (p.alpha + tx))) : 0;
  Activity out;
  out.alive = 1 / (1 + odds);
  double z = t / (p.alpha + T + t);
  double ratio = std::exp((p.r + x) * std::log((p.alpha + T) / (p.alpha + T + t)));
  double f = hypergeometric_2f1(p.r + x, p.b + x, a + p.b + x - 1, z);
  out.expected = (a + p.b + x - 1) / (a - 1) * (1 - ratio * f) * out.alive;
  if (std::isfinite(out.expected) && std::isfinite(out.alive)) out.status = Status::ok;
  else out = {};
  return out;
}

Spend gamma_gamma(double p, double q, double gamma, double x, double mean) {
  double bottom = p * x + q - 1, v = p * (gamma + x * mean) / bottom;
  if (!(bottom > 0) || !(p > 0) || !(x >= 0) || !std::isfinite(v)) return {};
  return {v, Status::ok};
}

double value_at_risk(std::span<const RiskRow> rows) {
  Sum sum;
  for (const RiskRow& r : rows) sum.add(r.clv * std::max(0.0, r.churn - r.reference));
  return std::isfinite(sum.get()) ? sum.get() : 0;
}

FixEconomics fix_npv(const FixInput& in) {
  FixEconomics e;
  double u2 = in.uplift * in.uplift, s2 = in.slope * in.slope, su2 = in.uplift_sd * in.uplift_sd, ss2 = in.slope_sd * in.slope_sd;
  double value = in.reach * in.clv;
  e.retention_gain = in.uplift * in.slope;
  e.retention_gain_sd = std::sqrt(u2 * ss2 + s2 * su2 + su2 * ss2);
  e.npv = value * e.retention_gain - in.cost;
  e.npv_sd = std::abs(value) * e.retention_gain_sd;
  e.p_positive = e.npv_sd > 0 ? normal_cdf(e.npv / e.npv_sd) : e.npv > 0 ? 1 : 0;
  e.npv_interval = {e.npv - kZ95 * e.npv_sd, e.npv + kZ95 * e.npv_sd};
  for (std::size_t i = 0; i < e.quantiles.size(); ++i) e.quantiles[i] = e.npv + normal_quantile(kFixQuantiles[i]) * e.npv_sd;
  return e;
}

}  // namespace peakend::engine
