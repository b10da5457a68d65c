#include "journey/journey_service.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>

#include "adapters/sqlite/sqlite_records.h"
#include "journey/journey_api.h"

namespace peakend::journey {
namespace {

class JourneyService : public testing::Test {
 protected:
  JourneyService() {
    path_ = std::filesystem::temp_directory_path() / ("pk_journey_" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    auto opened = adapters::open_sqlite((path_ / "r.db").string(), {.durable = false});
    EXPECT_TRUE(opened);
    records_ = *std::move(opened);
    EXPECT_TRUE(records_->migrate(migrations()));
    service_ = make_service(*records_, clock_, [](WorkspaceNo) { return "Asia/Shanghai"; });
    add_routes(router_, {*service_, *facts_, clock_});
  }
  ~JourneyService() override {
    service_.reset();
    records_.reset();
    std::filesystem::remove_all(path_);
  }
  message::Response call(message::Verb verb, std::string path, std::string body = {}, WorkspaceNo w = WorkspaceNo{1}) {
    message::Request r;
    r.verb = verb;
    const auto q = path.find('?');
    if (q != std::string::npos) r.query = path.substr(q + 1);
    r.path = path.substr(0, q);
    r.body = std::move(body);
    r.who.workspace = w;
    r.who.name = "Li";
    const auto m = router_.match(verb, r.path);
    if (m.route == nullptr) return message::Response::empty(404);
    r.params = m.params;
    return m.route->handler(r);
  }
  static boost::json::value parsed(const message::Response& r) { return boost::json::parse(r.body); }

  std::filesystem::path path_;
  ManualClock clock_{from_ms(1'700'000'000'000)};
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<facts::FactStore> facts_ = facts::make_memory_facts();
  std::unique_ptr<Service> service_;
  message::Router router_;
};
constexpr WorkspaceNo kWs{1};

TEST_F(JourneyService, TemplateThenVersions) {
  EXPECT_EQ(service_->catalogue(kWs)->journeys().size(), 0u);
  const auto made = call(message::Verb::post, "/v1/journeys", R"({"template":"coffee"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(*made.header("location"), "/v1/journeys/coffee");
  // The cache has seen the change.
  EXPECT_EQ(service_->catalogue(kWs)->journeys().size(), 1u);
  EXPECT_EQ(service_->catalogue(kWs)->zone(), "Asia/Shanghai");
  EXPECT_EQ(call(message::Verb::post, "/v1/journeys", R"({"template":"coffee"})").status, 409);
  EXPECT_EQ(call(message::Verb::post, "/v1/journeys", R"({"template":"coffee","key":"second"})").status, 201);
  EXPECT_EQ(call(message::Verb::post, "/v1/journeys", R"({"template":"tea"})").status, 404);

  // What GET gave can be PUT back; unchanged makes no version, changed makes the next, stale is refused.
  const std::string first = call(message::Verb::get, "/v1/journeys/coffee").body;
  EXPECT_EQ(parsed(call(message::Verb::put, "/v1/journeys/coffee", first)).at("version").as_int64(), 1);
  auto changed = parsed(call(message::Verb::get, "/v1/journeys/coffee")).as_object();
  changed["name"].as_object()["en"] = "Tea house";
  const auto second = call(message::Verb::put, "/v1/journeys/coffee", boost::json::serialize(changed));
  EXPECT_EQ(parsed(second).at("version").as_int64(), 2) << second.body;
  changed["name"].as_object()["en"] = "Wine bar";
  EXPECT_EQ(call(message::Verb::put, "/v1/journeys/coffee", boost::json::serialize(changed)).status, 409);
  EXPECT_EQ(parsed(call(message::Verb::put, "/v1/journeys/coffee?overwrite=1", boost::json::serialize(changed))).at("version").as_int64(), 3);
  EXPECT_EQ(call(message::Verb::put, "/v1/journeys/second", boost::json::serialize(changed)).status, 422);

  // Old versions stay as they were.
  EXPECT_EQ(parsed(call(message::Verb::get, "/v1/journeys/coffee?version=2")).at("name").at("en").as_string(), "Tea house");
  const auto versions = parsed(call(message::Verb::get, "/v1/journeys/coffee/versions")).at("versions").as_array();
  ASSERT_EQ(versions.size(), 3u);
  EXPECT_EQ(versions[0].at("author").as_string(), "Li");
  EXPECT_EQ(call(message::Verb::get, "/v1/journeys/coffee?version=9").status, 404);
}

TEST_F(JourneyService, ArchivedAndOtherWorkspacesAreNotFound) {
  ASSERT_EQ(call(message::Verb::post, "/v1/journeys", R"({"template":"coffee"})").status, 201);
  EXPECT_EQ(call(message::Verb::get, "/v1/journeys/coffee", {}, WorkspaceNo{2}).status, 404);
  EXPECT_EQ(call(message::Verb::del, "/v1/journeys/coffee", {}, WorkspaceNo{2}).status, 404);
  EXPECT_EQ(call(message::Verb::del, "/v1/journeys/coffee").status, 204);
  EXPECT_EQ(call(message::Verb::del, "/v1/journeys/coffee").status, 404);
  EXPECT_EQ(call(message::Verb::get, "/v1/journeys/coffee").status, 404);
  EXPECT_EQ(parsed(call(message::Verb::get, "/v1/journeys")).at("journeys").as_array().size(), 0u);
  // Created again it goes on counting: version numbers are never used twice.
  EXPECT_EQ(parsed(call(message::Verb::post, "/v1/journeys", R"({"template":"coffee"})")).at("version").as_int64(), 2);
}

TEST_F(JourneyService, RuleForAnUnmappedEvent) {
  ASSERT_EQ(call(message::Verb::post, "/v1/journeys", R"({"template":"appliance"})").status, 201);
  facts::FactBatch batch;
  for (int i = 0; i < 5; ++i) {
    facts::Fact f;
    f.seq = 1;
    f.item = i;
    f.workspace = kWs;
    f.at = 1'700'000'000'000 + i;
    f.name = i < 4 ? "App Delivery Arrived" : "Other";
    const facts::Tag tags[] = {{"order_id", "o"}, {"promised_at", "2026"}};
    f.tags = batch.keep_tags(tags);
    batch.facts.push_back(f);
  }
  ASSERT_TRUE(facts_->append(batch, 1));
  const auto answer = parsed(call(message::Verb::get, "/v1/unmapped"));
  const auto& events = answer.at("events").as_array();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].at("event").as_string(), "App Delivery Arrived");
  EXPECT_EQ(events[0].at("n").as_int64(), 4);
  EXPECT_EQ(events[0].at("last_at").as_string(), "2023-11-14T22:13:20.003Z");
  EXPECT_EQ(events[0].at("properties").as_array().size(), 2u);
  const auto& suggestion = events[0].at("suggestion");
  EXPECT_EQ(suggestion.at("journey").as_string(), "appliance");
  EXPECT_EQ(suggestion.at("rule").at("touchpoint").as_string(), "logistics/app");
  // The suggestion can be accepted as it is.
  const auto made = call(message::Verb::post, "/v1/journeys/appliance/rules", boost::json::serialize(suggestion.at("rule")));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(parsed(made).at("version").as_int64(), 2);
  EXPECT_EQ(call(message::Verb::post, "/v1/journeys/appliance/rules", R"({"event":"X","touchpoint":"moon/app"})").status, 422);
}

TEST_F(JourneyService, TemplatesAreListed) {
  EXPECT_EQ(parsed(call(message::Verb::get, "/v1/templates")).at("templates").as_array().size(), template_keys().size());
}

TEST_F(JourneyService, NotesAndStandardsAreKept) {
  ASSERT_EQ(call(message::Verb::post, "/v1/journeys?note=first", R"({"template":"coffee"})").status, 201);
  auto j = parsed(call(message::Verb::get, "/v1/journeys/coffee")).as_object();
  j["touchpoints"].as_array()[0].as_object()["standards"] = boost::json::array{{{"zh", ""}, {"en", "Greeted within a minute"}}};
  const auto put = call(message::Verb::put, "/v1/journeys/coffee?note=why%20so", boost::json::serialize(j));
  ASSERT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(parsed(put).at("touchpoints").at(0).at("standards").at(0).at("en").as_string(), "Greeted within a minute");
  const auto versions = parsed(call(message::Verb::get, "/v1/journeys/coffee/versions")).at("versions").as_array();
  EXPECT_EQ(versions[0].at("note").as_string(), "why so");
  EXPECT_EQ(versions[1].at("note").as_string(), "first");
  EXPECT_EQ(call(message::Verb::put, "/v1/journeys/coffee?overwrite=1&note=" + std::string(501, 'x'), boost::json::serialize(j)).status, 422);
  j["touchpoints"].as_array()[0].as_object()["standards"] = boost::json::array{{{"zh", ""}, {"en", ""}}};
  EXPECT_EQ(call(message::Verb::put, "/v1/journeys/coffee?overwrite=1", boost::json::serialize(j)).status, 422);
}

TEST_F(JourneyService, CheckNamesEveryFaultAndStoresNothing) {
  ASSERT_EQ(call(message::Verb::post, "/v1/journeys", R"({"template":"coffee"})").status, 201);
  auto j = parsed(call(message::Verb::get, "/v1/journeys/coffee")).as_object();
  j["stages"].as_array()[0].as_object()["name"] = {{"zh", ""}, {"en", ""}};
  j["rules"].as_array()[0].as_object()["event"] = "";
  const auto r = parsed(call(message::Verb::post, "/v1/journeys/coffee/check", boost::json::serialize(j)));
  ASSERT_EQ(r.at("errors").as_array().size(), 2u) << boost::json::serialize(r);
  EXPECT_EQ(r.at("errors").at(0).at("field").as_string(), "stages[0].name");
  EXPECT_EQ(r.at("errors").at(1).at("field").as_string(), "rules[0].event");
  EXPECT_FALSE(r.at("errors").at(1).at("detail").as_string().empty());
  j["colour"] = "red";  // not a fault of the draft but no journey at all
  EXPECT_EQ(call(message::Verb::post, "/v1/journeys/coffee/check", boost::json::serialize(j)).status, 422);
  EXPECT_EQ(parsed(call(message::Verb::get, "/v1/journeys/coffee")).at("version").as_int64(), 1);
}

class RulePreview : public JourneyService {
 protected:
  static constexpr const char* kJourney = R"({"key":"shop","name":{"zh":"","en":"Shop"},
    "stages":[{"key":"order","name":{"zh":"","en":"Order"}},{"key":"use","name":{"zh":"","en":"Use"}}],
    "scenes":[{"key":"app","name":{"zh":"","en":"App"}},{"key":"web","name":{"zh":"","en":"Web"}}],
    "rules":[{"id":"vip","event":"Paid","touchpoint":"use/web","when":[{"property":"vip","op":"eq","values":["yes"]}]},
             {"id":"paid","event":"Paid","touchpoint":"order/{context.channel}","episode":"order_id",
              "ratings":[{"property":"score","metric":"csat","scale":{"min":1,"max":5,"neutral":3},"not_applicable":[9]}]}]})";
  void SetUp() override {
    ASSERT_EQ(call(message::Verb::post, "/v1/journeys", R"({"template":"coffee"})").status, 201);
    facts::FactBatch batch;
    for (int i = 0; i < 100; ++i) {
      facts::Fact f;
      f.seq = 1, f.item = i, f.at = 1'700'000'000'000 + i, f.workspace = kWs, f.kind = facts::FactKind::event;
      f.name = i < 90 ? "Paid" : "Other";
      f.channel = i % 3 == 0 ? "app" : i % 3 == 1 ? "web" : "phone";
      std::vector<facts::Tag> tags{{"order_id", "o"}};
      if (i % 10 == 0) tags.push_back({"vip", "yes"});
      if (i % 2 == 0) tags.push_back({"score", i % 4 == 0 ? "5" : "9"});
      f.tags = tags;
      batch.add(f);
    }
    ASSERT_TRUE(facts_->append(batch, 1));
  }
};

