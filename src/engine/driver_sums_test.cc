#include "engine/driver_sums.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

namespace peakend::engine {
namespace {

using Answer = std::optional<std::int32_t>;
struct Row {
  std::uint64_t customer = 0;
  std::vector<Answer> x;
  std::int64_t y = 0;
  DriverRow view() const { return {x, y}; }
};

std::int32_t fixed(double v) { return static_cast<std::int32_t>(std::lround(std::clamp(v, -1.0, 1.0) * 1e4)); }

/// p drivers met with chance `meet`, outcome = beta x + noise; `per` rows a customer who shares a mood.
std::vector<Row> rows_of(std::uint64_t seed, int n, std::vector<double> beta, double meet = 1, double noise = .3, double mood = 0, int per = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<Row> out;
  double halo = 0;
  for (int i = 0; i < n; ++i) {
    if (i % per == 0) halo = mood * normal(random);
    Row row{static_cast<std::uint64_t>(i / per + 1), {}, 0};
    double y = noise * normal(random) + halo;
    for (const double b : beta) {
      const double x = .3 * normal(random) + halo;
      const bool met = uniform(random) < meet;
      row.x.push_back(met ? Answer(fixed(x)) : Answer());
      if (met) y += b * x;
    }
    row.y = static_cast<std::int64_t>(std::lround(y * 1e4));
    out.push_back(row);
  }
  return out;
}
DriverSums sums_of(const std::vector<Row>& rows) {
  DriverSums sums(static_cast<int>(rows[0].x.size()));
  for (const Row& r : rows) sums.add(r.customer, r.view());
  return sums;
}

TEST(DriverSums, CompleteRowsGiveTheSharesOfLmg) {
  const auto rows = rows_of(8, 2'000, {.8, .4, .2, 0});
  CrossMoments plain(4);
  for (const Row& r : rows) {
    std::vector<double> x;
    for (const Answer& a : r.x) x.push_back(*a);
    plain.add(x, static_cast<double>(r.y));
  }
  const Importance want = lmg(plain.correlations());
  const DriverTable got = driver_table(sums_of(rows), {.replicates = 200});
  ASSERT_EQ(got.status, Status::ok);
  EXPECT_NEAR(got.r2, want.r2, 1e-9);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(got.drivers[i].share, want.share[i], 1e-9);
    EXPECT_LT(got.drivers[i].lo, got.drivers[i].share);
    EXPECT_GT(got.drivers[i].hi, got.drivers[i].share);
  }
  EXPECT_NEAR(got.drivers[0].slope, .8, .05);
  EXPECT_LT(got.drivers[0].slope_lo, .8);
  EXPECT_GT(got.drivers[0].slope_hi, .8);
  EXPECT_NEAR(got.drivers[0].mean, 0, .03);
  EXPECT_EQ(got.drivers[0].rank_hi, 1);
  EXPECT_FALSE(got.drivers[0].noise);
  EXPECT_TRUE(got.drivers[3].noise);
}

/// R² of y on the columns "met" and "valence" of the drivers in `set`, by least squares with an intercept.
double r2_of(const std::vector<Row>& rows, unsigned set) {
  const auto n = static_cast<Eigen::Index>(rows.size());
  Eigen::MatrixXd x = Eigen::MatrixXd::Ones(n, 1 + 2 * std::popcount(set));
  Eigen::VectorXd y(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Row& r = rows[static_cast<std::size_t>(i)];
    y[i] = static_cast<double>(r.y);
    Eigen::Index c = 1;
    for (unsigned d = 0; d < r.x.size(); ++d) {
      if (!(set >> d & 1)) continue;
      x(i, c++) = r.x[d] ? 1 : 0;
      x(i, c++) = r.x[d] ? *r.x[d] / 1e4 : 0;
    }
  }
  const Eigen::VectorXd e = y - x * x.colPivHouseholderQr().solve(y);
  return 1 - e.squaredNorm() / (y.array() - y.mean()).square().sum();
}

TEST(DriverSums, NotEncounteredIsAGroupOfItsOwnAndNeverFilledIn) {
  const auto rows = rows_of(2, 600, {.9, .5, .3}, .6);
  const DriverTable got = driver_table(sums_of(rows), {.replicates = 50});
  ASSERT_EQ(got.status, Status::ok);
  // Shapley value by its definition: the mean gain over all orders.
  std::vector<int> order{0, 1, 2};
  std::vector<double> share(3);
  do {
    unsigned set = 0;
    for (const int d : order) {
      const double before = set ? r2_of(rows, set) : 0;
      set |= 1u << d;
      share[static_cast<std::size_t>(d)] += (r2_of(rows, set) - before) / 6;
    }
  } while (std::ranges::next_permutation(order).found);
  for (std::size_t d = 0; d < 3; ++d) EXPECT_NEAR(got.drivers[d].share, share[d], 1e-8);
}

TEST(DriverSums, PartsGiveTheSameBitsInAnyOrder) {
  const auto rows = rows_of(3, 3'000, {.7, .2}, .8, .3, .2, 3);
  const DriverSums whole = sums_of(rows);
  std::vector<DriverSums> parts(5, DriverSums(2));
  for (std::size_t i = rows.size(); i-- > 0;) parts[i * 7 % 5].add(rows[i].customer, rows[i].view());
  DriverSums merged(2);
  for (const std::size_t i : {3u, 0u, 4u, 1u, 2u}) merged += parts[i];
  EXPECT_TRUE(merged == whole);
  const DriverTable a = driver_table(whole, {.replicates = 60}), b = driver_table(merged, {.replicates = 60});
  for (std::size_t d = 0; d < 2; ++d) {
    EXPECT_EQ(a.drivers[d].share, b.drivers[d].share);
    EXPECT_EQ(a.drivers[d].lo, b.drivers[d].lo);
    EXPECT_EQ(a.drivers[d].hi, b.drivers[d].hi);
  }
}

// One driver works, a common mood lifts every answer: pooled, all three seem to matter; within customers, one does.
TEST(DriverSums, WithinCustomersTheHaloCancels) {
  const auto rows = rows_of(4, 4'000, {.9, 0, 0}, 1, .1, .35, 4);
  const DriverTable pooled = driver_table(sums_of(rows), {.replicates = 50});
  DriverSums within(3);
  for (std::size_t i = 0; i < rows.size(); i += 4) {
    std::vector<DriverRow> of;
    for (std::size_t j = i; j < i + 4; ++j) of.push_back(rows[j].view());
    within.add_within(rows[i].customer, of);
  }
  const DriverTable own = driver_table(within, {.replicates = 50});
  EXPECT_GT(pooled.drivers[1].share / pooled.r2, .15);
  EXPECT_LT(own.drivers[1].share / own.r2, .02);
  EXPECT_TRUE(own.drivers[1].noise && own.drivers[2].noise);
  EXPECT_FALSE(own.drivers[0].noise);
}

TEST(DriverSums, SaysWhenThereIsTooLittle) {
  EXPECT_EQ(driver_table(DriverSums(3)).status, Status::too_few);
  const DriverTable few = driver_table(sums_of(rows_of(5, 99, {.5, .5})));
  EXPECT_EQ(few.status, Status::too_few);
  EXPECT_EQ(few.need, 100);
  auto rare = rows_of(6, 500, {.5, .5});
  for (std::size_t i = kDriverMet - 1; i < rare.size(); ++i) rare[i].x[1].reset();
  const DriverTable one = driver_table(sums_of(rare), {.replicates = 50});
  EXPECT_EQ(one.status, Status::ok);
  EXPECT_EQ(one.drivers[1].status, Status::too_few);
  EXPECT_EQ(one.drivers[1].met, kDriverMet - 1);
  auto flat = rows_of(7, 500, {.5});
  for (Row& r : flat) r.y = 5;
  EXPECT_EQ(driver_table(sums_of(flat)).status, Status::degenerate);
}

TEST(DriverSums, ColumnsThatExplainEachOtherTakeNoSlopeAway) {
  // One customer of 1000 missed two touchpoints: the columns "met" of both are the same.
  auto rows = rows_of(21, 1'000, {.5, .3, .2});
  rows[7].x[1].reset(), rows[7].x[2].reset();
  const DriverTable got = driver_table(sums_of(rows), {.replicates = 100});
  ASSERT_EQ(got.status, Status::ok);
  for (const DriverShare& d : got.drivers) {
    EXPECT_TRUE(d.has_slope);
    ASSERT_TRUE(d.johnson.has_value());
    EXPECT_NEAR(*d.johnson, d.share, .02);
  }
  EXPECT_NEAR(got.drivers[0].slope, .5, .1);
  EXPECT_NEAR(*got.drivers[0].johnson + *got.drivers[1].johnson + *got.drivers[2].johnson, got.r2, 1e-6);
}

TEST(DriverSums, WorthIsSlopeTimesGapTimesReachWithTheirCommonInterval) {
  const auto rows = rows_of(5, 4'000, {.6, 0}, .5);
  const DriverTable t = driver_table(sums_of(rows), {.replicates = 300, .target = .25});
  ASSERT_EQ(t.status, Status::ok);
  const DriverShare& d = t.drivers[0];
  const auto worth = driver_worth(d, d, .25);
  ASSERT_TRUE(worth.has_value());
  EXPECT_NEAR(d.reach, .5, .03);
  EXPECT_DOUBLE_EQ(worth->lever, d.slope * d.reach);
  EXPECT_DOUBLE_EQ(worth->priority, d.slope * (.25 - d.mean) * d.reach);
  EXPECT_LT(worth->priority_lo, worth->priority);
  EXPECT_GT(worth->priority_hi, worth->priority);
  // Mean and reach are drawn too, so the interval is wider than that of the slope alone.
  EXPECT_GT(worth->priority_hi - worth->priority_lo, (d.slope_hi - d.slope_lo) * (.25 - d.mean) * d.reach);
  EXPECT_DOUBLE_EQ(driver_worth(d, d, -1)->priority, 0);
  EXPECT_FALSE(driver_worth(DriverShare{}, d, .25).has_value());
}

TEST(Shifted, BendsAtNeutralAndEndsAtTheScale) {
  std::vector<std::int64_t> at(21);  // valence -1, -.9 ... 1
  at[0] = at[10] = 50;
  EXPECT_NEAR(shifted(at, -.5, .5).gain, .4, 1e-12);
  EXPECT_NEAR(shifted(at, -.5, .5).moved, .5, 1e-12);
  EXPECT_NEAR(shifted(at, 0, .5).gain, .5, 1e-12);
  EXPECT_NEAR(shifted(at, 0, -1).moved, -.5, 1e-12);  // those at -1 cannot fall
  EXPECT_NEAR(shifted(at, 0, 3).moved, 1.5, 1e-12);   // all at 1
  EXPECT_EQ(shifted(at, 0, 0).gain, 0);
  EXPECT_EQ(shifted({}, 0, 1).gain, 0);
  EXPECT_EQ(shifted(std::vector<std::int64_t>(21), 0, 1).gain, 0);
  std::vector<std::int64_t> low(21);
  low[0] = 10;
  EXPECT_NEAR(shifted(low, 1, .5).gain, .5, 1e-12);  // rewards only, but nobody is above neutral: a straight line
}

}  // namespace
}  // namespace peakend::engine
