// Reads JSON text into values. The parser is Boost's; numbers are read from their own text, because its sum of digits and power
// of ten is off by the last bit for some numbers of 16 and 17 digits, and the page of respondents must see the same number.
#include <boost/json/basic_parser_impl.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "survey/value.h"

namespace peakend::survey {
namespace {

namespace json = boost::json;

/// Keys are unique: of two the last counts, as in JavaScript.
void keep_last(Members& m) {
  if (m.size() < 2) return;
  std::vector<std::size_t> at(m.size());
  for (std::size_t i = 0; i < at.size(); ++i) at[i] = i;
  std::sort(at.begin(), at.end(), [&](std::size_t a, std::size_t b) { return std::pair<std::string_view, std::size_t>(m[a].first, a) < std::pair<std::string_view, std::size_t>(m[b].first, b); });
  std::vector<bool> drop(m.size());
  bool any = false;
  for (std::size_t i = 0; i + 1 < at.size();) {
    std::size_t last = i;
    while (last + 1 < at.size() && m[at[last + 1]].first == m[at[i]].first) ++last;
    if (last > i) {
      m[at[i]].second = std::move(m[at[last]].second);  // the place of the first
      for (std::size_t k = i + 1; k <= last; ++k) drop[at[k]] = any = true;
    }
    i = last + 1;
  }
  if (!any) return;
  Members kept;
  for (std::size_t i = 0; i < m.size(); ++i)
    if (!drop[i]) kept.push_back(std::move(m[i]));
  m = std::move(kept);
}

/// What basic_parser calls; the names and types are its.
struct Handler {
  using Ec = json::error_code;
  using Sv = json::string_view;
  static constexpr std::size_t max_object_size = SIZE_MAX, max_array_size = SIZE_MAX, max_key_size = SIZE_MAX, max_string_size = SIZE_MAX;

  Value root;

  bool on_document_begin(Ec&) { return true; }
  bool on_document_end(Ec&) { return true; }
  bool on_object_begin(Ec&) { return open(Value(Members{})); }
  bool on_object_end(std::size_t, Ec&) {
    keep_last(*open_.back().value.members());
    return close();
  }
  bool on_array_begin(Ec&) { return open(Value(List{})); }
  bool on_array_end(std::size_t, Ec&) { return close(); }
  bool on_key_part(Sv s, std::size_t, Ec&) { return part(s); }
  bool on_key(Sv s, std::size_t, Ec&) {
    part(s);
    open_.back().key = std::move(text_);
    text_.clear();
    return true;
  }
  bool on_string_part(Sv s, std::size_t, Ec&) { return part(s); }
  bool on_string(Sv s, std::size_t, Ec&) {
    part(s);
    Value v(std::move(text_));
    text_.clear();
    return put(std::move(v));
  }
  bool on_number_part(Sv s, Ec&) { return part(s); }
  bool on_int64(std::int64_t, Sv s, Ec& ec) { return number(s, ec); }
  bool on_uint64(std::uint64_t, Sv s, Ec& ec) { return number(s, ec); }
  bool on_double(double, Sv s, Ec& ec) { return number(s, ec); }
  bool on_bool(bool b, Ec&) { return put(b); }
  bool on_null(Ec&) { return put({}); }
  bool on_comment_part(Sv, Ec&) { return true; }
  bool on_comment(Sv, Ec&) { return true; }

 private:
  struct Open {
    Value value;
    std::string key{};
  };
  std::vector<Open> open_;
  std::string text_;

  bool part(Sv s) {
    text_.append(s.data(), s.size());
    return true;
  }
  bool open(Value v) {
    open_.push_back({std::move(v)});
    return true;
  }
  bool close() {
    Value v = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(v));
  }
  bool put(Value v) {
    if (open_.empty()) root = std::move(v);
    else if (auto* l = open_.back().value.list()) l->push_back(std::move(v));
    else open_.back().value.members()->emplace_back(std::move(open_.back().key), std::move(v));
    return true;
  }
  bool number(Sv s, Ec& ec) {
    part(s);
    double d = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), d);
    // Out of range is nearly 0 or beyond every number; strtod tells which.
    if (error == std::errc::result_out_of_range) d = std::strtod(text_.c_str(), nullptr);
    text_.clear();
    if (error == std::errc::invalid_argument || !std::isfinite(d)) {
      ec = json::error::exponent_overflow;
      return false;
    }
    return put(d == 0 ? 0.0 : d);
  }
};

}  // namespace

Result<Value> parse_value(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  json::basic_parser<Handler> parser(options);
  json::error_code ec;
  const auto n = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && n < text.size()) ec = json::error::extra_data;
  if (ec) return fail(ErrorKind::malformed, "bad_json", ec.message());
  return std::move(parser.handler().root);
}

}  // namespace peakend::survey
