#include "text/matcher.h"

#include <gtest/gtest.h>

namespace peakend::text {
namespace {

TEST(Matcher, ChineseAnywhereLatinAsWholeWordsPhrasesToo) {
  const std::vector<std::vector<std::string>> lists{{"safe", "安全"}, {"easy to use", "好用"}, {"Safe", "客服"}};
  const Matcher m(lists);
  EXPECT_EQ(m.of("很安全"), 1u);
  EXPECT_EQ(m.of("It is EASY to use."), 2u);
  EXPECT_EQ(m.of("uneasy to use"), 0u);
  EXPECT_EQ(m.of("unsafe"), 0u);
  EXPECT_EQ(m.of("so safe!"), 5u);  // in two lists
  EXPECT_EQ(m.of("客服說好用"), 6u);
  EXPECT_EQ(m.of("客服說好用，也安全"), 7u);  // traditional
  EXPECT_EQ(m.of(""), 0u);
  EXPECT_EQ(Matcher({}).of("safe"), 0u);
  EXPECT_EQ(m.of(std::string(100'000, '\xE5')), 0u);
}

}  // namespace
}  // namespace peakend::text
