// The joy-pain contrast over HTTP: told when the data say so, in either direction, and never with too few.
#include "insight/contrast.h"

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

class ContrastTest : public InsightTest {
 protected:
  /// `n` customers: first score, last score, NPS. A good last one is 5, a bad first one 1.
  void customers(const std::string& name, int n, double first, double last, double nps) {
    facts::FactBatch batch;
    for (int i = 0; i < n; ++i) {
      const std::string who = name + std::to_string(i);
      rating(batch, ms("2026-02-01"), who, "buy/app", first, "csat");
      rating(batch, ms("2026-02-10"), who, "deliver/web", last, "csat");
      Fact& overall = rating(batch, ms("2026-02-20"), who, "", nps, "nps");
      overall.stage = overall.scene = {};
    }
    commit(batch);
  }
};

TEST_F(ContrastTest, TheRiseRecommendsMoreWhenTheDataSaySo) {
  customers("risen", 60, 1, 5, 10), customers("flat", 15, 1, 5, 3), customers("calm", 25, 1, 5, 8);
  customers("good", 60, 5, 5, 9), customers("fair", 60, 5, 5, 5), customers("so", 80, 4, 5, 7);
  const auto a = get("/v1/journeys/shop/contrast");
  EXPECT_EQ(a.at("risen").at("n"), 100);
  EXPECT_NEAR(num(a.at("risen").at("value")), 45, 1e-9);
  EXPECT_EQ(a.at("steady").at("n"), 200);
  EXPECT_NEAR(num(a.at("steady").at("value")), 0, 1e-9);
  EXPECT_NEAR(num(a.at("difference").at("value")), 45, 1e-9);
  EXPECT_GT(num(a.at("difference").at("lo")), 20);
  EXPECT_EQ(a.at("verdict"), "rise_recommends_more");
}

TEST_F(ContrastTest, OtherwiseItSaysThatNothingShowsOrThatSteadyWins) {
  customers("risen", 50, 1, 5, 8), customers("good", 50, 5, 5, 8);
  EXPECT_EQ(get("/v1/journeys/shop/contrast").at("verdict"), "no_difference_shown");
  customers("more", 100, 5, 5, 10), customers("hurt", 50, 1, 5, 2);
  EXPECT_EQ(get("/v1/journeys/shop/contrast").at("verdict"), "steady_recommends_more");
}

TEST_F(ContrastTest, TooFewAreNotCompared) {
  customers("risen", 29, 1, 5, 10), customers("good", 90, 5, 5, 2);
  customers("fallen", 90, 5, 1, 2);   // ends badly: in neither group
  customers("level", 90, 2.5, 5, 10);   // never bad enough, never good throughout
  const auto a = get("/v1/journeys/shop/contrast").as_object();
  EXPECT_TRUE(a.at("risen").as_object().contains("insufficient"));
  EXPECT_FALSE(a.contains("difference"));
  EXPECT_FALSE(a.contains("verdict"));
  get("/v1/journeys/none/contrast", 404);
}

}  // namespace
}  // namespace peakend::insight
