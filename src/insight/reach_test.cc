// What callers do not get: numbers of few answers, and touchpoints that are not theirs.
#include <set>

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

class ReachTest : public InsightTest {
 protected:
  /// 120 answers about buying and 40 about the delivery, in either of two months; deliveries late and in time.
  void SetUp() override {
    facts::FactBatch batch;
    for (int month = 0; month < 2; ++month) {
      const std::int64_t start = ms("2026-05-06") - month * 30 * kDay;
      for (int i = 0; i < 120; ++i) {
        const std::string c = "c" + std::to_string(month * 1000 + i), order = "o" + c;
        rating(batch, start + i * 4 * kHour, c, "buy/app", i % 2 == 0 ? 4 : 5, "csat", order);
        if (i % 3 != 0) continue;
        delivery(batch, start + i * 4 * kHour + 1, c, "deliver/app", 3, i % 2 == 0 ? 2 : 5, order);
        Fact& f = rating(batch, start + i * 4 * kHour + 2, c, "deliver/app", i % 2 == 0 ? 1 : 5, "csat", order);
        f.breach = i % 2 == 0;
        Fact& made = fact(batch, start + i * 4 * kHour + 3, c, i % 2 == 0 ? "buy/app" : "deliver/app", "open" + c);
        made.name = "Ordered";
        made.promise = facts::Promise::made;
        made.due = ms("2026-05-30");
      }
    }
    commit(batch);
  }
  static std::set<std::string> named(const json::value& list, const char* field = "touchpoint") {
    std::set<std::string> out;
    for (const auto& one : list.as_array()) out.emplace(one.at(field).as_string());
    return out;
  }
  static bool hidden(const json::value& number) { return number.as_object().if_contains("value") == nullptr; }
  static std::int64_t classes(const json::value& laws) { return laws.at("triangle").at("classes").at("n").as_int64(); }
};
using Names = std::set<std::string>;

TEST_F(ReachTest, LawsOfFewAnswersAreHidden) {
  const auto open = get("/v1/journeys/shop/laws?touchpoint=deliver/app");
  EXPECT_EQ(classes(open), 80);
  EXPECT_FALSE(hidden(open.at("triangle").at("ratio")));
  EXPECT_EQ(open.at("joy_pain").at("breaches").as_array().size(), 1u);
  suppress_k = 81;
  const auto few = get("/v1/journeys/shop/laws?touchpoint=deliver/app");
  EXPECT_EQ(classes(few), 0);
  EXPECT_TRUE(few.at("triangle").at("class_of_group").is_null());
  EXPECT_TRUE(hidden(few.at("triangle").at("ratio")));
  EXPECT_EQ(few.at("triangle").at("ratio").at("insufficient").at("need").as_int64(), 81);
  EXPECT_EQ(few.at("triangle").at("ratio").at("flags").at(0).as_string(), "suppressed");
  EXPECT_TRUE(hidden(few.at("triangle").at("promises").at("rate")));
  EXPECT_EQ(few.at("triangle").at("promises").at("kept").as_int64(), 0);
  for (const auto& bin : few.at("triangle").at("histogram").as_array()) EXPECT_EQ(bin.at("n").as_int64(), 0);
  EXPECT_TRUE(few.at("joy_pain").at("breaches").as_array().empty());
  suppress_k = 80;  // as many as are needed
  EXPECT_EQ(get("/v1/journeys/shop/laws?touchpoint=deliver/app"), open);
}

TEST_F(ReachTest, ATouchpointOfFewAnswersTellsNoCamps) {
  const auto open = get("/v1/journeys/shop/touchpoints/deliver/app");
  EXPECT_TRUE(open.at("camps").at("polarised").as_bool());
  EXPECT_EQ(open.at("lateness").at("n").as_int64(), 80);
  EXPECT_FALSE(open.at("around").at("before").as_array().empty());
  suppress_k = 200;
  const auto few = get("/v1/journeys/shop/touchpoints/deliver/app");
  EXPECT_FALSE(few.at("camps").at("polarised").as_bool());
  EXPECT_EQ(num(few.at("camps").at("low")), 0);
  EXPECT_EQ(few.as_object().if_contains("lateness"), nullptr);
  EXPECT_TRUE(few.at("around").at("before").as_array().empty());
}

