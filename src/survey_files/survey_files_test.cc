#include <gtest/gtest.h>

#include <unistd.h>

#include <cmath>
#include <cstdlib>

#include "adapters/duckdb/duck.h"
#include "adapters/duckdb/parquet.h"
#include "survey_files/carry.h"
#include "survey_files/formats.h"
#include "survey_files/files_test.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {
namespace {

using survey::List;
using survey::Members;
using survey::Value;
using testing::json;
using testing::ports;

/// One question of each kind, with rules, jumps, languages, piping, quotas, theme.
constexpr const char* kEverything = R"json({
 "format": 1, "key": "everything", "kind": "relationship", "title": {"en": "All <kinds> & more", "zh-CN": "全部题型"}, "description": {"en": "d"},
 "languages": ["en", "zh-CN"], "display": "pages", "journey": "shop", "touchpoint": "delivery/store",
 "hidden": [{"key": "order_id", "shown": true}, {"key": "city", "shown": true}],
 "quotas": [{"key": "half", "limit": 50, "when": {"==": [{"var": "answer.one"}, "b"]}}],
 "theme": {"accent": "#0f5b6c", "radius": 4, "font": "serif"}, "thanks": {"en": "Thanks <b>!", "zh-CN": "谢谢"}, "closed_text": {"en": "closed"},
 "closes_at": "2027-01-01T00:00:00Z", "max_responses": 1000,
 "pages": [
  {"key": "first", "title": {"en": "First", "zh-CN": "一"}, "text": {"en": "words"}, "questions": [
   {"key": "nps", "kind": "nps", "required": true, "text": {"en": "Would you recommend us?", "zh-CN": "您会推荐我们吗？"}, "low": {"en": "no"}, "high": {"en": "yes"},
    "skip_to": [{"if": {">=": [{"var": "answer.nps"}, 9]}, "to": "second"}]},
   {"key": "why", "kind": "long_text", "text": {"en": "You gave {{answer.nps}} for {{field.order_id}}. Why?"}, "about": "nps", "max_length": 900,
    "visible_if": {"and": [{"<": [{"var": "answer.nps"}, 7]}, {"!=": [{"var": "answer.nps"}, null]}]}},
   {"key": "csat", "kind": "csat", "text": {"en": "Satisfied?"}, "look": "faces", "metric": "csat", "touchpoint": "sale/app", "journey": "shop"},
   {"key": "ces", "kind": "ces", "text": {"en": "Easy?"}},
   {"key": "grid", "kind": "grid", "text": {"en": "Rate"}, "random": true, "low": {"en": "bad"}, "high": {"en": "good"},
    "rows": [{"key": "look", "text": {"en": "Look", "zh-CN": "外观"}}, {"key": "noise", "text": {"en": "Noise"}, "metric": "noise"}]},
   {"key": "one", "kind": "single", "text": {"en": "One"}, "other": true, "other_text": {"en": "Something else"}, "random": true,
    "options": [{"key": "a", "text": {"en": "A", "zh-CN": "甲"}}, {"key": "b", "text": {"en": "B & C"}}]},
   {"key": "some", "kind": "multiple", "text": {"en": "Some"}, "min_choices": 1, "max_choices": 2, "visible_if": {"==": [{"var": "answer.one"}, "a"]},
    "options": [{"key": "x", "text": {"en": "X"}}, {"key": "y", "text": {"en": "Y"}}, {"key": "z", "text": {"en": "Z"}}]},
   {"key": "rank", "kind": "ranking", "text": {"en": "Rank"}, "visible_if": {"in": ["x", {"var": "answer.some"}]},
    "options": [{"key": "p", "text": {"en": "P"}}, {"key": "q", "text": {"en": "Q"}}]}],
   "branches": [{"if": {"==": [{"var": "answer.one"}, "b"]}, "to": "end"}]},
  {"key": "second", "visible_if": {"or": [{">": [{"var": "answer.nps"}, 3]}, {"in": [{"var": "answer.one"}, ["a", "b"]]}]}, "questions": [
   {"key": "name", "kind": "short_text", "text": {"en": "Name"}, "help": {"en": "As you like"}, "prefill": "{{field.city}}"},
   {"key": "pair", "kind": "pair", "text": {"en": "Days"}, "expected_text": {"en": "expected"}, "got_text": {"en": "got"}, "expectation": "promised"},
   {"key": "bw", "kind": "better_worse", "text": {"en": "Better or worse?"}},
   {"key": "feel", "kind": "emotion", "text": {"en": "Feel"}},
   {"key": "senses", "kind": "senses", "text": {"en": "Senses"}, "rows": [{"key": "sight"}, {"key": "touch"}]},
   {"key": "dims", "kind": "dimensions", "text": {"en": "Dimensions"}, "rows": [{"key": "physical"}]},
   {"key": "recall", "kind": "recall_unaided", "text": {"en": "What do you remember?"}, "max_items": 3},
   {"key": "aided", "kind": "recall_aided", "text": {"en": "Which?"}, "options": [{"key": "m", "text": {"en": "M"}, "touchpoint": "sale/app"}, {"key": "n", "text": {"en": "N"}}]},
   {"key": "incident", "kind": "critical_incident", "text": {"en": "Tell us"}},
   {"key": "pic", "kind": "picture", "text": {"en": "Pick"}, "options": [{"key": "lion", "text": {"en": "Lion"}, "image": "https://example.com/l.png"}, {"key": "cat", "text": {"en": "Cat"}, "image": "https://example.com/c.png"}]},
   {"key": "day", "kind": "date", "text": {"en": "When?"}, "earliest": "2026-01-01"},
   {"key": "reach", "kind": "contact", "text": {"en": "Reach"}, "contact": [{"key": "name"}, {"key": "email", "required": true}]},
   {"key": "may_we", "kind": "consent", "text": {"en": "May we?"}, "purpose": "contact_me", "required": true},
   {"key": "said", "kind": "statement", "text": {"en": "That is all, <i>really</i>."}}]}]})json";

