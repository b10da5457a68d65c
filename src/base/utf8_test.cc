#include "base/utf8.h"

#include <gtest/gtest.h>

namespace peakend::utf8 {
namespace {

TEST(Utf8, Valid) {
  EXPECT_TRUE(valid(""));
  EXPECT_TRUE(valid("净推荐值 NPS é 😀"));
  for (const char* bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xe5\x87", "\xf4\x90\x80\x80", "a\x80"}) EXPECT_FALSE(valid(bad));
}

TEST(Utf8, NextAgreesWithValid) {
  // Every two-byte and many four-byte strings: next() meets U+FFFD exactly when valid() says no.
  auto clean = [](std::string_view s) {
    while (!s.empty()) {
      if (next(s) == 0xFFFD) return false;
    }
    return true;
  };
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      std::string two = {static_cast<char>(a), static_cast<char>(b)};
      ASSERT_EQ(clean(two), valid(two)) << a << ' ' << b;
      std::string four = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(0x80 + (a * 7 + b) % 64),
                          static_cast<char>(0x80 + b % 80)};
      ASSERT_EQ(clean(four), valid(four)) << a << ' ' << b;
    }
  }
}

TEST(Utf8, EncodeDecode) {
  for (char32_t c : {U'a', U'é', U'净', U'\U0001F600', U'\U0010FFFF'}) {
    std::string s;
    append(s, c);
    std::string_view v = s;
    EXPECT_EQ(next(v), c);
    EXPECT_TRUE(v.empty());
  }
  std::string s;
  append(s, 0xD800);
  EXPECT_EQ(s, "\xEF\xBF\xBD");
}

TEST(Utf8, LengthPrefixLower) {
  EXPECT_EQ(length("净推荐值"), 4u);
  EXPECT_EQ(prefix("净推荐值", 7), "净推");
  EXPECT_EQ(prefix("abc", 3), "abc");
  EXPECT_EQ(lower("ÀÉÎ Größe ŽLUŤ ΑΒΓ ЁЖ ABC１Ａ 净"), "àéî größe žluť αβγ ёж abc１ａ 净");
}

TEST(Utf8, Sanitise) {
  EXPECT_EQ(sanitise(std::string_view("a\0b\x1b\tc\n", 7)), "ab\tc\n");
  EXPECT_EQ(sanitise("x\xffy"), "x\xEF\xBF\xBDy");
  EXPECT_EQ(sanitise("\xEF\xBB\xBFtext"), "text");
}

}  // namespace
}  // namespace peakend::utf8
