#include <gtest/gtest.h>

#include "insight/matrix.h"

namespace peakend::insight {
namespace {

std::vector<DayCount> days(std::initializer_list<std::pair<int, std::pair<int, int>>> runs) {
  std::vector<DayCount> out;
  for (const auto& [n, counts] : runs) {
    for (int i = 0; i < n; ++i) out.push_back({static_cast<std::int64_t>(out.size()), counts.first, counts.second});
  }
  return out;
}

TEST(Story, FindsTheDayOfTheBreak) {
  const auto change = find_change(days({{10, {9, 1}}, {10, {5, 5}}}));
  ASSERT_TRUE(change);
  EXPECT_EQ(change->at, 10);
  EXPECT_NEAR(change->before, .9, 1e-12);
  EXPECT_NEAR(change->after, .5, 1e-12);
  EXPECT_LT(change->p, 1e-3);
}

TEST(Story, SaysNothingWithoutEvidence) {
  EXPECT_FALSE(find_change({}));
  EXPECT_FALSE(find_change(days({{20, {9, 1}}})));                  // nothing changes
  EXPECT_FALSE(find_change(days({{10, {5, 5}}, {10, {9, 1}}})));    // for the better
  EXPECT_FALSE(find_change(days({{10, {9, 1}}, {2, {5, 5}}})));     // too few outcomes after it
  EXPECT_FALSE(find_change(days({{40, {0, 0}}})));
  EXPECT_TRUE(find_change(days({{10, {10, 0}}, {10, {0, 10}}})));   // shares of 0 and 1 are no trouble
}

// 200 series without a change: at most 5 may be told (p < .001 each, Bonferroni makes it rarer still).
TEST(Story, RarelySeesWhatIsNotThere) {
  std::uint64_t state = 42;
  const auto draw = [&] {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<double>(state >> 11) * 0x1p-53;
  };
  int told = 0;
  for (int series = 0; series < 200; ++series) {
    std::vector<DayCount> out(90);
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i].start = static_cast<std::int64_t>(i);
      for (int k = 0; k < 20; ++k) (draw() < .85 ? out[i].kept : out[i].broken) += 1;
    }
    told += find_change(out).has_value();
  }
  EXPECT_LE(told, 2);
}

}  // namespace
}  // namespace peakend::insight