Value canonical(std::string_view text) {
  survey::Report report;
  const auto s = survey::parse_survey(text, report);
  EXPECT_TRUE(s);
  for (const auto& f : report.faults) ADD_FAILURE() << f.field << " " << f.code;
  return s ? json(survey::to_json(*s)) : Value();
}
Moved read(std::string_view name, std::string bytes, ReadOptions options = {}) {
  auto m = read_files({{std::string(name), std::move(bytes)}}, options, ports());
  EXPECT_TRUE(m) << name << " " << (m ? "" : m.error().code + " " + m.error().log);
  return m ? *std::move(m) : Moved();
}
std::int64_t losses(const Moved& m, std::string_view code) {
  std::int64_t n = 0;
  for (const auto& l : m.losses.list) n += l.code == code ? l.count : 0;
  return n;
}
const Value* question(const Moved& m, std::string_view key) {
  for (const auto& p : list_of(m.document.find("pages")))
    for (const auto& q : list_of(p.find("questions")))
      if (text_of(q.find("key")) == key) return &q;
  return nullptr;
}
std::string member(const Moved& m, std::string_view key, std::string_view name) {
  const auto* q = question(m, key);
  const auto* v = q == nullptr ? nullptr : q->find(name);
  return v == nullptr ? "" : survey::to_json(*v);
}

TEST(WriteSurvey, ReadingItAgainGivesTheSame) {
  std::vector<std::string> texts{kEverything};
  for (const auto& key : survey::template_keys()) texts.emplace_back(survey::template_text(key));
  for (const auto& text : texts) {
    const Value ours = canonical(text);
    for (const auto* format : {"peakend", "surveyjs", "qsf"}) {
      const auto written = write_survey(ours, format);
      ASSERT_TRUE(written) << format;
      const auto again = read(written->file_name, written->bytes);
      EXPECT_EQ(again.format, format);
      const auto a = survey::to_json(again.document), b = survey::to_json(ours);
      if (a == b) continue;
      const auto at = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
      ADD_FAILURE() << format << " " << text_of(ours.find("key")) << "\n" << a.substr(at < 100 ? 0 : at - 100, 200) << "\n" << b.substr(at < 100 ? 0 : at - 100, 200);
      for (const auto& l : again.losses.list)
        if (l.code == "loss_fault") ADD_FAILURE() << l.path << " " << l.what;
    }
  }
}

