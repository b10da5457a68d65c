#pragma once
// Are predicted chances to be believed? Calibration, its check, and what follows for people nobody asked. Pure, thread-safe.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/estimate.h"

namespace peakend::engine {

/// y ~ logistic(intercept + slope x) by maximum likelihood (Newton, ridge 1e-9); y in [0, 1], rows weighted by w (empty: 1 each).
/// se of the slope from the information matrix. Fewer than 3 rows or no spread in x -> degenerate; lengths differ -> invalid.
/// Worked: x {-1,-1,1,1, 1,-1}, y {0,0,1,1, 0,1} -> intercept 0, slope ln 2 = .6931.
struct LogisticLine {
  double intercept = 0, slope = 0, slope_se = 0;
  Status status = Status::invalid;
  double at(double x) const;  ///< the chance at x
};
LogisticLine logistic_line(std::span<const double> x, std::span<const double> y, std::span<const double> w = {});

/// Platt's scaling of raw scores to chances: a logistic line through targets (n1 + 1)/(n1 + 2) and 1/(n0 + 2) instead of 1 and 0,
/// so that few cases do not claim certainty (Platt 1999). y is 0 or 1; w counts rows (a bootstrap's weights).
LogisticLine platt(std::span<const double> score, std::span<const double> y, std::span<const double> w = {});

/// Slope of y on logit(p): 1 is calibrated, below 1 the chances are too extreme, above too timid (Cox 1958). p cut to [1e-6, 1 - 1e-6].
LogisticLine calibration_line(std::span<const double> p, std::span<const double> y);

/// Reliability: p sorted, cut into bins of equal count; what was predicted against what came, Wilson.
struct ReliabilityBin {
  double predicted = 0;  ///< mean p
  Estimate share;        ///< of y
};
std::vector<ReliabilityBin> reliability(std::span<const double> p, std::span<const double> y, int bins);

/// Split conformal with weights (Tibshirani et al. 2019): the smallest r with sum of w_i [r_i <= r] >= (1 - alpha)(sum w + own),
/// where `own` is the weight of the person asked about. Nothing (infinite) when they never reach it.
/// Worked: nine residuals .1 ... .9 of weight 1, own 1, alpha .2 -> .8, as conformal_quantile; own 10 -> nothing.
std::optional<double> weighted_conformal(std::span<const double> absolute_residuals, std::span<const double> weights, double own, double alpha);

/// How many of a group: sum of p, with what is not known of the calibration and of the people themselves. Each replicate calibrates anew
/// on rows drawn with Poisson(1) weights, and adds the binomial error of the count. `score`: raw scores of the calibration rows with
/// outcomes y; `of`: raw scores of the group. 2.5 % and 97.5 % of the replicates. Fewer than 10 of either class -> too_few.
/// Deterministic. The trees themselves are taken as given. `weights` (above 0) of the calibration rows make them stand for the group: (1 - e)/e, e
/// the chance to be among them (empty: 1 each). Without them the count is off where the group is unlike those rows and no line
/// through the scores fits both.
Estimate predicted_count(std::span<const double> score, std::span<const double> y, std::span<const double> of, int replicates = 200,
                         std::span<const double> weights = {});

/// Standard error of an AUC from so many bad and good (Hanley & McNeil 1982). Worked: .8, 50, 200 -> .03952. No bad or no good -> infinite.
double auc_se(double auc, std::int64_t bad, std::int64_t good);

/// Two estimates of the same share, unlike in how they were made, that are more than two standard errors of their difference apart.
bool disagree(double a, double se_a, double b, double se_b);

}  // namespace peakend::engine
