#pragma once
// Zones, local days, bucket borders and the text forms of time. The only place that knows time zones
// (Howard Hinnant's date library on the system's tz database). Everything here is pure and thread-safe
// apart from LocalClock, which belongs to one thread.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace date {
class time_zone;
}

namespace peakend::calendar {

/// A handle on one zone; cheap to copy, valid for the life of the process.
class Zone {
 public:
  Zone() = default;  ///< UTC
  /// By IANA name ("Asia/Shanghai", "UTC"). Unknown name: ErrorKind::invalid, code "zone_unknown".
  static Result<Zone> find(std::string_view iana);
  std::string_view name() const;
  bool is_utc() const { return tz_ == nullptr; }
  const date::time_zone* tz() const { return tz_; }  ///< nullptr for UTC
  bool operator==(const Zone&) const = default;

 private:
  const date::time_zone* tz_ = nullptr;
};
/// Names of all zones of the system, sorted.
std::vector<std::string> zone_names();

/// A day of the proleptic Gregorian calendar, counted from 1970-01-01 = 0.
using Day = std::int32_t;

/// Offset of local time from UTC at an instant, in seconds east.
std::int32_t offset_s(const Zone&, Instant);
/// The local day an instant falls on.
Day local_day(const Zone&, Instant);
/// First instant of a local day. Where a clock change skips midnight it is the instant of the change;
/// where midnight comes twice it is the first.
Instant midnight(const Zone&, Day);
Day day_of(int year, unsigned month, unsigned day);
/// "2026-03-14"
std::string day_text(Day);
/// Strict "2026-03-14".
std::optional<Day> parse_day(std::string_view);

/// local_day for long runs of instants: keeps the last offset period. One per thread.
class LocalClock {
 public:
  explicit LocalClock(Zone zone) : zone_(zone) {}
  const Zone& zone() const { return zone_; }
  Day day(std::int64_t ms);
  std::int64_t local_ms(std::int64_t ms);  ///< the wall clock as if it were UTC

 private:
  Zone zone_;
  std::int64_t begin_ = 1, end_ = 0, offset_ms_ = 0;
};

enum class Bucket : std::uint8_t { hour, day, week, month, quarter, year };
/// "hour" ... "year"; nullopt for other words.
std::optional<Bucket> parse_bucket(std::string_view);
std::string_view name(Bucket);
/// True when every border is a local midnight (all but hour): daily roll-ups may answer.
inline bool whole_days(Bucket b) { return b != Bucket::hour; }

/// Start of the bucket that holds the instant. Weeks start on Monday (ISO 8601).
Instant bucket_start(const Zone&, Bucket, Instant);
/// Start of the bucket after the one that holds the instant.
Instant bucket_next(const Zone&, Bucket, Instant);
/// Ascending borders e0 <= from < ... < to <= en, so bucket i = [e[i], e[i+1]). Days of 23 and 25 hours come
/// out right. from >= to: empty. More than `max` buckets: ErrorKind::too_large, code "too_many_buckets".
Result<std::vector<std::int64_t>> bucket_edges(const Zone&, Bucket, Instant from, Instant to, std::size_t max = 20'000);
/// Label of the bucket that holds the instant: "2026-03-14T09:00+08:00", "2026-03-14", "2026-W11", "2026-03",
/// "2026-Q1", "2026". Weeks carry the ISO year.
std::string bucket_label(const Zone&, Bucket, Instant);

/// Fast RFC 3339 ("2026-03-14T09:00:00.123+08:00"): T, t or a blank between, fraction of any length (cut to ms),
/// Z, z, +hh:mm or +hhmm required; second 60 is taken as the next second. Years 0000-9999.
std::optional<Instant> parse_rfc3339(std::string_view);
/// Exactly 24 characters, "2026-03-14T01:00:00.123Z". Outside years 0-9999 the nearest end of that range.
inline constexpr std::size_t kRfc3339Size = 24;
void write_rfc3339(Instant, char* out);
std::string rfc3339(Instant);
/// With the zone's offset: "2026-03-14T09:00:00.123+08:00".
std::string rfc3339(Instant, const Zone&);

/// How timestamps are written in a file.
struct TimeFormat {
  enum class Kind : std::uint8_t { ymd, dmy, mdy, epoch_s, epoch_ms, pattern };
  Kind kind = Kind::ymd;
  std::string pattern;  ///< for Kind::pattern, of %Y %y %m %d %b %B %H %I %M %S %p %z %% and literal text
  bool operator==(const TimeFormat&) const = default;
};
/// "iso", "ymd", "zh" (all year-month-day), "dmy", "mdy", "epoch_s", "epoch_ms", or a pattern with %.
/// Otherwise ErrorKind::invalid, code "unknown_time_format".
Result<TimeFormat> parse_time_format(std::string_view);
std::string text(const TimeFormat&);

struct ParsedTime {
  Instant at;
  bool date_only = false;  ///< no time of day was written; `at` is the local midnight
  bool had_offset = false; ///< the text itself named its offset, so the zone was not used
};
/// Reads a timestamp of the given format; blanks around it are skipped, anything left over is a failure.
/// ymd, dmy, mdy read generously: separators - / . or a blank, month names in English, 年月日 时分秒, 上午/下午 and
/// am/pm, fractions, Z or offset, a year first whatever the order, 8 or 14 digits in a row. A local time that
/// a clock change skips moves forward to the change; one that comes twice is the first.
std::optional<ParsedTime> parse_time(std::string_view, const TimeFormat&, const Zone&);

struct TimeGuess {
  TimeFormat format;
  bool ambiguous = false;  ///< both dd/mm and mm/dd fit every sample; dd/mm was taken
};
/// The format that reads every non-empty sample; nullopt when none does or there is no sample.
std::optional<TimeGuess> guess_time_format(std::span<const std::string> samples);

/// A bound of a query: RFC 3339, or a local date or date and time in `zone`. Dates are their midnight.
std::optional<Instant> parse_bound(std::string_view, const Zone&);

}  // namespace peakend::calendar
