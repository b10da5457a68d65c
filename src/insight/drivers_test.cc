// Drivers over HTTP: what was planted comes first, is worth slope x gap x reach, and stands in every part.
#include <random>
#include <set>

#include "engine/drivers.h"
#include "insight/drivers.h"
#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

constexpr facts::Tag kParis[] = {{"city", "Paris"}}, kRome[] = {{"city", "Rome"}};

class DriversTest : public InsightTest {
 protected:
  /// `times` passes each: deliver/web drives the overall answer, buy/app does not, and a mood of the customer is in all of them.
  void company(int customers, int times) {
    std::mt19937_64 random(5);
    std::uniform_int_distribution<int> score(1, 5), mood(-1, 1);
    facts::FactBatch batch;
    for (int c = 0; c < customers; ++c) {
      const std::string who = "c" + std::to_string(c);
      const int m = mood(random);
      for (int i = 0; i < times; ++i) {
        const std::int64_t at = ms("2026-01-05") + (c % 100) * kDay + i * 20 * kDay;
        const std::string pass = who + "-" + std::to_string(i);
        const int deliver = std::clamp(score(random) + m, 1, 5), buy = std::clamp(score(random) + m, 1, 5);
        const auto in_city = [&](Fact& f) { f.tags = std::span(c % 2 ? kParis : kRome); };
        in_city(rating(batch, at, who, "deliver/web", deliver, "csat", pass));
        in_city(rating(batch, at + kHour, who, "buy/app", buy, "csat", pass));
        Fact& overall = rating(batch, at + kDay, who, "", std::clamp(2 * deliver + 2 * m + (c + i) % 2, 0, 10), "nps", pass);
        overall.stage = overall.scene = {};
        in_city(overall);
      }
    }
    commit(batch);
  }
};

TEST_F(DriversTest, WhatWasPlantedComesFirstAndIsWorthSlopeTimesGapTimesReach) {
  company(400, 1);
  const auto a = get("/v1/journeys/shop/drivers?target=0.5");
  EXPECT_EQ(a.at("first"), "pooled");
  EXPECT_EQ(a.at("halo"), true);
  const auto& d = a.at("drivers").at(0);
  EXPECT_EQ(d.at("touchpoint"), "deliver/web");
  EXPECT_EQ(d.at("slope_of"), "pooled");
  EXPECT_NEAR(num(d.at("johnson")), num(d.at("share").at("value")), .05);
  const auto& p = d.at("priority");
  EXPECT_NEAR(num(p.at("value")), num(d.at("slope").at("value")) * (.5 - num(d.at("mean"))) * num(d.at("reach")), 1e-9);
  EXPECT_LT(num(p.at("lo")), num(p.at("value")));
  EXPECT_GT(num(p.at("hi")), num(p.at("value")));
  const auto& steps = d.at("what_if").as_array();
  ASSERT_EQ(steps.size(), 21u);
  EXPECT_NEAR(num(steps[10].at("value")), 0, 1e-12);
  for (std::size_t i = 1; i < steps.size(); ++i) EXPECT_GE(num(steps[i].at("value")), num(steps[i - 1].at("value")));
  EXPECT_LE(num(steps[20].at("mean")), 1);  // nobody beyond the end
  EXPECT_LT(num(steps[20].at("mean")), num(d.at("mean")) + 1);
}

TEST_F(DriversTest, CustomersWhoAnswerAgainAreComparedWithThemselvesFirst) {
  company(200, 3);
  const auto a = get("/v1/journeys/shop/drivers");
  EXPECT_EQ(a.at("first"), "within");
  EXPECT_EQ(a.at("halo"), false);
  const auto find = [&](std::string_view touchpoint) {
    for (const auto& d : a.at("drivers").as_array())
      if (d.at("touchpoint").as_string() == touchpoint) return d;
    return json::value();
  };
  const auto real = find("deliver/web"), halo = find("buy/app");
  EXPECT_EQ(real.at("slope_of"), "within");
  // The mood gives buy/app a share between customers that it has not within them.
  EXPECT_GT(num(halo.at("share").at("value")), 2 * num(halo.at("within").at("value")));
  EXPECT_FALSE(real.at("within").at("noise").as_bool());
  EXPECT_TRUE(halo.at("within").at("noise").as_bool());
}

