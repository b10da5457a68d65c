#include "base/token_buckets.h"

#include <gtest/gtest.h>

#include "base/network.h"

namespace peakend {
namespace {

using namespace std::chrono_literals;
const TokenBuckets::Time start{};

TEST(TokenBuckets, BurstThenRate) {
  TokenBuckets t(2, 4);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(t.take(1, start), 0);
  EXPECT_EQ(t.take(1, start), 1);
  EXPECT_EQ(t.take(2, start), 0);  // names do not meet
  EXPECT_EQ(t.take(1, start + 500ms), 0);
  EXPECT_EQ(t.take(1, start + 500ms), 1);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(t.take(1, start + 1h), 0);  // never more than the burst
  EXPECT_EQ(t.take(1, start + 1h), 1);
}

TEST(TokenBuckets, RefusedCallsCostNothing) {
  TokenBuckets t(1, 1);
  EXPECT_EQ(t.take(1, start), 0);
  for (int i = 1; i < 100; ++i) EXPECT_EQ(t.take(1, start + i * 5ms), 1);
  EXPECT_EQ(t.take(1, start + 1s), 0);
}

TEST(TokenBuckets, SlowRatesSayHowLong) {
  TokenBuckets t(0.1, 1);
  EXPECT_EQ(t.take(1, start), 0);
  EXPECT_EQ(t.take(1, start), 10);
  EXPECT_EQ(t.take(1, start + 7s), 3);
}

TEST(TokenBuckets, NoRateNoLimit) {
  TokenBuckets t(0, 0);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(t.take(1, start), 0);
  EXPECT_EQ(t.size(), 0u);
}

TEST(TokenBuckets, IsBoundedAndKeepsTheBusy) {
  TokenBuckets t(1, 2);
  const auto later = start + 10s;
  for (std::uint64_t i = 1; i < TokenBuckets::kMaxNames; ++i) t.take(i << 20, start);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(t.take(7, later), 0);
  EXPECT_EQ(t.take(7, later), 1);
  t.take(8, later);  // no room: those of long ago go
  EXPECT_LE(t.size(), 3u);
  EXPECT_EQ(t.take(7, later), 1);
  for (std::uint64_t i = 0; i < 200'000; ++i) t.take(i << 20, later);
  EXPECT_LE(t.size(), TokenBuckets::kMaxNames);
}

TEST(NetworkOf, OneSubscriber) {
  EXPECT_EQ(network_of("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(network_of("::ffff:203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(network_of("2001:db8::1"), "20010db800000000/64");
  EXPECT_EQ(network_of("2001:db8:0:0:ffff::7"), network_of("2001:db8::1"));
  EXPECT_NE(network_of("2001:db8:0:1::1"), network_of("2001:db8::1"));
  EXPECT_EQ(network_of("fe80::1%eth0"), "fe80000000000000/64");
  EXPECT_EQ(network_of("unix"), "unix");
  EXPECT_EQ(network_of(""), "");
}

}  // namespace
}  // namespace peakend