/// Another program drops what it does not know.
void strip(Value& v) {
  if (auto* m = v.members()) {
    std::erase_if(*m, [](const auto& x) { return x.first.rfind("peakend", 0) == 0 || x.first.rfind("Peakend", 0) == 0; });
    for (auto& [k, x] : *m) strip(x);
  } else if (auto* l = v.list()) {
    for (auto& x : *l) strip(x);
  }
}
TEST(WriteSurvey, WithoutOurMembersMostOfItStillStands) {
  const Value ours = canonical(kEverything);
  for (const auto* format : {"surveyjs", "qsf"}) {
    auto v = json(write_survey(ours, format)->bytes);
    strip(v);
    const auto m = read("x.json", survey::to_json(v));
    EXPECT_TRUE(survey::parse_survey(survey::to_json(m.document))) << format;
    EXPECT_EQ(m.found.questions, format == std::string_view("qsf") ? 22 : 21) << format;
    EXPECT_EQ(member(m, "nps", "kind"), "\"nps\"") << format;
    EXPECT_EQ(member(m, "nps", "required"), "true") << format;
    EXPECT_EQ(member(m, "one", "kind"), "\"single\"") << format;
    EXPECT_EQ(member(m, "some", "kind"), "\"multiple\"") << format;
    EXPECT_EQ(member(m, "rank", "kind"), "\"ranking\"") << format;
    EXPECT_EQ(member(m, "some", "visible_if"), R"({"==":[{"var":"answer.one"},"a"]})") << format;
    EXPECT_EQ(member(m, "why", "text").find("{{answer.nps}}") != std::string::npos, true) << format;
    EXPECT_NE(member(m, "nps", "text").find("推荐"), std::string::npos) << format;
  }
}

TEST(WriteSurvey, SaysWhatTheOtherProgramCannotShow) {
  const auto w = write_survey(canonical(kEverything), "surveyjs");
  ASSERT_TRUE(w);
  const auto has = [&](std::string_view path) { return std::any_of(w->losses.list.begin(), w->losses.list.end(), [&](const Loss& l) { return l.path == path; }); };
  EXPECT_TRUE(has("quotas"));
  EXPECT_TRUE(has("csat.touchpoint"));
  EXPECT_TRUE(has("pair.kind"));
  EXPECT_FALSE(has("nps.required"));
  EXPECT_FALSE(has("one.options"));
  EXPECT_FALSE(write_survey(canonical(kEverything), "word"));
}

std::string carried(std::string_view expression, Dialect d) {
  Moved out;
  const ReadOptions options;
  Draft draft(out, options);
  Item choice{"Colour", "single", {{"en", "Colour?"}}};
  choice.options = {{"A1", {{"en", "Red"}}}, {"A2", {{"en", "Blue"}}}, {"3", {{"en", "Three"}}}};
  draft.slots["Colour"] = {draft.add(choice), Slot::value, {}};
  Item many{"Many", "multiple", {{"en", "Many?"}}};
  many.options = {{"SQ001", {{"en", "One"}}}, {"SQ002", {{"en", "Two"}}}};
  const auto m = draft.add(many);
  draft.slots["Many"] = {m, Slot::value, {}};
  draft.slots["Many_SQ001"] = {m, Slot::tick, "sq001"};
  Item age{"age", "short_text", {{"en", "Age?"}}};
  draft.slots["age"] = {draft.add(age), Slot::value, {}};
  const Find find = [&](std::string_view n) -> std::optional<Slot> {
    if (n.size() > 5 && n.substr(n.size() - 5) == ".NAOK") n.remove_suffix(5);
    const auto* s = draft.slot(n);
    return s == nullptr ? std::nullopt : std::optional(*s);
  };
  const auto e = parse_expression(expression, d);
  return e ? survey::to_json(Carrier(draft, find).rule(*e)) : "no expression";
}

