#include "insight/today.h"

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

class TodayTest : public InsightTest {
 protected:
  /// `n` CSAT answers a day at the touchpoint over [first, last) days before today, each customer answering now and then.
  void answers(facts::FactBatch& batch, int first, int last, std::string_view touchpoint, int n, double score, double other) {
    for (int day = first; day > last; --day) {
      for (int i = 0; i < n; ++i) {
        const std::string c = "c" + std::to_string((day * 7 + i * 13) % 150);
        rating(batch, ms("2026-06-01") - day * kDay + i * kHour, c, touchpoint, i % 3 == 0 ? other : score, "csat");
      }
    }
  }
  static const json::value& named(const json::value& list, const char* field, std::string_view value) {
    for (const auto& one : list.as_array()) {
      if (one.at(field).as_string() == value) return one;
    }
    ADD_FAILURE() << "no " << field << " " << value << " in " << list;
    static const json::value none;
    return none;
  }
};

TEST_F(TodayTest, ChangesAreJudgedTakenApartAndDated) {
  facts::FactBatch batch;
  answers(batch, 300, 42, "use/app", 6, 5, 4);  // satisfied until six weeks ago, not since
  answers(batch, 42, 0, "use/app", 6, 2, 3);
  answers(batch, 300, 0, "buy/app", 6, 4, 5);
  commit(batch);
  const auto today = get("/v1/today?journey=shop&period=6w");
  EXPECT_EQ(today.at("period").at("now").at("from").as_string(), "2026-04-21");
  EXPECT_EQ(today.at("period").at("now").at("to").as_string(), "2026-06-01");
  EXPECT_EQ(today.at("period").at("before").at("from").as_string(), "2026-03-10");
  const auto& mean = named(today.at("numbers"), "metric", "mean_experience");
  EXPECT_EQ(mean.at("verdict").as_string(), "worsened");
  const double diff = num(mean.at("change").at("value"));
  EXPECT_NEAR(diff, num(mean.at("now").at("value")) - num(mean.at("before").at("value")), 1e-9);
  EXPECT_LT(num(mean.at("change").at("hi")), 0);
  EXPECT_EQ(named(today.at("numbers"), "metric", "nps").at("verdict").as_string(), "not_enough_data");
  const auto& why = named(mean.at("why"), "by", "touchpoint");
  EXPECT_NEAR(num(why.at("change")), diff, 1e-9);
  EXPECT_NEAR(num(why.at("rate")) + num(why.at("mix")), diff, 1e-9);
  EXPECT_EQ(why.at("carriers").at(0).at("key").as_string(), "use/app");
  EXPECT_EQ(why.at("carriers").at(0).at("verdict").as_string(), "worsened");
  EXPECT_EQ(why.at("carriers").at(1).at("verdict").as_string(), "no_real_change");
  EXPECT_EQ(named(mean.at("why"), "by", "stage").at("carriers").at(0).at("key").as_string(), "use");
  EXPECT_EQ(today.at("moves").at(0).at("touchpoint").as_string(), "use/app");
  ASSERT_EQ(today.at("shifts").as_array().size(), 1u);
  const auto& shift = today.at("shifts").at(0);
  EXPECT_EQ(shift.at("touchpoint").as_string(), "use/app");
  EXPECT_EQ(shift.at("since").as_string(), "2026-04-20");  // the Monday of that week
  EXPECT_TRUE(shift.at("lasts").as_bool());
  EXPECT_EQ(shift.at("measure").as_string(), "mean_experience");
  EXPECT_EQ(shift.at("direction").as_string(), "worse");
}

TEST_F(TodayTest, WithoutAChangeNothingIsSaid) {
  facts::FactBatch batch;
  answers(batch, 300, 0, "use/app", 6, 4, 2);
  answers(batch, 300, 0, "buy/app", 6, 4, 5);
  commit(batch);
  const auto today = get("/v1/today?period=60d");
  for (const auto& number : today.at("numbers").as_array()) {
    EXPECT_NE(number.at("verdict").as_string(), "worsened");
    EXPECT_NE(number.at("verdict").as_string(), "improved");
  }
  const auto& csat = named(today.at("numbers"), "metric", "csat");
  EXPECT_EQ(csat.at("verdict").as_string(), "no_real_change");
  EXPECT_GT(num(csat.at("change").at("smallest")), 0);
  EXPECT_TRUE(today.at("moves").as_array().empty());
  EXPECT_EQ(today.at("moves_tested").as_int64(), 2);
  EXPECT_TRUE(today.at("shifts").as_array().empty());
}

