#include "insight/touchpoint.h"

#include <gtest/gtest.h>

#include "insight/even_sample.h"
#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

TEST(Lateness, WorkedExample) {
  const auto l = lateness_of({-1, 0, 2}, "day");
  ASSERT_TRUE(l);
  EXPECT_EQ(l->n, 3);
  EXPECT_EQ(l->median, 0);
  EXPECT_EQ(l->p90, 2);
  EXPECT_EQ(l->median_broken, 2);
  ASSERT_EQ(l->bins.size(), 4u);
  EXPECT_EQ(l->bins[0].lo, -2);
  const std::int64_t counts[] = {1, 1, 0, 1};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(l->bins[static_cast<std::size_t>(i)].n, counts[i]) << i;
}

TEST(Lateness, KeepsEverythingAndABorderAtThePromise) {
  std::vector<double> d;
  for (int i = 0; i < 1'000; ++i) d.push_back(i * .01 - 4);
  d.push_back(400);   // the outer bins hold what lies beyond
  d.push_back(-300);
  const auto l = lateness_of(d, "day");
  std::int64_t n = 0;
  bool border = false;
  for (const auto& b : l->bins) n += b.n, border = border || b.lo == 0;
  EXPECT_EQ(n, 1'002);
  EXPECT_TRUE(border);
  EXPECT_LE(l->bins.size(), 13u);
}

TEST(Lateness, NothingAndOneSide) {
  EXPECT_FALSE(lateness_of({}, "day"));
  const auto early = lateness_of({-.2, -.3, -.1}, "hour");
  EXPECT_EQ(early->median_broken, 0);
  EXPECT_EQ(early->unit, "hour");
}

TEST(Lateness, WholeDaysHaveWholeSteps) {
  const auto l = lateness_of({0, 0, 0, 1}, "day", true);
  ASSERT_EQ(l->bins.size(), 2u);
  EXPECT_EQ(l->bins[0].hi, 0);
  EXPECT_EQ(l->bins[0].n, 3);
  EXPECT_EQ(l->bins[1].n, 1);
}

TEST(EvenSample, IsTheSameInAnyOrderAndSpreadsOverAll) {
  EvenSample<int> up(400), down(400);
  for (int i = 0; i < 10'000; ++i) up.add(i / 3, i % 3, i), down.add((9'999 - i) / 3, (9'999 - i) % 3, 9'999 - i);
  EXPECT_TRUE(up.sampled());
  auto one = std::move(up).take(), other = std::move(down).take();
  std::ranges::sort(other);
  EXPECT_EQ(one, other);
  EXPECT_GT(one.size(), 150u);
  EXPECT_LT(one.size(), 400u);
  const auto late = std::ranges::count_if(one, [](int i) { return i >= 5'000; });
  EXPECT_NEAR(static_cast<double>(late) / static_cast<double>(one.size()), .5, .1);
  EvenSample<int> all(4);
  for (int i = 0; i < 3; ++i) all.add(1, i, i);
  EXPECT_FALSE(all.sampled());
  EXPECT_EQ(std::move(all).take(), (std::vector{0, 1, 2}));
}

// Promised for noon of the 2nd with the rule calendar_day: the evening of the 2nd keeps it, though six hours "late".
TEST_F(InsightTest, PromisesOfADayAreCountedInDays) {
  facts::FactBatch batch;
  const std::int64_t due = ms("2026-03-03") - 1;
  const auto add = [&](std::int64_t at, double days, bool kept) {
    Fact& f = delivery(batch, at, "c" + std::to_string(batch.facts.size()), "deliver/app", 1.5, days);
    f.due = due;
    f.promise = kept ? facts::Promise::kept : facts::Promise::broken;
  };
  for (int i = 0; i < 70; ++i) add(ms("2026-03-02") + 18 * kHour, 1.75, true);
  for (int i = 0; i < 30; ++i) add(ms("2026-03-03") + 9 * kHour, 2.375, false);
  commit(batch);
  const auto late = get("/v1/journeys/shop/touchpoints/deliver/app").at("lateness");
  EXPECT_TRUE(late.at("whole").as_bool());
  ASSERT_EQ(late.at("bins").as_array().size(), 2u);
  EXPECT_EQ(num(late.at("bins").at(0).at("hi")), 0);
  EXPECT_EQ(num(late.at("bins").at(0).at("n")), 70);
  EXPECT_EQ(num(late.at("bins").at(1).at("n")), 30);
  EXPECT_EQ(num(late.at("median_broken")), 1);
}

// 30,000 outcomes in time and then as many two days late: a sample of the first ones would know of no late one.
TEST_F(InsightTest, SamplesOfATouchpointKnowAllTimes) {
  facts::FactBatch batch;
  for (int i = 0; i < 60'000; ++i) {
    const std::string key = i % 15 == 0 ? "o" + std::to_string(i) : "";
    delivery(batch, ms("2026-03-01") + i * (kHour / 60), "c" + std::to_string(i % 50), "deliver/app", 3, i < 30'000 ? 2 : 5, key);
    if (!key.empty() && i >= 30'000) fact(batch, ms("2026-03-01") + i * (kHour / 60) + 1, "c" + std::to_string(i % 50), "use/app", key).name = "Complained";
  }
  commit(batch);
  const auto story = get("/v1/journeys/shop/touchpoints/deliver/app");
  const auto& late = story.at("lateness");
  double n = 0, above = 0;
  for (const auto& bin : late.at("bins").as_array()) {
    n += num(bin.at("n"));
    if (num(bin.at("lo")) >= 0) above += num(bin.at("n"));
  }
  EXPECT_TRUE(late.at("sampled").as_bool());
  EXPECT_NEAR(above / n, .5, .02);
  EXPECT_EQ(num(late.at("median_broken")), 2);
  EXPECT_EQ(num(story.at("around").at("episodes")), 2'000);
  double complained = 0;
  for (const auto& step : story.at("around").at("after").as_array())
    if (step.at("event").as_string() == "Complained") complained = num(step.at("n"));
  EXPECT_NEAR(complained / 2'000, .5, .05);
}

}  // namespace
}  // namespace peakend::insight
