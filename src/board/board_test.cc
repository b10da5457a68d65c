#include "board/board.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>

#include "adapters/sqlite/sqlite_records.h"
#include "board/board_api.h"
#include "board/board_json.h"

namespace peakend::board {
namespace {

namespace json = boost::json;
using message::Verb;

AccountId account(std::uint64_t n) { return AccountId(Uuid{7, n}); }
std::string mention_of(std::uint64_t n, const char* name) { return std::string("@[") + name + "](" + account(n).text() + ")"; }

TEST(Board, MentionsInText) {
  EXPECT_TRUE(mentioned("nobody @ all @[x](acc_1) @[").empty());
  const auto two = mentioned("见 " + mention_of(1, "李雷") + " and " + mention_of(2, "Ann (CX)") + mention_of(1, "again"));
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0], account(1));
  EXPECT_EQ(two[1], account(2));
}

TEST(Board, PathsStayOnThisConsole) {
  for (const char* good : {"/", "/journey/home", "/explore?metric=nps&by=week#chart", "/journey/%E4%B8%AD"}) EXPECT_TRUE(good_path(good, 100)) << good;
  for (const char* bad : {"", "journey", "//evil.example", "/\\evil.example", "/a b", "/a\nb", "https://x"}) EXPECT_FALSE(good_path(bad, 100)) << bad;
  EXPECT_FALSE(good_path("/12345", 5));
}

TEST(Board, QuestionsAreBounded) {
  const Question good{"nps", {"week", "city"}, {"city:上海"}, "home", "2026-01-01..2026-03-31", true, "heat"};
  EXPECT_TRUE(faults(good, "").empty());
  const auto codes = [](const Question& q) {
    std::string out;
    for (const auto& e : faults(q, "q.")) out += e.field + "=" + e.code + " ";
    return out;
  };
  EXPECT_EQ(codes({"", {}, {}, "", "", false, ""}), "q.metric=required ");
  EXPECT_EQ(codes({"NPS;", {}, {}, "", "", false, ""}), "q.metric=unknown_value ");
  EXPECT_EQ(codes({"nps", {"a", "a"}, {"x"}, "", "soon", false, "pie"}), "q.by[1]=duplicate_dimension q.where[0]=bad_filter q.range=bad_time q.chart=unknown_value ");
  EXPECT_EQ(codes({"nps", {"a", "b", "c"}, {}, "", "2026-03-31..2026-01-01", false, ""}), "q.by=too_many_dimensions q.range=bad_time ");
  const auto back = stored_question(to_json(good));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, good);
  EXPECT_FALSE(stored_question("{\"metric\":1}"));
}

TEST(Board, DigestIsDueInTheZone) {
  const auto zone = *calendar::Zone::find("Asia/Shanghai");
  const auto at = [&](const char* text) { return *calendar::parse_rfc3339(text); };
  // Wednesday 2026-03-11 noon in Shanghai.
  const auto noon = at("2026-03-11T12:00:00+08:00");
  EXPECT_EQ(next_due({"week", 1, 8, {}, {}}, zone, noon), at("2026-03-16T08:00:00+08:00"));
  EXPECT_EQ(next_due({"week", 3, 13, {}, {}}, zone, noon), at("2026-03-11T13:00:00+08:00"));
  EXPECT_EQ(next_due({"week", 3, 12, {}, {}}, zone, noon), at("2026-03-18T12:00:00+08:00"));
  EXPECT_EQ(next_due({"day", 1, 8, {}, {}}, zone, noon), at("2026-03-12T08:00:00+08:00"));
  EXPECT_EQ(next_due({"month", 1, 0, {}, {}}, zone, noon), at("2026-04-01T00:00:00+08:00"));
}

TEST(Board, DefaultsFollowTheJourneys) {
  EXPECT_FALSE(default_dashboard("king", {}));
  const auto home = *journey::load_template("appliance");
  for (const auto& role : default_roles()) {
    EXPECT_TRUE(default_dashboard(role, {})->tiles.empty());
    auto d = *default_dashboard(role, {home});
    EXPECT_GE(d.tiles.size(), 5u) << role;
    EXPECT_TRUE(settle(d.tiles).empty()) << role;
    for (const auto& t : d.tiles) EXPECT_EQ(t.question.journey, home.key);
    // Ten journeys do not make a dashboard of hundred tiles.
    EXPECT_LE(default_dashboard(role, std::vector(10, home))->tiles.size(), kMaxTiles);
  }
  // The owner starts with a moment of truth.
  const auto owner = *default_dashboard("touchpoint-owner", {home});
  const auto touchpoint = owner.tiles[0].question.where.at(0).substr(std::string("touchpoint:").size());
  const auto it = std::find_if(home.touchpoints.begin(), home.touchpoints.end(), [&](const auto& t) { return t.key == touchpoint; });
  ASSERT_NE(it, home.touchpoints.end());
  EXPECT_NE(it->moment, journey::Moment::none);
}

