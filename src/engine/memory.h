#pragma once
// What is remembered: forgetting, surprise. Pure, thread-safe. Time in days.
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/estimate.h"
#include "engine/exact_sum.h"
#include "engine/interval.h"
#include "engine/regression.h"

namespace peakend::engine {

/// People asked after one delay, and how many remembered.
struct DelayBin {
  double days = 0;
  double n = 0, k = 0;
};
/// Mergeable counts in bins of log2(1 + days): bin b holds delays in [2^b - 1, 2^(b+1) - 1); its mean delay is kept.
class DelayBins {
 public:
  void add(double days, bool remembered);  ///< negative or not finite is ignored
  static int bin(double days);             ///< number of the bin; days >= 0 and finite
  DelayBins& operator+=(const DelayBins&);
  bool operator==(const DelayBins&) const = default;
  std::vector<DelayBin> bins() const;      ///< ascending

 private:
  struct Cell {
    std::int64_t n = 0, k = 0;
    ExactSum days;
    bool operator==(const Cell&) const = default;
  };
  std::map<int, Cell> cells_;
};

/// logit p(t) = a - b ln(1 + t) by Newton's method on binomial counts; standard errors from the Fisher information;
/// half-life: t with p = p(0)/2: exp((a - logit(p0/2))/b) - 1 (Rubin & Wenzel 1996 on logarithmic time).
/// Fewer than 4 bins with n >= 20 -> too_few(have bins, 4). b <= 0, or no convergence -> degenerate: show raw bins.
/// Its 95 % interval: H = ln(1 + half-life) = ln(2 + e^a) / b, by the delta method on ln H; +inf where it has no end.
/// Worked: (.5,40,30) (3,50,28) (10,60,24) (30,60,15) -> a 1.298533, b .707702, p(7) .456835, half-life 10.592 d [6.260, 19.672].
struct ForgettingFit {
  double a = 0, b = 0, se_a = 0, se_b = 0, p0 = 0, half_life = 0, half_lo = 0, half_hi = 0;
  std::int64_t have = 0;
  Status status = Status::too_few;
  double at(double days) const;  ///< p(t)
};
ForgettingFit fit_forgetting(std::span<const DelayBin>);

/// -log2((c + .5)/(N + .5 B)) of each bin within a segment: how surprising it is to land there.
/// Worked: {2, 3, 10, 45, 40} -> 5.3576, 4.8721, 3.2872, 1.1717, 1.3396 bits. Negative counts count as 0.
std::vector<double> surprise_bits(std::span<const double> counts);

/// One probe of one encounter: did the one asked remember it.
struct RecallRow {
  double z = 0;          ///< robust z of the value within segment and touchpoint
  double surprise = 0;   ///< bits
  double arousal = 0;
  bool peak = false, end = false;
  double days = 0;       ///< from the encounter to the question
  bool remembered = false;
};
/// Chance that an encounter is remembered: logistic(b0 + b1 |z| + b2 surprise + b3 arousal + b4 peak + b5 end - b ln(1 + days)), trained
/// only on people asked. Fewer than 300 probes, or 70 of the rarer answer -> too_few: show the parts, no composite.
/// `forget` is the b of forgetting; a part that does not vary has weight 0. Rows are taken as independent.
struct RecallModel {
  Logistic fit;          ///< intercept, |z|, surprise, arousal, peak, end, -ln(1 + days)
  std::int64_t have = 0, need = 0;
  Status status = Status::too_few;
  double forget() const { return status == Status::ok ? fit.b[6] : 0; }
  double at(const RecallRow&) const;  ///< 0 unless ok
};
inline constexpr std::int64_t kRecallProbes = 300;
RecallModel fit_recall(std::span<const RecallRow>);

/// Effective positive share: of what will be remembered, how much is good: sum p 1[v > 0]/sum p, Wilson at Kish's
/// n_eff of p. p in [0, 1], v valence. Different lengths or no p > 0 -> invalid. Predicted, not measured: say so.
/// Worked: p .9, .6, .3, .2 with v .5, -.8, .2, -.1 -> .6 (of the plain moments .5).
Estimate effective_positive(std::span<const double> p, std::span<const double> valence);

/// Branded recall = P(remembered) x P(names own brand | remembered) = own/asked; Wilson. Worked: 200 asked, 120 remember, 90 name us
/// -> .45 = .6 x .75.
struct BrandedRecall {
  Estimate recall, own_of_recalled, branded;
};
BrandedRecall branded_recall(std::int64_t asked, std::int64_t remembered, std::int64_t own);

}  // namespace peakend::engine
