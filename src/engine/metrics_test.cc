#include "engine/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

#include "engine/scale.h"

namespace peakend::engine {
namespace {

const Metric& get(std::string_view key) {
  const Metric* m = find_metric(key);
  EXPECT_NE(m, nullptr) << key;
  return m ? *m : *all_metrics()[0];
}

Partial scores(std::string_view metric, const std::vector<double>& xs, const Scale& s) {
  Partial p;
  std::uint8_t group = 0;
  for (double x : xs)
    add(p, {.valence = valence_fixed(valence(x, s)), .score = x, .cls = static_cast<std::int8_t>(classify(metric, x, s)), .group = group++});
  return p;
}

TEST(Metrics, CatalogueIsComplete) {
  std::set<std::string_view> keys;
  for (const Metric* m : all_metrics()) {
    EXPECT_TRUE(keys.insert(m->key).second) << m->key;
    EXPECT_FALSE(m->name.zh.empty() || m->name.en.empty() || m->what.zh.empty() || m->what.en.empty() || m->formula.empty());
    EXPECT_EQ(find_metric(m->key), m);
    for (Repeats r : {Repeats::never, Repeats::exact, Repeats::groups}) {
      Estimate e = m->finalize(Partial{}, r);
      EXPECT_EQ(e.status, m->need > 0 ? Status::too_few : Status::ok) << m->key;
      EXPECT_EQ(e.n, 0);
    }
  }
  EXPECT_EQ(find_metric("nonsense"), nullptr);
}

TEST(Metrics, WorkedNumbers) {
  const Scale nps{0, 10, 7.5, true}, five{1, 5, 3, true}, seven{1, 7, 4, true};
  std::vector<double> xs(60, 10);
  xs.insert(xs.end(), 15, 3), xs.insert(xs.end(), 25, 7);
  Estimate e = get("nps").finalize(scores("nps", xs, nps), Repeats::never);
  EXPECT_NEAR(e.value, 45, 1e-12);
  EXPECT_NEAR(e.lo, 29.343111201734096, 1e-9);
  EXPECT_NEAR(e.hi, 58.035529574964926, 1e-9);
  EXPECT_EQ(e.method, Method::adjusted_wald);
  EXPECT_EQ(e.flags, 0u);

  std::vector<double> c(42, 4);
  c.insert(c.end(), 8, 3);
  e = get("csat").finalize(scores("csat", c, five), Repeats::never);
  EXPECT_NEAR(e.value, .84, 1e-15);
  EXPECT_NEAR(e.lo, 0.7148578393696501, 1e-12);

  e = get("ces").finalize(scores("ces", {3, 4, 5, 6, 7}, seven), Repeats::never);
  EXPECT_NEAR(e.value, 5, 1e-12);
  EXPECT_NEAR(e.hi - e.value, 2.7764451051977934 * std::sqrt(.5), 1e-9);
  EXPECT_TRUE(e.flags & kLowN);
  EXPECT_NEAR(get("ces_hard").finalize(scores("ces", {3, 4, 5, 6, 7}, seven), Repeats::never).value, .2, 1e-15);

  e = get("mean_experience").finalize(scores("x", {.2, -.8, .6, .9, .4}, {-1, 1, 0, true}), Repeats::never);
  EXPECT_NEAR(e.value, .26, 1e-12);
  EXPECT_NEAR(e.lo, -.54, .005);
  EXPECT_EQ(e.hi, 1);

  Partial r;
  for (double x : {3.0, 1.5, 1.0, .5, 2.0}) add(r, {.log_ratio = log_ratio_fixed(std::log(x))});
  e = get("satisfaction_ratio").finalize(r, Repeats::never);
  EXPECT_NEAR(e.value, 1.3509600385206135, 2e-6);
  EXPECT_NEAR(e.lo, 0.576728986901625, 2e-6);
  EXPECT_NEAR(e.hi, 3.16455920740972, 1e-5);
  EXPECT_NEAR(get("expectation_gap").finalize(r, Repeats::never).value, .2738, 1e-4);

  Partial k;
  for (int i = 0; i < 50; ++i) add(k, {.kept = i < 42, .broken = i >= 42});
  e = get("promise_kept").finalize(k, Repeats::never);
  EXPECT_NEAR(e.hi, 0.916625793219666, 1e-12);
  EXPECT_EQ(e.n, 50);
  EXPECT_EQ(get("volume").finalize(k, Repeats::never).value, 50);
  EXPECT_EQ(get("floor_breach").finalize(k, Repeats::never).status, Status::too_few);
}

TEST(Metrics, FewAnswersAreNotShown) {
  const Scale five{1, 5, 3, true};
  Estimate e = get("mean_score").finalize(scores("csat", {1, 2, 3, 4}, five), Repeats::never);
  EXPECT_EQ(e.status, Status::too_few);
  EXPECT_EQ(e.n, 4);
  EXPECT_EQ(e.need, 5);
  EXPECT_EQ(e.value, 0);
  // Twenty answers of four customers are four respondents.
  Partial p = scores("csat", std::vector<double>(20, 4), five);
  for (int i = 0; i < 4; ++i) add_customer(p.clusters, 5, 5);
  e = get("top_box").finalize(p, Repeats::exact);
  EXPECT_EQ(e.status, Status::too_few);
  EXPECT_EQ(e.n, 4);
}

TEST(Metrics, EachCustomerOnceIsThePlainInterval) {
  const Scale five{1, 5, 3, true};
  Partial p = scores("csat", {5, 5, 4, 3, 2, 1, 5}, five);
  for (auto y : {1, 1, 1, 0, 0, 0, 1}) add_customer(p.clusters, y, 1);
  Estimate a = get("csat").finalize(p, Repeats::exact), b = get("csat").finalize(p, Repeats::never);
  EXPECT_EQ(a.lo, b.lo);
  EXPECT_EQ(a.method, Method::wilson);
}

TEST(Metrics, UnanimousRepeatersGetTheIntervalOfTheCustomersNotOfTheAnswers) {
  const Scale five{1, 5, 3, true};
  Partial p = scores("csat", std::vector<double>(100, 5), five);
  for (int i = 0; i < 10; ++i) add_customer(p.clusters, 10, 10);
  Estimate e = get("csat").finalize(p, Repeats::exact);
  EXPECT_EQ(e.hi, 1);
  EXPECT_LT(e.lo, .70);  // ten customers: Wilson alone would say .722; a hundred answers .963
  EXPECT_TRUE(e.flags & kLowN);
  EXPECT_LT(get("nps").finalize(p, Repeats::exact).lo, 70);
}

TEST(Metrics, ConsistencyBeforeWow) {
  // 4.5 with spread 1.5 ranks below 4.3 with spread .3 (stars, as valence).
  Partial wow, steady;
  for (int i = 0; i < 200; ++i) {
    add(wow, {.valence = i % 8 == 0 ? -10000 : 10000});
    add(steady, {.valence = i % 2 ? 8000 : 5000});
  }
  Estimate a = get("consistency").finalize(wow, Repeats::never), b = get("consistency").finalize(steady, Repeats::never);
  EXPECT_LT(a.hi, b.lo);
  EXPECT_NEAR(b.value, .85, .001);
}

// 300 customers with about three correlated answers each, many times: how often does the interval hold the truth?
TEST(Metrics, IntervalsCoverWhenCustomersRepeat) {
  std::mt19937_64 r(7);
  std::normal_distribution<double> z;
  int held_exact = 0, held_groups = 0, held_naive = 0;
  const int rounds = 400;
  double truth = 0, truth_n = 0;
  for (int pass = 0; pass < 2; ++pass) {
    std::mt19937_64 rr(pass == 0 ? 11 : 12);
    for (int round = 0; round < (pass == 0 ? 600 : rounds); ++round) {
      Partial p;
      for (int c = 0; c < 300; ++c) {
        double mood = z(rr) * 1.2;
        int k = 1 + static_cast<int>(rr() % 5), good = 0;
        for (int i = 0; i < k; ++i) {
          bool g = mood + z(rr) > .3;
          good += g;
          add(p, {.valence = g ? 10000 : -10000, .cls = static_cast<std::int8_t>(g ? 1 : -1), .group = static_cast<std::uint8_t>(c % 64)});
        }
        add_customer(p.clusters, good, k);
      }
      if (pass == 0) { truth += static_cast<double>(p.good), truth_n += static_cast<double>(p.n); continue; }
      auto holds = [&](Repeats how) {
        Estimate e = get("top_box").finalize(p, how);
        return e.lo <= truth / truth_n && truth / truth_n <= e.hi;
      };
      held_exact += holds(Repeats::exact), held_groups += holds(Repeats::groups), held_naive += holds(Repeats::never);
    }
  }
  EXPECT_GT(held_exact, rounds * 92 / 100);
  EXPECT_GT(held_groups, rounds * 92 / 100);
  EXPECT_LT(held_naive, rounds * 88 / 100);
}

TEST(Metrics, NothingIsEverNaN) {
  std::mt19937_64 r(9);
  for (int round = 0; round < 2000; ++round) {
    Partial p;
    auto n = r() % 12;
    for (std::uint64_t i = 0; i < n; ++i)
      add(p, {.valence = static_cast<std::int32_t>(r() % 3) * 10000 - 10000, .score = static_cast<double>(r() % 3), .log_ratio = r() % 2 ? std::optional<std::int32_t>(-2302585) : std::nullopt,
              .cls = static_cast<std::int8_t>(static_cast<int>(r() % 3) - 1), .kept = r() % 2 == 0, .broken = true, .group = static_cast<std::uint8_t>(r() % 8)});
    if (r() % 2) for (std::uint64_t i = r() % 9; i > 0; --i) add_customer(p.clusters, static_cast<std::int64_t>(r() % 3), 1 + static_cast<std::int64_t>(r() % 3));
    for (const Metric* m : all_metrics())
      for (Repeats how : {Repeats::never, Repeats::exact, Repeats::groups}) {
        Estimate e = m->finalize(p, how);
        EXPECT_TRUE(std::isfinite(e.value) && std::isfinite(e.lo) && std::isfinite(e.hi) && std::isfinite(e.se) && std::isfinite(e.n_eff)) << m->key;
        EXPECT_LE(e.lo, e.hi + 1e-12) << m->key;
      }
  }
}

}  // namespace
}  // namespace peakend::engine
