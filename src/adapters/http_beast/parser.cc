// Beast 1.81 asserts that a last chunk comes with at least five bytes; an empty chunked body that arrives as "0\r\n" and
// then one byte more would end the process. Without the assertion it asks for more bytes, as it should.
#define BOOST_DISABLE_ASSERTS
#include "adapters/http_beast/parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace peakend::http_beast {
namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

message::Verb to_verb(http::verb v) {
  switch (v) {
    case http::verb::get: return message::Verb::get;
    case http::verb::post: return message::Verb::post;
    case http::verb::put: return message::Verb::put;
    case http::verb::patch: return message::Verb::patch;
    case http::verb::delete_: return message::Verb::del;
    case http::verb::head: return message::Verb::head;
    case http::verb::options: return message::Verb::options;
    default: return message::Verb::other;
  }
}

constexpr std::size_t kMaxFields = 100;

}  // namespace

struct Parser::Impl final : http::basic_parser<true> {
  explicit Impl(message::Request& r) : req(r) {}

  void on_request_impl(http::verb method, string_view, string_view t, int v, error_code&) override {
    version = v;
    req.verb = to_verb(method);
    target.assign(t.data(), t.size());
  }
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(http::field, string_view name, string_view value, error_code& ec) override {
    if (req.headers.size() >= kMaxFields) {
      ec = http::error::header_limit;
      return;
    }
    auto& [n, v] = req.headers.emplace_back();
    n.resize(name.size());
    for (std::size_t i = 0; i < name.size(); ++i)
      n[i] = name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] + 32) : name[i];
    v.assign(value.data(), value.size());
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  std::size_t on_body_impl(string_view b, error_code& ec) override { return take(b, ec); }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view b, error_code& ec) override { return take(b, ec); }
  void on_finish_impl(error_code&) override {}

  std::size_t take(string_view b, error_code& ec) {
    seen += b.size();
    if (seen > limit) {
      ec = http::error::body_limit;
      return 0;
    }
    if (body != nullptr) body->append(b.data(), b.size());
    return b.size();
  }

  message::Request& req;
  std::string target;
  std::string* body = nullptr;
  int version = 11;
  std::uint64_t seen = 0, limit = 0;
};

Parser::Parser(message::Request& into, std::size_t max_header) : impl_(std::make_unique<Impl>(into)) {
  impl_->header_limit(static_cast<std::uint32_t>(max_header));
  impl_->body_limit(boost::none);
}
Parser::~Parser() = default;

Parser::State Parser::feed(std::string_view data, std::size_t& used) {
  used = 0;
  const bool had_header = impl_->is_header_done();
  error_code ec;
  // Without `eager` put() returns after the header; afterwards it takes all that belongs to the message.
  while (!impl_->is_done() && used < data.size()) {
    const auto n = impl_->put(boost::asio::const_buffer(data.data() + used, data.size() - used), ec);
    used += n;
    if (ec || n == 0 || (!had_header && impl_->is_header_done())) break;
  }
  if (ec == http::error::need_more) ec = {};
  if (ec == http::error::header_limit) return State::header_too_large;
  if (ec == http::error::body_limit) return State::body_too_large;
  if (ec) return State::bad_request;
  if (!had_header && impl_->is_header_done()) {
    impl_->eager(true);
    expects_continue_ = impl_->req.header("expect").size() >= 4 && impl_->req.header("expect").substr(0, 4) == "100-";
    return State::head_done;
  }
  return impl_->is_done() ? State::complete : State::need_more;
}

std::string_view Parser::target() const { return impl_->target; }
bool Parser::keep_alive() const { return impl_->keep_alive(); }
bool Parser::http_1_0() const { return impl_->version == 10; }
std::optional<std::uint64_t> Parser::content_length() const {
  if (const auto n = impl_->content_length()) return *n;
  return std::nullopt;
}
bool Parser::chunked() const { return impl_->chunked(); }
bool Parser::done() const { return impl_->is_done(); }
void Parser::body_to(std::string* target, std::uint64_t limit) {
  impl_->body = target;
  impl_->limit = limit;
}
std::uint64_t Parser::body_bytes() const { return impl_->seen; }

}  // namespace peakend::http_beast
