#include "text/words.h"

#include <array>

namespace peakend::text {
namespace {

std::size_t length_at(std::string_view s, std::size_t i) {
  const auto c = static_cast<unsigned char>(s[i]);
  const std::size_t n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
  if (n == 0 || i + n > s.size()) return 0;
  for (std::size_t k = 1; k < n; ++k)
    if ((static_cast<unsigned char>(s[i + k]) & 0xC0) != 0x80) return 0;
  return n;
}

const std::unordered_map<std::string_view, std::string_view>& simplified() {
  static const auto* const all = [] {
    auto* map = new std::unordered_map<std::string_view, std::string_view>;
    for (std::size_t i = 0; i + 6 <= kTraditional.size(); i += 6) map->emplace(kTraditional.substr(i, 3), kTraditional.substr(i + 3, 3));
    return map;
  }();
  return *all;
}

/// The length of "(guān)" or "（guan）" at i: brackets around nothing but letters.
std::size_t pinyin_at(std::string_view s, std::size_t i) {
  const bool wide = s.substr(i, 3) == "（";
  if (s[i] != '(' && !wide) return 0;
  std::size_t k = i + (wide ? 3 : 1), letters = 0;
  while (k < s.size() && letters <= 8) {
    if (s[k] == ')') return letters > 0 ? k + 1 - i : 0;
    if (s.substr(k, 3) == "）") return letters > 0 ? k + 3 - i : 0;
    const std::size_t n = length_at(s, k);
    const bool letter = n == 1 ? (s[k] | 32) >= 'a' && (s[k] | 32) <= 'z' : n == 2;
    if (!letter) return 0;
    k += n, ++letters;
  }
  return 0;
}

/// A link, or a name with its sign: up to the next blank.
bool is_name(std::string_view s, std::size_t i) {
  const bool begins = i == 0 || s[i - 1] == ' ' || s[i - 1] == '\n';
  return begins && (s[i] == '@' || s[i] == '#' || s.substr(i, 7) == "http://" || s.substr(i, 8) == "https://");
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '\'' || c == '-'; }

}  // namespace

bool is_han(std::string_view c) { return c.size() == 3 && c >= "\xE4\xB8\x80" && c <= "\xE9\xBF\xBF"; }

std::string fold(std::string_view s) {
  s = s.substr(0, kMaxRead);
  std::string out;
  out.reserve(s.size());
  bool after_han = false;
  for (std::size_t i = 0; i < s.size();) {
    if (const std::size_t n = after_han ? pinyin_at(s, i) : 0; n > 0) {
      i += n;
      continue;
    }
    if (is_name(s, i)) {
      while (i < s.size() && s[i] != ' ' && s[i] != '\n') ++i;
      out += ' ';
      continue;
    }
    const std::size_t n = length_at(s, i);
    if (n == 0) {
      ++i;
      continue;
    }
    const auto c = s.substr(i, n);
    i += n;
    after_han = is_han(c);
    if (n == 1) out += c[0] >= 'A' && c[0] <= 'Z' ? static_cast<char>(c[0] | 32) : c[0];
    else if (c == "\xE2\x80\x99" || c == "\xE2\x80\x98") out += '\'';
    else if (n == 3 && c >= "\xEF\xBC\x81" && c <= "\xEF\xBD\x9E") {  // full-width ! to ~
      const int code = ((c[0] & 0x0F) << 12) | ((c[1] & 0x3F) << 6) | (c[2] & 0x3F);
      const char ascii = static_cast<char>(code - 0xFEE0);
      out += ascii >= 'A' && ascii <= 'Z' ? static_cast<char>(ascii | 32) : ascii;
    } else {
      const auto it = simplified().find(c);
      out += it == simplified().end() ? c : it->second;
    }
  }
  return out;
}

std::vector<std::size_t> code_points(std::string_view s) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < s.size(); i += std::max<std::size_t>(1, length_at(s, i))) out.push_back(i);
  out.push_back(s.size());
  return out;
}

std::vector<std::string_view> latin_words(std::string_view s) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < s.size();) {
    if (s[i] >= 'a' && s[i] <= 'z') {
      std::size_t end = i;
      while (end < s.size() && is_letter(s[end])) ++end;
      std::size_t last = end;
      while (last > i && (s[last - 1] == '-' || s[last - 1] == '\'')) --last;
      out.push_back(s.substr(i, last - i));
      i = end;
    } else if (s[i] == ':' || s[i] == ';') {
      std::size_t end = i + 1;
      if (end < s.size() && s[end] == '-') ++end;
      if (end < s.size() && (s[end] == ')' || s[end] == '(' || s[end] == 'd')) out.push_back(s.substr(i, end + 1 - i)), i = end;
      ++i;
    } else {
      const std::size_t n = std::max<std::size_t>(1, length_at(s, i));
      if (n == 4 || (n == 3 && !is_han(s.substr(i, 3)))) out.push_back(s.substr(i, n));
      i += n;
    }
  }
  return out;
}

}  // namespace peakend::text
