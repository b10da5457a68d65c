#include "engine/groups.h"

#include <gtest/gtest.h>

#include <random>

namespace peakend::engine {
namespace {

Groups random_groups(std::mt19937_64& r, int changes) {
  Groups g;
  for (int i = 0; i < changes; ++i) {
    GroupSums& s = g[static_cast<std::uint8_t>(r() % 64)];
    s.n += 1, s.v += static_cast<std::int64_t>(r() % 20'001) - 10'000, s.good += r() % 2;
    if (r() % 50 == 0) s.score = static_cast<std::int64_t>(r()) / 16, s.ratio_s = -static_cast<std::int64_t>(r() % 70'000);
  }
  return g;
}

TEST(Groups, PackedAndOpenHoldTheSame) {
  std::mt19937_64 r(1);
  for (int round = 0; round < 300; ++round) {
    Groups open = random_groups(r, round), packed = open;
    packed.pack();
    EXPECT_EQ(open, packed);
    EXPECT_EQ(open.sums(), packed.sums());
    EXPECT_EQ(open.size(), packed.size());
    EXPECT_EQ(open.at(5), packed.at(5));
    Groups read;
    ASSERT_TRUE(read.unpack(open.packed()));
    EXPECT_EQ(read, open);
  }
}

TEST(Groups, AddAndTakeOutAgainHoweverPacked) {
  std::mt19937_64 r(2);
  for (int round = 0; round < 200; ++round) {
    Groups a = random_groups(r, round % 7), b = random_groups(r, round), pa = a, pb = b;
    pa.pack(), pb.pack();
    Groups::Map expected = a.sums();
    for (const auto& [key, s] : b.sums()) expected[key].v += s.v, expected[key].n += s.n;
    Groups sum = a;
    sum += b;
    for (const auto& [key, s] : expected) EXPECT_TRUE(sum.at(key).v == s.v && sum.at(key).n == s.n);
    pa += pb;
    EXPECT_EQ(pa, sum);
    pa.pack();
    pa -= b;
    EXPECT_EQ(pa, a);
    pb -= pb;
    EXPECT_TRUE(pb.empty());
    EXPECT_TRUE(pb.packed().empty());
  }
}

TEST(Groups, AbsurdSumsAreRefused) {
  Groups g, read;
  g[3].good = (std::int64_t{1} << 61) - 1;
  EXPECT_TRUE(read.unpack(g.packed()));
  g[3].good += 1;
  EXPECT_FALSE(read.unpack(g.packed()));
}

TEST(Groups, AllZeroIsNothing) {
  Groups g;
  g[9] = {};
  EXPECT_TRUE(g.empty());
  EXPECT_EQ(g, Groups{});
  EXPECT_EQ(g.at(9), GroupSums{});
}

TEST(Groups, DamageIsRefusedAndChangesNothing) {
  std::mt19937_64 r(3);
  const Groups good = random_groups(r, 300);
  const std::string bytes = good.packed();
  Groups g = good;
  for (std::size_t n = 1; n < bytes.size(); ++n) EXPECT_FALSE(g.unpack(bytes.substr(0, n)));
  EXPECT_FALSE(g.unpack(bytes + '\0'));
  EXPECT_EQ(g, good);
  for (int round = 0; round < 5000; ++round) {
    std::string s = bytes;
    s[r() % s.size()] = static_cast<char>(r());
    Groups one;
    if (one.unpack(s)) {
      EXPECT_EQ(one.packed(), s);
      Groups again;
      EXPECT_TRUE(again.unpack(one.packed()));
      one.size(), one += one;
      EXPECT_EQ(one.packed().empty(), one.empty());
    }
  }
}

}  // namespace
}  // namespace peakend::engine
