// HTTP load generator for the benchmarks: N keep-alive connections on one thread, one request in flight each,
// every body with an id of its own. Prints one JSON line: rate, latency percentiles in ms, statuses.
//   bench_load PORT PATH KEY CONNECTIONS SECONDS [BODY [PAGE]]     {id} in BODY becomes 16 hex digits, unique per request
// With PAGE each round is a visit: GET PAGE, then the POST; rate and latency are of whole visits.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace {

using Time = std::chrono::steady_clock;

struct Connection {
  int fd = -1;
  std::string out, in;
  std::size_t sent = 0;
  bool page = false;  ///< the page of a visit is being fetched
  Time::time_point started;
};

class Load {
 public:
  Load(int port, const std::string& path, const std::string& key, const std::string& body, const std::string& page) : port_(port) {
    if (!page.empty()) page_ = "GET " + page + " HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\n\r\n";
    const auto mark = body.find("{id}");
    std::string filled = body;
    if (mark != std::string::npos) filled.replace(mark, 4, std::string(16, '0'));
    request_ = "POST " + path + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " + key +
               "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(filled.size()) + "\r\n\r\n" + filled;
    id_at_ = mark == std::string::npos ? 0 : request_.size() - filled.size() + mark;
    salt_ = static_cast<std::uint64_t>(Time::now().time_since_epoch().count()) << 24;
  }

  void run(int connections, double seconds) {
    epoll_ = epoll_create1(0);
    std::vector<Connection> all(static_cast<std::size_t>(connections));
    for (auto& c : all) open(c);
    const auto warm = Time::now() + std::chrono::milliseconds(500);
    const auto end = warm + std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(seconds));
    epoll_event events[512];
    while (Time::now() < end) {
      const int n = epoll_wait(epoll_, events, 512, 100);
      for (int i = 0; i < n; ++i) {
        auto& c = *static_cast<Connection*>(events[i].data.ptr);
        if (!read_some(c)) continue;
        if (c.page) {
          c.page = false;
          c.sent = 0;
          write_some(c);
          continue;
        }
        const auto now = Time::now();
        if (now >= warm) latencies_.push_back(std::chrono::duration<float, std::milli>(now - c.started).count());
        start(c);
      }
    }
    report(seconds);
  }

 private:
  void open(Connection& c) {
    c.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(static_cast<std::uint16_t>(port_));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = 1;
    setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c.fd, reinterpret_cast<sockaddr*>(&a), sizeof a) != 0 && errno != EINPROGRESS) die("connect");
    c.out = request_;
    epoll_event e{};
    e.events = EPOLLIN | EPOLLOUT | EPOLLET;
    e.data.ptr = &c;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, c.fd, &e);
    start(c);
  }
  void start(Connection& c) {
    if (id_at_ > 0) {
      char id[17];
      std::snprintf(id, sizeof id, "%016llx", static_cast<unsigned long long>(salt_ + ++count_));
      std::memcpy(c.out.data() + id_at_, id, 16);
    }
    c.sent = 0;
    c.page = !page_.empty();
    c.started = Time::now();
    write_some(c);
  }
  void write_some(Connection& c) {
    const std::string& out = c.page ? page_ : c.out;
    while (c.sent < out.size()) {
      const ssize_t n = ::send(c.fd, out.data() + c.sent, out.size() - c.sent, MSG_NOSIGNAL);
      if (n <= 0) return;
      c.sent += static_cast<std::size_t>(n);
    }
  }
  /// True when a whole answer has arrived.
  bool read_some(Connection& c) {
    if (c.sent < (c.page ? page_ : c.out).size()) write_some(c);
    char buffer[16384];
    for (;;) {
      const ssize_t n = ::recv(c.fd, buffer, sizeof buffer, 0);
      if (n == 0) die("server closed a connection");
      if (n < 0) break;
      c.in.append(buffer, static_cast<std::size_t>(n));
    }
    const auto head = c.in.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const char* found = strcasestr(c.in.c_str(), "\r\ncontent-length:");
    const std::size_t length = found != nullptr ? std::strtoul(found + 17, nullptr, 10) : 0;
    if (c.in.size() < head + 4 + length) return false;
    ++statuses_[std::atoi(c.in.c_str() + 9)];
    c.in.clear();
    return true;
  }
  void report(double seconds) {
    std::sort(latencies_.begin(), latencies_.end());
    const auto at = [&](double q) {
      return latencies_.empty() ? 0.0 : static_cast<double>(latencies_[static_cast<std::size_t>(q * static_cast<double>(latencies_.size() - 1))]);
    };
    std::printf("{\"rps\":%.0f,\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f,\"statuses\":{", static_cast<double>(latencies_.size()) / seconds, at(.5), at(.99), at(1));
    const char* comma = "";
    for (const auto& [status, n] : statuses_) {
      std::printf("%s\"%d\":%ld", comma, status, n);
      comma = ",";
    }
    std::printf("}}\n");
  }
  [[noreturn]] static void die(const char* what) {
    std::perror(what);
    std::exit(1);
  }

  int port_, epoll_ = -1;
  std::string request_, page_;
  std::size_t id_at_ = 0;
  std::uint64_t salt_ = 0, count_ = 0;
  std::vector<float> latencies_;
  std::map<int, long> statuses_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fprintf(stderr, "bench_load PORT PATH KEY CONNECTIONS SECONDS [BODY [PAGE]]\n");
    return 2;
  }
  Load load(std::atoi(argv[1]), argv[2], argv[3], argc > 6 ? argv[6] : "{}", argc > 7 ? argv[7] : "");
  load.run(std::atoi(argv[4]), std::atof(argv[5]));
}
