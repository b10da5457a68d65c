#include "insight/touchpoint.h"

#include <gtest/gtest.h>

namespace peakend::insight {
namespace {

TEST(Lateness, WorkedExample) {
  const auto l = lateness_of({-1, 0, 2}, "day");
  ASSERT_TRUE(l);
  EXPECT_EQ(l->n, 3);
  EXPECT_EQ(l->median, 0);
  EXPECT_EQ(l->p90, 2);
  EXPECT_EQ(l->median_broken, 2);
  ASSERT_EQ(l->bins.size(), 4u);
  EXPECT_EQ(l->bins[0].lo, -1);
  const std::int64_t counts[] = {1, 1, 0, 1};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(l->bins[static_cast<std::size_t>(i)].n, counts[i]) << i;
}

TEST(Lateness, KeepsEverythingAndABorderAtThePromise) {
  std::vector<double> d;
  for (int i = 0; i < 1'000; ++i) d.push_back(i * .01 - 4);
  d.push_back(400);   // the outer bins hold what lies beyond
  d.push_back(-300);
  const auto l = lateness_of(d, "day");
  std::int64_t n = 0;
  bool border = false;
  for (const auto& b : l->bins) n += b.n, border = border || b.lo == 0;
  EXPECT_EQ(n, 1'002);
  EXPECT_TRUE(border);
  EXPECT_LE(l->bins.size(), 13u);
}

TEST(Lateness, NothingAndOneSide) {
  EXPECT_FALSE(lateness_of({}, "day"));
  const auto early = lateness_of({-.2, -.3, -.1}, "hour");
  EXPECT_EQ(early->median_broken, 0);
  EXPECT_EQ(early->unit, "hour");
}

}  // namespace
}  // namespace peakend::insight
