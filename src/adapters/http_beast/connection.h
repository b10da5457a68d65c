#pragma once
// One connection as a state machine without sockets: bytes come in by on_read(), go out by write_now() and
// write_some(). All members run on the connection's I/O thread unless said otherwise; other threads reach it
// by mail, which each I/O thread takes in batches.
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/http_beast/encode.h"
#include "adapters/http_beast/parser.h"
#include "adapters/http_beast/pool.h"
#include "adapters/http_beast/server.h"

namespace peakend::http_beast {

class Connection;
class EventStream;

struct Counters {
  std::atomic<std::int64_t> connections{0}, accepted{0}, refused{0}, requests{0}, timeouts{0}, streams{0}, bytes_in{0},
      bytes_out{0};
  std::atomic<std::int64_t> status[6]{};
};

/// What all connections share. The router outlives the server.
struct Shared {
  Shared(ServerOptions o, const message::Router& r, Authenticate a)
      : options(std::move(o)), router(r), authenticate(std::move(a)), pool(options.workers, options.queue) {}
  const ServerOptions options;
  const message::Router& router;
  const Authenticate authenticate;
  Pool pool;
  Counters counters;
  std::atomic<bool> draining{false};
};

struct Mail {
  enum class Kind : std::uint8_t { reply, sink_open, sink_next, wake };
  std::shared_ptr<Connection> to;
  std::uint64_t serial = 0;  ///< of the request; late mail is dropped
  Kind kind = Kind::reply;
  message::Response response{};
};

/// One I/O thread as its connections see it.
class Io {
 public:
  virtual ~Io() = default;
  virtual void post(Mail) = 0;        ///< from any thread; one wake-up for all mail that waits
  virtual bool here() const = 0;      ///< from any thread: is this the I/O thread?
  virtual void forget(Connection&) = 0;
  virtual std::string next_request_id() = 0;
  std::int64_t now_ms = 0;  ///< steady clock at the last turn of the loop
  std::string date;         ///< for the Date header
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Shared>, std::shared_ptr<Io>, std::string remote, bool tls);
  virtual ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  virtual void start() { process(); }
  void deliver(Mail&);
  void check();  ///< closes or answers 408 when a deadline has passed
  void drain();  ///< finishes what runs, then closes
  void abort();  ///< closes at once
  /// From any thread, once per request.
  void answer(std::uint64_t serial, message::Response);
  void wake();  ///< from any thread: the event stream has something
  Io& io() { return *io_; }

 protected:
  virtual void read_some(char* to, std::size_t room) = 0;
  /// Writes what fits without waiting; 0 = nothing fits (or cannot tell), -1 = broken.
  virtual long write_now(std::string_view a, std::string_view b) = 0;
  virtual void write_some(std::string_view a, std::string_view b) = 0;
  virtual void shutdown_send() = 0;
  virtual void close_socket() = 0;
  void on_read(bool ok, std::size_t n);
  void on_written(bool ok, std::size_t n);
  const Shared& shared() const { return *shared_; }

 private:
  enum class Phase : std::uint8_t { head, body, busy, sink, sink_wait, send, stream, linger, closed };

  // connection.cc: the machine
  void process();
  bool step();
  bool step_head();
  bool step_body();
  bool step_send();
  bool step_stream();
  void want_read(std::size_t room);
  bool flush();
  bool next_piece_of_file();
  void finish_response();
  void start_linger();
  Parser::State feed();

  // exchange.cc: one request and its answer
  bool on_head();
  std::optional<message::Response> admit();
  bool read_target();
  message::Response refusal(ErrorKind, std::string code, int status = 0, std::vector<std::pair<std::string, std::string>> = {});
  bool refuse(message::Response);
  bool dispatch();
  bool dispatch_async();
  std::size_t body_room() const;
  bool open_sink();
  bool step_sink();
  void sink_opened(Mail&);
  void drop_sink();
  void queue(message::Response);
  void queue_body(message::Response&);
  void log_access(int status, std::uint64_t length);

  const std::shared_ptr<Shared> shared_;
  const std::shared_ptr<Io> io_;
  const std::string remote_;
  const bool tls_;

  Phase phase_ = Phase::head;
  bool processing_ = false, reading_ = false, writing_ = false;
  std::int64_t read_deadline_ = 0, write_deadline_ = 0, body_since_ = 0;

  std::unique_ptr<char[]> in_;
  std::size_t in_cap_ = 0, in_begin_ = 0, in_end_ = 0;

  std::string out_, big_own_;
  std::string_view big_;
  std::size_t sent_ = 0;
  int file_ = -1;
  std::uint64_t file_left_ = 0;

  std::uint64_t serial_ = 0;
  std::optional<Parser> parser_;
  message::Request req_;
  std::string_view raw_path_;  ///< as sent, inside the parser
  const message::Route* route_ = nullptr;
  std::string request_id_;
  message::Lang lang_ = message::Lang::en;
  message::Verb verb_ = message::Verb::get;
  bool keep_ = true, http_1_0_ = false, inline_ = false;
  std::optional<message::Response> held_, inline_reply_;  ///< held: goes out once the rest of the body is read
  std::chrono::steady_clock::time_point began_;
  std::string log_path_;

  /// Shared with the task that runs on the pool; whoever lets go last destroys the sink.
  struct SinkJob {
    message::Request req;
    std::unique_ptr<Decoder> decoder;
    std::unique_ptr<message::BodySink> sink;
  };
  std::shared_ptr<SinkJob> sink_;
  std::string piece_;

  std::shared_ptr<EventStream> stream_;
};

/// The push side of an event stream. Thread-safe.
class EventStream final : public message::Stream {
 public:
  explicit EventStream(std::weak_ptr<Connection> c) : connection_(std::move(c)) {}
  bool send(std::string_view bytes) override;
  void close() override;
  /// For the connection: takes what waits; true when the feature has closed the stream.
  bool take(std::string& bytes);
  void lost();

 private:
  static constexpr std::size_t kMaxWaiting = 1024 * 1024;
  std::mutex mutex_;
  std::weak_ptr<Connection> connection_;
  std::string waiting_;
  bool woken_ = false, closed_ = false, lost_ = false;
};

}  // namespace peakend::http_beast
