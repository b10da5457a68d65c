#pragma once
// One object of the mapping file: fields are taken by name, done() complains about the rest. Not thread-safe.
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/error.h"

namespace peakend::importers::map_reader {

namespace json = boost::json;
using Params = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::size_t kMaxErrors = 100, kMaxList = 1'000;

struct Errors {
  std::vector<FieldError> list;
  void add(std::string path, std::string code, Params params = {}) {
    if (list.size() < kMaxErrors) list.push_back({std::move(path), std::move(code), std::move(params)});
  }
};

inline std::string under(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}
inline std::string scalar_text(const json::value& v) {
  if (v.is_string()) return std::string(v.get_string());
  if (v.is_bool()) return v.get_bool() ? "true" : "false";
  if (v.is_int64()) return std::to_string(v.get_int64());
  if (v.is_uint64()) return std::to_string(v.get_uint64());
  if (v.is_double()) return fmt::format("{}", v.get_double());
  return {};
}
inline bool is_scalar(const json::value& v) { return v.is_string() || v.is_bool() || v.is_number(); }

class Obj {
 public:
  Obj(const json::value& v, std::string path, Errors& errors) : path_(std::move(path)), errors_(errors) {
    if (v.is_object()) object_ = &v.get_object();
    else errors_.add(path_, "expected_object");
  }
  bool ok() const { return object_ != nullptr; }
  const std::string& path() const { return path_; }
  std::string at(std::string_view name) const { return under(path_, name); }
  Errors& errors() { return errors_; }

  const json::value* take(std::string_view name) {
    if (!object_) return nullptr;
    taken_.insert(std::string(name));
    const auto* v = object_->if_contains(name);
    return v && !v->is_null() ? v : nullptr;
  }
  std::string text(std::string_view name, bool required = false, std::size_t max = 500) {
    const auto* v = take(name);
    if (!v) {
      if (required && object_) errors_.add(at(name), "required");
      return {};
    }
    if (!v->is_string()) {
      errors_.add(at(name), "expected_string");
      return {};
    }
    if (v->get_string().size() > max) errors_.add(at(name), "too_long", {{"max", std::to_string(max)}});
    return std::string(v->get_string().subview(0, max));
  }
  std::string word(std::string_view name, std::initializer_list<std::string_view> allowed, std::string_view fallback) {
    std::string s = text(name);
    if (s.empty()) return std::string(fallback);
    if (std::find(allowed.begin(), allowed.end(), s) == allowed.end()) {
      errors_.add(at(name), "not_one_of", {{"allowed", fmt::format("{}", fmt::join(allowed, ", "))}});
      return std::string(fallback);
    }
    return s;
  }
  bool flag(std::string_view name, bool fallback) {
    const auto* v = take(name);
    if (!v) return fallback;
    if (!v->is_bool()) {
      errors_.add(at(name), "expected_boolean");
      return fallback;
    }
    return v->get_bool();
  }
  std::optional<double> number(std::string_view name) {
    const auto* v = take(name);
    if (!v) return std::nullopt;
    if (!v->is_number()) {
      errors_.add(at(name), "expected_number");
      return std::nullopt;
    }
    return v->to_number<double>();
  }
  /// A list, or a lone value as a list of one. Each element with its path.
  std::vector<std::pair<const json::value*, std::string>> list(std::string_view name) {
    std::vector<std::pair<const json::value*, std::string>> out;
    const auto* v = take(name);
    if (!v) return out;
    if (!v->is_array()) return {{v, at(name)}};
    if (v->get_array().size() > kMaxList) errors_.add(at(name), "too_many", {{"max", std::to_string(kMaxList)}});
    for (std::size_t i = 0; i < std::min(v->get_array().size(), kMaxList); ++i) {
      out.emplace_back(&v->get_array()[i], fmt::format("{}[{}]", at(name), i));
    }
    return out;
  }
  std::vector<std::string> scalars(std::string_view name) {
    std::vector<std::string> out;
    for (const auto& [v, path] : list(name)) {
      if (is_scalar(*v)) out.push_back(scalar_text(*v));
      else errors_.add(path, "expected_scalar");
    }
    return out;
  }
  void done() {
    if (!object_) return;
    for (const auto& member : *object_) {
      if (taken_.count(std::string(member.key())) == 0 && member.key() != "$schema") {
        errors_.add(at(std::string_view(member.key())), "unknown_field");
      }
    }
  }

 private:
  const json::object* object_ = nullptr;
  std::string path_;
  Errors& errors_;
  std::set<std::string> taken_;
};

}  // namespace peakend::importers::map_reader
