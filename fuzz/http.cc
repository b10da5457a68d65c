// Any bytes as HTTP: the parser gives the same request however the bytes are cut, stays inside its limits, and the
// helpers that read a request (query, cookies, languages, keys, JSON fields) neither crash nor answer outside their types.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "account/secret.h"
#include "adapters/http_beast/parser.h"
#include "base/utf8.h"
#include "message/body_json.h"
#include "message/message.h"

using namespace peakend;

namespace {

struct Outcome {
  http_beast::Parser::State state = http_beast::Parser::State::need_more;
  message::Request request;
  std::string target;
};

/// Feeds as a connection does: what is not used is offered again together with what comes next.
Outcome parse(std::string_view bytes, std::size_t step) {
  Outcome out;
  http_beast::Parser parser(out.request, 4096);
  std::string waiting;
  while (!bytes.empty() && (out.state == http_beast::Parser::State::need_more || out.state == http_beast::Parser::State::head_done)) {
    const auto n = std::min(step, bytes.size());
    waiting += bytes.substr(0, n);
    bytes.remove_prefix(n);
    for (;;) {
      std::size_t used = 0;
      out.state = parser.feed(waiting, used);
      if (used > waiting.size()) std::abort();
      waiting.erase(0, used);
      if (out.state != http_beast::Parser::State::head_done) break;
      parser.body_to(&out.request.body, 10'000);
      if (parser.done()) break;
    }
    if (parser.done()) break;
  }
  if (parser.done()) out.state = http_beast::Parser::State::complete;
  if (out.request.body.size() > 10'000 || out.request.headers.size() > 100) std::abort();
  out.target = parser.target();
  return out;
}

void read_helpers(message::Request& req, std::string_view any) {
  message::choose_language(req);
  req.query = any;
  for (const auto& name : {"a", "lang", ""}) {
    const auto all = req.args(name);
    const auto first = req.arg(name);
    if (first && !all.empty() && all.front() != *first) std::abort();
  }
  req.headers.emplace_back("cookie", any);
  static_cast<void>(req.cookie("pk_session"));
  static_cast<void>(req.has_etag("\"x\""));
  static_cast<void>(req.takes_gzip());
  static_cast<void>(message::parse_accept_language(any));
  static_cast<void>(account::key_of_headers(any, ""));
  if (const auto plain = message::percent_decode(any, true); plain && plain->size() > any.size()) std::abort();
  if (auto fields = message::BodyFields::parse(any)) {
    static_cast<void>(fields->text("a", 1, 5));
    static_cast<void>(fields->done());
  }
  static_cast<void>(message::problem(Error{ErrorKind::invalid, std::string(any), {{std::string(any), "required"}}, {}, {}}, req));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto whole = parse(bytes, bytes.size() + 1);
  const auto pieces = parse(bytes, 1);
  // Limits may strike at another byte when the cuts differ; a request that is understood is understood the same way.
  if (whole.state == http_beast::Parser::State::complete && pieces.state == http_beast::Parser::State::complete &&
      (whole.request.body != pieces.request.body || whole.request.headers != pieces.request.headers || whole.target != pieces.target))
    std::abort();
  message::Router router;
  message::Route route;
  route.pattern = "/v1/{a}/{rest...}";
  router.add(std::move(route));
  static_cast<void>(router.match(message::Verb::get, bytes));
  static_cast<void>(router.allowed(bytes));
  read_helpers(whole.request, bytes);
  return 0;
}