TEST(Carry, LimeSurvey) {
  const auto rule = [](std::string_view s) { return carried(s, Dialect::limesurvey); };
  EXPECT_EQ(rule("Colour.NAOK == \"A2\""), R"({"==":[{"var":"answer.colour"},"a2"]})");
  EXPECT_EQ(rule("((Many_SQ001.NAOK == 'Y') and !is_empty(age))"), R"({"and":[{"in":["sq001",{"var":"answer.many"}]},{"!":[{"==":[{"var":"answer.age"},null]}]}]})");
  EXPECT_EQ(rule("age > 5 || age le 2"), R"({"or":[{">":[{"var":"answer.age"},5]},{"\u003c=":[{"var":"answer.age"},2]}]})");
  EXPECT_EQ(rule("5 < age"), R"({">":[{"var":"answer.age"},5]})");
  EXPECT_EQ(rule("count(age, Colour) == 2"), R"({"==":[{"+":[{"if":[{"!=":[{"var":"answer.age"},null]},1,0]},{"if":[{"!=":[{"var":"answer.colour"},null]},1,0]}]},2]})");
  EXPECT_EQ(rule("age * 2 + 1 >= 7"), R"({">=":[{"+":[{"*":[{"var":"answer.age"},2]},1]},7]})");
  EXPECT_EQ(rule("Many_SQ001 == \"\""), R"({"!":[{"in":["sq001",{"var":"answer.many"}]}]})");
  EXPECT_EQ(rule("nope == 1"), "null");
  EXPECT_EQ(rule("Colour == 'A9'"), "null");
  EXPECT_EQ(rule("regexMatch('/x/', age)"), "null");
  EXPECT_EQ(rule("age > "), "no expression");
}
TEST(Carry, SurveyJs) {
  const auto rule = [](std::string_view s) { return carried(s, Dialect::surveyjs); };
  EXPECT_EQ(rule("{Colour} = 'Red'"), R"({"==":[{"var":"answer.colour"},"a1"]})");
  EXPECT_EQ(rule("{Colour} anyof ['A1', 'A2']"), R"({"or":[{"==":[{"var":"answer.colour"},"a1"]},{"==":[{"var":"answer.colour"},"a2"]}]})");
  EXPECT_EQ(rule("{Many} contains 'SQ002' and {age} notempty"), R"({"and":[{"in":["sq002",{"var":"answer.many"}]},{"!=":[{"var":"answer.age"},null]}]})");
  EXPECT_EQ(rule("!({age} = 3) or {age} empty"), R"({"or":[{"!":[{"==":[{"var":"answer.age"},3]}]},{"==":[{"var":"answer.age"},null]}]})");
  EXPECT_EQ(rule("iif({age} > 1, 1, 0) == 1"), R"({"==":[{"if":[{">":[{"var":"answer.age"},1]},1,0]},1]})");
  EXPECT_EQ(rule("{Many} = 'SQ001'"), "null");
  std::string deep(5'000, '(');
  EXPECT_EQ(rule(deep), "no expression");
}

TEST(Texts, HtmlBecomesPlainWords) {
  bool lost = false;
  EXPECT_EQ(plain("<p>One&nbsp;<strong>two</strong></p><script>alert(1)</script> &lt;b&gt; &#20320;", &lost), "One two <b> 你");
  EXPECT_TRUE(lost);
  EXPECT_EQ(plain("a < b and 1<2"), "a < b and 1<2");
  EXPECT_EQ(pipe_in("Hi {name}, {{x}} {no", "{", "}", [](std::string_view n) { return n == "name" ? std::string("{{answer.name}}") : ""; }), "Hi {{answer.name}}, { {x}} {no");
  EXPECT_EQ(language("zh_hans"), "zh-CN");
  EXPECT_EQ(language("PT-br"), "pt-BR");
  EXPECT_EQ(language("q"), "");
  EXPECT_EQ(slug("Q 1: Häuser?"), "q_1_h_user");
  EXPECT_EQ(scale_direction({"Strongly agree", "Agree", "Neutral", "Disagree"}), -1);
  EXPECT_EQ(scale_direction({"很不满意", "一般", "满意"}), 1);
  EXPECT_EQ(scale_direction({"Red", "Green", "Blue"}), 0);
  EXPECT_EQ(scale_direction({"1", "2", "3"}), 1);
}

TEST(Formbricks, SurveyAndResponses) {
  const char* survey = R"json({"id": "cl1", "name": "Onboarding", "questions": [
    {"id": "q_nps", "type": "nps", "headline": {"default": "Recommend <b>us</b>?", "zh-CN": "推荐？"}, "required": true, "lowerLabel": {"default": "no"}, "upperLabel": {"default": "yes"},
     "logic": [{"id": "l1", "conditions": {"id": "c", "connector": "and", "conditions": [{"leftOperand": {"type": "question", "value": "q_nps"}, "operator": "isGreaterThanOrEqual", "rightOperand": {"type": "static", "value": 9}}]},
       "actions": [{"objective": "jumpToQuestion", "target": "end1"}]}]},
    {"id": "q_one", "type": "multipleChoiceSingle", "headline": {"default": "You gave #recall:q_nps/fallback:it#. Which?"}, "choices": [{"id": "c1", "label": {"default": "Red"}}, {"id": "c2", "label": {"default": "Blue"}}, {"id": "other", "label": {"default": "Else"}}],
     "logic": [{"condition": "equals", "value": "Red", "destination": "q_last"}]},
    {"id": "q_stars", "type": "rating", "headline": {"default": "Stars"}, "scale": "star", "range": 5},
    {"id": "q_grid", "type": "matrix", "headline": {"default": "Rate"}, "rows": [{"default": "Speed"}, {"default": "Price"}], "columns": [{"default": "Poor"}, {"default": "Fair"}, {"default": "Good"}]},
    {"id": "q_file", "type": "fileUpload", "headline": {"default": "File"}},
    {"id": "q_last", "type": "openText", "headline": {"default": "Words"}, "longAnswer": false}],
    "endings": [{"id": "end1", "type": "endScreen", "headline": {"default": "Thanks"}}], "hiddenFields": {"enabled": true, "fieldIds": ["plan"]},
    "languages": [{"language": {"code": "en"}, "default": true, "enabled": true}, {"language": {"code": "zh-CN"}, "default": false}]})json";
  const char* responses = R"json({"data": [{"id": "r1", "createdAt": "2026-03-14T09:00:00.000Z", "updatedAt": "2026-03-14T09:01:00.000Z", "finished": true, "surveyId": "cl1", "language": "zh-CN",
     "data": {"q_nps": 7, "q_one": "Blue", "q_stars": 4, "q_grid": {"Speed": "Good", "Price": "Poor"}, "q_last": "=1+1", "plan": "pro"}},
    {"id": "r2", "createdAt": "2026-03-15T09:00:00.000Z", "finished": false, "data": {"q_nps": 3, "q_one": "Green"}}]})json";
  const auto m = read_files({{"s.json", survey}, {"r.json", responses}}, {}, ports());
  ASSERT_TRUE(m) << m.error().code;
  EXPECT_EQ(m->format, "formbricks");
  EXPECT_EQ(m->found.questions, 6);
  EXPECT_EQ(m->found.rules_carried, 2);
  EXPECT_EQ(member(*m, "q_nps", "skip_to"), R"([{"if":{">=":[{"var":"answer.q_nps"},9]},"to":"end"}])");
  EXPECT_EQ(member(*m, "q_one", "skip_to"), R"([{"if":{"==":[{"var":"answer.q_one"},"c1"]},"to":"q_last"}])");
  EXPECT_EQ(member(*m, "q_one", "text"), R"({"en":"You gave {{answer.q_nps}}. Which?"})");
  EXPECT_EQ(member(*m, "q_grid", "kind"), "\"grid\"");
  EXPECT_EQ(losses(*m, "loss_kind"), 1);
  ASSERT_EQ(m->responses.size(), 2u);
  EXPECT_EQ(survey::to_json(Value(m->responses[0].answers)), R"({"q_nps":7,"q_one":"c2","q_stars":4,"q_grid":{"speed":3,"price":1},"q_last":"=1+1"})");
  EXPECT_EQ(survey::to_json(Value(m->responses[0].fields)), R"({"plan":"pro"})");
  EXPECT_EQ(m->responses[0].lang, "zh-CN");
  EXPECT_FALSE(m->responses[1].done);
  EXPECT_EQ(survey::to_json(Value(m->responses[1].answers)), R"({"q_nps":3,"q_one":{"other":"Green"}})");
}

