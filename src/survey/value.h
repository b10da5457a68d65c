#pragma once
// A small JSON-like value: answers, hidden fields and logic are made of it, so that the rules about them need no JSON
// library. A plain value type.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"

namespace peakend::survey {

class Value;
using List = std::vector<Value>;
using Members = std::vector<std::pair<std::string, Value>>;  ///< document order, keys unique

class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) {}                                     // NOLINT: literals read better without a constructor's name
  Value(bool b) : v_(b) {}                                     // NOLINT
  Value(double d) : v_(d) {}                                   // NOLINT
  Value(int i) : v_(static_cast<double>(i)) {}                 // NOLINT
  Value(std::string s) : v_(std::move(s)) {}                   // NOLINT
  Value(std::string_view s) : v_(std::string(s)) {}            // NOLINT
  Value(const char* s) : v_(std::string(s)) {}                 // NOLINT
  Value(List l) : v_(std::move(l)) {}                          // NOLINT
  Value(Members m) : v_(std::move(m)) {}                       // NOLINT

  bool is_null() const { return v_.index() == 0; }
  const bool* flag() const { return std::get_if<bool>(&v_); }
  const double* number() const { return std::get_if<double>(&v_); }
  const std::string* text() const { return std::get_if<std::string>(&v_); }
  const List* list() const { return std::get_if<List>(&v_); }
  const Members* members() const { return std::get_if<Members>(&v_); }
  List* list() { return std::get_if<List>(&v_); }
  Members* members() { return std::get_if<Members>(&v_); }
  /// Member of an object; nullptr when there is none or this is no object.
  const Value* find(std::string_view key) const;
  /// Sets a member, making this an object when it is none.
  void set(std::string_view key, Value v);
  bool operator==(const Value&) const = default;

 private:
  std::variant<std::monostate, bool, double, std::string, List, Members> v_;
};

inline constexpr std::size_t kMaxJsonDepth = 64;  ///< a rule of 16 operations needs 32 inside its question
/// JSON text both ways. Depth at most kMaxJsonDepth; numbers are doubles. Broken text: ErrorKind::malformed "bad_json".
Result<Value> parse_value(std::string_view json);
std::string to_json(const Value&);
void append_json(std::string& out, const Value&);
/// A JSON string with quotes. '<' is written as \u003c, so the text may stand inside a page's script element.
void append_json_text(std::string& out, std::string_view);

/// The shortest decimal as JavaScript writes it: 5, 0.5, 1e+21, 1e-7.
std::string number_text(double);

}  // namespace peakend::survey
