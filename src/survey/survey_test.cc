#include "survey/survey.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

std::string file(const std::string& path) {
  std::ifstream in(std::string(PEAKEND_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}
Value value(std::string_view json) { return parse_value(json).value(); }
Survey made(const std::string& questions, const std::string& more = "") {
  auto s = parse_survey(R"({"format":1,"key":"test","kind":"touchpoint","title":{"en":"T"},"languages":["en"],"pages":[{"key":"p","questions":[)" + questions +
                        "]}]" + more + "}");
  EXPECT_TRUE(s) << (s ? "" : s.error().fields.empty() ? s.error().code : s.error().fields[0].field + " " + s.error().fields[0].code);
  return s.value_or(Survey{});
}
std::vector<std::string> faults(std::string_view json) {
  Report r;
  const auto s = parse_survey(json, r);
  std::vector<std::string> out;
  if (!s) out.push_back(s.error().code);
  for (const auto& f : r.faults) out.push_back(f.field + " " + f.code);
  return out;
}
std::vector<std::string> met(const Survey& s, std::string_view answers) {
  std::vector<std::string> out;
  for (const auto* q : walk(s, *value(answers).members(), Members{}).met) out.push_back(q->key);
  return out;
}
std::string q(const std::string& key, const std::string& kind, const std::string& more = "") {
  return R"({"key":")" + key + R"(","kind":")" + kind + R"(","text":{"en":"?"})" + more + "}";
}

/// One case of tests/kinds.
void run_case(const Survey& s, const Value& c, const std::string& name) {
  const bool whole = c.find("whole") != nullptr;
  const Answers answers{{"q", *c.find("answer")}};
  const auto got = check_answers(s, answers, Members{}, whole);
  if (const Value* f = c.find("fault")) {
    ASSERT_FALSE(got) << name;
    ASSERT_FALSE(got.error().fields.empty()) << name;
    EXPECT_EQ(got.error().fields[0].field, "answers.q" + *f->find("field")->text()) << name;
    EXPECT_EQ(got.error().fields[0].code, *f->find("code")->text()) << name;
    return;
  }
  ASSERT_TRUE(got) << name << (got.error().fields.empty() ? "" : got.error().fields[0].field + " " + got.error().fields[0].code);
  const Value read = got->answers.empty() ? Value() : got->answers[0].second;
  EXPECT_EQ(to_json(read), to_json(*c.find("read"))) << name;
  if (const Value* scores = c.find("scores")) {
    ASSERT_EQ(got->outcome.scores.size(), scores->list()->size()) << name;
    for (std::size_t i = 0; i < scores->list()->size(); ++i) {
      const Value& want = (*scores->list())[i];
      const Score& have = got->outcome.scores[i];
      EXPECT_EQ(have.part, *want.find("part")->text()) << name;
      EXPECT_EQ(have.metric, *want.find("metric")->text()) << name;
      EXPECT_EQ(have.value, *want.find("value")->number()) << name;
      if (const Value* counts = want.find("counts")) {
        EXPECT_EQ(have.is_fact, *counts->flag()) << name;
      }
      if (const Value* v = want.find("valence")) {
        EXPECT_NEAR(engine::valence(have.value, have.scale), *v->number(), 1e-12) << name;
      }
      EXPECT_EQ(have.expectation.has_value(), want.find("expectation") != nullptr) << name;
      if (have.expectation) {
        EXPECT_EQ(*have.expectation, *want.find("expectation")->number()) << name;
      }
    }
  }
  if (const Value* said = c.find("words")) {
    List texts;
    for (const auto& w : got->outcome.words) texts.push_back(w.text);
    EXPECT_EQ(to_json(texts), to_json(*said)) << name;
  }
  if (const Value* wanted = c.find("choices")) {
    std::vector<Choice> chosen;
    const Question* question = s.find("q");
    ASSERT_NE(question->kind->choices, nullptr);
    if (!read.is_null()) question->kind->choices(*question, read, chosen);
    List have;
    for (const auto& x : chosen) have.push_back(List{x.key, x.rank});
    EXPECT_EQ(to_json(have), to_json(*wanted)) << name;
  }
}

TEST(Kinds, SharedFixtures) {
  for (const auto* kind : all_kinds()) {
    SCOPED_TRACE(std::string(kind->key));
    auto fixture = parse_value(file("tests/kinds/" + std::string(kind->key) + ".json"));
    ASSERT_TRUE(fixture) << "no fixture";
    for (const auto& c : *fixture->find("cases")->list()) {
      Value question = *fixture->find("question");
      if (c.find("whole") != nullptr) question.set("required", true);
      if (const Value* with = c.find("with"))
        for (const auto& [name, x] : *with->members()) question.set(name, x);
      const std::string other = kind == &kStatement ? "," + q("more", "nps") : "";
      const Survey s = made(to_json(question) + other);
      run_case(s, c, to_json(c).substr(0, 200));
    }
  }
}

TEST(Survey, TemplatesAreWithoutFault) {
  for (const auto& key : template_keys()) {
    SCOPED_TRACE(key);
    ASSERT_FALSE(template_text(key).empty());
    Report report;
    const auto s = parse_survey(template_text(key), report);
    ASSERT_TRUE(s);
    EXPECT_TRUE(report.faults.empty()) << report.faults[0].field << " " << report.faults[0].code;
    EXPECT_TRUE(report.warnings.empty()) << report.warnings[0].field;
    EXPECT_EQ(s->key, key);
    EXPECT_EQ(s->languages, (std::vector<std::string>{"zh-CN", "zh-TW", "en"}));
    const std::string written = to_json(*s);
    const auto again = parse_survey(written);
    ASSERT_TRUE(again);
    EXPECT_EQ(to_json(*again), written);
  }
}

TEST(Survey, FaultsNameTheirPlace) {
  const std::string head = R"({"format":1,"key":"test","kind":"touchpoint","title":{"en":"T"},"languages":["en"],)";
  using V = std::vector<std::string>;
  EXPECT_EQ(faults("{"), V{"bad_json"});
  EXPECT_EQ(faults("[]"), V{" expected_object"});
  EXPECT_EQ(faults(head + R"("pages":[{"key":"p","questions":[)" + q("a", "nps", R"(,"colour":1)") + "]}]}"), V{"pages[0].questions[0].colour unknown_field"});
  EXPECT_EQ(faults(head + R"("pages":[{"key":"p","questions":[)" + q("a", "nope") + "]}]}"), V{"pages[0].questions[0].kind unknown_kind"});
  EXPECT_EQ(faults(head + R"("pages":[{"key":"p","questions":[)" + q("a", "nps") + "," + q("a", "csat") + "]}]}"), V{"pages[0].questions[1].key duplicate_key"});
  EXPECT_EQ(faults(head + R"("pages":[{"key":"p","questions":[)" + q("a", "nps", R"(,"skip_to":[{"if":true,"to":"a"}])") + "]}]}"),
            V{"pages[0].questions[0].skip_to[0].to jump_not_ahead"});
  EXPECT_EQ(faults(head + R"("pages":[{"key":"p","questions":[)" + q("a", "nps", R"(,"visible_if":{"==":[{"var":"answer.b"},1]})") + "," + q("b", "nps") + "]}]}"),
            V{"pages[0].questions[0].visible_if unknown_reference"});
  EXPECT_EQ(faults(head + R"("pages":[{"key":"p","questions":[{"key":"a","kind":"nps","text":{"en":"{{field.x}} {{answer.z}}"}}]}]})"),
            (V{"pages[0].questions[0].text.en unknown_reference", "pages[0].questions[0].text.en unknown_reference"}));
  EXPECT_EQ(faults(head + R"("theme":{"text":"#999999"},"pages":[{"key":"p","questions":[)" + q("a", "nps") + "]}]}"),
            (V{"theme.text contrast_too_low", "theme.text contrast_too_low"}));
  EXPECT_EQ(faults(head + R"("pages":[{"key":"p","questions":[)" + q("a", "csat", R"(,"scale":{"min":5,"max":1})") + "]}]}"), V{"pages[0].questions[0].scale scale_order"});
  EXPECT_EQ(faults(head + R"("pages":[{"key":"p","random":true,"questions":[)" + q("a", "nps") + "," + q("b", "nps", R"(,"visible_if":{"var":"answer.a"})") + "]}]}"),
            V{"pages[0].questions[1].visible_if unknown_reference"});
  EXPECT_EQ(faults(head + R"("pages":[{"key":"p","questions":[)" + q("a", "single", R"(,"options":[{"key":"x","text":{"en":"X"}},{"key":"y","text":{"de":"Y"}}])") + "]}]}"),
            V{"pages[0].questions[0].options[1].text.en required"});
}

TEST(Survey, WalkFollowsRulesAndJumps) {
  const Survey s = parse_survey(file("examples/surveys/after-delivery.json")).value();
  using V = std::vector<std::string>;
  EXPECT_EQ(met(s, "{}"), (V{"arrival", "state", "effort", "nps", "comment"}));
  EXPECT_EQ(met(s, R"({"arrival":{"expected":4,"got":2},"nps":9})"), (V{"arrival", "why", "state", "effort", "nps"}));
  EXPECT_TRUE(walk(s, *value(R"({"nps":10})").members(), Members{}).ended_early);
  // A jump over pages; the answer of a skipped question does not count for later rules.
  const Survey jumps = parse_survey(R"({"format":1,"key":"test","kind":"market","title":{"en":"T"},"languages":["en"],"pages":[
    {"key":"one","questions":[)" + q("a", "nps", R"(,"skip_to":[{"if":{"==":[{"var":"answer.a"},0]},"to":"d"}])") + "," + q("b", "nps") + R"(]},
    {"key":"two","questions":[)" + q("c", "nps") + R"(],"branches":[{"if":{"==":[{"var":"answer.c"},5]},"to":"end"}]},
    {"key":"three","questions":[)" + q("x", "nps") + "," + q("d", "nps") + "," + q("e", "nps", R"(,"visible_if":{"==":[{"var":"answer.b"},1]})") + "]}]}").value();
  EXPECT_EQ(met(jumps, R"({"b":1})"), (V{"a", "b", "c", "x", "d", "e"}));
  EXPECT_EQ(met(jumps, R"({"a":0,"b":1})"), (V{"a", "d"}));
  EXPECT_EQ(met(jumps, R"({"c":5})"), (V{"a", "b", "c"}));
}

TEST(Survey, AnswersOfHiddenQuestionsAreIgnoredAndRequiredOnesAsked) {
  const Survey s = parse_survey(file("examples/surveys/after-delivery.json")).value();
  auto done = check_answers(s, *value(R"({"arrival":{"expected":3,"got":4},"why":"late","nps":9,"comment":"x"})").members(), Members{}, true);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->ignored, (std::vector<std::string>{"why", "comment"}));
  auto missing = check_answers(s, *value(R"({"arrival":{"expected":3}})").members(), Members{}, true);
  ASSERT_FALSE(missing);
  ASSERT_EQ(missing.error().fields.size(), 2u);
  EXPECT_EQ(missing.error().fields[0].field, "answers.arrival.got");
  EXPECT_EQ(missing.error().fields[1].field, "answers.nps");
  EXPECT_TRUE(check_answers(s, *value(R"({"arrival":{"expected":3}})").members(), Members{}, false));
  // Words that explain a rating go with it.
  auto told = check_answers(s, *value(R"({"arrival":{"expected":5,"got":2},"why":"late","nps":3,"comment":"why not"})").members(), Members{}, true);
  ASSERT_TRUE(told);
  ASSERT_EQ(told->outcome.scores.size(), 2u);
  EXPECT_EQ(told->outcome.scores[0].text, "late");
  EXPECT_EQ(told->outcome.scores[1].text, "why not");
  EXPECT_TRUE(told->outcome.words.empty());
  EXPECT_EQ(check_answers(s, *value(R"({"nope":1})").members(), Members{}, false).error().fields[0].code, "unknown_field");
}

