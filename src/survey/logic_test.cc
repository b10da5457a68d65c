#include "survey/logic.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace peakend::survey {
namespace {

Value fixtures() {
  std::ifstream in(PEAKEND_SOURCE_DIR "/tests/logic/fixtures.json");
  std::stringstream text;
  text << in.rdbuf();
  auto v = parse_value(text.str());
  EXPECT_TRUE(v);
  return v ? *std::move(v) : Value();
}
Value value(std::string_view json) { return parse_value(json).value(); }

TEST(Logic, SharedFixtures) {
  const Value all = fixtures();
  const auto* cases = all.find("cases") ? all.find("cases")->list() : nullptr;
  ASSERT_NE(cases, nullptr);
  EXPECT_GT(cases->size(), 150u);
  for (const auto& c : *cases) {
    const auto got = evaluate(*c.find("logic"), *c.find("data"));
    EXPECT_EQ(to_json(got.value), to_json(*c.find("result"))) << *c.find("name")->text();
    EXPECT_EQ(got.broken, c.find("broken") != nullptr) << *c.find("name")->text();
  }
}

TEST(Logic, LimitsAreThoseOfTheFixtures) {
  const Value all = fixtures();
  ASSERT_NE(all.find("limits"), nullptr);
  EXPECT_EQ(*all.find("limits")->find("depth")->number(), kMaxLogicDepth);
  EXPECT_EQ(*all.find("limits")->find("steps")->number(), kMaxLogicSteps);
}

TEST(Logic, DoublingListsStop) {
  const auto twice = value(R"({"reduce":[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30],
    [{"var":"accumulator"},{"var":"accumulator"}],1]})");
  EXPECT_TRUE(evaluate(twice, {}).broken);
  const auto merged = value(R"({"reduce":[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30],
    {"merge":[{"var":"accumulator"},{"var":"accumulator"}]},[1]]})");
  EXPECT_TRUE(evaluate(merged, {}).broken);
  const auto text = value(R"({"reduce":[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30],
    {"cat":[{"var":"accumulator"},{"var":"accumulator"}]},"x"]})");
  EXPECT_TRUE(evaluate(text, {}).broken);
}

TEST(Logic, CheckNamesPlacesAndReads) {
  std::vector<FieldError> faults;
  std::set<std::string> reads;
  check_logic(value(R"({"and":[{">":[{"var":"answer.nps"},6]},{"nope":1},{"missing":["field.city",["answer.x"]]},{"some":[{"var":"answer.list"},{"==":[{"var":"other"},1]}]}]})"),
              "visible_if", faults, reads);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].field, "visible_if.and[1]");
  EXPECT_EQ(faults[0].code, "unknown_operation");
  EXPECT_EQ(reads, (std::set<std::string>{"answer.nps", "field.city", "answer.x", "answer.list"}));
  faults.clear();
  check_logic(value(R"({"a":1,"b":2})"), "x", faults, reads);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].code, "one_operation");
}

TEST(Value, NumbersAreWrittenAsJavaScriptDoes) {
  EXPECT_EQ(number_text(5), "5");
  EXPECT_EQ(number_text(-0.5), "-0.5");
  EXPECT_EQ(number_text(1e21), "1e+21");
  EXPECT_EQ(number_text(123456789012345680000.0), "123456789012345680000");
  EXPECT_EQ(number_text(1.5e-7), "1.5e-7");
  EXPECT_EQ(number_text(0.000001), "0.000001");
  EXPECT_EQ(number_text(100), "100");
  EXPECT_EQ(to_json(value("[1,\"<\\u2028\",{\"a\":null}]")), "[1,\"\\u003c\\u2028\",{\"a\":null}]");
}

}  // namespace
}  // namespace peakend::survey
