// Parts of an experience over HTTP: families, missing ones stay missing, the training gap stands on pairs of one answer.
#include "insight/aspects.h"

#include <random>

#include "engine/drivers.h"
#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

TEST(Aspects, KnowWhereTheyBelong) {
  EXPECT_EQ(aspect_family("sense_smell"), "senses");
  EXPECT_EQ(aspect_family("dimension_physical"), "dimensions");
  EXPECT_EQ(aspect_family("respect"), "people");
  EXPECT_EQ(aspect_family("mite_removal"), "other");
  EXPECT_EQ(aspect_family("mite_removal", ""), "");
  EXPECT_EQ(aspect_family("respect", ""), "people");
  for (const auto* whole : {"", "nps", "csat", "ces", "incident", "believed_csat"}) EXPECT_EQ(aspect_family(whole), "") << whole;
}

class AspectsTest : public InsightTest {
 protected:
  const json::object* cell(const json::value& a, std::string_view touchpoint, std::string_view metric) {
    for (const auto& c : a.at("cells").as_array())
      if (c.at("touchpoint").as_string() == touchpoint && c.at("metric").as_string() == metric) return &c.at("experience").as_object();
    return nullptr;
  }
  void answer(facts::FactBatch& batch, const std::string& who, std::string_view touchpoint, std::initializer_list<std::pair<const char*, double>> of, int day = 0) {
    for (const auto& [metric, score] : of) {
      ids_.push_back("r" + who + std::to_string(day) + "/people/" + metric);
      rating(batch, ms("2026-02-01") + day * kDay, who, touchpoint, score, metric).message_id = ids_.back();
    }
  }
  std::deque<std::string> ids_;
};

TEST_F(AspectsTest, WhatNobodyRatedIsMissingNotZero) {
  facts::FactBatch batch;
  for (int i = 0; i < 40; ++i)
    answer(batch, "c" + std::to_string(i), "buy/app", {{"dimension_physical", i % 2 ? 5. : 3.}, {"dimension_emotional", 4}, {"sense_smell", 1}, {"csat", 5}, {"noise", 2}});
  for (int i = 0; i < 3; ++i) answer(batch, "d" + std::to_string(i), "deliver/web", {{"sense_smell", 5}});
  commit(batch);
  const auto a = get("/v1/journeys/shop/aspects");
  std::vector<std::string> order;
  for (const auto& x : a.at("aspects").as_array()) order.push_back(std::string(x.at("family").as_string()) + ":" + std::string(x.at("metric").as_string()));
  EXPECT_EQ(order, (std::vector<std::string>{"senses:sense_smell", "dimensions:dimension_physical", "dimensions:dimension_emotional", "other:noise"}));
  const auto* physical = cell(a, "buy/app", "dimension_physical");
  ASSERT_NE(physical, nullptr);
  EXPECT_NEAR(num(physical->at("value")), .5, 1e-9);  // half at 1, half at 0
  EXPECT_EQ(physical->at("n"), 40);
  EXPECT_LT(num(physical->at("lo")), .5);
  EXPECT_EQ(cell(a, "buy/app", "dimension_intellectual"), nullptr);
  const auto* few = cell(a, "deliver/web", "sense_smell");
  ASSERT_NE(few, nullptr);
  EXPECT_TRUE(few->contains("insufficient"));
  EXPECT_TRUE(a.at("training").at("gaps").as_array().empty());
  EXPECT_TRUE(get("/v1/journeys/shop/aspects?where=name:none").at("aspects").as_array().empty());
}

TEST_F(AspectsTest, TrainingIsMissingWherePeopleAreKindButNotAble) {
  std::mt19937_64 random(3);
  std::uniform_int_distribution<int> mood(2, 4), luck(0, 1);
  facts::FactBatch batch;
  for (int i = 0; i < 60; ++i) {
    const std::string who = "c" + std::to_string(i);
    const double m = mood(random);
    answer(batch, who, "deliver/web", {{"competence", m - 1}, {"attitude", m + luck(random)}});
    answer(batch, who, "buy/app", {{"competence", m + luck(random)}, {"attitude", m + luck(random)}}, 1);
    if (i < 4) answer(batch, who, "use/app", {{"competence", 1}, {"attitude", 5}}, 2);
    answer(batch, who, "buy/web", {{"attitude", 5}}, 3);  // no pair
  }
  commit(batch);
  const auto a = get("/v1/journeys/shop/aspects");
  const auto& gaps = a.at("training").at("gaps").as_array();
  ASSERT_EQ(gaps.size(), 4u);
  const auto find = [&](std::string_view touchpoint) {
    for (const auto& g : gaps)
      if (g.at("touchpoint").as_string() == touchpoint) return g.as_object();
    return json::object();
  };
  EXPECT_EQ(gaps[0].at("touchpoint"), "");
  const auto trained = find("deliver/web"), level = find("buy/app"), few = find("use/app");
  EXPECT_EQ(trained.at("verdict"), "training");
  EXPECT_EQ(trained.at("difference").at("n"), 60);
  EXPECT_NEAR(num(trained.at("difference").at("value")), .75, .15);  // 1 to 2 points of five
  EXPECT_GT(num(trained.at("difference").at("lo")), .4);
  EXPECT_EQ(level.at("verdict"), "level");
  EXPECT_TRUE(few.at("difference").as_object().contains("insufficient"));
  EXPECT_FALSE(few.contains("verdict"));
}

TEST_F(AspectsTest, DriversMayBeAspectsAndRespectIsAmongThem) {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<int> score(1, 5), luck(-1, 1);
  facts::FactBatch batch;
  for (int i = 0; i < 300; ++i) {
    const std::string who = "c" + std::to_string(i);
    const int respect = score(random), competence = score(random), elsewhere = score(random);
    answer(batch, who, "deliver/web", {{"respect", respect}, {"competence", competence}, {"csat", std::clamp(respect + luck(random), 1, 5)}}, i % 50);
    answer(batch, who, "buy/app", {{"respect", elsewhere}}, i % 50);  // of another touchpoint: belongs to no csat
  }
  commit(batch);
  const auto a = get("/v1/journeys/shop/drivers?of=aspects&outcome=csat");
  EXPECT_EQ(a.at("of"), "aspects");
  const auto& drivers = a.at("drivers").as_array();
  ASSERT_EQ(drivers.size(), 2u);
  EXPECT_EQ(drivers[0].at("aspect"), "respect");
  EXPECT_GT(num(drivers[0].at("share").at("lo")), .5);
  EXPECT_TRUE(drivers[1].at("share").at("noise").as_bool());
  EXPECT_EQ(get("/v1/journeys/shop/drivers?outcome=csat").at("of"), "touchpoints");
  get("/v1/journeys/shop/drivers?of=people", 422);
}

}  // namespace
}  // namespace peakend::insight
