#pragma once
// Hash table from a sender's key (1 .. 2^63-1) to the seq that holds it. 16 bytes a slot, at most half full.
// Not thread-safe.
#include <cstdint>
#include <utility>
#include <vector>

namespace peakend::inbox {

class KeyTable {
 public:
  KeyTable() : slots_(kSmallest) {}
  /// 0 when absent.
  std::int64_t find(std::int64_t key) const { return slots_[place(key)].second; }
  /// Keeps the first seq of a key.
  void insert(std::int64_t key, std::int64_t seq);
  std::size_t size() const { return n_; }
  /// Empties the table; gives memory back when it was far too large for what it held.
  void clear();
  /// All pairs in ascending key order; leaves the table empty.
  std::vector<std::pair<std::int64_t, std::int64_t>> take_sorted();
  template <class F>
  void each(F f) const {
    for (const auto& [key, seq] : slots_)
      if (key != 0) f(key, seq);
  }

 private:
  static constexpr std::size_t kSmallest = 1024;
  std::size_t place(std::int64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    // Keys are hashes already; the product spreads those that callers made by counting.
    std::size_t i = static_cast<std::size_t>(static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15ull >> 20) & mask;
    while (slots_[i].first != 0 && slots_[i].first != key) i = (i + 1) & mask;
    return i;
  }
  void grow();

  std::vector<std::pair<std::int64_t, std::int64_t>> slots_;
  std::size_t n_ = 0;
};

}  // namespace peakend::inbox
