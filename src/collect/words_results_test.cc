// Answers in words: shares by topic with intervals, the respondent's tone, and names with reasons.
#include "collect/words_results.h"

#include "collect/collect_test.h"

namespace peakend::collect {
namespace {

TEST(Names, SpellingsOfOneCompanyMeet) {
  EXPECT_EQ(name_key("  ACME Co., Ltd. "), "acme");
  EXPECT_EQ(name_key("acme"), "acme");
  EXPECT_EQ(name_key("Acme, Inc."), "acme");
  EXPECT_EQ(name_key("海爾集團"), name_key("海尔"));
  EXPECT_EQ(name_key("云栖电器有限公司"), "云栖电器");
  EXPECT_EQ(name_key("公司"), "公司");  // nothing would be left
  EXPECT_EQ(name_key(" ., "), "");
}

const TopicResult* topic(const std::vector<TopicResult>& all, std::string_view key) {
  for (const auto& t : all)
    if (t.topic == key) return &t;
  return nullptr;
}

class WordsResults : public CollectTest {
 protected:
  void answer(std::uint64_t i, const std::string& answers) {
    Claims c = claims();
    c.customer = "c" + std::to_string(i);
    ASSERT_EQ(code(submit(link_of(c), answered(i, answers))), "") << answers;
  }
  Results results() {
    ResponseQuery q;
    q.survey = "test";
    auto r = collect_->results(kWs, q);
    EXPECT_TRUE(r);
    return r ? *r : Results{};
  }
};

TEST_F(WordsResults, IncidentsAreSharedByTopicWithTheirOwnTone) {
  publish(R"({"key":"story","kind":"critical_incident","text":{"en":"?"}},{"key":"more","kind":"long_text","text":{"en":"?"}})");
  std::uint64_t i = 0;
  for (int k = 0; k < 7; ++k) answer(++i, R"({"story":{"text":"等了兩個小時沒人理","tone":"bad"}})");            // speed, in traditional
  for (int k = 0; k < 3; ++k) answer(++i, R"({"story":{"text":"They made me wait, then fixed it","tone":"good"}})");  // speed, competence
  for (int k = 0; k < 10; ++k) answer(++i, R"({"story":{"text":"店员很热情","tone":"good"},"more":"Terrible packaging, broken box"})");
  const auto r = results();
  const auto& story = r.questions.at(0);
  EXPECT_TRUE(story.tone_said);
  const auto* speed = topic(story.topics, "speed");
  ASSERT_NE(speed, nullptr);
  EXPECT_EQ(speed->n, 10);
  EXPECT_NEAR(speed->share.estimate.value, .5, 1e-12);
  EXPECT_NEAR(speed->share.estimate.lo, .2993, 1e-4);  // Wilson, 10 of 20
  EXPECT_NEAR(speed->share.estimate.hi, .7007, 1e-4);
  EXPECT_NEAR(speed->bad.estimate.value, .7, 1e-12);
  EXPECT_EQ(topic(story.topics, "attitude")->n, 10);
  EXPECT_EQ(topic(story.topics, "price"), nullptr);
  const auto& more = r.questions.at(1);
  EXPECT_FALSE(more.tone_said);  // read from the words
  EXPECT_NEAR(topic(more.topics, "delivery")->bad.estimate.value, 1, 1e-12);
}

TEST_F(WordsResults, NamesAreRankedWithReasonsAndRareOnesOnlyCounted) {
  publish(R"({"key":"best","kind":"short_text","text":{"en":"?"},"names":true},{"key":"why","kind":"long_text","text":{"en":"?"},"about":"best"})", "", "market");
  std::uint64_t i = 0;
  for (int k = 0; k < 6; ++k) answer(++i, R"({"best":"ACME Ltd.","why":"Friendly staff, always polite"})");
  for (int k = 0; k < 3; ++k) answer(++i, R"({"best":"acme","why":"cheap"})");
  for (int k = 0; k < 5; ++k) answer(++i, R"({"best":"云栖公司"})");
  for (int k = 0; k < 4; ++k) answer(++i, R"({"best":"Rare One"})");
  const auto r = results();
  const auto& best = r.questions.at(0);
  ASSERT_EQ(best.names.size(), 2u);
  EXPECT_EQ(best.names[0].name, "ACME Ltd");
  EXPECT_EQ(best.names[0].n, 9);
  EXPECT_NEAR(best.names[0].share.estimate.value, .5, 1e-12);
  EXPECT_EQ(best.names[0].reasons.at(0).topic, "attitude");
  EXPECT_EQ(best.names[0].reasons.at(0).n, 6);
  EXPECT_EQ(best.names[1].n, 5);
  EXPECT_TRUE(best.names[1].reasons.empty());
  EXPECT_EQ(best.rare_names, 4);
  // Words about another company are no feedback about us.
  EXPECT_TRUE(projected().facts.empty());
}

TEST_F(WordsResults, FewTextsGiveNoShare) {
  publish(R"({"key":"why","kind":"short_text","text":{"en":"?"}})");
  for (std::uint64_t i = 1; i <= 3; ++i) answer(i, R"({"why":"慢"})");
  const auto r = results();
  const auto* speed = topic(r.questions.at(0).topics, "speed");
  ASSERT_NE(speed, nullptr);
  EXPECT_NE(speed->share.estimate.status, engine::Status::ok);
}

}  // namespace
}  // namespace peakend::collect
