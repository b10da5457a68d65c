#include <fmt/format.h>

#include "base/log_format.h"

namespace peakend::log {
namespace {

/// Length of the valid UTF-8 sequence at the start of `s`; 0 when there is none.
std::size_t utf8_length(std::string_view s) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char b = byte(0);
  const std::size_t n = b < 0x80 ? 1 : b >= 0xC2 && b < 0xE0 ? 2 : b >= 0xE0 && b < 0xF0 ? 3 : b >= 0xF0 && b < 0xF5 ? 4 : 0;
  if (n == 0 || n > s.size()) return 0;
  for (std::size_t i = 1; i < n; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if ((b == 0xE0 && byte(1) < 0xA0) || (b == 0xED && byte(1) > 0x9F) || (b == 0xF0 && byte(1) < 0x90) ||
      (b == 0xF4 && byte(1) > 0x8F))
    return 0;
  return n;
}

}  // namespace

void append_quoted(std::string& out, std::string_view v) {
  out += '"';
  while (!v.empty()) {
    const std::size_t n = utf8_length(v);
    const char c = v[0];
    if (n == 0) out += "\xEF\xBF\xBD";
    else if (n > 1) out += v.substr(0, n);
    else if (c == '"' || c == '\\') (out += '\\') += c;
    else if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else if (static_cast<unsigned char>(c) < ' ') out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else out += c;
    v.remove_prefix(n == 0 ? 1 : n);
  }
  out += '"';
}

std::string format_json(std::int64_t at, Level level, std::string_view request, std::string_view message, FieldSpan fields) {
  std::string out = R"({"at":")" + time_text(at) + R"(","level":")";
  out += level_name(level);
  out += R"(","message":)";
  append_quoted(out, message);
  if (!request.empty()) {
    out += ",\"request\":";
    append_quoted(out, request);
  }
  for (const Field& f : fields) {
    out += ',';
    append_quoted(out, f.key);
    out += ':';
    if (is_secret(f.key)) out += "\"***\"";
    else if (f.quoted || f.value.find_first_of("n") != std::string::npos) append_quoted(out, f.value);  // nan, inf
    else out += f.value;
  }
  out += '}';
  return out;
}

}  // namespace peakend::log