TEST(Survey, WordsFallBackByWriting) {
  const Survey s = parse_survey(file("examples/surveys/relationship-nps.json")).value();
  EXPECT_EQ(best_language(s, "zh-HK"), "zh-TW");
  EXPECT_EQ(best_language(s, "zh-Hans-SG"), "zh-CN");
  EXPECT_EQ(best_language(s, "zh"), "zh-CN");
  EXPECT_EQ(best_language(s, "en-GB"), "en");
  EXPECT_EQ(best_language(s, "de"), "zh-CN");
  EXPECT_EQ(words({{"en", "x"}}, "zh-TW", s), "x");
}

TEST(Survey, PipingShowsWordsOfChoices) {
  const Survey s = parse_survey(file("examples/surveys/after-delivery.json")).value();
  const Value answers = value(R"({"nps":6,"state":"dented","arrival":{"got":2}})"), fields = value(R"({"order_id":"<b>o7"})");
  EXPECT_EQ(pipe("{{answer.nps}}/{{answer.state}}/{{answer.arrival.got}}/{{field.order_id}}/{{answer.zz}}{{x", s, "en", *answers.members(), fields),
            "6/Box damaged/2/<b>o7/{{x");
}

TEST(Survey, ContrastIsThatOfWcag) {
  EXPECT_NEAR(contrast("#000000", "#ffffff"), 21, 1e-9);
  EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.478, 1e-3);
  EXPECT_EQ(contrast("red", "#ffffff"), 0);
}

