#pragma once
// Which of a few lists of words a text has a word of: Chinese words anywhere (both scripts alike), Latin words and phrases as whole ones,
// capitals alike. Immutable once made, thread-safe.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peakend::text {

class Matcher {
 public:
  /// At most 32 lists; a word may be in several.
  explicit Matcher(std::span<const std::vector<std::string>> lists);
  ~Matcher();
  /// Bit i: the text has a word of list i. Reads the first 6,000 bytes; malformed UTF-8 is skipped.
  /// Worked: lists {"safe", "安全"}, {"easy to use"}: "很安全" -> 1, "It is EASY to use" -> 2, "unsafe" -> 0.
  std::uint32_t of(std::string_view utf8) const;

 private:
  struct Lists;
  std::unique_ptr<const Lists> lists_;
};

}  // namespace peakend::text
