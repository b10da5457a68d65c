#include "survey/value.h"

#include <charconv>
#include <cmath>

namespace peakend::survey {

const Value* Value::find(std::string_view key) const {
  const auto* m = members();
  if (m == nullptr) return nullptr;
  for (const auto& [k, v] : *m)
    if (k == key) return &v;
  return nullptr;
}

void Value::set(std::string_view key, Value v) {
  if (members() == nullptr) v_ = Members{};
  for (auto& [k, old] : *members())
    if (k == key) {
      old = std::move(v);
      return;
    }
  members()->emplace_back(std::string(key), std::move(v));
}

// ECMAScript Number::toString: the shortest digits d and the position n of the point decide the form.
std::string number_text(double x) {
  if (!std::isfinite(x)) return "";
  if (x == 0) return "0";
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(x), std::chars_format::scientific).ptr;
  std::string digits;
  const char* p = buffer;
  for (; p != end && *p != 'e'; ++p)
    if (*p != '.') digits += *p;
  int exponent = 0;
  if (p != end) std::from_chars(p + (p[1] == '+' ? 2 : 1), end, exponent);
  const int k = static_cast<int>(digits.size()), n = exponent + 1;
  std::string out = x < 0 ? "-" : "";
  if (k <= n && n <= 21) return out + digits + std::string(static_cast<std::size_t>(n - k), '0');
  if (0 < n && n <= 21) return out + digits.substr(0, static_cast<std::size_t>(n)) + "." + digits.substr(static_cast<std::size_t>(n));
  if (-6 < n && n <= 0) return out + "0." + std::string(static_cast<std::size_t>(-n), '0') + digits;
  out += digits.substr(0, 1);
  if (k > 1) out += "." + digits.substr(1);
  return out + (n - 1 < 0 ? "e-" : "e+") + std::to_string(std::abs(n - 1));
}

void append_json_text(std::string& out, std::string_view s) {
  constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    // U+2028 and U+2029 end lines in old script parsers.
    const bool separator = c == 0xE2 && i + 2 < s.size() && s[i + 1] == '\x80' && (s[i + 2] == '\xA8' || s[i + 2] == '\xA9');
    if (separator) {
      out += s[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (c == '"' || c == '\\') {
      (out += '\\') += s[i];
    } else if (c == '\n') {
      out += "\\n";
    } else if (c < 0x20 || c == '<') {
      (out += "\\u00") += hex[c >> 4];
      out += hex[c & 15];
    } else {
      out += s[i];
    }
  }
  out += '"';
}

void append_json(std::string& out, const Value& v) {
  if (v.is_null()) {
    out += "null";
  } else if (const auto* b = v.flag()) {
    out += *b ? "true" : "false";
  } else if (const auto* d = v.number()) {
    out += std::isfinite(*d) ? number_text(*d) : "null";
  } else if (const auto* s = v.text()) {
    append_json_text(out, *s);
  } else if (const auto* l = v.list()) {
    out += '[';
    for (const auto& x : *l) {
      if (&x != l->data()) out += ',';
      append_json(out, x);
    }
    out += ']';
  } else {
    out += '{';
    for (const auto& [k, x] : *v.members()) {
      if (&k != &v.members()->front().first) out += ',';
      append_json_text(out, k);
      out += ':';
      append_json(out, x);
    }
    out += '}';
  }
}

std::string to_json(const Value& v) {
  std::string out;
  append_json(out, v);
  return out;
}

}  // namespace peakend::survey
