#pragma once
// What emotion and topics share: texts folded to one form, word lists, and the longest word at a place. Internal to text.
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace peakend::text {

extern const std::string_view kChineseFeeling, kEnglishFeeling, kTopicWords;
extern const std::string_view kTraditional;  ///< pairs of three bytes each: traditional, simplified

inline constexpr std::size_t kMaxRead = 6'000;  ///< bytes of a text that are read

/// Lower case for ASCII, full-width forms as ASCII, traditional characters as simplified, pinyin in brackets behind a
/// character dropped ("關(guān)系" is "关系"), curly apostrophes straight, links and names (@x) blank. Malformed UTF-8 is skipped.
std::string fold(std::string_view utf8);

/// Where each code point begins, and the end.
std::vector<std::size_t> code_points(std::string_view folded);

/// Words with a value; Chinese ones are found anywhere, Latin ones only as whole words.
template <class Value>
class WordList {
 public:
  void add(std::string_view word, Value value) {
    const std::string key = fold(word);
    longest_ = std::max(longest_, key.size());
    words_.try_emplace(key, value);
  }
  /// The longest word that begins at `at` and is at most `most` bytes long; its length is put into `length`.
  const Value* find(std::string_view folded, std::size_t at, const std::vector<std::size_t>& begins, std::size_t index, std::size_t& length) const {
    std::size_t last = index;
    while (last + 1 < begins.size() && begins[last + 1] - at <= longest_) ++last;
    for (; last > index; --last) {
      const auto it = words_.find(std::string(folded.substr(at, begins[last] - at)));
      if (it == words_.end()) continue;
      length = begins[last] - at;
      return &it->second;
    }
    return nullptr;
  }
  const Value* whole(std::string_view word) const {
    const auto it = words_.find(std::string(word));
    return it == words_.end() ? nullptr : &it->second;
  }

 private:
  std::unordered_map<std::string, Value> words_;
  std::size_t longest_ = 0;
};

/// Goes through lines of words; a line "=x" sets the head of what follows.
template <class Visit>
void each_word(std::string_view list, Visit visit) {
  std::string_view head;
  std::size_t at = 0;
  while (at < list.size()) {
    const auto end = list.find_first_of(" \n", at);
    const auto word = list.substr(at, end == std::string_view::npos ? end : end - at);
    at = end == std::string_view::npos ? list.size() : end + 1;
    if (word.empty()) continue;
    if (word.front() == '=' && word.size() > 1) head = word.substr(1);
    else visit(head, word);
  }
}

/// Latin words, and emoji and signs that count as words, in order, as views into `folded`.
std::vector<std::string_view> latin_words(std::string_view folded);
bool is_han(std::string_view code_point);

}  // namespace peakend::text
