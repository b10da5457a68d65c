#include "insight/worth.h"

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kNow = 1'780'000'000'000;
CustomerId id(int i) { return ingest::customer_id(kWs, "c" + std::to_string(i)); }
std::int64_t ago(double days) { return kNow - static_cast<std::int64_t>(days * static_cast<double>(kDay)); }

/// 100 bought 200 in the period before last; `again` of them bought 300 in the last one. Data begin 70 days ago: periods of 30.
std::vector<Buyer> hundred(int again) {
  std::vector<Buyer> out;
  for (int i = 0; i < 100; ++i) {
    Buyer b{id(i), {{ago(50), 20'000}}, {}};
    if (i == 0) b.purchases.push_back({ago(70), 100});
    if (i < again) b.purchases.push_back({ago(10), 30'000});
    out.push_back(std::move(b));
  }
  return out;
}

TEST(Worth, EquityIsTheSimpleLifetimeValueOfTheActive) {
  Worth w;
  count_worth(w, hundred(80), {.discount = 0, .margin = .5}, kNow);
  EXPECT_EQ(w.period, 30);
  EXPECT_NEAR(w.retention.value, .8, 1e-12);
  EXPECT_NEAR(w.spend.value, 150, 1e-9);              // half of 300
  EXPECT_NEAR(w.lifetime.value, 150 * .8 / .2, 1e-9); // m r/(1 + d - r)
  EXPECT_NEAR(w.equity.value, 80 * 600, 1e-6);
  EXPECT_LT(w.lifetime.lo, 600);
  EXPECT_GT(w.lifetime.hi, 600);
  EXPECT_EQ(w.lifetime.n, 80);
}
TEST(Worth, DiscountIsByTheYear) {
  Worth w;
  count_worth(w, hundred(80), {.discount = .1}, kNow);
  const double d = std::pow(1.1, 30 / 365.0) - 1;
  EXPECT_NEAR(w.lifetime.value, 300 * .8 / (1 + d - .8), 1e-9);
}
TEST(Worth, ShortOrThinDataSayWhatTheyTake) {
  Worth w;
  count_worth(w, {{id(1), {{ago(59), 100}}, {}}}, {}, kNow);
  EXPECT_EQ(w.period, 0);
  EXPECT_EQ(w.span_days, 59);
  Worth thin;
  count_worth(thin, hundred(49), {}, kNow);
  EXPECT_EQ(thin.lifetime.status, engine::Status::too_few);
  EXPECT_EQ(thin.lifetime.n, 49);
  EXPECT_EQ(thin.lifetime.need, kNeedBuyers);
}
/// At one touchpoint promises of 400 customers were settled 50 days ago, 200 of them broken; `bad` and `good` bought again 40
/// days ago. All bought 100 ten days ago, and 50 were let down again then.
std::vector<Buyer> settled(int bad, int good) {
  std::vector<Buyer> out;
  for (int i = 0; i < 400; ++i) {
    const bool broken = i < 200;
    Buyer b{id(i), {{ago(55), 10'000}, {ago(10), 10'000}}, {{ago(50), 0, broken}}};
    if (i == 0) b.purchases.push_back({ago(70), 100});
    if (broken ? i < bad : i < 200 + good) b.purchases.push_back({ago(40), 10'000});
    if (i < 50) b.settled.push_back({ago(9), 0, true});
    out.push_back(std::move(b));
  }
  return out;
}
TEST(Worth, ValueAtRiskIsValueTimesTheMeasuredDifference) {
  Worth w;
  w.touchpoints = {"deliver/app"};
  count_worth(w, settled(80, 160), {.discount = .1}, kNow);
  ASSERT_EQ(w.rows.size(), 1u);
  const TouchpointWorth& row = w.rows[0];
  EXPECT_NEAR(row.left_broken.value, .6, 1e-12);
  EXPECT_NEAR(row.left_kept.value, .2, 1e-12);
  EXPECT_NEAR(row.difference.value, .4, 1e-12);
  EXPECT_EQ(row.status, Risk::measured);
  EXPECT_EQ(row.broken_now, 50);
  EXPECT_NEAR(row.value_now, 50 * w.lifetime.value, 1e-6);  // all spend alike
  EXPECT_NEAR(row.at_risk.value, .4 * row.value_now, 1e-6);
  EXPECT_NEAR(row.at_risk.lo, row.difference.lo * row.value_now, 1e-6);
}
TEST(Worth, WhatCannotBeToldFromNothingIsRefused) {
  Worth same;
  same.touchpoints = {"deliver/app"};
  count_worth(same, settled(150, 158), {}, kNow);
  EXPECT_EQ(same.rows[0].status, Risk::no_difference);
  EXPECT_EQ(same.rows[0].at_risk.status, engine::Status::degenerate);
  auto few = settled(80, 160);
  few.erase(few.begin() + 49, few.begin() + 200);
  Worth thin;
  thin.touchpoints = {"deliver/app"};
  count_worth(thin, few, {}, kNow);
  EXPECT_EQ(thin.rows[0].status, Risk::insufficient);
  EXPECT_EQ(thin.rows[0].at_risk.n, 49);
  EXPECT_EQ(thin.rows[0].at_risk.need, kNeedBuyers);
}
TEST(Worth, ACustomerCountsOnceByTheFirstOutcome) {
  auto buyers = settled(80, 160);
  for (Buyer& b : buyers) b.settled.push_back({ago(45), 0, true});
  Worth w;
  w.touchpoints = {"deliver/app"};
  count_worth(w, buyers, {}, kNow);
  EXPECT_EQ(w.rows[0].left_kept.n, 200);
  EXPECT_NEAR(w.rows[0].difference.value, .4, 1e-12);
}

class WorthRoute : public InsightTest {};
TEST_F(WorthRoute, AnswersFromPurchasesAndSaysWhatIsMissing) {
  auto none = get("/v1/journeys/shop/worth");
  EXPECT_FALSE(none.as_object().contains("value"));
  EXPECT_EQ(none.at("equity").at("insufficient").at("need").as_int64(), 50);
  facts::FactBatch batch;
  const std::int64_t now = ms("2026-06-01");
  for (int i = 0; i < 300; ++i) {
    const std::string c = "c" + std::to_string(i);
    const auto buy = [&](double days, const char* amount, const std::string& order) {
      Fact& f = fact(batch, now - static_cast<std::int64_t>(days * static_cast<double>(kDay)), c, "buy/app", order);
      f.name = "Order Placed";
      const facts::Tag tag{"amount", amount};
      f.tags = batch.keep_tags({&tag, 1});
    };
    buy(50, "100", "a" + c);
    if (i == 0) buy(70, "100", "z" + c);
    delivery(batch, now - 48 * kDay, c, "deliver/app", 2, i < 150 ? 5 : 1, "a" + c);
    if (i < 50 || i >= 180) buy(20, "200", "b" + c);
    if (i < 20) delivery(batch, now - 18 * kDay, c, "deliver/app", 2, 4, "b" + c);
  }
  commit(batch);
  // Amounts found in a workspace are remembered for ten minutes.
  clock.advance(std::chrono::minutes(11));
  const auto w = get("/v1/journeys/shop/worth?discount=0&margin=0.5");
  EXPECT_EQ(w.at("period_days").as_int64(), 30);
  EXPECT_EQ(w.at("value").at("property").as_string(), "amount");
  EXPECT_DOUBLE_EQ(num(w.at("spend").at("value")), 100);
  EXPECT_NEAR(num(w.at("retention").at("value")), 170.0 / 300, 1e-9);
  const auto& row = w.at("touchpoints").at(0);
  EXPECT_EQ(row.at("status").as_string(), "measured");
  EXPECT_NEAR(num(row.at("difference").at("value")), 100.0 / 150 - 30.0 / 150, 1e-9);
  EXPECT_EQ(row.at("broken_now").as_int64(), 20);
  EXPECT_GT(num(row.at("at_risk").at("lo")), 0);
  get("/v1/journeys/shop/worth?margin=0", 422);
  get("/v1/journeys/shop/worth?discount=x", 422);
  get("/v1/journeys/none/worth", 404);
}

}  // namespace
}  // namespace peakend::insight
