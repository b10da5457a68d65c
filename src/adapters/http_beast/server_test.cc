// The server over real sockets: limits, framing, the three kinds of handler, streams, files, stopping.
#include "adapters/http_beast/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <thread>

#include "adapters/http_beast/encode.h"

namespace peakend::http_beast {
namespace {

using namespace std::chrono_literals;
using message::Request;
using message::Response;
using message::Right;
using message::Route;
using message::Verb;

class Client {
 public:
  explicit Client(std::uint16_t port) {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    ::inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// One answer: head, then Content-Length or chunked body (decoded). "" when the connection ends first.
  struct Answer {
    int status = 0;
    std::string head, body;
  };
  Answer read(bool head_only = false) {
    Answer a;
    std::size_t end;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return a;
    a.head = in_.substr(0, end + 2);
    in_.erase(0, end + 4);
    a.status = std::stoi(a.head.substr(9, 3));
    if (head_only || a.status == 204 || a.status == 304 || a.status == 100) return a;
    if (const auto at = a.head.find("Content-Length: "); at != std::string::npos) {
      const auto n = std::stoul(a.head.substr(at + 16));
      while (in_.size() < n)
        if (!more()) break;
      a.body = in_.substr(0, n);
      in_.erase(0, n);
    }
    return a;
  }
  std::string read_until(std::string_view text) {
    while (in_.find(text) == std::string::npos)
      if (!more()) break;
    return std::exchange(in_, {});
  }
  /// True when the server closes within the time.
  bool ends(std::chrono::milliseconds within) {
    const auto until = std::chrono::steady_clock::now() + within;
    while (std::chrono::steady_clock::now() < until)
      if (!more(50ms)) {
        if (closed_) return true;
      }
    return false;
  }

 private:
  bool more(std::chrono::milliseconds wait = 5s) {
    pollfd p{fd_, POLLIN, 0};
    if (::poll(&p, 1, static_cast<int>(wait.count())) <= 0) return false;
    char piece[65536];
    const auto n = ::recv(fd_, piece, sizeof piece, 0);
    if (n <= 0) return closed_ = true, false;
    in_.append(piece, static_cast<std::size_t>(n));
    return true;
  }
  int fd_;
  bool connected_ = false, closed_ = false;
  std::string in_;
};

std::string get(std::string_view path, std::string_view extra = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: t\r\n" + std::string(extra) + "\r\n";
}
std::string post(std::string_view path, std::string_view body, std::string_view extra = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(extra) + "\r\n" + std::string(body);
}

/// Counts what comes in; can be slow, can refuse.
struct CountingSink final : message::BodySink {
  explicit CountingSink(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
  ~CountingSink() override { --alive_; }
  Result<void> chunk(std::string_view p) override {
    bytes_ += p.size();
    for (const char c : p) sum_ += static_cast<unsigned char>(c);
    if (p.find("REFUSE") != std::string_view::npos) return fail_field("line[1]", "bad_json");
    return {};
  }
  Response finish() override { return Response::json(std::to_string(bytes_) + ":" + std::to_string(sum_)); }
  std::atomic<int>& alive_;
  std::size_t bytes_ = 0, sum_ = 0;
};

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    add(Verb::get, "/hello", [](const Request&) { return Response::json("{\"a\":1}"); });
    add(Verb::post, "/echo", [](const Request& q) { return Response::json(q.body); }, 100'000);
    add(Verb::get, "/throw", [](const Request&) -> Response { throw std::runtime_error("x"); });
    add(Verb::get, "/big", [](const Request&) { return Response::json(std::string(3'000'000, 'x')); });
    add(Verb::get, "/items/{id}", [](const Request& q) { return Response::json(q.params.at("id") + "|" + q.path + "|" + q.arg("q").value_or("-")); });
    add(Verb::get, "/wait", [this](const Request&) {
      std::unique_lock lock(mutex_);
      ++waiting_;
      wake_.notify_all();
      wake_.wait(lock, [this] { return open_; });
      return Response::json("{}");
    });
    add(Verb::get, "/file", [this](const Request&) {
      Response r;
      r.set("Content-Type", "text/csv");
      r.file = file_;
      r.remove_file = true;
      return r;
    });
    async("/now", [](Request q, message::Reply reply) { reply(Response::json(std::to_string(q.body.size()))); });
    async("/later", [this](Request, message::Reply reply) {
      const std::lock_guard lock(mutex_);
      replies_.push_back(std::move(reply));
      wake_.notify_all();
    });
    async("/forget", [](Request, message::Reply) {});
    async("/events", [this](Request, message::Reply reply) {
      Response r;
      r.set("Content-Type", "text/event-stream");
      r.stream = [this](std::shared_ptr<message::Stream> s) {
        const std::lock_guard lock(mutex_);
        stream_ = std::move(s);
        wake_.notify_all();
      };
      reply(std::move(r));
    }, Verb::get);
    Route sink;
    sink.verb = Verb::post;
    sink.pattern = "/sink";
    sink.right = Right::none;
    sink.max_body = 50'000'000;
    sink.sink_handler = [this](const Request& q) -> Result<std::unique_ptr<message::BodySink>> {
      if (q.query == "no") return fail(ErrorKind::conflict, "busy");
      return std::make_unique<CountingSink>(sinks_);
    };
    router_.add(std::move(sink));
    add(Verb::get, "/closed", [](const Request&) { return Response::empty(); }, 1000, Right::admin);
  }
  void TearDown() override {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    wake_.notify_all();
    replies_.clear();
    if (server_) server_->stop(0ms);
  }
  void start(ServerOptions o = {}) {
    o.port = 0;
    server_ = make_server(o, router_, [](Request&, const Route& r) -> Result<void> {
      if (r.right != Right::none) return fail(ErrorKind::unauthorized, "not_authenticated");
      return {};
    });
    ASSERT_TRUE(server_->start());
  }
  void add(Verb v, std::string pattern, message::Handler h, std::size_t max = 1000, Right right = Right::none) {
    Route r;
    r.verb = v;
    r.pattern = std::move(pattern);
    r.right = right;
    r.max_body = max;
    r.handler = std::move(h);
    router_.add(std::move(r));
  }
  void async(std::string pattern, message::AsyncHandler h, Verb v = Verb::post) {
    Route r;
    r.verb = v;
    r.pattern = std::move(pattern);
    r.right = Right::none;
    r.max_body = 1'000'000;
    r.async_handler = std::move(h);
    router_.add(std::move(r));
  }
  template <class P>
  bool until(P p) {
    std::unique_lock lock(mutex_);
    return wake_.wait_for(lock, 5s, p);
  }
  Client::Answer ask(std::string_view bytes) {
    Client c(server_->port());
    c.send(bytes);
    return c.read();
  }

