#pragma once
// What the tests of this folder share: a small shop, a store in memory, a clock and the routes.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/calendar.h"
#include "engine/scale.h"
#include "ingest/ingest.h"
#include "insight/insight_api.h"
#include "insight/matrix.h"

namespace peakend::insight {

namespace json = boost::json;
using facts::Fact;
using facts::FactKind;
inline constexpr WorkspaceNo kWs{1};
inline constexpr std::int64_t kDay = 86'400'000, kHour = 3'600'000;

inline std::int64_t ms(std::string_view day) {
  return to_ms(calendar::midnight({}, calendar::parse_day(day).value()));
}

inline journey::Journey shop() {
  journey::Journey j;
  j.key = "shop";
  j.name = {"网店", "Shop"};
  j.stages = {{"buy", {"购买", "Buy"}, journey::Phase::sale}, {"deliver", {"物流", "Delivery"}, journey::Phase::sale},
              {"use", {"使用", "Use"}, journey::Phase::after_sale}};
  j.scenes = {{"app", {"应用", "App"}}, {"web", {"网站", "Web"}}};
  journey::complete_cells(j);
  for (auto& t : j.touchpoints) {
    if (t.key == "use/web") t.applicable = false;
    if (t.key == "deliver/app") t.floor = journey::Floor{-.8, .01};
  }
  j.episode.end = {"Finished"};
  return j;
}

/// A store, a clock and the routes, as the server would wire them, without a network.
class InsightTest : public ::testing::Test {
 protected:
  InsightTest() : clock(from_ms(ms("2026-06-01"))), store(facts::make_memory_facts()) {
    catalogue = std::make_shared<journey::Catalogue>(std::vector{shop()}, "UTC");
    auto journeys = [this](WorkspaceNo) { return catalogue; };
    job = make_episode_job(*store, journeys, clock);
    Sources sources;
    sources.facts = store.get();
    sources.journeys = journeys;
    sources.episodes = job.get();
    sources.clock = &clock;
    sources.temp_dir = ::testing::TempDir();
    sources.suppress_k = [this](WorkspaceNo) { return suppress_k; };
    sources.recall = [this](WorkspaceNo no, std::int64_t from, std::int64_t to) { return recall ? recall(no, from, to) : Result<RecallAnswers>(RecallAnswers{}); };
    sources.staff = [this](WorkspaceNo, std::string_view survey, std::string_view field, std::int64_t from, std::int64_t to) { return staff(survey, field, from, to); };
    add_routes(router, sources);
  }

  Fact& fact(facts::FactBatch& batch, std::int64_t at, std::string_view customer, std::string_view touchpoint, std::string_view episode = {}) {
    Fact f;
    f.seq = seq;
    f.item = static_cast<std::int32_t>(batch.facts.size());
    f.at = at;
    f.workspace = kWs;
    if (!customer.empty()) f.customer = ingest::customer_id(kWs, customer);
    f.user_id = customer;
    f.journey = "shop";
    f.touchpoint = touchpoint;
    f.stage = touchpoint.substr(0, touchpoint.find('/'));
    f.scene = touchpoint.substr(touchpoint.find('/') + 1);
    if (!episode.empty()) {
      f.episode_key = episode;
      f.episode = ingest::episode_id(kWs, "shop", episode);
    }
    batch.add(f);
    return batch.facts.back();
  }
  Fact& rating(facts::FactBatch& batch, std::int64_t at, std::string_view customer, std::string_view touchpoint, double score,
               std::string_view metric = "nps", std::string_view episode = {}) {
    Fact& f = fact(batch, at, customer, touchpoint, episode);
    const engine::Scale scale = metric == "nps" ? engine::Scale{} : engine::Scale{1, 5, 3, true};
    f.kind = FactKind::rating;
    f.basis = engine::Basis::measured;
    f.metric = metric;
    f.score = score;
    f.valence = engine::valence_fixed(engine::valence(score, scale));
    f.cls = static_cast<std::int8_t>(engine::classify(metric, score, scale));
    return f;
  }
  /// A delivery with its outcome: promised and actual days.
  Fact& delivery(facts::FactBatch& batch, std::int64_t at, std::string_view customer, std::string_view touchpoint, double promised, double actual,
                 std::string_view episode = {}) {
    Fact& f = fact(batch, at, customer, touchpoint, episode);
    f.name = "Delivered";
    f.expectation = promised;
    f.actual = actual;
    f.log_ratio = engine::log_ratio_fixed(std::log(promised / actual));
    f.promise = actual <= promised ? facts::Promise::kept : facts::Promise::broken;
    f.due = at;
    return f;
  }
  void commit(facts::FactBatch& batch) {
    ASSERT_TRUE(store->append(batch, seq++));
    ASSERT_TRUE(job->drain(kWs));
  }

  message::Response call(std::string_view target, std::string body = {}) {
    message::Request r;
    r.verb = body.empty() ? message::Verb::get : message::Verb::post;
    const auto cut = target.find('?');
    r.path = target.substr(0, cut);
    if (cut != std::string_view::npos) r.query = target.substr(cut + 1);
    r.body = std::move(body);
    r.who.workspace = kWs;
    r.who.scope = scope;
    r.request_id = "0123456789abcdef";
    const auto match = router.match(r.verb, r.path);
    if (match.route == nullptr) return message::Response::empty(404);
    r.params = match.params;
    return message::call_and_wait(*match.route, std::move(r));
  }
  json::value get(std::string_view target, int status = 200) {
    const auto response = call(target);
    EXPECT_EQ(response.status, status) << target << "\n" << response.body;
    return json::parse(response.body);
  }
  /// 10 customers x `n` NPS answers; the first customers promote.
  void telecom() {
    facts::FactBatch batch;
    const std::tuple<const char*, int, int, int> stages[] = {
        {"buy/app", 200, 110, 281}, {"deliver/app", 23, 15, 134}, {"use/app", 174, 99, 404}, {"use/web", 2, 0, 18}};
    int customer = 0;
    for (const auto& [touchpoint, good, passive, bad] : stages) {
      for (int i = 0; i < good + passive + bad; ++i) {
        const double score = i < good ? 10 : i < good + passive ? 8 : 2;
        rating(batch, ms("2026-03-02") + i * kHour, "c" + std::to_string(customer++), touchpoint, score);
      }
    }
    commit(batch);
  }

  std::int64_t seq = 1, suppress_k = 0;            ///< callers here may not see persons: 0 hides nothing more from them
  RecallOf recall;                                 ///< what surveys ask; empty: none
  std::function<Result<StaffAnswers>(std::string_view survey, std::string_view field, std::int64_t from, std::int64_t to)> staff =
      [](auto...) { return Result<StaffAnswers>(StaffAnswers{}); };
  std::shared_ptr<const message::Scope> scope;     ///< null: sees all touchpoints
  ManualClock clock;
  std::unique_ptr<facts::FactStore> store;
  std::shared_ptr<const journey::Catalogue> catalogue;
  std::unique_ptr<EpisodeJob> job;
  message::Router router;
};

inline double num(const json::value& v) { return v.is_double() ? v.as_double() : static_cast<double>(v.as_int64()); }

}  // namespace peakend::insight
