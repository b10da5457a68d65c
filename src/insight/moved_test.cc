#include "insight/moved.h"

#include <random>

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

const Quantity& experience() { return quantities()[0]; }

/// One comparison: customers with a level of their own who answer in either span or both; `shift` is added in the later one.
MovedRow comparison(std::mt19937_64& random, double shift) {
  std::normal_distribution<double> z;
  std::uniform_int_distribution<int> many(60, 140), answers(0, 2);
  engine::Partial before, now;
  std::vector<CustomerSums> customers;
  for (int c = many(random); c > 0; --c) {
    const double own = .25 * z(random);
    CustomerSums sums;
    for (const bool later : {false, true}) {
      for (int k = answers(random); k > 0; --k) {
        engine::FactValues f;
        f.valence = static_cast<std::int32_t>(std::lround(1e4 * std::clamp(.2 + own + (later ? shift : 0) + .3 * z(random), -1.0, 1.0)));
        f.group = static_cast<std::uint8_t>(c % 64);
        engine::add(later ? now : before, f);
        (later ? sums.y1 : sums.y0) += *f.valence;
        ++(later ? sums.b1 : sums.b0);
      }
    }
    if (sums.b0 + sums.b1 > 0) customers.push_back(sums);
  }
  MovedRow row{"t", experience().metric, move_of(experience(), engine::Basis::measured, before, now), 0, {}, {}};
  make_exact(row, experience(), engine::Basis::measured, before, now, customers);
  return row;
}

TEST(Moved, NullDataGiveAtMostOneInTwentyFindings) {
  constexpr int kSets = 150, kRows = 30;
  std::mt19937_64 random(20261123);
  int findings = 0, sets = 0, compared = 0, outside = 0;
  for (int set = 0; set < kSets; ++set) {
    MovedPage page;
    for (int i = 0; i < kRows; ++i) page.rows.push_back(comparison(random, 0));
    judge(page);
    EXPECT_EQ(page.few, 0);
    compared += static_cast<int>(page.compared);
    findings += static_cast<int>(page.moved);
    sets += page.moved > 0;
    for (const auto& row : page.rows) outside += row.moved.change.ci.lo > 0 || row.moved.change.ci.hi < 0;
  }
  EXPECT_EQ(compared, kSets * kRows);
  EXPECT_LE(findings, .05 * compared) << findings;
  EXPECT_LE(sets, .15 * kSets) << sets;        // q 0.1, and the error of 150 sets
  EXPECT_GE(outside, .03 * compared) << outside;
  EXPECT_LE(outside, .07 * compared) << outside;  // the exact intervals hold what they promise
}

TEST(Moved, APlantedChangeIsNamedAndLittleElse) {
  constexpr int kSets = 60, kRows = 30;
  std::mt19937_64 random(7);
  int named = 0, wrong = 0, told = 0;
  for (int set = 0; set < kSets; ++set) {
    MovedPage page;
    for (int i = 0; i < kRows; ++i) page.rows.push_back(comparison(random, i < 3 ? -.3 : 0));
    for (int i = 0; i < 3; ++i) page.rows[static_cast<std::size_t>(i)].touchpoint = "planted";
    judge(page);
    for (const auto& row : page.rows) {
      const bool said = row.moved.movement == engine::Movement::worsened || row.moved.movement == engine::Movement::improved;
      named += said && row.touchpoint == "planted";
      wrong += said && row.touchpoint != "planted";
      told += said;
    }
    EXPECT_EQ(page.rows[0].touchpoint, "planted");  // the strongest evidence stands first
  }
  EXPECT_GE(named, .95 * 3 * kSets) << named;
  EXPECT_LE(wrong, .12 * told) << wrong << " of " << told;
}

TEST(Moved, FewFactsOrCustomersAreNotCompared) {
  MovedPage page;
  std::mt19937_64 random(3);
  page.rows = {comparison(random, 0), comparison(random, 0), comparison(random, 0)};
  page.rows[1].customers_now = 9;
  page.rows[2].moved.before.estimate.n = 29;
  judge(page);
  EXPECT_EQ(page.compared, 1);
  EXPECT_EQ(page.few, 2);
}

