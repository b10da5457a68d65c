#pragma once
// The floor that no experience may break, and how bad the worst is. Pure, thread-safe.
#include <cstdint>
#include <span>
#include <vector>

#include "engine/estimate.h"
#include "engine/interval.h"
#include "engine/partial.h"

namespace peakend::engine {

/// Any single valence under the floor is a breach (both in 1e-4): a case at once.
constexpr bool breaches(std::int32_t valence, std::int32_t floor) { return valence < floor; }

/// Rate alarm that may be watched all day: E = mean over m of m^k ((1 - m p0)/(1 - p0))^(n-k); alarm at E >= 20, false
/// alarm at most 5 % for ever (a mixture likelihood ratio is a supermartingale for every p <= p0; Ville's inequality).
/// State (k, n): mergeable. Multiples with m p0 >= 1 count only while every fact is a breach. Result in [0, 1e300].
/// p0 outside (0, 1), k > n or no multiples -> 1 (no evidence). Worked: p0 .001: (4, 800) 10.026; (8, 800) 16874.3.
inline constexpr double kEProcessAlarm = 20;
inline constexpr double kEProcessMultiples[] = {1.5, 2, 3, 5, 10, 20};
double e_process(std::int64_t k, std::int64_t n, double p0, std::span<const double> multiples = kEProcessMultiples);

/// One-off test of k breaches of n against the tolerated share p0: p = P(K >= k), Clopper-Pearson interval, and the n
/// at which no breach at all would prove a share below p0: ln .05/ln(1 - p0). Worked: 4/800, .001 -> p .009038,
/// [.00136, .01275], n 2994.2. p0 outside (0, 1): p 1, n 0.
struct BreachTest {
  double p = 1;
  Interval ci{0, 1};
  double n_for_zero = 0;
};
BreachTest breach_test(std::int64_t k, std::int64_t n, double p0);

/// Worst-case severity: mean of the worst alpha share of a histogram (the last bin in part).
/// q is the value where the share is full; se = sd((q - x)+)/(alpha sqrt n). alpha n < 10 -> too_few(n, ceil(10/alpha)).
/// Values ascending. Worked: METHODS floor.cvar n 200, alpha .05 -> .70, q 2, se .4707.
struct Cvar {
  Estimate cvar;   ///< normal interval
  double q = 0;
};
Cvar cvar(std::span<const double> values, std::span<const std::int64_t> counts, double alpha);
/// On the valence histogram of a Partial.
Cvar cvar(const Partial&, double alpha);

/// Distribution-free interval of quantile q by ranks of the ordered sample (1-based): lower = smallest r with
/// P(K <= r) >= .025, upper = (smallest r with P(K <= r) >= .975) + 1, K ~ Binomial(n, q).
/// lower 0: no lower bound; upper n+1: no upper bound. Worked: n 200, q .05 -> 4..17; n 40 -> 0..6.
struct Ranks {
  std::int64_t lower = 0, upper = 0;
};
Ranks quantile_ranks(std::int64_t n, double q);

/// Recovery after a failure: RR = (post - fail)/(pre - fail). |pre - fail| < .1 -> degenerate. Says nothing of benefit:
/// the recovery paradox does not hold for repurchase or word of mouth (de Matos et al. 2007).
/// Worked: .4, -.6, .6 -> 1.2.
struct Recovery {
  double ratio = 0;
  Status status = Status::invalid;
};
Recovery recovery_ratio(double pre, double fail, double post);

}  // namespace peakend::engine