TEST_F(ReachTest, TodayTellsNothingOfFewAnswers) {
  const auto open = get("/v1/today");
  EXPECT_EQ(named(open.at("polarised")), Names{"deliver/app"});
  EXPECT_EQ(named(open.at("floors")), Names{"deliver/app"});
  suppress_k = 41;
  const auto few = get("/v1/today");
  EXPECT_TRUE(few.at("polarised").as_array().empty());
  EXPECT_TRUE(few.at("floors").as_array().empty());
  for (const auto& number : few.at("numbers").as_array()) {
    for (const auto& why : number.at("why").as_array()) {
      for (const auto& c : why.at("carriers").as_array()) EXPECT_GE(c.at("now").at("n").as_int64(), 41) << c;
    }
    if (number.at("metric") == "promise_kept") {
      EXPECT_TRUE(hidden(number.at("now")));
      EXPECT_TRUE(number.at("why").as_array().empty());
      EXPECT_TRUE(number.at("change").is_null());
    }
    // The delivery alone would be the difference between all and what is shown: buying is folded along.
    if (number.at("metric") == "csat") {
      EXPECT_TRUE(number.at("why").at(0).at("carriers").as_array().empty()) << number.at("why");
    }
  }
}

TEST_F(ReachTest, WhoOwnsTouchpointsSeesTheirsOnly) {
  const auto all = get("/v1/today");
  EXPECT_EQ(named(all.at("promises").at("by_touchpoint")), (Names{"buy/app", "deliver/app"}));
  auto own = std::make_shared<message::Scope>();
  own->touchpoints["shop"] = {"deliver/app"};
  scope = own;
  for (const char* question : {"/v1/today", "/v1/today?journey=shop"}) {
    const auto mine = get(question);
    EXPECT_EQ(mine.at("journey").as_string(), "shop");
    EXPECT_EQ(named(mine.at("promises").at("by_touchpoint")), Names{"deliver/app"});
    EXPECT_EQ(named(mine.at("floors")), Names{"deliver/app"});
    for (const auto& number : mine.at("numbers").as_array()) {
      if (number.at("metric") == "csat") {
        EXPECT_EQ(number.at("now").at("n").as_int64(), 40) << question;
      }
      for (const auto& why : number.at("why").as_array()) {
        if (why.at("by") == "touchpoint") { EXPECT_EQ(named(why.at("carriers"), "key").count("buy/app"), 0u); }
      }
    }
    for (const char* place : {"peak", "valley"}) {
      const auto& at = mine.at("memory").at(place);
      if (!at.is_null()) {
        EXPECT_EQ(at.at("touchpoint").as_string(), "deliver/app");
      }
    }
  }
  EXPECT_EQ(named(get("/v1/journeys/shop/coverage").at("touchpoints")), Names{"deliver/app"});
  const auto dimensions = get("/v1/dimensions?journey=shop");
  for (const auto& d : dimensions.at("dimensions").as_array()) {
    if (d.at("key") == "touchpoint") {
      EXPECT_EQ(named(d.at("values"), "value"), Names{"deliver/app"});
    }
    if (d.at("key") == "stage") {
      EXPECT_EQ(named(d.at("values"), "value"), Names{"deliver"});
    }
  }
}

TEST_F(ReachTest, WhoOwnsNothingSeesNothing) {
  scope = std::make_shared<message::Scope>();
  const auto none = get("/v1/today");
  for (const auto& number : none.at("numbers").as_array()) EXPECT_EQ(number.at("now").at("n").as_int64(), 0) << number;
  EXPECT_TRUE(none.at("promises").at("by_touchpoint").as_array().empty());
  EXPECT_TRUE(get("/v1/journeys/shop/coverage").at("touchpoints").as_array().empty());
}

TEST_F(ReachTest, TheGapTakesStatedExpectationsFirst) {
  EXPECT_EQ(get("/v1/insights/expectation_gap?journey=shop").at("total").at("basis").as_string(), "observed");
  facts::FactBatch batch;
  for (int i = 0; i < 5; ++i) {
    Fact& f = rating(batch, ms("2026-05-20") + i * kHour, "s" + std::to_string(i), "deliver/app", 8);
    f.expectation = 9;
    f.log_ratio = engine::log_ratio_fixed(std::log(8.0 / 9.0));
  }
  commit(batch);
  const auto gap = get("/v1/insights/expectation_gap?journey=shop").at("total");
  EXPECT_EQ(gap.at("basis").as_string(), "measured");
  EXPECT_EQ(gap.at("n").as_int64(), 5);
  const auto map = get("/v1/journeys/shop/matrix");
  const auto& cells = map.at("cells").as_array();
  const auto cell = std::find_if(cells.begin(), cells.end(), [](const auto& c) { return c.at("touchpoint") == "deliver/app"; });
  EXPECT_NEAR(num(cell->at("expectation_gap").at("value")), num(gap.at("value")), 1e-9);  // as on the map
  EXPECT_EQ(get("/v1/insights/satisfaction_ratio?journey=shop").at("total").at("basis").as_string(), "observed");
}

}  // namespace
}  // namespace peakend::insight
