#pragma once
// Does the effect of one driver depend on another? "Good service makes up for what the product lacks." Pure, thread-safe.
#include <cstdint>
#include <span>
#include <vector>

#include "engine/estimate.h"

namespace peakend::engine {

inline constexpr std::int64_t kInteractionRows = 100;      ///< rows that met both
inline constexpr std::int64_t kInteractionCustomers = 50;  ///< behind them: fewer clusters make the error too small

/// One row that met both: who, the valence of each driver, the outcome.
struct PairRow {
  std::uint64_t customer = 0;
  double a = 0, b = 0, y = 0;
};

struct Interaction {
  /// Change of a's slope for one unit more of b, which is also that of b's for a: below 0 one makes up for the other, above 0 they
  /// need each other. 95 %, t; n rows; method cluster_robust.
  Estimate effect;
  std::int64_t customers = 0;
  double p = 1;  ///< two-sided, of this pair alone; adjust over the pairs with benjamini_hochberg
};
/// Coefficient of (a - mean)(b - mean) in least squares of y on both, their squares and that product; the squares keep an effect
/// that bends by itself from passing for one that depends on the other (Ganzach 1997). A square that the rest explains (a scale of two
/// values) is left out. Error: like CR3 (each customer's score over 1 - own leverage, summed), t with customers - 1 degrees of freedom. `within`: everything about
/// the customer's own mean first; a customer with one row says nothing.
/// Rows of a customer stand together. Below kInteractionRows or kInteractionCustomers -> too_few (n, need say of which); product explained
/// by the rest, or outcome without spread -> degenerate. O(n).
/// Source: Aiken & West 1991; Cameron & Miller 2015 (clusters), MacKinnon & White 1985 (leverage), Frisch-Waugh-Lovell for the one coefficient.
/// Worked: y = a + b - .5 a b on whatever rows, no noise: -.5.
Interaction interaction(std::span<const PairRow>, bool within = false);

}  // namespace peakend::engine
