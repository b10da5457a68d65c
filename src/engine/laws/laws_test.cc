#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/laws/consistency.h"
#include "engine/laws/expectation.h"
#include "engine/laws/floor.h"
#include "engine/laws/polarised.h"
#include "engine/laws/promise.h"
#include "engine/laws/triangle.h"
#include "engine/scale.h"

namespace peakend::engine {
namespace {

TEST(Triangle, ThreeDaysExpectedOneDayTakenIsThree) {
  LogRatio r = log_ratio_less(Expectation{3}, Experience{1}, 1 / 1440.0);
  EXPECT_NEAR(r.ratio(), 3, 1e-12);
  EXPECT_EQ(classify_ratio(r.s), TriangleClass::delighted);
  EXPECT_NEAR(log_ratio_more(Expectation{3}, Experience{1}, 1e-9).ratio(), 1 / 3.0, 1e-12);
}

TEST(Triangle, UndefinedIsNeverInfinite) {
  double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  for (double bad : {0.0, -1.0, nan, inf}) EXPECT_EQ(log_ratio_less(Expectation{bad}, Experience{1}, .1).status, Status::invalid) << bad;
  for (double bad : {-1.0, nan, inf}) EXPECT_EQ(log_ratio_less(Expectation{1}, Experience{bad}, .1).status, Status::invalid) << bad;
  LogRatio zero = log_ratio_less(Expectation{3}, Experience{0}, 1e-6);
  EXPECT_TRUE(zero.capped);
  EXPECT_NEAR(zero.ratio(), 10, 1e-12);
  EXPECT_EQ(log_ratio_rating(Expectation{-2}, Experience{1}, 0, 1).status, Status::invalid);
  EXPECT_EQ(zone_of_tolerance(5, 6, 6).status, Status::invalid);
}

TEST(Triangle, ClassBands) {
  EXPECT_EQ(classify_ratio(std::log(.8)), TriangleClass::dissatisfied);
  EXPECT_EQ(classify_ratio(std::log(1.0)), TriangleClass::satisfied);
  EXPECT_EQ(classify_ratio(std::log(1.25)), TriangleClass::delighted);
}

TEST(Triangle, AGroupHasAClassOnlyWhenItsIntervalLiesInside) {
  Estimate e{1.3, 1.2, 1.4, .05, 50, 50, Method::geometric_t, 0, Status::ok};
  EXPECT_EQ(classify_group(e), TriangleClass::delighted);
  e.lo = 1.05;
  EXPECT_EQ(classify_group(e), std::nullopt);
  e.status = Status::too_few;
  EXPECT_EQ(classify_group(e), std::nullopt);
}

TEST(Triangle, LossAversionIsFound) {
  std::mt19937_64 r(3);
  std::normal_distribution<double> z;
  std::vector<double> s, y;
  for (int i = 0; i < 2000; ++i) {
    s.push_back(z(r) * .5);
    y.push_back(5 + (s.back() > 0 ? 1 : 2) * s.back() + .3 * z(r));
  }
  Estimate e = fit_loss_aversion(s, y);
  ASSERT_EQ(e.status, Status::ok);
  EXPECT_LT(e.lo, 2);
  EXPECT_GT(e.hi, 2);
  EXPECT_GT(e.lo, 1.5);
  EXPECT_EQ(fit_loss_aversion(std::span(s).first(100), y).status, Status::too_few);
  std::vector<double> flat(2000, 1);
  EXPECT_EQ(fit_loss_aversion(s, flat).status, Status::degenerate);
}

TEST(Triangle, RisingExpectationWithFlatExperience) {
  RatioChange c = explain_change(Expectation{7}, Experience{8}, Expectation{8}, Experience{8});
  EXPECT_LT(c.change, 0);
  EXPECT_EQ(c.cause, RatioCause::expectation_rose);
  c = explain_change(Expectation{3}, Experience{2}, Expectation{2}, Experience{2}, false);  // a shorter promise in days
  EXPECT_LT(c.change, 0);
  EXPECT_EQ(c.cause, RatioCause::expectation_fell);
  EXPECT_EQ(c.experience, 0);
}

TEST(Expectation, RemovingASourceChangesTheFusedValueAsDocumented) {
  std::vector<ExpectationSource> s = {{ExpectationKind::will, 3, .2}, {ExpectationKind::will, 2, .4}, {ExpectationKind::will, 5, 1}};
  EXPECT_NEAR(fuse_expectations(s).value, 2.817565836272677, 1e-12);
  s.pop_back();
  EXPECT_NEAR(fuse_expectations(s).value, std::exp((std::log(3) / .04 + std::log(2) / .16) / (1 / .04 + 1 / .16)), 1e-12);
  s[1].kind = ExpectationKind::should_desired;
  EXPECT_EQ(fuse_expectations(s).status, Status::invalid);
}

TEST(Expectation, ThreeOneDayDeliveriesLowerTheExpectation) {
  ExpectationState s{std::log(3), .25};
  for (int i = 0; i < 3; ++i) s = expect_step(s, 10, 0, .001, .25).state;
  EXPECT_LT(std::exp(s.m), 2);
}

TEST(Expectation, DecayMeanMergesInAnyOrder) {
  std::mt19937_64 r(5);
  for (int round = 0; round < 100; ++round) {
    std::vector<std::pair<double, double>> obs(1 + r() % 30);
    for (auto& [t, x] : obs) t = static_cast<double>(r() % 100), x = static_cast<double>(r() % 11);
    DecayMean all(30);
    for (auto [t, x] : obs) all.add(t, x);
    std::shuffle(obs.begin(), obs.end(), r);
    std::vector<DecayMean> parts(3, DecayMean(30));
    for (auto [t, x] : obs) parts[r() % 3].add(t, x);
    DecayMean sum(30);
    for (const auto& p : parts) sum += p;
    EXPECT_NEAR(sum.mean(), all.mean(), 1e-9);
    EXPECT_NEAR(sum.n_eff(), all.n_eff(), 1e-9);
  }
  EXPECT_EQ(DecayMean(30).mean(), 0);
}

TEST(Promise, KaplanMeierWithoutCensoringIsTheEmpiricalCurve) {
  std::vector<std::pair<double, bool>> xs;
  for (int i = 1; i <= 10; ++i) xs.emplace_back(i, true);
  Survival s = kaplan_meier(xs);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_NEAR(s.steps[i].surviving, 1 - (static_cast<double>(i) + 1) / 10, 1e-12);
  EXPECT_EQ(s.median.value, 5);
  EXPECT_EQ(s.steps.back().surviving, 0);
  std::vector<std::pair<double, bool>> open(10, {5, false});
  EXPECT_EQ(kaplan_meier(open).median.status, Status::too_few);
  EXPECT_EQ(kaplan_meier(DurationHist{}).median.status, Status::too_few);
}

TEST(Promise, OpenCasesAreNotForgotten) {
  // The mean of closed cases would say two days; half of the parcels are still on their way after six.
  DurationHist h;
  for (int i = 0; i < 40; ++i) h.add(2, true), h.add(6, i % 4 == 0);
  Survival s = kaplan_meier(h);
  EXPECT_EQ(s.median.value, 2);
  h.add(6, false);
  EXPECT_EQ(kaplan_meier(h).median.value, 6);
}

TEST(Promise, LateOpenOnesCountAsBroken) {
  std::vector<PromiseCase> c = {{5, 4.0}, {5, 7.0}, {8, {}}, {12, {}}, {9, 9.0}};
  PromisesKept p = promises_kept(10, c);
  EXPECT_EQ(p.kept, 2);
  EXPECT_EQ(p.broken_open, 1);
  EXPECT_EQ(p.pending, 1);
  EXPECT_TRUE(p.rate.flags & kCensored);
  LogRatio r = log_ratio_open(Expectation{3}, 6, .01);
  EXPECT_LT(r.s, 0);
  EXPECT_TRUE(r.flags & kCensored);
}

TEST(Floor, FalseAlarmsStayBelowFivePercentWhileWatchedAllDay) {
  std::mt19937_64 r(11);
  std::uniform_real_distribution<double> u;
  auto alarms = [&](double p, double p0, int runs) {
    int alarmed = 0;
    for (int run = 0; run < runs; ++run) {
      std::int64_t k = 0;
      for (std::int64_t n = 1; n <= 3000; ++n) {
        bool breach = u(r) < p;
        k += breach;
        if (breach && e_process(k, n, p0) >= kEProcessAlarm) {
          ++alarmed;
          break;
        }
      }
    }
    return alarmed;
  };
  EXPECT_LE(alarms(.01, .01, 400), 400 * 6 / 100);
  EXPECT_GE(alarms(.05, .01, 100), 99);
}

TEST(Floor, EProcessEdges) {
  EXPECT_EQ(e_process(0, 0, .01), 1);
  EXPECT_GT(e_process(5, 5, .9), 0);      // some multiples of .9 are above one
  EXPECT_TRUE(std::isfinite(e_process(1'000'000, 1'000'000, .001)));
  EXPECT_EQ(e_process(3, 2, .01), 1);
}

TEST(Floor, QuantileRanksCover) {
  std::mt19937_64 r(13);
  Ranks ranks = quantile_ranks(200, .05);
  int held = 0;
  for (int round = 0; round < 1000; ++round) {
    std::vector<double> xs(200);
    for (double& x : xs) x = std::uniform_real_distribution<double>()(r);
    std::sort(xs.begin(), xs.end());
    held += xs[static_cast<std::size_t>(ranks.lower - 1)] <= .05 && .05 <= xs[static_cast<std::size_t>(ranks.upper - 1)];
  }
  EXPECT_GE(held, 930);
}

Partial stars(const std::vector<int>& counts, double lo, double neutral, double hi) {
  Partial p;
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (int k = 0; k < counts[i]; ++k) add(p, {.valence = valence_fixed(valence(lo + static_cast<double>(i), lo, neutral, hi))});
  return p;
}

TEST(Polarised, TwoCampsAreFlaggedOthersAreNot) {
  auto flagged = [](const std::vector<int>& c) { return polarisation(stars(c, 1, 3, 5)).flagged; };
  EXPECT_TRUE(flagged({50, 0, 0, 0, 50}));      // 1s and 5s with mean 3
  EXPECT_TRUE(flagged({15, 0, 0, 0, 15}));
  EXPECT_TRUE(flagged({40, 8, 4, 8, 40}));
  EXPECT_FALSE(flagged({20, 20, 20, 20, 20}));  // flat
  EXPECT_FALSE(flagged({2000, 2000, 2000, 2000, 2000}));
  EXPECT_FALSE(flagged({5, 20, 50, 20, 5}));    // one hump
  EXPECT_FALSE(flagged({10, 3, 8, 20, 59}));    // happy with a thin tail
  EXPECT_FALSE(flagged({0, 0, 0, 0, 100}));
  EXPECT_FALSE(flagged({5, 0, 0, 0, 5}));       // too few to say
  EXPECT_FALSE(polarisation(stars({30, 30, 30}, 1, 2, 3)).flagged);
  EXPECT_FALSE(polarisation(stars(std::vector<int>(11, 50), 0, 7.5, 10)).flagged);
  EXPECT_TRUE(polarisation(stars({486, 57, 57, 49, 39, 89, 60, 74, 150, 94, 305}, 0, 7.5, 10)).flagged);  // telecom answers
  EXPECT_EQ(polarisation(Partial{}).index, 0);
}

TEST(Polarised, FlatSamplesAreRarelyFlagged) {
  std::mt19937_64 r(17);
  int flat = 0, hump = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<int> a(5), b(5);
    for (int i = 0; i < 40; ++i) ++a[r() % 5], ++b[(r() % 3 + r() % 3)];
    flat += polarisation(stars(a, 1, 3, 5)).flagged;
    hump += polarisation(stars(b, 1, 3, 5)).flagged;
  }
  EXPECT_LE(flat, 15);
  EXPECT_EQ(hump, 0);
}

TEST(Consistency, LotteryAgainstSegment) {
  std::vector<std::vector<double>> lottery = {{1, 9, 5}, {9, 1, 5}, {5, 9, 1}}, segment = {{1, 1, 2}, {5, 5, 6}, {9, 9, 9}};
  EXPECT_LT(intraclass(lottery).icc, .1);
  EXPECT_GT(intraclass(segment).icc, .9);
  EXPECT_EQ(intraclass(std::vector<std::vector<double>>{{1}, {2}}).status, Status::too_few);
  EXPECT_EQ(intraclass(std::vector<std::vector<double>>{{3, 3}, {3, 3}}).status, Status::degenerate);
}

}  // namespace
}  // namespace peakend::engine
