#include "text/topics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "text/emotion.h"
#include "text/words.h"

namespace peakend::text {
namespace {

using Topics = std::vector<std::string_view>;

TEST(Fold, OneFormForScriptsWidthsAndPinyin) {
  EXPECT_EQ(fold("客服態度很差"), "客服态度很差");
  EXPECT_EQ(fold("關(guān)系，ＡＢＣ"), "关系,abc");
  EXPECT_EQ(fold("I can’t @VirginAmerica http://x.y z"), "i can't     z");
  EXPECT_EQ(fold("价格(含税)好"), "价格(含税)好");  // no pinyin: stays
  EXPECT_EQ(fold(std::string("好\xFF\xE5\xA5", 6)), "好");
  EXPECT_LE(fold(std::string(50'000, 'a')).size(), kMaxRead);
}

TEST(Topics, SameInBothScriptsAndInEnglish) {
  EXPECT_EQ(topics_of("等了两个小时，客服态度很差"), (Topics{"speed", "attitude"}));
  EXPECT_EQ(topics_of("等了兩個小時，客服態度很差"), (Topics{"speed", "attitude"}));
  EXPECT_EQ(topics_of("Waited two hours, and the staff were rude"), (Topics{"speed", "attitude"}));
  EXPECT_EQ(topics_of("退貨之後一直沒有退款"), (Topics{"recovery"}));
  EXPECT_EQ(topics_of(""), (Topics{"other"}));
  EXPECT_EQ(topics_of("天空是蓝色的 sky"), (Topics{"other"}));
  EXPECT_EQ(topics_of("贵，慢，脏，坏了", 2).size(), 2u);
}

TEST(Emotion, CountsWordsWithWhatStandsBeforeThem) {
  const auto worked = emotion_of("非常美味");
  EXPECT_EQ(worked.words, 1);
  EXPECT_NEAR(worked.score, 3 / std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(emotion_of("not good").score, -1.7 / std::sqrt(3.0), 1e-12);
  EXPECT_EQ(emotion_of("Not bad").feeling, Feeling::positive);
  EXPECT_EQ(emotion_of("not happy, not good").feeling, Feeling::negative);
  EXPECT_EQ(emotion_of("不好吃").feeling, Feeling::negative);
  EXPECT_EQ(emotion_of("沒有用，失望").feeling, Feeling::negative);  // traditional
  EXPECT_EQ(emotion_of("包裝很好，非常滿意").feeling, Feeling::positive);
  EXPECT_EQ(emotion_of("Great crew, thank you!").feeling, Feeling::positive);
  EXPECT_EQ(emotion_of("Rude staff and a terrible flight").feeling, Feeling::negative);
  EXPECT_EQ(emotion_of("flight at 10").feeling, Feeling::neutral);
  EXPECT_EQ(emotion_of("").words, 0);
  EXPECT_EQ(emotion_of(std::string(100'000, '\xE5')).words, 0);
}

}  // namespace
}  // namespace peakend::text
