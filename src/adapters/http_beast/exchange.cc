// One request and its answer: admission, dispatch to the three kinds of handler, encoding.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "adapters/http_beast/connection.h"
#include "base/log.h"
#include "base/utf8.h"

namespace peakend::http_beast {
namespace {

using message::Request;
using message::Response;

constexpr std::uint64_t kSwallow = 256 * 1024;  ///< a refused body up to this is read to keep the connection
constexpr std::size_t kSinkBuffer = 128 * 1024;
constexpr std::size_t kInlineBody = 16 * 1024;

Response internal_problem(const Request& req) { return message::problem(Error{ErrorKind::internal, "internal", {}, {}, {}}, req); }

/// Runs a feature's function; what it throws becomes a 500 and a log line.
template <class F>
auto guarded(const Request& req, F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (const std::exception& e) {
    log::error("handler threw", {{"request", req.request_id}, {"verb", message::verb_name(req.verb)}, {"path", req.path}, {"what", e.what()}});
  } catch (...) {
    log::error("handler threw", {{"request", req.request_id}, {"verb", message::verb_name(req.verb)}, {"path", req.path}});
  }
  if constexpr (std::is_same_v<decltype(f()), Response>) return internal_problem(req);
  else return fail(ErrorKind::internal, "internal");
}

/// Undoes Content-Encoding of a whole body; the result may not exceed `limit`.
Result<void> decode_body(Request& req, std::size_t limit) {
  const auto coding = req.header("content-encoding");
  if (coding.empty()) return {};
  PK_TRY(auto decoder, make_decoder(coding));
  if (!decoder) return {};
  std::string plain;
  PK_CHECK(decoder->feed(req.body, [&](std::string_view piece) -> Result<void> {
    if (plain.size() + piece.size() > limit)
      return tl::unexpected(Error{ErrorKind::too_large, "body_too_large", {}, {}, {{"limit", std::to_string(limit)}}});
    plain += piece;
    return {};
  }));
  PK_CHECK(decoder->finish());
  req.body = std::move(plain);
  return {};
}

/// Lets an AsyncHandler answer once; forgetting to answer is a 500.
class ReplyOnce {
 public:
  /// `gzip`: nullopt leaves the answer as it is, else whether the caller takes it.
  ReplyOnce(std::shared_ptr<Connection> c, std::uint64_t serial, std::string id, message::Lang lang, std::optional<bool> gzip)
      : connection_(std::move(c)), serial_(serial), id_(std::move(id)), lang_(lang), gzip_(gzip) {}
  ReplyOnce(const ReplyOnce&) = delete;
  ReplyOnce& operator=(const ReplyOnce&) = delete;
  ~ReplyOnce() {
    if (done_.exchange(true)) return;
    log::error("handler gave no answer", {{"request", id_}});
    Request req;
    req.request_id = std::move(id_);
    req.lang = lang_;
    connection_->answer(serial_, internal_problem(req));
  }
  void operator()(Response r) {
    if (done_.exchange(true)) return;
    if (gzip_) compress(r, *gzip_);
    connection_->answer(serial_, std::move(r));
  }

 private:
  std::shared_ptr<Connection> connection_;
  std::uint64_t serial_;
  std::string id_;
  message::Lang lang_;
  std::optional<bool> gzip_;
  std::atomic<bool> done_{false};
};

Result<void> feed_sink(message::BodySink& sink, Decoder* decoder, const Request& req, std::string_view piece, bool last) {
  const auto out = [&](std::string_view p) { return guarded(req, [&]() -> Result<void> { return sink.chunk(p); }); };
  if (!piece.empty()) PK_CHECK(decoder != nullptr ? decoder->feed(piece, out) : out(piece));
  if (last && decoder != nullptr) PK_CHECK(decoder->finish());
  return {};
}

bool is_loopback(std::string_view address) { return address.rfind("127.", 0) == 0 || address == "::1"; }

}  // namespace

Response Connection::refusal(ErrorKind kind, std::string code, int status, std::vector<std::pair<std::string, std::string>> params) {
  Request as;
  as.request_id = request_id_;
  as.lang = lang_;
  return message::problem(Error{kind, std::move(code), {}, {}, std::move(params)}, as, status);
}

/// Splits the target into path and query. False: not a path, broken escapes or not UTF-8.
bool Connection::read_target() {
  auto target = parser_->target();
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && scheme < 6 && target.front() != '/') {
    const auto slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  if (target.empty() || target.front() != '/') return target == "*" && req_.verb == message::Verb::options;
  const auto cut = std::min(target.find('?'), target.size());
  raw_path_ = target.substr(0, cut);
  req_.path = raw_path_;
  if (cut < target.size()) req_.query = target.substr(cut + 1);
  const auto plain = [](std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return c != '%' && static_cast<unsigned char>(c) < 0x80; });
  };
  if (!plain(req_.path)) {
    auto decoded = message::percent_decode(req_.path, false);
    if (!decoded || !utf8::valid(*decoded)) return false;
    req_.path = *std::move(decoded);
  }
  if (req_.path.find('\0') != std::string::npos) return false;
  return true;
}