TEST(Moved, SpansAreWholeDaysAndDoNotOverlap) {
  const When when{{}, from_ms(ms("2026-06-01") + 5 * kHour)};
  const auto usual = moved_spans(when, {}, "").value();
  EXPECT_EQ(usual.days, 30);
  EXPECT_EQ(usual.now.from, ms("2026-05-03"));
  EXPECT_EQ(usual.now.to, ms("2026-06-02"));
  EXPECT_EQ(usual.baseline.from, ms("2026-04-03"));
  EXPECT_EQ(usual.baseline.to, ms("2026-05-03"));
  EXPECT_EQ(usual.edges.size(), 56u + 30u + 1u);
  EXPECT_EQ(usual.edges.back(), ms("2026-06-02"));
  const auto year = moved_spans(when, {ms("2026-05-01"), ms("2026-05-08"), true}, "year").value();
  EXPECT_EQ(year.baseline.from, ms("2025-05-02"));  // the same weekday
  EXPECT_EQ(year.days, 7);
  EXPECT_EQ(moved_spans(when, {ms("2026-05-01"), ms("2026-05-08"), true}, "2026-04-24").value().baseline.to, ms("2026-05-01"));
  for (const char* wrong : {"2026-04-25", "2026-05-20", "soon"}) {
    EXPECT_FALSE(moved_spans(when, {ms("2026-05-01"), ms("2026-05-08"), true}, wrong)) << wrong;
  }
  EXPECT_FALSE(moved_spans(when, {ms("2020-01-01"), ms("2026-01-01"), true}, ""));
}

class MovedRoute : public InsightTest {
 protected:
  /// `n` CSAT answers a day at the touchpoint over [first, last) days before today; customers come back now and then.
  void answers(facts::FactBatch& batch, int first, int last, std::string_view touchpoint, int n, double mean, std::string_view city = {}) {
    for (int day = first; day > last; --day) {
      for (int i = 0; i < n; ++i) {
        const std::string c = "c" + std::to_string(random() % 400);
        const double score = std::clamp(std::round(mean + z(random)), 1.0, 5.0);
        Fact& f = rating(batch, ms("2026-06-01") - day * kDay + i * kHour, c, touchpoint, score, "csat");
        if (!city.empty()) {
          const facts::Tag tag{"city", city};
          f.tags = batch.keep_tags(std::span(&tag, 1));
        }
      }
    }
  }
  static const json::value* row(const json::value& page, std::string_view touchpoint, std::string_view metric) {
    for (const auto& r : page.at("rows").as_array()) {
      if (r.at("touchpoint").as_string() == touchpoint && r.at("metric").as_string() == metric) return &r;
    }
    return nullptr;
  }
  std::mt19937_64 random{11};
  std::normal_distribution<double> z;
};

TEST_F(MovedRoute, ChangesAreRankedDatedAndTakenApart) {
  facts::FactBatch batch;
  answers(batch, 130, 0, "buy/app", 8, 3.6, "Wuhan");
  answers(batch, 130, 0, "buy/web", 8, 3.6, "Xi'an");
  for (const char* city : {"Wuhan", "Xi'an"}) {  // worse since twelve days, in both cities alike
    answers(batch, 130, 12, "use/app", 8, 4, city);
    answers(batch, 12, 0, "use/app", 8, 3, city);
  }
  commit(batch);
  const auto page = get("/v1/moved?journey=shop&from=2026-05-13&to=2026-06-01");
  EXPECT_EQ(page.at("period").at("days").as_int64(), 20);
  EXPECT_EQ(page.at("period").at("before").at("from").as_string(), "2026-04-23");
  EXPECT_EQ(page.at("period").at("before").at("to").as_string(), "2026-05-12");
  EXPECT_EQ(page.at("compared").as_int64(), 6);  // experience and CSAT of three touchpoints
  EXPECT_EQ(page.at("moved").as_int64(), 2) << page.at("rows");
  const auto& first = page.at("rows").at(0);
  EXPECT_EQ(first.at("touchpoint").as_string(), "use/app");
  EXPECT_EQ(first.at("verdict").as_string(), "worsened");
  EXPECT_EQ(first.at("change").at("method").as_string(), "cluster_robust");
  EXPECT_LT(num(first.at("change").at("hi")), 0);
  EXPECT_LE(num(first.at("change").at("p_adjusted")), .1);
  EXPECT_LT(num(first.at("effect")), -.2);
  EXPECT_NEAR(num(first.at("change").at("value")), num(first.at("now").at("value")) - num(first.at("before").at("value")), 1e-9);
  EXPECT_EQ(first.at("now").at("method").as_string(), "cluster_robust");
  EXPECT_GT(first.at("customers").at("now").as_int64(), 100);
  EXPECT_EQ(row(page, "buy/app", "mean_experience")->at("verdict").as_string(), "no_real_change");
  ASSERT_EQ(page.at("alarms").as_array().size(), 1u) << page.at("alarms");
  EXPECT_EQ(page.at("watched").as_int64(), 3);
  const auto& alarm = page.at("alarms").at(0);
  EXPECT_EQ(alarm.at("touchpoint").as_string(), "use/app");
  EXPECT_EQ(alarm.at("direction").as_string(), "worse");
  EXPECT_TRUE(alarm.at("lasts").as_bool());
  const std::string began(alarm.at("began").as_string());
  EXPECT_GE(began, "2026-05-18");
  EXPECT_LE(began, "2026-05-22");
  EXPECT_EQ(alarm.at("days").as_array().size(), 76u);
  const auto& why = page.at("why");
  EXPECT_EQ(why.at("metric").as_string(), "mean_experience");
  for (const auto& split : why.at("splits").as_array()) {
    EXPECT_NEAR(num(split.at("rate")) + num(split.at("mix")), num(split.at("change")), 1e-9);
  }
  const std::string best(why.at("splits").at(0).at("by").as_string());
  EXPECT_TRUE(best == "touchpoint" || best == "stage") << best;
  EXPECT_LE(num(why.at("splits").at(0).at("apart_p_adjusted")), .1);
  bool city = false;
  for (const auto& split : why.at("splits").as_array()) {
    if (split.at("by").as_string() != "city") continue;
    city = true;
    EXPECT_GT(num(split.at("apart_p_adjusted")), .1);
  }
  EXPECT_TRUE(city);
}

