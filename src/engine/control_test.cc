#include "engine/control.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace peakend::engine {
namespace {

constexpr std::size_t kHistory = 56;

/// Daily means of n answers around a level with a weekday pattern; from `at` on `shift` standard deviations of a typical day higher.
std::vector<SeriesPoint> series(std::uint64_t seed, std::size_t days, std::size_t at = SIZE_MAX, double shift = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> z;
  std::uniform_int_distribution<int> many(8, 30);
  std::vector<SeriesPoint> out;
  for (std::size_t i = 0; i < kHistory + days; ++i) {
    const double n = many(random);
    const double level = .2 + (i % 7 >= 5 ? .3 : 0) + (i >= at ? shift / std::sqrt(19.0) : 0);
    out.push_back({n, level + z(random) / std::sqrt(n)});
  }
  return out;
}

TEST(Control, TheChanceOfAHighChartIsSiegmunds) {
  EXPECT_NEAR(cusum_p(5, 30, 0), .0619, .0002);
  EXPECT_LT(cusum_p(9, 30, 0), .002);
  EXPECT_GT(cusum_p(5, 30, .15), cusum_p(5, 30, 0));  // not knowing the level makes alarms less sure
  EXPECT_GT(cusum_p(5, 300, 0), .4);
}
TEST(Control, WithoutAChangeAlarmsAreAsRareAsTheirP) {
  constexpr int kRuns = 2'000;
  int alarms = 0, small = 0, tiny = 0;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    const auto s = series(seed, 30);
    const Control c = control(s, kHistory);
    ASSERT_EQ(c.status, Status::ok);
    alarms += c.alarm;
    small += c.p <= .05;
    tiny += c.p <= .01;
  }
  EXPECT_LT(alarms, .09 * kRuns) << alarms;
  EXPECT_LT(small, .06 * kRuns) << small;
  EXPECT_LT(tiny, .015 * kRuns) << tiny;
  EXPECT_GT(small, .01 * kRuns) << small;  // nor is it never said
}
TEST(Control, AShiftIsFoundAndDated) {
  int found = 0, dated = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto s = series(seed, 30, kHistory + 10, -1.5);
    const Control c = control(s, kHistory);
    if (!c.alarm || c.up || c.p > .05) continue;
    ++found;
    dated += c.began + 4 >= kHistory + 10 && c.began <= kHistory + 14;
    EXPECT_LE(c.began, c.found);
    EXPECT_LT(c.after, c.before);
  }
  EXPECT_GE(found, 190);
  EXPECT_GE(dated, .8 * found) << dated << " of " << found;
}
TEST(Control, AnAlarmThatWentAwayDoesNotLast) {
  auto s = series(5, 60, kHistory + 10, 2.5);
  for (std::size_t i = kHistory + 25; i < s.size(); ++i) s[i].mean -= 2.5 / std::sqrt(19.0);
  const Control c = control(s, kHistory);
  EXPECT_TRUE(c.alarm);
  EXPECT_TRUE(c.up);
  EXPECT_FALSE(c.lasts);
  EXPECT_NEAR(c.after - c.before, 2.5 / std::sqrt(19.0), .2);  // while it lasted
  EXPECT_TRUE(control(series(5, 60, kHistory + 10, 2.5), kHistory).lasts);
}
TEST(Control, OneWildDayAloneIsNoAlarm) {
  auto s = series(3, 20);
  ASSERT_FALSE(control(s, kHistory).alarm);
  s[kHistory + 8].mean = 30;
  const Control c = control(s, kHistory);
  EXPECT_DOUBLE_EQ(c.z[8], kControlCap);
  EXPECT_LT(c.highest, kControlLimit);
}
TEST(Control, GapsAreNoNews) {
  auto s = series(7, 30, kHistory + 10, 2);
  for (const std::size_t gap : {kHistory + 10, kHistory + 11, kHistory + 17}) s[gap] = {};
  const Control c = control(s, kHistory);
  EXPECT_TRUE(c.alarm);
  EXPECT_GT(s[c.began].n, 0);
  EXPECT_DOUBLE_EQ(c.z[10], 0);
}
TEST(Control, WhatCannotBeJudgedIsNot) {
  const auto s = series(1, 30);
  EXPECT_EQ(control(s, 20).status, Status::too_few);             // history of 20 days
  EXPECT_EQ(control(s, s.size()).status, Status::too_few);       // nothing to watch
  EXPECT_EQ(control({}, 0).status, Status::too_few);
  auto thin = s;
  for (auto& p : thin) p.n = 2;
  EXPECT_EQ(control(thin, kHistory).status, Status::too_few);
  auto flat = s;
  for (auto& p : flat) p.mean = .5;
  EXPECT_EQ(control(flat, kHistory).status, Status::degenerate);
}

}  // namespace
}  // namespace peakend::engine
