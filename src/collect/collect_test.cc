#include "collect/collect_test.h"

namespace peakend::collect {
namespace {

const std::string kNps = R"({"key":"nps","kind":"nps","text":{"en":"?"},"required":true})";

TEST_F(CollectTest, SignedClaimsCannotBeAltered) {
  Claims c = claims();
  c.customer = "c1";
  c.touchpoint = places_[0];
  c.fields = {{"order_id", "o7"}};
  c.event_at = at("2026-03-14T01:00:00Z");
  c.expires_at = at("2026-04-14T00:00:00Z");
  c.once = "n";
  c.weight = 3.1;
  const std::string token = collect_->signer().sign(c);
  const auto back = collect_->signer().read(token);
  ASSERT_TRUE(back);
  EXPECT_EQ(claims_json(*back), claims_json(c));
  // Whatever single character is changed, added or left out.
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    // The last sign of base64 holds spare bits: a change there that means the same bytes is refused by the decoder.
    EXPECT_FALSE(collect_->signer().read(altered)) << i;
    altered = token;
    altered.erase(i, 1);
    EXPECT_FALSE(collect_->signer().read(altered)) << i;
  }
  EXPECT_FALSE(collect_->signer().read(token + "A"));
  EXPECT_FALSE(collect_->signer().read(token + "." + token));
  EXPECT_FALSE(Signer(std::string(32, 'x')).read(token));
  EXPECT_FALSE(collect_->link("nothing"));
}

TEST_F(CollectTest, AnswersBecomeFactsAtTheirTouchpoints) {
  publish(R"({"key":"arrival","kind":"pair","text":{"en":"?"},"touchpoint":")" + places_[1] + R"("},)" + kNps +
              R"(,{"key":"why","kind":"long_text","text":{"en":"?"},"about":"nps"},{"key":"free","kind":"short_text","text":{"en":"?"}},
                {"key":"who","kind":"contact","text":{"en":"?"},"contact":[{"key":"email"}]})",
          R"("journey":"online-shop","touchpoint":")" + places_[0] + R"(","hidden":[{"key":"city"}],)");
  Claims c = claims();
  c.customer = "c1";
  c.episode = "o7";
  c.channel = "email";
  c.touchpoint = places_[2];
  c.journey = "online-shop";
  c.event_at = at("2026-03-20T04:00:00Z");
  c.weight = 2;
  auto a = answered(7, R"({"arrival":{"expected":4,"got":2},"nps":3,"why":"late","free":"=1+1","who":{"email":"a@b.cn"}})");
  a.fields = survey::parse_value(R"({"city":"上海"})").value();
  a.latency = survey::parse_value(R"({"nps":1840,"nope":5,"why":-3})").value();
  a.finished = at("2026-03-20T09:00:00Z");
  ASSERT_EQ(code(submit(link_of(c), a)), "");
  const auto batch = projected();
  ASSERT_EQ(batch.facts.size(), 3u);
  const auto& pair = batch.facts[0];
  EXPECT_EQ(pair.touchpoint, places_[1]);  // the question's own place
  EXPECT_EQ(pair.metric, "csat");
  EXPECT_EQ(pair.expectation, 4);
  EXPECT_EQ(pair.actual, 2);
  EXPECT_TRUE(pair.log_ratio);
  EXPECT_EQ(tag(pair, "expectation_kind"), "will");
  const auto& nps = batch.facts[1];
  EXPECT_EQ(nps.touchpoint, places_[2]);  // the link's stands in for the survey's
  EXPECT_EQ(nps.user_id, "c1");
  EXPECT_EQ(nps.episode_key, "o7");
  EXPECT_EQ(nps.channel, "email");
  EXPECT_EQ(nps.text, "late");
  EXPECT_EQ(nps.at, to_ms(at("2026-03-20T09:00:00Z")));
  EXPECT_EQ(tag(nps, "survey"), "test");
  EXPECT_EQ(tag(nps, "survey_version"), "1");
  EXPECT_EQ(tag(nps, "question"), "nps");
  EXPECT_EQ(tag(nps, "latency_ms"), "1840");
  EXPECT_EQ(tag(nps, "delay_hours"), "5");
  EXPECT_EQ(tag(nps, "answered_after"), "1-24 h");
  EXPECT_EQ(tag(nps, "solicited"), "yes");
  EXPECT_EQ(tag(nps, "design_weight"), "2");
  EXPECT_EQ(tag(nps, "field.city"), "上海");
  ResponseQuery late;
  late.survey = "test";
  late.max_delay_ms = 4 * 3'600'000;
  EXPECT_EQ(*collect_->count(kWs, late), 0);
  late.max_delay_ms = 5 * 3'600'000;
  EXPECT_EQ(*collect_->count(kWs, late), 1);
  const auto& words = batch.facts[2];
  EXPECT_EQ(words.kind, facts::FactKind::feedback);
  EXPECT_EQ(words.text, "=1+1");
  for (const auto& f : batch.facts)
    for (const auto& t : f.tags) EXPECT_EQ(t.value.find("a@b.cn"), std::string::npos);
  const auto row = collect_->response(kWs, "test", Uuid{1, 7});
  ASSERT_TRUE(row);
  EXPECT_EQ(to_json(*row->answers.find("who")), R"({"email":"a@b.cn"})");
  EXPECT_EQ(to_json(row->latency), R"({"nps":1840})");
  EXPECT_GT(row->seq, 0);
}