TEST_F(MovedRoute, NothingIsSaidOfNoiseAndTheSameQuestionIsAnsweredOnce) {
  facts::FactBatch batch;
  for (const char* touchpoint : {"buy/app", "buy/web", "deliver/app", "use/app"}) answers(batch, 130, 0, touchpoint, 7, 3.4);
  commit(batch);
  const auto page = get("/v1/moved");
  EXPECT_EQ(page.at("compared").as_int64(), 8);
  EXPECT_EQ(page.at("moved").as_int64(), 0) << page.at("rows").at(0);
  EXPECT_TRUE(page.at("alarms").as_array().empty());
  EXPECT_EQ(page.at("watched").as_int64(), 4);
  EXPECT_EQ(get("/v1/moved"), page);
  const auto nps = get("/v1/moved?metric=nps");
  EXPECT_TRUE(nps.at("why").at("splits").as_array().empty());
  EXPECT_EQ(nps.at("why").at("verdict").as_string(), "not_enough_data");
}

TEST_F(MovedRoute, BeforeDataComeThereIsNothingToCompare) {
  const auto page = get("/v1/moved");
  EXPECT_EQ(page.at("compared").as_int64(), 0);
  EXPECT_EQ(page.at("few").as_int64(), 0);
  EXPECT_EQ(page.at("watched").as_int64(), 0);
  EXPECT_TRUE(page.at("why").at("splits").as_array().empty());
}

TEST_F(MovedRoute, WrongQuestionsNameTheirField) {
  EXPECT_EQ(get("/v1/moved?metric=volume", 422).at("errors").at(0).at("field").as_string(), "metric");
  EXPECT_EQ(get("/v1/moved?baseline=soon", 422).at("errors").at(0).at("field").as_string(), "baseline");
  EXPECT_EQ(get("/v1/moved?baseline=2026-05-20", 422).at("errors").at(0).at("code").as_string(), "range_overlaps");
  EXPECT_EQ(get("/v1/moved?from=800d", 422).at("errors").at(0).at("field").as_string(), "from");
  EXPECT_EQ(get("/v1/moved?by=city", 422).at("errors").at(0).at("field").as_string(), "by");
  EXPECT_EQ(get("/v1/moved?journey=none", 404).at("code").as_string(), "no_such_journey");
}

TEST_F(MovedRoute, OwnTouchpointsAndSmallNumbersAreKept) {
  facts::FactBatch batch;
  answers(batch, 130, 0, "buy/app", 7, 3.4);
  answers(batch, 130, 0, "use/app", 7, 3.4);
  commit(batch);
  auto mine = std::make_shared<message::Scope>();
  mine->touchpoints["shop"] = {"use/app"};
  scope = mine;
  const auto own = get("/v1/moved");
  EXPECT_EQ(own.at("compared").as_int64(), 2);
  EXPECT_EQ(row(own, "buy/app", "mean_experience"), nullptr);
  scope.reset();
  suppress_k = 250;  // 210 answers a side
  const auto hidden = get("/v1/moved");
  EXPECT_EQ(hidden.at("compared").as_int64(), 0);
  EXPECT_EQ(hidden.at("few").as_int64(), 4);
  for (const auto& split : hidden.at("why").at("splits").as_array()) {
    for (const auto& c : split.at("carriers").as_array()) EXPECT_GE(num(c.at("now").at("n")), 250);
  }
}

}  // namespace
}  // namespace peakend::insight
