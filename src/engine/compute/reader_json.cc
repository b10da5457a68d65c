#include "engine/compute/reader_json.h"

#include <fmt/format.h>

#include <cmath>

namespace peakend::engine {
namespace json = boost::json;

namespace {

std::optional<double> number(const json::value& v) {
  if (v.is_double()) return v.get_double();
  if (v.is_int64()) return static_cast<double>(v.get_int64());
  if (v.is_uint64()) return static_cast<double>(v.get_uint64());
  return std::nullopt;
}

void write(const json::value& v, std::string& out);

void write(const json::object& o, std::string& out) {
  out += '{';
  const char* comma = "";
  for (const auto& [key, value] : o) {
    out += comma;
    out += json::serialize(json::string(key));
    out += ':';
    write(value, out);
    comma = ",";
  }
  out += '}';
}

void write(const json::value& v, std::string& out) {
  if (v.is_object()) return write(v.get_object(), out);
  if (v.is_array()) {
    out += '[';
    const char* comma = "";
    for (const json::value& x : v.get_array()) out += comma, write(x, out), comma = ",";
    out += ']';
  } else if (v.is_double()) {
    double d = v.get_double();
    if (d == 0) d = 0;  // no "-0"
    out += std::isfinite(d) ? fmt::format("{}", d) : "null";
  } else {
    out += json::serialize(v);
  }
}

}  // namespace

void In::refuse(std::string code, std::vector<std::pair<std::string, std::string>> params) const {
  if (!*error_) *error_ = fail_field(path_, std::move(code), std::move(params)).value();
}

bool In::has(std::string_view key) const {
  if (!v_ || !v_->is_object()) return false;
  auto it = v_->get_object().find(key);
  return it != v_->get_object().end() && !it->value().is_null();
}

In In::at(std::string_view key) const {
  std::string path = path_.empty() ? std::string(key) : path_ + "." + std::string(key);
  if (!ok()) return {nullptr, error_, path};
  if (!v_ || !v_->is_object()) {
    refuse("expected_object");
    return {nullptr, error_, path};
  }
  auto it = v_->get_object().find(key);
  In member(it == v_->get_object().end() ? nullptr : &it->value(), error_, std::move(path));
  if (!member.v_) member.refuse("required");
  return member;
}

std::vector<In> In::items() const {
  std::vector<In> out;
  if (!ok()) return out;
  if (!is_array()) return refuse("expected_array"), out;
  const json::array& a = v_->get_array();
  if (a.size() > kMaxValues) return refuse("too_many_values", {{"max", fmt::format("{}", kMaxValues)}}), out;
  out.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out.emplace_back(&a[i], error_, fmt::format("{}[{}]", path_, i));
  return out;
}

std::vector<In> In::items(std::size_t n) const {
  auto out = items();
  if (ok() && out.size() != n) refuse("wrong_length", {{"length", fmt::format("{}", n)}});
  // Callers index without asking: missing elements read as defaults once there is an error.
  while (out.size() < n) out.emplace_back(nullptr, error_, path_);
  return out;
}

In In::item(std::size_t i) const {
  auto all = items();
  return i < all.size() ? all[i] : In(nullptr, error_, path_);
}

std::vector<std::pair<std::string, In>> In::members() const {
  std::vector<std::pair<std::string, In>> out;
  if (!ok()) return out;
  if (!v_ || !v_->is_object()) return refuse("expected_object"), out;
  for (const auto& [key, value] : v_->get_object())
    out.emplace_back(std::string(key), In(&value, error_, path_.empty() ? std::string(key) : path_ + "." + std::string(key)));
  return out;
}

double In::num(double min, double max) const {
  if (!ok()) return min > 0 || max < 0 ? min : 0;
  auto d = v_ ? number(*v_) : std::nullopt;
  if (!d) {
    refuse("expected_number");
  } else if (!(*d >= min && *d <= max)) {
    refuse("out_of_range", {{"min", fmt::format("{}", min)}, {"max", fmt::format("{}", max)}});
  } else {
    return *d;
  }
  return min > 0 || max < 0 ? min : 0;
}

std::int64_t In::integer(std::int64_t min, std::int64_t max) const {
  double d = num(static_cast<double>(min), static_cast<double>(max));
  if (ok() && d != std::floor(d)) refuse("expected_integer");
  return ok() ? static_cast<std::int64_t>(d) : min;
}

bool In::flag() const {
  if (ok() && v_ && v_->is_bool()) return v_->get_bool();
  if (ok() && v_)
    if (auto d = number(*v_); d && (*d == 0 || *d == 1)) return *d == 1;
  if (ok()) refuse("expected_boolean");
  return false;
}

std::string In::text() const {
  if (!ok()) return {};
  if (!is_string()) return refuse("expected_string"), std::string();
  const json::string& s = v_->get_string();
  if (s.size() > 100'000) return refuse("too_long", {{"max", "100000"}}), std::string();
  return {s.data(), s.size()};
}

std::vector<double> In::nums() const {
  std::vector<double> out;
  if (!ok()) return out;
  if (!is_array()) return refuse("expected_array"), out;
  const json::array& a = v_->get_array();
  if (a.size() > kMaxValues) return refuse("too_many_values", {{"max", fmt::format("{}", kMaxValues)}}), out;
  out.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto d = number(a[i]);
    // 1e300 keeps squares of differences representable for none but absurd inputs; those are refused here.
    if (!d || !(std::abs(*d) <= 1e150)) {
      In(&a[i], error_, fmt::format("{}[{}]", path_, i)).num(-1e150, 1e150);
      return out;
    }
    out.push_back(*d);
  }
  return out;
}

std::vector<double> In::nums(std::string_view key, std::size_t n) const {
  In list = at(key);
  auto out = list.nums();
  if (ok() && out.size() != n) list.refuse("wrong_length", {{"length", fmt::format("{}", n)}});
  out.resize(n);
  return out;
}

std::vector<std::vector<double>> In::rows() const {
  std::vector<std::vector<double>> out;
  for (const In& row : items()) out.push_back(row.nums());
  return out;
}

std::optional<double> In::maybe() const { return is_null() ? std::nullopt : std::optional(num()); }

double In::num_or(std::string_view key, double other, double min, double max) const {
  return has(key) ? num(key, min, max) : other;
}

json::array array_of(const std::vector<double>& xs) { return json::array(xs.begin(), xs.end()); }

json::value triple(const Estimate& e) {
  if (e.status != Status::ok) return nullptr;
  return json::array{e.value, e.lo, e.hi};
}

json::array pair_of(const Interval& i) { return {i.lo, i.hi}; }

bool put_status(Out& out, Status s, std::int64_t have, std::int64_t need) {
  constexpr std::string_view names[] = {"ok", "too_few", "degenerate", "invalid"};
  if (s == Status::ok) return true;
  out["status"] = names[static_cast<unsigned>(s) & 3u];
  if (s == Status::too_few && need > 0) out["have"] = have, out["need"] = need;
  return false;
}

bool put_status(Out& out, const Estimate& e) { return put_status(out, e.status, e.n, e.need); }

std::string to_text(const json::value& v) {
  std::string out;
  write(v, out);
  return out;
}

}  // namespace peakend::engine
