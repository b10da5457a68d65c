#pragma once
// Reads input field by field with the path in the error; the first error sticks and later reads give defaults,
// so that a function reads its input straight down and its caller asks once. Not thread-safe.
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/estimate.h"
#include "engine/interval.h"

namespace peakend::engine {

inline constexpr std::size_t kMaxValues = 1'000'000;

class In {
 public:
  In(const boost::json::value* v, std::optional<Error>* error, std::string path = {})
      : v_(v), error_(error), path_(std::move(path)) {}

  /// Present and not null.
  bool has(std::string_view key) const;
  bool is_null() const { return !v_ || v_->is_null(); }
  bool is_array() const { return v_ && v_->is_array(); }
  bool is_string() const { return v_ && v_->is_string(); }
  /// Member; `required` unless it is there.
  In at(std::string_view key) const;
  /// Elements; `expected_array`, `too_many_values`.
  std::vector<In> items() const;
  /// Elements, exactly so many; else `wrong_length`.
  std::vector<In> items(std::size_t n) const;
  /// Element i, to point at it in a refusal; reads as absent after an error or beyond the end.
  In item(std::size_t i) const;
  /// Members of an object in their order.
  std::vector<std::pair<std::string, In>> members() const;

  /// A finite number within [min, max].
  double num(double min = -1e300, double max = 1e300) const;
  std::int64_t integer(std::int64_t min = -(std::int64_t{1} << 53), std::int64_t max = std::int64_t{1} << 53) const;
  bool flag() const;  ///< true/false or 0/1
  std::string text() const;
  std::vector<double> nums() const;
  std::vector<std::vector<double>> rows() const;  ///< array of arrays of numbers
  std::optional<double> maybe() const;            ///< null -> nothing

  double num(std::string_view key, double min = -1e300, double max = 1e300) const { return at(key).num(min, max); }
  double num_or(std::string_view key, double other, double min = -1e300, double max = 1e300) const;
  std::int64_t integer(std::string_view key, std::int64_t min = 0, std::int64_t max = std::int64_t{1} << 53) const {
    return at(key).integer(min, max);
  }
  std::vector<double> nums(std::string_view key) const { return at(key).nums(); }
  /// The same length as another list, else `wrong_length`.
  std::vector<double> nums(std::string_view key, std::size_t n) const;

  void refuse(std::string code, std::vector<std::pair<std::string, std::string>> params = {}) const;
  bool ok() const { return !*error_; }

 private:
  const boost::json::value* v_;
  std::optional<Error>* error_;
  std::string path_;
};

using Out = boost::json::object;
/// One line of the table.
struct Function {
  std::string_view name, line;
  void (*run)(const In&, Out&);
};

// What the functions write.
boost::json::array array_of(const std::vector<double>&);
/// [value, lo, hi], or null unless ok.
boost::json::value triple(const Estimate&);
boost::json::array pair_of(const Interval&);
/// Says in `out` why there is no result; true when there is one.
bool put_status(Out& out, Status, std::int64_t have = 0, std::int64_t need = 0);
bool put_status(Out& out, const Estimate&);
/// Shortest text that reads back to the same number; NaN and infinities become null. One line.
std::string to_text(const boost::json::value&);

}  // namespace peakend::engine
