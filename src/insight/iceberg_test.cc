#include "insight/iceberg.h"

#include "engine/silence.h"
#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

using engine::Status;
Prior prior(double value) { return {value, "", 0, ""}; }

TEST(Iceberg, TheFoundingTextsComplaintsStandForAHundred) {
  engine::IcebergRates rates;
  rates.lifetime = engine::Ranged{300};
  const auto p = engine::iceberg(24, rates);
  ASSERT_EQ(p.status, Status::ok);
  EXPECT_NEAR(p.bad.value, 100, 1e-9);
  EXPECT_NEAR(p.silent.value, 76, 1e-9);
  EXPECT_NEAR(p.switching.value, 20, 1e-9);
  EXPECT_NEAR(p.telling.value, 25, 1e-9);
  EXPECT_NEAR(p.loss->value, 6000, 1e-9);
  EXPECT_FALSE(p.bad.range || p.loss->range);  // constants have no interval
  EXPECT_EQ(engine::iceberg(-1, rates).status, Status::invalid);
  EXPECT_EQ(engine::iceberg(24, {{0}, {.2}, {.25}}).status, Status::invalid);
  EXPECT_EQ(engine::iceberg(24, {{.24}, {1.2}, {.25}}).status, Status::invalid);
}
TEST(Iceberg, IntervalsComeFromTheRatesThatHaveOne) {
  const auto p = engine::iceberg(24, {{.24, engine::Interval{.12, .48}}, {.2}, {.25}});
  EXPECT_NEAR(p.bad.range->lo, 50, 1e-9);
  EXPECT_NEAR(p.bad.range->hi, 200, 1e-9);
  EXPECT_NEAR(p.silent.range->lo, 26, 1e-9);
  EXPECT_NEAR(p.switching.range->hi, 40, 1e-9);
  const auto both = engine::product({100, engine::Interval{50, 200}}, {.2, engine::Interval{.1, .4}});
  EXPECT_NEAR(both.range->lo, 20 * std::exp(-std::sqrt(2.0) * std::log(2.0)), 1e-9);
  EXPECT_NEAR(both.range->hi, 20 * std::exp(std::sqrt(2.0) * std::log(2.0)), 1e-9);
  EXPECT_EQ(engine::product({100, engine::Interval{50, 200}}, {.2, engine::Interval{0, .4}}).range->lo, 0);
}
TEST(Iceberg, OwnVoicesReplaceThePriorOnceThereAreEnough) {
  EXPECT_EQ(own_voice({49, 20, 10}, kNeedOwn).state, OwnState::few);
  EXPECT_EQ(own_voice({500, 20, 4}, kNeedOwn).state, OwnState::few);
  EXPECT_EQ(own_voice({500, 20, 4}, kNeedOwn).estimate.need, kNeedTold);
  const Own own = own_voice({100, 40, 30}, kNeedOwn);
  EXPECT_EQ(own.state, OwnState::used);
  EXPECT_NEAR(in_use(PriorKey::voice, prior(.24), own).value, .3, 1e-12);
  EXPECT_EQ(basis_in_use(own), engine::Basis::observed);
  const auto weak = in_use(PriorKey::voice, prior(.24), own_voice({10, 4, 3}, kNeedOwn));
  const auto beta = engine::voice_rate(0, 0);
  EXPECT_EQ(weak.value, .24);
  EXPECT_NEAR(weak.lo, beta.lo, 1e-9);
  EXPECT_NEAR(weak.hi, beta.hi, 1e-9);
  EXPECT_EQ(in_use(PriorKey::switching, prior(.2), {}).method, engine::Method::none);
  EXPECT_EQ(in_use(PriorKey::voice, prior(1), {}).method, engine::Method::none);
}
TEST(Iceberg, LeavingReplacesThePriorOnlyWhereItIsMeasured) {
  TouchpointWorth row;
  row.left_broken.n = 200, row.left_kept.n = 200;
  row.difference.status = Status::ok;
  row.difference.value = .3, row.difference.lo = .2, row.difference.hi = .4;
  row.status = Risk::measured;
  TouchpointWorth none = row;
  none.left_broken.n = 100, none.status = Risk::no_difference;
  none.difference.value = 0, none.difference.lo = -.1, none.difference.hi = .1;
  Worth w;
  w.rows = {row, none};
  const Own own = own_switch(w, kNeedOwn);
  EXPECT_EQ(own.state, OwnState::used);
  EXPECT_EQ(own.estimate.n, 300);
  EXPECT_NEAR(own.estimate.value, .2, 1e-12);
  EXPECT_NEAR(own.estimate.lo, .1, 1e-12);
  w.rows = {none};
  EXPECT_EQ(own_switch(w, kNeedOwn).state, OwnState::no_difference);
  EXPECT_EQ(basis_in_use(own_switch(w, kNeedOwn)), engine::Basis::assumed);
  EXPECT_EQ(own_switch({}, kNeedOwn).state, OwnState::few);
}
TEST(Iceberg, ServiceIsWhatIsRememberedOfAfterSaleStages) {
  MemoryView view;
  view.names = {"buy/web", "repair/home"};
  view.all.n = 100;
  view.all.touches = {{0, 60}, {1, 40}};
  journey::Journey j;
  j.stages = {{"buy", {}, journey::Phase::sale}, {"repair", {}, journey::Phase::sale}};
  EXPECT_EQ(own_service(view, j, kNeedOwn).state, OwnState::no_stage);
  j.stages[1].phase = journey::Phase::after_sale;
  const Own own = own_service(view, j, kNeedOwn);
  EXPECT_EQ(own.state, OwnState::beside);
  EXPECT_NEAR(own.estimate.value, .4, 1e-12);
  EXPECT_LT(own.estimate.lo, .4);
  view.all.n = 20;
  EXPECT_EQ(own_service(view, j, kNeedOwn).state, OwnState::few);
}

}  // namespace
}  // namespace peakend::insight
