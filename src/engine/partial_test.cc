#include "engine/partial.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace peakend::engine {
namespace {

FactValues random_fact(std::mt19937_64& r) {
  auto one_in = [&](unsigned n) { return r() % n == 0; };
  FactValues f;
  f.group = static_cast<std::uint8_t>(r() % 64);
  if (!one_in(4)) {
    f.valence = static_cast<std::int32_t>(r() % 20001) - 10000;
    f.cls = static_cast<std::int8_t>(static_cast<int>(r() % 3) - 1);
    if (!one_in(3)) f.score = static_cast<double>(r() % 1100) / 100 - 3;
    f.breach = one_in(10);
  }
  if (one_in(3)) f.log_ratio = static_cast<std::int32_t>(r() % 4605171) - 2302585;
  if (one_in(4)) f.kept = !(f.broken = one_in(2));
  return f;
}

Partial whole(const std::vector<FactValues>& facts) {
  Partial p;
  for (const auto& f : facts) add(p, f);
  return p;
}

TEST(Partial, MergeOfAnySplitIsTheWhole) {
  std::mt19937_64 r(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<FactValues> facts(r() % 60);
    for (auto& f : facts) f = random_fact(r);
    Partial all = whole(facts);
    std::shuffle(facts.begin(), facts.end(), r);
    std::vector<Partial> parts(1 + r() % 5);
    for (const auto& f : facts) add(parts[r() % parts.size()], f);
    Partial left, right;
    for (const auto& p : parts) left += p;                                             // ((a+b)+c)
    for (auto it = parts.rbegin(); it != parts.rend(); ++it) { Partial t = *it; t += right; right = t; }  // a+(b+c)
    EXPECT_EQ(left, all);
    EXPECT_EQ(right, all);
    EXPECT_EQ(encode(left), encode(all));
  }
}

TEST(Partial, SubtractionTakesOutAllButTheBounds) {
  std::mt19937_64 r(2);
  for (int round = 0; round < 200; ++round) {
    std::vector<FactValues> a(r() % 30), b(r() % 30);
    for (auto& f : a) f = random_fact(r);
    for (auto& f : b) f = random_fact(r);
    Partial p = whole(a), q = whole(b), sum = p;
    sum += q;
    sum -= q;
    EXPECT_LE(sum.min_v, p.min_v);
    EXPECT_GE(sum.max_v, p.max_v);
    sum.min_v = p.min_v, sum.max_v = p.max_v;
    EXPECT_EQ(sum, p);
    p -= p;
    EXPECT_EQ(p, Partial{});
  }
  Partial twice = whole({random_fact(r), random_fact(r)}), copy = twice;
  twice += twice;
  copy += Partial(copy);
  EXPECT_EQ(twice, copy);
}

TEST(Partial, CodecRoundTripAndSize) {
  std::mt19937_64 r(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<FactValues> facts(r() % 200);
    for (auto& f : facts) f = random_fact(r);
    Partial p = whole(facts), back;
    ASSERT_TRUE(decode(encode(p), back));
    EXPECT_EQ(back, p);
  }
  EXPECT_LE(encode(Partial{}).size(), 3u);
  Partial one;
  add(one, {.valence = 6000, .score = 9, .cls = 1});
  EXPECT_LE(encode(one).size(), 60u);
  Partial big;
  big.n = big.facts = (std::int64_t{1} << 61) - 1, big.sum_vv = (int128{1} << 126), big.sum_score2 = -(int128{1} << 126);
  Partial back;
  ASSERT_TRUE(decode(encode(big), back));
  EXPECT_EQ(back, big);
  big.n += 1;
  EXPECT_FALSE(decode(encode(big), back));
}

TEST(Partial, DamagedBytesAreRefusedOrDecodeToSomethingThatEncodesTheSame) {
  std::mt19937_64 r(4);
  std::vector<FactValues> facts(40);
  for (auto& f : facts) f = random_fact(r);
  const std::string good = encode(whole(facts));
  Partial out;
  for (std::size_t n = 0; n < good.size(); ++n) EXPECT_FALSE(decode(good.substr(0, n), out)) << n;
  EXPECT_FALSE(decode(good + '\0', out));
  EXPECT_FALSE(decode(std::string_view("\1\4\2\0\0", 5), out));  // a section of promises without a promise
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string s = good;
    for (unsigned k = 1 + static_cast<unsigned>(r() % 4); k > 0; --k) s[r() % s.size()] = static_cast<char>(r());
    if (round % 3 == 0) s.resize(r() % (s.size() + 1));
    if (!decode(s, out)) {
      ++refused;
      EXPECT_EQ(out, Partial{});
    } else {
      EXPECT_EQ(encode(out), s);
      Partial sum = out;
      sum += out;  // must be defined behaviour whatever the numbers are
      sum -= out;
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(Partial, WhatOneFactAdds) {
  Partial p;
  add(p, {.valence = -9950, .score = .5, .log_ratio = 95'310, .cls = -1, .breach = true, .broken = true, .group = 63});
  add(p, {});
  EXPECT_EQ(p.facts, 2);
  EXPECT_EQ(p.n, 1);
  EXPECT_EQ(p.hist.at(-100), 1);
  EXPECT_EQ(p.sum_score, 5000);
  EXPECT_EQ(p.classes[2], 1);
  EXPECT_EQ(p.broken, 1);
  EXPECT_EQ(p.groups.size(), 1u);
  EXPECT_EQ(p.groups.at(63).breach, 1);
  EXPECT_EQ(hist_bin(-49), 0);
  EXPECT_EQ(hist_bin(-50), -1);
  EXPECT_EQ(hist_bin(50), 1);
  EXPECT_EQ(triangle_class(95'311), 3);
  EXPECT_EQ(triangle_class(-95'311), 1);
  EXPECT_EQ(triangle_class(-405'466), 0);
}

TEST(Partial, MeasuresAgreeWithTheSums) {
  std::mt19937_64 r(5);
  std::vector<FactValues> facts(500);
  for (auto& f : facts) f = random_fact(r);
  Partial p = whole(facts);
  auto total = [&](Measure m) {
    std::pair<std::int64_t, std::int64_t> t{0, 0};
    for (const auto& f : facts)
      if (auto y = measure(m, f)) t.first += *y, ++t.second;
    return t;
  };
  using P = std::pair<std::int64_t, std::int64_t>;
  EXPECT_EQ(total(Measure::none), P(0, 0));
  EXPECT_EQ(total(Measure::valence), P(p.sum_v, p.n));
  EXPECT_EQ(total(Measure::net), P(p.good - p.bad, p.n));
  EXPECT_EQ(total(Measure::good), P(p.good, p.n));
  EXPECT_EQ(total(Measure::bad), P(p.bad, p.n));
  EXPECT_EQ(total(Measure::breach), P(p.breach, p.n));
  EXPECT_EQ(total(Measure::score), P(p.sum_score, p.n));
  EXPECT_EQ(total(Measure::log_ratio), P(p.ratio_s, p.ratio_n));
  EXPECT_EQ(total(Measure::kept), P(p.kept, p.kept + p.broken));
}

}  // namespace
}  // namespace peakend::engine
