#include "insight/insight_test.h"

#include <thread>

namespace peakend::insight {
namespace {

// oracle nps_telecom.json: totals and stages with adjusted-Wald intervals (0.75 of 3)
TEST_F(InsightTest, NpsOfTheTelecomFileWithAdjustedWaldIntervals) {
  telecom();
  const auto answer = get("/v1/insights/nps?journey=shop&by=touchpoint");
  const auto& total = answer.at("total");
  EXPECT_NEAR(num(total.at("value")), -30.0, 1e-9);
  EXPECT_NEAR(num(total.at("lo")), -34.39457152, 1e-6);
  EXPECT_NEAR(num(total.at("hi")), -25.48239362, 1e-6);
  EXPECT_EQ(total.at("n").as_int64(), 1460);
  EXPECT_EQ(total.at("method").as_string(), "adjusted_wald");
  EXPECT_EQ(total.at("basis").as_string(), "measured");
  const auto& rows = answer.at("rows").as_array();
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0].at("key").at("touchpoint").as_string(), "buy/app");
  EXPECT_NEAR(num(rows[0].at("value")), -13.70558376, 1e-6);
  EXPECT_NEAR(num(rows[0].at("lo")), -20.80079225, 1e-6);
  EXPECT_NEAR(num(rows[1].at("hi")), -52.9166063, 1e-6);
  EXPECT_NEAR(num(rows[2].at("value")), -33.97341211, 1e-6);
  EXPECT_NEAR(num(rows[3].at("hi")), -42.1241798, 1e-6);
  EXPECT_EQ(rows[3].at("flags").as_array().at(0).as_string(), "low_n");
}

TEST_F(InsightTest, RepeatedCustomersWidenTheInterval) {
  facts::FactBatch batch;
  for (int c = 0; c < 40; ++c) {
    for (int i = 0; i < 5; ++i) rating(batch, ms("2026-03-02") + i * kHour, "c" + std::to_string(c), "buy/app", c % 2 == 0 ? 10 : 2);
  }
  commit(batch);
  const auto total = get("/v1/insights/nps").at("total");
  EXPECT_EQ(total.at("method").as_string(), "cluster_robust");
  EXPECT_EQ(total.at("n").as_int64(), 200);
  EXPECT_LT(num(total.at("n_eff")), 45);  // 40 customers, whatever they answered how often
  EXPECT_GT(num(total.at("hi")) - num(total.at("lo")), 55);
}

TEST_F(InsightTest, SmallCellsAreHiddenAndSoIsTheOneThatWouldGiveThemAway) {
  facts::FactBatch batch;
  int c = 0;
  for (const auto& [touchpoint, n] : {std::pair{"buy/app", 40}, {"deliver/app", 3}, {"use/app", 7}}) {
    for (int i = 0; i < n; ++i) rating(batch, ms("2026-03-02"), "c" + std::to_string(c++), touchpoint, 9);
  }
  commit(batch);
  const auto answer = get("/v1/insights/nps?by=touchpoint");
  const auto& rows = answer.at("rows").as_array();
  EXPECT_TRUE(rows[0].as_object().contains("value"));
  EXPECT_EQ(rows[1].at("insufficient").at("have").as_int64(), 3);
  EXPECT_EQ(rows[1].at("insufficient").at("need").as_int64(), 5);
  EXPECT_FALSE(rows[2].as_object().contains("value"));
  EXPECT_EQ(rows[2].at("flags").as_array().at(0).as_string(), "suppressed");
}

TEST_F(InsightTest, TimeBucketsFollowTheZoneOfTheWorkspace) {
  catalogue = std::make_shared<journey::Catalogue>(std::vector{shop()}, "Asia/Shanghai");
  facts::FactBatch batch;
  for (int i = 0; i < 5; ++i) rating(batch, ms("2026-03-01") + 15 * kHour, "a" + std::to_string(i), "buy/app", 10);  // 23:00 Sunday
  for (int i = 0; i < 5; ++i) rating(batch, ms("2026-03-01") + 17 * kHour, "b" + std::to_string(i), "buy/app", 0);   // 01:00 Monday
  commit(batch);
  const auto rows = get("/v1/insights/nps?by=week").at("rows").as_array();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].at("key").at("week").as_string(), "2026-W09");
  EXPECT_NEAR(num(rows[0].at("value")), 100, 1e-9);
  EXPECT_EQ(rows[1].at("key").at("week").as_string(), "2026-W10");
  EXPECT_NEAR(num(rows[1].at("value")), -100, 1e-9);
}

