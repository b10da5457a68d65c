// Sockets and threads: one io_context an I/O thread, connections dealt out in turn.
#include "adapters/http_beast/server.h"

#include <pthread.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <array>
#include <random>
#include <thread>
#include <unordered_map>

#include "adapters/http_beast/connection.h"
#include "base/log.h"

namespace peakend::http_beast {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr milliseconds kTick{250};

std::int64_t steady_ms() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

thread_local const void* current_io = nullptr;

class IoThread final : public Io, public std::enable_shared_from_this<IoThread> {
 public:
  explicit IoThread(std::uint64_t seed) : ticker_(context_), id_(seed) { turn(); }

  void post(Mail mail) override {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return;
      mail_.push_back(std::move(mail));
      if (mail_.size() > 1) return;  // whoever put the first one has woken the thread
    }
    asio::post(context_, [this] { take_mail(); });
  }
  bool here() const override { return current_io == this; }
  void forget(Connection& c) override { connections_.erase(&c); }
  std::string next_request_id() override {
    std::uint64_t z = id_ += 0x9E3779B97F4A7C15ull;  // splitmix64
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    z ^= z >> 31;
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; z >>= 4) text[i] = "0123456789abcdef"[z & 15];
    return text;
  }

  asio::io_context& context() { return context_; }
  void run() {
    thread_ = std::thread([this] {
      current_io = this;
      tick();
      context_.run();
    });
    pthread_setname_np(thread_.native_handle(), "http-io");
  }
  void adopt(std::shared_ptr<Connection> c) {
    auto* key = c.get();
    connections_.emplace(key, std::move(c))->second->start();
  }
  /// On the thread: lets everything finish that has begun.
  void drain() {
    for (const auto& c : snapshot()) c->drain();
  }
  void abort_all() {
    for (const auto& c : snapshot()) c->abort();
  }
  void join() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      mail_.clear();
    }
    context_.stop();
    if (thread_.joinable()) thread_.join();
    // Pending operations own their connections, and those own this thread object: run them out.
    abort_all();
    ticker_.cancel();
    context_.restart();
    context_.poll();
  }

 private:
  struct Table : std::unordered_map<Connection*, std::shared_ptr<Connection>> {
    iterator emplace(Connection* k, std::shared_ptr<Connection> v) { return insert_or_assign(k, std::move(v)).first; }
  };
  std::vector<std::shared_ptr<Connection>> snapshot() const {
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(connections_.size());
    for (const auto& [_, c] : connections_) all.push_back(c);
    return all;
  }
  void turn() {
    now_ms = steady_ms();
    date = http_date(std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count());
  }
  void tick() {
    turn();
    for (const auto& c : snapshot()) c->check();
    ticker_.expires_after(kTick);
    ticker_.async_wait([this](error_code ec) {
      if (!ec) tick();
    });
  }
  void take_mail() {
    taken_.clear();
    {
      const std::lock_guard lock(mutex_);
      taken_.swap(mail_);
    }
    for (auto& m : taken_) m.to->deliver(m);
    taken_.clear();
  }

  asio::io_context context_{1};
  asio::steady_timer ticker_;
  std::thread thread_;
  std::mutex mutex_;
  std::vector<Mail> mail_, taken_;
  bool closed_ = false;
  std::uint64_t id_;
  Table connections_;
};

std::array<asio::const_buffer, 2> buffers(std::string_view a, std::string_view b) {
  return {asio::const_buffer(a.data(), a.size()), asio::const_buffer(b.data(), b.size())};
}

class PlainConnection final : public Connection {
 public:
  PlainConnection(std::shared_ptr<Shared> s, std::shared_ptr<IoThread> io, tcp::socket socket, std::string remote)
      : Connection(std::move(s), std::move(io), std::move(remote), false), socket_(std::move(socket)) {}

