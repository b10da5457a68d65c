#include "insight/silence_audit.h"

#include <gtest/gtest.h>

namespace peakend::insight {
namespace {

/// 100 let down, 60 heard of whom 30 said it was bad; of 40 silent `reached` were, `bad` of them, `lost` were not.
SilenceAudit audit(int reached, int bad, int lost, int open) {
  SilenceAudit a;
  a.let_down = {100, 60, 30};
  for (int i = 0; i < reached + lost + open; ++i) {
    AuditCall c;
    c.state = i < reached ? CallState::reached : i < reached + lost ? CallState::not_reached : CallState::open;
    c.attempts = c.state == CallState::open ? 0 : 2;
    if (i < reached) c.bad = i < bad;
    a.calls.push_back(c);
  }
  return a;
}

TEST(SilenceAudit, SaysWhatTheCallsSayOfAllTheSilent) {
  const AuditSays s = says(audit(14, 7, 6, 3));
  EXPECT_EQ(s.drawn, 23);
  EXPECT_EQ(s.open, 3);
  EXPECT_EQ(s.attempts, 40);
  EXPECT_NEAR(s.reach.value, .7, 1e-12);
  EXPECT_NEAR(s.share.value, .5, 1e-12);
  EXPECT_NEAR(s.silent_bad.value, 20, 1e-9);
  EXPECT_NEAR(s.all.value, .6 * .5 + .4 * .5, 1e-12);
  EXPECT_NEAR(*s.voices, .5, 1e-12);
  EXPECT_NEAR(*s.tipping, 0, 1e-12);
  // Those heard .5, those reached .2857: (.5 - .2857) / .3.
  EXPECT_NEAR(*says(audit(14, 4, 6, 0)).tipping, (.5 - 4.0 / 14) / .3, 1e-12);
  EXPECT_FALSE(says(audit(14, 4, 0, 0)).tipping);  // all were reached: nobody could tip it
}
TEST(SilenceAudit, FewReachedAreNoEstimateAndAPartIsScaledUp) {
  const AuditSays few = says(audit(4, 1, 0, 8));
  EXPECT_EQ(few.share.status, engine::Status::too_few);
  EXPECT_EQ(few.silent_bad.need, 5);
  EXPECT_EQ(few.all.status, engine::Status::too_few);
  SilenceAudit half = audit(14, 7, 6, 0);
  half.looked_at = .5;
  EXPECT_NEAR(says(half).silent_bad.value, 40, 1e-9);
}

}  // namespace
}  // namespace peakend::insight