TEST_F(InsightTest, ErrorsNameTheArgument) {
  facts::FactBatch batch;
  for (int i = 0; i < 6; ++i) rating(batch, ms("2026-03-01"), "c" + std::to_string(i), "buy/app", 4, "csat");
  commit(batch);
  EXPECT_NEAR(num(get("/v1/insights/mean_score").at("total").at("value")), 4, 1e-9);  // one kind of rating: no need to say which
  facts::FactBatch other;
  rating(other, ms("2026-03-01"), "c1", "buy/app", 9);
  commit(other);
  const auto unknown = get("/v1/insights/npss", 404);
  EXPECT_NE(std::string(unknown.at("detail").as_string()).find("nps"), std::string::npos);
  const std::pair<const char*, const char*> bad[] = {
      {"/v1/insights/nps?by=touchpoint,stage,scene,channel", "by"}, {"/v1/insights/nps?by=day,week", "by[1]"},
      {"/v1/insights/nps?by=customer", "by[0]"}, {"/v1/insights/nps?from=yesterday", "from"},
      {"/v1/insights/nps?from=2026-03-02&to=2026-03-01", "to"}, {"/v1/insights/nps?where=city", "where[0]"},
      {"/v1/insights/mean_score", "where"}, {"/v1/feedback?limit=0", "limit"}, {"/v1/customers?sort=best", "sort"}};
  for (const auto& [target, field] : bad) {
    EXPECT_EQ(get(target, 422).at("errors").at(0).at("field").as_string(), field) << target;
  }
  EXPECT_EQ(call("/v1/journeys/none/matrix").status, 404);
  EXPECT_EQ(call("/v1/customers/nobody/timeline").status, 404);
}

TEST_F(InsightTest, MatrixKeepsMeasuredAndObservedApart) {
  facts::FactBatch batch;
  for (int i = 0; i < 40; ++i) {
    const std::string c = "c" + std::to_string(i), order = "o" + std::to_string(i);
    rating(batch, ms("2026-03-01") + i * kHour, c, "buy/app", 9, "nps", order);
    delivery(batch, ms("2026-03-03") + i * kHour, c, "deliver/app", 3, 6, order);
    rating(batch, ms("2026-03-05") + i * kHour, c, "use/app", i % 4 == 0 ? 3 : 10, "nps", order);
  }
  commit(batch);
  const auto m = get("/v1/journeys/shop/matrix");
  ASSERT_EQ(m.at("cells").as_array().size(), 6u);
  const auto cell = [&](std::string_view key) {
    for (const auto& c : m.at("cells").as_array()) {
      if (c.at("touchpoint").as_string() == key) return c;
    }
    return json::value{};
  };
  EXPECT_EQ(cell("buy/app").at("state").as_string(), "measured");
  EXPECT_NEAR(num(cell("buy/app").at("experience").at("value")), .6, 1e-9);
  EXPECT_EQ(cell("deliver/app").at("state").as_string(), "observed");
  EXPECT_EQ(cell("deliver/app").at("experience").at("basis").as_string(), "observed");
  EXPECT_NEAR(num(cell("deliver/app").at("experience").at("value")), -std::log(2) / std::log(3), 1e-6);
  EXPECT_NEAR(num(cell("deliver/app").at("ratio").at("value")), .5, 1e-6);
  EXPECT_NEAR(num(cell("deliver/app").at("promise_kept").at("value")), 0, 1e-9);
  EXPECT_EQ(cell("use/web").at("state").as_string(), "not_applicable");
  EXPECT_EQ(cell("buy/web").at("state").as_string(), "unmeasured");
  EXPECT_EQ(m.at("stages").at(1).at("role").as_string(), "valley");
  EXPECT_EQ(m.at("coverage").at("measured").as_int64(), 2);
  EXPECT_EQ(m.at("coverage").at("applicable").as_int64(), 5);
  // 30 episodes: peak and end at use/app (R = 1); 10: valley and end there (R = -.6)
  EXPECT_NEAR(num(m.at("headline").at("remembered").at("value")), (30 * 1.0 + 10 * -.6) / 40, 1e-4);
  EXPECT_EQ(m.at("headline").at("remembered").at("method").as_string(), "t");
  EXPECT_NEAR(num(cell("use/app").at("mot_share").at("value")), 1, 1e-9);
  const auto& worst = m.at("story").at("worst");
  EXPECT_EQ(worst.at("touchpoint").as_string(), "deliver/app");
  EXPECT_NEAR(num(worst.at("expected")), 3, 1e-9);
  EXPECT_NEAR(num(worst.at("actual")), 6, 1e-9);
}