TEST_F(RulePreview, CountsWhatWouldMatchAndWhereItGoes) {
  const auto r = parsed(call(message::Verb::post, "/v1/journeys/shop/preview?rule=1", kJourney));
  EXPECT_EQ(r.at("total").as_int64(), 90);
  EXPECT_EQ(r.at("scanned").as_int64(), 90);
  EXPECT_EQ(r.at("fits").as_int64(), 60);     // app and web; there is no scene "phone"
  EXPECT_EQ(r.at("matched").as_int64(), 54);  // of 60, the first rule takes i = 0, 10, 30, 40, 60, 70
  EXPECT_EQ(r.at("taken_by").at(0).at("rule").as_string(), "vip");
  EXPECT_EQ(r.at("taken_by").at(0).at("n").as_int64(), 6);
  EXPECT_EQ(r.at("with_episode").as_int64(), 54);
  std::int64_t moved = 0, none = 0;
  for (const auto& m : r.at("moves").as_array()) {
    EXPECT_TRUE(m.at("now").is_null());
    (m.at("then").is_null() ? none : moved) += m.at("n").as_int64();
  }
  EXPECT_EQ(moved, 63);  // 54, and the 9 of the first rule
  EXPECT_EQ(none, 27);
  const auto& rating = r.at("ratings").at(0);
  EXPECT_EQ(rating.at("scored").as_int64() + rating.at("absent").as_int64() + rating.at("not_applicable").as_int64(), 54);
  EXPECT_GT(rating.at("not_applicable").as_int64(), 0);
  EXPECT_EQ(r.at("properties").at(0).at("name").as_string(), "context.channel");
  EXPECT_TRUE(r.at("samples").at(0).at("matched").as_bool());
}

