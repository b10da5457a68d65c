// The register and the answers on it, with records and facts as the server has them.
#include <filesystem>

#include "adapters/sqlite/sqlite_records.h"
#include "engine/sampling.h"
#include "initiative/initiative_api.h"
#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

/// Half of the customers live in `east`. All answer once in April or May; those of the east rise by two points of five in June
/// unless `effect` is 0. Now it is 1 July.
class ProofRoute : public InsightTest {
 protected:
  ProofRoute() {
    path_ = std::filesystem::temp_directory_path() / ("pk_proof_" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    records_ = *adapters::open_sqlite((path_ / "r.db").string(), {.durable = false});
    EXPECT_TRUE(records_->migrate(initiative::migrations()));
    initiatives_ = initiative::make_service(*records_, [n = std::uint64_t{0}]() mutable { return ++n * 0x9E3779B97F4A7C15ull; });
    const auto journeys = [this](WorkspaceNo) { return catalogue; };
    Sources sources;
    sources.facts = store.get();
    sources.journeys = journeys;
    sources.episodes = job.get();
    sources.clock = &clock;
    sources.suppress_k = [this](WorkspaceNo) { return suppress_k; };
    sources.initiatives = initiatives_.get();
    routes = message::Router();
    add_routes(routes, sources);
    initiative::add_routes(routes, {*initiatives_, clock, journeys, check_where});
    go(ms("2026-05-30"));
  }
  ~ProofRoute() override {
    initiatives_.reset();
    records_.reset();
    std::filesystem::remove_all(path_);
  }
  void go(std::int64_t at) { clock.advance(std::chrono::milliseconds(at - to_ms(clock.now()))); }
  void answers(double effect, int customers = 1'200) {
    facts::FactBatch batch;
    std::uint64_t s = 5000;
    for (int i = 0; i < customers; ++i) {
      const bool east = i % 2 == 0;
      const auto noise = [&] { return static_cast<double>(engine::splitmix64(++s) >> 11) * 0x1p-53 * 2 - 1; };
      const auto answer = [&](std::string_view day, int more, double score) {
        Fact& f = rating(batch, ms(day) + more * kDay + 9 * kHour, "c" + std::to_string(i), "use/app", std::round(std::clamp(score, 1.0, 5.0)), "csat");
        const facts::Tag tag{"region", east ? "east" : "west"};
        f.tags = batch.keep_tags({&tag, 1});
      };
      answer("2026-04-10", i % 50, 3 + noise());
      answer("2026-06-01", i % 30, 3 + noise() + .2 + (east ? effect : 0));
    }
    commit(batch);
  }
  struct Reply {
    int status;
    json::value body;
    std::string id() const { return std::string(body.at("id").as_string()); }
    std::string code() const { return std::string(body.at("code").as_string()); }
    std::string field() const { return std::string(body.at("errors").at(0).at("field").as_string()); }
  };
  Reply send(message::Verb verb, std::string path, std::string body = {}, WorkspaceNo workspace = kWs, std::uint64_t account = 1) {
    message::Request r;
    r.verb = verb;
    r.path = path;
    r.body = std::move(body);
    r.who.workspace = workspace;
    r.who.account = AccountId(Uuid{7, account});
    r.who.name = "Li Lei";
    r.request_id = "0123456789abcdef";
    const auto match = routes.match(verb, r.path);
    if (match.route == nullptr) return {404, {}};
    r.params = match.params;
    const auto out = match.route->handler(r);
    return {out.status, out.body.empty() ? json::value() : json::parse(out.body)};
  }
  static std::string plan(const std::string& more = "") {
    return R"({"name":"Calls","hypothesis":"Who is called is happier","journey":"shop","touchpoints":["use/app"],"metric":"mean_experience","treated":["region:east"],"start":"2026-06-01","end":"2026-06-30","smallest":0.2)" + more + "}";
  }
  std::string registered(const std::string& more = "") {
    const auto made = send(message::Verb::post, "/v1/initiatives", plan(more));
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(send(message::Verb::patch, "/v1/initiatives/" + made.id(), R"({"state":"running"})").status, 200);
    return "/v1/initiatives/" + made.id();
  }
  json::value proof(const std::string& path, std::uint64_t account = 1) {
    auto r = send(message::Verb::get, path + "/proof", {}, kWs, account);
    EXPECT_EQ(r.status, 200) << r.body;
    return r.body;
  }

  std::filesystem::path path_;
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<initiative::Service> initiatives_;
  message::Router routes;
};
using message::Verb;

TEST_F(ProofRoute, PlantedEffectIsProvenWithEverythingAManagerNeeds) {
  answers(1);
  const auto path = registered(R"(,"cost":1000,"worth":50)");
  go(ms("2026-07-02"));
  const auto p = proof(path);
  EXPECT_EQ(p.at("verdict"), "PROVEN");
  EXPECT_EQ(p.at("design"), "did");
  EXPECT_TRUE(p.at("final").as_bool());
  EXPECT_NEAR(num(p.at("effect").at("value")), .45, .1);  // one point of five is half a valence, less the ceiling
  EXPECT_EQ(p.at("effect").at("method"), "confidence_sequence");
  EXPECT_LT(num(p.at("effect").at("lo")), num(p.at("fixed").at("lo")));
  EXPECT_GT(num(p.at("naive").at("value")), num(p.at("effect").at("value")));
  EXPECT_EQ(p.at("groups").at(0).at("after").at("customers").as_int64(), 600);
  EXPECT_EQ(p.at("groups").at(1).at("before").at("customers").as_int64(), 600);
  EXPECT_TRUE(p.at("placebo_ok").as_bool());
  EXPECT_EQ(p.at("reached").as_int64(), 600);
  EXPECT_NEAR(num(p.at("money").at("value")), 600 * 50 * num(p.at("effect").at("value")) - 1000, 1e-6);
  EXPECT_EQ(p.at("looks").as_int64(), 1);
  EXPECT_FALSE(p.at("late").as_bool());
  EXPECT_FALSE(p.as_object().contains("next_decision"));
  EXPECT_EQ(p.at("points").as_array().back().at("day"), "2026-06-30");
}
TEST_F(ProofRoute, PlaceboIsNotProvenAlthoughEverybodyRose) {
  answers(0);
  const auto path = registered();
  go(ms("2026-07-02"));
  const auto p = proof(path);
  EXPECT_NE(p.at("verdict"), "PROVEN");
  EXPECT_GT(num(p.at("naive").at("lo")), 0);
}
TEST_F(ProofRoute, TheDaysGoByAndLooksAreCounted) {
  answers(1);
  const auto path = registered();
  go(ms("2026-06-02") + kHour);
  const auto early = proof(path);
  EXPECT_EQ(early.at("verdict"), "NOT_ENOUGH_DATA");
  EXPECT_EQ(early.at("reason"), "too_few");
  EXPECT_EQ(early.at("elapsed").as_int64(), 2);
  EXPECT_EQ(early.at("effect").at("insufficient").at("need").as_int64(), 50);
  EXPECT_TRUE(early.at("points").as_array().empty());
  EXPECT_EQ(proof(path).at("looks").as_int64(), 1) << "the same person on the same day";
  EXPECT_EQ(proof(path, 2).at("looks").as_int64(), 2);
  go(ms("2026-06-15"));
  const auto later = proof(path);
  EXPECT_EQ(later.at("looks").as_int64(), 3);
  EXPECT_EQ(later.at("next_decision"), "2026-06-30");
  EXPECT_FALSE(later.at("final").as_bool());
  EXPECT_GT(later.at("points").as_array().size(), 5u);
  EXPECT_EQ(send(Verb::patch, path, R"({"state":"stopped","stop_reason":"enough"})").body.at("state"), "stopped");
  go(ms("2026-07-20"));
  const auto stopped = proof(path);
  EXPECT_TRUE(stopped.at("final").as_bool());
  EXPECT_EQ(stopped.at("effect"), later.at("effect")) << "what comes after the stop does not count";
}
TEST_F(ProofRoute, ADraftShowsNoEffectAndARegisteredPlanIsFrozen) {
  answers(1);
  go(ms("2026-06-20"));
  const auto made = send(Verb::post, "/v1/initiatives", plan());
  const auto path = "/v1/initiatives/" + made.id();
  const auto p = proof(path);
  EXPECT_EQ(p.at("reason"), "not_started");
  EXPECT_EQ(p.at("looks").as_int64(), 0);
  EXPECT_GT(num(p.at("detectable_end")), 0);
  EXPECT_EQ(p.at("groups").at(0).at("after").at("customers").as_int64(), 0);
  EXPECT_EQ(send(Verb::patch, path, R"({"smallest":0.3,"version":1})").body.at("version").as_int64(), 2);
  EXPECT_EQ(send(Verb::patch, path, R"({"smallest":0.4,"version":1})").code(), "stored_elsewhere");
  const auto running = send(Verb::patch, path, R"({"state":"running"})");
  EXPECT_EQ(running.body.at("state"), "running");
  EXPECT_TRUE(running.body.at("late").as_bool()) << "the answers of three weeks could have been seen before";
  EXPECT_EQ(send(Verb::patch, path, R"({"smallest":0.01})").code(), "initiative_frozen");
  EXPECT_EQ(send(Verb::patch, path, R"({"state":"running"})").code(), "initiative_frozen");
  EXPECT_EQ(send(Verb::del, path).code(), "initiative_frozen");
  EXPECT_DOUBLE_EQ(num(send(Verb::get, path).body.at("plan").at("smallest")), .3);
  const auto old = send(Verb::post, "/v1/initiatives", plan());
  go(ms("2026-07-02"));
  EXPECT_EQ(send(Verb::patch, "/v1/initiatives/" + old.id(), R"({"state":"running"})").field(), "end");
  EXPECT_EQ(send(Verb::del, "/v1/initiatives/" + old.id()).status, 204);
  EXPECT_EQ(send(Verb::get, path).body.at("state"), "ended");
}
TEST_F(ProofRoute, PlansAreChecked) {
  const auto field = [&](const std::string& body) {
    const auto r = send(Verb::post, "/v1/initiatives", body);
    EXPECT_EQ(r.status, 422) << r.body;
    return r.field();
  };
  EXPECT_EQ(field(plan(R"(,"journey":"none")")), "journey");
  EXPECT_EQ(field(plan(R"(,"touchpoints":["use/moon"])")), "touchpoints[0]");
  EXPECT_EQ(field(plan(R"(,"treated":["east"])")), "treated[0]");
  EXPECT_EQ(field(plan(R"(,"treated":["user_id:c1"])")), "treated[0]");  // no plan about single customers
  EXPECT_EQ(field(plan(R"(,"treated":[])")), "treated");
  EXPECT_EQ(field(plan(R"(,"against":"group")")), "control");
  EXPECT_EQ(field(plan(R"(,"against":"group","control":["region:east"])")), "control");
  EXPECT_EQ(field(plan(R"(,"against":"before","selected_low":true)")), "selected_low");
  EXPECT_EQ(field(plan(R"(,"metric":"luck")")), "metric");
  EXPECT_EQ(field(plan(R"(,"smallest":0)")), "smallest");
  EXPECT_EQ(field(plan(R"(,"end":"2026-05-01")")), "end");
  EXPECT_EQ(field(plan(R"(,"n_min":5)")), "n_min");
  EXPECT_EQ(field(plan(R"(,"colour":"red")")), "colour");
}
TEST_F(ProofRoute, OtherWorkspacesSeeNothing) {
  const auto path = registered();
  const WorkspaceNo other{2};
  EXPECT_EQ(send(Verb::get, path, {}, other).status, 404);
  EXPECT_EQ(send(Verb::get, path + "/proof", {}, other).status, 404);
  EXPECT_EQ(send(Verb::patch, path, R"({"state":"stopped"})", other).status, 404);
  EXPECT_TRUE(send(Verb::get, "/v1/initiatives", {}, other).body.at("initiatives").as_array().empty());
  EXPECT_EQ(send(Verb::get, "/v1/initiatives").body.at("initiatives").as_array().size(), 1u);
}
TEST_F(ProofRoute, ErasedCustomersLeaveTheAnswer) {
  answers(1);
  const auto path = registered();
  go(ms("2026-07-02"));
  EXPECT_EQ(proof(path).at("reached").as_int64(), 600);
  const CustomerId gone = ingest::customer_id(kWs, "c0");
  ASSERT_TRUE(store->forget(kWs, gone));
  job->customer_changed(kWs, gone);
  EXPECT_EQ(proof(path).at("reached").as_int64(), 599);
}
TEST_F(ProofRoute, BeforeAndAfterIsASeries) {
  answers(1);
  const auto path = registered(R"(,"against":"before")");
  go(ms("2026-07-02"));
  const auto p = proof(path);
  EXPECT_EQ(p.at("design"), "its");
  EXPECT_EQ(p.at("groups").as_array().size(), 1u);
  EXPECT_GE(p.at("series").at("before").as_int64(), 8);
  EXPECT_TRUE(p.at("cuped").as_object().contains("insufficient"));
}

}  // namespace
}  // namespace peakend::insight
