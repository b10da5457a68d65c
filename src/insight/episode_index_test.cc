#include "insight/episode_index.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/interval.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kDay = 86'400'000, kStart = 20'000 * kDay;

facts::EpisodeFact episode(std::mt19937& random, std::uint64_t number) {
  const auto below = [&](int n) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n)); };
  facts::EpisodeFact e;
  e.journey = "shop";
  e.id = EpisodeId{Uuid{1, number}};
  e.facts = 3;
  e.start = kStart + below(90) * kDay;
  e.end = e.start + below(3) * kDay + below(86'400'000);
  e.closed = below(5) != 0;
  e.kept = below(2), e.broken = below(3) == 0;
  if (below(4) != 0) e.log_ratio = below(2'000'000) - 1'000'000;
  if (below(6) != 0) e.outcome_score = .5 * below(10), e.outcome_metric = below(3) == 0 ? "nps" : "csat";
  return e;
}

void expect_mean(const ScoreSums& sums, const std::vector<double>& scores) {
  const auto got = mean_of(sums, 5), want = engine::t_mean(scores, 5);
  EXPECT_EQ(got.n, want.n);
  EXPECT_EQ(got.status, want.status);
  EXPECT_NEAR(got.value, want.value, 1e-9);
  EXPECT_NEAR(got.lo, want.lo, 1e-9);
  EXPECT_NEAR(got.hi, want.hi, 1e-9);
}

// Sums by day give what reading every episode gives, also after episodes were taken out again.
TEST(EpisodeIndexTest, OutcomesAreThoseOfTheEpisodesThemselves) {
  std::mt19937 random(5);
  EpisodeIndex index;
  std::vector<facts::EpisodeFact> all;
  for (std::uint64_t i = 0; i < 3'000; ++i) {
    const auto e = episode(random, i);
    index.add(e);
    if (i % 7 == 0) index.remove(e);
    else all.push_back(e);
  }
  for (const Range range : {Range{}, Range{kStart + 20 * kDay, kStart + 50 * kDay}, Range{INT64_MIN, kStart}, Range{kStart + 60 * kDay, INT64_MAX}}) {
    struct Lists {
      std::vector<double> kept, broken, bins[kRatioBins];
    };
    std::map<std::string, Lists> want;
    for (const auto& e : all) {
      if (!e.outcome_score || e.kept + e.broken == 0 || e.end < range.from || e.end >= range.to) continue;
      Lists& lists = want[e.outcome_metric];
      (e.broken > 0 ? lists.broken : lists.kept).push_back(*e.outcome_score);
      if (e.log_ratio) lists.bins[ratio_bin(*e.log_ratio)].push_back(*e.outcome_score);
    }
    const OutcomeView got = index.outcomes("shop", range);
    ASSERT_EQ(got.size(), want.size());
    for (const auto& [metric, lists] : want) {
      const OutcomeSums& sums = got.at(metric);
      expect_mean(sums.kept, lists.kept);
      expect_mean(sums.broken, lists.broken);
      for (std::size_t i = 0; i < kRatioBins; ++i) expect_mean(sums.bins[i], lists.bins[i]);
    }
  }
  EXPECT_TRUE(index.outcomes("none", {}).empty());
}

TEST(EpisodeIndexTest, RatiosOnABorderBelongToTheBinAboveIt) {
  for (std::size_t i = 0; i < std::size(kRatioBorders); ++i) {
    EXPECT_EQ(ratio_bin(engine::log_ratio_fixed(std::log(kRatioBorders[i]))), i + 1);
    EXPECT_EQ(ratio_bin(engine::log_ratio_fixed(std::log(kRatioBorders[i] - .001))), i);
  }
}

}  // namespace
}  // namespace peakend::insight
