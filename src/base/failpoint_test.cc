#include "base/failpoint.h"

#include <gtest/gtest.h>

#include <chrono>

namespace peakend::failpoint {
namespace {

Result<void> step() {
  PK_FAILPOINT("inbox.before_commit");
  return {};
}

TEST(Failpoint, OffByDefaultErrorFromTheNthHitAndOffAgain) {
  EXPECT_TRUE(step());
  ASSERT_TRUE(configure("inbox.before_commit:error@3"));
  EXPECT_TRUE(step());
  EXPECT_TRUE(step());
  const auto third = step();
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(step());
  EXPECT_EQ(hits("inbox.before_commit"), 4);
  ASSERT_TRUE(configure(""));
  EXPECT_TRUE(step());
}

TEST(Failpoint, Delays) {
  ASSERT_TRUE(configure("inbox.before_commit:delay=30"));
  const auto t = std::chrono::steady_clock::now();
  EXPECT_TRUE(step());
  EXPECT_GE(std::chrono::steady_clock::now() - t, std::chrono::milliseconds(30));
  ASSERT_TRUE(configure(""));
}

TEST(Failpoint, RefusesWhatItDoesNotKnow) {
  for (const char* bad : {"x:abort", "inbox.before_commit", "inbox.before_commit:explode", "inbox.before_commit:error@0",
                          "inbox.before_commit:delay=x", ":"})
    EXPECT_FALSE(configure(bad)) << bad;
  ASSERT_TRUE(configure(""));
}

TEST(FailpointDeathTest, AbortKillsWithoutCleaningUp) {
  EXPECT_EXIT(
      {
        if (configure("inbox.before_commit:abort")) (void)step();
      },
      testing::KilledBySignal(SIGKILL), "");
}

}  // namespace
}  // namespace peakend::failpoint