TEST_F(TodayTest, ARisingExpectationIsNamedAsTheCause) {
  facts::FactBatch batch;
  for (int day = 350; day > 0; --day) {
    for (int i = 0; i < 6; ++i) {
      Fact& f = rating(batch, ms("2026-06-01") - day * kDay + i * kHour, "c" + std::to_string((day * 5 + i) % 200), "buy/web", i % 2 == 0 ? 8 : 9);
      f.expectation = day > 150 ? 7.5 : 9.5;
      f.log_ratio = engine::log_ratio_fixed(std::log(*f.score / *f.expectation));
    }
  }
  commit(batch);
  const auto today = get("/v1/today");
  ASSERT_EQ(today.at("shifts").as_array().size(), 1u) << today.at("shifts");
  const auto& shift = named(today.at("shifts"), "measure", "satisfaction_ratio");
  EXPECT_EQ(shift.at("touchpoint").as_string(), "buy/web");
  EXPECT_EQ(shift.at("cause").as_string(), "expectation_rose");
  EXPECT_NEAR(num(shift.at("before")), std::sqrt(8.0 * 9.0) / 7.5, .01);
  EXPECT_NEAR(num(shift.at("after")), std::sqrt(8.0 * 9.0) / 9.5, .01);
  EXPECT_EQ(shift.at("direction").as_string(), "worse");
}

TEST_F(TodayTest, BrokenPromisesFloorsAndCampsAreListed) {
  facts::FactBatch batch;
  for (const auto& [order, due, touchpoint] : {std::tuple{"o1", "2026-05-20", "buy/app"}, {"o2", "2026-05-25", "buy/app"}, {"o3", "2026-06-20", "use/app"}}) {
    Fact& f = fact(batch, ms("2026-05-18"), "ann", touchpoint, order);
    f.name = "Ordered";
    f.promise = facts::Promise::made;
    f.due = ms(due);
  }
  for (int i = 0; i < 60; ++i) {
    Fact& f = rating(batch, ms("2026-05-10") + i * kHour, "d" + std::to_string(i), "deliver/app", i % 2 == 0 ? 1 : 5, "csat", "p" + std::to_string(i));
    f.breach = i % 2 == 0;
  }
  commit(batch);
  const auto today = get("/v1/today");
  const auto& promises = today.at("promises");
  EXPECT_EQ(promises.at("overdue").as_int64(), 2);
  EXPECT_EQ(promises.at("open").as_int64(), 1);
  EXPECT_EQ(promises.at("by_touchpoint").at(0).at("touchpoint").as_string(), "buy/app");
  EXPECT_EQ(promises.at("by_touchpoint").at(0).at("overdue").as_int64(), 2);
  EXPECT_EQ(promises.at("by_touchpoint").at(0).at("oldest_due").as_string(), "2026-05-20T00:00:00.000Z");
  EXPECT_EQ(promises.at("oldest_due").as_string(), "2026-05-20T00:00:00.000Z");
  EXPECT_TRUE(today.at("floors").at(0).at("alarm").as_bool());
  EXPECT_EQ(today.at("floors").at(0).at("k").as_int64(), 30);
  EXPECT_EQ(today.at("polarised").at(0).at("touchpoint").as_string(), "deliver/app");
}

