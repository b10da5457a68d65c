#include "engine/change.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/numeric.h"

namespace peakend::engine {
namespace {

TEST(ChangeTest, WhatStaysWithACustomerCancels) {
  const std::vector<Grouped> before{{2, 2}, {0, 2}, {-2, 2}, {0, 2}};
  const std::vector<Grouped> all_moved{{4, 2}, {2, 2}, {0, 2}, {2, 2}};
  const Change same = grouped_change(before, all_moved);
  EXPECT_NEAR(same.diff, 1, 1e-12);
  EXPECT_EQ(same.se, 0);
  EXPECT_EQ(same.p, 0);
  const Change c = grouped_change(before, std::vector<Grouped>{{4, 2}, {2, 2}, {0, 2}, {0, 2}});
  EXPECT_NEAR(c.diff, .75, 1e-12);
  EXPECT_NEAR(c.se, .25, 1e-12);
  EXPECT_NEAR(c.z, 3, 1e-9);
  EXPECT_EQ(c.df, 3);
  EXPECT_NEAR(c.p, .0576689, 1e-6);
  EXPECT_NEAR(c.ci.hi, .75 + t_quantile(.975, 3) * .25, 1e-9);
}

// One customer a group, asked twice: the paired t test (METHODS nps.paired_change: t 2.645751, p .033146).
TEST(ChangeTest, OneCustomerAGroupIsThePairedTest) {
  const double w1[] = {1, 0, -1, 1, -1, 0, 1, -1}, w2[] = {1, 1, 0, 1, -1, 1, 1, 0};
  std::vector<Grouped> before, after;
  for (int i = 0; i < 8; ++i) before.push_back({w1[i], 1}), after.push_back({w2[i], 1});
  const Change got = grouped_change(before, after), want = paired_change(w1, w2);
  EXPECT_NEAR(got.diff, want.diff, 1e-12);
  EXPECT_NEAR(got.se, want.se, 1e-12);
  EXPECT_NEAR(got.z, 2.6457513110645907, 1e-9);
  EXPECT_NEAR(got.p, want.p, 1e-9);
}

// Nobody twice, one answer a group: Welch's standard error up to G/(G-1) against n/(n-1).
TEST(ChangeTest, NobodyTwiceIsTheTestOfTwoMeans) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  std::vector<Grouped> before, after;
  double s0 = 0, s1 = 0;
  std::vector<double> x0, x1;
  for (int i = 0; i < 400; ++i) {
    const double x = normal(random);
    if (i % 2 == 0) before.push_back({x, 1}), after.push_back({}), x0.push_back(x);
    else before.push_back({}), after.push_back({x + .2, 1}), x1.push_back(x + .2);
  }
  s0 = t_mean(x0).se, s1 = t_mean(x1).se;
  const Change c = grouped_change(before, after);
  EXPECT_NEAR(c.se, std::sqrt(s0 * s0 + s1 * s1), .002);
  EXPECT_NEAR(c.diff, t_mean(x1).value - t_mean(x0).value, 1e-12);
}

TEST(ChangeTest, RatiosChangeOnTheScaleThatIsShown) {
  std::vector<Grouped> before, after;
  for (int i = 0; i < 20; ++i) {
    before.push_back({.1 * (i % 3), 1});
    after.push_back({std::log(2) + .1 * (i % 2), 1});
  }
  const Change c = grouped_change(before, after, true);
  double m0 = 0, m1 = 0;
  for (int i = 0; i < 20; ++i) m0 += before[i].y / 20, m1 += after[i].y / 20;
  EXPECT_NEAR(c.diff, std::exp(m1) - std::exp(m0), 1e-12);
  EXPECT_GT(c.se, 0);
  EXPECT_LT(c.p, 1e-6);
}

TEST(ChangeTest, NothingIsSaidOfTooLittle) {
  EXPECT_EQ(grouped_change({}, {}).p, 1);
  const std::vector<Grouped> none(3), some{{1, 1}, {1, 1}, {0, 1}};
  EXPECT_EQ(grouped_change(none, some).p, 1);
  Change sure;
  sure.diff = 1, sure.p = 1e-9, sure.df = 30;
  EXPECT_EQ(movement(sure, 1e-9, true, 29), Movement::not_enough_data);
  EXPECT_EQ(movement(sure, 1e-9, true, 30), Movement::improved);
  EXPECT_EQ(movement(sure, 1e-9, false, 30), Movement::worsened);
  EXPECT_EQ(movement(sure, .06, true, 30), Movement::no_real_change);
  sure.df = 8;
  EXPECT_EQ(movement(sure, 1e-9, true, 30), Movement::not_enough_data);
  EXPECT_NEAR(minimal_change(1), 2.80158521811, 1e-9);
}

// False alarms: 2 000 pairs of periods without any change, customers with a level of their own answering up to 3 times.
TEST(ChangeTest, NoChangeIsCalledAChangeInAboutFivePercent) {
  std::mt19937 random(11);
  std::normal_distribution<double> level(0, .5), noise(0, .4);
  int alarms = 0;
  for (int trial = 0; trial < 2'000; ++trial) {
    std::vector<Grouped> before(64), after(64);
    for (int customer = 0; customer < 120; ++customer) {
      const double own = level(random);
      const auto group = random() % 64;
      for (auto* period : {&before, &after}) {
        for (unsigned i = random() % 4; i > 0; --i) (*period)[group].y += own + noise(random), (*period)[group].b += 1;
      }
    }
    alarms += grouped_change(before, after).p < .05;
  }
  EXPECT_GT(alarms, 2'000 * .035);
  EXPECT_LT(alarms, 2'000 * .065);
}

std::vector<SeriesPoint> steps(std::initializer_list<std::pair<int, double>> levels) {
  std::vector<SeriesPoint> out;
  for (const auto& [points, level] : levels) {
    for (int i = 0; i < points; ++i) out.push_back({40, level + (i % 2 == 0 ? .01 : -.01)});
  }
  return out;
}

TEST(ShiftTest, OneStepIsFoundWhereItIs) {
  const auto found = find_shifts(steps({{8, .89}, {4, .51}}));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].at, 8u);
  EXPECT_EQ(found[0].end, 12u);
  EXPECT_NEAR(found[0].before, .89, 1e-9);
  EXPECT_NEAR(found[0].after, .51, 1e-9);
  EXPECT_FALSE(found[0].drift);
  EXPECT_LT(found[0].p, .001);
}

TEST(ShiftTest, SeveralLevelsAreToldApart) {
  const auto found = find_shifts(steps({{20, .8}, {16, 0}, {10, -.3}}));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].at, 20u);
  EXPECT_NEAR(found[0].before, .8, 1e-9);
  EXPECT_NEAR(found[0].after, 0, 1e-9);
  EXPECT_EQ(found[1].at, 36u);
  EXPECT_NEAR(found[1].before, 0, 1e-9);
  EXPECT_NEAR(found[1].after, -.3, 1e-9);
}