 protected:
  void read_some(char* to, std::size_t room) override {
    socket_.async_read_some(asio::buffer(to, room),
                            [self = shared_from_this(), this](error_code ec, std::size_t n) { on_read(!ec, n); });
  }
  long write_now(std::string_view a, std::string_view b) override {
    error_code ec;
    const auto n = b.empty() ? socket_.write_some(asio::buffer(a.data(), a.size()), ec) : socket_.write_some(buffers(a, b), ec);
    if (ec == asio::error::would_block || ec == asio::error::try_again) return 0;
    return ec ? -1 : static_cast<long>(n);
  }
  void write_some(std::string_view a, std::string_view b) override {
    socket_.async_write_some(buffers(a, b),
                             [self = shared_from_this(), this](error_code ec, std::size_t n) { on_written(!ec, n); });
  }
  void shutdown_send() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close_socket() override {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
};

class TlsConnection final : public Connection {
 public:
  TlsConnection(std::shared_ptr<Shared> s, std::shared_ptr<IoThread> io, tcp::socket socket, asio::ssl::context& tls,
                std::string remote)
      : Connection(std::move(s), io, std::move(remote), true), stream_(std::move(socket), tls), handshake_timer_(io->context()) {}

  void start() override {
    handshake_timer_.expires_after(shared().options.header_timeout);
    handshake_timer_.async_wait([self = shared_from_this()](error_code ec) {
      if (!ec) self->abort();
    });
    stream_.async_handshake(asio::ssl::stream_base::server, [self = shared_from_this(), this](error_code ec) {
      handshake_timer_.cancel();
      if (ec) return abort();
      Connection::start();
    });
  }

 protected:
  void read_some(char* to, std::size_t room) override {
    stream_.async_read_some(asio::buffer(to, room),
                            [self = shared_from_this(), this](error_code ec, std::size_t n) { on_read(!ec, n); });
  }
  long write_now(std::string_view, std::string_view) override { return 0; }
  void write_some(std::string_view a, std::string_view b) override {
    stream_.async_write_some(asio::buffer(a.empty() ? b : a),
                             [self = shared_from_this(), this](error_code ec, std::size_t n) { on_written(!ec, n); });
  }
  void shutdown_send() override {
    stream_.async_shutdown([self = shared_from_this(), this](error_code) {
      error_code ignored;
      stream_.lowest_layer().shutdown(tcp::socket::shutdown_send, ignored);
    });
  }
  void close_socket() override {
    error_code ignored;
    stream_.lowest_layer().close(ignored);
  }

 private:
  asio::ssl::stream<tcp::socket> stream_;
  asio::steady_timer handshake_timer_;
};

class ServerImpl final : public Server {
 public:
  ServerImpl(ServerOptions o, const message::Router& r, Authenticate a)
      : shared_(std::make_shared<Shared>(std::move(o), r, std::move(a))) {
    std::random_device device;
    for (int i = 0; i < std::max(1, shared_->options.io_threads); ++i)
      threads_.push_back(std::make_shared<IoThread>(static_cast<std::uint64_t>(device()) << 32 | device()));
    acceptor_.emplace(threads_[0]->context());
    retry_.emplace(threads_[0]->context());
  }
  ~ServerImpl() override { stop(milliseconds(0)); }

  Result<void> start() override {
    const auto& o = shared_->options;
    if (o.certificate_file.empty() != o.private_key_file.empty())
      return fail(ErrorKind::invalid, "tls_incomplete", "TLS needs a certificate and a private key");
    error_code ec;
    if (!o.certificate_file.empty()) PK_CHECK(load_tls());
    const auto ip = asio::ip::make_address(o.address, ec);
    if (ec) return fail(ErrorKind::invalid, "address_invalid", "not an IP address: " + o.address);
    const tcp::endpoint at(ip, o.port);
    acceptor_->open(at.protocol(), ec);
    if (!ec) acceptor_->set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor_->bind(at, ec);
    if (!ec) acceptor_->listen(4096, ec);
    if (ec) return fail(ErrorKind::unavailable, "cannot_listen", o.address + ":" + std::to_string(o.port) + ": " + ec.message());
    port_ = acceptor_->local_endpoint().port();
    accept();
    for (auto& t : threads_) t->run();
    running_ = true;
    return {};
  }

  std::uint16_t port() const override { return port_; }

