#include "insight/units.h"

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

StaffAnswer enps(std::string unit, std::size_t who, double score) {
  engine::FactValues v;
  v.score = score;
  v.valence = engine::valence_fixed(engine::valence(score, {}));
  v.cls = static_cast<std::int8_t>(engine::classify("nps", score, {}));
  return {std::move(unit), who, v};
}

class Units : public InsightTest {
 protected:
  /// Unit u of `units` has ten employees, of whom u + 1 promote and the others detract, and twenty customers whose satisfaction
  /// rises with u. The attribute is `key`.
  void company(int units, std::string_view key = "unit") {
    asked.question = "enps";
    asked.metric = "nps";
    facts::FactBatch batch;
    for (int u = 0; u < units; ++u) {
      const std::string name = "u" + std::to_string(u);
      for (int i = 0; i < 10; ++i) asked.answers.push_back(enps(name, next++, i <= u ? 10 : 3));
      for (int i = 0; i < 20; ++i) customer(batch, name, "c" + name + "-" + std::to_string(i), i < 2 * u + 2 ? 5 : 1, key);
    }
    commit(batch);
    staff = [this](std::string_view, std::string_view field, std::int64_t, std::int64_t) {
      fields.emplace_back(field);
      return Result<StaffAnswers>(asked);
    };
  }
  void customer(facts::FactBatch& batch, const std::string& unit, const std::string& who, double score, std::string_view key) {
    facts::Tag tag{key, unit};
    rating(batch, ms("2026-03-02"), who, "buy/app", score, "csat").tags = batch.keep_tags({&tag, 1});
  }
  json::value units(std::string_view more = {}) { return get("/v1/surveys/pulse/units" + std::string(more)); }
  static const json::value& unit(const json::value& page, std::string_view name) {
    for (const auto& row : page.at("units").as_array())
      if (row.at("unit").as_string() == name) return row;
    ADD_FAILURE() << "no unit " << name;
    static const json::value none;
    return none;
  }
  StaffAnswers asked;
  std::size_t next = 0;
  std::vector<std::string> fields;
};

TEST_F(Units, EmployeesAndCustomersOfAUnitStandSideBySide) {
  company(9);
  const auto page = units();
  ASSERT_EQ(page.at("units").as_array().size(), 9u);
  const auto& third = unit(page, "u2");
  EXPECT_DOUBLE_EQ(num(third.at("staff").at("value")), -40);  // 3 promote, 7 detract
  EXPECT_EQ(third.at("staff").at("n").as_int64(), 10);
  EXPECT_LT(num(third.at("staff").at("lo")), -40);
  EXPECT_GT(num(third.at("staff").at("hi")), -40);
  EXPECT_NEAR(num(third.at("customers").at("value")), -.4, 1e-9);  // 6 of 20 at +1, 14 at -1
  EXPECT_EQ(third.at("customers").at("n").as_int64(), 20);
  EXPECT_LT(num(third.at("customers").at("lo")), -.4);
  EXPECT_EQ(page.at("staff").at("question").as_string(), "enps");
  EXPECT_EQ(page.at("staff").at("all").at("n").as_int64(), 90);
  const auto& together = page.at("together");
  EXPECT_EQ(together.at("n").as_int64(), 9);
  EXPECT_DOUBLE_EQ(num(together.at("value")), 1);
  EXPECT_GT(num(together.at("lo")), .8);
  // The same customers by another metric, and by an attribute nobody carries.
  EXPECT_NEAR(num(unit(units("?metric=csat"), "u2").at("customers").at("value")), .3, 1e-9);
  const auto other = units("?attribute=shop");
  EXPECT_EQ(unit(other, "u2").at("customers").at("insufficient").at("have").as_int64(), 0);
  EXPECT_EQ(other.at("together").at("n").as_int64(), 0);
  EXPECT_EQ(units("?field=team").at("attribute").as_string(), "team");
  EXPECT_EQ(fields.back(), "team");
}
TEST_F(Units, FewUnitsAreNoCorrelation) {
  company(7);
  const auto together = units().at("together");
  EXPECT_EQ(together.at("n").as_int64(), 7);
  EXPECT_EQ(together.at("need").as_int64(), 8);
  EXPECT_FALSE(together.as_object().contains("value"));
}
TEST_F(Units, AFieldOfASurveyAnswerIsTheSameUnit) {
  company(8, "field.unit");
  facts::FactBatch batch;  // the same customers, and others, by what operations send
  for (int i = 0; i < 40; ++i) customer(batch, "u0", "cu0-" + std::to_string(i), 5, "unit");
  commit(batch);
  const auto page = units();
  EXPECT_EQ(unit(page, "u3").at("customers").at("n").as_int64(), 20);
  const auto& both = unit(page, "u0").at("customers");
  EXPECT_EQ(both.at("n").as_int64(), 60);
  EXPECT_NEAR(num(both.at("value")), 24.0 / 60, 1e-9);
  EXPECT_EQ(both.at("method").as_string(), "random_groups");
}
TEST_F(Units, AUnitOfFewEmployeesIsHiddenFromEverybody) {
  company(9);
  asked.answers.push_back(enps("small", next++, 0));
  asked.answers.push_back(enps("small", next++, 1));
  asked.answers.push_back(enps("", next++, 9));
  auto page = units();
  EXPECT_FALSE(unit(page, "small").at("staff").as_object().contains("value"));
  EXPECT_EQ(unit(page, "small").at("staff").at("insufficient").at("need").as_int64(), 5);
  EXPECT_EQ(page.at("staff").at("without_unit").as_int64(), 1);
  EXPECT_TRUE(unit(page, "u1").at("staff").as_object().contains("value"));  // two cells are hidden: nothing to subtract
  EXPECT_EQ(page.at("together").at("n").as_int64(), 9);
  // One hidden cell alone could be had from the total: the next one is hidden, too.
  asked.answers.pop_back();
  page = units();
  int hidden = 0;
  for (const auto& row : page.at("units").as_array()) hidden += !row.at("staff").as_object().contains("value");
  EXPECT_EQ(hidden, 2);
  suppress_k = 11;
  page = units();
  EXPECT_EQ(page.at("need").as_int64(), 11);
  for (const auto& row : page.at("units").as_array()) EXPECT_FALSE(row.at("staff").as_object().contains("value"));
}
TEST_F(Units, OnePersonWhoAnswersWeeklyIsNoTeam) {
  asked.metric = "nps";
  for (int week = 0; week < 12; ++week)
    for (std::size_t who = 0; who < 3; ++who) asked.answers.push_back(enps("u0", who, 10));
  staff = [this](auto...) { return Result<StaffAnswers>(asked); };
  EXPECT_FALSE(unit(units(), "u0").at("staff").as_object().contains("value"));
}
TEST_F(Units, BadQuestionsAreRefused) {
  EXPECT_EQ(get("/v1/surveys/pulse/units?attribute=user_id", 422).at("errors").at(0).at("field").as_string(), "attribute");
  EXPECT_EQ(get("/v1/surveys/pulse/units?metric=volume", 422).at("errors").at(0).at("field").as_string(), "metric");
  EXPECT_EQ(get("/v1/surveys/pulse/units?metric=none", 404).at("code").as_string(), "unknown_metric");
  staff = [](auto...) -> Result<StaffAnswers> { return fail(ErrorKind::conflict, "not_an_employee_survey"); };
  EXPECT_EQ(get("/v1/surveys/pulse/units", 409).at("code").as_string(), "not_an_employee_survey");
}

}  // namespace
}  // namespace peakend::insight