TEST_F(InsightTest, TheMeanOfTheHeadLineIsThatOfMoments) {
  // 5 200 facts of one channel: without a filter exact sums per customer, with it random groups of customers.
  facts::FactBatch batch;
  for (int i = 0; i < 2'600; ++i) {
    const std::string c = "c" + std::to_string(i % 300), order = "o" + std::to_string(i);
    rating(batch, ms("2026-03-02") + i * kHour / 10, c, "buy/app", i % 2 == 0 ? 10 : 9, "nps", order).channel = "app";
    rating(batch, ms("2026-03-02") + i * kHour / 10 + 1, c, "", 0).channel = "app";  // about the relationship
  }
  commit(batch);
  for (const char* target : {"/v1/journeys/shop/matrix", "/v1/journeys/shop/matrix?where=channel:app"}) {
    const auto headline = get(target).at("headline");
    EXPECT_NEAR(num(headline.at("mean").at("value")), .8, 1e-9) << target;
    EXPECT_EQ(headline.at("mean").at("n").as_int64(), 2'600) << target;
    EXPECT_NEAR(num(headline.at("remembered").at("value")), .8, 1e-9) << target;
    EXPECT_EQ(headline.at("nps").at("n").as_int64(), 5'200) << target;  // the metric itself asks everybody
  }
}

TEST_F(InsightTest, StoryNamesTheDayThePromiseBroke) {
  facts::FactBatch batch;
  int c = 0;
  for (int day = 0; day < 60; ++day) {
    for (int i = 0; i < 10; ++i) {
      const bool late = day < 40 ? i == 0 : i < 6;
      delivery(batch, ms("2026-03-01") + day * kDay + i * kHour, "c" + std::to_string(c++), "deliver/app", 3, late ? 6 : 3);
    }
  }
  commit(batch);
  const auto worst = get("/v1/journeys/shop/matrix").at("story").at("worst");
  EXPECT_EQ(worst.at("since").as_string(), "2026-04-10");
  EXPECT_NEAR(num(worst.at("change").at("before")), .9, 1e-9);
  EXPECT_NEAR(num(worst.at("change").at("after")), .4, 1e-9);
}

TEST_F(InsightTest, LawsShowOutcomeByPromise) {
  facts::FactBatch batch;
  for (int i = 0; i < 60; ++i) {
    const std::string c = "c" + std::to_string(i), order = "o" + std::to_string(i);
    const bool late = i % 3 == 0;
    delivery(batch, ms("2026-03-03") + i * kHour, c, "deliver/app", 3, late ? 6 : 2, order);
    rating(batch, ms("2026-03-05") + i * kHour, c, "use/app", late ? 1 + i % 2 : 4 + i % 2, "csat", order);
  }
  commit(batch);
  const auto laws = get("/v1/journeys/shop/laws");
  const auto& outcome = laws.at("triangle").at("outcome");
  EXPECT_NEAR(num(outcome.at("kept").at("value")), 4.5, 1e-9);
  EXPECT_NEAR(num(outcome.at("broken").at("value")), 1.5, 1e-9);
  ASSERT_EQ(outcome.at("bins").as_array().size(), 11u);
  EXPECT_EQ(outcome.at("bins").at(0).at("score").at("n").as_int64(), 20);   // ratio .5
  EXPECT_EQ(outcome.at("bins").at(7).at("score").at("n").as_int64(), 40);   // ratio 1.5 lies in [1.5, 2)
  EXPECT_EQ(laws.at("triangle").at("promises").at("kept").as_int64(), 40);
  EXPECT_NEAR(num(laws.at("triangle").at("promises").at("rate").at("value")), 2.0 / 3, 1e-9);
  EXPECT_EQ(laws.at("triangle").at("classes").at("angry").as_int64(), 20);
  EXPECT_EQ(laws.at("triangle").at("class_of_group").as_string(), "borderline");
  EXPECT_EQ(laws.at("peak_end").at("episodes").at("closed").as_int64(), 60);
  EXPECT_EQ(laws.at("peak_end").at("contest").at("insufficient").at("need").as_int64(), 100);
}

TEST_F(InsightTest, OpenPromisesAreListedUntilTheyAreSettled) {
  clock.advance(-std::chrono::hours(24 * 88));  // 2026-03-05
  facts::FactBatch batch;
  for (const auto& [order, due] : {std::pair{"o1", "2026-03-04"}, {"o2", "2026-03-09"}}) {
    Fact& f = fact(batch, ms("2026-03-01"), "ann", "buy/app", order);
    f.name = "Ordered";
    f.promise = facts::Promise::made;
    f.due = ms(due);
  }
  commit(batch);
  auto open = get("/v1/promises");
  ASSERT_EQ(open.at("promises").as_array().size(), 2u);
  EXPECT_EQ(open.at("promises").at(0).at("episode_key").as_string(), "o1");
  EXPECT_EQ(open.at("promises").at(0).at("state").as_string(), "overdue");
  EXPECT_EQ(open.at("promises").at(0).at("touchpoint").as_string(), "buy/app");
  EXPECT_EQ(open.at("overdue").as_int64(), 1);
  EXPECT_EQ(get("/v1/promises?state=open").at("promises").as_array().size(), 1u);
  facts::FactBatch later;
  delivery(later, ms("2026-03-05"), "ann", "deliver/app", 3, 4, "o1").due = ms("2026-03-04");
  commit(later);
  open = get("/v1/promises");
  ASSERT_EQ(open.at("promises").as_array().size(), 1u);
  EXPECT_EQ(open.at("promises").at(0).at("episode_key").as_string(), "o2");
  // Long after the last promise fell due the episode has timed out: nobody waits any more.
  clock.advance(std::chrono::hours(24 * 60));
  EXPECT_TRUE(get("/v1/promises").at("promises").as_array().empty());
}

TEST_F(InsightTest, LooseFactsAreCutByTheGapAndJoinedByLateOnes) {
  facts::FactBatch batch;
  rating(batch, ms("2026-01-01"), "ann", "buy/app", 9);
  rating(batch, ms("2026-01-03"), "ann", "use/app", 3);
  rating(batch, ms("2026-02-20"), "ann", "buy/app", 10);
  commit(batch);
  auto episodes = get("/v1/journeys/shop/episodes?variants=1");
  EXPECT_EQ(episodes.at("total").as_int64(), 2);
  EXPECT_EQ(get("/v1/journeys/shop/laws").at("peak_end").at("episodes").at("closed").as_int64(), 2);
  facts::FactBatch late;
  rating(late, ms("2026-01-28"), "ann", "use/app", 8);  // bridges the silence
  commit(late);
  episodes = get("/v1/journeys/shop/episodes");
  ASSERT_EQ(episodes.at("total").as_int64(), 1);
  EXPECT_EQ(episodes.at("episodes").at(0).at("facts").as_int64(), 4);
  EXPECT_EQ(get("/v1/journeys/shop/laws").at("peak_end").at("episodes").at("closed").as_int64(), 1);
}

TEST_F(InsightTest, TimelineShowsTheCustomersWayWithRoles) {
  facts::FactBatch batch;
  rating(batch, ms("2026-03-01"), "ann", "buy/app", 9, "nps", "o1");
  rating(batch, ms("2026-03-02"), "ann", "deliver/app", 1, "nps", "o1").text = "慢";
  rating(batch, ms("2026-03-03"), "ann", "use/app", 8, "nps", "o1");
  rating(batch, ms("2026-03-03"), "bob", "use/app", 8, "nps", "o2");
  commit(batch);
  const auto line = get("/v1/customers/ann/timeline");
  const auto& items = line.at("items").as_array();
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].at("role").as_string(), "peak");
  EXPECT_EQ(items[1].at("role").as_string(), "valley");
  EXPECT_EQ(items[1].at("text").as_string(), "慢");
  EXPECT_EQ(items[2].at("role").as_string(), "end");
  ASSERT_EQ(line.at("episodes").as_array().size(), 1u);
  EXPECT_NEAR(num(line.at("episodes").at(0).at("remembered")), (-.8667 + .2) / 2, 1e-4);
  EXPECT_EQ(line.at("customer").at("user_id").as_string(), "ann");
  EXPECT_EQ(get("/v1/customers?q=ann").at("customers").as_array().size(), 1u);
  const auto paged = get("/v1/customers/ann/timeline?limit=2");
  EXPECT_TRUE(paged.at("more").as_bool());
  EXPECT_EQ(paged.at("items").as_array().size(), 2u);
  EXPECT_TRUE(get("/v1/customers/ann/timeline?offset=10").at("items").as_array().empty());
}

