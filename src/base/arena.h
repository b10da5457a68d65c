#pragma once
// A place for texts that live together and die together.
#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace peakend {

/// Copies texts into large blocks that never move. Not thread-safe; views live as long as the arena, also when
/// it is moved.
class TextArena {
 public:
  TextArena() = default;
  TextArena(TextArena&& o) noexcept = default;
  TextArena& operator=(TextArena&&) = default;
  TextArena(const TextArena&) = delete;

  std::string_view keep(std::string_view s) {
    if (s.empty()) return {};
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < s.size()) {
      blocks_.emplace_back();
      blocks_.back().reserve(std::max(kBlock, s.size()));
      bytes_ += blocks_.back().capacity();
    }
    std::string& block = blocks_.back();
    std::size_t at = block.size();
    block.append(s);
    return {block.data() + at, s.size()};
  }
  std::size_t bytes() const { return bytes_; }  ///< taken from the heap

 private:
  static constexpr std::size_t kBlock = 64 * 1024;
  std::deque<std::string> blocks_;  // each is reserved once and never grows past its capacity
  std::size_t bytes_ = 0;
};

}  // namespace peakend
