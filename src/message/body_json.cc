#include "message/body_json.h"

namespace peakend::message {
namespace json = boost::json;

Result<BodyFields> BodyFields::parse(std::string_view body, std::size_t max_depth) {
  json::error_code ec;
  json::parse_options options;
  options.max_depth = max_depth;
  auto value = json::parse(body, ec, {}, options);
  if (ec) return fail(ErrorKind::malformed, "bad_json", ec.message());
  if (!value.is_object()) return fail_field("", "expected_object");
  return BodyFields(std::move(value.as_object()));
}

const json::value* BodyFields::take(std::string_view name) {
  taken_.emplace(name);
  const auto* v = object_.if_contains(name);
  return v == nullptr || v->is_null() ? nullptr : v;
}

void BodyFields::refuse(std::string_view name, std::string code, std::vector<std::pair<std::string, std::string>> params) {
  if (errors_.size() < 100) errors_.push_back({prefix_ + std::string(name), std::move(code), std::move(params)});
}

std::optional<std::string> BodyFields::optional_text(std::string_view name, std::size_t min, std::size_t max) {
  const auto* v = take(name);
  if (v == nullptr) return std::nullopt;
  if (!v->is_string()) return refuse(name, "expected_string"), std::nullopt;
  std::string text(v->as_string());
  if (text.size() < min) return refuse(name, text.empty() ? "required" : "too_short", {{"min", std::to_string(min)}}), std::nullopt;
  if (text.size() > max) return refuse(name, "too_long", {{"max", std::to_string(max)}}), std::nullopt;
  return text;
}

std::string BodyFields::text(std::string_view name, std::size_t min, std::size_t max) {
  const auto before = errors_.size();
  auto v = optional_text(name, min, max);
  if (!v && errors_.size() == before) refuse(name, "required");
  return std::move(v).value_or("");
}

std::optional<bool> BodyFields::optional_flag(std::string_view name) {
  const auto* v = take(name);
  if (v == nullptr) return std::nullopt;
  if (!v->is_bool()) return refuse(name, "expected_boolean"), std::nullopt;
  return v->as_bool();
}

std::optional<std::int64_t> BodyFields::optional_integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const auto* v = take(name);
  if (v == nullptr) return std::nullopt;
  if (!v->is_int64()) return refuse(name, "expected_integer"), std::nullopt;
  if (v->get_int64() < min || v->get_int64() > max) return refuse(name, "out_of_range", {{"min", std::to_string(min)}, {"max", std::to_string(max)}}), std::nullopt;
  return v->get_int64();
}

std::optional<std::vector<std::string>> BodyFields::optional_texts(std::string_view name, std::size_t most, std::size_t max_bytes) {
  const auto* v = take(name);
  if (v == nullptr) return std::nullopt;
  if (!v->is_array()) return refuse(name, "expected_array"), std::nullopt;
  if (v->get_array().size() > most) return refuse(name, "too_many_values", {{"value", std::to_string(most)}}), std::nullopt;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < v->get_array().size(); ++i) {
    const auto& m = v->get_array()[i];
    const auto at = std::string(name) + "[" + std::to_string(i) + "]";
    if (!m.is_string()) refuse(at, "expected_string");
    else if (m.get_string().empty()) refuse(at, "required");
    else if (m.get_string().size() > max_bytes) refuse(at, "too_long", {{"max", std::to_string(max_bytes)}});
    else out.emplace_back(m.get_string());
  }
  return out;
}

void BodyFields::refuse(std::vector<FieldError> found) {
  for (auto& e : found)
    if (errors_.size() < 100) errors_.push_back({prefix_ + e.field, std::move(e.code), std::move(e.params)});
}

Result<void> BodyFields::done() {
  for (const auto& member : object_)
    if (!taken_.contains(std::string_view(member.key()))) refuse(member.key(), "unknown_field");
  if (errors_.empty()) return {};
  return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(errors_), {}, {}});
}

}  // namespace peakend::message
