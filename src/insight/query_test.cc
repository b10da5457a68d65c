#include "insight/query.h"

#include <gtest/gtest.h>

namespace peakend::insight {
namespace {

const calendar::Zone kShanghai = calendar::Zone::find("Asia/Shanghai").value();
const When kWhen{kShanghai, from_ms(1'773'450'000'000)};  // 2026-03-14 09:00 in Shanghai

message::Request asking(std::string query) {
  message::Request r;
  r.query = std::move(query);
  return r;
}
std::int64_t shanghai(std::string_view day) { return to_ms(calendar::midnight(kShanghai, calendar::parse_day(day).value())); }
std::string field_of(const std::string& query) {
  const auto q = parse_query(asking(query), kWhen);
  return q || q.error().fields.empty() ? "" : q.error().fields[0].field + " " + q.error().fields[0].code;
}

TEST(Query, DatesAreWholeDaysOfTheZone) {
  const auto range = parse_range(asking("from=2026-03-01&to=2026-03-31"), kWhen).value();
  EXPECT_EQ(range.from, shanghai("2026-03-01"));
  EXPECT_EQ(range.to, shanghai("2026-04-01"));
  EXPECT_TRUE(range.whole_days);
}

TEST(Query, InstantsAreExact) {
  const auto range = parse_range(asking("from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00%2B08:00"), kWhen).value();
  EXPECT_EQ(range.from, shanghai("2026-03-01") + 8 * 3'600'000);
  EXPECT_EQ(range.to, shanghai("2026-03-02"));
  EXPECT_FALSE(range.whole_days);
}

TEST(Query, SpansCountBackFromToday) {
  EXPECT_EQ(parse_range(asking("from=90d"), kWhen)->from, shanghai("2025-12-15"));
  EXPECT_EQ(parse_range(asking("from=1d"), kWhen)->from, shanghai("2026-03-14"));
  EXPECT_EQ(parse_range(asking("from=1m"), kWhen)->from, shanghai("2026-02-14"));
  EXPECT_EQ(parse_range(asking("from=1y"), kWhen)->from, shanghai("2025-03-14"));
  EXPECT_EQ(parse_range(asking("from=12h"), kWhen)->from, to_ms(kWhen.now) - 12 * 3'600'000);
  EXPECT_FALSE(parse_range(asking("from=12h"), kWhen)->whole_days);
  const When march31{kShanghai, from_ms(shanghai("2026-03-31") + 1)};
  EXPECT_EQ(parse_range(asking("from=1m"), march31)->from, shanghai("2026-02-28"));
  EXPECT_EQ(parse_range(asking("from=13m"), march31)->from, shanghai("2025-02-28"));
}

TEST(Query, OpenEndsStayOpen) {
  const auto range = parse_range(asking(""), kWhen).value();
  EXPECT_EQ(range, (Range{INT64_MIN, INT64_MAX, true}));
}

TEST(Query, DimensionsAndFilters) {
  const auto q = parse_query(asking("journey=shop&by=week,touchpoint,%E5%9F%8E%E5%B8%82&where=city:A%5C,B,C&where=class:-1&where=channel:"), kWhen).value();
  ASSERT_EQ(q.by.size(), 3u);
  EXPECT_EQ(q.bucket(), calendar::Bucket::week);
  EXPECT_EQ(q.by[1].dimension.field, facts::Field::touchpoint);
  EXPECT_EQ(q.by[2].dimension, (facts::Dimension{facts::Field::attribute, "城市"}));
  ASSERT_EQ(q.where.size(), 4u);
  EXPECT_EQ(q.where[0].any_of, (std::vector<std::string>{"A,B", "C"}));
  EXPECT_EQ(q.where[1].on.field, facts::Field::cls);
  EXPECT_EQ(q.where[2].any_of, std::vector<std::string>{""});
  EXPECT_EQ(q.where[3].any_of, std::vector<std::string>{"shop"});
}

TEST(Query, EveryErrorNamesItsArgument) {
  EXPECT_EQ(field_of("by=a,b,c,d"), "by too_many_dimensions");
  EXPECT_EQ(field_of("by=day,,"), "by[1] unknown_dimension");
  EXPECT_EQ(field_of("by=day,month"), "by[1] two_time_buckets");
  EXPECT_EQ(field_of("by=stage,stage"), "by[1] duplicate_dimension");
  EXPECT_EQ(field_of("by=user_id"), "by[0] unbounded_dimension");
  EXPECT_EQ(field_of("where=city"), "where[0] bad_filter");
  EXPECT_EQ(field_of("where=a:1&where=day:2026-01-01"), "where[1] unknown_dimension");
  EXPECT_EQ(field_of("where=a:" + std::string(301, 'x')), "where[0] value_too_long");
  EXPECT_EQ(field_of("from=0d"), "from bad_time");
  EXPECT_EQ(field_of("to=%2B5d"), "to bad_time");
  EXPECT_EQ(field_of("from=2026-02-30"), "from bad_time");
  EXPECT_EQ(field_of("from=2026-03-02&to=2026-03-01"), "to range_empty");
}

TEST(Query, NearNames) {
  const std::vector<std::string> names{"nps", "csat", "ces", "mean_experience"};
  EXPECT_EQ(near_names("npss", names).front(), "nps");
  EXPECT_EQ(near_names("experience", names).front(), "mean_experience");
  EXPECT_TRUE(near_names("zzzzzzzzzz", names).empty());
}

}  // namespace
}  // namespace peakend::insight
