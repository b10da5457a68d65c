#include "text/personal.h"

#include <algorithm>

#include "base/utf8.h"

namespace peakend::text {
namespace {

constexpr int kManyDigits = 7;

bool is_digit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19); }
bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool in_address(char32_t c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'; }
bool divides(char32_t c) { return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == 0xFF08 || c == 0xFF09; }

/// End of the date that begins here (yyyy-m-d with one of - . /), or `at`.
std::size_t date_end(const std::u32string& s, std::size_t at) {
  std::size_t i = at;
  const auto digits = [&](int most) {
    int n = 0;
    while (n < most && i < s.size() && is_digit(s[i])) ++n, ++i;
    return n;
  };
  if (digits(4) != 4 || i >= s.size() || !(s[i] == '-' || s[i] == '.' || s[i] == '/')) return at;
  const char32_t divider = s[i++];
  if (digits(2) == 0 || i >= s.size() || s[i++] != divider || digits(2) == 0) return at;
  return i < s.size() && is_digit(s[i]) ? at : i;
}

/// End of the run of digits that begins here when it is long enough to be somebody's number, or `at`.
std::size_t number_end(const std::u32string& s, std::size_t at) {
  std::size_t i = at, end = at;
  int digits = 0;
  while (i < s.size()) {
    if (is_digit(s[i])) {
      if (date_end(s, i) > i) break;
      ++digits, end = ++i;
    } else if (divides(s[i]) && i + 1 < s.size() && (is_digit(s[i + 1]) || (divides(s[i + 1]) && s[i + 1] != ' ')) && digits > 0) {
      ++i;
    } else {
      break;
    }
  }
  if (digits == 17 && end < s.size() && (s[end] == 'X' || s[end] == 'x')) ++end, ++digits;
  return digits >= kManyDigits ? end : at;
}

/// Where the address that holds the @ ends, or the @ itself when it is none.
std::size_t address_end(const std::u32string& s, std::size_t sign) {
  std::size_t i = sign + 1;
  while (i < s.size() && in_address(s[i])) ++i;
  while (i > sign + 1 && !is_letter(s[i - 1])) --i;
  const auto dot = std::find(s.begin() + static_cast<std::ptrdiff_t>(sign), s.begin() + static_cast<std::ptrdiff_t>(i), U'.');
  return dot == s.begin() + static_cast<std::ptrdiff_t>(i) ? sign : i;
}

}  // namespace

std::string hide_personal(std::string_view text) {
  std::u32string s;
  while (!text.empty()) s += utf8::next(text);
  std::u32string out;
  const std::u32string hidden = U"•••";
  for (std::size_t i = 0; i < s.size();) {
    if (s[i] == '@') {
      if (const auto end = address_end(s, i); end > i) {
        std::size_t keep = out.size();
        while (keep > 0 && in_address(out[keep - 1])) --keep;
        if (keep < out.size()) {
          out.resize(keep);
          out += hidden;
          i = end;
          continue;
        }
      }
    }
    if (is_digit(s[i])) {
      if (const auto end = date_end(s, i); end > i) {
        out.append(s, i, end - i);
        i = end;
        continue;
      }
      const auto end = number_end(s, i);
      // Digits of an address still come to their @: they are taken with it.
      if (end > i && !(end < s.size() && s[end] == '@')) {
        if (!out.empty() && out.back() == '+') out.pop_back();
        out += hidden;
        i = end;
        continue;
      }
      while (i < s.size() && is_digit(s[i])) out += s[i++];
      continue;
    }
    out += s[i++];
  }
  std::string bytes;
  for (const char32_t c : out) utf8::append(bytes, c);
  return bytes;
}

}  // namespace peakend::text
