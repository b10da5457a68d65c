// The server against hostile, clumsy and slow clients.
#include <zlib.h>

#include "adapters/http_beast/testing.h"

namespace peakend::http_beast {
namespace {

using LimitsTest = ServerTest;

TEST_F(LimitsTest, EmptyChunkedBodyInSinglePiecesOfOneByte) {
  start();
  Client c(server_->port());
  for (const char b : std::string_view("POST /now HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
    c.send(std::string_view(&b, 1));
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(c.read().body, "0");
}

TEST_F(LimitsTest, ChunkedBodyAndTooLargeChunkedBody) {
  start();
  Client c(server_->port());
  c.send("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n \r\n5\r\nworld\r\n0\r\nTrailer: x\r\n\r\n");
  EXPECT_EQ(c.read().body, "hello world");
  c.send("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 30; ++i) c.send("1000\r\n" + std::string(4096, 'a') + "\r\n");
  const auto a = c.read();
  EXPECT_EQ(a.status, 413);
  EXPECT_NE(a.head.find("Connection: close"), std::string::npos);
}

TEST_F(LimitsTest, TooLargeBodyIsRefusedBeforeItIsRead) {
  start();
  Client c(server_->port());
  c.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5000000\r\n\r\n");
  const auto a = c.read();
  EXPECT_EQ(a.status, 413);
  EXPECT_NE(a.body.find("body_too_large"), std::string::npos);
  EXPECT_NE(a.body.find("100000"), std::string::npos);
  Client d(server_->port());  // a client that sends everything first must still see the answer
  d.send(post("/echo", std::string(5'000'000, 'x')));
  EXPECT_EQ(d.read().status, 413);
}

TEST_F(LimitsTest, RefusedSmallBodyKeepsTheConnection) {
  start();
  Client c(server_->port());
  c.send(post("/nowhere", "some body") + get("/hello"));
  EXPECT_EQ(c.read().status, 404);
  EXPECT_EQ(c.read().status, 200);
}

TEST_F(LimitsTest, PathsAndQueries) {
  start();
  EXPECT_EQ(ask(get("/items/a%2Fb?q=1%202")).body, "a/b|/items/a/b|1 2");
  EXPECT_EQ(ask(get("http://t/items/x?q=y")).body, "x|/items/x|y");
  EXPECT_EQ(ask(get("/items/%zz")).status, 400);
  EXPECT_EQ(ask(get("/items/%ff")).status, 400);
  EXPECT_EQ(ask(get("/items/%00")).status, 400);
  EXPECT_EQ(ask(get("/items/x?q=%ff")).status, 400);
  EXPECT_EQ(ask(get("/items/x?q=%e4%b8%ad")).body, "x|/items/x|中");
}

TEST_F(LimitsTest, HostileHeads) {
  start();
  EXPECT_EQ(ask("GARBAGE\r\n\r\n").status, 400);
  EXPECT_EQ(ask("GET /hello HTTP/9.9\r\nHost: t\r\n\r\n").status, 400);
  EXPECT_EQ(ask("GET /hello HTTP/1.1\r\n\r\n").status, 400);  // no Host
  EXPECT_EQ(ask("GET  /hello HTTP/1.1\r\nHost: t\r\n\r\n").status, 400);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").status, 400);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd").status, 400);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: -3\r\n\r\n").status, 400);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").status, 400);
  EXPECT_EQ(ask(get("/hello", "X: " + std::string(20'000, 'a') + "\r\n")).status, 431);
  std::string many;
  for (int i = 0; i < 300; ++i) many += "X" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(ask(get("/hello", many)).status, 431);
  EXPECT_EQ(ask(get("/" + std::string(20'000, 'a'))).status, 431);
  EXPECT_EQ(ask(get("/hello")).status, 200);
}

TEST_F(LimitsTest, SlowHeadersAndIdleConnectionsEnd) {
  ServerOptions o;
  o.header_timeout = 300ms;
  o.idle_timeout = 300ms;
  o.body_timeout = 300ms;
  start(o);
  Client slow(server_->port());
  slow.send("GET /hello HTT");
  EXPECT_EQ(slow.read().status, 408);
  Client body(server_->port());
  body.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(body.read().status, 408);
  Client idle(server_->port());
  idle.send(get("/hello"));
  EXPECT_EQ(idle.read().status, 200);
  EXPECT_TRUE(idle.ends(3s));
}

TEST_F(LimitsTest, ClientThatDoesNotReadIsCutOff) {
  ServerOptions o;
  o.write_timeout = 300ms;
  start(o);
  Client c(server_->port());
  for (int i = 0; i < 20; ++i) c.send(get("/big"));
  const auto until_time = std::chrono::steady_clock::now() + 5s;
  while (server_->stats().timeouts == 0 && std::chrono::steady_clock::now() < until_time) std::this_thread::sleep_for(20ms);
  EXPECT_EQ(server_->stats().timeouts, 1);
  while (server_->stats().connections > 0 && std::chrono::steady_clock::now() < until_time) std::this_thread::sleep_for(20ms);
  EXPECT_EQ(server_->stats().connections, 0);
}

TEST_F(LimitsTest, TooManyConnectionsAndTooManyWaiting) {
  ServerOptions o;
  o.max_connections = 4;
  o.workers = 1;
  o.queue = 1;
  start(o);
  Client a(server_->port()), b(server_->port()), c(server_->port());
  a.send(get("/wait"));
  ASSERT_TRUE(until([&] { return waiting_ == 1; }));
  b.send(get("/hello"));
  while (server_->stats().queued < 1) std::this_thread::sleep_for(1ms);
  c.send(get("/hello"));
  EXPECT_EQ(c.read().status, 503);
  Client d(server_->port());
  d.send(post("/now", "x"));
  EXPECT_EQ(d.read().status, 200);  // the I/O threads are not held up
  Client e(server_->port());
  EXPECT_EQ(e.read().status, 503);
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  wake_.notify_all();
  EXPECT_EQ(a.read().status, 200);
  EXPECT_EQ(b.read().status, 200);
}

TEST_F(LimitsTest, SinkRefusesAndClientsGoAway) {
  start();
  EXPECT_EQ(ask(post("/sink?no", "x")).status, 409);
  EXPECT_EQ(ask(post("/sink", "xx REFUSE xx")).status, 422);
  EXPECT_EQ(ask("POST /sink HTTP/1.1\r\nHost: t\r\nContent-Length: 60000000\r\n\r\n").status, 413);
  {
    Client c(server_->port());
    c.send("POST /sink HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\nhalf");
    while (sinks_ == 0) std::this_thread::sleep_for(1ms);
  }
  const auto end = std::chrono::steady_clock::now() + 5s;
  while (sinks_ > 0 && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(sinks_, 0);
}

std::string gzip(std::string_view plain) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, plain.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

TEST_F(LimitsTest, CompressedBodies) {
  start();
  EXPECT_EQ(ask(post("/echo", gzip("hello"), "Content-Encoding: gzip\r\n")).body, "hello");
  EXPECT_EQ(ask(post("/echo", gzip(std::string(10'000'000, 'x')), "Content-Encoding: gzip\r\n")).status, 413);  // a bomb
  EXPECT_EQ(ask(post("/echo", "nonsense", "Content-Encoding: gzip\r\n")).status, 400);
  EXPECT_EQ(ask(post("/echo", gzip("hello").substr(0, 10), "Content-Encoding: gzip\r\n")).status, 400);
  EXPECT_EQ(ask(post("/echo", "x", "Content-Encoding: br\r\n")).status, 400);
  EXPECT_EQ(ask(post("/sink", gzip(std::string(3'000'000, 'x')), "Content-Encoding: gzip\r\n")).body, "3000000:" + std::to_string(3'000'000 * 'x'));
  const auto a = ask(get("/big", "Accept-Encoding: gzip\r\n"));
  EXPECT_NE(a.head.find("Content-Encoding: gzip"), std::string::npos);
  EXPECT_LT(a.body.size(), 100'000u);
}

TEST_F(LimitsTest, EventStreamNoticesLostAndSlowClients) {
  start();
  {
    Client c(server_->port());
    c.send(get("/events"));
    c.read(true);
    ASSERT_TRUE(until([&] { return stream_ != nullptr; }));
  }
  const auto end = std::chrono::steady_clock::now() + 5s;
  while (stream_->send("data: x\n\n") && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(1ms);
  EXPECT_FALSE(stream_->send("x"));
  stream_.reset();
  Client slow(server_->port());
  slow.send(get("/events"));
  slow.read(true);
  ASSERT_TRUE(until([&] { return stream_ != nullptr; }));
  int sent = 0;
  while (sent < 1000 && stream_->send(std::string(100'000, 'x'))) ++sent;
  EXPECT_LT(sent, 1000);  // bounded: it does not grow for ever
}

}  // namespace
}  // namespace peakend::http_beast