TEST_F(CollectTest, TheWordOfThePhoneAboutTimeIsBounded) {
  publish(kNps);
  const auto when = [&](std::uint64_t id, std::optional<Instant> finished) {
    auto a = answered(id, R"({"nps":9})");
    a.finished = finished;
    EXPECT_EQ(code(submit(link_of(claims()), a)), "");
    return *collect_->response(kWs, "test", Uuid{1, id})->submitted;
  };
  EXPECT_EQ(when(1, at("2026-03-10T10:00:00Z")), at("2026-03-10T10:00:00Z"));  // offline for ten days
  EXPECT_EQ(when(2, at("2026-03-20T10:00:01Z")), clock_.now());
  EXPECT_EQ(when(3, at("2020-01-01T00:00:00Z")), clock_.now());
  EXPECT_EQ(when(4, std::nullopt), clock_.now());
}

TEST_F(CollectTest, WhoWasAskedAndHowLongAfterStandsWithTheAnswer) {
  publish(kNps);
  const auto said = [&](std::uint64_t id, std::optional<Instant> event, const char* invitation) {
    Claims c = claims();
    c.event_at = event, c.invitation = invitation;
    auto a = answered(id, R"({"nps":9})");
    a.finished = at("2026-03-20T09:00:00Z");
    EXPECT_EQ(code(submit(link_of(c), a)), "");
  };
  said(1, at("2026-03-20T08:00:01Z"), "inv_1");
  said(2, at("2026-03-19T09:00:00Z"), "");
  said(3, at("2026-02-18T09:00:00Z"), "");
  said(4, at("2026-03-21T09:00:00Z"), "");  // before it
  said(5, std::nullopt, "");
  std::vector<std::pair<std::string, std::string>> tags;
  for (const auto& f : projected().facts) tags.emplace_back(tag(f, "answered_after"), tag(f, "solicited"));
  const std::vector<std::pair<std::string, std::string>> wanted{{"0-1 h", "yes"}, {"1-7 d", "no"}, {"30+ d", "no"}, {"-", "no"}, {"-", "no"}};  // "-": no such tag
  EXPECT_EQ(tags, wanted);
}

