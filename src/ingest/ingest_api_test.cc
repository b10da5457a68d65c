#include "ingest/ingest_api.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <future>

#include "adapters/sqlite/sqlite_records.h"

namespace peakend::ingest {
namespace {

namespace json = boost::json;

class IngestApi : public testing::Test {
 protected:
  IngestApi() {
    dir_ = std::filesystem::temp_directory_path() / ("pk_ingest_api_" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    records_ = *adapters::open_sqlite((dir_ / "r.db").string(), {.durable = false});
    const auto all = inbox::migrations();
    EXPECT_TRUE(records_->migrate(all));
    inbox_ = *inbox::make_inbox(*records_, clock_);
    auto j = journey::load_template("coffee");
    EXPECT_TRUE(j);
    journeys_ = std::make_shared<const journey::Catalogue>(std::vector{*j});
    add_routes(router_, Deps{*inbox_, [this](WorkspaceNo) { return journeys_; }, clock_, [this] { return ++random_; }});
  }
  ~IngestApi() override {
    inbox_->stop();
    inbox_.reset();
    records_.reset();
    std::filesystem::remove_all(dir_);
  }
  message::Response post(std::string path, std::string body, std::vector<std::pair<std::string, std::string>> headers = {}, std::size_t piece = SIZE_MAX) {
    message::Request r;
    r.verb = message::Verb::post;
    r.path = path;
    r.body = body;
    r.headers = std::move(headers);
    r.who.workspace = WorkspaceNo{1};
    const auto* route = router_.match(r.verb, path).route;
    if (route->async_handler) {
      auto done = std::make_shared<std::promise<message::Response>>();
      auto answer = done->get_future();
      route->async_handler(std::move(r), [done](message::Response a) { done->set_value(std::move(a)); });
      return answer.get();
    }
    r.body.clear();
    auto sink = route->sink_handler(r);
    for (std::size_t at = 0; at < body.size(); at += std::min(piece, body.size() - at))
      if (auto ok = (*sink)->chunk(std::string_view(body).substr(at, piece)); !ok) return problem(ok.error(), r);
    return (*sink)->finish();
  }
  message::Response stream(std::string body, std::size_t piece = SIZE_MAX) {
    return post("/v1/batch", std::move(body), {{"content-type", "application/x-ndjson; charset=utf-8"}}, piece);
  }
  static json::value parsed(const message::Response& r) { return json::parse(r.body); }
  static std::string field_of(const message::Response& r) {
    const auto v = parsed(r);
    const auto* e = v.as_object().if_contains("errors");
    if (e == nullptr) return "";
    return std::string(e->as_array().at(0).at("field").as_string()) + ":" + std::string(e->as_array().at(0).at("code").as_string());
  }

  std::filesystem::path dir_;
  ManualClock clock_{from_ms(1'700'000'000'000)};
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<inbox::Inbox> inbox_;
  std::shared_ptr<const journey::Catalogue> journeys_;
  message::Router router_;
  std::uint64_t random_ = 0;
};

TEST_F(IngestApi, SingleItemsAreAcknowledgedOnce) {
  const auto first = post("/v1/track", R"({"messageId":"m\"1","userId":"c1","event":"E"})");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(parsed(first), json::parse(R"({"id":"m\"1","seq":1})"));
  const auto again = post("/v1/track", R"({"messageId":"m\"1","userId":"c1","event":"Other"})");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(parsed(again), parsed(first));
  EXPECT_EQ(post("/v1/ratings", R"({"id":"m\"1","metric":"nps","value":9})").status, 201);
  EXPECT_EQ(inbox_->status().accepted, 2);
}

TEST_F(IngestApi, IdempotencyKeyIsTheIdOfAnItemWithoutOne) {
  const std::string body = R"({"userId":"c1","event":"E"})";
  const auto first = post("/v1/track", body, {{"idempotency-key", "k-1"}});
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(parsed(first).at("id").as_string(), "k-1");
  EXPECT_EQ(post("/v1/track", body, {{"idempotency-key", "k-1"}}).status, 200);
  EXPECT_EQ(post("/v1/track", body).status, 201);
  EXPECT_EQ(post("/v1/track", R"({"messageId":"m","userId":"c1","event":"E"})", {{"idempotency-key", "k-1"}}).status, 409);
  EXPECT_EQ(post("/v1/track", R"({"messageId":"m","userId":"c1","event":"E"})", {{"idempotency-key", "m"}}).status, 201);
  EXPECT_EQ(field_of(post("/v1/track", body, {{"idempotency-key", "a\"b"}})), "Idempotency-Key:bad_idempotency_key");
}

TEST_F(IngestApi, RefusalsNameTheField) {
  EXPECT_EQ(post("/v1/ratings", "{").status, 400);
  EXPECT_EQ(post("/v1/ratings", "{\"a\":\"\xff\"}").status, 400);
  EXPECT_EQ(post("/v1/ratings", R"({"metric":"nps","value":1,"comment":")" + std::string(70'000, 'x') + "\"}").status, 413);
  const auto bad = post("/v1/ratings", R"({"metric":"nps","value":99})");
  EXPECT_EQ(bad.status, 422);
  EXPECT_EQ(field_of(bad), "value:out_of_range");
  EXPECT_EQ(field_of(post("/v1/ratings", R"({"metric":"nps","value":9,"touchpoint":"x/y"})")), "touchpoint:unknown_touchpoint");
  EXPECT_EQ(inbox_->status().accepted, 0);
}

