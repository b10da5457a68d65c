#pragma once
// Expectations: fused from several sources, moving in time. Pure, thread-safe.
#include <cstdint>
#include <map>
#include <span>

#include "engine/estimate.h"
#include "engine/partial.h"

namespace peakend::engine {

/// What kind of expectation (Zeithaml, Berry, Parasuraman 1993; Boulding et al. 1993: will and should have opposing
/// effects). Kinds are never pooled. Persisted: never reuse.
enum class ExpectationKind : std::uint8_t { will = 1, should_desired = 2, adequate = 3, promised = 4 };

/// One source of an expectation: a value > 0 (days, minutes) and how uncertain it is in log units, sd > 0.
struct ExpectationSource {
  ExpectationKind kind = ExpectationKind::will;
  double value = 0, sd_log = 0;
};
/// Precision weighting in log space: m = sum(m_i/s_i²)/sum(1/s_i²), sd = 1/sqrt(sum 1/s_i²).
/// No source -> too_few; mixed kinds, value <= 0 or sd <= 0 -> invalid.
/// Worked: promise 3 d (.2), past 2 d (.4), segment 5 d (1.0) -> 2.817566 d, sd_log .176090.
struct FusedExpectation {
  double value = 0, mean_log = 0, sd_log = 0;
  Status status = Status::too_few;
};
FusedExpectation fuse_expectations(std::span<const ExpectationSource>);

/// Local-level Kalman filter: P += q dt; K = P/(P + R); m += K (x - m); P *= 1 - K. Ordered: one writer per key.
/// Worked: m 7, P 1, q .01, R 1; 9 at dt 0, 9 at dt 10, 5 at dt 10 -> m 8, 8.375, 7.288136.
struct ExpectationState {
  double m = 0, p = 1;
};
struct ExpectationStep {
  ExpectationState state;
  double gain = 0;
};
/// dt < 0 counts as 0; P + R <= 0 or x not finite leaves the state as it is (gain 0).
ExpectationStep expect_step(ExpectationState, double dt, double x, double q, double r);

/// Time-decayed mean that merges in any order, bit for bit (forward decay, Cormode et al. 2009): weight 2^-(age/half_life). Sums
/// stand in half-lives since time 0, in exact fixed point, so nothing is rescaled when time goes on; what is 64 half-lives behind the
/// newest weighs nothing and is let go. Values within ±1e9, times within ±1e15 half-lives; others are ignored.
/// Worked: half-life 30, (0,8) (30,6) (60,10) -> mean 8.571429, weight 1.75, n_eff 2.3333. Empty: mean 0, n_eff 0.
class DecayMean {
 public:
  explicit DecayMean(double half_life) : half_life_(half_life > 0 ? half_life : 1) {}
  void add(double t, double x);
  DecayMean& operator+=(const DecayMean&);  ///< both must have the same half-life
  bool operator==(const DecayMean&) const = default;
  double mean() const;
  double weight_at(double t) const;         ///< weight as of time t
  double n_eff() const;

 private:
  struct Slot {
    int128 w = 0, wx = 0, w2 = 0;  ///< 2^-56, as of the slot's start
    bool operator==(const Slot&) const = default;
  };
  struct Sums {
    double w = 0, wx = 0, w2 = 0;
  };
  Sums as_of_newest() const;
  void let_go();
  double half_life_;
  std::map<std::int64_t, Slot> slots_;
};

}  // namespace peakend::engine
