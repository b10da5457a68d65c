#pragma once
// A bounded sample of a stream of facts of unknown length: the first N of something that changed half-way would tell of the
// time before only, and stores give facts in no fixed order, yet the same question must have the same answer.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/sampling.h"

namespace peakend::insight {

/// Keeps the facts whose hash of (seq, item) begins with k zero bits, for the smallest k that leaves fewer than `most`: about
/// between half of `most` and `most` once more were seen. The same facts in any order give the same sample.
template <class T>
class EvenSample {
 public:
  explicit EvenSample(std::size_t most) : most_(most) {}
  void add(std::int64_t seq, std::int32_t item, const T& value) {
    const int zeros = std::countl_zero(engine::splitmix64(engine::splitmix64(static_cast<std::uint64_t>(seq)) + static_cast<std::uint64_t>(item)));
    if (zeros < bits_) return;
    kept_.emplace_back(zeros, value);
    while (kept_.size() >= most_ && bits_ < 64) {
      ++bits_;
      std::erase_if(kept_, [&](const auto& k) { return k.first < bits_; });
    }
  }
  bool sampled() const { return bits_ > 0; }
  std::vector<T> take() && {
    std::vector<T> out;
    out.reserve(kept_.size());
    for (auto& k : kept_) out.push_back(std::move(k.second));
    return out;
  }

 private:
  std::size_t most_;
  int bits_ = 0;
  std::vector<std::pair<int, T>> kept_;
};

}  // namespace peakend::insight