TEST_F(InsightTest, CustomersAreToldByWhatTheyLivedSaidAndSpent) {
  facts::FactBatch batch;
  for (int i = 0; i < 10; ++i) {
    Fact& f = fact(batch, ms("2026-03-01"), "c" + std::to_string(i), "buy/app", "o" + std::to_string(i));
    f.name = "Order Placed";
    const facts::Tag amount[] = {{"amount", batch.keep(std::to_string(100 * (i + 1)))}};
    f.tags = batch.keep_tags(amount);
  }
  delivery(batch, ms("2026-03-04"), "c1", "deliver/app", 2, 5, "o1");
  rating(batch, ms("2026-03-05"), "c2", "deliver/app", 1, "nps", "o2");
  commit(batch);
  const auto total = [&](std::string_view ask) { return get("/v1/customers?" + std::string(ask)).at("total").as_int64(); };
  EXPECT_EQ(total(""), 10);
  EXPECT_EQ(total("touchpoint=deliver/app"), 2);
  EXPECT_EQ(total("broken=1"), 1);
  EXPECT_EQ(total("silent=1"), 9);
  EXPECT_EQ(total("band=bad"), 1);
  EXPECT_EQ(total("band=unrated"), 9);
  EXPECT_EQ(total("value=high"), 2);  // the best fifth spent 900 and 1000
  EXPECT_EQ(total("value=mid") + total("value=low"), 8);
  const auto best = get("/v1/customers?sort=value&limit=1");
  EXPECT_EQ(num(best.at("customers").at(0).at("value")), 1'000);
  const auto line = get("/v1/customers/c1/timeline?episode=" + std::string(get("/v1/customers/c1/timeline").at("episodes").at(0).at("id").as_string()));
  EXPECT_EQ(line.at("items").as_array().size(), 2u);
  EXPECT_EQ(num(line.at("worth").at("total")), 200);
  EXPECT_EQ(line.at("got").at("broken").as_int64(), 1);
  const auto story = get("/v1/journeys/shop/touchpoints/deliver/app");
  EXPECT_EQ(num(story.at("lateness").at("median_broken")), 3);
  EXPECT_EQ(story.at("around").at("before").at(0).at("event").as_string(), "Order Placed");
  EXPECT_EQ(call("/v1/journeys/shop/touchpoints/no/where").status, 404);
}

TEST_F(InsightTest, FeedbackSearchesChineseAndEnglish) {
  facts::FactBatch batch;
  const char* texts[] = {"送货太慢了", "Delivery was LATE", "很好"};
  for (int i = 0; i < 3; ++i) {
    Fact& f = fact(batch, ms("2026-03-01") + i * kHour, "c" + std::to_string(i), "deliver/app");
    f.kind = FactKind::feedback;
    f.text = texts[i];
  }
  commit(batch);
  EXPECT_EQ(get("/v1/feedback").at("items").as_array().size(), 3u);
  EXPECT_EQ(get("/v1/feedback?q=%E5%A4%AA%E6%85%A2").at("items").at(0).at("text").as_string(), "送货太慢了");
  EXPECT_EQ(get("/v1/feedback?q=late").at("items").as_array().size(), 1u);
  EXPECT_TRUE(get("/v1/feedback?limit=2").at("more").as_bool());
  EXPECT_TRUE(get("/v1/feedback?touchpoint=buy/app").at("items").as_array().empty());
}

TEST_F(InsightTest, ErasedCustomersLeaveNoSums) {
  facts::FactBatch batch;
  for (int i = 0; i < 6; ++i) rating(batch, ms("2026-03-01"), "c" + std::to_string(i), "buy/app", 9, "nps", "o" + std::to_string(i));
  commit(batch);
  EXPECT_EQ(get("/v1/insights/nps").at("total").at("n").as_int64(), 6);
  EXPECT_EQ(get("/v1/journeys/shop/matrix").at("headline").at("remembered").at("n").as_int64(), 6);
  const CustomerId gone = ingest::customer_id(kWs, "c0");
  ASSERT_TRUE(store->forget(kWs, gone));
  job->customer_changed(kWs, gone);
  EXPECT_EQ(get("/v1/insights/nps").at("total").at("n").as_int64(), 5);
  EXPECT_EQ(get("/v1/journeys/shop/matrix").at("headline").at("remembered").at("n").as_int64(), 5);
}

TEST_F(InsightTest, TheWorkerFoldsInTheBackgroundWhileOthersAsk) {
  job->start({kWs});
  for (int round = 0; round < 5; ++round) {
    facts::FactBatch batch;
    for (int i = 0; i < 20; ++i) {
      rating(batch, ms("2026-03-01") + i, "c" + std::to_string(i), "buy/app", 9, "nps", "o" + std::to_string(round) + "-" + std::to_string(i));
    }
    ASSERT_TRUE(store->append(batch, seq));
    job->projected({seq++, &batch});
    EXPECT_EQ(call("/v1/journeys/shop/matrix").status, 200);
  }
  std::int64_t closed = 0;
  for (int i = 0; i < 500 && closed < 100; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    closed = get("/v1/journeys/shop/laws").at("peak_end").at("episodes").at("closed").as_int64();
  }
  EXPECT_EQ(closed, 100);
  EXPECT_EQ(store->episodes_watermark(kWs).value(), seq - 1);
  job->stop();
}

TEST_F(InsightTest, MergedCustomersLeaveNoEpisodesOfTheOldOne) {
  facts::FactBatch batch;
  rating(batch, ms("2026-01-01"), "ann", "buy/app", 9);
  rating(batch, ms("2026-01-03"), "device", "use/app", 3);
  rating(batch, ms("2026-04-03"), "device", "use/app", 3);
  commit(batch);
  EXPECT_EQ(get("/v1/journeys/shop/episodes").at("total").as_int64(), 3);
  const CustomerId ann = ingest::customer_id(kWs, "ann"), device = ingest::customer_id(kWs, "device");
  ASSERT_TRUE(store->reassign(kWs, device, ann));
  job->customer_changed(kWs, ann);
  ASSERT_TRUE(job->drain(kWs));
  const auto episodes = get("/v1/journeys/shop/episodes");
  ASSERT_EQ(episodes.at("total").as_int64(), 2);
  EXPECT_EQ(episodes.at("episodes").at(1).at("facts").as_int64(), 2);
  EXPECT_EQ(get("/v1/journeys/shop/laws").at("peak_end").at("episodes").at("closed").as_int64(), 2);
}

TEST_F(InsightTest, ComputeAndCatalogueAnswer) {
  EXPECT_EQ(call("/v1/compute/wilson", R"({"cases":[[42,50]]})").status, 200);
  EXPECT_EQ(call("/v1/compute/none", "{}").status, 404);
  EXPECT_GE(get("/v1/insights").at("metrics").as_array().size(), 8u);
}

}  // namespace
}  // namespace peakend::insight
