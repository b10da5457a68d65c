#include "adapters/xgboost/xgboost.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/sampling.h"
#include "engine/silence.h"

namespace peakend::adapters {
namespace {

/// Bad when column 0 is above .5 and column 1 is not known to be high, most of the time.
struct Made {
  engine::Rows rows{3, {}};
  std::vector<float> y;
};
Made made(std::size_t n, std::uint64_t salt) {
  Made m;
  for (std::size_t i = 0; i < n; ++i) {
    const auto u = [&](std::uint64_t b) { return engine::hash_unit(i, salt + b); };
    const double a = u(1), b = u(2), p = a > .5 && !(b > .6) ? .8 : .1;
    m.rows.values.push_back(static_cast<float>(a));
    m.rows.values.push_back(b < .2 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(b));
    m.rows.values.push_back(static_cast<float>(u(3)));
    m.y.push_back(u(4) < p ? 1 : 0);
  }
  return m;
}
const auto go = [](int) { return true; };

TEST(Xgboost, LearnsWhatIsThereAndTheSameEveryTime) {
  const auto learn = made(4'000, 10), other = made(2'000, 90);
  const auto boosting = make_xgboost();
  const auto trees = boosting->train(learn.rows, learn.y, {}, go);
  ASSERT_TRUE(trees) << trees.error().log;
  const auto scores = (*trees)->scores(other.rows);
  ASSERT_TRUE(scores);
  const std::vector<double> y(other.y.begin(), other.y.end());
  EXPECT_GT(engine::prediction_quality(*scores, y).auc.value_or(0), .8);
  const auto gains = (*trees)->gains();
  EXPECT_NEAR(gains[0] + gains[1] + gains[2], 1, 1e-6);
  EXPECT_GT(gains[0], gains[2]);
  EXPECT_GT(gains[1], gains[2]);
  const auto again = boosting->train(learn.rows, learn.y, {}, go);
  EXPECT_EQ(*(*again)->scores(other.rows), *scores);
}
TEST(Xgboost, StopsWhenAskedAndRefusesWhatDoesNotFit) {
  const auto learn = made(500, 10);
  const auto boosting = make_xgboost();
  int rounds = 0;
  const auto stopped = boosting->train(learn.rows, learn.y, {}, [&](int round) { return rounds = round + 1, round < 5; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, "cancelled");
  EXPECT_EQ(rounds, 6);
  EXPECT_FALSE(boosting->train({3, {}}, {}, {}, go));
  EXPECT_FALSE(boosting->train(learn.rows, std::span(learn.y).first(3), {}, go));
  const auto trees = boosting->train(learn.rows, learn.y, {}, go);
  EXPECT_FALSE((*trees)->scores({2, {1, 2}}));
  EXPECT_TRUE((*trees)->scores({3, {}})->empty());
}

}  // namespace
}  // namespace peakend::adapters
