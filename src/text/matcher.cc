#include "text/matcher.h"

#include <algorithm>

#include "text/words.h"

namespace peakend::text {

struct Matcher::Lists {
  WordList<std::uint32_t> words;
  std::vector<std::pair<std::string, std::uint32_t>> phrases;  // Latin ones of several words
};

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\''; }
bool has_phrase(std::string_view s, std::string_view phrase) {
  for (auto at = s.find(phrase); at != std::string_view::npos; at = s.find(phrase, at + 1)) {
    const auto end = at + phrase.size();
    if ((at == 0 || !is_letter(s[at - 1])) && (end == s.size() || !is_letter(s[end]))) return true;
  }
  return false;
}

}  // namespace

Matcher::Matcher(std::span<const std::vector<std::string>> lists) {
  auto made = std::make_unique<Lists>();
  std::unordered_map<std::string, std::uint32_t> masks;
  for (std::size_t i = 0; i < std::min<std::size_t>(lists.size(), 32); ++i)
    for (const std::string& word : lists[i]) masks[fold(word)] |= 1u << i;
  for (const auto& [word, mask] : masks) {
    const bool latin = std::ranges::all_of(word, [](char c) { return static_cast<signed char>(c) >= 0; });
    if (latin && word.find(' ') != std::string::npos) made->phrases.emplace_back(word, mask);
    else if (!word.empty()) made->words.add(word, mask);
  }
  lists_ = std::move(made);
}
Matcher::~Matcher() = default;

std::uint32_t Matcher::of(std::string_view utf8) const {
  const std::string s = fold(utf8);
  std::uint32_t out = 0;
  const auto at = code_points(s);
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    std::size_t length = 0;
    if (!is_han(std::string_view(s).substr(at[i], at[i + 1] - at[i]))) continue;
    if (const auto* mask = lists_->words.find(s, at[i], at, i, length)) out |= *mask;
  }
  for (const auto word : latin_words(s))
    if (const auto* mask = lists_->words.whole(word)) out |= *mask;
  for (const auto& [phrase, mask] : lists_->phrases)
    if (has_phrase(s, phrase)) out |= mask;
  return out;
}

}  // namespace peakend::text
