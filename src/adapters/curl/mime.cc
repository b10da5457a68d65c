#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "adapters/curl/smtp.h"

namespace peakend::adapters {
namespace {

std::string base64(std::string_view s) {
  std::string out(sodium_base64_encoded_len(s.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(s.data()), s.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();
  return out;
}
std::string base64_lines(std::string_view s) {
  const std::string all = base64(s);
  std::string out;
  for (std::size_t i = 0; i < all.size(); i += 76) out += all.substr(i, 76) + "\r\n";
  return out;
}
std::string crlf(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (c == '\r') continue;
    if (c == '\n') out += "\r\n";
    else out.push_back(c);
  }
  return out;
}
/// No line break and no other control character gets into a header.
std::string inert(std::string_view s) {
  std::string out(s);
  std::replace_if(out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return out;
}
std::string named(const std::string& name, const std::string& address) {
  if (name.empty()) return address;
  // Always an encoded word or quoted: a comma or bracket in a name must not make a second address.
  std::string plain = inert(name);
  const bool ascii = std::all_of(plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) return header_words(plain) + " <" + address + ">";
  std::string quoted;
  for (const char c : plain) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  return "\"" + quoted + "\" <" + address + ">";
}
std::string part(const char* type, std::string_view content, const std::string& boundary) {
  return "--" + boundary + "\r\nContent-Type: " + type + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64_lines(crlf(content)) + "\r\n";
}

}  // namespace

std::string header_words(std::string_view utf8) {
  const std::string s = inert(utf8);
  if (s.size() < 900 && std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }) && s.find("=?") == std::string::npos) return s;
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    std::size_t end = std::min(s.size(), i + 45);  // 60 characters of base64 and 12 around
    while (end < s.size() && end > i && (static_cast<unsigned char>(s[end]) & 0xC0) == 0x80) --end;
    if (end == i) end = std::min(s.size(), i + 45);  // not UTF-8: cut anywhere
    out += (out.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base64(std::string_view(s).substr(i, end - i)) + "?=");
    i = end;
  }
  return out;
}

std::string mime_text(const channel::Message& m, const channel::EmailSettings& s, Instant now) {
  const std::string domain = s.from.substr(std::min(s.from.size(), s.from.find('@') + 1));
  const auto seconds = std::chrono::time_point_cast<std::chrono::seconds>(now);
  std::string out;
  const auto header = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += std::string(name) + ": " + value + "\r\n";
  };
  header("Date", fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds))));
  header("From", named(s.from_name, s.from));
  header("To", inert(m.to));
  header("Reply-To", inert(s.reply_to));
  header("Subject", header_words(m.subject));
  header("Message-ID", "<" + inert(m.id) + "@" + domain + ">");
  header("X-Peakend-Message", inert(m.id));
  header("Auto-Submitted", "auto-generated");
  header("Content-Language", inert(m.lang));
  if (!m.unsubscribe.empty()) {
    header("List-Unsubscribe", "<" + inert(m.unsubscribe) + ">");
    header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  header("MIME-Version", "1.0");
  const std::string boundary = "=_" + inert(m.id);
  out += "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"\r\n\r\n";
  out += part("text/plain", m.text, boundary);
  if (!m.html.empty()) out += part("text/html", m.html, boundary);
  return out + "--" + boundary + "--\r\n";
}

}  // namespace peakend::adapters
