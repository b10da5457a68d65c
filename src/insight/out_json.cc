#include "insight/out_json.h"

#include <fmt/format.h>

#include <cmath>

#include "base/calendar.h"

namespace peakend::insight {

void JsonOut::separate() {
  if (out_.empty()) return;
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':' && last != ',') out_ += ',';
}
JsonOut& JsonOut::open(char bracket) {
  separate();
  out_ += bracket;
  return *this;
}
JsonOut& JsonOut::close(char bracket) {
  out_ += bracket;
  return *this;
}
JsonOut& JsonOut::key(std::string_view name) {
  text(name);
  out_ += ':';
  return *this;
}
JsonOut& JsonOut::text(std::string_view value) {
  separate();
  out_ += '"';
  for (const char c : value) {
    switch (c) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\r': out_ += "\\r"; break;
      case '\t': out_ += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out_), "\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
          out_ += c;
        }
    }
  }
  out_ += '"';
  return *this;
}
JsonOut& JsonOut::number(double value) {
  if (!std::isfinite(value)) return null();
  separate();
  if (value == 0) value = 0;  // no "-0.0"
  fmt::format_to(std::back_inserter(out_), "{}", value);
  return *this;
}
JsonOut& JsonOut::integer(std::int64_t value) {
  separate();
  fmt::format_to(std::back_inserter(out_), "{}", value);
  return *this;
}
JsonOut& JsonOut::flag(bool value) { return raw(value ? "true" : "false"); }
JsonOut& JsonOut::null() { return raw("null"); }
JsonOut& JsonOut::time(std::int64_t ms) { return text(calendar::rfc3339(from_ms(ms))); }
JsonOut& JsonOut::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

void write_fields(JsonOut& out, const Number& number) {
  const engine::Estimate& e = number.estimate;
  if (e.status == engine::Status::ok) {
    out.field("value", e.value);
    if (e.method != engine::Method::none) out.field("lo", e.lo).field("hi", e.hi);
  } else {
    out.key("insufficient").open('{').field("have", e.n).field("need", e.need).close('}');
  }
  out.field("n", e.n).field("n_eff", e.n_eff).field("unit", number.unit);
  out.field("basis", engine::name_of(number.basis)).field("method", engine::name_of(e.method));
  out.key("flags").open('[');
  for (const std::string_view flag : engine::flag_names(e.flags)) out.text(flag);
  out.close(']');
}

void write(JsonOut& out, const Number& number) {
  out.open('{');
  write_fields(out, number);
  out.close('}');
}

}  // namespace peakend::insight