TEST(Board, ScopesHideTheTalkOfOtherTouchpoints) {
  message::Scope s;
  s.touchpoints["shop"] = {"delivery/app"};
  EXPECT_TRUE(may_read_page(nullptr, "/journey/shop/touchpoints/delivery/mall"));
  EXPECT_TRUE(may_read_page(&s, "/journey/home"));
  EXPECT_TRUE(may_read_page(&s, "/explore"));
  EXPECT_TRUE(may_read_page(&s, "/journey/shop/touchpoints/delivery/app"));
  EXPECT_FALSE(may_read_page(&s, "/journey/shop/touchpoints/delivery/mall"));
  EXPECT_FALSE(may_read_page(&s, "/journey/other/touchpoints/delivery/app"));
  const auto home = *journey::load_template("appliance");
  message::Scope own;
  own.touchpoints[home.key] = {home.touchpoints.back().key};
  const auto dashboard = *default_dashboard("touchpoint-owner", {home}, &own);
  for (const auto& t : dashboard.tiles)
    for (const auto& w : t.question.where) EXPECT_EQ(w, "touchpoint:" + home.touchpoints.back().key);
}

/// The routes on a real store. Three people: 1 and 2 may share, 3 only reads; 9 is of another workspace.
class BoardApi : public testing::Test {
 protected:
  BoardApi() {
    path_ = std::filesystem::temp_directory_path() / ("pk_board_" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    auto opened = adapters::open_sqlite((path_ / "r.db").string(), {.durable = false});
    EXPECT_TRUE(opened);
    records_ = *std::move(opened);
    EXPECT_TRUE(records_->migrate(migrations()));
    const People people = [](WorkspaceNo w) {
      return w == WorkspaceNo{1} ? std::vector<Person>{{account(1), "Li Lei"}, {account(2), "Ann"}, {account(3), "Reader"}} : std::vector<Person>{{account(9), "Other"}};
    };
    service_ = make_service(*records_, clock_, people, [n = std::uint64_t{0}]() mutable { return ++n * 0x9E3779B97F4A7C15ull; });
    const auto catalogue = std::make_shared<const journey::Catalogue>(std::vector{*journey::load_template("appliance")}, "Asia/Shanghai");
    add_routes(router_, {*service_, people, [catalogue](WorkspaceNo) { return catalogue; }});
  }
  ~BoardApi() override {
    service_.reset();
    records_.reset();
    std::filesystem::remove_all(path_);
  }
  struct Reply {
    int status;
    json::value body;
    std::string code() const { return body.is_object() && body.as_object().contains("code") ? std::string(body.at("code").as_string()) : ""; }
    std::string field() const { return std::string(body.at("errors").at(0).at("field").as_string()); }
    std::string id() const { return std::string(body.at("id").as_string()); }
  };
  Reply call(std::uint64_t who, Verb verb, std::string path, std::string body = {}) {
    clock_.advance(std::chrono::seconds(1));
    message::Request r;
    r.verb = verb;
    if (const auto q = path.find('?'); q != std::string::npos) r.query = path.substr(q + 1), path.resize(q);
    r.path = path;
    r.body = std::move(body);
    r.who.workspace = who == 9 ? WorkspaceNo{2} : WorkspaceNo{1};
    if (who != 0) r.who.account = account(who);
    r.who.name = "user " + std::to_string(who);
    using message::Right;
    r.who.rights = message::bits_of({Right::read, Right::act, who == 3 ? Right::read : Right::write, who == 1 ? Right::admin : Right::read});
    const auto m = router_.match(verb, r.path);
    if (m.route == nullptr) return {404, {}};
    r.params = m.params;
    const auto out = m.route->handler(r);
    return {out.status, out.body.empty() ? json::value() : json::parse(out.body)};
  }

  std::filesystem::path path_;
  ManualClock clock_{from_ms(1'772'000'000'000)};
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<Service> service_;
  message::Router router_;
};
constexpr const char* kNps = R"({"name":"NPS by city","question":{"metric":"nps","by":["week","city"],"range":"90d"}})";

TEST_F(BoardApi, ViewsArePrivateUntilShared) {
  const auto made = call(2, Verb::post, "/v1/views", kNps);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.body.at("mine").as_bool());
  EXPECT_FALSE(made.body.at("shared").as_bool());
  EXPECT_EQ(made.body.at("owner").at("name"), "Ann");
  const auto path = "/v1/views/" + made.id();
  EXPECT_EQ(call(1, Verb::get, path).status, 404) << "not even an administrator reads private views";
  EXPECT_EQ(call(1, Verb::get, "/v1/views").body.at("views").as_array().size(), 0u);
  EXPECT_EQ(call(2, Verb::patch, path, R"({"shared":true})").body.at("version").as_int64(), 2);
  EXPECT_EQ(call(3, Verb::get, path).body.at("may_change"), false);
  EXPECT_EQ(call(3, Verb::patch, path, R"({"name":"x"})").code(), "not_yours");
  EXPECT_EQ(call(1, Verb::patch, path, R"({"name":"NPS","version":1})").code(), "stored_elsewhere");
  EXPECT_EQ(call(1, Verb::patch, path, R"({"name":"NPS","version":2})").status, 200);
  EXPECT_EQ(call(1, Verb::patch, path, R"({"shared":false})").code(), "not_yours") << "only the owner takes it back";
  EXPECT_EQ(call(9, Verb::get, path).status, 404) << "another workspace";
  EXPECT_EQ(call(9, Verb::del, path).status, 404);
  EXPECT_EQ(call(3, Verb::del, path).status, 403);
  EXPECT_EQ(call(1, Verb::del, path).status, 204);
  EXPECT_EQ(call(2, Verb::get, path).status, 404);
}

