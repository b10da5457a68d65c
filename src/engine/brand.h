#pragma once
// Brand: does the experience express what the brand wants to be, and differ from a rival? Pure, thread-safe.
#include <span>
#include <vector>

#include "engine/estimate.h"

namespace peakend::engine {

/// Branded experience of a touchpoint = (PE BA NF)^(1/3): PE share of episodes where it is a positive peak or the end,
/// BA = max(0, cosine(expressed, intended values)), NF = sum of weight times top-two-box over needs. Zero if any is zero.
/// A sort key, not a measurement. Lists of different length, or an empty value vector -> invalid.
/// Worked: PE .6, BA .931388, NF .74 -> .745026.
struct BrandScore {
  double align = 0, need = 0, score = 0;
  Status status = Status::invalid;
};
BrandScore brand_score(double peak_end_share, std::span<const double> expressed, std::span<const double> intended,
                       std::span<const double> need_weights, std::span<const double> need_top2);

/// Jensen-Shannon divergence of two count vectors over the same themes, in bits: 0 equal .. 1 disjoint.
/// An empty side, or different lengths -> 0. Worked: {60,30,10}, {20,40,40} -> .150177.
double jensen_shannon_bits(std::span<const double> own, std::span<const double> rival);

/// Cliff's delta of two rating histograms on the same ascending scale: P(own > rival) - P(own < rival), in [-1, 1].
/// An empty side -> 0. Worked: {1,2,3,10,14}, {3,5,8,9,5} -> .418889.
double cliffs_delta(std::span<const double> own, std::span<const double> rival);

/// Which words (themes) set one side apart from the other: log odds with an informative Dirichlet prior (Monroe, Colaresi, Quinn 2008).
/// delta_w = ln((a+p)/(A+P-a-p)) - ln((b+p)/(B+P-b-p)), z = delta/sqrt(1/(a+p) + 1/(b+p)); a, b counts of each word on each side,
/// A, B their sums, p the prior (counts over all texts), P its sum. Rare words are held back by p. Counts >= 0; a word with p = 0 and
/// no count, or lists of different length: z 0. Worked: a {30, 70}, b {10, 90}, prior {40, 160} -> delta ±.419854,
/// z 2.267470 and -4.595274.
struct LogOdds {
  double delta = 0, z = 0;
};
std::vector<LogOdds> log_odds(std::span<const double> a, std::span<const double> b, std::span<const double> prior);

}  // namespace peakend::engine