TEST_F(CollectTest, WhatWasExpectedBeforeIsToldFromWhatIsRecalled) {
  const std::string place = R"(,"journey":"online-shop","touchpoint":")" + places_[1] + "\"";
  const auto said = [&](std::uint64_t id, const char* when, const char* customer, const char* episode, const char* answers, const char* event = nullptr) {
    Claims c = claims();
    c.customer = customer, c.episode = episode;
    if (event != nullptr) c.event_at = at(event);
    auto a = answered(id, answers);
    a.finished = at(when);
    ASSERT_EQ(code(submit(link_of(c), a)), "");
  };
  publish(R"({"key":"hope","kind":"pair","text":{"en":"?"},"expected_only":true,"expectation":"should")" + place + "}");
  said(1, "2026-03-10T09:00:00Z", "c1", "o1", R"({"hope":{"expected":3}})");
  said(2, "2026-03-11T09:00:00Z", "c1", "o1", R"({"hope":{"expected":5}})");
  said(3, "2026-03-16T09:00:00Z", "c3", "o3", R"({"hope":{"expected":5}})");  // it had happened by then
  EXPECT_TRUE(projected().facts.empty());                                     // an expectation alone is no experience
  publish(R"({"key":"got","kind":"pair","text":{"en":"?"})" + place + R"(},{"key":"easy","kind":"ces","text":{"en":"?"})" + place + "}");
  const char* both = R"({"got":{"expected":2,"got":2},"easy":6})";
  const char* delivered = "2026-03-15T09:00:00Z";
  said(11, "2026-03-18T09:00:00Z", "c1", "o1", both, delivered);
  said(12, "2026-03-18T09:00:00Z", "c1", "o2", both, delivered);  // another episode
  said(13, "2026-03-18T09:00:00Z", "c3", "o3", both, delivered);
  const auto batch = projected();
  ASSERT_EQ(batch.facts.size(), 6u);
  const auto& before = batch.facts[0];
  EXPECT_EQ(before.expectation, 5);  // the last word before it, not the recalled 2
  EXPECT_EQ(before.actual, 2);
  EXPECT_EQ(tag(before, "expectation_asked"), "before");
  EXPECT_EQ(tag(before, "expectation_kind"), "should");
  EXPECT_EQ(tag(before, "expectation_at").substr(0, 16), "2026-03-11T09:00");
  EXPECT_EQ(tag(before, "expectation_recalled"), "2");
  EXPECT_FALSE(batch.facts[1].expectation);  // effort is another scale
  EXPECT_EQ(tag(batch.facts[1], "expectation_asked"), "-");
  for (const std::size_t i : {2u, 4u}) {
    EXPECT_EQ(batch.facts[i].expectation, 2);
    EXPECT_EQ(tag(batch.facts[i], "expectation_asked"), "after");
    EXPECT_EQ(tag(batch.facts[i], "expectation_recalled"), "-");
  }
}

TEST_F(CollectTest, IndirectAnswersAreNobodysExperience) {
  publish(R"({"key":"they","kind":"csat","text":{"en":"What would people like you say?"},"indirect":true},{"key":"me","kind":"csat","text":{"en":"?"}},
            {"key":"why","kind":"short_text","text":{"en":"?"},"about":"they"})");
  for (std::uint64_t i = 1; i <= 6; ++i) {
    Claims c = claims();
    c.customer = "c" + std::to_string(i);
    auto a = answered(i, R"({"they":1,"me":5,"why":"queues"})");
    a.latency = survey::parse_value(R"({"they":900,"me":2500})").value();
    ASSERT_EQ(code(submit(link_of(c), a)), "");
  }
  std::int64_t ratings = 0;
  for (const auto& f : projected().facts) {
    if (f.kind != facts::FactKind::rating) continue;
    ++ratings;
    EXPECT_EQ(tag(f, "question"), "me");
    EXPECT_EQ(f.score, 5);
    EXPECT_TRUE(f.text.empty());
  }
  EXPECT_EQ(ratings, 6);
  ResponseQuery q;
  q.survey = "test";
  const auto r = collect_->results(kWs, q);
  ASSERT_TRUE(r);
  const auto& they = r->questions.at(0);
  EXPECT_TRUE(they.question->indirect);
  EXPECT_NEAR(they.parts.at(0).mean.estimate.value, 1, 1e-9);
  ASSERT_TRUE(they.latency);
  EXPECT_NEAR(they.latency->estimate.value, 900, 1e-9);
  EXPECT_FALSE(r->questions.at(1).question->indirect);
  EXPECT_NEAR(r->questions.at(1).parts.at(0).mean.estimate.value, 5, 1e-9);
}

TEST_F(CollectTest, EmployeesLeaveNoCustomersFacts) {
  publish(kNps, "", "employee");
  ASSERT_EQ(code(submit(link_of(claims()), answered(1, R"({"nps":9})"))), "");
  EXPECT_TRUE(projected().facts.empty());
  EXPECT_EQ(collect_->counts(kWs)->at("test").done, 1);
  EXPECT_GT(collect_->counts(kWs)->at("test").last_ms, 0);
}

