#include "facts/search.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/utf8.h"
#include "facts/fields.h"

namespace peakend::facts {
namespace {

constexpr std::u32string_view kBlanks = U"\t\n\v\f\r \u00A0\u3000";

bool is_blank(char32_t c) { return kBlanks.find(c) != std::u32string_view::npos; }
bool is_word_char(char32_t c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }  // of folded text
bool is_quote(char32_t c) { return c == '"' || c == U'“' || c == U'”'; }

char32_t fold(char32_t c) {
  if (is_blank(c)) return ' ';
  return utf8::lower(c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c);
}

/// Everything that folds to the character; characters that only fold to themselves are not in it.
const std::multimap<char32_t, char32_t>& unfolded() {
  static const auto table = [] {
    std::multimap<char32_t, char32_t> out;
    for (char32_t c = 1; c < 0x10000; ++c)
      if (const char32_t f = fold(c); f != c && f != ' ') out.emplace(f, c);
    return out;
  }();
  return table;
}

bool holds(const SearchTerm& term, const std::u32string& text) {
  for (auto at = text.find(term.text); at != std::u32string::npos; at = text.find(term.text, at + 1))
    if (!term.at_word || at == 0 || !is_word_char(text[at - 1])) return true;
  return false;
}

}  // namespace

std::u32string folded(std::string_view s) {
  std::u32string out;
  out.reserve(s.size());
  while (!s.empty()) {
    const char32_t c = fold(utf8::next(s));
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  }
  return out;
}

std::vector<SearchTerm> parse_search(std::string_view search) {
  std::vector<SearchTerm> out;
  const std::u32string text = folded(search.substr(0, kMaxSearchBytes + 1));
  for (std::size_t at = 0; at < text.size() && out.size() < kMaxSearchTerms;) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    SearchTerm term;
    if (text[at] == '-' && at + 1 < text.size() && text[at + 1] != ' ') term.without = true, ++at;
    const bool quoted = is_quote(text[at]);
    at += quoted;
    const auto end = static_cast<std::size_t>(
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), [&](char32_t c) { return is_quote(c) || (!quoted && c == ' '); }) -
        text.begin());
    term.text = text.substr(at, end - at);
    // A word that a quote ends is followed by a quoted one; the quote that ends a quoted one is done with.
    at = end + (quoted && end < text.size());
    while (!term.text.empty() && term.text.back() == ' ') term.text.pop_back();
    while (!term.text.empty() && term.text.front() == ' ') term.text.erase(0, 1);
    if (term.text.empty()) continue;
    term.at_word = is_word_char(term.text.front());
    out.push_back(std::move(term));
  }
  return out;
}

bool found(const std::vector<SearchTerm>& terms, std::string_view text) {
  if (terms.empty()) return true;
  const std::u32string in = folded(text);
  return std::ranges::all_of(terms, [&](const SearchTerm& t) { return holds(t, in) != t.without; });
}

bool hopeless_search(std::string_view s) { return s.size() > kMaxSearchBytes || !storable(s); }

std::string search_pattern(const SearchTerm& term) {
  std::string out;
  if (term.at_word) out = "(?:^|[^0-9A-Za-z\\x{FF10}-\\x{FF19}\\x{FF21}-\\x{FF3A}\\x{FF41}-\\x{FF5A}])";
  for (const char32_t c : term.text) {
    if (c == ' ') {
      out += '[';
      for (const char32_t b : kBlanks) out += fmt::format("\\x{{{:X}}}", static_cast<std::uint32_t>(b));
      out += "]+";
      continue;
    }
    out += fmt::format("[\\x{{{:X}}}", static_cast<std::uint32_t>(c));
    const auto [from, to] = unfolded().equal_range(c);
    for (auto it = from; it != to; ++it) out += fmt::format("\\x{{{:X}}}", static_cast<std::uint32_t>(it->second));
    out += ']';
  }
  return out;
}

}  // namespace peakend::facts
