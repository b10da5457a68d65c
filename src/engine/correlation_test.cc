#include "engine/correlation.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace peakend::engine {
namespace {

TEST(Correlation, OfRanksWithItsInterval) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8}, y{2, 1, 4, 3, 6, 5, 8, 7};
  auto e = spearman(x, y);
  ASSERT_EQ(e.status, Status::ok);
  EXPECT_NEAR(e.value, .9047619, 1e-7);
  EXPECT_NEAR(e.lo, .4278915, 1e-7);
  EXPECT_NEAR(e.hi, .9875981, 1e-7);
  EXPECT_EQ(e.n, 8);
  std::vector<double> cubes, down;
  for (const double v : x) cubes.push_back(v * v * v), down.push_back(-v);
  e = spearman(x, cubes);  // only the order counts
  EXPECT_DOUBLE_EQ(e.value, 1);
  EXPECT_NEAR(e.lo, .8158756, 1e-7);
  EXPECT_DOUBLE_EQ(e.hi, 1);
  e = spearman(x, down);
  EXPECT_DOUBLE_EQ(e.value, -1);
  EXPECT_DOUBLE_EQ(e.lo, -1);
  EXPECT_NEAR(e.hi, -.8158756, 1e-7);
}
TEST(Correlation, TiesShareTheirRank) {
  // Ranks 1.5 1.5 3 4 5 6 7 8 against 1..8: 41.5/sqrt(41.5 x 42).
  EXPECT_NEAR(spearman(std::vector<double>{1, 1, 3, 4, 5, 6, 7, 8}, std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8}).value, .9940299, 1e-6);
}
TEST(Correlation, OfFewOrOfNothingIsNone) {
  const std::vector<double> seven{1, 2, 3, 4, 5, 6, 7}, flat(8, 3.0), x{1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(spearman(seven, seven).status, Status::too_few);
  EXPECT_EQ(spearman(seven, seven).need, 8);
  EXPECT_EQ(spearman(x, flat).status, Status::degenerate);
  EXPECT_EQ(spearman(x, seven).status, Status::invalid);
  EXPECT_EQ(spearman(x, std::vector<double>{1, 2, 3, 4, 5, 6, 7, std::numeric_limits<double>::quiet_NaN()}).status, Status::invalid);
}

}  // namespace
}  // namespace peakend::engine