TEST_F(CollectTest, QuotasCloseExactlyAtTheirLimitUnderParallelSubmits) {
  publish(kNps, R"("quotas":[{"key":"low","limit":5,"when":{"<=":[{"var":"answer.nps"},6]}}],"max_responses":20,)");
  const Link l = link_of(claims());
  std::atomic<int> taken{0}, full{0};
  std::vector<std::thread> crowd;
  for (int t = 0; t < 4; ++t)
    crowd.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const auto r = submit(l, answered(static_cast<std::uint64_t>(t * 100 + i + 1), R"({"nps":3})"));
        ++(r ? taken : full);
        if (!r) {
          EXPECT_EQ(r.error().code, "quota_full");
        }
      }
    });
  for (auto& t : crowd) t.join();
  EXPECT_EQ(taken, 5);
  EXPECT_EQ(full, 35);
  for (std::uint64_t i = 0; i < 20; ++i) taken += submit(l, answered(1000 + i, R"({"nps":9})")).has_value();
  EXPECT_EQ(taken, 20);
  EXPECT_EQ(collect_->visit(l)->state, VisitState::full);
  EXPECT_EQ(projected().facts.size(), 20u);
}

TEST_F(CollectTest, OneLinkOneResponseAlsoUnderParallelSubmits) {
  publish(kNps);
  Claims c = claims();
  c.once = "nonce";
  const Link l = link_of(c);
  EXPECT_EQ(collect_->visit(l)->state, VisitState::open);
  EXPECT_EQ(submit(l, answered(50, R"({"nps":1})"), State::partial)->state, State::partial);
  std::atomic<int> taken{0};
  std::vector<std::thread> crowd;
  for (int t = 0; t < 4; ++t)
    crowd.emplace_back([&, t] {
      for (int i = 0; i < 5; ++i) taken += submit(l, answered(static_cast<std::uint64_t>(t * 100 + i + 1), R"({"nps":3})")).has_value();
    });
  for (auto& t : crowd) t.join();
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(collect_->visit(l)->state, VisitState::used);
  EXPECT_EQ(projected().facts.size(), 1u);
}

TEST_F(CollectTest, ClosedExpiredAndReplayed) {
  publish(kNps, R"("closes_at":"2026-03-25T00:00:00Z",)");
  Claims c = claims();
  c.expires_at = at("2026-03-22T00:00:00Z");
  const Link l = link_of(c);
  const auto first = submit(l, answered(1, R"({"nps":9})"));
  ASSERT_TRUE(first);
  clock_.advance(std::chrono::hours(72));
  EXPECT_EQ(code(submit(l, answered(2, R"({"nps":9})"))), "link_expired");
  EXPECT_EQ(collect_->visit(l)->state, VisitState::expired);
  const auto again = submit(l, answered(1, R"({"nps":9})"));  // the answer of the first time was lost on its way
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->again);
  EXPECT_EQ(again->seq, first->seq);
  clock_.advance(std::chrono::hours(72));
  EXPECT_EQ(code(submit(link_of(claims()), answered(3, R"({"nps":9})"))), "survey_closed");
  EXPECT_EQ(collect_->visit(link_of(claims()))->state, VisitState::closed);
  EXPECT_EQ(projected().facts.size(), 1u);
}

TEST_F(CollectTest, AnOpenPageOfAnOlderVersionStillCounts) {
  publish(kNps);
  publish(kNps + R"(,{"key":"more","kind":"csat","text":{"en":"?"},"required":true})");
  auto a = answered(1, R"({"nps":9})");
  a.version = 1;
  EXPECT_EQ(code(submit(link_of(claims()), a)), "");
  EXPECT_EQ(collect_->response(kWs, "test", Uuid{1, 1})->version, 1);
  EXPECT_EQ(code(submit(link_of(claims()), answered(2, R"({"nps":9})"))), "answers.more required");
  a = answered(3, R"({"nps":9})");
  a.version = 9;
  EXPECT_EQ(code(submit(link_of(claims()), a)), "version no_such_version");
}