/// Decides from the header alone. An answer means refusal.
std::optional<Response> Connection::admit() {
  if (!http_1_0_ && req_.header("host").empty()) return keep_ = false, refusal(ErrorKind::malformed, "bad_request_line");
  const bool readable = read_target();
  message::choose_language(req_);
  lang_ = req_.lang;
  if (!readable) return refusal(ErrorKind::malformed, "bad_path");
  if (req_.query.find_first_of("%\x80") != std::string::npos || !utf8::valid(req_.query)) {
    const auto decoded = message::percent_decode(req_.query, true);
    if (!decoded || !utf8::valid(*decoded)) return refusal(ErrorKind::malformed, "bad_query");
  }
  auto match = shared_->router.match(req_.verb, raw_path_);
  if (match.route == nullptr) {
    const auto allowed = shared_->router.allowed(raw_path_);
    if (allowed.empty()) return refusal(ErrorKind::not_found, "no_such_route");
    std::string allow;
    for (const auto v : allowed) allow += (allow.empty() ? "" : ", ") + std::string(message::verb_name(v));
    Response r = req_.verb == message::Verb::options
                     ? Response::empty()
                     : refusal(ErrorKind::not_found, "method_not_allowed", 405, {{"verb", std::string(message::verb_name(req_.verb))}});
    r.set("Allow", std::move(allow));
    return r;
  }
  route_ = match.route;
  req_.params = std::move(match.params);
  for (const auto& [name, v] : req_.params)
    if (v.find('\0') != std::string::npos) return refusal(ErrorKind::malformed, "bad_path");
  if (shared_->authenticate)
    if (auto ok = guarded(req_, [&]() -> Result<void> { return shared_->authenticate(req_, *route_); }); !ok)
      return message::problem(ok.error(), req_);
  if (const auto n = parser_->content_length(); n && *n > route_->max_body)
    return refusal(ErrorKind::too_large, "body_too_large", 0, {{"limit", std::to_string(route_->max_body)}});
  return std::nullopt;
}

bool Connection::on_head() {
  ++shared_->counters.requests;
  req_.request_id = request_id_;
  req_.remote = remote_;
  req_.secure = tls_;
  http_1_0_ = parser_->http_1_0();
  keep_ = parser_->keep_alive();
  verb_ = req_.verb;
  body_since_ = io_->now_ms;
  if (shared_->options.trust_proxy && is_loopback(remote_)) {
    if (const auto from = req_.header("x-forwarded-for"); !from.empty()) {
      const auto comma = from.rfind(',');
      const auto last = from.substr(comma == std::string_view::npos ? 0 : comma + 1);
      req_.remote = last.substr(std::min(last.find_first_not_of(' '), last.size())).substr(0, 64);
    }
    req_.secure |= req_.header("x-forwarded-proto") == "https";
  }
  if (log::enabled(log::Level::debug)) began_ = std::chrono::steady_clock::now();
  auto refused = admit();
  if (log::enabled(log::Level::debug)) log_path_ = req_.path;
  if (refused) return refuse(*std::move(refused));
  if (route_->sink_handler) return open_sink();
  if (parser_->expects_continue()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  parser_->body_to(&req_.body, route_->max_body);
  if (const auto n = parser_->content_length()) req_.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*n, 1024 * 1024)));
  phase_ = Phase::body;
  return true;
}