TEST_F(TodayTest, PathsAreThoseOfEventsAndCoverageCountsPasses) {
  facts::FactBatch batch;
  for (int i = 0; i < 40; ++i) {
    const std::string c = "c" + std::to_string(i), order = "o" + std::to_string(i);
    const std::int64_t at = ms("2026-03-01") + i * kHour;
    fact(batch, at, c, "buy/app", order).name = "Viewed";
    fact(batch, at + 1, c, "buy/app", order).name = "Ordered";
    if (i % 4 != 0) fact(batch, at + 2, c, "deliver/app", order).name = "Delivered";
    fact(batch, at + 3, c, "use/app", order).name = "Used";
    if (i % 2 == 0) rating(batch, at + 4, c, "buy/app", 5, "csat", order);  // an answer is no step
    if (i % 2 == 0) rating(batch, at + 5, c, "use/app", 4, "csat", order);
  }
  commit(batch);
  const auto paths = get("/v1/journeys/shop/paths");
  EXPECT_EQ(paths.at("episodes").as_int64(), 40);
  EXPECT_EQ(paths.at("variant_count").as_int64(), 2);
  const auto& most = paths.at("variants").at(0);
  EXPECT_EQ(most.at("path").as_array().size(), 3u);
  EXPECT_EQ(most.at("n").as_int64(), 30);
  std::map<std::string, std::int64_t> links;
  for (const auto& l : paths.at("links").as_array()) {
    links[std::to_string(l.at("step").as_int64()) + " " + l.at("from").as_string().c_str() + ">" + l.at("to").as_string().c_str()] = l.at("n").as_int64();
  }
  const std::map<std::string, std::int64_t> want{{"0 buy/app>deliver/app", 30}, {"0 buy/app>use/app", 10}, {"1 deliver/app>use/app", 30}, {"1 use/app>", 10}, {"2 use/app>", 30}};
  EXPECT_EQ(links, want);
  const auto& first = named(paths.at("transitions"), "to", "deliver/app");
  EXPECT_NEAR(num(first.at("share")), .75, 1e-9);
  EXPECT_EQ(first.at("valence").at("n").as_int64(), 10);  // rated among the 30: even and not a multiple of 4
  const auto few = get("/v1/journeys/shop/paths?limit=1");
  EXPECT_EQ(few.at("other").at("kinds").as_int64(), 3);
  EXPECT_EQ(few.at("other").at("n").as_int64(), 70);

  const auto coverage = get("/v1/journeys/shop/coverage");
  const auto& buy = named(coverage.at("touchpoints"), "touchpoint", "buy/app");
  EXPECT_EQ(buy.at("state").as_string(), "measured");
  EXPECT_EQ(buy.at("passes").as_int64(), 40);
  EXPECT_EQ(buy.at("events").as_int64(), 80);
  EXPECT_NEAR(num(buy.at("measured_share").at("value")), .5, 1e-9);
  EXPECT_NEAR(num(buy.at("answers_per_pass").at("value")), .5, 1e-9);
  const auto& deliver = named(coverage.at("touchpoints"), "touchpoint", "deliver/app");
  EXPECT_EQ(deliver.at("state").as_string(), "observed");
  EXPECT_EQ(deliver.at("passes").as_int64(), 30);
  EXPECT_EQ(named(coverage.at("touchpoints"), "touchpoint", "use/web").at("state").as_string(), "not_applicable");
  EXPECT_EQ(coverage.at("measured").as_int64(), 2);
  EXPECT_EQ(coverage.at("unmeasured").as_int64(), 2);
}

TEST_F(TodayTest, EveryPairOfDimensionsAnswersAndIsListed) {
  facts::FactBatch batch;
  const facts::Tag tags[] = {{"city", "上海"}, {"tier", "gold"}};
  for (int i = 0; i < 40; ++i) {
    Fact& f = rating(batch, ms("2026-05-01") + i * kHour, "c" + std::to_string(i), "buy/app", 5, "csat");
    f.tags = batch.keep_tags(tags);
    f.lang = "zh";
    f.channel = "app";
  }
  commit(batch);
  const auto list = get("/v1/dimensions?journey=shop").at("dimensions");
  EXPECT_EQ(named(list, "key", "city").at("values").at(0).at("value").as_string(), "上海");
  EXPECT_EQ(named(list, "key", "touchpoint").at("values").at(0).at("n").as_int64(), 40);
  std::vector<std::string> keys;
  for (const auto& d : list.as_array()) keys.emplace_back(d.at("key").as_string());
  for (const auto& a : keys) {
    for (const auto& b : keys) {
      const bool two_times = named(list, "key", a).at("kind").as_string() == "time" && named(list, "key", b).at("kind").as_string() == "time";
      if (a == b || two_times) continue;
      const auto answer = get("/v1/insights/mean_experience?journey=shop&by=" + a + "," + b);
      std::int64_t n = 0;
      for (const auto& row : answer.at("rows").as_array()) n += row.at("n").as_int64();
      EXPECT_EQ(n, 40) << a << "," << b;
    }
  }
}

}  // namespace
}  // namespace peakend::insight