TEST_F(IngestApi, BatchAnswersEachItem) {
  const auto r = post("/v1/batch", R"({"sentAt":"x","batch":[{"type":"track","messageId":"a","userId":"u","event":"E [1,2] }"},
     {"type":"track","messageId":"a","userId":"u","event":"E"},{"type":"rating","id":"r","metric":"nps","value":11},3,{"type":"feedback","text":"\"}"}]})");
  ASSERT_EQ(r.status, 200) << r.body;
  const auto v = parsed(r);
  EXPECT_EQ(v.at("accepted").as_int64(), 2);
  EXPECT_EQ(v.at("duplicate").as_int64(), 1);
  EXPECT_EQ(v.at("rejected").as_int64(), 2);
  const auto& list = v.at("results").as_array();
  EXPECT_EQ(list[0].at("status").as_string(), "accepted");
  EXPECT_EQ(list[0].at("seq").as_int64(), 1);
  EXPECT_EQ(list[1].at("status").as_string(), "duplicate");
  EXPECT_EQ(list[2].at("field").as_string(), "batch[2].value");
  EXPECT_EQ(list[2].at("id").as_string(), "r");
  EXPECT_EQ(list[3].at("field").as_string(), "batch[3]");
  EXPECT_EQ(list[4].at("status").as_string(), "accepted");
}

TEST_F(IngestApi, BrokenBatches) {
  for (const char* body : {"", "{", "{\"batch\":[", "{\"batch\":[{}", "{\"batch\":[{}]", "{\"batch\":[{}]} x", "{\"batch\":[{},]}", "{\"x\":nonsense,\"batch\":[]}",
                           "{batch:[]}", "{\"batch\":[}]}", "{\"batch\":[\"abc]}"})
    EXPECT_EQ(post("/v1/batch", body).status, 400) << body;
  for (const char* body : {"{}", "[]", "{\"batch\":{}}", "{\"batch\":[],\"batch\":[]}"}) EXPECT_EQ(post("/v1/batch", body).status, 422) << body;
  EXPECT_EQ(post("/v1/batch", "{\"batch\":[]}").status, 200);
  std::string many = "{\"batch\":[0";
  for (std::size_t i = 0; i < kMaxBatchItems; ++i) many += ",0";
  EXPECT_EQ(post("/v1/batch", many + "]}").status, 413);
  EXPECT_EQ(post("/v1/batch", "{\"batch\":[\"" + std::string(5 << 20, 'x') + "\"]}", {}, 65'536).status, 413);
  EXPECT_EQ(inbox_->status().accepted, 0);
}

TEST_F(IngestApi, StreamsInPiecesOfAnySize) {
  std::string body;
  for (int i = 0; i < 10'000; ++i) body += R"({"type":"track","messageId":"m)" + std::to_string(i) + R"(","userId":"u","event":"E"})" + "\n";
  body += "\n{\"type\":\"track\"}\nrubbish\n" + std::string(70'000, 'x') + "\n" + R"({"type":"track","messageId":"m0","userId":"u","event":"E"})";
  std::int64_t accepted = 10'000;
  for (const std::size_t piece : {std::size_t{7}, std::size_t{4'096}, SIZE_MAX}) {
    const auto v = parsed(stream(body, piece));
    EXPECT_EQ(v.at("lines").as_int64(), 10'005);
    EXPECT_EQ(v.at("accepted").as_int64(), accepted);
    EXPECT_EQ(v.at("duplicate").as_int64(), 10'001 - accepted);
    EXPECT_EQ(v.at("rejected").as_int64(), 3);
    EXPECT_EQ(v.at("failed").as_int64(), 0);
    const auto& rejects = v.at("rejects").as_array();
    ASSERT_EQ(rejects.size(), 3u);
    EXPECT_EQ(rejects[0].at("line").as_int64(), 10'002);
    EXPECT_EQ(rejects[0].at("field").as_string(), "event");
    EXPECT_EQ(rejects[1].at("code").as_string(), "bad_json");
    EXPECT_EQ(rejects[2].at("code").as_string(), "too_large");
    accepted = 0;
  }
  EXPECT_EQ(inbox_->status().accepted, 10'000);
}

TEST_F(IngestApi, WhatWasNotKeptIsSaid) {
  inbox_->stop();
  const auto r = stream("{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\"}\n\nx\n");
  EXPECT_EQ(r.status, 503);
  const auto v = parsed(r);
  EXPECT_EQ(v.at("accepted").as_int64(), 0);
  EXPECT_EQ(v.at("failed").as_int64(), 1);
  EXPECT_EQ(v.at("rejected").as_int64(), 1);
  EXPECT_EQ(v.at("send_again").as_array().at(0), json::parse(R"({"from_line":1,"to_line":3})"));
  EXPECT_EQ(post("/v1/track", R"({"userId":"c1","event":"E"})").status, 503);
}

TEST_F(IngestApi, RejectsAreBounded) {
  std::string body;
  for (int i = 0; i < 3'000; ++i) body += "x\n";
  const auto v = parsed(stream(body));
  EXPECT_EQ(v.at("rejected").as_int64(), 3'000);
  EXPECT_EQ(v.at("rejects").as_array().size(), 1'000u);
}

}  // namespace
}  // namespace peakend::ingest