/// Answers before the body was read: swallows a small one to keep the connection, else closes it.
bool Connection::refuse(Response r) {
  const auto length = parser_->content_length();
  if (parser_->done()) {
    queue(std::move(r));
  } else if (!parser_->expects_continue() && length && *length <= kSwallow) {
    held_ = std::move(r);
    parser_->body_to(nullptr, kSwallow);
    phase_ = Phase::body;
  } else {
    keep_ = false;
    queue(std::move(r));
  }
  return true;
}

bool Connection::dispatch() {
  if (held_) {
    auto r = *std::move(held_);
    held_.reset();
    queue(std::move(r));
    return true;
  }
  phase_ = Phase::busy;
  if (route_->async_handler) {
    if (auto ok = decode_body(req_, route_->max_body); !ok) return queue(message::problem(ok.error(), req_)), true;
    return dispatch_async();
  }
  auto job = std::make_shared<Request>(std::move(req_));
  const bool taken = shared_->pool.submit([self = shared_from_this(), serial = serial_, job, route = route_] {
    auto& req = *job;
    Response r;
    if (auto ok = decode_body(req, route->max_body); !ok) r = message::problem(ok.error(), req);
    else r = guarded(req, [&] { return route->handler ? route->handler(req) : internal_problem(req); });
    compress(r, req.takes_gzip());
    self->answer(serial, std::move(r));
  });
  if (!taken) return queue(refusal(ErrorKind::unavailable, "busy")), true;
  flush();
  return false;
}

bool Connection::dispatch_async() {
  inline_reply_.reset();
  inline_ = true;
  {
    auto once = std::make_shared<ReplyOnce>(shared_from_this(), serial_, request_id_, lang_,
                                            route_->gzip_async ? std::optional(req_.takes_gzip()) : std::nullopt);
    try {
      route_->async_handler(std::move(req_), [once](Response r) { (*once)(std::move(r)); });
    } catch (const std::exception& e) {
      log::error("handler threw", {{"request", request_id_}, {"what", e.what()}});
    } catch (...) {
      log::error("handler threw", {{"request", request_id_}});
    }
  }
  inline_ = false;
  if (inline_reply_) {
    auto r = *std::move(inline_reply_);
    inline_reply_.reset();
    queue(std::move(r));
    return true;
  }
  flush();
  return false;
}

bool Connection::open_sink() {
  phase_ = Phase::sink_wait;
  auto decoder = make_decoder(req_.header("content-encoding"));
  if (!decoder) return refuse(message::problem(decoder.error(), req_));
  sink_ = std::make_shared<SinkJob>(SinkJob{std::move(req_), *std::move(decoder), nullptr});
  const bool taken = shared_->pool.submit([self = shared_from_this(), serial = serial_, job = sink_, route = route_] {
    Mail mail{self, serial, Mail::Kind::sink_open, {}};
    auto sink = guarded(job->req, [&] { return route->sink_handler(job->req); });
    if (sink && *sink) job->sink = *std::move(sink);
    else mail.response = sink ? internal_problem(job->req) : message::problem(sink.error(), job->req);
    self->io().post(std::move(mail));
  });
  if (!taken) return drop_sink(), refuse(refusal(ErrorKind::unavailable, "busy"));
  flush();
  return false;
}

