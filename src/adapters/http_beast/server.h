#pragma once
// The HTTP/1.1 server: the only folder that sees Boost.Beast, Asio and OpenSSL.
// Each I/O thread owns its connections (no locks, no strands between them); handlers that may block run on a
// bounded pool. Limits come first: header size and time, body size by route, idle time, number of connections.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "message/message.h"

namespace peakend::http_beast {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8321;  ///< 0 = any free one, see Server::port()
  int io_threads = 2;
  int workers = 4;              ///< threads for Handlers and sinks
  std::size_t queue = 512;      ///< waiting Handlers; more get 503
  std::size_t max_connections = 10'000;
  std::size_t max_header = 16 * 1024;
  std::chrono::milliseconds header_timeout{5'000};   ///< from the first byte to the end of the header
  std::chrono::milliseconds body_timeout{15'000};    ///< without any progress; also 1 KB/s on average after 30 s
  std::chrono::milliseconds write_timeout{20'000};   ///< without any progress
  std::chrono::milliseconds idle_timeout{75'000};    ///< between requests
  std::string certificate_file, private_key_file;    ///< PEM; both set = TLS
  bool trust_proxy = false;  ///< believe X-Forwarded-For and -Proto of loopback peers
  /// Added to every answer, each line ending in CRLF.
  std::string common_headers = "X-Content-Type-Options: nosniff\r\n";
};

/// Fills Request::who and decides whether the route may be used. Runs on the I/O thread: must not block.
using Authenticate = std::function<Result<void>(message::Request&, const message::Route&)>;

struct ServerStats {
  std::int64_t connections = 0;       ///< open now
  std::int64_t accepted = 0, refused = 0;  ///< refused: over max_connections
  std::int64_t requests = 0;
  std::int64_t status[6] = {};        ///< answers by first digit; [0] unused
  std::int64_t timeouts = 0;
  std::int64_t queued = 0, streams = 0;
  std::int64_t bytes_in = 0, bytes_out = 0;
};

/// Thread-safe. The router must outlive the server and not change while it runs.
class Server {
 public:
  virtual ~Server() = default;  ///< stops
  /// Binds and listens; an error names the address and the reason.
  virtual Result<void> start() = 0;
  virtual std::uint16_t port() const = 0;
  /// Accepts no more, lets running requests finish for at most `patience`, then closes everything.
  virtual void stop(std::chrono::milliseconds patience) = 0;
  virtual ServerStats stats() const = 0;
};
std::unique_ptr<Server> make_server(ServerOptions, const message::Router&, Authenticate);

}  // namespace peakend::http_beast
