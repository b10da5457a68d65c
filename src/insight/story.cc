// Since when it is worse: the best single split of kept promises over time.
#include <algorithm>
#include <cmath>

#include "engine/numeric.h"
#include "insight/matrix.h"

namespace peakend::insight {
namespace {

double log_likelihood(double k, double n) {
  double sum = 0;
  if (k > 0) sum += k * std::log(k / n);
  if (n - k > 0) sum += (n - k) * std::log((n - k) / n);
  return sum;
}

}  // namespace

std::optional<ChangePoint> find_change(const std::vector<DayCount>& days) {
  double kept_all = 0, n_all = 0;
  for (const DayCount& day : days) {
    kept_all += static_cast<double>(day.kept);
    n_all += static_cast<double>(day.kept + day.broken);
  }
  double kept = 0, n = 0, best = 0;
  int tried = 0;
  std::optional<ChangePoint> found;
  for (std::size_t i = 0; i + 1 < days.size(); ++i) {
    kept += static_cast<double>(days[i].kept);
    n += static_cast<double>(days[i].kept + days[i].broken);
    const double rest = n_all - n;
    if (n < kMinOutcomes || rest < kMinOutcomes) continue;
    ++tried;
    const double g = 2 * (log_likelihood(kept, n) + log_likelihood(kept_all - kept, rest) - log_likelihood(kept_all, n_all));
    if (g <= best) continue;
    best = g;
    found = ChangePoint{days[i + 1].start, kept / n, (kept_all - kept) / rest, 1};
  }
  if (!found || found->after >= found->before) return std::nullopt;
  found->p = std::min(1.0, tried * 2 * (1 - engine::normal_cdf(std::sqrt(best))));
  if (found->p >= 0.001) return std::nullopt;
  return found;
}

}  // namespace peakend::insight
