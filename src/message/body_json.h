#pragma once
// Reads the fields of a JSON object body one by one, collects every broken rule with its path, and refuses
// fields that nobody asked for. For small request bodies; the hot path has its own parser.
// Not thread-safe. Values are returned even when a rule was broken; done() says whether all was well.
//   PK_TRY(auto f, message::BodyFields::parse(req.body));
//   const auto email = f.text("email", 3, 254);
//   PK_CHECK(f.done());
#include <boost/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/error.h"

namespace peakend::message {

class BodyFields {
 public:
  /// ErrorKind::malformed "bad_json" for broken JSON (deeper than max_depth too); invalid when it is not an object.
  static Result<BodyFields> parse(std::string_view body, std::size_t max_depth = 32);
  explicit BodyFields(boost::json::object object, std::string prefix = {})
      : object_(std::move(object)), prefix_(std::move(prefix)) {}

  /// A required text of [min, max] bytes; "" when absent or wrong.
  std::string text(std::string_view name, std::size_t min, std::size_t max);
  /// An optional one; nullopt when absent, null or wrong.
  std::optional<std::string> optional_text(std::string_view name, std::size_t min, std::size_t max);
  std::optional<bool> optional_flag(std::string_view name);
  std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min, std::int64_t max);
  /// An array of at most `most` texts of [1, max_bytes] bytes.
  std::optional<std::vector<std::string>> optional_texts(std::string_view name, std::size_t most, std::size_t max_bytes);
  /// A member of any type for the caller to read; nullptr when absent or null. Lives as long as this object.
  const boost::json::value* optional_value(std::string_view name) { return take(name); }
  /// Takes over errors that a caller found in such a member.
  void refuse(std::vector<FieldError>);
  /// Adds an error of the caller's own.
  void refuse(std::string_view name, std::string code, std::vector<std::pair<std::string, std::string>> params = {});
  /// invalid_fields with everything found, unknown fields included.
  Result<void> done();

 private:
  const boost::json::value* take(std::string_view name);
  boost::json::object object_;
  std::string prefix_;
  std::set<std::string, std::less<>> taken_;
  std::vector<FieldError> errors_;
};

}  // namespace peakend::message
