#pragma once
// Writes JSON front to back into one string, without a tree in between. Not thread-safe.
// The caller keeps the nesting right; commas, escapes and numbers are done here.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "engine/estimate.h"

namespace peakend::insight {

class JsonOut {
 public:
  JsonOut& open(char bracket);   ///< '{' or '['
  JsonOut& close(char bracket);  ///< '}' or ']'
  JsonOut& key(std::string_view name);
  JsonOut& text(std::string_view value);
  JsonOut& number(double value);  ///< shortest form that reads back the same; null when not finite
  JsonOut& integer(std::int64_t value);
  JsonOut& flag(bool value);
  JsonOut& null();
  JsonOut& time(std::int64_t ms);      ///< RFC 3339 in UTC
  JsonOut& raw(std::string_view json); ///< one value, already JSON

  JsonOut& field(std::string_view name, std::string_view value) { return key(name).text(value); }
  JsonOut& field(std::string_view name, const char* value) { return key(name).text(value); }
  JsonOut& field(std::string_view name, double value) { return key(name).number(value); }
  JsonOut& field(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  JsonOut& field(std::string_view name, int value) { return key(name).integer(value); }
  JsonOut& field(std::string_view name, bool value) { return key(name).flag(value); }

  std::string take() { return std::move(out_); }
  std::size_t size() const { return out_.size(); }

 private:
  void separate();
  std::string out_;
};

/// An estimate with what must be known about it. Method::none means a value without an interval (one person's mean).
struct Number {
  engine::Estimate estimate;
  std::string_view unit;  ///< valence | points | percent | ratio | score | share
  engine::Basis basis = engine::Basis::measured;
};
/// The fields of api.ts Estimate into the open object: value, lo, hi or insufficient; n, n_eff, unit, basis, method, flags.
void write_fields(JsonOut&, const Number&);
/// The same as one object.
void write(JsonOut&, const Number&);

}  // namespace peakend::insight
