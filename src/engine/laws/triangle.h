#pragma once
// The triangle law: satisfaction = experience / expectation, as the log ratio s = ln r (symmetric: r = 2 and
// r = 1/2 cancel), bounded to |s| <= ln 10. Pure, thread-safe.
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/estimate.h"
#include "engine/interval.h"

namespace peakend::engine {

inline constexpr double kLogRatioCap = 2.302585092994046;  ///< ln 10

/// Two types, so that the law cannot be called the wrong way round.
struct Expectation {
  double value = 0;
};
struct Experience {
  double value = 0;
};

/// s of one encounter. status invalid (s = 0): the ratio is undefined, never infinite.
struct LogRatio {
  double s = 0;
  bool capped = false;
  Status status = Status::invalid;
  std::uint32_t flags = 0;  ///< kCensored for an open case
  double ratio() const;     ///< exp(s)
};

/// Less is better (duration, cost, effort): r = expected / max(actual, resolution). Same unit throughout;
/// resolution > 0 is the step of the clock. Expected <= 0, actual < 0 or not finite: invalid.
/// Worked: promised 3 d, actual 1 d -> r = 3, s = 1.098612; actual 0 -> capped, r = 10.
LogRatio log_ratio_less(Expectation, Experience, double resolution);
/// Still open after `elapsed`: r is at most expected/elapsed. Flag kCensored; broken already when s < 0.
LogRatio log_ratio_open(Expectation, double elapsed, double resolution);
/// More is better: r = max(actual, eps) / max(expected, eps), eps > 0. Expected <= 0 is invalid (nothing was expected).
/// Worked: 80 of 100 expected -> r = .8, s = -.223144.
LogRatio log_ratio_more(Expectation, Experience, double eps);
/// Ratings on one scale, better upwards: r = (x - min + k)/(e - min + k), k = half a step. The ratio depends on the
/// scale, so say the scale beside it and use rating_gap for inference.
/// Worked: e 8, x 9 on 0-10, step 1 -> r = 1.1176, s = .111226; e 0, x 5 -> capped.
LogRatio log_ratio_rating(Expectation, Experience, double min, double step);
/// d = (x - e)/(max - min): the gap that does not depend on the origin. max <= min -> 0. Worked: 8, 9 on 0-10 -> .1.
double rating_gap(Expectation, Experience, double min, double max);

/// Expected success share p in (0, 1), k of n observed: log odds ratio, halves added (Haldane, Anscombe).
/// s = ln((k+.5)/(n-k+.5)) - ln(p/(1-p)), se = sqrt(1/(k+.5) + 1/(n-k+.5)); ratio interval exp(s ± 1.96 se). Not capped.
/// Worked: 93 of 100 against .95 -> ratio .6561 [.3119, 1.3805]: not proven broken.
struct ProbabilityRatio {
  double s = 0, se = 0, ratio = 1;
  Interval ci{1, 1};
  Status status = Status::invalid;
};
ProbabilityRatio log_ratio_probability(double expected, std::int64_t k, std::int64_t n);

/// Geometric mean with t interval on s. n < 2 -> too_few; n < 10 -> kLowN (show individuals instead).
/// Worked: ratios 3, 1.5, 1, .5, 2 -> 1.350960 [.576729, 3.164559]; the arithmetic mean would claim 1.6.
struct RatioGroup {
  Estimate ratio;              ///< method geometric_t, se of the ratio by the delta method
  double mean_s = 0, sd_s = 0;
};
RatioGroup geometric_ratio(std::span<const double> s);

/// Persisted as index into Partial::classes: never reuse.
enum class TriangleClass : std::uint8_t { angry = 0, dissatisfied = 1, satisfied = 2, delighted = 3 };
std::string_view name_of(TriangleClass);

/// Borders on s; settings, to be learned per touchpoint once n >= 200. Defaults ln 1.10 and ln 1.50.
struct Tolerance {
  double t1 = 0.09531017980432493, t2 = 0.4054651081081644;
};
/// s > t1 delighted; -t1..t1 satisfied; -t2..-t1 dissatisfied; below angry.
/// Worked: ratio 1.1 satisfied, 1.1001 delighted, .91 satisfied, .90 dissatisfied, .60 angry.
TriangleClass classify_ratio(double s, const Tolerance& = {});
/// A group has a class only when its whole interval [lo, hi] of ratios lies inside it; nullopt = "borderline".
/// Also nullopt unless the estimate is ok.
std::optional<TriangleClass> classify_group(const Estimate& ratio, const Tolerance& = {});

/// Zone of tolerance (Zeithaml, Berry, Parasuraman 1993): perceived P, adequate A, desired D in one unit.
/// adequacy P-A, superiority P-D, position (P-A)/(D-A). D <= A: invalid. Worked: 7, 6, 8.5 -> 1, -1.5, .4, satisfied.
struct Zone {
  double adequacy = 0, superiority = 0, position = 0;
  TriangleClass cls = TriangleClass::satisfied;
  Status status = Status::invalid;
};
Zone zone_of_tolerance(double perceived, double adequate, double desired);

/// Felt value: s^.88 for gains, -lambda (-s)^.88 for losses; lambda 2 is a setting (meta-analyses say 1.3 to 2.0).
/// Worked: ±ln 3 -> 1.086283 and -2.172567.
double felt_value(double s, double lambda = 2, double power = .88);

/// Loss aversion from own data: outcome = b0 + b⁺ max(s,0) - b⁻ max(-s,0); lambda = b⁻/b⁺ with a 95 % interval
/// from 400 Poisson bootstrap replicates (weights from a hash of row and replicate: the same everywhere).
/// Needs n >= 200 and >= 50 on each side, else too_few(have = the scarcer, need). b⁺ <= 0 -> degenerate.
Estimate fit_loss_aversion(std::span<const double> s, std::span<const double> outcome);

/// The borders t1, t2 that agree best with what people said of themselves (a stated class for each s), once n >= 200: classes of s
/// and stated ones meet in most cases. Both borders range over the |s| that occur; t1 <= t2; O(n log n). Of equal ones the border
/// nearest to the default. Fewer than 200 -> too_few with the default borders; nothing that is not satisfied -> degenerate.
/// Worked: s -.5 angry, -.2 dissatisfied, 0 and .15 satisfied, .3 delighted, forty of each -> t1 between .15 and .2, agreement 1
/// (the default borders: .8).
struct LearnedTolerance {
  Tolerance borders;
  double agreement = 0, agreement_default = 0;  ///< share of cases
  std::int64_t n = 0;
  Status status = Status::too_few;
};
inline constexpr std::int64_t kToleranceAnswers = 200;
LearnedTolerance learn_tolerance(std::span<const double> s, std::span<const TriangleClass> stated);

/// Reliability of a difference score: (mean reliability - r_xe)/(1 - r_xe) (Peter, Churchill, Brown 1993).
/// Worked: .8, .8 and correlation .5 -> .60. Correlation >= 1 -> 0. Poor (< .7): ask directly "better or worse than expected".
double difference_reliability(double reliability_x, double reliability_e, double correlation);

/// Why the ratio moved between two periods, exactly: change = experience + expectation (log terms, more is better).
/// A flat experience under a rising expectation is a falling ratio with cause expectation_rose.
enum class RatioCause : std::uint8_t { unchanged, expectation_rose, expectation_fell, experience_rose, experience_fell };
std::string_view name_of(RatioCause);
struct RatioChange {
  double change = 0, experience = 0, expectation = 0;  ///< change of s; the part of each side
  RatioCause cause = RatioCause::unchanged;            ///< the larger part with the sign of the change
  Status status = Status::invalid;
};
/// All four values > 0, else invalid. more_is_better false: both parts turn their sign.
/// Worked: e 8 -> 9 with x 9 -> 9: change -.117783, all of it expectation_rose.
RatioChange explain_change(Expectation e0, Experience x0, Expectation e1, Experience x1, bool more_is_better = true);

}  // namespace peakend::engine