  void stop(milliseconds patience) override {
    if (stopped_.exchange(true)) return;
    shared_->draining = true;
    const auto until = std::chrono::steady_clock::now() + patience;
    if (running_) {
      asio::post(threads_[0]->context(), [this] {
        error_code ignored;
        acceptor_->close(ignored);
        retry_->cancel();
      });
      for (auto& t : threads_) asio::post(t->context(), [t] { t->drain(); });
      while (shared_->counters.connections > 0 && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(milliseconds(5));
      for (auto& t : threads_) asio::post(t->context(), [t] { t->abort_all(); });
    }
    shared_->pool.stop();
    for (auto& t : threads_) t->join();
  }

  ServerStats stats() const override {
    const auto& c = shared_->counters;
    ServerStats s;
    s.connections = c.connections;
    s.accepted = c.accepted;
    s.refused = c.refused;
    s.requests = c.requests;
    for (int i = 1; i < 6; ++i) s.status[i] = c.status[i];
    s.timeouts = c.timeouts;
    s.queued = static_cast<std::int64_t>(shared_->pool.queued());
    s.streams = c.streams;
    s.bytes_in = c.bytes_in;
    s.bytes_out = c.bytes_out;
    return s;
  }

 private:
  Result<void> load_tls() {
    error_code ec;
    tls_.emplace(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
    tls_->use_certificate_chain_file(shared_->options.certificate_file, ec);
    if (ec) return fail(ErrorKind::invalid, "tls_certificate", shared_->options.certificate_file + ": " + ec.message());
    tls_->use_private_key_file(shared_->options.private_key_file, asio::ssl::context::pem, ec);
    if (ec) return fail(ErrorKind::invalid, "tls_key", shared_->options.private_key_file + ": " + ec.message());
    return {};
  }

  void accept() {
    auto& target = threads_[next_++ % threads_.size()];
    acceptor_->async_accept(target->context(), [this, target](error_code ec, tcp::socket socket) {
      if (ec == asio::error::operation_aborted || !acceptor_->is_open()) return;
      if (ec) {  // most likely out of file descriptors: try again when some have closed
        log::warn("cannot accept connections", {{"why", ec.message()}});
        retry_->expires_after(milliseconds(100));
        retry_->async_wait([this](error_code cancelled) {
          if (!cancelled) accept();
        });
        return;
      }
      take(target, std::move(socket));
      accept();
    });
  }

  void take(const std::shared_ptr<IoThread>& target, tcp::socket socket) {
    error_code ec;
    ++shared_->counters.accepted;
    const auto peer = socket.remote_endpoint(ec);
    if (ec) return;
    if (shared_->counters.connections >= static_cast<std::int64_t>(shared_->options.max_connections)) {
      ++shared_->counters.refused;
      static constexpr std::string_view full =
          "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";
      socket.non_blocking(true, ec);
      if (!tls_) socket.write_some(asio::buffer(full), ec);
      return;
    }
    socket.set_option(tcp::no_delay(true), ec);
    socket.non_blocking(true, ec);
    asio::post(target->context(), [this, target, s = std::move(socket), remote = peer.address().to_string()]() mutable {
      if (shared_->draining) return;
      if (tls_) target->adopt(std::make_shared<TlsConnection>(shared_, target, std::move(s), *tls_, std::move(remote)));
      else target->adopt(std::make_shared<PlainConnection>(shared_, target, std::move(s), std::move(remote)));
    });
  }

  std::shared_ptr<Shared> shared_;
  std::vector<std::shared_ptr<IoThread>> threads_;
  std::optional<asio::ssl::context> tls_;
  std::optional<tcp::acceptor> acceptor_;
  std::optional<asio::steady_timer> retry_;
  std::size_t next_ = 0;
  std::uint16_t port_ = 0;
  bool running_ = false;
  std::atomic<bool> stopped_{false};
};

}  // namespace

std::unique_ptr<Server> make_server(ServerOptions options, const message::Router& router, Authenticate authenticate) {
  return std::make_unique<ServerImpl>(std::move(options), router, std::move(authenticate));
}

}  // namespace peakend::http_beast
