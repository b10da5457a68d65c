#pragma once
// Customer equity: what experience is worth in money. Pure, thread-safe. Money in the caller's currency.
#include <array>
#include <span>

#include "engine/estimate.h"
#include "engine/interval.h"

namespace peakend::engine {

/// Value of a customer with margin m a period, retention r, discount d: m r/(1 + d - r), first margin at the end of a
/// period; `immediate` when it is paid now: m (1 + d)/(1 + d - r). r outside [0, 1 + d) -> invalid.
/// Worked: 100, .8, .1 -> 266.6667, immediate 366.6667.
struct Clv {
  double end_of_period = 0, immediate = 0;
  Status status = Status::invalid;
};
Clv clv_simple(double margin, double retention, double discount);

/// Beta-geometric / NBD model (Fader, Hardie, Lee 2005): chance that a customer with x repeat purchases, the last at tx,
/// observed for T, is still active, and purchases expected in the next t. a = 1 is singular and moved by 1e-6.
/// r, alpha, a, b > 0, x >= 0, 0 <= tx <= T, t >= 0, else invalid. Worked: (.243, 4.414, .793, 2.426; 2, 30.43, 38.86; 39)
/// -> alive .726579, expected 1.226028.
struct BgNbd {
  double r = 0, alpha = 0, a = 0, b = 0;
};
struct Activity {
  double alive = 0, expected = 0;
  Status status = Status::invalid;
};
Activity bgnbd(const BgNbd&, double x, double tx, double T, double t);

/// Gamma-gamma spend: E[M] = p (gamma + x m)/(p x + q - 1); x = 0 gives the population mean p gamma/(q - 1).
/// p x + q <= 1 -> invalid. Worked: p 6.25, q 3.74, gamma 15.44; x 2, m 30 -> 30.938320; x 0 -> 35.2190.
struct Spend {
  double expected = 0;
  Status status = Status::invalid;
};
Spend gamma_gamma(double p, double q, double gamma, double x, double mean_spend);

/// Value at risk = sum of value max(0, churn - reference churn). Worked: METHODS equity.value_at_risk -> 185.
struct RiskRow {
  double clv = 0, churn = 0, reference = 0;
};
double value_at_risk(std::span<const RiskRow>);

/// Return on quality (Rust, Zahorik, Keiningham 1995): NPV = reach clv (uplift slope) - cost, uplift and slope
/// independent: var(u s) = u² ss² + s² su² + su² ss². Always show P(NPV > 0) beside the mean.
/// Worked: 20000, 266.67, .30 ± .10, .04 ± .01, 30000 -> 34000, sd 27195, P .894, [-19301, 87301],
/// quantiles -10732, 15657, 34000, 52343, 78732.
struct FixEconomics {
  double retention_gain = 0, retention_gain_sd = 0, npv = 0, npv_sd = 0, p_positive = 0;
  Interval npv_interval;
  std::array<double, 5> quantiles{};  ///< of the NPV at kFixQuantiles, normal
};
inline constexpr double kFixQuantiles[] = {.05, .25, .5, .75, .95};
struct FixInput {
  double reach = 0, clv = 0, uplift = 0, uplift_sd = 0, slope = 0, slope_sd = 0, cost = 0;
};
FixEconomics fix_npv(const FixInput&);

}  // namespace peakend::engine
