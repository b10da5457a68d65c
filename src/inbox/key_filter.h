#pragma once
// "Surely new" in a few nanoseconds: a Bloom filter in blocks of one cache line (Putze, Sanders, Singler 2007) that grows
// by adding a filter of twice the size. 12 bits and 7 probes a key: about 1 % of the absent keys of each filter are called
// "perhaps present" (measured in the test). Up to 64 million keys (96 MB); beyond, every key is "perhaps present".
// Not thread-safe.
#include <array>
#include <cstdint>
#include <vector>

namespace peakend::inbox {

class KeyFilter {
 public:
  /// Room for `expected` keys at once (rounded up); more are welcome.
  explicit KeyFilter(std::size_t expected = 0);
  void add(std::int64_t key);
  bool perhaps(std::int64_t key) const;
  std::size_t size() const { return n_; }

  static constexpr std::size_t kMaxKeys = std::size_t{1} << 26;

 private:
  struct alignas(64) Block {
    std::array<std::uint64_t, 8> bits{};
  };
  struct Part {
    std::vector<Block> blocks;
    std::size_t room, n = 0;
  };
  void add_part(std::size_t room);

  std::vector<Part> parts_;
  std::size_t n_ = 0;
};

}  // namespace peakend::inbox