TEST_F(BoardApi, ReadersKeepTheirOwn) {
  EXPECT_EQ(call(3, Verb::post, "/v1/views", kNps).status, 201);
  EXPECT_EQ(call(3, Verb::post, "/v1/views", R"({"name":"x","shared":true,"question":{"metric":"nps"}})").code(), "may_not_share");
  EXPECT_EQ(call(0, Verb::post, "/v1/views", kNps).status, 201) << "a key makes shared ones";
  EXPECT_EQ(call(0, Verb::post, "/v1/views", R"({"name":"x","shared":false,"question":{"metric":"nps"}})").code(), "needs_account");
  const auto bad = call(1, Verb::post, "/v1/views", R"({"name":"","question":{"metric":"nps","by":"week","colour":1}})");
  EXPECT_EQ(bad.status, 422);
  EXPECT_EQ(bad.body.at("errors").as_array().size(), 3u) << bad.body;
  EXPECT_EQ(call(1, Verb::post, "/v1/views", R"({"name":"x","question":{"metric":"nps","range":"soon"}})").field(), "question.range");
  EXPECT_EQ(call(1, Verb::post, "/v1/views", "[]").status, 422);
  EXPECT_EQ(call(1, Verb::get, "/v1/views/view_zz").status, 404);
}

TEST_F(BoardApi, DashboardsArrangeTiles) {
  const auto list = call(1, Verb::get, "/v1/dashboards").body.at("dashboards").as_array();
  ASSERT_EQ(list.size(), default_roles().size());
  EXPECT_EQ(list[0].at("id"), "cx-lead");
  EXPECT_EQ(call(1, Verb::put, "/v1/dashboards/cx-lead", "{}").code(), "dashboard_is_default");
  const auto own = call(2, Verb::post, "/v1/dashboards", R"({"name":"Mine","from":"cx-lead"})");
  ASSERT_EQ(own.status, 201) << own.body;
  EXPECT_EQ(own.body.at("tiles"), call(1, Verb::get, "/v1/dashboards/cx-lead").body.at("tiles"));
  const auto path = "/v1/dashboards/" + own.id();
  EXPECT_EQ(call(1, Verb::get, path).status, 404);

  // A tile of a private view: its owner follows the view, others keep the copy.
  const auto view = call(2, Verb::post, "/v1/views", kNps).id();
  const auto tile = R"({"kind":"chart","view":")" + view + R"("})";
  const auto pinned = call(2, Verb::post, path + "/tiles", tile);
  ASSERT_EQ(pinned.status, 201) << pinned.body;
  const auto last = [&](const json::value& d) { return d.at("tiles").as_array().back(); };
  EXPECT_EQ(last(pinned.body).at("question").at("metric"), "nps");
  EXPECT_EQ(last(pinned.body).at("name"), "NPS by city");
  EXPECT_EQ(call(2, Verb::patch, "/v1/views/" + view, R"({"question":{"metric":"csat"}})").status, 200);
  EXPECT_EQ(last(call(2, Verb::get, path).body).at("question").at("metric"), "csat");
  auto whole = call(2, Verb::get, path).body.as_object();
  const auto put = [&](std::uint64_t who) {
    return call(who, Verb::put, path, json::serialize(json::object{{"name", whole["name"]}, {"shared", whole["shared"]}, {"version", whole["version"]}, {"tiles", whole["tiles"]}}));
  };
  whole["shared"] = true;
  std::reverse(whole["tiles"].as_array().begin(), whole["tiles"].as_array().end());
  whole["tiles"].as_array().push_back({{"kind", "note"}, {"text", "Read me"}});
  const auto shared = put(2);
  ASSERT_EQ(shared.status, 200) << shared.body;
  EXPECT_EQ(put(2).code(), "stored_elsewhere");
  const auto seen = call(3, Verb::get, path).body;
  EXPECT_EQ(last(seen).at("text"), "Read me");
  EXPECT_EQ(seen.at("tiles").at(0).at("question").at("metric"), "csat") << "the copy";
  EXPECT_FALSE(seen.at("tiles").at(0).as_object().contains("view"));
  EXPECT_EQ(call(2, Verb::del, "/v1/views/" + view).status, 204);
  EXPECT_EQ(call(2, Verb::get, path).body.at("tiles").at(0).at("question").at("metric"), "csat") << "a deleted view leaves no hole";

  EXPECT_EQ(call(3, Verb::post, path + "/tiles", tile).status, 403);
  EXPECT_EQ(call(2, Verb::post, path + "/tiles", R"({"kind":"chart","question":{"metric":""}})").status, 422);
  EXPECT_EQ(call(2, Verb::post, path + "/tiles", R"({"kind":"chart","width":3,"question":{"metric":"nps"}})").status, 422);
  EXPECT_EQ(call(2, Verb::post, path + "/tiles", tile).code(), "no_such_view");
  whole["version"] = shared.body.at("version");
  whole["tiles"].as_array()[1].as_object()["id"] = whole["tiles"].as_array()[0].at("id");
  EXPECT_EQ(put(2).status, 422) << "ids are unique";
  EXPECT_EQ(call(3, Verb::del, path).status, 403);
  EXPECT_EQ(call(1, Verb::del, path).status, 204);
}