TEST_F(DriversTest, PartsStandSideBySideInTimeAndByField) {
  company(400, 1);
  const auto time = get("/v1/journeys/shop/drivers/split?by=quarter");
  const auto& slices = time.at("slices").as_array();
  ASSERT_EQ(slices.size(), 2u);
  EXPECT_EQ(slices[0].at("key"), "2026-Q1");
  std::int64_t n = 0;
  for (const auto& s : slices) {
    n += s.at("pooled").at("n").as_int64();
    if (s.at("pooled").at("status") != "ok") continue;
    EXPECT_EQ(s.at("drivers").at(0).at("touchpoint"), "deliver/web");
  }
  EXPECT_EQ(n, 400);
  const auto city = get("/v1/journeys/shop/drivers/split?by=city");
  ASSERT_EQ(city.at("slices").as_array().size(), 2u);
  for (const auto& s : city.at("slices").as_array()) EXPECT_EQ(s.at("pooled").at("n").as_int64(), 200);
  get("/v1/journeys/shop/drivers/split", 422);
  get("/v1/journeys/shop/drivers/split?by=city,month", 422);
  EXPECT_TRUE(get("/v1/journeys/shop/drivers/split?by=city&where=city:Oslo").at("slices").as_array().empty());
}

// "Good service makes up for what the product lacks": where deliver was good, what buy was like hardly counts.
TEST_F(DriversTest, WhatMakesUpForWhatIsNamedAndOnlyWhereItIs) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<int> score(1, 5), bit(0, 1);
  facts::FactBatch batch;
  for (int c = 0; c < 600; ++c) {
    const std::string who = "c" + std::to_string(c);
    const std::int64_t at = ms("2026-01-05") + (c % 100) * kDay;
    const int deliver = score(random), buy = score(random), stay = score(random);
    rating(batch, at, who, "deliver/web", deliver, "csat", who);
    rating(batch, at + kHour, who, "buy/app", buy, "csat", who);
    if (c < 80) rating(batch, at + 2 * kHour, who, "use/app", stay, "csat", who);
    Fact& overall = rating(batch, at + kDay, who, "", std::clamp(deliver >= 4 ? 8 + bit(random) : 2 * buy - bit(random), 0, 10), "nps", who);
    overall.stage = overall.scene = {};
  }
  commit(batch);
  const auto a = get("/v1/journeys/shop/drivers");
  const auto& pairs = a.at("pairs").as_array();
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[0].at("verdict"), "makes_up");
  std::set<std::string> both;
  for (const auto& t : pairs[0].at("touchpoints").as_array()) both.emplace(t.as_string().c_str());
  EXPECT_EQ(both, (std::set<std::string>{"buy/app", "deliver/web"}));
  EXPECT_EQ(pairs[0].at("n").as_int64(), 600);
  EXPECT_LT(num(pairs[0].at("hi")), 0);
  EXPECT_LE(num(pairs[0].at("p")), num(pairs[0].at("q")));
  for (std::size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(pairs[i].at("verdict"), "not_enough_data");
    EXPECT_EQ(pairs[i].at("insufficient").at("have").as_int64(), 80);
    EXPECT_EQ(pairs[i].at("insufficient").at("need").as_int64(), 100);
    EXPECT_FALSE(pairs[i].as_object().contains("value"));
  }
}

// What counts changes with time, and the parts show it in intervals that do not overlap.
TEST_F(DriversTest, AWeightThatRisesWithTimeIsVisible) {
  std::mt19937_64 random(8);
  std::uniform_int_distribution<int> score(1, 5), bit(0, 1);
  facts::FactBatch batch;
  for (int c = 0; c < 800; ++c) {
    const std::string who = "c" + std::to_string(c);
    const bool late = c >= 400;
    const std::int64_t at = ms(late ? "2026-04-05" : "2026-01-05") + (c % 80) * kDay;
    const int price = score(random), feeling = score(random);
    rating(batch, at, who, "buy/app", price, "csat", who);
    rating(batch, at + kHour, who, "deliver/web", feeling, "csat", who);
    Fact& overall = rating(batch, at + kDay, who, "", std::min((late ? price + 3 * feeling : 3 * price + feeling) / 2 + bit(random), 10), "nps", who);
    overall.stage = overall.scene = {};
  }
  commit(batch);
  const auto a = get("/v1/journeys/shop/drivers/split?by=quarter");
  const auto& slices = a.at("slices").as_array();
  ASSERT_EQ(slices.size(), 2u);
  const auto share = [&](std::size_t slice, std::string_view touchpoint) {
    for (const auto& d : slices[slice].at("drivers").as_array())
      if (d.at("touchpoint").as_string() == touchpoint) return d.at("share");
    return json::value();
  };
  EXPECT_LT(num(share(0, "deliver/web").at("hi")), num(share(1, "deliver/web").at("lo")));
  EXPECT_GT(num(share(0, "buy/app").at("lo")), num(share(1, "buy/app").at("hi")));
}

}  // namespace
}  // namespace peakend::insight
