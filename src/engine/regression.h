#pragma once
// Logistic and proportional-hazards regression by maximum likelihood, for churn, recall and durations. Pure, thread-safe.
#include <cstdint>
#include <span>
#include <vector>

#include "engine/estimate.h"

namespace peakend::engine {

inline constexpr std::size_t kMaxPredictors = 30;

/// logit P(y = 1) = b_0 + sum of b_j x_j.
struct Logistic {
  std::vector<double> b, se;       ///< b[0] is the intercept; a predictor that does not vary has b = se = 0
  std::vector<double> covariance;  ///< row-major, like b
  double log_likelihood = 0, null_log_likelihood = 0;
  std::int64_t n = 0, events = 0, need = 0;
  Status status = Status::invalid;
  double at(std::span<const double> x) const;  ///< P(y = 1); 0 unless ok
};
/// Newton's method on standardised predictors. x row-major, `columns` predictors a row, y 0 or 1. Fewer than `need` rows, or fewer
/// than 10 of the rarer outcome for each predictor (Peduzzi et al. 1996) -> too_few (n and need say of what). Predictors that explain
/// each other, or that part the outcomes completely (estimates without end) -> degenerate. Sizes that do not fit -> invalid.
/// Worked: x 0/1, of 40 with x = 0 ten, of 60 with x = 1 thirty: b ln(1/3) = -1.098612, ln 3 = 1.098612, se of b_1 sqrt(1/10 + 1/30
/// + 1/30 + 1/30) = .447214.
Logistic fit_logistic(std::span<const double> x, std::size_t columns, std::span<const double> y, std::int64_t need = 30);

/// Discrete-time hazard of leaving: one row for each customer and period in which the customer could still leave, y = 1 in the period
/// of leaving; its likelihood is the logistic one, so several rows of a customer need no correction (Allison 1982). The first
/// predictor is the experience (remembered score R), the others are controls. Own data only: 100 rows and 50 who left at least.
/// Worked: one predictor as in fit_logistic above, 1 = bad experience: odds ratio 3, effect .25 on average (chance .25 -> .5).
struct Hazard {
  Logistic fit;
  Estimate odds_ratio;  ///< of one unit of experience, exp(b ± 1.96 se); method normal on the logarithm
  /// What one unit more experience does to the chance of leaving in a period, on average over the rows; delta method. With a 0/1
  /// experience the difference between both values, else the slope.
  Estimate effect;
  Status status = Status::invalid;
};
Hazard fit_hazard(std::span<const double> x, std::size_t columns, std::span<const double> left);

/// Cox's proportional hazards: how predictors multiply the rate of ending, whatever its course; open cases are censored.
/// Ties after Efron (1977) or Breslow (1974). x row-major. Newton's method with halved steps. Fewer than 10 ended cases for each
/// predictor -> too_few; predictors that explain each other, or no finite estimate -> degenerate. O(n columns²) a step.
/// concordance: of the pairs whose order is known, the share in which the higher risk ended first, ties in risk half (Harrell).
/// Worked: lung cancer data, Efron -> age .011067 (se .009267), sex -.552612, ECOG .463728; log likelihood -744.4805 -> -729.2301.
struct Cox {
  std::vector<double> b, se;
  double log_likelihood = 0, null_log_likelihood = 0, concordance = .5;
  std::int64_t n = 0, events = 0, need = 0;
  Status status = Status::invalid;
};
enum class Ties : std::uint8_t { efron, breslow };
Cox fit_cox(std::span<const double> x, std::size_t columns, std::span<const double> time, std::span<const double> ended, Ties = Ties::efron);

}  // namespace peakend::engine