TEST_F(BoardApi, DashboardsHoldBoundedTiles) {
  std::string tiles;
  for (std::size_t i = 0; i <= kMaxTiles; ++i) tiles += (i ? "," : "") + std::string(R"({"kind":"note","text":"n"})");
  EXPECT_EQ(call(1, Verb::post, "/v1/dashboards", R"({"name":"x","tiles":[)" + tiles + "]}").status, 422);
  EXPECT_EQ(call(1, Verb::post, "/v1/dashboards", R"({"name":"x","tiles":[{"kind":"note","text":"n"}]})").status, 201);
}

TEST_F(BoardApi, DigestIsKeptPerPerson) {
  const auto path = "/v1/dashboards/" + call(1, Verb::post, "/v1/dashboards", R"({"name":"x","shared":true,"from":"analyst"})").id() + "/digest";
  EXPECT_TRUE(call(1, Verb::get, path).body.at("digest").is_null());
  EXPECT_EQ(call(1, Verb::put, path, R"({"every":"hour"})").status, 422);
  const auto kept = call(3, Verb::put, path, R"({"every":"week","weekday":5,"hour":7})");
  ASSERT_EQ(kept.status, 200) << kept.body;
  EXPECT_EQ(kept.body.at("digest").at("next_at").as_string().subview(11, 5), "23:00") << "7 in Shanghai";
  EXPECT_TRUE(call(1, Verb::get, path).body.at("digest").is_null());
  EXPECT_EQ(call(3, Verb::del, path).status, 204);
  EXPECT_TRUE(call(3, Verb::get, path).body.at("digest").is_null());
}