TEST(Files, WhatIsNoSurveyIsRefused) {
  const auto code = [](std::vector<table::File> files) {
    const auto m = read_files(files, {}, ports());
    return m ? std::string("read") : m.error().code;
  };
  EXPECT_EQ(code({{"x", ""}}), "unknown_survey_format");
  EXPECT_EQ(code({{"x.json", "{"}}), "bad_json");
  EXPECT_EQ(code({{"x.json", "{\"a\": 1}"}}), "unknown_survey_format");
  EXPECT_EQ(code({{"x.json", "[{\"q\": 1}]"}}), "responses_without_survey");
  EXPECT_EQ(code({{"x.lss", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\">]><document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>"}}), "xml_dtd");
  EXPECT_EQ(code({{"x.zip", std::string("PK\x03\x04 broken", 11)}}), "archive_broken");
  EXPECT_EQ(code({{"x.sav", "$FL2 broken"}}), "table_broken");
  const std::string js = R"({"pages": [{"elements": [{"type": "text", "name": "a"}]}]})";
  EXPECT_EQ(code({{"a.json", js}, {"b.json", js}}), "several_surveys");
}

TEST(Files, DamagedMembersOfOursAreLeftOut) {
  const auto m = read("s.json", R"({"pages": [{"elements": [{"type": "text", "name": "a", "peakend": {"text": 5, "nope": []}}, {"type": "rating", "name": "b"}]}]})");
  EXPECT_EQ(losses(m, "loss_own_members"), 1);
  EXPECT_TRUE(survey::parse_survey(survey::to_json(m.document)));
  EXPECT_EQ(member(m, "a", "kind"), "\"short_text\"");
}

