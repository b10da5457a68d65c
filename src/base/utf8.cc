#include "base/utf8.h"

#include <simdjson.h>

namespace peakend::utf8 {
namespace {
constexpr char32_t kReplacement = 0xFFFD;

bool tail(unsigned char c) { return (c & 0xC0u) == 0x80u; }
bool in(char32_t c, char32_t lo, char32_t hi) { return c >= lo && c <= hi; }
}  // namespace

bool valid(std::string_view s) { return simdjson::validate_utf8(s.data(), s.size()); }

char32_t next(std::string_view& s) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char lead = byte(0);
  auto take = [&](std::size_t n, char32_t c) {
    s.remove_prefix(n);
    return c;
  };
  if (lead < 0x80) return take(1, lead);
  const std::size_t n = s.size();
  if (in(lead, 0xC2, 0xDF)) {
    if (n < 2 || !tail(byte(1))) return take(1, kReplacement);
    return take(2, (lead & 0x1Fu) << 6 | (byte(1) & 0x3Fu));
  }
  if (in(lead, 0xE0, 0xEF)) {
    const unsigned lo = lead == 0xE0 ? 0xA0 : 0x80, hi = lead == 0xED ? 0x9F : 0xBF;
    if (n < 2 || !in(byte(1), lo, hi)) return take(1, kReplacement);
    if (n < 3 || !tail(byte(2))) return take(2, kReplacement);
    return take(3, (lead & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu));
  }
  if (in(lead, 0xF0, 0xF4)) {
    const unsigned lo = lead == 0xF0 ? 0x90 : 0x80, hi = lead == 0xF4 ? 0x8F : 0xBF;
    if (n < 2 || !in(byte(1), lo, hi)) return take(1, kReplacement);
    if (n < 3 || !tail(byte(2))) return take(2, kReplacement);
    if (n < 4 || !tail(byte(3))) return take(3, kReplacement);
    return take(4, (lead & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 | (byte(3) & 0x3Fu));
  }
  return take(1, kReplacement);
}

void append(std::string& out, char32_t c) {
  if (c > 0x10FFFF || in(c, 0xD800, 0xDFFF)) c = kReplacement;
  auto put = [&](char32_t b) { out.push_back(static_cast<char>(b)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

std::size_t length(std::string_view s) {
  std::size_t n = 0;
  while (!s.empty()) {
    next(s);
    ++n;
  }
  return n;
}

std::string_view prefix(std::string_view s, std::size_t max_bytes) {
  if (s.size() <= max_bytes) return s;
  std::size_t cut = max_bytes;
  while (cut > 0 && tail(static_cast<unsigned char>(s[cut]))) --cut;
  return s.substr(0, cut);
}

char32_t lower(char32_t c) {
  if (c < 0x80) return in(c, 'A', 'Z') ? c + 32 : c;
  if (in(c, 0xC0, 0xDE) && c != 0xD7) return c + 32;
  if (in(c, 0x100, 0x17F)) {
    if (c == 0x130) return 'i';
    if (c == 0x178) return 0xFF;
    const bool odd_upper = in(c, 0x139, 0x148) || in(c, 0x179, 0x17E);
    if (c == 0x138 || c == 0x149 || c == 0x17F || c == 0x131) return c;
    return (c & 1u) == (odd_upper ? 1u : 0u) ? c + 1 : c;
  }
  if (in(c, 0x391, 0x3A9) && c != 0x3A2) return c + 32;
  if (c == 0x386) return 0x3AC;
  if (in(c, 0x388, 0x38A)) return c + 37;
  if (c == 0x38C) return 0x3CC;
  if (c == 0x38E || c == 0x38F) return c + 63;
  if (in(c, 0x410, 0x42F)) return c + 32;
  if (in(c, 0x400, 0x40F)) return c + 80;
  if (in(c, 0x460, 0x481) || in(c, 0x48A, 0x4BF) || in(c, 0x4D0, 0x52F)) return c & 1u ? c : c + 1;
  if (in(c, 0x531, 0x556)) return c + 48;
  if (in(c, 0x1E00, 0x1E95) || in(c, 0x1EA0, 0x1EFF)) return c & 1u ? c : c + 1;
  if (in(c, 0xFF21, 0xFF3A)) return c + 32;
  return c;
}

std::string lower(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  while (!s.empty()) append(out, lower(next(s)));
  return out;
}

std::string sanitise(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  while (!s.empty()) {
    const char32_t c = next(s);
    const bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || in(c, 0x7F, 0x9F) || c == 0xFEFF;
    if (!control) append(out, c);
  }
  return out;
}

}  // namespace peakend::utf8
