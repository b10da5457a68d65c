#include "base/calendar.h"

#include <algorithm>
#include <stdexcept>

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

namespace peakend::calendar {
namespace {

using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kDayMs = 86'400'000;
// Beyond these years the tz library has nothing to say and its arithmetic may overflow.
constexpr std::int64_t kMinMs = -62'167'219'200'000;  // 0000-01-01
constexpr std::int64_t kMaxMs = 253'402'300'799'999;  // 9999-12-31

std::int64_t clamp_ms(std::int64_t ms) { return std::clamp(ms, kMinMs, kMaxMs); }

date::sys_info info_at(const date::time_zone* tz, std::int64_t ms) {
  return tz->get_info(date::sys_seconds{floor<seconds>(milliseconds{clamp_ms(ms)})});
}

date::year_month_day civil(Day day) { return date::year_month_day{date::sys_days{date::days{day}}}; }
Day day_number(date::year_month_day ymd) {
  return static_cast<Day>(date::sys_days{ymd}.time_since_epoch().count());
}

/// Monday of the week of a day: 1970-01-01 was a Thursday.
Day monday(Day day) { return day - ((day + 3) % 7 + 7) % 7; }

Day first_day(Bucket bucket, Day day) {
  if (bucket == Bucket::day) return day;
  if (bucket == Bucket::week) return monday(day);
  auto ymd = civil(day);
  auto month = static_cast<unsigned>(ymd.month());
  if (bucket == Bucket::quarter) month = (month - 1) / 3 * 3 + 1;
  if (bucket == Bucket::year) month = 1;
  return day_number(ymd.year() / date::month{month} / 1);
}

Day next_first_day(Bucket bucket, Day first) {
  if (bucket == Bucket::day) return first + 1;
  if (bucket == Bucket::week) return first + 7;
  int months = bucket == Bucket::month ? 1 : bucket == Bucket::quarter ? 3 : 12;
  auto ymd = civil(first);
  return day_number((ymd.year() / ymd.month() + date::months{months}) / 1);
}

/// Start and end of the local hour around an instant; an offset change cuts the hour.
std::pair<std::int64_t, std::int64_t> hour_around(const Zone& zone, std::int64_t ms) {
  std::int64_t offset = 0, begin = kMinMs - kDayMs, end = kMaxMs + kDayMs;
  if (!zone.is_utc()) {
    auto info = info_at(zone.tz(), ms);
    offset = milliseconds{info.offset}.count();
    begin = milliseconds{info.begin.time_since_epoch()}.count();
    end = milliseconds{info.end.time_since_epoch()}.count();
  }
  std::int64_t local = ms + offset;
  std::int64_t into = ((local % 3'600'000) + 3'600'000) % 3'600'000;
  return {std::max(ms - into, begin), std::min(ms - into + 3'600'000, end)};
}

}  // namespace

Result<Zone> Zone::find(std::string_view iana) {
  Zone zone;
  if (iana.empty() || iana == "UTC" || iana == "Etc/UTC" || iana == "Z") return zone;
  try {
    zone.tz_ = date::locate_zone(std::string(iana));
    zone.tz_->get_info(date::sys_seconds{});  // reads the file now, so that later calls cannot fail
    return zone;
  } catch (const std::exception& e) {
    Error error{ErrorKind::invalid, "zone_unknown", {}, e.what(), {{"zone", std::string(iana.substr(0, 64))}}};
    return tl::unexpected(std::move(error));
  }
}

std::string_view Zone::name() const { return tz_ ? std::string_view(tz_->name()) : std::string_view("UTC"); }

std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  try {
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
  } catch (const std::exception&) {
    names.push_back("UTC");
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::int32_t offset_s(const Zone& zone, Instant at) {
  if (zone.is_utc()) return 0;
  return static_cast<std::int32_t>(info_at(zone.tz(), to_ms(at)).offset.count());
}

Day local_day(const Zone& zone, Instant at) {
  std::int64_t local = clamp_ms(to_ms(at)) + std::int64_t{offset_s(zone, at)} * 1000;
  return static_cast<Day>(floor<date::days>(milliseconds{local}).count());
}

Instant midnight(const Zone& zone, Day day) {
  std::int64_t local = std::int64_t{day} * kDayMs;
  if (zone.is_utc() || local < kMinMs || local > kMaxMs) return from_ms(local);
  auto info = zone.tz()->get_info(date::local_seconds{seconds{local / 1000}});
  if (info.result == date::local_info::nonexistent) {
    return from_ms(milliseconds{info.first.end.time_since_epoch()}.count());
  }
  return from_ms(local - milliseconds{info.first.offset}.count());
}

Day day_of(int year, unsigned month, unsigned day) {
  return day_number(date::year{year} / date::month{month} / date::day{day});
}

std::string day_text(Day day) {
  auto ymd = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

std::optional<Day> parse_day(std::string_view s) {
  if (s.size() != 10 || s[4] != '-' || s[7] != '-') return std::nullopt;
  unsigned digits[10];
  for (std::size_t i = 0; i < 10; ++i) {
    if (i == 4 || i == 7) continue;
    if (s[i] < '0' || s[i] > '9') return std::nullopt;
    digits[i] = static_cast<unsigned>(s[i] - '0');
  }
  auto ymd = date::year{static_cast<int>(digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3])} /
             date::month{digits[5] * 10 + digits[6]} / date::day{digits[8] * 10 + digits[9]};
  if (!ymd.ok()) return std::nullopt;
  return day_number(ymd);
}

std::int64_t LocalClock::local_ms(std::int64_t ms) {
  if (zone_.is_utc()) return ms;
  if (ms < begin_ || ms >= end_) {
    auto info = info_at(zone_.tz(), ms);
    begin_ = milliseconds{info.begin.time_since_epoch()}.count();
    end_ = milliseconds{info.end.time_since_epoch()}.count();
    offset_ms_ = milliseconds{info.offset}.count();
  }
  return ms + offset_ms_;
}

Day LocalClock::day(std::int64_t ms) {
  return static_cast<Day>(floor<date::days>(milliseconds{local_ms(clamp_ms(ms))}).count());
}

std::optional<Bucket> parse_bucket(std::string_view s) {
  for (auto b : {Bucket::hour, Bucket::day, Bucket::week, Bucket::month, Bucket::quarter, Bucket::year}) {
    if (s == name(b)) return b;
  }
  return std::nullopt;
}

std::string_view name(Bucket b) {
  constexpr std::string_view names[] = {"hour", "day", "week", "month", "quarter", "year"};
  return names[static_cast<int>(b)];
}

Instant bucket_start(const Zone& zone, Bucket bucket, Instant at) {
  if (bucket == Bucket::hour) return from_ms(hour_around(zone, to_ms(at)).first);
  return midnight(zone, first_day(bucket, local_day(zone, at)));
}

Instant bucket_next(const Zone& zone, Bucket bucket, Instant at) {
  if (bucket == Bucket::hour) return from_ms(hour_around(zone, to_ms(at)).second);
  return midnight(zone, next_first_day(bucket, first_day(bucket, local_day(zone, at))));
}

Result<std::vector<std::int64_t>> bucket_edges(const Zone& zone, Bucket bucket, Instant from, Instant to,
                                               std::size_t max) {
  std::vector<std::int64_t> edges;
  if (from >= to) return edges;
  auto too_many = [&] {
    Error error{ErrorKind::too_large, "too_many_buckets", {}, {}, {{"max", std::to_string(max)}}};
    return tl::unexpected(std::move(error));
  };
  if (to_ms(from) < kMinMs || to_ms(to) > kMaxMs) return too_many();
  if (bucket == Bucket::hour) {
    edges.push_back(to_ms(bucket_start(zone, bucket, from)));
    while (edges.back() < to_ms(to)) {
      if (edges.size() > max) return too_many();
      edges.push_back(hour_around(zone, edges.back()).second);
    }
    return edges;
  }
  Day day = first_day(bucket, local_day(zone, from));
  edges.push_back(to_ms(midnight(zone, day)));
  while (edges.back() < to_ms(to)) {
    if (edges.size() > max) return too_many();
    day = next_first_day(bucket, day);
    auto edge = to_ms(midnight(zone, day));
    if (edge > edges.back()) edges.push_back(edge);  // a day that a zone skipped whole has no bucket
  }
  return edges;
}

std::string bucket_label(const Zone& zone, Bucket bucket, Instant at) {
  Day day = local_day(zone, at);
  if (bucket == Bucket::hour) {
    auto start = bucket_start(zone, bucket, at);
    auto text = rfc3339(start, zone);
    return text.substr(0, 16) + text.substr(23);  // without seconds, with offset
  }
  if (bucket == Bucket::day) return day_text(day);
  auto ymd = civil(day);
  int year = static_cast<int>(ymd.year());
  auto month = static_cast<unsigned>(ymd.month());
  if (bucket == Bucket::month) return fmt::format("{:04}-{:02}", year, month);
  if (bucket == Bucket::quarter) return fmt::format("{:04}-Q{}", year, (month - 1) / 3 + 1);
  if (bucket == Bucket::year) return fmt::format("{:04}", year);
  // ISO 8601: the week belongs to the year that holds its Thursday.
  Day thursday = monday(day) + 3;
  int iso_year = static_cast<int>(civil(thursday).year());
  int week = (thursday - day_of(iso_year, 1, 1)) / 7 + 1;
  return fmt::format("{:04}-W{:02}", iso_year, week);
}

std::optional<Instant> parse_bound(std::string_view s, const Zone& zone) {
  if (auto at = parse_rfc3339(s)) return at;
  auto parsed = parse_time(s, TimeFormat{}, zone);
  if (!parsed) return std::nullopt;
  return parsed->at;
}

}  // namespace peakend::calendar
