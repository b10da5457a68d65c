#pragma once
// One HTTP/1.1 request, parsed where it lies in the read buffer: header fields go straight into the Request,
// body bytes are appended to one string. One object a request; not thread-safe.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "message/message.h"

namespace peakend::http_beast {

class Parser {
 public:
  enum class State : std::uint8_t { need_more, head_done, complete, bad_request, header_too_large, body_too_large };

  Parser(message::Request& into, std::size_t max_header);
  ~Parser();
  /// Parses the start of `data`; `used` says how many bytes are done with. Stops once after the header.
  State feed(std::string_view data, std::size_t& used);

  std::string_view target() const;  ///< as sent
  bool keep_alive() const;
  bool http_1_0() const;
  bool expects_continue() const { return expects_continue_; }
  std::optional<std::uint64_t> content_length() const;
  bool chunked() const;
  bool done() const;  ///< the whole message has been seen
  /// Where body bytes go; nullptr throws them away. More than `limit` in all is body_too_large.
  void body_to(std::string* target, std::uint64_t limit);
  std::uint64_t body_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  bool expects_continue_ = false;
};

}  // namespace peakend::http_beast
