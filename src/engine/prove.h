#pragma once
// Did an initiative work: difference in differences with customers as clusters, or an interrupted series without a control group,
// in an interval that may be looked at on any day (docs/methods/proof.md). Pure, thread-safe.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/equity.h"
#include "engine/estimate.h"
#include "engine/proof.h"

namespace peakend::engine {

inline constexpr std::int64_t kProofCustomers = 30;   ///< on each side of every comparison, at least
inline constexpr std::int64_t kProofBlocks = 8;       ///< days or weeks on each side of an interrupted series

/// One answer. day: 0 is the first day of the initiative; y in the unit shown.
struct Reading {
  std::int32_t day = 0;
  bool treated = false;
  double y = 0;
};
using Readings = std::vector<Reading>;  ///< of one customer
struct ProofDesign {
  bool control = true;         ///< false: before and after, all readings are treated
  int baseline_days = 56;
  int days = 30;               ///< planned
  int elapsed = 0;             ///< of them, seen
  double smallest = 0;         ///< effect that matters, unit shown, > 0
  std::int64_t n_min = 50, n_planned = 0;
  bool selected_low = false;
  bool over = false;           ///< ended or stopped
  double whole = 1;            ///< units shown of one whole unit: 100 for points
  std::optional<double> cost, worth;
};

enum class ProofReason : std::uint8_t {
  not_started, no_baseline, too_few, too_few_blocks, regression_unknown,  ///< not enough data
  above_zero, below_zero, below_what_matters, still_open, groups_drifted,
};
std::string_view name_of(ProofReason);

/// A group before or after the start.
struct ProofCell {
  Estimate mean;
  std::int64_t customers = 0;
};
/// What the interval was when `day` was over.
struct ProofPoint {
  std::int32_t day = 0;
  double value = 0, lo = 0, hi = 0;
  std::int64_t customers = 0;  ///< in the smaller group since the start
};
struct ProofRegression {
  double rho = 0, expected = 0;  ///< expected: the rise that comes without any treatment, taken out of the effect
  std::int64_t n = 0, need = kProofCustomers;
  bool known = false;
};
struct ProofCuped {
  Estimate effect;       ///< too_few when not enough customers answered before as well
  double theta = 0, variance_ratio = 1;
};
struct ProofSeries {
  int block_days = 1, lag = 0;
  std::int64_t before = 0, after = 0;
  Estimate step, slope;  ///< slope: change per block
};
struct Proof {
  Verdict verdict = Verdict::not_enough_data;
  ProofReason reason = ProofReason::not_started;
  bool small = false;                 ///< proven, and surely below what matters
  Estimate effect;            ///< lo, hi: may be looked at any time
  Estimate fixed;             ///< the same with the interval of a single look on a day fixed before
  Estimate naive;             ///< treated, after less before
  ProofCell before[2], after[2];      ///< 0 treated, 1 control
  Estimate placebo;           ///< the same comparison between the two halves of the baseline
  bool placebo_ok = true;             ///< false: its interval excludes 0
  std::optional<ProofRegression> regression;
  ProofCuped cuped;
  std::optional<ProofSeries> series;  ///< without a control group
  std::vector<ProofPoint> points;     ///< one a day (or block) from the first with enough customers
  double detectable_now = 0, detectable_end = 0;  ///< smallest effect found in 80 of 100 cases; 0: not known
  std::optional<FixEconomics> money;
  std::int64_t reached = 0;           ///< treated customers who answered since the start
  std::optional<std::int32_t> next;   ///< day of the next decision; none when over
};

/// Half-width of the always-valid interval around an estimate of variance `v` whose variance will be about `v_planned` at the end
/// (that is where it is tightest). The estimates of successive looks have Cov(D_s, D_t) = Var(D_t), so that the mixture of normal
/// likelihood ratios is a martingale in 1/v: confidence_sequence with sd 1 and n = 1/v. Worked: v = v_planned = .01 ->
/// .29863/.19283 * 1.96 * .1 = .3035 (for the same ratio as METHODS proof.asymp_cs). Bad arguments -> infinity.
double always_valid_half(double v, double v_planned);

/// One entry for each customer, in any order; readings before -baseline_days or from `elapsed` on are left out.
Proof prove(const ProofDesign&, const std::vector<Readings>&);

}  // namespace peakend::engine
