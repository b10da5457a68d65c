#include "insight/memory.h"

#include <random>

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kAt = 1'700'000'000'000;

LivedPass pass(std::string key, double days_ago, std::vector<LivedTouch> touches) {
  const auto start = kAt - static_cast<std::int64_t>(days_ago * kDay);
  LivedPass p{std::move(key), start, start, std::move(touches)};
  for (const auto& t : p.touches) p.last_at = std::max(p.last_at, t.at);
  return p;
}
RecallAnswer aided(std::vector<std::string> asked, std::vector<std::string> named, std::string episode = {}) {
  RecallAnswer a;
  a.at = kAt;
  a.episode = std::move(episode);
  a.asked = std::move(asked);
  a.named = std::move(named);
  return a;
}

TEST(Recall, WhatWasLivedThroughAndAskedCountsFromItsLastMoment) {
  Recall r;
  const std::vector<LivedPass> passes{pass("o1", 40, {{"buy/app", kAt - 39 * kDay, 1'000}}),
                                      pass("o2", 20, {{"buy/app", kAt - 19 * kDay, 5'000}, {"deliver/app", 0, {}}, {"use/app", kAt + kDay, 100}})};
  add_answer(r, aided({"buy/app", "deliver/app", "use/web"}, {"buy/app"}), 0, passes);
  ASSERT_EQ(r.pairs.size(), 2u);  // use/app was not offered, use/web not lived through
  EXPECT_EQ(r.pairs[0].touchpoint, "buy/app");
  EXPECT_TRUE(r.pairs[0].remembered);
  EXPECT_DOUBLE_EQ(r.pairs[0].days, 19);
  EXPECT_EQ(r.pairs[0].v, 5'000);
  EXPECT_FALSE(r.pairs[1].remembered);
  EXPECT_DOUBLE_EQ(r.pairs[1].days, 20);  // the last moment lies after the answer: from the beginning
  EXPECT_FALSE(r.pairs[1].v);
  add_answer(r, aided({"buy/app"}, {}, "o1"), 0, passes);  // the order that the survey was about
  EXPECT_DOUBLE_EQ(r.pairs[2].days, 39);
  EXPECT_EQ(r.unmatched, 0);
  EXPECT_EQ(r.answers, 2);
}
TEST(Recall, WhatCannotBeMatchedIsCounted) {
  Recall r;
  add_answer(r, aided({"buy/app"}, {}), 0, {});
  add_answer(r, aided({"buy/app"}, {}), 0, std::vector{pass("o", 400, {{"buy/app", kAt - 399 * kDay, 1}})});
  add_answer(r, aided({"buy/app"}, {}), 0, std::vector{pass("o", -2, {{"buy/app", kAt + 3 * kDay, 1}})});
  add_answer(r, aided({"buy/app"}, {}, "other"), 0, std::vector{pass("o", 9, {{"buy/app", kAt - 8 * kDay, 1}})});
  EXPECT_EQ(r.unmatched, 4);
  EXPECT_TRUE(r.pairs.empty());
  finish(r, {});
  EXPECT_EQ(r.all.estimate.status, engine::Status::too_few);
  EXPECT_EQ(r.fit.status, engine::Status::too_few);
}
TEST(Recall, ForgettingIsFoundAgain) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> u;
  Recall r;
  for (std::size_t who = 0; who < 3'000; ++who) {
    const double days = std::exp(u(random) * std::log(90.0)) - .5;
    const double p = 1 / (1 + std::exp(-(1.3 - .7 * std::log1p(days))));
    r.pairs.push_back({who, "buy/app", u(random) < p, days, who % 4 == 0 ? std::optional<std::int32_t>(-5'000) : 5'000});
  }
  finish(r, {{1, 0}, {2, 3}, {3, 2}, {4, 0}, {5, 1}});
  ASSERT_EQ(r.fit.status, engine::Status::ok);
  EXPECT_NEAR(r.fit.a, 1.3, .25);
  EXPECT_NEAR(r.fit.b, .7, .1);
  EXPECT_GE(r.delays.size(), 6u);
  EXPECT_GT(r.delays.front().recalled.estimate.value, r.delays.back().recalled.estimate.value);
  EXPECT_NEAR(r.positive.estimate.value, .75, .01);
  EXPECT_NEAR(r.positive_remembered.estimate.value, .75, .04);
  EXPECT_DOUBLE_EQ(r.nothing.estimate.value, .4);
  EXPECT_DOUBLE_EQ(r.named, 1.2);
}
TEST(Recall, CustomersWhoAnswerManyQuestionsAreNotManyCustomers) {
  Recall once, often;
  for (std::size_t i = 0; i < 200; ++i) {
    once.pairs.push_back({i, "a/b", i % 2 == 0, 1, {}});
    often.pairs.push_back({i / 10, "a/b", (i / 10) % 2 == 0, 1, {}});
  }
  finish(once, {});
  finish(often, {});
  const auto width = [](const Recall& r) { return r.all.estimate.hi - r.all.estimate.lo; };
  EXPECT_DOUBLE_EQ(once.all.estimate.value, often.all.estimate.value);
  EXPECT_GT(width(often), 2 * width(once));
}

/// `n` people came by a touchpoint and were asked; the first `k` recall it.
void asked(Recall& r, std::string_view touchpoint, std::size_t n, std::size_t k) {
  for (std::size_t who = 0; who < n; ++who) r.pairs.push_back({who, std::string(touchpoint), who < k, 7, {}});
}
const Recall::Place& place(const Recall& r, std::string_view touchpoint) { return *std::ranges::find(r.places, touchpoint, &Recall::Place::touchpoint); }

TEST(Recall, TheEffectiveRateIsRecalledOfExperienced) {
  Recall r;
  asked(r, "buy/app", 100, 30);
  finish(r, {});
  const engine::Estimate& rate = r.all.estimate;
  EXPECT_DOUBLE_EQ(rate.value, .3);
  EXPECT_NEAR(rate.lo, .2189489, 1e-6);
  EXPECT_NEAR(rate.hi, .3958485, 1e-6);
  EXPECT_EQ(rate.n, 100);
  EXPECT_EQ(place(r, "buy/app").kept, Standing::remembered);
}
TEST(Recall, WhatNobodyRecallsIsWastedSpendOnlyWhenEnoughWereAsked) {
  Recall r;
  asked(r, "buy/app", 60, 40);
  asked(r, "none/of-60", 60, 0);
  asked(r, "one/of-60", 60, 1);
  asked(r, "three/of-60", 60, 3);
  asked(r, "none/of-3", 3, 0);
  asked(r, "none/of-34", 34, 0);
  asked(r, "none/of-35", 35, 0);
  finish(r, {});
  EXPECT_EQ(place(r, "buy/app").kept, Standing::remembered);
  EXPECT_EQ(place(r, "none/of-60").kept, Standing::forgotten);
  EXPECT_NEAR(place(r, "none/of-60").recalled.estimate.hi, .0601717, 1e-6);
  EXPECT_EQ(place(r, "one/of-60").kept, Standing::forgotten);      // at most 8.9 %
  EXPECT_EQ(place(r, "three/of-60").kept, Standing::undecided);    // 5 %, but perhaps 13.7 %
  EXPECT_EQ(place(r, "none/of-3").kept, Standing::not_enough_data);
  EXPECT_EQ(place(r, "none/of-3").recalled.estimate.status, engine::Status::too_few);
  EXPECT_EQ(place(r, "none/of-34").kept, Standing::not_enough_data);
  EXPECT_EQ(place(r, "none/of-35").kept, Standing::forgotten);
  // Sixty answers of twelve people are no sixty people.
  Recall few;
  for (std::size_t i = 0; i < 60; ++i) few.pairs.push_back({i % 12, "a/b", false, 7, {}});
  finish(few, {});
  EXPECT_EQ(place(few, "a/b").kept, Standing::not_enough_data);
}

class MemoryRoute : public InsightTest {
 protected:
  /// 80 customers: buy well, deliver badly, use so so at the end.
  void orders() {
    facts::FactBatch batch;
    for (int i = 0; i < 80; ++i) {
      const std::string c = "c" + std::to_string(i), order = "o" + std::to_string(i);
      const std::int64_t at = ms("2026-03-02") + i * kHour;
      rating(batch, at, c, "buy/app", 4, "csat", order);
      rating(batch, at + 2 * kDay, c, "deliver/app", i % 4 == 0 ? 4 : 1, "csat", order);
      rating(batch, at + 4 * kDay, c, "use/app", i % 2 == 0 ? 4 : 3, "csat", order);
      fact(batch, at + 5 * kDay, c, "", order).name = "Finished";
    }
    commit(batch);
  }
  static const json::value& moment(const json::value& page, std::string_view touchpoint) {
    for (const auto& m : page.at("moments").as_array()) {
      if (m.at("touchpoint").as_string() == touchpoint) return m;
    }
    ADD_FAILURE() << "no " << touchpoint;
    static const json::value none;
    return none;
  }
};

TEST_F(MemoryRoute, SharesPeakAndEndAgreeWithTheLaws) {
  orders();
  const auto page = get("/v1/journeys/shop/memory"), laws = get("/v1/journeys/shop/laws").at("peak_end");
  EXPECT_EQ(page.at("remembered"), laws.at("remembered"));
  EXPECT_EQ(page.at("mean"), laws.at("mean"));
  EXPECT_EQ(page.at("contest"), laws.at("contest"));
  EXPECT_EQ(page.at("episodes").at("closed").as_int64(), 80);
  double sum = 0;
  for (const auto& m : page.at("moments").as_array()) sum += num(m.at("share").at("value"));
  EXPECT_NEAR(sum, 1, 1e-9);
  EXPECT_EQ(page.at("valley").as_string(), "deliver/app");
  EXPECT_EQ(page.at("end").as_string(), "use/app");
  EXPECT_DOUBLE_EQ(num(moment(page, "use/app").at("end").at("value")), 1);
  EXPECT_DOUBLE_EQ(num(moment(page, "deliver/app").at("valley").at("value")), .75);
  EXPECT_DOUBLE_EQ(num(moment(page, "deliver/app").at("share").at("value")), .375 + .5 * num(moment(page, "deliver/app").at("peak").at("value")));
  EXPECT_GT(num(moment(page, "deliver/app").at("gain").at("lo")), 0);
  for (const auto& m : page.at("moments").as_array()) {
    for (const char* part : {"share", "peak", "valley", "end"}) {
      EXPECT_GE(num(m.at(part).at("lo")), 0);
      EXPECT_LE(num(m.at(part).at("hi")), 1);
      EXPECT_EQ(m.at(part).at("n").as_int64(), 80);
    }
  }
}
TEST_F(MemoryRoute, WithoutProbesNothingIsClaimedAboutRecall) {
  orders();
  const auto r = get("/v1/journeys/shop/memory").at("recall");
  EXPECT_EQ(r.at("surveys").as_int64(), 0);
  EXPECT_EQ(r.at("all").at("insufficient").at("have").as_int64(), 0);
  EXPECT_EQ(r.at("curve").at("have").as_int64(), 0);
  EXPECT_FALSE(r.at("curve").at("no_forgetting").as_bool());
  EXPECT_FALSE(r.at("curve").as_object().contains("half_life"));
}
TEST_F(MemoryRoute, ProbesAreMatchedWithWhatWasLivedThrough) {
  orders();
  RecallAnswers probes;
  probes.surveys = 1;
  for (int i = 0; i < 60; ++i) {
    RecallAnswer a;
    a.customer = ingest::customer_id(kWs, "c" + std::to_string(i));
    a.at = ms("2026-03-20") + i * kHour;
    a.asked = {"buy/app", "deliver/app", "use/web"};
    a.named = {"deliver/app"};
    if (i % 3 == 0) a.named.push_back("buy/app");
    a.came_to_mind = i % 2;
    probes.answers.push_back(std::move(a));
  }
  recall = [&](WorkspaceNo, std::int64_t from, std::int64_t) -> Result<RecallAnswers> { return from > ms("2026-04-01") ? RecallAnswers{} : probes; };
  const auto r = get("/v1/journeys/shop/memory").at("recall");
  EXPECT_EQ(r.at("answers").as_int64(), 60);
  EXPECT_EQ(r.at("unmatched").as_int64(), 0);
  EXPECT_EQ(r.at("all").at("n").as_int64(), 120);
  EXPECT_EQ(r.at("places").at(0).at("touchpoint").as_string(), "deliver/app");
  EXPECT_DOUBLE_EQ(num(r.at("places").at(0).at("recalled").at("value")), 1);
  EXPECT_EQ(r.at("places").at(0).at("kept").as_string(), "remembered");
  EXPECT_EQ(r.at("forgotten").at("need").as_int64(), 35);
  EXPECT_NEAR(num(r.at("places").at(1).at("recalled").at("value")), 1.0 / 3, 1e-9);
  EXPECT_NEAR(num(r.at("effective").at("positive").at("value")), 75.0 / 120, 1e-9);
  EXPECT_NEAR(num(r.at("effective").at("positive_remembered").at("value")), 35.0 / 80, 1e-9);
  EXPECT_DOUBLE_EQ(num(r.at("unaided").at("nothing").at("value")), .5);
  EXPECT_EQ(get("/v1/journeys/shop/memory?from=2026-05-01").at("recall").at("answers").as_int64(), 0);
  // One more probe, and no new fact: the kept page is not the answer.
  probes.answers.insert(probes.answers.begin(), probes.answers.front());
  EXPECT_EQ(get("/v1/journeys/shop/memory").at("recall").at("answers").as_int64(), 61);
}
TEST_F(MemoryRoute, SmallNumbersStayHiddenAndOthersTouchpointsToo) {
  orders();
  suppress_k = 100;
  const auto page = get("/v1/journeys/shop/memory");
  EXPECT_FALSE(page.at("remembered").as_object().contains("value"));
  EXPECT_TRUE(page.at("valley").is_null());
  for (const auto& m : page.at("moments").as_array()) EXPECT_FALSE(m.at("share").as_object().contains("value"));
  EXPECT_EQ(get("/v1/journeys/none/memory", 404).at("code").as_string(), "no_such_journey");
}

}  // namespace
}  // namespace peakend::insight
