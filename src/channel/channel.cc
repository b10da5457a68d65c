#include "channel/channel.h"

#include <algorithm>

namespace peakend::channel {

std::string_view name_of(Kind k) {
  switch (k) {
    case Kind::email: return "email";
    case Kind::sms: return "sms";
    case Kind::wechat: return "wechat";
  }
  return "";
}
std::optional<Kind> parse_kind(std::string_view s) {
  for (const Kind k : kKinds)
    if (name_of(k) == s) return k;
  return std::nullopt;
}

bool good_email(std::string_view s) {
  if (s.size() < 3 || s.size() > 254) return false;
  const auto at = s.find('@');
  if (at == s.npos || at == 0 || at > 64 || at + 1 == s.size() || s.find('@', at + 1) != s.npos) return false;
  if (s[at + 1] == '.' || s.back() == '.') return false;
  return std::none_of(s.begin(), s.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u <= 0x20 || u == 0x7f || c == '"' || c == '<' || c == '>' || c == ',' || c == ';' || c == ':' || c == '(' || c == ')' || c == '[' || c == ']' || c == '\\';
  });
}

std::optional<std::string> normal_phone(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (c == '+' && out.empty()) out.push_back(c);
    else if (c >= '0' && c <= '9') out.push_back(c);
    else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.') return std::nullopt;
  }
  const auto digits = out.size() - (out.starts_with('+') ? 1 : 0);
  if (digits < 5 || digits > 15) return std::nullopt;
  return out;
}

}  // namespace peakend::channel
