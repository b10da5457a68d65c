#pragma once
// A raw client and a server with routes of every kind, for the tests of this folder.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <thread>

#include "adapters/http_beast/server.h"

namespace peakend::http_beast {

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

inline std::string get(std::string_view path, std::string_view extra = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: t\r\n" + std::string(extra) + "\r\n";
}
inline std::string post(std::string_view path, std::string_view body, std::string_view extra = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(extra) + "\r\n" + std::string(body);
}

/// A place where sinks wait to be let go.
struct Gate {
  std::mutex mutex;
  std::vector<std::function<void()>> waiting;
  std::size_t size() {
    const std::lock_guard guard(mutex);
    return waiting.size();
  }
  void open() {
    std::vector<std::function<void()>> now;
    {
      const std::lock_guard guard(mutex);
      now.swap(waiting);
    }
    for (const auto& go : now) go();
  }
};

/// Counts what comes in; can wait at a gate, can refuse.
struct CountingSink final : message::BodySink {
  explicit CountingSink(std::atomic<int>& alive, Gate* gate = nullptr) : alive_(alive), gate_(gate) { ++alive_; }
  void when_ready(std::function<void()> go) override {
    if (gate_ == nullptr) return go();
    const std::lock_guard guard(gate_->mutex);
    gate_->waiting.push_back(std::move(go));
  }
  ~CountingSink() override { --alive_; }
  Result<void> chunk(std::string_view p) override {
    bytes_ += p.size();
    for (const char c : p) sum_ += static_cast<unsigned char>(c);
    if (p.find("REFUSE") != std::string_view::npos) return fail_field("line[1]", "bad_json");
    return {};
  }
  Response finish() override { return Response::json(std::to_string(bytes_) + ":" + std::to_string(sum_)); }
  std::atomic<int>& alive_;
  Gate* gate_;
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
      return std::make_unique<CountingSink>(sinks_, q.query == "gate" ? &gate_ : nullptr);
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
  Gate gate_;
  std::string file_;
};

}  // namespace peakend::http_beast
