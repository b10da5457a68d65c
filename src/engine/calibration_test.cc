#include "engine/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/numeric.h"
#include "engine/sampling.h"
#include "engine/silence.h"

namespace peakend::engine {
namespace {

/// Scores spread over (-3, 3); outcomes with the chance logistic(a + b score).
struct Sample {
  std::vector<double> score, y, p;
};
Sample sample(std::size_t n, double a, double b, std::uint64_t salt) {
  Sample s;
  for (std::size_t i = 0; i < n; ++i) {
    const double x = 6 * hash_unit(i, salt) - 3, p = logistic(a + b * x);
    s.score.push_back(x), s.p.push_back(p), s.y.push_back(hash_unit(i, salt + 1) < p);
  }
  return s;
}

TEST(Calibration, ALogisticLineIsTheMaximumOfTheLikelihood) {
  const std::vector<double> x{-1, -1, 1, 1, 1, -1}, y{0, 0, 1, 1, 0, 1};
  const auto line = logistic_line(x, y);
  ASSERT_EQ(line.status, Status::ok);
  EXPECT_NEAR(line.intercept, 0, 1e-8);
  EXPECT_NEAR(line.slope, std::log(2.0), 1e-8);
  EXPECT_NEAR(line.slope_se, std::sqrt(1 / (6 * 2.0 / 9)), 1e-6);
  EXPECT_NEAR(line.at(1), 2.0 / 3, 1e-8);
  // A weight counts rows.
  const std::vector<double> short_x{-1, -1, 1, 1}, short_y{0, 1, 1, 0}, w{2, 1, 2, 1};
  EXPECT_NEAR(logistic_line(short_x, short_y, w).slope, line.slope, 1e-8);
  EXPECT_EQ(logistic_line(x, std::vector<double>{1}).status, Status::invalid);
  EXPECT_EQ(logistic_line(std::vector<double>{2, 2, 2}, std::vector<double>{0, 1, 1}).status, Status::degenerate);
}
TEST(Calibration, PlattBringsScoresToChancesAndIsNeverCertain) {
  const auto s = sample(20'000, -1, .5, 5);
  const auto line = platt(s.score, s.y);
  EXPECT_NEAR(line.intercept, -1, .06);
  EXPECT_NEAR(line.slope, .5, .04);
  // All bad above zero: without Platt's targets the slope would run away.
  const std::vector<double> x{-2, -1, 1, 2}, y{0, 0, 1, 1};
  const auto sure = platt(x, y);
  ASSERT_EQ(sure.status, Status::ok);
  EXPECT_LT(sure.at(2), .95);
  EXPECT_GT(sure.at(2), .6);
}
TEST(Calibration, TheSlopeTellsTooExtremeFromTooTimid) {
  const auto s = sample(20'000, -.5, 1, 7);
  EXPECT_NEAR(calibration_line(s.p, s.y).slope, 1, .05);
  std::vector<double> loud, timid;
  for (const double p : s.p) loud.push_back(logistic(2 * logit(p))), timid.push_back(logistic(logit(p) / 2));
  EXPECT_NEAR(calibration_line(loud, s.y).slope, .5, .03);
  EXPECT_NEAR(calibration_line(timid, s.y).slope, 2, .1);
  // Chances that have nothing to do with what came: slope near 0.
  const auto other = sample(20'000, -.5, 1, 99);
  EXPECT_NEAR(calibration_line(s.p, other.y).slope, 0, .05);
}
TEST(Calibration, ReliabilityHoldsPredictedAgainstWhatCame) {
  const auto s = sample(10'000, 0, 1, 11);
  const auto bins = reliability(s.p, s.y, 10);
  ASSERT_EQ(bins.size(), 10u);
  for (const auto& b : bins) {
    EXPECT_EQ(b.share.n, 1'000);
    EXPECT_NEAR(b.predicted, b.share.value, .06);
  }
  EXPECT_LT(bins.front().predicted, bins.back().predicted);
  EXPECT_EQ(reliability(std::vector<double>{.1, .2}, std::vector<double>{0, 1}, 10).size(), 2u);
  EXPECT_TRUE(reliability({}, {}, 10).empty());
}
TEST(Calibration, WeightsCanMakeAnIntervalInfinite) {
  std::vector<double> r, w(9, 1);
  for (int i = 9; i >= 1; --i) r.push_back(i / 10.0);
  EXPECT_NEAR(weighted_conformal(r, w, 1, .2).value_or(-1), .8, 1e-12);
  EXPECT_EQ(weighted_conformal(r, w, 1, .2), conformal_quantile(r, .2));
  EXPECT_FALSE(weighted_conformal(r, w, 1, .05));
  EXPECT_FALSE(weighted_conformal(r, w, 10, .2));
  w[0] = 20;  // the residual .9 stands for many silent ones
  EXPECT_NEAR(weighted_conformal(r, w, 1, .2).value_or(-1), .9, 1e-12);
}
TEST(Calibration, ACountHoldsWhatIsThereInMostSamples) {
  int held = 0;
  const int runs = 60;
  for (std::uint64_t run = 0; run < runs; ++run) {
    const auto heard = sample(600, -1, .8, 1'000 + 10 * run), silent = sample(2'000, -1, .8, 1'005 + 10 * run);
    double truth = 0;
    for (const double v : silent.y) truth += v;
    const auto e = predicted_count(heard.score, heard.y, silent.score, 100);
    ASSERT_EQ(e.status, Status::ok);
    EXPECT_EQ(e.n, 2'000);
    held += e.lo <= truth && truth <= e.hi;
  }
  EXPECT_GE(held, 52);
  EXPECT_LT(held, 60);  // an interval that always holds is too wide
  EXPECT_EQ(predicted_count(std::vector<double>{1, 2, 3}, std::vector<double>{0, 1, 1}, std::vector<double>{1}).status, Status::too_few);
}
// Nobody's chance is on a line through the scores, and who speaks is unlike who does not: rows that stand for the silent repair it.
TEST(Calibration, RowsThatStandForTheGroupCountItRight) {
  int held = 0, plain = 0;
  for (std::uint64_t run = 0; run < 30; ++run) {
    std::vector<double> score, y, weights, silent;
    double truth = 0;
    for (std::uint64_t i = 0; i < 2'000; ++i) {
      const double s = 6 * hash_unit(i, 10 * run + 500) - 3, p = s < 0 ? .3 : s < 1.5 ? .35 : .95, speaks = s < 0 ? .15 : .8;
      const bool bad = hash_unit(i, 10 * run + 501) < p;
      if (hash_unit(i, 10 * run + 502) < speaks) score.push_back(s), y.push_back(bad), weights.push_back((1 - speaks) / speaks);
      else silent.push_back(s), truth += bad;
    }
    const auto with = predicted_count(score, y, silent, 100, weights), without = predicted_count(score, y, silent, 100);
    held += with.lo <= truth && truth <= with.hi;
    plain += without.lo <= truth && truth <= without.hi;
  }
  EXPECT_GE(held, 26);
  EXPECT_LE(plain, 15);
}
TEST(Calibration, AnAucHasAnError) {
  EXPECT_NEAR(auc_se(.8, 50, 200), .03952, 1e-5);
  EXPECT_TRUE(std::isinf(auc_se(.8, 0, 200)));
}
TEST(Calibration, AnAuditCountsTheSilentWithinWhatIsKnown) {
  const auto e = audited_count(400, 50, 20);
  EXPECT_NEAR(e.value, 160, 1e-9);
  EXPECT_NEAR(e.lo, 113.57677, 1e-4);
  EXPECT_NEAR(e.hi, 211.76907, 1e-4);
  EXPECT_NEAR(e.se, 25.95543, 1e-4);
  // All were reached: nothing is left to estimate.
  const auto all = audited_count(50, 50, 20);
  EXPECT_NEAR(all.lo, 20, 1e-9);
  EXPECT_NEAR(all.hi, 20, 1e-9);
  EXPECT_EQ(audited_count(400, 4, 2).status, Status::too_few);
  EXPECT_EQ(audited_count(400, 4, 2).need, 5);
  EXPECT_EQ(audited_count(400, 10, 11).status, Status::invalid);
}
TEST(Calibration, TwoStandardErrorsApartIsDisagreement) {
  EXPECT_TRUE(disagree(.5, .03, .4, .03));
  EXPECT_FALSE(disagree(.45, .03, .4, .03));
}

}  // namespace
}  // namespace peakend::engine
