#pragma once
// The intervals of the literature for a net promoter score, side by side. Shown everywhere: adjusted Wald with 3/4 of 3
// (interval.h); the others are here for those who compare. Pure, thread-safe.
#include "engine/interval.h"
#include "engine/numeric.h"

namespace peakend::engine {

/// Adjusted Wald: k answers added, `each` of them promoters and as many detractors; the plain formula on those, cut at ±100.
struct NpsAdjusted {
  double centre = 0, se = 0;
  Interval ci;
};
NpsAdjusted nps_adjusted(double good, double bad, double n, double each, double added, double z = kZ95);

/// Goodman (1964): simultaneous for all contrasts, nps ± sqrt(chi²_2(level)) se, chi²_2 = -2 ln(1 - level). Not cut. level in (0, 1).
/// Worked: 596, 824 of 1975 -> -11.5443 [-16.1711, -6.9175].
Interval nps_goodman(double good, double bad, double n, double level = .95);

/// Score interval (after Tango 1998): all x with n (x̂ - x)² <= z² (q - x²), q = p + d most likely under p - d = x, the larger root of
/// n q² - (g + b - (b - g) x) q - (b - g) x - m x² = 0, m passives. Found by halving; inside ±100.
/// Worked: one promoter alone -> [-58.69, 100]; 596, 824 of 1975 -> [-15.2290, -7.8237].
Interval nps_score(double good, double bad, double n, double z = kZ95);

}  // namespace peakend::engine
