#include "delivery/budget.h"

#include <gtest/gtest.h>

#include <random>

namespace peakend::delivery {
namespace {

Instant day(double d) { return from_ms(static_cast<std::int64_t>(d * 86'400'000.0)); }
Asked sent(double d, std::string kind = "touchpoint") { return {InvitationId(Uuid{1, static_cast<std::uint64_t>(d * 100)}), day(d), std::move(kind), 50, false, 1}; }
Asked queued(double d, int priority, std::string kind = "touchpoint") {
  auto a = sent(d, std::move(kind));
  a.queued = true;
  a.priority = priority;
  return a;
}
double next_day(const Verdict& v) { return v.next ? static_cast<double>(to_ms(*v.next)) / 86'400'000.0 : -1; }

TEST(Budget, GapsAndTheirNextDay) {
  const Attention a;
  const std::vector<Asked> ledger{sent(80)};
  const auto no = may_ask({day(100), "touchpoint", "", 50}, ledger, {}, a);
  EXPECT_EQ(no.reason, Reason::gap_any);
  EXPECT_NEAR(next_day(no), 110, 1e-6);
  EXPECT_TRUE(may_ask({*no.next, "touchpoint", "", 50}, ledger, {}, a).ok());
  Attention b;
  b.gap_days["relationship"] = 180;
  const std::vector<Asked> two{sent(80, "relationship")};
  EXPECT_EQ(may_ask({day(120), "relationship", "", 50}, two, {}, b).reason, Reason::gap_kind);
  EXPECT_TRUE(may_ask({day(120), "touchpoint", "", 50}, two, {}, b).ok());
}

TEST(Budget, TheYearIsCapped) {
  Attention a;
  a.max_per_year = 2;
  const std::vector<Asked> ledger{sent(10), sent(50)};
  const auto no = may_ask({day(200), "touchpoint", "", 50}, ledger, {}, a);
  EXPECT_EQ(no.reason, Reason::cap_year);
  EXPECT_NEAR(next_day(no), 375, 1e-6);
  a.max_per_year = 10;
  a.max_messages_per_year = 3;
  auto reminded = ledger;
  reminded[0].messages = 2;
  EXPECT_EQ(may_ask({day(200), "touchpoint", "", 50}, reminded, {}, a).reason, Reason::messages_year);
}

TEST(Budget, HigherPriorityTakesThePlaceOfWhatWaits) {
  const Attention a;
  const std::vector<Asked> ledger{queued(105, 40), queued(300, 40)};
  const auto yes = may_ask({day(100), "touchpoint", "", 60}, ledger, {}, a);
  ASSERT_TRUE(yes.ok());
  ASSERT_EQ(yes.displaced.size(), 1u);  // the other one is far enough away
  EXPECT_EQ(yes.displaced[0], ledger[0].id);
  const auto no = may_ask({day(100), "touchpoint", "", 40}, ledger, {}, a);
  EXPECT_EQ(no.reason, Reason::outranked);
  EXPECT_NEAR(next_day(no), 135, 1e-6);
}

TEST(Budget, CustomersDecide) {
  const Attention a;
  Preference out;
  out.opted_out = true;
  EXPECT_EQ(may_ask({day(1), "touchpoint", "", 99}, {}, out, a).reason, Reason::opted_out);
  Preference topic;
  topic.topics_off = {"delivery"};
  EXPECT_EQ(may_ask({day(1), "touchpoint", "delivery", 99}, {}, topic, a).reason, Reason::topic_off);
  EXPECT_TRUE(may_ask({day(1), "touchpoint", "service", 99}, {}, topic, a).ok());
  Preference less;
  less.frequency = Frequency::less;
  const std::vector<Asked> ledger{sent(80)};
  const auto no = may_ask({day(120), "touchpoint", "", 50}, ledger, less, a);
  EXPECT_EQ(no.reason, Reason::frequency);
  EXPECT_NEAR(next_day(no), 140, 1e-6);
  EXPECT_EQ(may_ask({day(100), "touchpoint", "", 50}, ledger, less, a).reason, Reason::gap_any);
}

TEST(Budget, MergedCustomersKeepTheStricterWord) {
  Preference a, b;
  a.channels = {channel::Kind::email};
  b.channels = {channel::Kind::sms};
  EXPECT_TRUE(stricter(a, b).opted_out);
  b.channels.clear();
  b.topics_off = {"x"};
  const auto both = stricter(a, b);
  EXPECT_FALSE(both.opted_out);
  EXPECT_TRUE(both.allows(channel::Kind::email));
  EXPECT_FALSE(both.allows(channel::Kind::sms));
  EXPECT_EQ(both.topics_off.size(), 1u);
  a.opted_out = true;
  EXPECT_TRUE(stricter(b, a).opted_out);
}

TEST(Budget, RemindersCount) {
  Attention a;
  a.max_messages_per_year = 2;
  const auto first = sent(100);
  EXPECT_TRUE(may_remind(first, day(103), "", {}, {}, a).ok());
  const std::vector<Asked> other{sent(101)};
  EXPECT_EQ(may_remind(first, day(103), "", other, {}, a).reason, Reason::gap_any);
  const std::vector<Asked> earlier{sent(20)};
  EXPECT_EQ(may_remind(first, day(103), "", earlier, {}, a).reason, Reason::messages_year);
  Preference out;
  out.opted_out = true;
  EXPECT_EQ(may_remind(first, day(103), "", {}, out, a).reason, Reason::opted_out);
}

/// Whatever comes in whatever order: what is granted never breaks a gap or a cap.
TEST(Budget, RandomLedgersKeepAllLimits) {
  std::mt19937 random(7);
  Attention a;
  a.gap_days = {{"any", 10}, {"relationship", 60}};
  a.max_per_year = 6;
  a.max_messages_per_year = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<Asked> ledger;
    for (int i = 0; i < 60; ++i) {
      const double at = std::uniform_real_distribution<>(0, 700)(random);
      const std::string kind = random() % 3 == 0 ? "relationship" : "touchpoint";
      const int priority = static_cast<int>(random() % 3) * 10;
      const auto v = may_ask({day(at), kind, "", priority}, ledger, {}, a);
      if (!v.ok()) continue;
      std::erase_if(ledger, [&](const Asked& x) { return std::find(v.displaced.begin(), v.displaced.end(), x.id) != v.displaced.end(); });
      ledger.push_back({InvitationId(Uuid{static_cast<std::uint64_t>(round) + 1, static_cast<std::uint64_t>(i) + 1}), day(at), kind, priority, random() % 2 == 0, 1});
    }
    std::sort(ledger.begin(), ledger.end(), [](const Asked& x, const Asked& y) { return x.at < y.at; });
    for (std::size_t i = 0; i < ledger.size(); ++i) {
      if (i > 0) {
        EXPECT_GE(ledger[i].at - ledger[i - 1].at, std::chrono::hours(240)) << round;
      }
      std::size_t year = 0;
      for (std::size_t k = 0; k <= i; ++k) {
        if (ledger[i].at - ledger[k].at < std::chrono::hours(24 * 365)) ++year;
        if (k < i && ledger[i].kind == "relationship" && ledger[k].kind == "relationship") {
          EXPECT_GE(ledger[i].at - ledger[k].at, std::chrono::hours(24 * 60));
        }
      }
      EXPECT_LE(year, 6u);
    }
  }
}

TEST(Budget, QuietHoursOfTheZone) {
  const auto shanghai = *calendar::Zone::find("Asia/Shanghai");
  const auto at = [](const char* text) { return *calendar::parse_rfc3339(text); };
  EXPECT_EQ(when_allowed(at("2026-03-14T22:30:00+08:00"), shanghai, {21, 9}, {}), at("2026-03-15T09:00:00+08:00"));
  EXPECT_EQ(when_allowed(at("2026-03-14T10:30:00+08:00"), shanghai, {21, 9}, {}), at("2026-03-14T10:30:00+08:00"));
  const int evening[] = {19};
  EXPECT_EQ(when_allowed(at("2026-03-14T10:30:00+08:00"), shanghai, {21, 9}, evening), at("2026-03-14T19:00:00+08:00"));
  const int night[] = {23};
  EXPECT_FALSE(when_allowed(at("2026-03-14T10:30:00+08:00"), shanghai, {21, 9}, night));
  EXPECT_EQ(when_allowed(at("2026-03-14T23:30:00+08:00"), shanghai, {0, 0}, {}), at("2026-03-14T23:30:00+08:00"));
  // Half an hour's zone: hours are local ones.
  const auto india = *calendar::Zone::find("Asia/Kolkata");
  EXPECT_EQ(when_allowed(at("2026-03-14T08:10:00+05:30"), india, {21, 9}, {}), at("2026-03-14T09:00:00+05:30"));
  // The night of the clock change has 23 hours.
  const auto berlin = *calendar::Zone::find("Europe/Berlin");
  EXPECT_EQ(when_allowed(at("2026-03-28T22:00:00+01:00"), berlin, {21, 9}, {}), at("2026-03-29T09:00:00+02:00"));
}

}  // namespace
}  // namespace peakend::delivery