TEST_F(BoardApi, ThreadsAndMentions) {
  const auto open = [&](std::uint64_t who, const std::string& text) {
    return call(who, Verb::post, "/v1/threads",
                json::serialize(json::object{{"page", "/journey/home"}, {"figure", "matrix"}, {"link", "/journey/home?range=90d#matrix"}, {"title", "Journey map"}, {"text", text}}));
  };
  EXPECT_EQ(open(1, "  \n").field(), "text");
  EXPECT_EQ(open(1, "see " + mention_of(9, "Other")).body.at("errors").at(0).at("code"), "no_such_member");
  EXPECT_EQ(open(0, "a key has no voice").code(), "needs_account");
  const auto t = open(3, "Why did delivery fall? " + mention_of(2, "Ann") + mention_of(3, "Reader"));
  ASSERT_EQ(t.status, 201) << t.body;
  EXPECT_EQ(call(3, Verb::get, "/v1/mentions").body.at("unread").as_int64(), 0) << "nobody mentions himself";
  auto inbox = call(2, Verb::get, "/v1/mentions?unread=1").body;
  ASSERT_EQ(inbox.at("mentions").as_array().size(), 1u);
  EXPECT_EQ(inbox.at("mentions").at(0).at("link"), "/journey/home?range=90d#matrix");

  const auto path = "/v1/threads/" + t.id();
  const auto reply = call(2, Verb::post, path + "/comments", R"({"text":"The courier changed."})");
  ASSERT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body.at("comments").as_array().size(), 2u);
  EXPECT_EQ(call(2, Verb::post, "/v1/mentions/seen", R"({"thread":")" + t.id() + R"("})").status, 204);
  EXPECT_EQ(call(2, Verb::get, "/v1/mentions?unread=1").body.at("mentions").as_array().size(), 0u);
  EXPECT_EQ(call(2, Verb::get, "/v1/mentions").body.at("mentions").as_array().size(), 1u);

  EXPECT_EQ(call(1, Verb::patch, path, R"({"resolved":true})").body.at("resolved"), true);
  EXPECT_EQ(call(1, Verb::get, "/v1/threads?page=/journey/home&state=open").body.at("threads").as_array().size(), 0u);
  EXPECT_EQ(call(1, Verb::get, "/v1/threads?page=/journey/home&figure=matrix&state=resolved").body.at("threads").as_array().size(), 1u);
  EXPECT_EQ(call(1, Verb::get, "/v1/threads?page=/feedback").body.at("threads").as_array().size(), 0u);
  EXPECT_EQ(call(1, Verb::get, "/v1/threads?state=odd").status, 422);
  EXPECT_EQ(call(3, Verb::post, path + "/comments", R"({"text":"Not settled."})").body.at("resolved"), false) << "an answer opens it again";

  // One's own words only; an administrator removes.
  const auto first = std::string(reply.body.at("comments").at(0).at("id").as_string());
  EXPECT_EQ(call(2, Verb::patch, "/v1/comments/" + first, R"({"text":"x"})").code(), "not_yours");
  EXPECT_EQ(call(2, Verb::del, "/v1/comments/" + first).code(), "not_yours");
  EXPECT_EQ(call(3, Verb::patch, "/v1/comments/" + first, R"({"text":"Why?"})").body.at("comments").at(0).at("text"), "Why?");
  const auto gone = call(1, Verb::del, "/v1/comments/" + first).body;
  EXPECT_EQ(gone.at("comments").at(0).at("removed"), true);
  EXPECT_EQ(gone.at("comments").at(0).at("text"), "");
  EXPECT_EQ(call(3, Verb::patch, "/v1/comments/" + first, R"({"text":"x"})").status, 404);
  EXPECT_EQ(call(2, Verb::get, "/v1/mentions").body.at("mentions").as_array().size(), 0u) << "a removed comment calls nobody";
  EXPECT_EQ(call(9, Verb::get, path).status, 404) << "another workspace";
  EXPECT_EQ(call(9, Verb::post, path + "/comments", R"({"text":"hello"})").status, 404);
  EXPECT_EQ(call(9, Verb::get, "/v1/colleagues").body.at("colleagues").as_array().size(), 1u);
}

}  // namespace
}  // namespace peakend::board