void Connection::sink_opened(Mail& mail) {
  if (!sink_->sink) {
    drop_sink();
    refuse(std::move(mail.response));
    return process();
  }
  if (parser_->expects_continue()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  piece_.clear();
  parser_->body_to(&piece_, route_->max_body);
  phase_ = Phase::sink;
  process();
}

/// Reads one piece and hands it to the pool; nothing more is read until the sink is done with it.
bool Connection::step_sink() {
  if (reading_) return false;
  auto state = parser_->done() ? Parser::State::complete : Parser::State::need_more;
  if (state != Parser::State::complete && in_begin_ < in_end_) state = feed();
  if (state == Parser::State::body_too_large || state == Parser::State::bad_request || state == Parser::State::header_too_large) {
    drop_sink();
    keep_ = false;
    queue(state == Parser::State::body_too_large
              ? refusal(ErrorKind::too_large, "body_too_large", 0, {{"limit", std::to_string(route_->max_body)}})
              : refusal(ErrorKind::malformed, "bad_request_line"));
    return true;
  }
  const bool last = state == Parser::State::complete;
  if (piece_.empty() && !last) {
    flush();
    want_read(kSinkBuffer);
    return false;
  }
  phase_ = Phase::sink_wait;
  // Forced: at most one waits for each connection, and half a body cannot be refused politely.
  auto task = [self = shared_from_this(), serial = serial_, job = sink_, last, piece = std::exchange(piece_, {})] {
    Mail mail{self, serial, Mail::Kind::sink_next, {}};
    const auto ok = feed_sink(*job->sink, job->decoder.get(), job->req, piece, last);
    if (!ok || last) {
      mail.kind = Mail::Kind::reply;
      mail.response = ok ? guarded(job->req, [&] { return job->sink->finish(); }) : message::problem(ok.error(), job->req);
      compress(mail.response, job->req.takes_gzip());
    }
    self->io().post(std::move(mail));
  };
  sink_->sink->when_ready([shared = shared_, task = std::move(task)]() mutable { shared->pool.submit(std::move(task), true); });
  return false;
}

/// Lets go of the sink. Its destructor may remove files, so it runs on the pool.
void Connection::drop_sink() {
  if (sink_) shared_->pool.submit([doomed = std::exchange(sink_, nullptr)] {}, true);
}

void Connection::queue(Response r) {
  const int status = std::clamp(r.status, 100, 599);
  ++shared_->counters.status[status / 100];
  phase_ = Phase::send;
  HeadInput head{io_->date, request_id_, shared_->options.common_headers, 0, false, !keep_ || shared_->draining, http_1_0_};
  if (r.stream && verb_ != message::Verb::head) {
    head.chunked = !http_1_0_;
    head.close = true;
    write_head(out_, r, head);
    log_access(status, 0);
    stream_ = std::make_shared<EventStream>(weak_from_this());
    ++shared_->counters.streams;
    phase_ = Phase::stream;
    r.stream(stream_);
    return;
  }
  if (!r.file.empty()) {
    struct stat info{};
    file_ = ::open(r.file.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0 || ::fstat(file_, &info) != 0 || !S_ISREG(info.st_mode)) {
      log::error("cannot send file", {{"request", request_id_}, {"file", r.file}});
      if (file_ >= 0) ::close(file_), file_ = -1;
      r = refusal(ErrorKind::internal, "internal");
    } else {
      file_left_ = static_cast<std::uint64_t>(info.st_size);
    }
    if (r.remove_file) ::unlink(r.file.c_str());
  }
  head.length = file_ >= 0 ? file_left_ : r.fixed.empty() ? r.body.size() : r.fixed.size();
  write_head(out_, r, head);
  log_access(status, head.length);
  if (status >= 500) log::warn("answered with a server error", {{"request", request_id_}, {"status", status}});
  queue_body(r);
}

void Connection::queue_body(Response& r) {
  const bool none = verb_ == message::Verb::head || r.status == 204 || r.status == 304;
  if (none) {
    if (file_ >= 0) ::close(file_), file_ = -1;
    file_left_ = 0;
    return;
  }
  if (file_ >= 0) {
    if (file_left_ == 0) ::close(file_), file_ = -1;
    return;
  }
  const std::string_view body = r.fixed.empty() ? std::string_view(r.body) : r.fixed;
  if (body.size() <= kInlineBody) {
    out_ += body;
  } else if (r.fixed.empty()) {
    big_own_ = std::move(r.body);
    big_ = big_own_;
  } else {
    big_ = r.fixed;
  }
}

void Connection::log_access(int status, std::uint64_t length) {
  if (!log::enabled(log::Level::debug)) return;
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_).count();
  log::debug("http", {{"request", request_id_}, {"remote", remote_}, {"verb", message::verb_name(verb_)}, {"path", log_path_},
                      {"status", status}, {"bytes", length}, {"us", took}});
}

}  // namespace peakend::http_beast
