// The server over real sockets: framing, the three kinds of handler, streams, files, stopping.
#include "adapters/http_beast/encode.h"
#include "adapters/http_beast/testing.h"

namespace peakend::http_beast {
namespace {

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  start();
  Client c(server_->port());
  for (int i = 0; i < 3; ++i) {
    c.send(get("/hello"));
    const auto a = c.read();
    EXPECT_EQ(a.status, 200);
    EXPECT_EQ(a.body, "{\"a\":1}");
    EXPECT_NE(a.head.find("X-Request-Id: "), std::string::npos);
    EXPECT_NE(a.head.find("X-Content-Type-Options: nosniff"), std::string::npos);
  }
  EXPECT_EQ(server_->stats().accepted, 1);
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  Client c(server_->port());
  std::string many;
  for (int i = 0; i < 200; ++i) many += i % 3 == 0 ? post("/now", std::string(static_cast<std::size_t>(i), 'x')) : get("/items/" + std::to_string(i));
  c.send(many);
  for (int i = 0; i < 200; ++i) {
    const auto a = c.read();
    ASSERT_EQ(a.status, 200) << i;
    EXPECT_EQ(a.body.substr(0, a.body.find('|')), std::to_string(i));
  }
}

TEST_F(ServerTest, RequestsInSinglePiecesOfOneByte) {
  start();
  Client c(server_->port());
  for (const char b : post("/echo", "hello world")) {
    c.send(std::string_view(&b, 1));
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(c.read().body, "hello world");
}

TEST_F(ServerTest, ExpectContinue) {
  start();
  Client c(server_->port());
  c.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(c.read().status, 100);
  c.send("ok");
  EXPECT_EQ(c.read().body, "ok");
  Client d(server_->port());
  d.send("POST /closed2 HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(d.read().status, 404);
}

TEST_F(ServerTest, VerbsAndRights) {
  start();
  auto a = ask("DELETE /hello HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(a.status, 405);
  EXPECT_NE(a.head.find("Allow: GET, HEAD"), std::string::npos);
  a = ask("OPTIONS /hello HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(a.status, 204);
  EXPECT_EQ(ask("BREW /hello HTTP/1.1\r\nHost: t\r\n\r\n").status, 405);
  EXPECT_EQ(ask(get("/closed")).status, 401);
  EXPECT_EQ(ask(get("/nothing")).status, 404);
  Client c(server_->port());
  c.send("HEAD /hello HTTP/1.1\r\nHost: t\r\n\r\n" + get("/hello"));
  a = c.read(true);
  EXPECT_NE(a.head.find("Content-Length: 7"), std::string::npos);
  EXPECT_EQ(c.read().body, "{\"a\":1}");
}

TEST_F(ServerTest, HandlersThatThrowOrForget) {
  start();
  auto a = ask(get("/throw"));
  EXPECT_EQ(a.status, 500);
  EXPECT_EQ(a.body.find("x\""), std::string::npos);
  EXPECT_EQ(ask(post("/forget", "")).status, 500);
}

TEST_F(ServerTest, RepliesFromAnotherThread) {
  start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 64; ++i) {
    clients.push_back(std::make_unique<Client>(server_->port()));
    clients.back()->send(post("/later", "x"));
  }
  ASSERT_TRUE(until([&] { return replies_.size() == 64; }));
  std::thread([&] {
    for (auto& r : replies_) {
      r(Response::json("1"));
      r(Response::json("2"));  // a second answer is ignored
    }
  }).join();
  for (auto& c : clients) EXPECT_EQ(c->read().body, "1");
  replies_.clear();
  clients.clear();  // late answers to clients that have gone do no harm
  Client gone(server_->port());
  {
    Client c(server_->port());
    c.send(post("/later", "x"));
    ASSERT_TRUE(until([&] { return replies_.size() == 1; }));
  }
  replies_[0](Response::json("3"));
  EXPECT_EQ(ask(get("/hello")).status, 200);
}

TEST_F(ServerTest, SinkTakesLongBodiesPieceByPiece) {
  start();
  const std::string body(20'000'000, 'b');
  const auto expected = std::to_string(body.size()) + ":" + std::to_string(body.size() * 'b');
  Client c(server_->port());
  std::thread sender([&] { c.send(post("/sink", body)); });
  EXPECT_EQ(c.read().body, expected);
  sender.join();
  std::thread again([&] {
    c.send("POST /sink HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 100; ++i) c.send("2710\r\n" + std::string(10'000, 'c') + "\r\n");
    c.send("0\r\n\r\n" + get("/hello"));
  });
  EXPECT_EQ(c.read().body, "1000000:" + std::to_string(1'000'000 * 'c'));
  EXPECT_EQ(c.read().body, "{\"a\":1}");
  again.join();
  while (sinks_ > 0) std::this_thread::sleep_for(1ms);
}

TEST_F(ServerTest, SinksThatWaitHoldNoThread) {
  ServerOptions o;
  o.workers = 1;
  start(o);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<Client>(server_->port()));
    clients.back()->send(post("/sink?gate", "abc"));
  }
  ASSERT_TRUE(until([&] { return gate_.size() == 5; }));
  EXPECT_EQ(ask(get("/hello")).status, 200);  // by the only worker
  clients.back().reset();                     // gone while it waits
  gate_.open();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(clients[static_cast<std::size_t>(i)]->read().body, "3:294");
  EXPECT_TRUE(until([&] { return sinks_ == 0; }));
}

TEST_F(ServerTest, StoppingWithSinksThatWait) {
  start();
  Client c(server_->port());
  c.send(post("/sink?gate", "abc"));
  ASSERT_TRUE(until([&] { return gate_.size() == 1; }));
  server_->stop(std::chrono::milliseconds(50));
  server_.reset();
  gate_.open();
  EXPECT_EQ(sinks_, 0);
}

TEST_F(ServerTest, BigAnswersAndFiles) {
  start();
  EXPECT_EQ(ask(get("/big")).body.size(), 3'000'000u);
  file_ = testing::TempDir() + "/pk_http_file.csv";
  std::ofstream(file_) << std::string(1'000'000, 'f');
  const auto a = ask(get("/file"));
  EXPECT_EQ(a.body, std::string(1'000'000, 'f'));
  EXPECT_FALSE(std::ifstream(file_).good());
  EXPECT_EQ(ask(get("/file")).status, 500);  // it is gone
}

TEST_F(ServerTest, EventStream) {
  start();
  Client c(server_->port());
  c.send(get("/events"));
  const auto head = c.read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_NE(head.head.find("Transfer-Encoding: chunked"), std::string::npos);
  ASSERT_TRUE(until([&] { return stream_ != nullptr; }));
  EXPECT_TRUE(stream_->send("data: 1\n\n"));
  EXPECT_NE(c.read_until("data: 1").find("data: 1"), std::string::npos);
  EXPECT_EQ(server_->stats().streams, 1);
  stream_->close();
  EXPECT_NE(c.read_until("0\r\n\r\n").find("0\r\n\r\n"), std::string::npos);
  EXPECT_TRUE(c.ends(1s));
  EXPECT_FALSE(stream_->send("late"));
}

TEST_F(ServerTest, StopsWithinPatienceAndFinishesWhatRuns) {
  start();
  Client busy(server_->port()), idle(server_->port()), events(server_->port());
  idle.send(get("/hello"));
  idle.read();
  events.send(get("/events"));
  events.read(true);
  busy.send(get("/wait"));
  ASSERT_TRUE(until([&] { return waiting_ == 1 && stream_ != nullptr; }));
  std::thread opener([&] {
    std::this_thread::sleep_for(200ms);
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    wake_.notify_all();
  });
  std::thread reader([&] {
    const auto a = busy.read();
    EXPECT_EQ(a.status, 200);
    EXPECT_NE(a.head.find("Connection: close"), std::string::npos);
  });
  const auto began = std::chrono::steady_clock::now();
  server_->stop(1500ms);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
  opener.join();
  reader.join();
  EXPECT_TRUE(idle.ends(1s));
  EXPECT_TRUE(events.ends(1s));
  EXPECT_FALSE(Client(server_->port()).connected());
  EXPECT_EQ(server_->stats().connections, 0);
}

TEST(Encode, HeaderValuesCannotEndTheirLine) {
  Response r = Response::json("x");
  r.set("X-Evil", "a\r\nSet-Cookie: b");
  std::string out;
  write_head(out, r, {"d", "i", "", 1, false, false});
  EXPECT_EQ(out.find("\r\nSet-Cookie"), std::string::npos);
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(1'773'478'800), "Sat, 14 Mar 2026 09:00:00 GMT");
}

}  // namespace
}  // namespace peakend::http_beast
