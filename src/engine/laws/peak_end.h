#pragma once
// The peak-end law over many episodes: memory share of touchpoints, what a repair would change, and whether
// peak-end or the plain mean explains the outcome better in this company's own data. Pure, thread-safe.
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/estimate.h"
#include "engine/interval.h"

namespace peakend::engine {

/// One touchpoint within one episode, valences in 1e-4; n > 0.
struct TouchRow {
  std::string_view touchpoint;
  std::int32_t n = 1;
  std::int32_t min_v = 0, max_v = 0, last_v = 0;
  std::int64_t last_at = 0;
};
/// One closed episode. Where the salient peak and the end lie is known from the fold (episode_out); when left empty
/// both are derived from the rows, and an exact tie lambda |P-| = P+ goes to the negative peak.
struct EpisodeRows {
  std::uint64_t customer = 0;  ///< any hash of the customer; 0: a customer of its own, known by what the rows say
  std::string_view salient_touchpoint, end_touchpoint;
  std::span<const TouchRow> rows;
};

struct MemoryWeights {
  double peak = .5, end = .5;
  double lambda = 2;
};

/// Counts behind the memory share: mergeable by +, the same bits in any order. Each episode adds weight `peak` to the touchpoint of its salient
/// peak and `end` to that of its end.
class MotShare {
 public:
  explicit MotShare(MemoryWeights w = {}) : weights_(w) {}
  void add(const EpisodeRows&);
  MotShare& operator+=(const MotShare&);
  bool operator==(const MotShare&) const;  ///< of the counts
  std::int64_t episodes() const { return episodes_; }
  /// MOT_j = sum_e(wp 1[j is salient peak] + we 1[j is end]) / sum_e(wp + we): they add to 1. Interval by random groups
  /// of customers, cut to [0, 1]. Fewer than `need` episodes (or groups in use) -> too_few. Touchpoints never met are absent.
  /// Worked (METHODS peakend.mot_share): setup 1/2, deliver 1/3, pay 1/6, browse 0.
  std::map<std::string, Estimate> shares(std::int64_t need = 5) const;
  /// The bare shares, for callers that decide themselves what may be shown. No episode: 0.
  std::map<std::string, double> points() const;

 private:
  struct Count {
    std::int64_t salient = 0, end = 0;
    bool operator==(const Count&) const = default;
  };
  using Counts = std::array<Count, 64>;
  std::array<double, 64> weighted(const Counts&) const;
  MemoryWeights weights_;
  std::int64_t episodes_ = 0;
  std::array<std::int64_t, 64> totals_{};
  std::map<std::string, Counts, std::less<>> by_touchpoint_;
};

/// Counterfactual memory: raise touchpoint j to at least `target` in every episode and remember again:
/// gain = mean(R' - R). Fixing what is neither peak nor end changes nothing. O(rows).
/// mean_gain is what the plain mean would gain, exact while a touchpoint has at most two moments an episode, beyond that
/// with the middle ones taken half-way between its extremes.
/// Never offered: making a bad experience longer, or pain added; only repair and a better end.
struct Leverage {
  Estimate gain;         ///< in valence, random groups of customers
  double point = 0;      ///< the gain without interval, for callers that decide themselves what may be shown
  double mean_gain = 0;
};
struct LeverageTable {
  double base = 0;       ///< mean R, in valence
  std::int64_t episodes = 0;
  std::map<std::string, Leverage> by_touchpoint;
};
/// target in [-1, 1]. Worked (METHODS peakend.leverage): target .4 -> base -.3, pay .2167, deliver .2667, setup .15, browse 0.
LeverageTable leverage(std::span<const EpisodeRows>, double target, std::int64_t need = 5, MemoryWeights = {});

/// One closed episode with the answer given after it.
struct OutcomeRow {
  double y = 0, salient = 0, end = 0, mean = 0, log_duration = 0;
};
/// Which rule predicts the outcome better: R² by 10-fold cross-validation of y on the mean, on (salient, end), on both.
/// n < 100 -> too_few, need 100. No spread in y -> degenerate. Folds by a hash of the row number.
/// winner: "mean", "peak_end", or "tie" when the paired difference of squared errors is within two of its standard errors
/// or the better one explains nothing.
/// duration: coefficient of log duration beside (salient, end), se from ordinary least squares.
struct Contest {
  double mean_r2 = 0, peak_end_r2 = 0, both_r2 = 0;
  double duration = 0, duration_se = 0;
  std::int64_t n = 0, need = 100;
  std::string_view winner = "tie";
  Status status = Status::too_few;
};
Contest contest(std::span<const OutcomeRow>);

/// Ridge shrunk to the law instead of to zero: w = (Xc'Xc + kappa I)^-1 (Xc'yc + kappa w0), b = mean(y) - mean(x) w.
/// X row-major, n rows of w0.size() columns (at most 16). Singular at kappa 0, or sizes that do not fit -> invalid.
/// Worked: METHODS peakend.ridge_to_prior.
struct RidgeFit {
  std::vector<double> w;
  double b = 0;
  Status status = Status::invalid;
};
RidgeFit ridge_to_prior(std::span<const double> x, std::span<const double> y, std::span<const double> w0, double kappa);

/// The own weights of (S, E) by n: < 100 the law's (.5, .5) with kAssumedParam; 100-300 shrunk, kappa by 5-fold
/// cross-validation over {0, 1, 3, 10, 30, 100, 1e9}; above that kappa 0. Outcome standardised to valence units by the caller.
struct MemoryFit {
  double peak = .5, end = .5, intercept = 0, kappa = 0;
  Interval peak_ci{.5, .5}, end_ci{.5, .5};  ///< middle 95 % of 200 Poisson resamples (rows in 1,024 random blocks) at the same kappa
  std::int64_t n = 0;
  std::uint32_t flags = 0;
};
MemoryFit fit_memory(std::span<const OutcomeRow>);

}  // namespace peakend::engine