  message::Router router_;
  std::unique_ptr<Server> server_;
  std::mutex mutex_;
  std::condition_variable wake_;
  int waiting_ = 0;
  bool open_ = false;
  std::vector<message::Reply> replies_;
  std::shared_ptr<message::Stream> stream_;
  std::atomic<int> sinks_{0};
  std::string file_;
};

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

TEST_F(ServerTest, EmptyChunkedBodyInSinglePiecesOfOneByte) {
  start();
  Client c(server_->port());
  for (const char b : std::string_view("POST /now HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
    c.send(std::string_view(&b, 1));
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(c.read().body, "0");
}

TEST_F(ServerTest, ChunkedBodyAndTooLargeChunkedBody) {
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

TEST_F(ServerTest, TooLargeBodyIsRefusedBeforeItIsRead) {
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

TEST_F(ServerTest, RefusedSmallBodyKeepsTheConnection) {
  start();
  Client c(server_->port());
  c.send(post("/nowhere", "some body") + get("/hello"));
  EXPECT_EQ(c.read().status, 404);
  EXPECT_EQ(c.read().status, 200);
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

TEST_F(ServerTest, PathsAndQueries) {
  start();
  EXPECT_EQ(ask(get("/items/a%2Fb?q=1%202")).body, "a/b|/items/a/b|1 2");
  EXPECT_EQ(ask(get("http://t/items/x?q=y")).body, "x|/items/x|y");
  EXPECT_EQ(ask(get("/items/%zz")).status, 400);
  EXPECT_EQ(ask(get("/items/%ff")).status, 400);
  EXPECT_EQ(ask(get("/items/%00")).status, 400);
  EXPECT_EQ(ask(get("/items/x?q=%ff")).status, 400);
  EXPECT_EQ(ask(get("/items/x?q=%e4%b8%ad")).body, "x|/items/x|中");
}

TEST_F(ServerTest, HostileHeads) {
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

TEST_F(ServerTest, SlowHeadersAndIdleConnectionsEnd) {
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

TEST_F(ServerTest, ClientThatDoesNotReadIsCutOff) {
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

TEST_F(ServerTest, TooManyConnectionsAndTooManyWaiting) {
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

TEST_F(ServerTest, SinkRefusesAndClientsGoAway) {
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

TEST_F(ServerTest, CompressedBodies) {
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

TEST_F(ServerTest, EventStreamNoticesLostAndSlowClients) {
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
