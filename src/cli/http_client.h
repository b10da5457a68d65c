#pragma once
// The little HTTP a command needs to talk to a server on http://host:port. Blocking; not thread-safe.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace peakend::cli {

struct Answer {
  int status = 0;
  std::string body;
};
class HttpClient {
 public:
  /// "http://127.0.0.1:8321"; a path after it is kept as a prefix. Anything else: invalid "url_invalid".
  static Result<HttpClient> to(std::string_view url, std::string key);
  /// One request on a connection that is kept open between requests; reconnects once when it was dropped.
  /// Not reachable: unavailable "server_unreachable".
  Result<Answer> send(std::string_view verb, std::string_view path, std::string_view body = {}, std::string_view type = "application/json");
  /// A body of `size` bytes that `part` gives piece by piece from an offset; an empty piece before the end gives up.
  using Part = std::function<Result<std::string_view>(std::uint64_t offset)>;
  Result<Answer> send(std::string_view verb, std::string_view path, std::uint64_t size, const Part& part, std::string_view type);
  const std::string& url() const { return url_; }
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;
  ~HttpClient();

 private:
  HttpClient(std::string url, std::string host, std::string port, std::string prefix, std::string key);
  Result<void> connect();
  void close();
  Result<Answer> exchange(std::string_view head, std::uint64_t size, const Part& part);
  Result<Answer> receive();
  tl::unexpected<Error> lost();
  bool read_more();
  std::string url_, host_, port_, prefix_, key_, buffer_;
  int fd_ = -1;
};

}  // namespace peakend::cli
