#pragma once
// Proof of an improvement: against a control, before and after, watched continuously. Pure, thread-safe.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/estimate.h"
#include "engine/interval.h"

namespace peakend::engine {

/// Mean, standard deviation and size of one cell.
struct Cell {
  double mean = 0, sd = 0;
  double n = 0;
};
/// Difference in differences (t1 - t0) - (c1 - c0), se from the four cells, normal interval; naive = t1 - t0.
/// A cell without people -> invalid. Worked: METHODS proof.did -> .5 [-.020, 1.020] where before/after claims .8.
struct Did {
  Estimate effect;
  double naive = 0;
};
Did difference_in_differences(const Cell& t0, const Cell& t1, const Cell& c0, const Cell& c1);

/// The same from a panel: one change (after - before) a customer, so what stays with a customer cancels; Welch's t. With a customer in
/// several rows give the mean change. Two on each side at least, else too_few. Run it on two periods before the start: that placebo
/// must find nothing. Worked: treated 2, 3, 1, 2, control 1, 0, 1, 0 -> 1.5, se .5, t(5.4) -> [.243, 2.757].
Estimate panel_effect(std::span<const double> treated, std::span<const double> control);

/// Interrupted series y = b0 + b1 t + b2 1[t >= t0] + b3 (t - t0)+, t = 0, 1, ...; standard errors Newey-West
/// (Bartlett, lag, factor n/(n - 4)). Fewer than 8 points on a side -> too_few(have = the shorter side, 8).
/// Worked: METHODS proof.its -> 50, .357143, 5.392857, .357143; se b2 .334552.
struct Its {
  double b[4] = {0, 0, 0, 0}, se[4] = {0, 0, 0, 0};
  double adjust[4] = {1, 1, 1, 1};  ///< at least 1; what interrupted_effect multiplies se with
  std::int64_t have = 0, n = 0;
  int lag = 0;
  Status status = Status::too_few;
};
Its interrupted_series(std::span<const double> y, std::int64_t t0, int lag, std::int64_t min_side = 8);
/// 95 % interval of coefficient i (2: the step, 3: the change of slope). Newey-West is too small on short series, so it
/// is b ± c(lag) adjust se: c(b) = 1.96 + 2.9694 b + .4160 b² - .5324 b³ with b = (lag + 1)/n, times t(.975, n - 4)/1.96
/// (Kiefer & Vogelsang 2005, Bartlett), and `adjust` takes out the exact bias that independent errors would have (Bell &
/// McCaffrey 2002). Worked: lag 4, n 60 -> c 2.2588. Not ok -> status of the fit.
double interrupted_critical(int lag, std::int64_t n);
Estimate interrupted_effect(const Its&, int coefficient);

/// CUPED: y - theta (x - mean x), theta = cov/var (Deng et al. 2013); variance ratio = 1 - rho². n < 3 -> too_few;
/// x or y without spread -> degenerate. Worked: METHODS proof.cuped -> .869565, ratio .304348.
struct Cuped {
  double theta = 0, variance_ratio = 1, one_minus_r2 = 1;
  std::vector<double> adjusted;
  Status status = Status::too_few;
};
Cuped cuped(std::span<const double> y, std::span<const double> x);

/// Half-width of an asymptotic confidence sequence: s sqrt(2(n rho² + 1)/(n² rho²) ln(sqrt(n rho² + 1)/alpha))
/// (Waudby-Smith et al. 2024): it may be looked at any time. Bad arguments -> 0.
/// Worked: sd 2.2, alpha .05, n 500 with rho² tuned to n* 500 -> .29863 (fixed look .19283).
double confidence_sequence(double sd, double n, double alpha, double rho2);
/// rho² that is tightest at n*: (-2 ln alpha + ln(-2 ln alpha + 1))/n*.
double confidence_sequence_rho2(double alpha, double n_star);

/// Mixture sequential test: lambda = sqrt(V/(V + n tau²)) exp(n² tau² mean²/(2 V (V + n tau²))), p = min(1, 1/lambda).
/// V variance of one observation. Bad arguments -> lambda 1, p 1. Worked: .3, 400, 9.68, .09 -> 1.99304, p .50175.
struct Msprt {
  double lambda = 1, p = 1;
};
Msprt msprt(double mean, double n, double variance, double tau2);

/// Regression to the mean: expected rise without treatment (1 - rho)(mu - selected mean); credit = observed - expected.
/// Worked: 7.5, 3, .5, observed 3.1 -> 2.25, credit .85.
struct Rtm {
  double expected = 0, credit = 0;
};
Rtm regression_to_mean(double mu, double selected_mean, double rho, double observed);

/// Smallest effect that is found with 80 % power at 5 %: (1.96 + .8416) sd sqrt(1/n1 + 1/n0). n <= 0 -> 0.
/// Worked: sd 2.2, 200 against 400 -> .53377; NPS with 60 % promoters and 15 % detractors: 17.95 points.
double minimal_effect(double sd, double n1, double n0);

enum class Verdict : std::uint8_t { not_enough_data, proven, harm, no_meaningful_effect, not_yet };
std::string_view name_of(Verdict);
/// n < n_min not_enough_data; lo > 0 proven; hi < 0 harm; hi < mde (the effect that matters to the business)
/// no_meaningful_effect; else not_yet. Proven with hi < mde is "proven, but small".
Verdict verdict(double lo, double hi, double mde, double n, double n_min);

}  // namespace peakend::engine
