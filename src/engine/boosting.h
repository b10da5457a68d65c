#pragma once
// PORT of gradient-boosted trees: what learning from rows looks like to the features. Adapter: adapters/xgboost.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"

namespace peakend::engine {

/// Row by row; NaN = not known (the trees learn where such rows go).
struct Rows {
  std::size_t columns = 0;
  std::vector<float> values;
  std::size_t size() const { return columns == 0 ? 0 : values.size() / columns; }
};
struct BoostSettings {
  int rounds = 160, depth = 4;
  double rate = .06, min_weight = 15, ridge = 4, rows_each = .8;  ///< rows_each: share of rows a tree sees
  std::uint32_t seed = 1;
};

/// Trained trees. Immutable, thread-safe.
class Trees {
 public:
  virtual ~Trees() = default;
  /// Log odds, uncalibrated, one a row. Errors: internal.
  virtual Result<std::vector<double>> scores(const Rows&) const = 0;
  /// Part of the loss taken away by each column, sums to 1 (all 0 when no tree split).
  virtual std::vector<double> gains() const = 0;
};

class Boosting {
 public:
  virtual ~Boosting() = default;
  /// Logistic loss, y 0 or 1, one thread: the same rows and settings give the same trees. `go_on(round)` is asked before each round;
  /// false ends with unavailable "cancelled". No rows, or y of another length: internal.
  virtual Result<std::unique_ptr<Trees>> train(const Rows&, std::span<const float> y, const BoostSettings&, const std::function<bool(int)>& go_on) const = 0;
};

}  // namespace peakend::engine
