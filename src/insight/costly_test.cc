#include "insight/costly.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

using message::Request;
using message::Response;
using std::chrono::milliseconds;

/// A question whose work waits until it is let go.
class CostlyTest : public ::testing::Test {
 protected:
  void make(CostlyOptions options = {}) {
    costly = std::make_unique<Costly>(
        VersionOf{[](const Request& r) { return r.who.name; },
                  [this](const Request&) -> Result<DataVersion> { return DataVersion{std::to_string(fixed), std::to_string(moving)}; }},
        options);
    route = costly->share("/q", [this](const Request& r) {
      ++begun;
      while (!open && !task::stopped()) std::this_thread::sleep_for(milliseconds(1));
      if (r.query == "bad") return message::problem(Error{ErrorKind::invalid, "invalid_fields", {}, {}, {}}, r);
      return Response::json("{\"seq\":" + std::to_string(moving) + ",\"q\":\"" + r.query + std::string(padding, 'x') + "\"}");
    });
  }
  Request request(std::string query, std::string prefer = {}, std::uint64_t who = 1) {
    Request r;
    r.path = "/q";
    r.query = std::move(query);
    r.who.workspace = kWs;
    r.who.account = AccountId(Uuid{who, who});
    r.request_id = "0123456789abcdef";
    if (!prefer.empty()) r.headers.emplace_back("prefer", prefer);
    return r;
  }
  std::future<Response> ask(Request r) {
    auto promise = std::make_shared<std::promise<Response>>();
    route(std::move(r), [promise](Response a) { promise->set_value(std::move(a)); });
    return promise->get_future();
  }
  Response now(Request r) { return ask(std::move(r)).get(); }
  Response watch(const std::string& id, std::string prefer = {}, std::uint64_t who = 1) {
    Request r = request("", std::move(prefer), who);
    r.params["id"] = id;
    auto promise = std::make_shared<std::promise<Response>>();
    costly->status(std::move(r), [promise](Response a) { promise->set_value(std::move(a)); });
    return promise->get_future().get();
  }
  int cancel(const std::string& id, std::uint64_t who = 1) {
    Request r = request("", {}, who);
    r.params["id"] = id;
    return costly->cancel(r).status;
  }
  static std::string id_of(const Response& r) { return std::string(json::parse(r.body).at("id").as_string()); }
  static std::string state_of(const Response& r) { return std::string(json::parse(r.body).at("state").as_string()); }
  void begun_is(int n) {
    for (int i = 0; i < 2'000 && begun < n; ++i) std::this_thread::sleep_for(milliseconds(1));
    ASSERT_EQ(begun, n);
  }

  std::atomic<int> begun{0}, fixed{1}, moving{1};
  std::atomic<bool> open{false};
  std::size_t padding = 0;
  message::AsyncHandler route;
  std::unique_ptr<Costly> costly;
};

TEST_F(CostlyTest, OneComputationForAllWhoAskTheSameAndItIsKeptForItsData) {
  make();
  auto first = ask(request("a"));
  begun_is(1);
  auto second = ask(request("a", {}, 2));
  auto third = ask(request("a", "respond-async, wait=20", 3));
  std::this_thread::sleep_for(milliseconds(20));
  open = true;
  const std::string body = first.get().body;
  EXPECT_EQ(second.get().body, body);
  EXPECT_EQ(third.get().body, body);
  EXPECT_EQ(now(request("a")).body, body);
  EXPECT_EQ(begun, 1);
  moving = 2;  // facts came in
  EXPECT_NE(now(request("a")).body, body);
  EXPECT_EQ(begun, 2);
  Request other = request("a");
  other.who.name = "sees less";
  now(other);
  EXPECT_EQ(begun, 3);
}

TEST_F(CostlyTest, WhoWatchesIsToldTheStateAndThenTheAnswer) {
  make();
  const Response accepted = now(request("a", "respond-async, wait=0"));
  EXPECT_EQ(accepted.status, 202);
  EXPECT_EQ(*accepted.header("Location"), "/v1/answers/" + id_of(accepted));
  EXPECT_EQ(*accepted.header("Preference-Applied"), "respond-async");
  const std::string id = id_of(accepted);
  begun_is(1);
  EXPECT_EQ(state_of(watch(id)), "running");
  EXPECT_EQ(watch(id, {}, 2).status, 404);  // another's
  std::thread later([&] { std::this_thread::sleep_for(milliseconds(30)), open = true; });
  EXPECT_EQ(state_of(watch(id, "wait=20")), "done");
  later.join();
  const Response answer = now(request("a", "respond-async"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(begun, 1);
}

TEST_F(CostlyTest, ACancelledOneStopsWithinASecondUnlessOthersWait) {
  make();
  auto waits = ask(request("a"));  // taken before the next two, which are answered
  const std::string id = id_of(now(request("a", "respond-async, wait=0")));
  now(request("a", "respond-async, wait=0", 2));
  begun_is(1);
  EXPECT_EQ(cancel(id, 3), 404);
  EXPECT_EQ(cancel(id), 204);
  EXPECT_EQ(state_of(watch(id, {}, 2)), "running");
  const auto from = std::chrono::steady_clock::now();
  EXPECT_EQ(cancel(id, 2), 204);
  const Response none = waits.get();  // had asked under the first account, which cancelled
  EXPECT_LT(std::chrono::steady_clock::now() - from, milliseconds(1'000));
  EXPECT_EQ(none.status, 409);
  EXPECT_NE(none.body.find("answer_cancelled"), std::string::npos);
  open = true;
  EXPECT_EQ(now(request("a")).status, 200);  // nothing of the stopped one is kept
  EXPECT_EQ(begun, 2);
}

TEST_F(CostlyTest, OneInTheQueueIsCancelledWithoutBeginning) {
  make({.at_once = 1});
  auto first = ask(request("a"));
  begun_is(1);
  const Response second = now(request("b", "respond-async, wait=0"));
  EXPECT_EQ(state_of(second), "queued");
  EXPECT_EQ(cancel(id_of(second)), 204);
  open = true;
  EXPECT_EQ(first.get().status, 200);
  now(request("c"));
  EXPECT_EQ(begun, 2);
}

TEST_F(CostlyTest, AnOlderAnswerIsShownWhileItIsComputedAnewButNotAfterAnErasure) {
  make();
  open = true;
  const std::string old = now(request("a")).body;
  std::this_thread::sleep_for(milliseconds(300));  // well beyond ten times what it cost
  open = false;
  moving = 2;
  const Response shown = now(request("a", "respond-async, wait=0"));
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body, old);
  ASSERT_NE(shown.header("Link"), nullptr);
  EXPECT_NE(shown.header("Link")->find("rel=\"monitor\""), std::string::npos);
  ASSERT_NE(shown.header("Age"), nullptr);
  fixed = 2;
  EXPECT_EQ(now(request("a", "respond-async, wait=0")).status, 202);
  open = true;
  EXPECT_NE(now(request("a")).body, old);
}

TEST_F(CostlyTest, WhoDoesNotWatchWaitsBoundedAndErrorsReachWhoAsksAgain) {
  make({.patience = milliseconds(30)});
  const Response late = now(request("a"));
  EXPECT_EQ(late.status, 503);
  EXPECT_NE(late.body.find("answer_takes_long"), std::string::npos);
  const Response bad = now(request("bad", "respond-async, wait=0"));
  EXPECT_EQ(bad.status, 202);
  open = true;
  EXPECT_EQ(state_of(watch(id_of(bad), "wait=20")), "failed");
  EXPECT_EQ(now(request("bad", "respond-async, wait=0")).status, 422);
}

TEST_F(CostlyTest, KeepsAtMostSoManyBytes) {
  padding = 30'000;
  make({.bytes = 200'000});
  open = true;
  for (int i = 0; i < 20; ++i) now(request(std::to_string(i)));
  EXPECT_GT(costly->bytes(), 100'000u);
  EXPECT_LE(costly->bytes(), 200'000u);
  EXPECT_EQ(begun, 20);
  now(request("19"));
  EXPECT_EQ(begun, 20);
  now(request("0"));
  EXPECT_EQ(begun, 21);
}

TEST_F(CostlyTest, WhatNobodyLooksAtIsLetGo) {
  make({.at_once = 1, .left = milliseconds(20), .forgotten = milliseconds(40)});
  const std::string first = id_of(now(request("a", "respond-async, wait=0")));
  begun_is(1);
  now(request("b", "respond-async, wait=0"));
  auto third = ask(request("c"));  // somebody waits for this one
  begun_is(2);
  EXPECT_EQ(state_of(watch(first)), "cancelled");
  open = true;
  EXPECT_NE(third.get().body.find("\"q\":\"c\""), std::string::npos);
  EXPECT_EQ(begun, 2);
}

TEST_F(CostlyTest, StoppingAnswersEverybodyAndTooManyAreRefused) {
  make({.at_once = 1, .waiting = 1});
  auto first = ask(request("a"));
  begun_is(1);
  auto second = ask(request("b"));
  EXPECT_EQ(now(request("c")).status, 503);
  costly->stop();
  EXPECT_EQ(first.get().status, 503);
  EXPECT_EQ(second.get().status, 503);
  EXPECT_EQ(now(request("d")).status, 503);
}

/// The real routes: a scan is left when its question is cancelled.
TEST_F(InsightTest, AScanOfAStoppedTaskEnds) {
  telecom();
  Task t;
  const Task::Here here(t);
  facts::ScanSpec spec;
  spec.workspace = kWs;
  int seen = 0;
  const auto scanned = store->scan(spec, [&](const Fact&) {
    if (++seen == 3) t.stop();
    return true;
  });
  ASSERT_FALSE(scanned);
  EXPECT_EQ(scanned.error().code, "cancelled");
  EXPECT_EQ(seen, 3);
  EXPECT_EQ(t.read(), 3);
}

TEST_F(InsightTest, CostlyRoutesTellWhoAsksForItWhenTheyAreNotReady) {
  telecom();
  const auto match = router.match(message::Verb::get, "/v1/journeys/shop/worth");
  ASSERT_NE(match.route, nullptr);
  EXPECT_TRUE(match.route->async_handler);
  const json::value one = get("/v1/journeys/shop/worth");
  EXPECT_EQ(get("/v1/journeys/shop/worth"), one);  // as_of and all: kept
  clock.advance(std::chrono::minutes(11));
  EXPECT_NE(get("/v1/journeys/shop/worth").at("as_of"), one.at("as_of"));
}

}  // namespace
}  // namespace peakend::insight
