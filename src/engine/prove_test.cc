#include "engine/prove.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/numeric.h"
#include "engine/sampling.h"

namespace peakend::engine {
namespace {

/// A stream of numbers with mean 0 and variance 1, the same on every machine.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : s_(seed << 32) {}
  double unit() { return static_cast<double>(splitmix64(++s_) >> 11) * 0x1p-53; }
  double next() { return normal_quantile(std::min(std::max(unit(), 1e-9), 1 - 1e-9)); }

 private:
  std::uint64_t s_;
};

ProofDesign design() {
  ProofDesign d;
  d.days = 40, d.elapsed = 40, d.over = true;
  d.smallest = .2, d.n_min = 50;
  return d;
}
/// Each customer answers once before and once since the start.
std::vector<Readings> company(int n, double effect, double drift = 0, std::uint64_t seed = 7) {
  Noise noise(seed);
  std::vector<Readings> out;
  for (int i = 0; i < n; ++i) {
    const bool treated = i % 2 == 0;
    const double mood = .6 * noise.next();
    const int before = -1 - i % 56;
    out.push_back({{before, treated, mood + .8 * noise.next() + (treated ? drift * before : 0)}, {i % 40, treated, mood + .8 * noise.next() + .3 + (treated ? effect : 0)}});
  }
  return out;
}

TEST(Prove, AlwaysValidHalfIsTheConfidenceSequence) {
  EXPECT_NEAR(always_valid_half(.01, .01), .30353, 2e-5);
  EXPECT_NEAR(always_valid_half(2.2 * 2.2 / 500, 2.2 * 2.2 / 500), .29863, 1e-5);  // METHODS proof.asymp_cs
  EXPECT_GT(always_valid_half(.01, .001) / always_valid_half(.01, .01), 1.0);      // tightest where it is planned
  EXPECT_TRUE(std::isinf(always_valid_half(0, 1)));
  EXPECT_TRUE(std::isinf(always_valid_half(1, 0)));
}
TEST(Prove, PlantedEffectIsProvenAndNotTheSeason) {
  const Proof p = prove(design(), company(2'000, .5));
  EXPECT_EQ(p.verdict, Verdict::proven);
  EXPECT_EQ(p.reason, ProofReason::above_zero);
  EXPECT_NEAR(p.effect.value, .5, .15);
  EXPECT_LT(p.effect.lo, p.fixed.lo);                   // looking costs width
  EXPECT_NEAR(p.naive.value, .8, .15);                  // before and after claims the season as well
  EXPECT_GT(p.naive.lo, p.effect.value);
  EXPECT_EQ(p.reached, 1'000);
  EXPECT_EQ(p.after[1].customers, 1'000);
  EXPECT_TRUE(p.placebo_ok);
  EXPECT_EQ(p.cuped.effect.status, Status::ok);
  EXPECT_LT(p.cuped.variance_ratio, 1);
  EXPECT_NEAR(p.cuped.effect.value, .5, .15);
  EXPECT_FALSE(p.next);
  ASSERT_FALSE(p.points.empty());
  EXPECT_EQ(p.points.back().day, 39);
  EXPECT_EQ(p.points.back().value, p.effect.value);
  EXPECT_GT(p.points.front().hi - p.points.front().lo, p.points.back().hi - p.points.back().lo);
}
TEST(Prove, PlaceboIsNotProven) {
  ProofDesign fine = design();
  fine.smallest = .02;
  const Proof p = prove(fine, company(2'000, 0));
  EXPECT_EQ(p.verdict, Verdict::not_yet);
  EXPECT_GT(p.naive.lo, 0);  // and yet before and after would have said so
  ProofDesign wide = design();
  wide.smallest = .5;
  const Proof q = prove(wide, company(2'000, 0));
  EXPECT_EQ(q.verdict, Verdict::no_meaningful_effect);
  EXPECT_EQ(q.reason, ProofReason::below_what_matters);
}
TEST(Prove, HarmIsSaid) { EXPECT_EQ(prove(design(), company(2'000, -.5)).verdict, Verdict::harm); }
TEST(Prove, ProvenButSmall) {
  ProofDesign d = design();
  d.smallest = 2;
  const Proof p = prove(d, company(2'000, .5));
  EXPECT_EQ(p.verdict, Verdict::proven);
  EXPECT_TRUE(p.small);
}
TEST(Prove, GroupsThatDriftedBeforeAreNotProven) {
  const Proof p = prove(design(), company(2'000, .3, .03));
  EXPECT_FALSE(p.placebo_ok);
  EXPECT_EQ(p.verdict, Verdict::not_yet);
  EXPECT_EQ(p.reason, ProofReason::groups_drifted);
}
TEST(Prove, TooFewSaysHowMany) {
  const Proof p = prove(design(), company(90, .5));
  EXPECT_EQ(p.verdict, Verdict::not_enough_data);
  EXPECT_EQ(p.reason, ProofReason::too_few);
  EXPECT_EQ(p.effect.n, 45);
  EXPECT_EQ(p.effect.need, 50);
  EXPECT_TRUE(p.points.empty());
  const Proof q = prove(design(), company(40, .5));
  EXPECT_EQ(q.reason, ProofReason::no_baseline);
  EXPECT_EQ(q.effect.need, kProofCustomers);
  EXPECT_EQ(prove(design(), {}).reason, ProofReason::no_baseline);
}
TEST(Prove, NothingIsSaidBeforeTheStart) {
  ProofDesign d = design();
  d.elapsed = 0, d.over = false;
  const Proof p = prove(d, company(2'000, .5));
  EXPECT_EQ(p.reason, ProofReason::not_started);
  EXPECT_EQ(p.effect.status, Status::too_few);
  EXPECT_EQ(p.reached, 0);
  EXPECT_GT(p.detectable_end, .1);  // what the test will be able to find is known
  EXPECT_LT(p.detectable_end, .5);
  EXPECT_EQ(p.next, 39);
}
TEST(Prove, ReturningCustomersAreOneCluster) {
  auto once = company(400, 0), often = once;
  for (Readings& r : often) {
    const Readings same = r;
    for (int i = 0; i < 9; ++i) r.insert(r.end(), same.begin(), same.end());
  }
  EXPECT_NEAR(prove(design(), often).fixed.se, prove(design(), once).fixed.se, 1e-9);  // ten times the same answer says nothing new
}
TEST(Prove, PickedForBadAnswersIsCorrected) {
  Noise noise(3);
  std::vector<Readings> people;
  for (int i = 0; i < 3'000; ++i) {
    const double mood = .7071 * noise.next(), first = mood + .7071 * noise.next();
    const bool treated = first < -.7 && i % 5 != 0;
    people.push_back({{-1 - i % 56, treated, first}, {i % 40, treated, mood + .7071 * noise.next()}});
  }
  ProofDesign d = design();
  EXPECT_EQ(prove(d, people).verdict, Verdict::proven);  // the return to the usual level, mistaken for an effect
  d.selected_low = true;
  const Proof p = prove(d, people);
  ASSERT_TRUE(p.regression && p.regression->known);
  EXPECT_GT(p.regression->expected, .4);
  EXPECT_NE(p.verdict, Verdict::proven);
  for (Readings& r : people)
    if (!r[0].treated) r.resize(1);
  for (int i = 0; i < 100; ++i) people.push_back({{i % 40, false, 0}});
  EXPECT_EQ(prove(d, people).reason, ProofReason::regression_unknown);
}
TEST(Prove, WithoutControlTheSeriesIsRead) {
  ProofDesign d = design();
  d.control = false;
  Noise noise(11);
  std::vector<Readings> people, step;
  for (int day = -56; day < 40; ++day)
    for (int i = 0; i < 10; ++i) {
      const double y = .01 * day + .3 * noise.next();
      people.push_back({{day, true, y}});
      step.push_back({{day, true, y + (day >= 0 ? 1 : 0)}});
    }
  const Proof flat = prove(d, people), jump = prove(d, step);
  ASSERT_TRUE(jump.series);
  EXPECT_EQ(jump.series->block_days, 1);
  EXPECT_EQ(jump.series->before, 56);
  EXPECT_EQ(jump.verdict, Verdict::proven);
  EXPECT_NEAR(jump.effect.value, 1, .3);
  EXPECT_NE(flat.verdict, Verdict::proven);      // the trend went on
  EXPECT_GT(flat.naive.lo, 0);                   // which before and after calls a success
  EXPECT_EQ(jump.points.front().day, kProofBlocks - 1);
  for (Readings& r : step) r[0].day = r[0].day / 2 * 2;  // every other day is empty: weeks
  EXPECT_EQ(prove(d, step).series->block_days, 7);
  EXPECT_EQ(prove(d, step).reason, ProofReason::too_few_blocks);
}
TEST(Prove, MoneyHasItsChance) {
  ProofDesign d = design();
  d.worth = 100, d.cost = 20'000;
  const Proof p = prove(d, company(2'000, .5));
  ASSERT_TRUE(p.money);
  EXPECT_NEAR(p.money->npv, 1'000 * 100 * p.effect.value - 20'000, 1e-6);
  EXPECT_GT(p.money->p_positive, .95);
  EXPECT_FALSE(prove(design(), company(2'000, .5)).money);
}
TEST(Prove, TheNextDecisionIsWhenEnoughHaveAnswered) {
  ProofDesign d = design();
  d.elapsed = 10, d.over = false, d.n_min = 500;
  EXPECT_EQ(prove(d, company(2'000, .5)).next, 20);  // 250 in ten days
  d.n_min = 50;
  EXPECT_EQ(prove(d, company(2'000, .5)).next, 39);
}

}  // namespace
}  // namespace peakend::engine
