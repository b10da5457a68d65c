// Text forms of time: RFC 3339 by hand for the ingest path, a generous reader for files.
#include <algorithm>
#include <array>
#include <cstring>

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include "base/calendar.h"

namespace peakend::calendar {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
constexpr std::int64_t civil_days(int y, unsigned m, unsigned d) {
  y -= m <= 2;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const unsigned yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m + (m > 2 ? -3u : 9u)) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return std::int64_t{era} * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

constexpr unsigned days_in_month(int y, unsigned m) {
  constexpr unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 29 : days[m - 1];
}

/// The fields of a timestamp while it is being read.
struct Fields {
  int year = -1;
  unsigned month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0;
  bool has_time = false, pm = false, am = false;
  std::optional<std::int32_t> offset_s;

  bool ok() const {
    return year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month) &&
           hour <= 24 && minute <= 59 && second <= 60 && (hour < 24 || (minute == 0 && second == 0 && ms == 0));
  }
  bool apply_half_day() {
    if (!am && !pm) return true;
    if (hour > 12) return pm;  // 下午14时 is written, 上午14时 is nonsense
    if (pm && hour < 12) hour += 12;
    if (am && hour == 12) hour = 0;
    return true;
  }
  std::int64_t local_ms() const {
    const std::int64_t of_day = (std::int64_t{hour} * 60 + minute) * 60 + second;
    return (civil_days(year, month, day) * 86'400 + of_day) * 1000 + ms;
  }
};

Instant from_local(const Zone& zone, std::int64_t local_ms) {
  if (zone.is_utc()) return from_ms(local_ms);
  const std::int64_t local_s = local_ms >= 0 ? local_ms / 1000 : -((-local_ms + 999) / 1000);
  auto info = zone.tz()->get_info(date::local_seconds{seconds{local_s}});
  if (info.result == date::local_info::nonexistent) {
    return from_ms(milliseconds{info.first.end.time_since_epoch()}.count());
  }
  return from_ms(local_ms - milliseconds{info.first.offset}.count());
}

std::optional<ParsedTime> finish(Fields f, const Zone& zone) {
  if (!f.apply_half_day() || !f.ok()) return std::nullopt;
  ParsedTime out;
  out.date_only = !f.has_time;
  out.had_offset = f.offset_s.has_value();
  out.at = f.offset_s ? from_ms(f.local_ms() - std::int64_t{*f.offset_s} * 1000) : from_local(zone, f.local_ms());
  return out;
}

/// Reads from the front of a text; every member leaves the text alone when it fails.
struct Reader {
  std::string_view s;

