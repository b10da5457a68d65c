#include "insight/silence.h"

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kNow = 1'780'000'000'000;
CustomerId id(int i) { return ingest::customer_id(kWs, "c" + std::to_string(i)); }
std::int64_t ago(double days) { return kNow - static_cast<std::int64_t>(days * static_cast<double>(kDay)); }
Person person(int i, std::vector<LivedMoment> moments, std::vector<Word> words = {}) {
  return {id(i), "c" + std::to_string(i), std::move(moments), std::move(words)};
}
LivedMoment late(double days_ago, std::uint32_t touchpoint = 0, double times = 1.5) { return {ago(days_ago), touchpoint, Reason::late, times}; }
LivedMoment kept(double days_ago, std::uint32_t touchpoint = 0) { return {ago(days_ago), touchpoint, std::nullopt, 1}; }
Silence count(std::vector<Person> persons, const std::map<CustomerId, double>* values = nullptr) {
  Silence s;
  s.touchpoints = {"deliver/app", "use/app"};
  count_silence(s, std::move(persons), values, kNow);
  return s;
}

TEST(Silence, AWordWithinNinetyDaysAfterIsAWordAboutIt) {
  const auto s = count({person(1, {late(100)}, {{ago(100), false}}),    // at the same moment
                        person(2, {late(100)}, {{ago(10.1), true}}),    // 89.9 days after
                        person(3, {late(100)}, {{ago(9.9), true}}),     // too long after
                        person(4, {late(100)}, {{ago(101), true}}),     // before
                        person(5, {late(100)})});
  EXPECT_EQ(s.let_down.n, 5);
  EXPECT_EQ(s.let_down.heard, 2);
  EXPECT_EQ(s.let_down.told, 1);
  ASSERT_EQ(s.silent.size(), 3u);
}
TEST(Silence, WhatIsSaidWhileALateOneIsAwaitedIsSaidAboutIt) {
  auto waited = [](int number, double word) {
    Person p = person(number, {late(100)}, {{ago(word), true}});
    p.moments[0].due = ago(120);
    return p;
  };
  const auto s = count({waited(1, 110), waited(2, 120), waited(3, 120.1), waited(4, 9.9)});  // awaited, at the hour it broke, before, too late
  EXPECT_EQ(s.let_down.n, 4);
  EXPECT_EQ(s.let_down.heard, 2);
  EXPECT_EQ(s.let_down.told, 2);
}
TEST(Silence, WhoWasLetDownThisWeekIsNeitherSilentNorHeard) {
  const auto s = count({person(1, {late(3)}), person(2, {late(3)}, {{ago(2), true}}), person(3, {kept(30), late(3)}), person(4, {late(30), late(3)})});
  EXPECT_EQ(s.early, 3);
  EXPECT_EQ(s.customers, 2);
  EXPECT_EQ(s.let_down.n, 1);
  EXPECT_EQ(s.well.n, 1);
  ASSERT_EQ(s.silent.size(), 1u);
  EXPECT_EQ(s.silent[0].bad, 1);
}
TEST(Silence, EachTouchpointAndReasonCountsItsOwnCustomersOnce) {
  LivedMoment gone{ago(20), 1, Reason::abandoned, 1};
  // Heard about the first, silent about the second: not silent as a customer.
  const auto s = count({person(1, {late(200, 0), gone}, {{ago(199), true}}), person(2, {late(60, 0), late(50, 0), gone})});
  EXPECT_EQ(s.let_down.n, 2);
  EXPECT_EQ(s.let_down.silent(), 1);
  EXPECT_EQ(s.by_touchpoint[0].n, 2);
  EXPECT_EQ(s.by_touchpoint[0].silent(), 1);
  EXPECT_EQ(s.by_touchpoint[1].silent(), 2);
  EXPECT_EQ(s.by_reason[static_cast<std::size_t>(Reason::late)].heard, 1);
  EXPECT_EQ(s.by_reason[static_cast<std::size_t>(Reason::abandoned)].n, 2);
}
TEST(Silence, RatesAreSharesOfCustomersByWilson) {
  const Voices v{50, 42, 10};
  EXPECT_NEAR(voice_rate(v).lo, .7148578, 1e-6);  // METHODS wilson 42/50
  EXPECT_NEAR(voice_rate(v).hi, .9166258, 1e-6);
  EXPECT_NEAR(silent_share(v).lo, 1 - .9166258, 1e-6);
  EXPECT_NEAR(told_rate(v).value, .2, 1e-12);
  EXPECT_NEAR(silent_size(v, 1).value, 8, 1e-9);
  EXPECT_NEAR(silent_size(v, .25).value, 32, 1e-9);  // one in four was looked at
  EXPECT_NEAR(silent_size(v, .25).hi, 200 * (1 - .7148578), 1e-4);
  EXPECT_EQ(voice_rate({19, 5, 0}).status, engine::Status::too_few);
  EXPECT_EQ(voice_rate({19, 5, 0}).need, 20);
}
/// 100 let down at 0, 40 of them heard and 30 said it was bad; 100 served well, 20 heard.
std::vector<Person> two_hundred() {
  std::vector<Person> persons;
  for (int i = 0; i < 200; ++i) {
    const bool down = i < 100;
    std::vector<Word> words;
    if (down ? i < 40 : i < 120) words.push_back({ago(40), i < 30});
    persons.push_back(person(i, {down ? late(50, 0, 1 + i / 100.0) : kept(50)}, words));
  }
  return persons;
}
TEST(Silence, AnswersThatSpeakOfTheLetDownTooOftenAreMeasured) {
  const auto s = count(two_hundred());
  // rho .4 and .2: mean .3, S² = 200 x .01/199, R = 1 - 2 S; of 60 heard 40 were let down, of all one half.
  EXPECT_NEAR(s.r_indicator.value, 1 - 2 * std::sqrt(200 * .01 / 199), 1e-12);
  EXPECT_NEAR(s.max_bias, std::sqrt(200 * .01 / 199) / .3, 1e-12);
  EXPECT_NEAR(s.bias.value, 40.0 / 60 - .5, 1e-12);
  EXPECT_GT(s.bias.lo, 0);
  EXPECT_LT(s.bias.hi, .35);
  EXPECT_LT(s.r_indicator.lo, s.r_indicator.value);
  EXPECT_EQ(count({person(1, {late(50)})}).r_indicator.need, 100);
  // A word about a promise kept later counts as an answer, though not about the bad experience before it.
  auto more = two_hundred();
  for (int i = 40; i < 50; ++i) {
    more[static_cast<std::size_t>(i)].moments = {late(200), kept(50)};
    more[static_cast<std::size_t>(i)].words = {{ago(40), false}};
  }
  const auto m = count(more);
  EXPECT_EQ(m.let_down.heard, 40);
  EXPECT_EQ(m.answered, 70);
  EXPECT_EQ(m.answered_down, 50);
  EXPECT_NEAR(m.bias.value, 50.0 / 70 - .5, 1e-12);
}
TEST(Silence, TheListGoesByExpectedValueElseBySeverity) {
  auto plain = count(two_hundred());
  ASSERT_EQ(plain.silent.size(), 60u);
  EXPECT_EQ(plain.silent[0].id, id(99));  // the latest of all
  EXPECT_NEAR(plain.silent[0].chance, .75, 1e-12);  // 30 of the 40 heard
  EXPECT_EQ(plain.silent[0].chance_n, 40);
  EXPECT_FALSE(plain.silent[0].value);
  const std::map<CustomerId, double> values{{id(50), 100}, {id(60), 400}, {id(3), 9'000}};
  const auto s = count(two_hundred(), &values);
  EXPECT_EQ(s.silent[0].id, id(60));
  EXPECT_NEAR(s.silent[0].expected(), 300, 1e-9);
  EXPECT_EQ(s.silent[1].id, id(50));
  EXPECT_EQ(s.silent[2].id, id(99));
  EXPECT_EQ(s.silent[2].value, 0.0);
}
TEST(Silence, ADrawIsTheSameForTheSameSeed) {
  const auto s = count(two_hundred());
  const auto a = draw_silent(s, 10, "2026-23"), b = draw_silent(s, 10, "2026-23"), c = draw_silent(s, 10, "2026-24");
  ASSERT_EQ(a.size(), 10u);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_EQ(draw_silent(s, 100, "x").size(), 60u);
}

class SilenceRoute : public InsightTest {
 protected:
  /// Delivered at deliver/app: `bad` customers too late, of whom `spoke` rated it, the first `told` badly; `good` in time.
  void deliveries(int bad, int spoke, int told, int good) {
    facts::FactBatch batch;
    for (int i = 0; i < bad + good; ++i) {
      const std::string c = "c" + std::to_string(i), order = "o" + std::to_string(i);
      const std::int64_t at = ms("2026-03-02") + i * kHour;
      Fact& placed = fact(batch, at - kDay, c, "buy/app", order);
      placed.name = "Order Placed";
      const facts::Tag amount{"amount", "120.50"};
      placed.tags = batch.keep_tags({&amount, 1});
      delivery(batch, at, c, "deliver/app", 2, i < bad ? 5 : 1, order);
      if (i < spoke) rating(batch, at + kDay, c, "deliver/app", i < told ? 1 : 4, "csat", order);
      fact(batch, at + 2 * kDay, c, "use/app", order).name = "Finished";
    }
    commit(batch);
  }
  json::value silence(std::string_view more = "") { return get("/v1/journeys/shop/silence" + std::string(more)); }
};

TEST_F(SilenceRoute, TheIcebergIsCounted) {
  deliveries(100, 40, 30, 60);
  const auto s = silence();
  EXPECT_EQ(s.at("let_down").at("n").as_int64(), 100);
  EXPECT_EQ(s.at("let_down").at("silent").as_int64(), 60);
  EXPECT_DOUBLE_EQ(num(s.at("voice").at("value")), .4);
  EXPECT_NEAR(num(s.at("voice").at("lo")), .3094, 1e-4);
  EXPECT_DOUBLE_EQ(num(s.at("told").at("value")), .3);
  EXPECT_DOUBLE_EQ(num(s.at("size").at("value")), 60);
  EXPECT_EQ(s.at("method").as_string(), "counted");
  EXPECT_EQ(s.at("touchpoints").at(0).at("touchpoint").as_string(), "deliver/app");
  EXPECT_EQ(s.at("reasons").at(0).at("reason").as_string(), "late");
  EXPECT_EQ(s.at("abandoned").as_string(), "counted");
  EXPECT_EQ(s.at("answers").at("customers").as_int64(), 160);
  EXPECT_DOUBLE_EQ(num(s.at("answers").at("let_down_heard").at("value")), 1);
}
TEST_F(SilenceRoute, TheCallListNamesThemWithWhatTheySpent) {
  deliveries(100, 40, 30, 60);
  const auto list = get("/v1/journeys/shop/silence/customers?limit=2");
  EXPECT_EQ(list.at("total").as_int64(), 60);
  EXPECT_EQ(list.at("order").as_string(), "expected_value");
  EXPECT_EQ(list.at("value").at("property").as_string(), "amount");
  const auto& first = list.at("customers").at(0);
  EXPECT_DOUBLE_EQ(num(first.at("chance").at("value")), .75);
  EXPECT_DOUBLE_EQ(num(first.at("expected")), .75 * 120.5);
  EXPECT_NEAR(num(first.at("times")), 2.5, 1e-5);
  EXPECT_TRUE(list.at("more").as_bool());
  EXPECT_EQ(get("/v1/journeys/shop/silence/customers?touchpoint=use/app").at("total").as_int64(), 0);
  EXPECT_EQ(get("/v1/journeys/shop/silence/customers?reason=late").at("total").as_int64(), 60);
  const auto drawn = get("/v1/journeys/shop/silence/customers?draw=5&seed=week-23");
  EXPECT_EQ(drawn.at("customers").as_array().size(), 5u);
  EXPECT_EQ(drawn.at("seed").as_string(), "week-23");
  EXPECT_EQ(drawn.at("customers"), get("/v1/journeys/shop/silence/customers?draw=5&seed=week-23").at("customers"));
  get("/v1/journeys/shop/silence/customers?draw=5", 422);
}
TEST_F(SilenceRoute, OverduePromisesAndPassesThatWereLeftCount) {
  facts::FactBatch batch;
  for (int i = 0; i < 40; ++i) {
    const std::string c = "c" + std::to_string(i), order = "o" + std::to_string(i);
    const bool waits = i < 25;
    Fact& placed = fact(batch, waits ? ms("2026-05-10") : ms("2026-01-10"), c, "buy/app", order);
    placed.name = "Order Placed";
    if (waits) placed.promise = facts::Promise::made, placed.due = ms("2026-05-14");
    if (i >= 35) fact(batch, ms("2026-01-11"), c, "use/app", order).name = "Finished";
  }
  commit(batch);
  auto s = silence();
  EXPECT_EQ(s.at("reasons").at(0).at("reason").as_string(), "overdue");
  EXPECT_EQ(s.at("reasons").at(0).at("n").as_int64(), 25);
  EXPECT_EQ(s.at("abandoned").as_string(), "rarely_recorded");  // 5 ended, 10 did not: the end is hardly recorded
  EXPECT_EQ(s.at("reasons").as_array().size(), 1u);
  facts::FactBatch more;
  for (int i = 100; i < 120; ++i) fact(more, ms("2026-01-11"), "c" + std::to_string(i), "use/app", "o" + std::to_string(i)).name = "Finished";
  commit(more);
  s = silence();
  EXPECT_EQ(s.at("abandoned").as_string(), "counted");
  EXPECT_EQ(s.at("reasons").at(1).at("reason").as_string(), "abandoned");
  EXPECT_EQ(s.at("reasons").at(1).at("n").as_int64(), 10);
  EXPECT_EQ(silence("?where=city:x").at("abandoned").as_string(), "filtered");
}
TEST_F(SilenceRoute, TooLittleIsSaidAndFewAreHidden) {
  auto s = silence();
  EXPECT_EQ(s.at("voice").at("insufficient").at("need").as_int64(), 20);
  EXPECT_EQ(get("/v1/journeys/shop/silence/customers").at("total").as_int64(), 0);
  deliveries(40, 30, 20, 60);
  EXPECT_DOUBLE_EQ(num(silence().at("voice").at("value")), .75);
  suppress_k = 50;
  s = silence();
  EXPECT_TRUE(s.at("hidden").as_bool());
  EXPECT_EQ(s.at("let_down").at("n").as_int64(), 0);
  get("/v1/journeys/none/silence", 404);
}

}  // namespace
}  // namespace peakend::insight
