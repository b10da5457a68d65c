#pragma once
// Search in words: what people type into a search box, meant the same way by every store. Pure, thread-safe.
//
// The words of a search, divided by blanks, must all be in the text, in any order; "words in quotes" stand together;
// -word must not be in it. Letters match without regard to case, full-width and half-width forms are the same, and so is
// any run of blanks. A word that begins with an ASCII letter or digit must begin a word of the text ("late" finds late
// and lately, not plate; "app" finds 这个app很慢); Chinese and other words may stand anywhere.
// Example: `快递 -退款 "two days"` finds texts with 快递 and the two words together but without 退款.
#include <string>
#include <string_view>
#include <vector>

namespace peakend::facts {

struct SearchTerm {
  std::u32string text;    ///< folded, not empty
  bool without = false;   ///< must not be there
  bool at_word = false;   ///< only at the beginning of a word
  bool operator==(const SearchTerm&) const = default;
};
inline constexpr std::size_t kMaxSearchBytes = 1'000, kMaxSearchTerms = 20;

/// Folded text: lower case, half width, a run of blanks as one.
std::u32string folded(std::string_view utf8);
/// At most kMaxSearchTerms; none for blanks only. Malformed UTF-8 reads as U+FFFD.
std::vector<SearchTerm> parse_search(std::string_view);
/// All terms hold for the text.
bool found(const std::vector<SearchTerm>&, std::string_view text);
/// True when no text can match: too long, malformed or with NUL.
bool hopeless_search(std::string_view);
/// RE2 pattern that a text matches exactly when it holds the term (`without` is left to the caller).
std::string search_pattern(const SearchTerm&);

}  // namespace peakend::facts
