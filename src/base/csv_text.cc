#include "base/csv_text.h"

namespace peakend {
namespace {

bool runs_as_formula(std::string_view s) {
  if (std::string_view("=+-@\t\r").find(s[0]) != std::string_view::npos) return true;
  for (const std::string_view sign : {"＝", "＋", "－", "＠"})
    if (s.starts_with(sign)) return true;
  return false;
}

}  // namespace

void append_csv_text(std::string& out, std::string_view s) {
  if (s.empty()) return;
  const bool quote = s.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quote) out += '"';
  if (runs_as_formula(s)) out += '\'';
  if (!quote) {
    out += s;
    return;
  }
  for (const char c : s) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string csv_text(std::string_view s) {
  std::string out;
  append_csv_text(out, s);
  return out;
}

}  // namespace peakend
