#include "cli/http_client.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace peakend::cli {
namespace {

constexpr std::size_t kMaxAnswer = 64u << 20, kMaxHead = 64 * 1024;

std::string lower(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return out;
}
bool send_all(int fd, std::string_view s) {
  while (!s.empty()) {
    const ssize_t n = ::send(fd, s.data(), s.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    s.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

HttpClient::HttpClient(std::string url, std::string host, std::string port, std::string prefix, std::string key)
    : url_(std::move(url)), host_(std::move(host)), port_(std::move(port)), prefix_(std::move(prefix)), key_(std::move(key)) {}
HttpClient::HttpClient(HttpClient&& o) noexcept
    : url_(std::move(o.url_)), host_(std::move(o.host_)), port_(std::move(o.port_)), prefix_(std::move(o.prefix_)),
      key_(std::move(o.key_)), buffer_(std::move(o.buffer_)), fd_(std::exchange(o.fd_, -1)) {}
HttpClient::~HttpClient() { close(); }

Result<HttpClient> HttpClient::to(std::string_view url, std::string key) {
  auto invalid = [&] {
    Error e{ErrorKind::invalid, "url_invalid", {}, {}, {{"url", std::string(url)}}};
    return tl::unexpected(std::move(e));
  };
  if (!url.starts_with("http://")) return invalid();
  std::string_view rest = url.substr(7);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view place = rest.substr(0, slash), prefix = rest.substr(slash);
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  std::string_view port = "80";
  const std::size_t colon = place.rfind(':');
  const bool bracketed = place.starts_with('[');
  if (colon != place.npos && !(bracketed && place.ends_with(']'))) {
    port = place.substr(colon + 1);
    place = place.substr(0, colon);
  }
  if (bracketed && place.size() > 2) place = place.substr(1, place.size() - 2);
  const bool digits = !port.empty() && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (place.empty() || !digits || key.find_first_of("\r\n") != key.npos) return invalid();
  return HttpClient(std::string(url), std::string(place), std::string(port), std::string(prefix), std::move(key));
}

void HttpClient::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  buffer_.clear();
}

Result<void> HttpClient::connect() {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (::getaddrinfo(host_.c_str(), port_.c_str(), &hints, &list) == 0) {
    for (addrinfo* a = list; a && fd_ < 0; a = a->ai_next) {
      fd_ = ::socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
      const timeval patience{120, 0};
      if (fd_ >= 0) {
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
      }
      if (fd_ >= 0 && ::connect(fd_, a->ai_addr, a->ai_addrlen) != 0) close();
    }
    ::freeaddrinfo(list);
  }
  if (fd_ >= 0) return {};
  Error e{ErrorKind::unavailable, "server_unreachable", {}, {}, {{"url", url_}}};
  return tl::unexpected(std::move(e));
}

Result<Answer> HttpClient::send(std::string_view verb, std::string_view path, std::string_view body, std::string_view type) {
  return send(verb, path, body.size(), [&](std::uint64_t at) -> Result<std::string_view> { return body.substr(at); }, type);
}

Result<Answer> HttpClient::send(std::string_view verb, std::string_view path, std::uint64_t size, const Part& part, std::string_view type) {
  std::string head = fmt::format("{} {}{} HTTP/1.1\r\nHost: {}:{}\r\nAccept: application/json\r\nConnection: keep-alive\r\n", verb, prefix_, path, host_, port_);
  if (!key_.empty()) head += fmt::format("Authorization: Bearer {}\r\n", key_);
  if (size > 0) head += fmt::format("Content-Type: {}\r\n", type);
  head += fmt::format("Content-Length: {}\r\n\r\n", size);
  const bool kept = fd_ >= 0;
  if (!kept) PK_CHECK(connect());
  auto answer = exchange(head, size, part);
  if (answer || !kept) return answer;
  // The server had dropped the kept connection: every route used here is idempotent, so once more.
  close();
  PK_CHECK(connect());
  return exchange(head, size, part);
}

bool HttpClient::read_more() {
  const std::size_t old = buffer_.size();
  buffer_.resize(old + 16 * 1024);
  const ssize_t n = ::recv(fd_, buffer_.data() + old, buffer_.size() - old, 0);
  buffer_.resize(old + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  return n > 0;
}

tl::unexpected<Error> HttpClient::lost() {
  close();
  Error e{ErrorKind::unavailable, "server_unreachable", {}, {}, {{"url", url_}}};
  return tl::unexpected(std::move(e));
}

Result<Answer> HttpClient::exchange(std::string_view head, std::uint64_t size, const Part& part) {
  bool sent = send_all(fd_, head);
  for (std::uint64_t at = 0; sent && at < size;) {
    PK_TRY(const std::string_view piece, part(at));
    if (piece.empty()) return lost();
    sent = send_all(fd_, piece);
    at += piece.size();
  }
  // A server that refuses a body answers before it has read all of it, so the answer is looked for in any case.
  auto answer = receive();
  if (!sent) close();
  return answer;
}

Result<Answer> HttpClient::receive() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == buffer_.npos) {
    if (buffer_.size() > kMaxHead || !read_more()) return lost();
  }
  const std::string headers = lower(std::string_view(buffer_).substr(0, end + 2));
  buffer_.erase(0, end + 4);
  Answer answer;
  if (headers.size() < 12) return lost();
  std::from_chars(headers.data() + 9, headers.data() + 12, answer.status);
  auto number_after = [&](std::string_view name, int base) -> std::optional<std::size_t> {
    const std::size_t at = headers.find(name);
    if (at == headers.npos) return std::nullopt;
    std::size_t v = 0;
    std::from_chars(headers.data() + at + name.size(), headers.data() + headers.size(), v, base);
    return v;
  };
  if (headers.find("transfer-encoding: chunked") != headers.npos) {
    for (;;) {
      std::size_t line = 0;
      while ((line = buffer_.find("\r\n")) == buffer_.npos) {
        if (!read_more()) return lost();
      }
      std::size_t size = 0;
      std::from_chars(buffer_.data(), buffer_.data() + line, size, 16);
      if (size > kMaxAnswer || answer.body.size() > kMaxAnswer) return lost();
      while (buffer_.size() < line + 2 + size + 2) {
        if (!read_more()) return lost();
      }
      answer.body.append(buffer_, line + 2, size);
      buffer_.erase(0, line + 2 + size + 2);
      if (size == 0) break;
    }
  } else {
    const std::size_t size = number_after("\r\ncontent-length: ", 10).value_or(0);
    if (size > kMaxAnswer) return lost();
    while (buffer_.size() < size) {
      if (!read_more()) return lost();
    }
    answer.body.assign(buffer_, 0, size);
    buffer_.erase(0, size);
  }
  if (headers.find("\r\nconnection: close") != headers.npos) close();
  return answer;
}

}  // namespace peakend::cli
