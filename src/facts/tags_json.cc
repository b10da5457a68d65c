#include "facts/tags_json.h"

#include <fmt/format.h>

namespace peakend::facts {
namespace {

void append_string(std::string& out, std::string_view s) {
  out += '"';
  for (char c : s) {
    if (c == '"' || c == '\\') out += '\\', out += c;
    else if (static_cast<unsigned char>(c) < 0x20) fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<int>(c));
    else out += c;
  }
  out += '"';
}

}  // namespace

void append_tags_json(std::string& out, std::span<const Tag> tags) {
  if (tags.empty()) return;
  char before = '{';
  for (const Tag& t : tags) {
    out += before, before = ',';
    append_string(out, t.key);
    out += ':';
    append_string(out, t.value);
  }
  out += '}';
}

}  // namespace peakend::facts
