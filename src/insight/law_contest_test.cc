#include "insight/law_contest.h"

#include <algorithm>
#include <random>

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kAt = 1'700'000'000'000;

/// An episode that began `before` days before kAt and whose last moment was `days` later.
LivedEpisode episode(double before, double days, std::int32_t n = 3, std::int32_t salient = 2'000, std::int32_t end = 4'000) {
  const auto start = kAt - static_cast<std::int64_t>(before * kDay);
  return {start, start + static_cast<std::int64_t>(days * kDay), 3'000 * n, n, salient, end, true};
}
LawContest of(const std::vector<RelationAnswer>& answers, const std::vector<LivedEpisode>& episodes) {
  LawContest c;
  add_customer(c, answers, episodes);
  EXPECT_EQ(c.answers, static_cast<std::int64_t>(c.rows.size()) + c.one_moment + c.unmatched + c.repeated);
  return c;
}

TEST(LawContest, AnAnswerLooksBackOnTheEpisodeBegunLastBeforeIt) {
  const auto c = of({{kAt, 5'000}}, {episode(60, 10, 3, -9'000), episode(20, 5)});
  ASSERT_EQ(c.rows.size(), 1u);
  EXPECT_DOUBLE_EQ(c.rows[0].y, .5);
  EXPECT_DOUBLE_EQ(c.rows[0].salient, .2);
  EXPECT_DOUBLE_EQ(c.rows[0].end, .4);
  EXPECT_DOUBLE_EQ(c.rows[0].mean, .3);
  EXPECT_DOUBLE_EQ(c.rows[0].log_duration, std::log1p(120));
}
TEST(LawContest, MomentsAfterTheAnswerExplainNothing) {
  EXPECT_EQ(of({{kAt, 1}}, {episode(20, 21)}).unmatched, 1);                    // still under way
  EXPECT_EQ(of({{kAt, 1}}, {episode(40, 5), episode(2, 3)}).unmatched, 1);      // amid the next one
  EXPECT_EQ(of({{kAt, 1}}, {episode(-1, 2)}).unmatched, 1);                     // before all of it
  EXPECT_EQ(of({{kAt, 1}}, {episode(20, 20)}).rows.size(), 1u);                 // at its end
}
TEST(LawContest, EpisodesThatCannotTellAreCounted) {
  EXPECT_EQ(of({{kAt, 1}}, {episode(95, 5)}).rows.size(), 1u);
  EXPECT_EQ(of({{kAt, 1}}, {episode(95, 4.9)}).unmatched, 1);  // more than 90 days ago
  EXPECT_EQ(of({{kAt, 1}}, {episode(9, 0, 1)}).one_moment, 1);
  EXPECT_EQ(of({{kAt, 1}}, {episode(9, 0, 0)}).unmatched, 1);
  auto open = episode(9, 3);
  open.closed = false;
  EXPECT_EQ(of({{kAt, 1}}, {open}).unmatched, 1);
}
TEST(LawContest, OneRowACustomerTheNewestThatCanTell) {
  const auto c = of({{kAt - 30 * kDay, 1'000}, {kAt, 2'000}, {kAt - 29 * kDay, 3'000}}, {episode(50, 5), episode(9, 0, 1)});
  ASSERT_EQ(c.rows.size(), 1u);
  EXPECT_DOUBLE_EQ(c.rows[0].y, .3);
  EXPECT_EQ(c.one_moment, 1);
  EXPECT_EQ(c.repeated, 1);
}

class ContestRoute : public InsightTest {
 protected:
  enum class Rule { peak_end, mean };
  /// Each customer lives through one episode of six rated moments and answers NPS five days after, by the rule.
  void people(int n, Rule rule, double noise = .15, bool evenly_long = false) {
    std::mt19937_64 random(static_cast<std::uint64_t>(n));
    std::normal_distribution<double> z;
    facts::FactBatch batch;
    for (int i = 0; i < n; ++i) {
      const std::string c = "c" + std::to_string(i), order = "o" + std::to_string(i);
      const std::int64_t at = ms("2026-03-02") + i * kHour / 4;
      double best = 0, worst = 0, sum = 0, last = 0;
      for (int k = 0; k < 6; ++k) {
        const double score = std::clamp(std::round(3 + 1.4 * z(random)), 1.0, 5.0);
        last = (score - 3) / 2;
        best = std::max(best, last), worst = std::min(worst, last), sum += last;
        rating(batch, at + k * (evenly_long ? 24 : 12 + i % 13) * kHour, c, k < 3 ? "buy/app" : "use/app", score, "csat", order);
      }
      fact(batch, at + 9 * kDay, c, "", order).name = "Finished";  // settled long after the last moment: no moment itself
      const double memory = rule == Rule::mean ? sum / 6 : ((2 * -worst > best ? worst : best) + last) / 2;
      rating(batch, at + 8 * kDay, c, "", std::clamp(std::round(5 + 5 * (memory + noise * z(random))), 0.0, 10.0));
    }
    commit(batch);
  }
  json::value contest(std::string_view more = "") { return get("/v1/journeys/shop/laws" + std::string(more)).at("peak_end").at("contest"); }
};

TEST_F(ContestRoute, PeakEndWinsWherePeopleRememberPeakAndEnd) {
  people(500, Rule::peak_end);
  const auto c = contest();
  EXPECT_EQ(c.at("winner").as_string(), "peak_end") << json::serialize(c);
  EXPECT_EQ(c.at("metric").as_string(), "nps");
  EXPECT_EQ(c.at("n").as_int64(), 500);
  EXPECT_EQ(c.at("answers").as_int64(), 500);
  EXPECT_GT(num(c.at("peak_end_r2")), num(c.at("mean_r2")));
  EXPECT_EQ(c.at("weights").at("basis").as_string(), "own");
  EXPECT_GT(num(c.at("weights").at("peak")), .25);  // NPS is not linear in valence: near each other, not both .5
  EXPECT_GT(num(c.at("weights").at("end")), .25);
  EXPECT_LT(num(c.at("duration").at("lo")), num(c.at("duration").at("hi")));
  EXPECT_TRUE(contest("?touchpoint=buy/app").is_null());
}
TEST_F(ContestRoute, TheMeanWinsWherePeopleRememberTheMean) {
  people(500, Rule::mean);
  EXPECT_EQ(contest().at("winner").as_string(), "mean") << json::serialize(contest());
}
TEST_F(ContestRoute, NothingIsSaidOfDurationWhenAllLastEquallyLong) {
  people(150, Rule::peak_end, .15, true);
  EXPECT_TRUE(contest().as_object().contains("winner"));
  EXPECT_FALSE(contest().as_object().contains("duration"));
}
TEST_F(ContestRoute, AVerdictIsKeptUntilFactsCome) {
  people(120, Rule::peak_end);
  EXPECT_EQ(contest(), contest());
  EXPECT_LT(contest("?to=2026-03-10").at("answers").as_int64(), 120);  // another span is another question
  facts::FactBatch batch;
  rating(batch, ms("2026-05-01"), "c0", "", 3);
  commit(batch);
  EXPECT_EQ(contest().at("answers").as_int64(), 121);
  EXPECT_EQ(contest().at("left_out").at("repeated").as_int64(), 1);
}
TEST_F(ContestRoute, TooFewSayHowManyThereAre) {
  people(60, Rule::peak_end);
  const auto c = contest();
  EXPECT_EQ(c.at("insufficient").at("have").as_int64(), 60);
  EXPECT_EQ(c.at("insufficient").at("need").as_int64(), 100);
  EXPECT_EQ(c.at("weights").at("basis").as_string(), "assumed");
  EXPECT_FALSE(c.as_object().contains("winner"));
  // Answers of a span count, not those after it.
  EXPECT_EQ(contest("?to=2026-03-01").at("insufficient").at("have").as_int64(), 0);
  EXPECT_EQ(contest("?to=2026-03-01").at("metric").as_string(), "");
}
TEST_F(ContestRoute, BetweenHundredAndThreeHundredTheLawLeansIn) {
  people(150, Rule::peak_end);
  const auto basis = contest().at("weights").at("basis").as_string();
  EXPECT_TRUE(basis == "shrunk" || basis == "own") << basis;
  EXPECT_EQ(contest().at("n").as_int64(), 150);
}
TEST_F(ContestRoute, NothingIsToldOfFewerAnswersThanMayBeShown) {
  people(150, Rule::peak_end);
  suppress_k = 200;
  const auto c = contest();
  EXPECT_FALSE(c.as_object().contains("winner"));
  EXPECT_EQ(c.at("weights").at("basis").as_string(), "assumed");
  EXPECT_EQ(c.at("insufficient").at("need").as_int64(), 200);
  EXPECT_EQ(c.at("answers").as_int64(), 0);
}

}  // namespace
}  // namespace peakend::insight
