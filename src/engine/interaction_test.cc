#include "engine/interaction.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/compare.h"

namespace peakend::engine {
namespace {

/// `effect` of the product; `bend` of a's own square; customers of `per` rows, who share a mood (also in the outcome).
std::vector<PairRow> rows_of(std::mt19937_64& random, int n, double effect, double bend = 0, double mood = 0, int per = 1) {
  std::normal_distribution<double> normal;
  std::vector<PairRow> out;
  double self = 0;
  for (int i = 0; i < n; ++i) {
    if (i % per == 0) self = mood * normal(random);
    const double a = self + .4 * normal(random), b = self + .4 * normal(random);
    out.push_back({static_cast<std::uint64_t>(i / per), a, b, .5 * a + .3 * b + effect * a * b + bend * a * a + self + .3 * normal(random)});
  }
  return out;
}

TEST(Interaction, WithoutNoiseItIsTheCoefficient) {
  std::mt19937_64 random(1);
  auto rows = rows_of(random, 200, 0);
  for (auto& r : rows) r.y = r.a + r.b - .5 * r.a * r.b;
  const Interaction x = interaction(rows);
  ASSERT_EQ(x.effect.status, Status::ok);
  EXPECT_NEAR(x.effect.value, -.5, 1e-9);
  EXPECT_EQ(x.effect.n, 200);
  EXPECT_EQ(x.customers, 200);
  EXPECT_LT(x.p, 1e-9);
}

// Ten pairs of five drivers, one of which is planted, as the answer has them: named with its sign in 95 of 100; where nothing is,
// something is claimed in 5 of 100 (3 standard errors allowed).
int found(std::mt19937_64& random, double effect, bool planted, int sets) {
  constexpr int kDrivers = 5, kRows = 1'000;
  int hits = 0;
  std::normal_distribution<double> normal;
  for (int set = 0; set < sets; ++set) {
    std::vector<std::vector<double>> x;
    std::vector<double> y;
    for (int i = 0; i < kRows; ++i) {
      const double self = .15 * normal(random);
      std::vector<double> row;
      for (int d = 0; d < kDrivers; ++d) row.push_back(self + .4 * normal(random));
      y.push_back(.4 * row[0] + .3 * row[1] + .2 * row[2] + effect * row[0] * row[1] + .3 * normal(random));
      x.push_back(std::move(row));
    }
    std::vector<double> p, value;
    for (std::size_t a = 0; a < kDrivers; ++a)
      for (std::size_t b = a + 1; b < kDrivers; ++b) {
        std::vector<PairRow> rows;
        for (std::size_t i = 0; i < kRows; ++i) rows.push_back({i, x[i][a], x[i][b], y[i]});
        const Interaction one = interaction(rows);
        p.push_back(one.p), value.push_back(one.effect.value);
      }
    const auto q = benjamini_hochberg(p);
    if (planted) hits += q[0] < .05 && value[0] < 0 && std::ranges::min_element(q) - q.begin() == 0;
    else hits += std::ranges::any_of(q, [](double v) { return v < .05; });
  }
  return hits;
}
TEST(Interaction, PlantedIsFoundAndNoneWhereNoneIs) {
  std::mt19937_64 random(2);
  EXPECT_GE(found(random, -.4, true, 100), 95);
  EXPECT_LE(found(random, 0, false, 600), 46);
}

TEST(Interaction, TheIntervalCoversTheTruthWithRepeatedCustomers) {
  std::mt19937_64 random(3);
  int between = 0, within = 0;
  for (int set = 0; set < 400; ++set) {
    const auto rows = rows_of(random, 600, -.4, 0, .2, 4);
    const auto holds = [](const Interaction& x) { return x.effect.lo <= -.4 && -.4 <= x.effect.hi; };
    between += holds(interaction(rows)), within += holds(interaction(rows, true));
  }
  EXPECT_GE(between, 366);
  EXPECT_LE(between, 394);
  EXPECT_GE(within, 366);
  EXPECT_LE(within, 394);
}

// Both share a mood and the effect of one bends by itself: without the squares the product takes it.
TEST(Interaction, AnEffectThatBendsIsNoInteraction) {
  std::mt19937_64 random(4);
  int claimed = 0;
  for (int set = 0; set < 200; ++set) claimed += interaction(rows_of(random, 800, 0, -.5, .3)).p < .05;
  EXPECT_LE(claimed, 20);
}

TEST(Interaction, SaysWhenThereIsTooLittle) {
  std::mt19937_64 random(5);
  EXPECT_EQ(interaction({}).effect.status, Status::too_few);
  const Interaction few = interaction(rows_of(random, 99, -.5));
  EXPECT_EQ(few.effect.n, 99);
  EXPECT_EQ(few.effect.need, kInteractionRows);
  const Interaction clusters = interaction(rows_of(random, 196, -.5, 0, 0, 4));
  EXPECT_EQ(clusters.effect.n, 49);
  EXPECT_EQ(clusters.effect.need, kInteractionCustomers);
  EXPECT_EQ(interaction(rows_of(random, 200, -.5), true).effect.status, Status::too_few);  // one row each
  auto same = rows_of(random, 200, 0);
  for (auto& r : same) r.y = .5;
  EXPECT_EQ(interaction(same).effect.status, Status::degenerate);
  for (auto& r : same) r.b = r.a, r.y = r.a;
  EXPECT_EQ(interaction(same).effect.status, Status::degenerate);
  auto two = rows_of(random, 400, 0);  // a scale of two values: its square is the rest
  for (auto& r : two) r.a = r.a < 0 ? -1 : 1, r.y += .5 * r.a * r.b;
  EXPECT_NEAR(interaction(two).effect.value, .5, .2);
}

}  // namespace
}  // namespace peakend::engine
