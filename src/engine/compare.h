#pragma once
// Comparing many numbers honestly: suppression, many tests, ranking of small units, why a total moved, anomalies.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/estimate.h"

namespace peakend::engine {

/// Which cells of one margin may be shown. n < k is hidden; if exactly one cell is hidden and others remain, the next
/// smallest is hidden too, because the total would give it away. Ties: the earlier cell. Does not stop differencing of
/// two filtered views. Worked: k 5, {40, 3, 7} -> shown, hidden, hidden.
std::vector<bool> suppress(std::span<const std::int64_t> n, std::int64_t k = 5);

/// Difference p1 - p0 of two independent shares k/n, with Newcombe's hybrid score interval (1998, method 10) from the two Wilson
/// intervals: lo = d - sqrt((p1 - l1)² + (u0 - p0)²), hi = d + sqrt((u1 - p1)² + (p0 - l0)²). n is that of both together;
/// fewer than need on one side -> too_few with the smaller side. Worked: 56/70 - 48/80 -> .2 [.0524, .3339].
Estimate share_difference(std::int64_t k1, std::int64_t n1, std::int64_t k0, std::int64_t n0, std::int64_t need = 1);

/// Benjamini-Hochberg adjusted p values, in the order given; a family is one screen.
/// Worked: .001, .008, .039, .041, .042, .06, .074, .205, .212, .216 -> .01, .04, .084, .084, .084, .1, .1057, .216, .216, .216.
std::vector<double> benjamini_hochberg(std::span<const double> p);

/// Empirical Bayes for ranking units of different size: tau² by DerSimonian-Laird, B = tau²/(tau² + se²),
/// shrunk = mu + B (x - mu), mu weighted by 1/(tau² + se²). Needs two units with se > 0, else invalid.
/// Worked: x 80, 45, 40, 20, se 30, 8, 5, 6 -> 43.38, 42.69, 39.61, 23.33.
struct Shrunk {
  double tau2 = 0, mu = 0;
  std::vector<double> shrunk, weight;  ///< weight = B
  Status status = Status::invalid;
};
Shrunk eb_shrink(std::span<const double> x, std::span<const double> se);

/// Why did a weighted mean move: rate_g = ½(w0 + w1)(x1 - x0), mix_g = (½(x0 + x1) - C)(w1 - w0), C = ½(X0 + X1); a new
/// segment takes x0 := x1, a gone one x1 := x0 (pure mix). The parts add to the change exactly.
/// Worked: METHODS nps.mix_shift: 48.0 -> 36.4 although both segments improved: rate +4.0, mix -15.6.
struct Segment {
  double n0 = 0;
  std::optional<double> x0;
  double n1 = 0;
  std::optional<double> x1;
};
struct MixShift {
  struct Part {
    double rate = 0, mix = 0;
  };
  double before = 0, after = 0, rate = 0, mix = 0;
  std::vector<Part> segments;
  Status status = Status::invalid;  ///< invalid: a period without weight, or a segment with n > 0 but no value
};
MixShift mix_shift(std::span<const Segment>);

/// Median and 1.4826 MAD; z = (x - median)/that. MAD 0 falls back to the standard deviation, that 0 too: degenerate.
/// Fewer than 3 values -> too_few. Worked: {6,7,7,8,8,8,9,9,10}, x 3 -> -3.372454.
struct RobustZ {
  double z = 0, median = 0, scale = 0;
  Status status = Status::too_few;
};
RobustZ robust_z(std::span<const double> xs, double x);
/// Against the same slot (weekday, hour) of the last weeks: robust_z over up to the last 8.
/// Worked: 41 44 43 45 42 44 46 43, today 36 -> -5.058681.
RobustZ seasonal_z(std::span<const double> same_slot, double today);

/// Two-sided CUSUM on z: hi = max(0, hi + z - k), lo = max(0, lo - z - k), alarm at > h. Default chart (k .5, h 5).
struct CusumPoint {
  double hi = 0, lo = 0;
  bool alarm = false;
};
std::vector<CusumPoint> cusum(std::span<const double> z, double k = .5, double h = 5);
/// EWMA of z with limits ±L sqrt(lam/(2-lam) (1 - (1-lam)^2t)). lam in (0, 1].
struct EwmaPoint {
  double value = 0, limit = 0;
  bool alarm = false;
};
std::vector<EwmaPoint> ewma(std::span<const double> z, double lam = .2, double limit = 2.86);

/// Overdispersed series (daily shares of many answers): a chart that trusts the binomial error alarms all the time. Scale = robust
/// standard deviation of past z (1.4826 MAD, never below 1), z' = z/scale (the idea of Laney 2002). Fewer than 8 past values ->
/// too_few. Worked: past z -4, -2, 0, 2, 4, -3, 3, 1, today 6 -> scale 3.7065, z' 1.618777.
struct Overdispersed {
  double z = 0, scale = 1;
  Status status = Status::too_few;
};
Overdispersed overdispersed_z(std::span<const double> past, double z);

}  // namespace peakend::engine
