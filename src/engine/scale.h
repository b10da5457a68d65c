#pragma once
// Scales: any score becomes a valence in [-1, 1] and a class good / neither / bad. Pure, thread-safe.
#include <cstdint>
#include <string_view>

namespace peakend::engine {

/// A question's scale. `neutral` is a setting of the question, not a law: 7.5 for 0-10 recommendation,
/// the middle for CSAT and CES. `up` false: less is better (effort in minutes, 1 = best school marks).
struct Scale {
  double min = 0, max = 10, neutral = 7.5;
  bool up = true;
};

/// min < neutral < max, all finite.
bool valid(const Scale&);
/// The score is a number inside [min, max].
bool contains(const Scale&, double score);

/// valence(x, lo, neutral, hi) = (x - neutral)/(hi - neutral) from neutral upwards, (x - neutral)/(neutral - lo)
/// below; clamped to [-1, 1]. Without lo < neutral < hi, or with a NaN, 0.
/// Worked: (9; 0, 7.5, 10) = 0.6; (4; 1, 3, 5) = 0.5; (0; 0, 7.5, 10) = -1.
double valence(double x, double lo, double neutral, double hi);
/// The same on a Scale; the sign turns when less is better: 2 on 1..5 with neutral 3, up = false -> 0.5.
double valence(double x, const Scale&);

/// round(1e4 v), halves away from zero, bounded to [-10000, 10000]; NaN -> 0. Worked: 0.6 -> 6000.
std::int32_t valence_fixed(double v);
/// As stored -> [-1, 1].
double valence_real(std::int32_t fixed);

/// s = ln ratio in 1e-6, bounded to +-ln 10 = +-2'302'585; NaN -> 0. Worked: ln 3 -> 1'098'612.
std::int32_t log_ratio_fixed(double s);
double log_ratio_real(std::int64_t fixed);

/// +1 good, -1 bad, 0 between. Rules by metric (a score off its scale is clamped first):
///   nps   0-10 and 1-10: >= 9 good, <= 6 bad; other lengths by position u = (x-min)/(max-min): u >= .85 good,
///         u <= .65 bad (so 5 of 1-5 is a promoter, 4 passive, 3 a detractor).
///   csat  five steps: the upper two boxes good, the lower two bad; other lengths as below.
///   ces   above neutral good (easy), below neutral bad (hard): 5..7 and 1..3 of seven.
///   any other metric: valence >= .5 good, <= -.5 bad.
/// Worked: nps 9 on 0-10 -> +1, 7 -> 0, 6 -> -1; csat 4 on 1-5 -> +1; stars 8 on 1-10 (neutral 5.5) -> +1.
int classify(std::string_view metric, double score, const Scale&);

}  // namespace peakend::engine
