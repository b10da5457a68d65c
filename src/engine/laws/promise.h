#pragma once
// Promises and durations with open cases (right-censored). Pure, thread-safe. Any one time unit.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "engine/estimate.h"

namespace peakend::engine {

/// One promise: due time and outcome time, if there is one.
struct PromiseCase {
  double due = 0;
  std::optional<double> delivered;
};
/// Pending (open and not due) is left out of the rate; open and overdue is broken already.
/// Worked: now 10; (5,4) (5,7) (8,-) (12,-) (9,9) -> kept 2, broken 1 + 1 open, pending 1, rate .5 [.150, .850].
struct PromisesKept {
  std::int64_t kept = 0, broken_delivered = 0, broken_open = 0, pending = 0;
  Estimate rate;  ///< Wilson on kept/(kept + broken); kCensored while anything is pending; n < need -> too_few
};
PromisesKept promises_kept(double now, std::span<const PromiseCase>, std::int64_t need = 1);

/// Durations in bins with events (ended) and censored (still running): mergeable by +.
struct DurationHist {
  struct Count {
    std::int64_t events = 0, censored = 0;
    bool operator==(const Count&) const = default;
  };
  std::map<double, Count> at;
  void add(double duration, bool ended);  ///< negative or not finite is ignored
  DurationHist& operator+=(const DurationHist&);
  bool operator==(const DurationHist&) const = default;
};

/// Kaplan-Meier product-limit curve; at equal times events come before censoring (Kaplan & Meier 1958).
struct SurvivalStep {
  double time = 0;
  std::int64_t at_risk = 0, events = 0;
  double surviving = 1, se = 0;  ///< Greenwood: S sqrt(sum d/(n(n-d))); 0 when S = 0
  double lo = 0, hi = 1;         ///< exp(ln S ± 1.96 se/S), cut to [0, 1]
};
struct Survival {
  std::vector<SurvivalStep> steps;  ///< one a distinct time with an event
  /// First time with S <= 1/2; interval: where the bounds of S cross 1/2 (Brookmeyer & Crowley 1982).
  /// Never reached -> too_few. Upper end never reached -> hi = last time seen, flag kCensored. No case -> too_few.
  Estimate median;
};
/// Worked: (1,1)(2,1)(2,0)(3,1)(4,0)(5,1) -> S .8333, .6667, .4444, 0; median 3.
Survival kaplan_meier(const DurationHist&);
Survival kaplan_meier(std::span<const std::pair<double, bool>> duration_and_ended);

/// Log-rank test that two groups last equally long: chi-square with one degree of freedom.
/// Worked: lung cancer data by sex -> 10.0082, p .00156. Without any event: chi2 0, p 1.
struct LogRank {
  double chi2 = 0, p = 1;
};
LogRank log_rank(const DurationHist& a, const DurationHist& b);

}  // namespace peakend::engine
