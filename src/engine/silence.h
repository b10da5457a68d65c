#pragma once
// Silent customers: those who were badly served and never said so. Pure, thread-safe.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/estimate.h"
#include "engine/interval.h"

namespace peakend::engine {

/// Share of the dissatisfied who complain: Beta(a + k, b + n - k), 95 % credible interval, and silent ones for each voice
/// (1 - v)/v. Prior Beta(2.4, 7.6) is the founding text's 24 %, weak on purpose. k > n or a, b <= 0 -> invalid.
/// Worked: 18 of 110 -> .170 [.109, .242], 4.88 silent for each complaint.
struct VoiceRate {
  double voice = 0, lo = 0, hi = 0, silent_per_voiced = 0;
  Status status = Status::invalid;
};
VoiceRate voice_rate(std::int64_t k, std::int64_t n, double a = 2.4, double b = 7.6);

/// Bad experiences behind so many complaints at a voice rate: complaints/v. Worked: 100 at .24 -> 416.7 bad, 316.7 silent.
struct Iceberg {
  double bad_total = 0, silent = 0;
  Status status = Status::invalid;
};
Iceberg iceberg(double complaints, double voice_rate = .24);

/// A number above 0 and, where one is known, its 95 % interval.
struct Ranged {
  double value = 0;
  std::optional<Interval> range{};
};
/// a b of independent numbers: distances of the bounds on the log scale add in quadrature (MOVER, Zou & Donner 2008). A bound at 0 stays 0;
/// a number without an interval widens nothing. Worked: 100 [50, 200] x .2 [.1, .4] -> 20 [7.5, 53.3].
Ranged product(const Ranged& a, const Ranged& b);
/// The same behind complaints, with what follows: bad = complaints/voice, silent = bad - complaints, switching and telling = bad x rate,
/// loss = switching x lifetime value. complaints < 0, a rate outside (0, 1], a lifetime value <= 0 -> invalid.
/// Worked: 24 complaints at .24, .20, .25 -> 100 bad, 76 silent, 20 switch, 25 tell; at 300 each 6000 lost.
struct IcebergRates {
  Ranged voice{.24}, switching{.20}, telling{.25};
  std::optional<Ranged> lifetime{};
};
struct IcebergParts {
  Ranged bad, silent, switching, telling;
  std::optional<Ranged> loss{};
  Status status = Status::invalid;
};
IcebergParts iceberg(double complaints, const IcebergRates&);

/// Bias of the respondents' mean when person i answers with chance rho_i: Cov(rho, y)/mean(rho) (Bethlehem 1988).
/// No rho > 0, or different lengths -> invalid. Worked: METHODS silent.bias -> +1.3182 (7.8182 against 6.5).
struct ResponseBias {
  double bias = 0, population = 0, respondents = 0;
  Status status = Status::invalid;
};
ResponseBias response_bias(std::span<const double> rho, std::span<const double> y);

/// Representativity R = 1 - 2 S(rho), S with N - 1; worst bias in standard deviations S/mean(rho) (Schouten et al. 2009).
/// One rho per group of n people. Fewer than two people -> invalid. Worked: METHODS silent.r_indicator -> .77273, .59808.
struct Representativity {
  double mean = 0, s = 0, r = 0, max_bias = 0;
  Status status = Status::invalid;
};
Representativity r_indicator(std::span<const double> n, std::span<const double> rho);

/// Doubly robust mean: psi = m + r/e (y - m), e trimmed at >= .02; se = sd(psi)/sqrt n. Valid only when silence depends
/// on the known covariates. y is read only where r = 1. n < 2 -> too_few. Worked: METHODS silent.aipw -> 6.1667, se 1.3017.
struct Aipw {
  std::vector<double> psi;
  Estimate mean;  ///< normal interval
};
Aipw aipw(std::span<const double> e, std::span<const double> r, std::span<const double> y, std::span<const double> m);

/// Double sampling (Hansen & Hurwitz 1946): nr of n answered (mean yr, variance s2r); f of the others were called.
/// mu = (nr yr + (n - nr) yf)/n; var = w1² s2r/nr + w2² s2f/f + w1 w2 (yr - yf)²/n. nr, f >= 1, nr <= n, else invalid.
/// Worked: 1000, 150, 7.8, 4, 60, 6.4, 6 -> 6.61, se .2704 (naive 7.8).
struct Audit {
  double n = 0, nr = 0, yr = 0, s2r = 0, f = 0, yf = 0, s2f = 0;
};
Estimate silent_audit(const Audit&);

/// Dissatisfied among `silent` people of whom a random draw was called: reached, of these bad. Wilson's share with the finite population's
/// shorter width, times silent; never below bad nor above silent - (reached - bad). reached < 5 -> too_few; bad > reached or
/// reached > silent -> invalid. Worked: 400, 50, 20 -> 160 [113.6, 211.8] (se 25.96).
Estimate audited_count(std::int64_t silent, std::int64_t reached, std::int64_t bad);

/// How much worse the silent must be for the overall mean to fall under target: (mean - target)/(1 - rr). rr >= 1 -> invalid (0).
/// Worked: 7.8, .15, 7 -> .9412.
std::optional<double> tipping_point(double respondents_mean, double response_rate, double target);

/// Two lists: Chapman N = (a+1)(b+1)/(m+1) - 1, se = sqrt((a+1)(b+1)(a-m)(b-m)/((m+1)²(m+2))). "At least".
/// Worked: 120, 200, 48 -> 495.35 ± 47.09. m > min(a, b) -> invalid.
struct Capture {
  double n = 0, se = 0;
  Status status = Status::invalid;
};
Capture chapman(double a, double b, double both);
/// Chao's lower bound f1(f1-1)/(2(f2+1)) + seen: f1, f2 seen once, twice. Worked: 224, 48, 272 -> 781.71.
double chao(double f1, double f2, double seen);

/// Split conformal: the ceil((n+1)(1-alpha))-th smallest |residual|; nothing (infinite) when there are too few.
/// Worked: nine residuals .1...9, alpha .2 -> .8; alpha .05 -> nothing.
std::optional<double> conformal_quantile(std::span<const double> absolute_residuals, double alpha);

/// Of predicted chances against outcomes 0/1: Brier = mean (p - y)²; AUC = P(p_bad > p_good) + ties/2 (nothing with one class).
struct PredictionQuality {
  double brier = 0;
  std::optional<double> auc;
};
PredictionQuality prediction_quality(std::span<const double> p, std::span<const double> y);
/// Expected calibration error over bins of equal count of the sorted p (ties by y): sum of n_b/n |mean p - mean y|.
/// Worked: METHODS silent.ece, 2 bins -> .125. bins < 1 or empty -> 0.
double calibration_error(std::span<const double> p, std::span<const double> y, int bins);

/// Worth of calling one silent customer: p_bad value loss P(recover) - cost. Worked: .62, 300, .2, .35, 6 -> 7.02.
double contact_value(double p_bad, double clv, double churn_difference, double p_recover, double cost);

}  // namespace peakend::engine
