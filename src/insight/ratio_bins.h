#pragma once
// Bins of the ratio experience / expectation, fine around 1, where the curve of ratings has its cliff. Pure.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "engine/scale.h"

namespace peakend::insight {

/// Borders of the bins: [0, .6), [.6, .8) ... [5, inf).
inline constexpr double kRatioBorders[] = {.6, .8, .9, 1, 1.1, 1.25, 1.5, 2, 3, 5};
inline constexpr std::size_t kRatioBins = std::size(kRatioBorders) + 1;

/// The bin of a log ratio in 1e-6. Stored to 1e-6: a ratio that was exactly on a border must not fall below it.
inline std::size_t ratio_bin(std::int32_t log_ratio_fixed) {
  const double ratio = std::exp(engine::log_ratio_real(log_ratio_fixed)) * (1 + 5e-7);
  std::size_t bin = 0;
  while (bin < std::size(kRatioBorders) && ratio >= kRatioBorders[bin]) ++bin;
  return bin;
}

}  // namespace peakend::insight
