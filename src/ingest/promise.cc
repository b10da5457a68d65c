#include "ingest/promise.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/laws/triangle.h"
#include "engine/scale.h"

namespace peakend::ingest {
namespace {

constexpr double kMsPerMinute = 60'000;
constexpr std::int64_t kMsPerDay = 86'400'000;

std::optional<double> number(std::string_view s) {
  double v = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (ec != std::errc{} || end != s.data() + s.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

struct When {
  std::int64_t first = 0, last = 0;  ///< the moment; for a date alone its first and last ms
};

std::optional<When> read_time(const std::string& property, const journey::EventView& event, std::int64_t at, const calendar::Zone& zone) {
  if (property == "@time") return When{at, at};
  const auto text = event.property(property);
  if (!text || text->empty()) return std::nullopt;
  if (const auto t = calendar::parse_rfc3339(*text)) return When{to_ms(*t), to_ms(*t)};
  const bool digits = std::all_of(text->begin(), text->end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits && (text->size() == 10 || text->size() == 13)) {
    std::int64_t n = 0;
    std::from_chars(text->data(), text->data() + text->size(), n);
    if (text->size() == 10) n *= 1000;
    return When{n, n};
  }
  const auto t = calendar::parse_time(*text, {}, zone);
  if (!t) return std::nullopt;
  const std::int64_t ms = to_ms(t->at);
  if (!t->date_only) return When{ms, ms};
  return When{ms, to_ms(calendar::midnight(zone, calendar::local_day(zone, t->at) + 1)) - 1};
}

std::optional<std::int32_t> fixed(const engine::LogRatio& r) {
  if (r.status != engine::Status::ok) return std::nullopt;
  return engine::log_ratio_fixed(r.s);
}

double ms_per_unit(std::string_view unit) {
  if (unit == "minute") return kMsPerMinute;
  if (unit == "hour") return 60 * kMsPerMinute;
  if (unit == "week") return 7.0 * kMsPerDay;
  return static_cast<double>(kMsPerDay);
}

PromiseOutcome of_time(const journey::PromiseRule& rule, const journey::EventView& event, std::int64_t at, calendar::LocalClock& clock) {
  PromiseOutcome out;
  const auto due = read_time(rule.expected, event, at, clock.zone());
  if (!due) return out;
  const bool by_day = rule.rule == "calendar_day";
  const calendar::Day due_day = by_day ? clock.day(due->last) : 0;
  out.due = by_day ? to_ms(calendar::midnight(clock.zone(), due_day + 1)) - 1 : due->last;
  out.state = facts::Promise::made;
  const auto keeps = [&](std::int64_t outcome) { return by_day ? clock.day(outcome) <= due_day : outcome <= due->last; };
  const double unit = ms_per_unit(rule.unit);
  const auto read = [&](const std::string& property) {
    return property.empty() ? std::nullopt : read_time(property, event, at, clock.zone());
  };
  const auto since = read(rule.since), actual = read(rule.actual);
  if (actual) out.state = keeps(actual->first) ? facts::Promise::kept : facts::Promise::broken;
  if (!since) return out;
  if (due->last > since->first) out.expectation = static_cast<double>(due->last - since->first) / unit;
  if (actual && actual->first >= since->first) out.actual = static_cast<double>(actual->first - since->first) / unit;
  if (out.expectation && out.actual) out.log_ratio = fixed(engine::log_ratio_less({*out.expectation}, {*out.actual}, kMsPerMinute / unit));
  return out;
}

PromiseOutcome of_quantity(const journey::PromiseRule& rule, const journey::EventView& event) {
  PromiseOutcome out;
  const auto read = [&](const std::string& property) {
    const auto text = property.empty() ? std::nullopt : event.property(property);
    return text ? number(*text) : std::nullopt;
  };
  const auto expected = read(rule.expected);
  if (!expected) return out;
  out.expectation = expected;
  out.state = facts::Promise::made;
  out.actual = read(rule.actual);
  if (!out.actual) return out;
  const bool less = rule.polarity == "less";
  const bool kept = less ? *out.actual <= *expected : *out.actual >= *expected;
  out.state = kept ? facts::Promise::kept : facts::Promise::broken;
  const double step = *expected * 1e-6;
  if (step > 0)
    out.log_ratio = fixed(less ? engine::log_ratio_less({*expected}, {*out.actual}, step) : engine::log_ratio_more({*expected}, {*out.actual}, step));
  return out;
}

}  // namespace

PromiseOutcome evaluate(const journey::PromiseRule& rule, const journey::EventView& event, std::int64_t at, calendar::LocalClock& clock) {
  return rule.kind == "quantity" ? of_quantity(rule, event) : of_time(rule, event, at, clock);
}

}  // namespace peakend::ingest