  void blanks() {
    while (!s.empty() && (s[0] == ' ' || s[0] == '\t')) s.remove_prefix(1);
  }
  bool literal(std::string_view t) {
    if (s.substr(0, t.size()) != t) return false;
    s.remove_prefix(t.size());
    return true;
  }
  bool literal_nocase(std::string_view lower) {
    if (s.size() < lower.size()) return false;
    for (std::size_t i = 0; i < lower.size(); ++i) {
      if ((s[i] | 0x20) != lower[i]) return false;
    }
    s.remove_prefix(lower.size());
    return true;
  }
  std::size_t digits() const {
    std::size_t n = 0;
    while (n < s.size() && digit(s[n])) ++n;
    return n;
  }
  std::optional<unsigned> number(std::size_t min, std::size_t max) {
    const std::size_t n = std::min(digits(), max);
    if (n < min || n == 0) return std::nullopt;
    unsigned value = 0;
    for (std::size_t i = 0; i < n; ++i) value = value * 10 + static_cast<unsigned>(s[i] - '0');
    s.remove_prefix(n);
    return value;
  }
  template <class T>
  bool into(T& out, std::size_t min, std::size_t max) {
    auto v = number(min, max);
    if (v) out = static_cast<T>(*v);
    return v.has_value();
  }
  /// "." or "," and digits, cut to milliseconds.
  void fraction(Fields& f) {
    if (s.size() < 2 || (s[0] != '.' && s[0] != ',') || !digit(s[1])) return;
    s.remove_prefix(1);
    unsigned scale = 100;
    for (f.ms = 0; !s.empty() && digit(s[0]); s.remove_prefix(1), scale /= 10) {
      f.ms += static_cast<unsigned>(s[0] - '0') * scale;
    }
  }
  bool month_name(unsigned& month) {
    static constexpr std::array<std::string_view, 12> names = {"january", "february", "march",     "april",   "may",      "june",
                                                               "july",    "august",   "september", "october", "november", "december"};
    for (unsigned i = 0; i < 12; ++i) {
      if (literal_nocase(names[i]) || (i == 8 && literal_nocase("sept")) || literal_nocase(names[i].substr(0, 3))) {
        month = i + 1;
        literal(".");
        return true;
      }
    }
    return false;
  }
  void half_day(Fields& f) {
    if (literal("上午") || literal("凌晨") || literal("早上")) f.am = true;
    else if (literal("下午") || literal("晚上") || literal("中午")) f.pm = true;
  }
  void half_day_latin(Fields& f) {
    if (literal_nocase("am") || literal_nocase("a.m.")) f.am = true;
    else if (literal_nocase("pm") || literal_nocase("p.m.")) f.pm = true;
  }
  bool offset(Fields& f) {
    if (literal("Z") || literal("z") || literal("UTC") || literal("GMT")) {
      f.offset_s = 0;
      return true;
    }
    if (s.empty() || (s[0] != '+' && s[0] != '-')) return false;
    Reader r{s.substr(1)};
    unsigned hours = 0, minutes = 0;
    if (!r.into(hours, 2, 2)) return false;
    if (r.literal(":")) {
      if (!r.into(minutes, 2, 2)) return false;
    } else {
      r.into(minutes, 2, 2);
    }
    if (hours > 23 || minutes > 59) return false;
    const int sign = s[0] == '-' ? -1 : 1;
    f.offset_s = sign * static_cast<std::int32_t>(hours * 3600 + minutes * 60);
    s = r.s;
    return true;
  }
};

int full_year(unsigned value, std::size_t width) {
  if (width > 2) return static_cast<int>(value);
  return static_cast<int>(value < 70 ? 2000 + value : 1900 + value);  // POSIX rule for two digits
}

bool read_separator(Reader& r) {
  r.blanks();
  bool any = r.literal("-") || r.literal("/") || r.literal(".") || r.literal(",");
  r.blanks();
  return any;
}

/// 20260314 or 20260314090000, with T or a blank allowed between date and time.
bool read_compact_date(Reader& r, Fields& f) {
  return r.into(f.year, 4, 4) && r.into(f.month, 2, 2) && r.into(f.day, 2, 2);
}

bool read_date(Reader& r, TimeFormat::Kind order, Fields& f) {
  if (r.month_name(f.month)) {  // Mar 14, 2026
    read_separator(r);
    if (!r.into(f.day, 1, 2)) return false;
    read_separator(r);
    return r.into(f.year, 4, 4);
  }
  const std::size_t width = r.digits();
  if (width == 8 || width == 14) return read_compact_date(r, f);
  if (width == 4) {  // year first, whatever the order
    if (!r.into(f.year, 4, 4)) return false;
    if (r.literal("年")) {
      r.blanks();
      if (!r.into(f.month, 1, 2) || !r.literal("月")) return false;
      r.blanks();
      return r.into(f.day, 1, 2) && (r.literal("日") || r.literal("号"));
    }
    if (!read_separator(r)) return false;
    if (!r.month_name(f.month) && !r.into(f.month, 1, 2)) return false;
    return read_separator(r) && r.into(f.day, 1, 2);
  }
  unsigned first = 0, second = 0, year = 0;
  if (!r.into(first, 1, 2)) return false;
  bool separated = read_separator(r);
  bool named = r.month_name(second);
  if (!named && (!separated || !r.into(second, 1, 2))) return false;
  read_separator(r);
  const std::size_t year_width = r.digits();
  if (year_width != 4 && year_width != 2) return false;
  if (!r.into(year, year_width, year_width)) return false;
  if (order == TimeFormat::Kind::ymd && !named) {
    if (year_width != 2) return false;  // 26-03-14 may be a year first, 14-03-2026 may not
    f.year = full_year(first, 2), f.month = second, f.day = year;
    return true;
  }
  f.year = full_year(year, year_width);
  const bool day_first = named || order == TimeFormat::Kind::dmy;
  f.month = day_first ? second : first;
  f.day = day_first ? first : second;
  return true;
}

bool read_clock(Reader& r, Fields& f) {
  r.half_day(f);
  r.blanks();
  const std::size_t width = r.digits();
  if (width == 6 || (width == 4 && r.s.size() == 4)) {  // 090000 or 0900
    if (!r.into(f.hour, 2, 2) || !r.into(f.minute, 2, 2)) return false;
    if (width == 6 && !r.into(f.second, 2, 2)) return false;
  } else {
    if (!r.into(f.hour, 1, 2)) return false;
    if (r.literal("时") || r.literal("点")) {
      if (r.into(f.minute, 1, 2) && !r.literal("分")) return false;
      if (r.into(f.second, 1, 2) && !r.literal("秒")) return false;
    } else if (r.literal(":")) {
      if (!r.into(f.minute, 1, 2)) return false;
      if (r.literal(":") && !r.into(f.second, 1, 2)) return false;
    } else {
      r.blanks();
      r.half_day_latin(f);
      if (!f.am && !f.pm) return false;  // a lone number is an hour only with am or pm
    }
  }
  r.fraction(f);
  r.blanks();
  r.half_day_latin(f);
  r.blanks();
  f.has_time = true;
  return true;
}

std::optional<ParsedTime> parse_generous(std::string_view s, TimeFormat::Kind order, const Zone& zone) {
  Reader r{s};
  Fields f;
  if (!read_date(r, order, f)) return std::nullopt;
  r.blanks();
  if (r.literal("T") || r.literal("t") || r.literal(",")) r.blanks();
  if (!r.s.empty() && !read_clock(r, f)) return std::nullopt;
  if (f.has_time) r.offset(f);
  if (!r.s.empty()) return std::nullopt;
  return finish(f, zone);
}

std::optional<ParsedTime> parse_pattern(std::string_view s, std::string_view pattern, const Zone& zone) {
  Reader r{s};
  Fields f;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == ' ') {
      r.blanks();
      continue;
    }
    if (pattern[i] != '%' || i + 1 == pattern.size()) {
      if (!r.literal(pattern.substr(i, 1))) return std::nullopt;
      continue;
    }
    unsigned two = 0;
    bool ok = true;
    switch (pattern[++i]) {
      case 'Y': ok = r.into(f.year, 4, 4); break;
      case 'y': ok = r.into(two, 2, 2), f.year = full_year(two, 2); break;
      case 'm': ok = r.into(f.month, 1, 2); break;
      case 'd': ok = r.into(f.day, 1, 2); break;
      case 'b':
      case 'B': ok = r.month_name(f.month); break;
      case 'H':
      case 'I': ok = f.has_time = r.into(f.hour, 1, 2); break;
      case 'M': ok = r.into(f.minute, 1, 2); break;
      case 'S': ok = r.into(f.second, 1, 2), r.fraction(f); break;
      case 'p': r.half_day(f), r.half_day_latin(f), ok = f.am || f.pm; break;
      case 'z': ok = r.offset(f); break;
      case '%': ok = r.literal("%"); break;
      default: ok = false;
    }
    if (!ok) return std::nullopt;
  }
  if (!r.s.empty()) return std::nullopt;
  return finish(f, zone);
}

