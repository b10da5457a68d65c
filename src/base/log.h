#pragma once
// Log lines for operators: a message and named fields, as text or as one JSON object a line, on standard error.
// Thread-safe. Rule: pass values as fields, never inside the message, so that they are searchable and can be masked;
// fields whose key names a secret (password, token, secret, authorization, cookie) are shown as "***".
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.h"

namespace peakend::log {

enum class Level : std::uint8_t { debug, info, warn, error };

struct Options {
  bool json = false;
  Level level = Level::info;
  std::string path{};  ///< append to this file instead of standard error; reopened by setup only
};
/// Before the first line other threads write. An unwritable path is ErrorKind::unavailable and changes nothing.
Result<void> setup(const Options&);
bool enabled(Level);

/// A named value; the key is borrowed, the value is turned into text here.
struct Field {
  std::string_view key;
  std::string value;
  bool quoted = true;  ///< false for numbers and booleans in JSON
  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(v) {}
  Field(std::string_view k, const std::string& v) : key(k), value(v) {}
  Field(std::string_view k, bool v) : key(k), value(v ? "true" : "false"), quoted(false) {}
  template <class T>
    requires std::is_arithmetic_v<T> && (!std::is_same_v<T, bool>)
  Field(std::string_view k, T v) : key(k), value(std::to_string(v)), quoted(false) {}
};
using Fields = std::initializer_list<Field>;
using FieldSpan = std::span<const Field>;

void write(Level, std::string_view message, FieldSpan);
inline void write(Level level, std::string_view message, Fields f = {}) { write(level, message, FieldSpan(f.begin(), f.size())); }
inline void debug(std::string_view m, Fields f = {}) { if (enabled(Level::debug)) write(Level::debug, m, f); }
inline void info(std::string_view m, Fields f = {}) { if (enabled(Level::info)) write(Level::info, m, f); }
inline void warn(std::string_view m, Fields f = {}) { if (enabled(Level::warn)) write(Level::warn, m, f); }
inline void error(std::string_view m, Fields f = {}) { if (enabled(Level::error)) write(Level::error, m, f); }
/// The operator's side of an Error: code, kind and log text.
void failure(std::string_view message, const Error&, Fields = {});

/// While alive, lines of this thread carry request=<id>. Nests.
class RequestScope {
 public:
  explicit RequestScope(std::string_view id);
  ~RequestScope();
  RequestScope(const RequestScope&) = delete;
  RequestScope& operator=(const RequestScope&) = delete;

 private:
  std::string before_;
};

/// One line without its end, as setup's `json` chooses; exposed for tests. `at` is ms UTC.
std::string format_text(std::int64_t at, Level, std::string_view request, std::string_view message, FieldSpan);
std::string format_json(std::int64_t at, Level, std::string_view request, std::string_view message, FieldSpan);

}  // namespace peakend::log
