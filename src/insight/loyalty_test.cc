#include "insight/loyalty.h"

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kNow = 1'780'000'000'000;  // 2026-05-28
CustomerId id(int i) { return ingest::customer_id(kWs, "c" + std::to_string(i)); }
std::int64_t ago(double days) { return kNow - static_cast<std::int64_t>(days * static_cast<double>(kDay)); }
Moment promise(double days, bool kept, double ratio) { return {ago(days), 0, Moment::Kind::promise, kept ? Tone::good : Tone::bad, engine::log_ratio_fixed(std::log(ratio))}; }
Moment word(double days, Tone tone) { return {ago(days), 0, Moment::Kind::said, tone, {}}; }

/// 200 customers bought 100 of 50 days ago; 49 days ago half had a broken promise at .5, the others one kept at 1.5. Of the broken 20 bought again
/// for 50 within 30 days, of the kept 80. Data begin 70 days ago.
std::vector<LoyalCustomer> customers() {
  std::vector<LoyalCustomer> out;
  for (int i = 0; i < 200; ++i) {
    const bool kept = i >= 100;
    LoyalCustomer c{id(i), "c" + std::to_string(i), {{ago(50), 10'000}}, {promise(49, kept, kept ? 1.5 : .5)}, {}};
    if (i == 0) c.purchases.push_back({ago(70), 100});
    if (kept ? i < 180 : i < 20) c.purchases.push_back({ago(25), 5'000});
    c.last = c.moments.back();
    out.push_back(std::move(c));
  }
  return out;
}
Loyalty count(std::vector<LoyalCustomer> all, int days = 0) {
  Loyalty l;
  l.touchpoints = {"deliver/app"};
  count_loyalty(l, std::move(all), days, kNow, {});
  return l;
}

TEST(Loyalty, RepurchaseAndChurnWithinADeclaredWindow) {
  const Loyalty l = count(customers());
  EXPECT_EQ(l.window_days, 30);
  EXPECT_EQ(l.buyers, 200);
  EXPECT_NEAR(l.repurchase.value, .5, 1e-12);  // 25 days after 50 days ago
  EXPECT_EQ(l.repurchase.n, 200);
  EXPECT_NEAR(l.churn.value, .5, 1e-12);
  EXPECT_NEAR(l.churn_silent.value, 1, 1e-12);
  EXPECT_EQ(l.silent_left, 100);
  EXPECT_EQ(l.happy_left, 0);
}
TEST(Loyalty, ByRatioOfExperienceToExpectation) {
  const Loyalty l = count(customers());
  const After &low = l.ratios[0], &high = l.ratios[ratio_bin(engine::log_ratio_fixed(std::log(1.5)))];
  EXPECT_EQ(low.customers, 100);
  EXPECT_NEAR(low.again_share.value, .2, 1e-12);
  EXPECT_NEAR(low.spend.value, 10, 1e-9);
  EXPECT_NEAR(high.again_share.value, .8, 1e-12);
  EXPECT_NEAR(high.spend.value, 40, 1e-9);
  EXPECT_NEAR(l.promise_again.effect.value, .6, 1e-12);
  EXPECT_GT(l.promise_again.effect.lo, 0);
  EXPECT_NEAR(l.again_spend.value, 50, 1e-9);
  EXPECT_EQ(l.ratios[3].again_share.status, engine::Status::too_few);
  EXPECT_EQ(l.promise_said.effect.status, engine::Status::too_few);  // nobody said anything
}
TEST(Loyalty, WhoSaysHappyAndLeavesIsListedAndWhoSpentMostComesFirst) {
  auto all = customers();
  all[30].moments.push_back(word(40, Tone::good));   // 9 of 10, and gone
  all[31].moments.push_back(word(40, Tone::good));
  all[31].purchases.push_back({ago(45), 90'000});
  all[10].moments.push_back(word(40, Tone::good));   // happy, and came back
  all[32].moments.push_back(word(40, Tone::bad));    // left, and had said why
  all[33].moments.push_back({ago(5), 0, Moment::Kind::word, Tone::between, {}});
  const Loyalty l = count(std::move(all));
  EXPECT_EQ(l.happy_left, 2);
  EXPECT_EQ(l.silent_left, 96);
  ASSERT_EQ(l.leavers.size(), 98u);
  EXPECT_EQ(l.leavers[0].user_id, "c31");
  EXPECT_TRUE(l.leavers[0].happy);
  EXPECT_NEAR(l.leavers[0].spent, 1'000, 1e-9);
  EXPECT_EQ(l.leavers[0].broken, 1);
  EXPECT_EQ(l.said[2].customers, 3);
  EXPECT_EQ(l.said[2].again, 1);
  for (const Leaver& one : l.leavers) EXPECT_NE(one.user_id, "c32");
}
TEST(Loyalty, NobodyIsLookedAtLongerThanOthersNorBeforeTheyBought) {
  auto all = customers();
  for (LoyalCustomer& c : all) c.purchases.push_back({ago(5), 100});  // more than a window after the promise
  EXPECT_NEAR(count(all).ratios[0].again_share.value, .2, 1e-12);
  for (LoyalCustomer& c : all) std::erase_if(c.purchases, [](const Purchase& p) { return p.at < ago(45); });
  all[0].purchases.push_back({ago(70), 100});
  EXPECT_EQ(count(all).ratios[0].customers, 1);  // the others had bought nothing when the promise was settled
}
TEST(Loyalty, TiersAreTheBestSoManyByWhatTheySpent) {
  std::vector<LoyalCustomer> all;
  for (int i = 0; i < 100; ++i) all.push_back({id(i), "", {{ago(i == 0 ? 70 : 10), 100 * (i + 1)}}, {}, {}});
  const Loyalty l = count(std::move(all));
  ASSERT_EQ(l.tiers.size(), 3u);
  EXPECT_EQ(l.tiers[0].customers, 5);
  EXPECT_NEAR(l.tiers[0].from, 96, 1e-9);
  EXPECT_NEAR(l.tiers[0].share.value, (96 + 97 + 98 + 99 + 100) / 5050.0, 1e-12);
  EXPECT_EQ(l.tiers[1].customers, 20);
  EXPECT_NEAR(l.tiers[2].share.value, 1, 1e-12);
}
TEST(Loyalty, CohortsByTheMonthOfTheFirstPurchase) {
  std::vector<LoyalCustomer> all;
  const std::int64_t march = ms("2026-03-05"), april = ms("2026-04-05");
  for (int i = 0; i < 60; ++i) {
    all.push_back({id(i), "", {{march, 100}}, {}, {}});
    if (i < 15) all.back().purchases.push_back({april, 100});
    if (i < 15) all.back().purchases.push_back({april + kDay, 100});  // once a month counts
  }
  const Loyalty l = count(std::move(all));
  ASSERT_EQ(l.cohorts.size(), 1u);
  EXPECT_EQ(l.cohorts[0].month, ms("2026-03-01"));
  ASSERT_EQ(l.cohorts[0].bought.size(), 1u);  // April; May is under way
  EXPECT_NEAR(l.cohorts[0].bought[0].value, .25, 1e-12);
}
TEST(Loyalty, ShortDataSaySo) {
  EXPECT_EQ(count({{id(1), "", {{ago(59), 100}}, {}, {}}}).window_days, 0);
  EXPECT_EQ(count(customers(), 91).window_days, 0);  // asked for more than there is
  EXPECT_EQ(count(customers(), 10).window_days, 10);
  EXPECT_EQ(count({}).buyers, 0);
}

class LoyaltyRoute : public InsightTest {
 protected:
  void send() {
    facts::FactBatch batch;
    const std::int64_t now = ms("2026-06-01");
    for (int i = 0; i < 150; ++i) {
      const std::string c = "c" + std::to_string(i);
      const auto buy = [&](double days, const char* amount) {
        Fact& f = fact(batch, now - static_cast<std::int64_t>(days * static_cast<double>(kDay)), c, "buy/app");
        f.name = "Order Placed";
        const facts::Tag tag{"amount", amount};
        f.tags = batch.keep_tags({&tag, 1});
      };
      buy(i == 0 ? 70 : 52, "100");
      delivery(batch, now - 50 * kDay, c, "deliver/app", 2, i < 75 ? 4 : 1);
      if (i < 5) rating(batch, now - 48 * kDay, c, "deliver/app", 9);
      if (i >= 75 || i % 3 == 0) buy(25, "40");
    }
    commit(batch);
  }
};
TEST_F(LoyaltyRoute, AnswersAndListsWhoLeft) {
  const auto none = get("/v1/journeys/shop/loyalty");
  EXPECT_FALSE(none.as_object().contains("value"));
  send();
  clock.advance(std::chrono::minutes(11));  // amounts found in a workspace are remembered for ten minutes
  const auto l = get("/v1/journeys/shop/loyalty");
  EXPECT_EQ(l.at("window_days").as_int64(), 30);
  EXPECT_NEAR(l.at("ratios").at(0).at("again").at("value").as_double(), 25 / 75.0, 1e-9);
  EXPECT_TRUE(l.at("chain").at(1).at("measured").as_bool());
  EXPECT_FALSE(l.at("chain").at(0).at("measured").as_bool());
  EXPECT_FALSE(l.at("chain").at(4).at("measured").as_bool());
  const auto happy = get("/v1/journeys/shop/loyalty/leavers");
  EXPECT_EQ(happy.at("total").as_int64(), 3);  // 1, 2, 4 of 0..4
  EXPECT_EQ(happy.at("customers").at(0).at("last").at("kind").as_string(), "said");
  const auto silent = get("/v1/journeys/shop/loyalty/leavers?kind=silent&limit=2");
  EXPECT_EQ(silent.at("total").as_int64(), 47);
  EXPECT_EQ(silent.at("customers").as_array().size(), 2u);
  EXPECT_TRUE(silent.at("more").as_bool());
  EXPECT_EQ(silent.at("customers").at(0).at("last").at("promise").as_string(), "broken");
  EXPECT_EQ(call("/v1/journeys/shop/loyalty/leavers?kind=sad").status, 422);
  EXPECT_EQ(call("/v1/journeys/shop/loyalty?window=5").status, 422);
}

}  // namespace
}  // namespace peakend::insight
