#include <algorithm>
#include <charconv>
#include <iterator>

#include "journey/journey.h"

namespace peakend::journey {
namespace {

constexpr std::string_view kOps[] = {"eq", "ne", "in", "exists", "absent", "lt", "gt", "contains"};  // as Test::Op

std::optional<double> number(std::string_view s) {
  double v = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (ec != std::errc{} || end != s.data() + s.size()) return std::nullopt;
  return v;
}

}  // namespace

Test::Test(const Condition& c) : property_(c.property) {
  const auto it = std::find(std::begin(kOps), std::end(kOps), c.op);
  if (it != std::end(kOps)) op_ = static_cast<Op>(it - std::begin(kOps));
  for (const auto& v : c.values) values_.push_back({v, number(v)});
}

bool Test::equals_any(std::string_view given) const {
  for (const auto& v : values_)
    if (v.text == given) return true;
  if (std::none_of(values_.begin(), values_.end(), [](const Value& v) { return v.number.has_value(); })) return false;
  const auto n = number(given);
  return n && std::any_of(values_.begin(), values_.end(), [&](const Value& v) { return v.number == n; });
}

bool Test::holds(std::optional<std::string_view> given) const {
  switch (op_) {
    case Op::exists: return given.has_value();
    case Op::absent: return !given.has_value();
    case Op::ne: return !given || !equals_any(*given);
    case Op::eq:
    case Op::in: return given && equals_any(*given);
    case Op::contains:
      return given && std::any_of(values_.begin(), values_.end(),
                                  [&](const Value& v) { return given->find(v.text) != std::string_view::npos; });
    case Op::lt:
    case Op::gt: break;
  }
  const auto n = given ? number(*given) : std::nullopt;
  if (!n) return false;
  return std::any_of(values_.begin(), values_.end(), [&](const Value& v) {
    return v.number && (op_ == Op::lt ? *n < *v.number : *n > *v.number);
  });
}

void check_condition(const Condition& c, std::string_view at, std::vector<FieldError>& errors) {
  const auto add = [&](const char* field, const char* code) { errors.push_back({std::string(at) + "." + field, code, {}}); };
  if (c.property.empty()) add("property", "required");
  if (std::find(std::begin(kOps), std::end(kOps), c.op) == std::end(kOps)) add("op", "unknown_op");
  if (c.op != "exists" && c.op != "absent" && c.values.empty()) add("values", "required");
}

}  // namespace peakend::journey
