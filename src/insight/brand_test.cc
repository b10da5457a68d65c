#include "insight/brand.h"

#include <gtest/gtest.h>

namespace peakend::insight {
namespace {

/// Two values (safe wanted twice as much as calm) and one need.
Brand wanted() {
  Brand b;
  b.values = {{"safe", {"安全", "Safe"}, 2, {"safe"}}, {"calm", {"安静", "Calm"}, 1, {"calm"}}};
  b.needs = {{"fast", {"快", "Fast"}, 1, {"fast"}}};
  return b;
}
constexpr std::uint32_t kSafe = 1, kCalm = 2, kFast = 4;
/// 40 texts at touchpoint 1: 20 say safe, 10 calm, 8 fast (6 of them pleased); 60 at touchpoint 2: 40 say calm; remembered .6 and .1.
BrandSays counted(const Brand& b, std::uint32_t claim = kSafe, std::size_t groups = 64) {
  BrandSays s;
  s.touchpoints = {"", "use/app", "buy/web"};
  for (const auto& [touchpoint, share] : {std::pair(1u, .6), std::pair(2u, .1)}) {
    BrandPlace p;
    p.touchpoint = touchpoint;
    p.remembered.value = share, p.remembered.status = engine::Status::ok;
    s.places.push_back(std::move(p));
  }
  std::vector<BrandText> texts;
  for (std::uint32_t i = 0; i < 40; ++i) {
    BrandText t{1, (i < 20 ? kSafe : 0) | (i >= 30 ? kCalm : 0) | (i < 8 ? kFast : 0), i % groups, {}};
    if (i < 8) t.good = i < 6;
    texts.push_back(t);
  }
  for (std::uint32_t i = 0; i < 60; ++i) texts.push_back({2, i < 40 ? kCalm : 0, i % groups, {}});
  count_brand(s, b, texts, claim);
  return s;
}
const BrandPlace& at(const BrandSays& s, std::uint32_t touchpoint) { return *std::ranges::find(s.places, touchpoint, &BrandPlace::touchpoint); }

TEST(Brand, AssociationsOverTouchpointsAddUpToOne) {
  const BrandSays s = counted(wanted());
  EXPECT_EQ(s.texts, 100);
  EXPECT_EQ(s.ideas[0].mentions, 20);
  EXPECT_EQ(s.ideas[1].mentions, 50);
  EXPECT_NEAR(s.ideas[1].share.value, .5, 1e-12);
  EXPECT_NEAR(s.ideas[0].talk, 20 / 70.0, 1e-12);
  EXPECT_NEAR(s.ideas[0].intended, 2 / 3.0, 1e-12);
  EXPECT_NEAR(s.ideas[2].talk, 1, 1e-12);  // needs among needs
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(at(s, 1).cells[i].association + at(s, 2).cells[i].association, 1, 1e-12);
  EXPECT_NEAR(at(s, 1).cells[1].association, .2, 1e-12);
  EXPECT_NEAR(at(s, 1).cells[0].share.value, .5, 1e-12);
  EXPECT_EQ(at(s, 2).cells[0].mentions, 0);  // an empty cell
}
TEST(Brand, TheScoreIsThatOfTheEngineAndChangesWhenAnElementGoes) {
  const BrandSays s = counted(wanted());
  const auto want = engine::brand_score(.6, std::vector{20.0, 10.0}, std::vector{2.0, 1.0}, std::vector{1.0}, std::vector{.75});
  EXPECT_NEAR(at(s, 1).score.score, want.score, 1e-12);
  EXPECT_GT(want.score, .7);
  EXPECT_EQ(at(s, 2).score.score, 0);  // nobody there speaks of the need
  EXPECT_EQ(s.places[0].touchpoint, 1u);
  Brand less = wanted();
  less.values[0].weight = .1;
  EXPECT_LT(at(counted(less), 1).score.score, at(s, 1).score.score);
  less = wanted();
  less.needs.clear();
  EXPECT_NE(at(counted(less), 1).score.status, engine::Status::ok);
}
TEST(Brand, TwoEqualProfilesDifferByNothing) {
  Brand b = wanted();
  b.rivals = {{"Same", {40, 100}}, {"Other", {100, 0}}, {"Few", {10, 5}}};
  const BrandSays s = counted(b);
  ASSERT_EQ(s.rivals.size(), 3u);
  EXPECT_NEAR(s.rivals[0].difference.value, 0, 1e-12);
  EXPECT_EQ(s.rivals[0].difference.lo, 0);
  EXPECT_GT(s.rivals[1].difference.lo, .1);
  EXPECT_LT(s.rivals[1].difference.hi, 1);
  EXPECT_NEAR(s.rivals[1].ahead[0], 20 / 70.0 - 1, 1e-12);
  EXPECT_EQ(s.rivals[2].difference.status, engine::Status::too_few);
  EXPECT_EQ(s.rivals[2].difference.n, 15);
}
TEST(Brand, WhatIsClaimedStandsBesideWhatIsSaid) {
  const BrandSays s = counted(wanted(), kSafe);
  EXPECT_EQ(s.claim_mentions, 1);
  EXPECT_EQ(s.ideas[0].claim, 1);
  EXPECT_EQ(s.ideas[1].claim, 0);
  EXPECT_EQ(counted(wanted(), 0).claim_mentions, 0);
}
TEST(Brand, ReadsWhatItWritesAndNamesEveryFault) {
  Brand b = wanted();
  b.version = 3, b.claim = "safe at home", b.rivals = {{"Other", {1, 2}}};
  const auto back = brand_of_json(brand_json(b));
  ASSERT_TRUE(back);
  EXPECT_EQ(brand_json(*back), brand_json(b));
  const auto wrong = brand_of_json(R"({"values": [{"key": "A b", "name": {}, "words": []}, 5], "needs": [{"key": "n", "name": {"en": "N"}, "words": ["x"], "weight": -1}],
    "rivals": [{"name": "R", "mentions": {"nobody": 1}}], "more": 1})");
  ASSERT_FALSE(wrong);
  std::vector<std::string> at;
  for (const auto& e : wrong.error().fields) at.push_back(e.field);
  std::ranges::sort(at);
  EXPECT_EQ(at, (std::vector<std::string>{"more", "needs[0].weight", "rivals[0].mentions.nobody", "values[0].key", "values[0].name", "values[0].words", "values[1]"}));
}

}  // namespace
}  // namespace peakend::insight
