#pragma once
// The one error type. Client text and log text are different fields: `log` never reaches a caller.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace peakend {

/// What went wrong, seen from the caller. The table in error.cc gives HTTP status, log level and
/// whether a retry can help. Numbers are persisted in counters: never reuse one.
enum class ErrorKind : std::uint8_t {
  malformed = 1,     ///< 400: could not be parsed; mend the request
  invalid = 2,       ///< 422: parsed, but a field breaks a rule; mend the field
  unauthorized = 3,  ///< 401: say who you are
  forbidden = 4,     ///< 403: you may not
  not_found = 5,     ///< 404: no such thing in your workspace
  conflict = 6,      ///< 409: clashes with what is stored; read again first
  too_large = 7,     ///< 413: send less at a time
  too_many = 8,      ///< 429: slow down, retry later
  unavailable = 9,   ///< 503: our fault, retry later
  internal = 10,     ///< 500: our fault, a retry will not help
};

/// One broken rule at one place of the input.
struct FieldError {
  std::string field;  ///< JSON path such as "batch[3].value"; empty = the whole body
  std::string code;   ///< closed reason, e.g. "out_of_range"; key of the message catalogue (zh, en)
  std::vector<std::pair<std::string, std::string>> params{};  ///< fills {name} in the message
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;                  ///< closed reason, key of the message catalogue
  std::vector<FieldError> fields{};  ///< at most 100
  std::string log{};                 ///< for operators only
  std::vector<std::pair<std::string, std::string>> params{};
};

template <class T>
using Result = tl::expected<T, Error>;

int http_status(ErrorKind kind);
bool retry_helps(ErrorKind kind);

inline tl::unexpected<Error> fail(ErrorKind kind, std::string code, std::string log = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(code), {}, std::move(log), {}});
}
inline tl::unexpected<Error> fail_field(std::string field, std::string code,
                                        std::vector<std::pair<std::string, std::string>> params = {}) {
  Error e{ErrorKind::invalid, "invalid_fields", {}, {}, {}};
  e.fields.push_back({std::move(field), std::move(code), std::move(params)});
  return tl::unexpected<Error>(std::move(e));
}

}  // namespace peakend

#define PK_CONCAT_(a, b) a##b
#define PK_CONCAT(a, b) PK_CONCAT_(a, b)
#define PK_TRY_IMPL(tmp, decl, expr)                      \
  auto tmp = (expr);                                      \
  if (!tmp) return tl::unexpected(std::move(tmp).error()); \
  decl = *std::move(tmp)
/// `PK_TRY(auto x, f());` binds the value or returns the error.
#define PK_TRY(decl, expr) PK_TRY_IMPL(PK_CONCAT(pk_try_, __COUNTER__), decl, expr)
/// `PK_CHECK(f());` for Result<void>.
#define PK_CHECK_IMPL(tmp, expr) \
  if (auto tmp = (expr); !tmp) return tl::unexpected(std::move(tmp).error())
#define PK_CHECK(expr) PK_CHECK_IMPL(PK_CONCAT(pk_check_, __COUNTER__), expr)