std::optional<ParsedTime> parse_epoch(std::string_view s, bool is_seconds) {
  const bool negative = !s.empty() && s[0] == '-';
  if (negative) s.remove_prefix(1);
  std::size_t dot = std::min(s.find('.'), s.size());
  std::string_view whole = s.substr(0, dot), part = dot < s.size() ? s.substr(dot + 1) : std::string_view{};
  auto all_digits = [](std::string_view t) { return std::all_of(t.begin(), t.end(), digit); };
  if (whole.empty() || whole.size() > 14 || !all_digits(whole) || !all_digits(part)) return std::nullopt;
  if (dot < s.size() && part.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (char c : whole) value = value * 10 + (c - '0');
  if (is_seconds) {
    std::int64_t ms = 0, scale = 100;
    for (char c : part.substr(0, 3)) ms += (c - '0') * scale, scale /= 10;
    value = value * 1000 + ms;
  }
  if (negative) value = -value;
  if (value > 253'402'300'799'999 || value < -62'167'219'200'000) return std::nullopt;
  return ParsedTime{from_ms(value), false, true};
}

std::string_view trim(std::string_view s) {
  auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

char* put(char* out, unsigned value, int width) {
  for (int i = width - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + width;
}

}  // namespace

std::optional<Instant> parse_rfc3339(std::string_view s) {
  if (s.size() < 20 || s.size() > 40) return std::nullopt;
  auto two = [&](std::size_t i) -> unsigned {
    const unsigned a = static_cast<unsigned char>(s[i]) - '0', b = static_cast<unsigned char>(s[i + 1]) - '0';
    return a > 9 || b > 9 ? 1000u : a * 10 + b;
  };
  const unsigned century = two(0), rest = two(2), month = two(5), day = two(8), hour = two(11), minute = two(14),
                 second = two(17);
  if ((century | rest | month | day | hour | minute | second) >= 512) return std::nullopt;
  const char t = s[10];
  if (s[4] != '-' || s[7] != '-' || (t != 'T' && t != 't' && t != ' ') || s[13] != ':' || s[16] != ':') {
    return std::nullopt;
  }
  const int year = static_cast<int>(century * 100 + rest);
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 || minute > 59 ||
      second > 60) {
    return std::nullopt;
  }
  std::int64_t ms = 0;
  std::size_t i = 19;
  if (s[i] == '.') {
    std::int64_t scale = 100;
    const std::size_t first = ++i;
    for (; i < s.size() && digit(s[i]); ++i, scale /= 10) ms += (s[i] - '0') * scale;
    if (i == first || i == s.size()) return std::nullopt;
  }
  std::int64_t offset = 0;
  if (s[i] == 'Z' || s[i] == 'z') {
    if (i + 1 != s.size()) return std::nullopt;
  } else {
    if ((s[i] != '+' && s[i] != '-') || s.size() < i + 5) return std::nullopt;
    const bool colon = s[i + 3] == ':';
    if (s.size() != i + (colon ? 6 : 5)) return std::nullopt;
    const unsigned oh = two(i + 1), om = two(i + (colon ? 4 : 3));
    if (oh > 23 || om > 59) return std::nullopt;
    offset = std::int64_t{oh * 60 + om} * (s[i] == '-' ? -60 : 60);
  }
  const std::int64_t of_day = std::int64_t{hour * 60 + minute} * 60 + second;
  return from_ms((civil_days(year, month, day) * 86'400 + of_day - offset) * 1000 + ms);
}

void write_rfc3339(Instant at, char* out) {
  const std::int64_t total = std::clamp<std::int64_t>(to_ms(at), -62'167'219'200'000, 253'402'300'799'999);
  const auto days = date::floor<date::days>(milliseconds{total});
  const auto of_day = static_cast<unsigned>(total - days.count() * std::int64_t{86'400'000});
  const date::year_month_day ymd{date::sys_days{days}};
  out = put(out, static_cast<unsigned>(static_cast<int>(ymd.year())), 4), *out++ = '-';
  out = put(out, static_cast<unsigned>(ymd.month()), 2), *out++ = '-';
  out = put(out, static_cast<unsigned>(ymd.day()), 2), *out++ = 'T';
  out = put(out, of_day / 3'600'000, 2), *out++ = ':';
  out = put(out, of_day / 60'000 % 60, 2), *out++ = ':';
  out = put(out, of_day / 1000 % 60, 2), *out++ = '.';
  out = put(out, of_day % 1000, 3), *out = 'Z';
}

std::string rfc3339(Instant at) {
  std::string s(kRfc3339Size, ' ');
  write_rfc3339(at, s.data());
  return s;
}

std::string rfc3339(Instant at, const Zone& zone) {
  const std::int32_t offset = offset_s(zone, at);
  std::string s = rfc3339(at + seconds{offset});
  s.pop_back();
  const int minutes = std::abs(offset) / 60;
  return s + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

Result<TimeFormat> parse_time_format(std::string_view s) {
  using Kind = TimeFormat::Kind;
  static constexpr std::pair<std::string_view, Kind> names[] = {
      {"iso", Kind::ymd}, {"ymd", Kind::ymd}, {"zh", Kind::ymd}, {"dmy", Kind::dmy}, {"mdy", Kind::mdy},
      {"epoch_s", Kind::epoch_s}, {"epoch_ms", Kind::epoch_ms}};
  for (const auto& [word, kind] : names) {
    if (s == word) return TimeFormat{kind, {}};
  }
  bool ok = s.find('%') != s.npos && s.size() <= 100;
  for (std::size_t i = s.find('%'); ok && i < s.size(); i = s.find('%', i + 2)) {
    ok = i + 1 < s.size() && std::string_view("YymdbBHIMSpz%").find(s[i + 1]) != std::string_view::npos;
  }
  if (ok) return TimeFormat{Kind::pattern, std::string(s)};
  Error error{ErrorKind::invalid, "unknown_time_format", {}, {}, {{"format", std::string(s.substr(0, 100))}}};
  return tl::unexpected(std::move(error));
}

std::string text(const TimeFormat& format) {
  constexpr std::string_view names[] = {"ymd", "dmy", "mdy", "epoch_s", "epoch_ms"};
  if (format.kind == TimeFormat::Kind::pattern) return format.pattern;
  return std::string(names[static_cast<int>(format.kind)]);
}

std::optional<ParsedTime> parse_time(std::string_view s, const TimeFormat& format, const Zone& zone) {
  using Kind = TimeFormat::Kind;
  s = trim(s);
  if (s.empty() || s.size() > 100) return std::nullopt;
  if (format.kind == Kind::epoch_s || format.kind == Kind::epoch_ms) {
    return parse_epoch(s, format.kind == Kind::epoch_s);
  }
  if (format.kind == Kind::pattern) return parse_pattern(s, format.pattern, zone);
  return parse_generous(s, format.kind, zone);
}

std::optional<TimeGuess> guess_time_format(std::span<const std::string> samples) {
  using Kind = TimeFormat::Kind;
  const Zone utc;
  std::size_t seen = 0;
  auto reads_all = [&](Kind kind) {
    seen = 0;
    for (const auto& raw : samples) {
      auto sample = trim(raw);
      if (sample.empty()) continue;
      ++seen;
      auto parsed = parse_time(sample, TimeFormat{kind, {}}, utc);
      if (!parsed) return false;
      // Small numbers are counts, not instants: an epoch must lie in 1990-2100.
      const bool epoch = kind == Kind::epoch_s || kind == Kind::epoch_ms;
      const std::int64_t ms = to_ms(parsed->at);
      if (epoch && (ms < 631'152'000'000 || ms > 4'102'444'800'000)) return false;
    }
    return seen > 0;
  };
  if (reads_all(Kind::epoch_s)) return TimeGuess{{Kind::epoch_s, {}}, false};
  if (reads_all(Kind::epoch_ms)) return TimeGuess{{Kind::epoch_ms, {}}, false};
  if (reads_all(Kind::ymd)) return TimeGuess{{Kind::ymd, {}}, false};
  const bool dmy = reads_all(Kind::dmy), mdy = reads_all(Kind::mdy);
  if (dmy) return TimeGuess{{Kind::dmy, {}}, mdy};
  if (mdy) return TimeGuess{{Kind::mdy, {}}, false};
  return std::nullopt;
}

}  // namespace peakend::calendar
