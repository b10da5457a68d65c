#include "facts/search.h"

#include <gtest/gtest.h>

namespace peakend::facts {
namespace {

bool hit(std::string_view search, std::string_view text) { return found(parse_search(search), text); }

TEST(Search, WordsStandInAnyOrderAndBeginWords) {
  EXPECT_TRUE(hit("late delivery", "Delivery was LATE again"));
  EXPECT_FALSE(hit("late delivery", "Delivery was quick"));
  EXPECT_TRUE(hit("late", "lately"));
  EXPECT_FALSE(hit("late", "the plate broke"));
  EXPECT_TRUE(hit("  ", "anything"));
  EXPECT_TRUE(hit("\"\"", "anything"));
}

TEST(Search, ChineseStandsAnywhereBesideLatin) {
  EXPECT_TRUE(hit("快递", "等了五天快递还没到"));
  EXPECT_TRUE(hit("快递 五天", "等了五天快递还没到"));
  EXPECT_FALSE(hit("快递 六天", "等了五天快递还没到"));
  EXPECT_TRUE(hit("app", "这个APP很慢"));
  EXPECT_TRUE(hit("app很慢", "这个ＡＰＰ很慢"));
  EXPECT_TRUE(hit("ａｐｐ", "the App crashed"));
  EXPECT_TRUE(hit("慢,差", "太慢，差评"));
  EXPECT_FALSE(hit("pp", "这个APP很慢"));
}

TEST(Search, QuotesJoinAndMinusExcludes) {
  EXPECT_TRUE(hit("\"two days\"", "took two  days"));
  EXPECT_TRUE(hit("\"two days\"", "took two\u3000days"));
  EXPECT_FALSE(hit("\"two days\"", "two long days"));
  EXPECT_FALSE(hit("快递 -退款", "快递丢了，要求退款"));
  EXPECT_TRUE(hit("快递 -退款", "快递丢了"));
  EXPECT_TRUE(hit("“two days”", "two days"));
  EXPECT_TRUE(hit("e-mail", "no e-mail came"));
  EXPECT_EQ(parse_search("a \"b c\" -d").size(), 3u);
}

TEST(Search, FoldsLettersBeyondAscii) {
  EXPECT_TRUE(hit("ÜBER", "über"));
  EXPECT_TRUE(hit("москва", "МОСКВА"));
}

TEST(Search, IsBounded) {
  EXPECT_TRUE(hopeless_search(std::string(2'000, 'a')));
  EXPECT_TRUE(hopeless_search("\xff"));
  EXPECT_EQ(parse_search(std::string(400, 'a') + std::string(200, ' ') + "b c d e f g h i j k l m n o p q r s t u v w x").size(), kMaxSearchTerms);
}

}  // namespace
}  // namespace peakend::facts