TEST(ShiftTest, ASlopeIsADriftAndNoStep) {
  std::vector<SeriesPoint> series;
  for (int i = 0; i < 52; ++i) series.push_back({40, .5 - .01 * i + (i % 2 == 0 ? .03 : -.03)});
  const auto found = find_shifts(series);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].drift);
  EXPECT_NEAR(found[0].before, .5, .02);
  EXPECT_NEAR(found[0].after, -.01, .02);
}

TEST(ShiftTest, NothingIsFoundInNoiseGapsOrTooLittle) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0, .1);
  int found = 0;
  for (int trial = 0; trial < 1'000; ++trial) {
    std::vector<SeriesPoint> series;
    for (int i = 0; i < 52; ++i) series.push_back({static_cast<double>(random() % 50), .3 + noise(random)});
    found += !find_shifts(series).empty();
  }
  EXPECT_LT(found, 15);
  EXPECT_TRUE(find_shifts({}).empty());
  std::vector<SeriesPoint> constant;
  for (int i = 0; i < 40; ++i) constant.push_back({6.0 + i % 3, std::log(8.0 / 9.5) / std::log(3.0)});
  EXPECT_TRUE(find_shifts(constant).empty());  // what rounding leaves is no shift
  EXPECT_TRUE(find_shifts(steps({{2, 1}, {2, -1}})).empty());
  std::vector<SeriesPoint> gaps(30);
  EXPECT_TRUE(find_shifts(gaps).empty());
}

}  // namespace
}  // namespace peakend::engine
