#include "collect/api_parts.h"

#include <algorithm>
#include <cmath>

#include "base/calendar.h"
#include "base/utf8.h"

namespace peakend::collect {

using survey::List;
using survey::Members;
using survey::Value;

Result<Body> Body::parse(std::string_view text) {
  Body b;
  if (text.find_first_not_of(" \t\r\n") == text.npos) {
    b.v_ = Members{};
    return b;
  }
  PK_TRY(b.v_, survey::parse_value(text));
  if (b.v_.members() == nullptr) return fail_field("", "expected_object");
  return b;
}
const Value* Body::take(std::string_view name) {
  taken_.emplace_back(name);
  const Value* v = v_.find(name);
  return v == nullptr || v->is_null() ? nullptr : v;
}
void Body::bad(std::string_view name, std::string code, std::vector<std::pair<std::string, std::string>> params) {
  if (faults_.size() < 100) faults_.push_back({std::string(name), std::move(code), std::move(params)});
}
std::string Body::text(std::string_view name, std::size_t max) {
  const Value* v = take(name);
  if (v == nullptr) return {};
  if (v->text() == nullptr) return bad(name, "expected_string"), std::string();
  if (v->text()->size() > max) return bad(name, "too_long", {{"max", std::to_string(max)}}), std::string();
  if (v->text()->find('\0') != std::string::npos) return bad(name, "nul_byte"), std::string();
  return *v->text();
}
bool Body::flag(std::string_view name, bool fallback) {
  const Value* v = take(name);
  if (v == nullptr) return fallback;
  if (v->flag() == nullptr) return bad(name, "expected_boolean"), fallback;
  return *v->flag();
}
std::optional<Instant> Body::time(std::string_view name) {
  const std::string s = text(name, 40);
  if (s.empty()) return std::nullopt;
  const auto t = calendar::parse_rfc3339(s);
  if (!t) bad(name, "bad_timestamp");
  return t;
}
std::optional<std::int64_t> Body::integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const Value* v = take(name);
  if (v == nullptr) return std::nullopt;
  const auto* d = v->number();
  if (d == nullptr || *d != std::floor(*d)) return bad(name, "expected_integer"), std::nullopt;
  if (*d < static_cast<double>(min) || *d > static_cast<double>(max))
    return bad(name, "out_of_range", {{"min", std::to_string(min)}, {"max", std::to_string(max)}}), std::nullopt;
  return static_cast<std::int64_t>(*d);
}
Value Body::object(std::string_view name) {
  const Value* v = take(name);
  if (v == nullptr) return {};
  if (v->members() == nullptr) bad(name, "expected_object");
  return *v;
}
Result<void> Body::done() {
  for (const auto& [k, v] : *v_.members())
    if (std::find(taken_.begin(), taken_.end(), k) == taken_.end()) bad(utf8::prefix(k, 100), "unknown_field");
  if (faults_.empty()) return {};
  return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(faults_), {}, {}});
}

Value value_of(const Number& number) {
  const auto& e = number.estimate;
  Members m;
  if (e.status == engine::Status::ok) {
    m.emplace_back("value", e.value);
    if (e.method != engine::Method::none) {
      m.emplace_back("lo", e.lo);
      m.emplace_back("hi", e.hi);
    }
  } else {
    m.emplace_back("insufficient", Members{{"have", static_cast<double>(e.n)}, {"need", static_cast<double>(e.need)}});
  }
  m.emplace_back("n", static_cast<double>(e.n));
  m.emplace_back("n_eff", e.n_eff);
  m.emplace_back("unit", number.unit);
  m.emplace_back("basis", engine::name_of(engine::Basis::measured));
  m.emplace_back("method", engine::name_of(e.method));
  List flags;
  for (const auto f : engine::flag_names(e.flags)) flags.emplace_back(f);
  m.emplace_back("flags", std::move(flags));
  return m;
}
Value value_of(const std::vector<FieldError>& faults, message::Lang lang) {
  List out;
  for (const auto& f : faults) out.push_back(Members{{"field", f.field}, {"code", f.code}, {"message", message::message_text(f.code, lang, f.params)}});
  return out;
}
Value words_value(const survey::Text& t) {
  Members m;
  for (const auto& [lang, s] : t) m.emplace_back(lang, s);
  return m;
}

}  // namespace peakend::collect
