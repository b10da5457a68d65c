#include "base/calendar.h"

#include <gtest/gtest.h>

namespace peakend::calendar {
namespace {

Zone zone(const char* name) { return Zone::find(name).value(); }
Instant at(const char* s) { return parse_rfc3339(s).value(); }
std::string local(const char* s, const char* format, const char* zone_name = "UTC") {
  auto parsed = parse_time(s, parse_time_format(format).value(), zone(zone_name));
  return parsed ? rfc3339(parsed->at) : "none";
}

TEST(Calendar, UnknownZoneIsAnError) {
  auto z = Zone::find("Mars/Olympus");
  ASSERT_FALSE(z);
  EXPECT_EQ(z.error().code, "zone_unknown");
  EXPECT_FALSE(Zone::find("../../etc/passwd"));
  EXPECT_TRUE(zone("UTC").is_utc());
}

TEST(Calendar, Rfc3339) {
  EXPECT_EQ(to_ms(at("2026-03-14T09:00:00+08:00")), 1773450000000);
  EXPECT_EQ(at("2026-03-14T01:00:00Z"), at("2026-03-14T09:00:00.000+0800"));
  EXPECT_EQ(rfc3339(at("2026-03-14 01:00:00.1239Z")), "2026-03-14T01:00:00.123Z");
  EXPECT_EQ(rfc3339(at("1969-12-31T23:59:59.999Z")), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(rfc3339(at("2016-12-31T23:59:60Z")), "2017-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(at("0000-01-01T00:00:00Z")), "0000-01-01T00:00:00.000Z");
  for (const char* bad : {"2026-03-14T09:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-14T24:00:00Z",
                          "2026-03-14T09:00:00.Z", "2026-03-14T09:00:00Zx", "2026-03-14T09:00:00+8:00", "", "2026-03-14",
                          "2026-03-14T09:00:00+08:0", "2026-03-14T09:00:00.123", "2026x03-14T09:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
  }
}

TEST(Calendar, Rfc3339RoundTripsOverTheCenturies) {
  for (std::int64_t ms = -62'000'000'000'000; ms < 253'000'000'000'000; ms += 86'400'000ll * 37 + 12'345'678) {
    ASSERT_EQ(to_ms(at(rfc3339(from_ms(ms)).c_str())), ms);
  }
}

TEST(Calendar, LocalDayAndMidnight) {
  auto shanghai = zone("Asia/Shanghai");
  EXPECT_EQ(day_text(local_day(shanghai, at("2026-03-13T16:00:00Z"))), "2026-03-14");
  EXPECT_EQ(day_text(local_day(shanghai, at("2026-03-13T15:59:59Z"))), "2026-03-13");
  EXPECT_EQ(rfc3339(midnight(shanghai, *parse_day("2026-03-14"))), "2026-03-13T16:00:00.000Z");
  EXPECT_FALSE(parse_day("2026-02-30"));
  LocalClock clock(zone("America/Sao_Paulo"));
  for (std::int64_t ms = 1'450'000'000'000; ms < 1'600'000'000'000; ms += 7'777'777) {
    ASSERT_EQ(clock.day(ms), local_day(clock.zone(), from_ms(ms)));
  }
}

TEST(Calendar, MidnightSkippedByAClockChange) {
  // Sao Paulo moved 2017-10-15 00:00 forward to 01:00: that day begins at 01:00, 03:00 UTC.
  auto z = zone("America/Sao_Paulo");
  EXPECT_EQ(rfc3339(midnight(z, *parse_day("2017-10-15"))), "2017-10-15T03:00:00.000Z");
  EXPECT_EQ(day_text(local_day(z, midnight(z, *parse_day("2017-10-15")))), "2017-10-15");
  EXPECT_EQ(local("2017-10-15 00:30:00", "iso", "America/Sao_Paulo"), "2017-10-15T03:00:00.000Z");
}

TEST(Calendar, DaysOf23And25Hours) {
  auto berlin = zone("Europe/Berlin");
  auto spring = bucket_edges(berlin, Bucket::day, at("2026-03-28T12:00:00Z"), at("2026-03-30T12:00:00Z")).value();
  ASSERT_EQ(spring.size(), 4u);
  EXPECT_EQ(spring[2] - spring[1], 23 * 3'600'000);
  auto autumn = bucket_edges(berlin, Bucket::hour, at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z")).value();
  EXPECT_EQ(autumn.size(), 26u);  // 25 hours
  EXPECT_EQ(bucket_label(berlin, Bucket::hour, at("2026-10-25T00:30:00Z")), "2026-10-25T02:00+02:00");
  EXPECT_EQ(bucket_label(berlin, Bucket::hour, at("2026-10-25T01:30:00Z")), "2026-10-25T02:00+01:00");
}

TEST(Calendar, EdgesCoverTheRangeAndLabelsAreDistinct) {
  for (const char* name_of_zone : {"UTC", "Asia/Shanghai", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe"}) {
    auto z = zone(name_of_zone);
    for (auto b : {Bucket::hour, Bucket::day, Bucket::week, Bucket::month, Bucket::quarter, Bucket::year}) {
      auto from = at("2017-09-20T05:06:07Z"), to = at("2018-05-03T01:02:03Z");
      auto edges = bucket_edges(z, b, from, to).value();
      ASSERT_GE(edges.size(), 2u);
      EXPECT_LE(edges.front(), to_ms(from));
      EXPECT_GT(edges[1], to_ms(from));
      EXPECT_GE(edges.back(), to_ms(to));
      EXPECT_LT(edges[edges.size() - 2], to_ms(to));
      for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        ASSERT_LT(edges[i], edges[i + 1]);
        auto label = bucket_label(z, b, from_ms(edges[i]));
        ASSERT_EQ(label, bucket_label(z, b, from_ms(edges[i + 1] - 1))) << name_of_zone;
        ASSERT_NE(label, bucket_label(z, b, from_ms(edges[i + 1]))) << name_of_zone;
        ASSERT_EQ(to_ms(bucket_start(z, b, from_ms(edges[i + 1] - 1))), edges[i]);
        ASSERT_EQ(to_ms(bucket_next(z, b, from_ms(edges[i]))), edges[i + 1]);
      }
    }
  }
  EXPECT_TRUE(bucket_edges(Zone{}, Bucket::day, from_ms(5), from_ms(5)).value().empty());
  EXPECT_EQ(bucket_edges(Zone{}, Bucket::hour, from_ms(0), at("2026-01-01T00:00:00Z")).error().code, "too_many_buckets");
}

TEST(Calendar, Labels) {
  auto t = at("2026-03-14T01:00:00Z");
  EXPECT_EQ(bucket_label(Zone{}, Bucket::week, t), "2026-W11");
  EXPECT_EQ(bucket_label(Zone{}, Bucket::month, t), "2026-03");
  EXPECT_EQ(bucket_label(Zone{}, Bucket::quarter, t), "2026-Q1");
  EXPECT_EQ(bucket_label(Zone{}, Bucket::year, t), "2026");
  // ISO 8601: 2027-01-01 is a Friday of week 53 of 2026; 2024-12-30 is Monday of week 1 of 2025.
  EXPECT_EQ(bucket_label(Zone{}, Bucket::week, at("2027-01-01T00:00:00Z")), "2026-W53");
  EXPECT_EQ(bucket_label(Zone{}, Bucket::week, at("2024-12-30T00:00:00Z")), "2025-W01");
  EXPECT_EQ(parse_bucket("week"), Bucket::week);
  EXPECT_FALSE(parse_bucket("fortnight"));
}

TEST(TimeText, GenerousForms) {
  EXPECT_EQ(local("2017-10-02 10:56:33", "iso"), "2017-10-02T10:56:33.000Z");
  EXPECT_EQ(local("2018-01-18", "iso"), "2018-01-18T00:00:00.000Z");
  EXPECT_EQ(local("2012-03-14T16:04:54.681+01:00", "iso"), "2012-03-14T15:04:54.681Z");
  EXPECT_EQ(local("21/02/2018 19:39", "dmy"), "2018-02-21T19:39:00.000Z");
  EXPECT_EQ(local("02/21/2018 7:39 PM", "mdy"), "2018-02-21T19:39:00.000Z");
  EXPECT_EQ(local("2018/2/1 9:05", "ymd"), "2018-02-01T09:05:00.000Z");
  EXPECT_EQ(local("2026年3月14日", "zh", "Asia/Shanghai"), "2026-03-13T16:00:00.000Z");
  EXPECT_EQ(local("2026年3月14日 下午3时05分", "zh", "Asia/Shanghai"), "2026-03-14T07:05:00.000Z");
  EXPECT_EQ(local("2026年3月14日15:05:06", "zh"), "2026-03-14T15:05:06.000Z");
  EXPECT_EQ(local("20260314T090000Z", "iso"), "2026-03-14T09:00:00.000Z");
  EXPECT_EQ(local("20260314090000", "iso"), "2026-03-14T09:00:00.000Z");
  EXPECT_EQ(local("14 Mar 2026 12:30 am", "dmy"), "2026-03-14T00:30:00.000Z");
  EXPECT_EQ(local("March 14, 2026", "mdy"), "2026-03-14T00:00:00.000Z");
  EXPECT_EQ(local("1773450000", "epoch_s"), "2026-03-14T01:00:00.000Z");
  EXPECT_EQ(local("1773450000123", "epoch_ms"), "2026-03-14T01:00:00.123Z");
  EXPECT_EQ(local("1773450000.5", "epoch_s"), "2026-03-14T01:00:00.500Z");
  EXPECT_EQ(local("14.03.26 09h", "%d.%m.%y %Hh"), "2026-03-14T09:00:00.000Z");
  for (const char* bad : {"", "2026-02-30", "yesterday", "31/02/2018", "2026-03-14 25:00", "2026-03-14 10:00 nonsense",
                          "12", "2026-03", "0000-00-00", "NULL"}) {
    EXPECT_EQ(local(bad, "iso"), "none") << bad;
  }
  EXPECT_EQ(local("21/02/2018", "mdy"), "none");
}

TEST(TimeText, FormatsAreNamedOrPatterns) {
  EXPECT_FALSE(parse_time_format("whenever"));
  EXPECT_FALSE(parse_time_format("%Q"));
  EXPECT_FALSE(parse_time_format("%Y-%"));
  EXPECT_EQ(text(parse_time_format("%Y.%m.%d").value()), "%Y.%m.%d");
}

TEST(TimeText, DateOnlyAndOffsetsAreReported) {
  auto day = parse_time("2018-01-18", {}, Zone{});
  ASSERT_TRUE(day);
  EXPECT_TRUE(day->date_only);
  EXPECT_FALSE(day->had_offset);
  EXPECT_TRUE(parse_time("2018-01-18 10:00Z", {}, Zone{})->had_offset);
}

TEST(TimeText, Guess) {
  auto guess = [](std::vector<std::string> samples) {
    auto g = guess_time_format(samples);
    return g ? text(g->format) + (g->ambiguous ? "?" : "") : std::string("none");
  };
  EXPECT_EQ(guess({"21/02/2018 19:39", "", "01/03/2018 08:00"}), "dmy");
  EXPECT_EQ(guess({"02/21/2018", "03/01/2018"}), "mdy");
  EXPECT_EQ(guess({"02/03/2018"}), "dmy?");
  EXPECT_EQ(guess({"2018-01-18 00:00:00"}), "ymd");
  EXPECT_EQ(guess({"1773450000"}), "epoch_s");
  EXPECT_EQ(guess({"1773450000123"}), "epoch_ms");
  EXPECT_EQ(guess({"17", "18"}), "none");
  EXPECT_EQ(guess({"", " "}), "none");
}

}  // namespace
}  // namespace peakend::calendar
