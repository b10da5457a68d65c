#pragma once
// A bounded sample of a stream of unknown length, spread evenly over it: the first N of something that changed half-way
// would tell of the time before only.
#include <cstddef>
#include <vector>

namespace peakend::insight {

/// Keeps every 2^k-th value with the smallest k that leaves fewer than `most` (at least 2), so between half of `most` and
/// `most` once more were seen. Deterministic for a given order. Worked: most 4, values 0..9 -> 0, 4, 8.
template <class T>
class EvenSample {
 public:
  explicit EvenSample(std::size_t most) : most_(most) {}
  void add(const T& value) {
    if (seen_++ % stride_ != 0) return;
    kept_.push_back(value);
    if (kept_.size() < most_) return;
    std::size_t to = 0;
    for (std::size_t from = 0; from < kept_.size(); from += 2) kept_[to++] = kept_[from];
    kept_.resize(to);
    stride_ *= 2;
  }
  bool sampled() const { return stride_ > 1; }
  std::vector<T> take() && { return std::move(kept_); }

 private:
  std::size_t most_, stride_ = 1, seen_ = 0;
  std::vector<T> kept_;
};

}  // namespace peakend::insight