TEST(Survey, SharedWalks) {
  const auto fixture = parse_value(file("tests/logic/walks.json"));
  ASSERT_TRUE(fixture);
  for (const auto& w : *fixture->find("walks")->list()) {
    SCOPED_TRACE(*w.find("name")->text());
    const auto s = parse_survey(to_json(*w.find("survey")));
    ASSERT_TRUE(s) << (s.error().fields.empty() ? s.error().code : s.error().fields[0].field + " " + s.error().fields[0].code);
    for (const auto& c : *w.find("cases")->list()) {
      const Walk got = walk(*s, *c.find("answers")->members(), *c.find("fields"));
      List keys;
      for (const auto* q : got.met) keys.emplace_back(q->key);
      EXPECT_EQ(to_json(keys), to_json(*c.find("met"))) << to_json(*c.find("answers"));
      EXPECT_EQ(got.ended_early, *c.find("ended_early")->flag()) << to_json(*c.find("answers"));
    }
  }
}

TEST(Survey, SharedOrders) {
  const auto fixture = parse_value(file("tests/logic/order.json"));
  ASSERT_TRUE(fixture);
  for (const auto& c : *fixture->find("cases")->list()) {
    List got;
    for (const auto i : order_of(*c.find("response")->text(), *c.find("key")->text(), static_cast<std::size_t>(*c.find("n")->number()))) got.emplace_back(static_cast<double>(i));
    EXPECT_EQ(to_json(got), to_json(*c.find("order")));
  }
}

TEST(Survey, OrderIsReproducible) {
  EXPECT_EQ(order_of("00112233445566778899aabbccddeeff", "why", 6), order_of("00112233445566778899aabbccddeeff", "why", 6));
  EXPECT_NE(order_of("00112233445566778899aabbccddeeff", "why", 9), order_of("10112233445566778899aabbccddeeff", "why", 9));
  int first[3] = {0, 0, 0};
  for (int i = 0; i < 3000; ++i) ++first[order_of(std::to_string(i), "k", 3)[0]];
  for (int n : first) EXPECT_NEAR(n, 1000, 110);
}

}  // namespace
}  // namespace peakend::survey