TEST_F(CollectTest, ResultsByDesignWeightsStandBesideTheRawOnes) {
  publish(kNps + R"(,{"key":"pick","kind":"single","text":{"en":"?"},"options":[{"key":"a","text":{"en":"A"}},{"key":"b","text":{"en":"B"}}]})");
  const auto fill = [&](std::uint64_t base, const std::string& channel, double heavy, std::uint64_t customers) {
    for (std::uint64_t i = 0; i < 40; ++i) {
      Claims c = claims();
      c.customer = channel + std::to_string(i % customers);
      c.channel = channel;
      c.weight = i < 20 ? 1 : heavy;  // every third of the unhappy ones was asked
      ASSERT_EQ(code(submit(link_of(c), answered(base + i, i < 20 ? R"({"nps":10,"pick":"a"})" : R"({"nps":3,"pick":"b"})"))), "");
    }
  };
  fill(100, "one", 3, 40);
  fill(200, "even", 1, 40);
  fill(300, "twice", 3, 20);
  ResponseQuery q;
  q.survey = "test";
  q.channel = "one";
  const auto one = collect_->results(kWs, q);
  ASSERT_TRUE(one);
  const auto& nps = one->questions[0].parts.at(0);
  EXPECT_NEAR(nps.headline->estimate.value, 0, 1e-9);
  ASSERT_TRUE(nps.weighted);
  const auto& e = nps.weighted->estimate;
  EXPECT_NEAR(e.value, -50, 1e-9);  // (20 - 60)/80
  EXPECT_NEAR(e.n_eff, 32, 1e-9);   // 80^2/(20 + 180)
  EXPECT_EQ(e.n, 40);
  // sqrt(40/39 (20 (150)^2 + 20 (3*50)^2))/80: residuals 150 and -50
  EXPECT_NEAR(e.se, std::sqrt(40.0 / 39 * (20 * 150.0 * 150 + 20 * 150.0 * 150)) / 80, 1e-9);
  EXPECT_LT(e.lo, e.value);
  EXPECT_GE(e.lo, -100);
  const auto& b = one->questions[1].choices.at(1);
  EXPECT_NEAR(b.share.estimate.value, .5, 1e-9);
  ASSERT_TRUE(b.weighted);
  EXPECT_NEAR(b.weighted->estimate.value, .75, 1e-9);
  EXPECT_EQ(b.weighted->estimate.method, engine::Method::wilson);
  // Customers who answer twice count as one.
  q.channel = "twice";
  const auto twice = collect_->results(kWs, q);
  ASSERT_TRUE(twice && twice->questions[0].parts.at(0).weighted);
  EXPECT_EQ(twice->questions[0].parts[0].weighted->estimate.method, engine::Method::cluster_robust);
  EXPECT_NEAR(twice->questions[0].parts[0].weighted->estimate.n_eff, 20, 1e-9);
  // Equal weights say nothing new.
  q.channel = "even";
  const auto even = collect_->results(kWs, q);
  ASSERT_TRUE(even);
  EXPECT_FALSE(even->questions[0].parts.at(0).weighted);
  EXPECT_FALSE(even->questions[1].choices.at(0).weighted);
}