TEST(Rules, ThatReadLaterAnswersAreDroppedAndSaid) {
  const auto m = read("s.json", R"({"pages": [{"elements": [
     {"type": "text", "name": "a", "visibleIf": "{b} notempty"}, {"type": "text", "name": "b", "visibleIf": "{a} = 'x'"}]}]})");
  EXPECT_EQ(member(m, "a", "visible_if"), "");
  EXPECT_NE(member(m, "b", "visible_if"), "");
  EXPECT_EQ(losses(m, "loss_rule") + losses(m, "loss_rule_reads_later"), 1);
}

// ---- tables ---------------------------------------------------------------------------------------------------------

table::Table sample_table() {
  table::Table t;
  t.columns = {{"nps", "Recommend?", table::Type::number, table::Measure::ordinal, {{0.0, "no"}, {10.0, "yes"}}},
               {"with", "Choice", table::Type::number, table::Measure::nominal, {{1.0, "一"}, {2.0, "Two, \"quoted\""}}},
               {"WITH", "Words", table::Type::text},
               {"day", "Day", table::Type::date},
               {"at", "At", table::Type::instant}};
  t.rows = {{9.0, 1.0, std::string("=HYPERLINK(\"x\")"), 20'526.0, 1'773'478'800'123.0},
            {-1.5, {}, std::string("多行\n文字, and \"more\""), -1.0, {}},
            {{}, 2.0, {}, {}, 0.0},
            {3.0, 1.0, std::string(9'000, 'x') + "é", 0.0, -1'000.0}};
  return t;
}
std::string fresh_path(const char* name) {
  const auto p = std::filesystem::temp_directory_path() / (std::string("peakend_survey_files_") + std::to_string(::getpid()) + name);
  std::filesystem::remove(p);
  return p.string();
}
struct Removed {
  explicit Removed(std::string p) : path(std::move(p)) {}
  ~Removed() { std::filesystem::remove(path); }
  std::string path;
};

TEST(Csv, IsQuotedAndSafe) {
  const auto t = sample_table();
  const Removed f(fresh_path("a.csv"));
  ASSERT_EQ(table::write_csv(table::TableSource(t), f.path, true).value(), 4);
  const auto s = testing::slurp(f.path);
  EXPECT_EQ(s.substr(0, 3), "\xEF\xBB\xBF");
  EXPECT_NE(s.find("\n9,1,\"'=HYPERLINK(\"\"x\"\")\",2026-03-14,2026-03-14T09:00:00.123Z\r\n"), std::string::npos) << s.substr(0, 200);
  EXPECT_NE(s.find("\r\n-1.5,,"), std::string::npos);
  EXPECT_EQ(table::write_csv(table::TableSource(t), f.path, false).error().code, "cannot_write_file");
  EXPECT_EQ(testing::slurp(f.path), s) << "what is there stays";
}

TEST(Spss, WritesWhatItReads) {
  const auto t = sample_table();
  for (const bool zlib : {false, true}) {
    const Removed f(fresh_path("a.sav"));
    const auto rows = spss::write_sav(table::TableSource(t), f.path, zlib);
    ASSERT_TRUE(rows) << rows.error().log;
    const auto again = spss::read_sav(testing::slurp(f.path));
    ASSERT_TRUE(again) << again.error().log;
    ASSERT_EQ(again->columns.size(), 5u);
    EXPECT_EQ(again->columns[1].name, "with1") << "a reserved word";
    EXPECT_EQ(again->columns[2].name, "WITH1.2");
    EXPECT_EQ(again->columns[0].label, "Recommend?");
    ASSERT_EQ(again->columns[1].labels.size(), 2u);
    EXPECT_EQ(again->columns[1].label_of(2.0), "Two, \"quoted\"");
    EXPECT_EQ(again->columns[3].type, table::Type::date);
    EXPECT_EQ(again->columns[4].type, table::Type::instant);
    EXPECT_EQ(again->rows, t.rows);
  }
}

TEST(Spss, OpensInPspp) {
  if (std::system("pspp --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "pspp is not installed";
  const auto t = sample_table();
  const Removed f(fresh_path("p.sav")), syntax(fresh_path("p.sps")), out(fresh_path("p.csv"));
  ASSERT_TRUE(spss::write_sav(table::TableSource(t), f.path));
  std::ofstream(syntax.path) << "GET FILE='" << f.path << "'.\nDISPLAY DICTIONARY.\nDESCRIPTIVES nps.\nFREQUENCIES with1.\n";
  ASSERT_EQ(std::system(("pspp -O format=csv -o " + out.path + " " + syntax.path + " > /dev/null 2>&1").c_str()), 0);
  const auto said = testing::slurp(out.path);
  for (const auto* words : {"Recommend?", "一", "Two, ", "Choice", "3.50"}) EXPECT_NE(said.find(words), std::string::npos) << words << "\n" << said;
}

TEST(Xlsx, WritesWhatItReads) {
  const auto t = sample_table();
  const Removed f(fresh_path("a.xlsx"));
  const auto rows = xlsx::write_xlsx(table::TableSource(t), f.path);
  ASSERT_TRUE(rows) << rows.error().log;
  const auto again = xlsx::read_xlsx(testing::slurp(f.path));
  ASSERT_TRUE(again) << again.error().log;
  ASSERT_EQ(again->columns.size(), 5u);
  EXPECT_EQ(again->columns[2].name, "WITH");
  EXPECT_EQ(again->columns[3].type, table::Type::date);
  EXPECT_EQ(again->columns[4].type, table::Type::instant);
  ASSERT_EQ(again->rows.size(), 4u);
  EXPECT_EQ(again->rows, t.rows);
  EXPECT_EQ(again->left_out, std::vector<std::string>{"columns"});
  // Nothing in the sheet is a formula.
  const auto parts = xlsx::unpack(testing::slurp(f.path));
  ASSERT_TRUE(parts);
  for (const auto& part : *parts) {
    if (part.name.find("sheet") != part.name.npos) {
      EXPECT_EQ(part.bytes.find("<f>"), std::string::npos);
    }
  }
}

TEST(Parquet, HasTypesAndRows) {
  const auto t = sample_table();
  const Removed f(fresh_path("it's.parquet"));
  const auto rows = duck::write_parquet(table::TableSource(t), f.path);
  // DuckDB sees no difference between "with" and "WITH".
  ASSERT_FALSE(rows);
  auto other = t;
  other.columns[2].name = "words";
  const auto written = duck::write_parquet(table::TableSource(other), f.path);
  ASSERT_TRUE(written) << written.error().log;
  EXPECT_EQ(*written, 4);
  auto db = duck::Database::open(":memory:", {});
  ASSERT_TRUE(db);
  auto c = (*db)->connect();
  std::string path = f.path;
  path.insert(path.find('\''), "'");
  const auto from = " FROM read_parquet('" + path + "')";
  EXPECT_EQ(c->number("SELECT count(*)" + from).value(), 4);
  EXPECT_EQ(c->number("SELECT epoch_ms(\"at\")" + from + " WHERE nps = 9").value(), 1'773'478'800'123);
  EXPECT_EQ(c->number("SELECT year(\"day\")" + from + " WHERE nps = 9").value(), 2026);
  EXPECT_EQ(c->number("SELECT length(words)" + from + " WHERE nps = 3").value(), 9'001);
}

TEST(Rows, OfEveryKind) {
  const Value doc = canonical(kEverything);
  Response r;
  r.id = "r1";
  r.finished_at = from_ms(1'773'478'800'000);
  r.lang = "en";
  r.fields = {{"city", "=Shanghai"}};
  r.answers = *json(R"({"nps": 9, "why": "+because", "csat": 4, "ces": 6, "grid": {"look": 2}, "one": {"other": "mine"}, "some": ["x", "z"], "rank": ["q", "p"], "name": "@n",
    "pair": {"expected": 4, "got": 2}, "bw": -2, "feel": {"valence": 1, "arousal": 3}, "senses": {"sight": 5}, "dims": {"physical": 3}, "recall": ["a", "b"], "aided": ["n"],
    "incident": {"text": "t", "tone": "bad"}, "pic": ["cat"], "day": "2026-03-14", "reach": {"email": "a@b.cn"}, "may_we": true})").members();
  const EachResponse each = [&](const auto& visit) { return visit(r); };
  const auto cells = [&](Values values, std::string_view lang) {
    std::map<std::string, std::string> out;
    const auto rows = response_rows(doc, lang, values, each);
    EXPECT_TRUE(rows->each([&](const table::Row& row) -> Result<void> {
      for (std::size_t i = 0; i < row.size(); ++i) out[rows->columns()[i].name] = table::shown(row[i], rows->columns()[i].type);
      return {};
    }));
    return out;
  };
  auto c = cells(Values::codes, "en");
  EXPECT_EQ(c["one"], "3");
  EXPECT_EQ(c["one_other"], "mine");
  EXPECT_EQ(c["some_x"] + c["some_y"] + c["some_z"], "101");
  EXPECT_EQ(c["rank_p"] + c["rank_q"], "21");
  EXPECT_EQ(c["grid_look"] + "/" + c["grid_noise"], "2/");
  EXPECT_EQ(c["pair_expected"] + c["pair_got"] + c["bw"] + c["feel_valence"] + c["feel_arousal"], "42-213");
  EXPECT_EQ(c["senses_sight"] + c["dims_physical"] + c["recall_1"] + c["recall_2"] + c["recall_3"] + c["aided_m"] + c["aided_n"], "53ab01");
  EXPECT_EQ(c["incident"] + c["incident_tone"] + c["pic"] + c["day"] + c["reach_email"] + c["may_we"], "tbad22026-03-14a@b.cn1");
  EXPECT_EQ(c["field_city"] + c["field_order_id"] + c["state"], "=Shanghaidone");
  EXPECT_EQ(cells(Values::keys, "en")["one"], "other");
  EXPECT_EQ(cells(Values::words, "en")["one"], "Something else");
  r.answers = {{"one", Value("a")}};
  EXPECT_EQ(cells(Values::words, "zh-CN")["one"], "甲");
  EXPECT_EQ(cells(Values::keys, "en")["some_x"], "") << "not asked is not the same as not ticked";
}

TEST(Rows, ComeBackFromSpss) {
  const Value doc = canonical(kEverything);
  Response r;
  r.id = "r1";
  r.answers = {{"nps", Value(9)}, {"one", Value("b")}, {"why", Value("because")}};
  const auto source = response_rows(doc, "en", Values::codes, [&](const auto& visit) { return visit(r); });
  const Removed f(fresh_path("r.sav"));
  ASSERT_TRUE(spss::write_sav(*source, f.path));
  const auto m = read("r.sav", testing::slurp(f.path));
  ASSERT_EQ(m.responses.size(), 1u);
  EXPECT_EQ(m.responses[0].id, "r1");
  const Value answers(m.responses[0].answers);
  EXPECT_EQ(survey::to_json(*answers.find("nps")), "9");
  EXPECT_EQ(text_of(answers.find("why")), "because");
  const auto* one = question(m, "one");
  ASSERT_NE(one, nullptr);
  ASSERT_EQ(list_of(one->find("options")).size(), 3u);
  EXPECT_EQ(text_of(answers.find("one")), text_of(list_of(one->find("options"))[1].find("key")));
}

TEST(Csv, AnExportOfAnotherToolBecomesASurvey) {
  const auto m = read("my survey.csv", "序号,提交时间,您会推荐我们吗,城市,意见\n1,2026/3/14 9:00:00,9,上海,好\n2,2026/3/15 9:00:00,3,北京,慢\n3,2026/3/15 9:01:00,10,上海,\n4,2026/3/15 9:02:00,0,北京,\"多行\n意见\"\n", {"", "zh-CN"});
  EXPECT_EQ(m.format, "csv");
  ASSERT_EQ(m.responses.size(), 4u);
  const auto& questions = list_of(list_of(m.document.find("pages"))[0].find("questions"));
  ASSERT_EQ(questions.size(), 3u);
  EXPECT_EQ(text_of(questions[0].find("kind")), "nps");
  EXPECT_EQ(text_of(questions[1].find("kind")), "single");
  EXPECT_TRUE(m.responses[0].finished_at);
  EXPECT_EQ(text_of(m.document.find("key")), "my-survey");
}

}  // namespace
}  // namespace peakend::survey_files
