#pragma once
// After a failure: does a good recovery leave people better off than no failure at all, and against former providers.
// Pure, thread-safe.
#include <cstdint>
#include <map>
#include <span>
#include <string_view>

#include "engine/estimate.h"

namespace peakend::engine {

/// One customer's outcome (later rating, retention 0/1, ...), after no failure or after a failure that was put right.
struct RecoveryRow {
  std::string_view segment;   ///< like is compared with like only
  bool failed = false;
  int severity = 0;           ///< of the failure, any scale
  bool repeat = false;        ///< not the first failure
  double outcome = 0;
};

/// The service recovery paradox, tested on own data: mean outcome of the failed and recovered minus that of the never failed, within
/// segments, weighted by the failed: sum of n_fs (mean_fs - mean_0s)/sum n_fs; Welch's errors in each segment, t with the smallest
/// sensible degrees (rows on the smaller side - 1). The same by severity, and for first and repeated failures. Segments with fewer
/// than 2 rows on a side are left out (matched: share of the failed that is in). Fewer than 30 matched failed or never failed
/// -> too_few. A positive result carries kBiasRisk and is no reason to fail: recovered customers chose to stay, and the
/// meta-analysis finds an effect on satisfaction but none on repurchase or word of mouth (de Matos, Henrique, Rossi 2007).
/// Worked: segment A never failed 100 x mean 1, failed 40 x mean .5; B 100 x 0, 10 x 1 -> -.2.
struct Paradox {
  Estimate effect;
  std::map<int, Estimate> by_severity;
  Estimate first, repeated;
  double matched = 0;
  std::string_view verdict = "not_enough_data";  ///< "below" (no paradox), "no_difference_shown", "above"
};
Paradox recovery_paradox(std::span<const RecoveryRow>, std::int64_t need = 30);

/// Contrast across providers: own rating minus the one stated for the former provider, by customer; t. Needs two pairs.
/// Worked: own 9, 8, 7, 9, previous 6, 7, 7, 5 -> 2 [-.905, 4.905].
Estimate provider_contrast(std::span<const double> own, std::span<const double> previous);

}  // namespace peakend::engine