TEST_F(CollectTest, ResultsHaveIntervalsAndRepeatedCustomersWidenThem) {
  publish(kNps + R"(,{"key":"pick","kind":"single","text":{"en":"?"},"options":[{"key":"a","text":{"en":"A"}},{"key":"b","text":{"en":"B"}}],"other":true},
                 {"key":"rank","kind":"ranking","text":{"en":"?"},"options":[{"key":"x","text":{"en":"X"}},{"key":"y","text":{"en":"Y"}}]},
                 {"key":"pair","kind":"pair","text":{"en":"?"}})");
  ResponseQuery q;
  q.survey = "test";
  EXPECT_EQ(collect_->results(kWs, q)->questions.at(0).n, 0);
  const auto fill = [&](std::uint64_t base, bool same) {
    for (std::uint64_t i = 0; i < 40; ++i) {
      Claims c = claims();
      c.customer = same ? "c" + std::to_string(i / 5) : "d" + std::to_string(i);
      c.channel = same ? "same" : "each";
      // Answers agree within each five, so eight people say little more than eight answers.
      const int score = (i / 5) % 2 == 0 ? 10 : 3;
      auto a = answered(base + i, "{\"nps\":" + std::to_string(score) + R"(,"pick":)" + (i % 4 == 0 ? R"({"other":"z"})" : "\"a\"") +
                                      R"(,"rank":["y","x"],"pair":{"expected":4,"got":2}})");
      ASSERT_EQ(code(submit(link_of(c), a)), "");
    }
  };
  fill(100, false);
  fill(500, true);
  q.channel = "each";
  const auto each = collect_->results(kWs, q);
  q.channel = "same";
  const auto same = collect_->results(kWs, q);
  ASSERT_TRUE(each && same);
  const auto& nps = each->questions[0].parts.at(0);
  ASSERT_TRUE(nps.headline);
  EXPECT_EQ(nps.n, 40);
  EXPECT_NEAR(nps.headline->estimate.value, 0, 1e-9);
  EXPECT_NEAR(nps.mean.estimate.value, 6.5, 1e-9);
  EXPECT_EQ(nps.headline->estimate.method, engine::Method::adjusted_wald);
  const auto& clustered = same->questions[0].parts.at(0);
  EXPECT_EQ(clustered.headline->estimate.method, engine::Method::cluster_robust);
  EXPECT_GT(clustered.mean.estimate.se, 2 * nps.mean.estimate.se);
  EXPECT_EQ(nps.distribution.size(), 11u);
  EXPECT_EQ(nps.distribution[10].n, 20);
  EXPECT_NEAR(nps.distribution[10].share.estimate.value, .5, 1e-9);
  EXPECT_LT(nps.distribution[10].share.estimate.lo, .5);
  const auto& pick = each->questions[1].choices;
  ASSERT_EQ(pick.size(), 3u);
  EXPECT_EQ(pick[0].n, 30);
  EXPECT_NEAR(pick[0].share.estimate.value, .75, 1e-9);
  EXPECT_EQ(pick[1].n, 0);
  EXPECT_EQ(pick[2].key, "other");
  EXPECT_EQ(pick[2].n, 10);
  ASSERT_TRUE(each->questions[2].choices[0].rank);
  EXPECT_NEAR(each->questions[2].choices[0].rank->estimate.value, 2, 1e-9);
  const auto& pair = each->questions[3].parts.at(0);
  ASSERT_TRUE(pair.expectation && pair.ratio);
  EXPECT_NEAR(pair.expectation->estimate.value, 4, 1e-9);
  EXPECT_LT(pair.ratio->estimate.value, 1);
}

TEST_F(CollectTest, ErasedCustomersLeaveNoResponse) {
  publish(kNps);
  Claims c = claims();
  c.customer = "c1";
  ASSERT_EQ(code(submit(link_of(c), answered(1, R"({"nps":9})"))), "");
  ASSERT_EQ(code(submit(link_of(claims()), answered(2, R"({"nps":9})"))), "");
  EXPECT_EQ(*collect_->forget(kWs, {ingest::customer_id(kWs, "c1")}), 1);
  EXPECT_FALSE(collect_->response(kWs, "test", Uuid{1, 1}));
  EXPECT_TRUE(collect_->response(kWs, "test", Uuid{1, 2}));
}

TEST_F(CollectTest, StepsAreToldOnceAfterTheCommit) {
  publish(kNps);
  std::vector<std::string> told;
  collect_->on_step([&](const Claims& c, Service::Step s) { told.push_back(c.invitation + std::to_string(static_cast<int>(s))); });
  Claims c = claims();
  c.invitation = "i";
  const Link l = link_of(c);
  ASSERT_TRUE(collect_->visit(l));
  ASSERT_TRUE(submit(l, answered(1, "{}"), State::partial));
  ASSERT_TRUE(submit(l, answered(1, R"({"nps":9})")));
  ASSERT_TRUE(submit(l, answered(1, R"({"nps":9})")));
  EXPECT_EQ(told, (std::vector<std::string>{"i0", "i1", "i2"}));
}

}  // namespace
}  // namespace peakend::collect