TEST_F(RulePreview, OtherRulesMayBeBrokenOwnMayNot) {
  auto j = boost::json::parse(kJourney).as_object();
  j["rules"].as_array()[0].as_object()["touchpoint"] = "nowhere/app";
  const auto r = parsed(call(message::Verb::post, "/v1/journeys/shop/preview?rule=1", boost::json::serialize(j)));
  EXPECT_EQ(r.at("matched").as_int64(), 60);  // the broken one takes nothing
  const auto own = call(message::Verb::post, "/v1/journeys/shop/preview?rule=0", boost::json::serialize(j));
  EXPECT_EQ(own.status, 422);
  EXPECT_EQ(parsed(own).at("errors").at(0).at("field").as_string(), "rules[0].touchpoint");
  EXPECT_EQ(call(message::Verb::post, "/v1/journeys/shop/preview?rule=2", kJourney).status, 422);
  EXPECT_EQ(call(message::Verb::post, "/v1/journeys/other/preview?rule=0", kJourney).status, 422);
  const auto events = parsed(call(message::Verb::get, "/v1/events"));
  EXPECT_EQ(events.at("events").at(0).at("event").as_string(), "Paid");
  EXPECT_EQ(events.at("events").at(0).at("unmapped").as_int64(), 90);
}

}  // namespace
}  // namespace peakend::journey
