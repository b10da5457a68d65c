// What is planted in the demo company (docs/demo.md) is found by GET /v1/today: real stores, small company.
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>

#include "app/stores.h"
#include "base/calendar.h"
#include "demo/demo.h"
#include "ingest/ingest.h"
#include "insight/insight_api.h"

namespace peakend::app {
namespace {
namespace json = boost::json;

class TruthsTest : public testing::Test {
 protected:
  void SetUp() override {
    config_.data = testing::TempDir() + "/pk_truths_" + std::to_string(::getpid());
    std::filesystem::remove_all(config_.data);
    auto stores = open_stores(config_, clock_);
    ASSERT_TRUE(stores) << stores.error().log;
    stores_ = std::move(*stores);
    const auto w = stores_->accounts->create_workspace({"demo", "Demo", "Asia/Shanghai", "zh", true});
    ASSERT_TRUE(w);
    no_ = w->no;
    std::ifstream in(std::string(PEAKEND_SOURCE_DIR) + "/src/demo/journey.json");
    std::stringstream text;
    text << in.rdbuf();
    auto journey = journey::parse_journey(text.str());
    ASSERT_TRUE(journey);
    ASSERT_TRUE(stores_->journeys->create(no_, std::move(*journey), "test"));
    load();
    insight::add_routes(router_, {stores_->facts.get(), [this](WorkspaceNo no) { return stores_->catalogue(no); },
                                  [](WorkspaceNo, CustomerId c) { return c; }, stores_->episodes.get(), &clock_, config_.data + "/tmp"});
  }
  void TearDown() override {
    stores_.reset();
    std::filesystem::remove_all(config_.data);
  }
  void load() {
    std::unique_ptr<ingest::Intake> intake;
    int waiting = 0;
    const auto flush = [&] {
      if (waiting == 0) return;
      std::promise<bool> done;
      stores_->inbox->submit(intake->take(), [&](Result<inbox::Receipt> r) { done.set_value(r.has_value()); });
      ASSERT_TRUE(done.get_future().get());
      waiting = 0;
    };
    demo::Options options{.customers = 9'000, .orders = 16'000, .end = clock_.now()};
    demo::generate(options, [&](std::string_view item) {
      if (waiting == 0) intake = ingest::make_intake({no_, stores_->catalogue(no_), clock_.now(), {}, Uuid{random64(), random64()}});
      intake->add(item);
      if (++waiting == 4'000) flush();
      return true;
    });
    flush();
    ASSERT_TRUE(stores_->projector->drain());
    ASSERT_TRUE(stores_->episodes->drain(no_));
  }
  json::value get(std::string_view path, std::string query = {}) {
    message::Request r;
    r.path = path;
    r.query = std::move(query);
    r.who.workspace = no_;
    r.request_id = "0123456789abcdef";
    const auto match = router_.match(r.verb, r.path);
    if (match.route == nullptr) return {};
    r.params = match.params;
    const auto response = message::call_and_wait(*match.route, r);
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }
  std::string day(int before) const { return calendar::day_text(calendar::local_day(*calendar::Zone::find("Asia/Shanghai"), clock_.now()) - before); }

  Config config_;
  ManualClock clock_{*calendar::parse_rfc3339("2026-03-14T04:00:00Z")};
  std::unique_ptr<Stores> stores_;
  WorkspaceNo no_ = WorkspaceNo::none;
  message::Router router_;
};

const json::object* find(const json::value& list, std::string_view touchpoint, const char* field, std::string_view value) {
  for (const auto& one : list.as_array()) {
    const auto* found = one.as_object().if_contains(field);
    if (found != nullptr && one.at("touchpoint").as_string() == touchpoint && found->as_string() == value) return &one.as_object();
  }
  return nullptr;
}

TEST_F(TruthsTest, TodayFindsWhatIsPlanted) {
  const auto today = get("/v1/today");
  const auto& shifts = today.at("shifts");
  const std::string all = json::serialize(shifts);
  const auto around = [&](const json::object& f, int before) {
    const std::string since(f.at("since").as_string());
    EXPECT_GE(since, day(before + 14)) << all;
    EXPECT_LE(since, day(before - 14)) << all;
  };
  // 1 online-mall delivery breaks its promise since day -130
  const auto* promise = find(shifts, "delivery/online-mall", "measure", "promise_kept");
  ASSERT_NE(promise, nullptr) << all;
  around(*promise, demo::Truths::delivery_breaks);
  EXPECT_LT(promise->at("after").to_number<double>(), promise->at("before").to_number<double>());
  // 2 the moments that are remembered
  EXPECT_EQ(today.at("memory").at("peak").at("touchpoint").as_string(), "setup/app");
  EXPECT_EQ(today.at("memory").at("valley").at("touchpoint").as_string(), "delivery/online-mall");
  // 3 loved or hated
  ASSERT_EQ(today.at("polarised").as_array().size(), 1u) << today.at("polarised");
  EXPECT_EQ(today.at("polarised").at(0).at("touchpoint").as_string(), "aftersale/store");
  // 4 expectation rises while experience stays
  const auto* rising = find(shifts, "presale/app", "measure", "satisfaction_ratio");
  ASSERT_NE(rising, nullptr) << all;
  EXPECT_EQ(rising->at("cause").as_string(), "expectation_rose") << all;
  // 5 the gift: first advertised, then forgotten
  const auto* announced = find(shifts, "setup/mini-program", "cause", "expectation_rose");
  ASSERT_NE(announced, nullptr) << all;
  // 6 the floor
  const auto* floor = find(shifts, "aftersale/online-mall", "measure", "floor_breach");
  ASSERT_NE(floor, nullptr) << all;
  around(*floor, demo::Truths::floor_breaks);
  const auto& floors = today.at("floors").as_array();
  EXPECT_TRUE(std::any_of(floors.begin(), floors.end(), [](const json::value& f) {
    return f.at("touchpoint").as_string() == "aftersale/online-mall" && f.at("alarm").as_bool();
  })) << today.at("floors");
  // The control: nothing happens to the customers' tiers, so their mix moves nothing.
  const auto by_tier = get("/v1/today", "by=tier");
  int tiers = 0;
  for (const auto& number : by_tier.at("numbers").as_array()) {
    for (const auto& why : number.at("why").as_array()) {
      if (why.at("by").as_string() != "tier") continue;
      for (const auto& carrier : why.at("carriers").as_array()) {
        ++tiers;
        EXPECT_LT(std::abs(carrier.at("mix").to_number<double>()), number.at("metric").as_string() == "nps" ? 2 : .02) << carrier;
      }
    }
  }
  EXPECT_GT(tiers, 0);
}

}  // namespace
}  // namespace peakend::app
