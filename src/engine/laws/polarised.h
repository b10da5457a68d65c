#pragma once
// Two camps behind one mean: no two people's experience is equal. Pure, thread-safe.
#include "engine/partial.h"

namespace peakend::engine {

/// Polarisation of the valence histogram.
/// index P = var(v)/(1 - mean²): the variance over the largest that this mean allows; 0 all alike, 1 only the two
/// ends, 1/3 flat on a continuous scale, 1/2 flat on five steps.
/// Flagged when all hold (our rule; thresholds are settings of this function, documented in docs/methods):
///   1 n >= 20, and each camp (v <= -.5, v >= .5) holds at least 20 % of the scores;
///   2 P - 1.645 se(P) > .55: surely more spread than a flat five-step scale;
///   3 a valley: the rows per used step between the camps are below 3/4 of those in each camp (no step: no rows).
/// So 1s and 5s with mean 3 are flagged; flat and one-humped answers, and one camp with a thin tail, are not.
struct Polarisation {
  double index = 0, se = 0;
  double low_camp = 0, high_camp = 0;  ///< shares
  bool flagged = false;
};
/// Empty, or all at one end: all zero.
Polarisation polarisation(const Partial&);

}  // namespace peakend::engine
