#include "adapters/http_beast/connection.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace peakend::http_beast {
namespace {

constexpr std::size_t kSmallBuffer = 4 * 1024;
constexpr std::size_t kBodyBuffer = 64 * 1024;
constexpr std::size_t kFilePiece = 128 * 1024;
constexpr std::size_t kBatchOut = 64 * 1024;  ///< pipelined answers gathered before a write
constexpr std::int64_t kLinger = 2'000;

}  // namespace

Connection::Connection(std::shared_ptr<Shared> s, std::shared_ptr<Io> io, std::string remote, bool tls)
    : shared_(std::move(s)), io_(std::move(io)), remote_(std::move(remote)), tls_(tls) {
  ++shared_->counters.connections;
  read_deadline_ = io_->now_ms + shared_->options.header_timeout.count();
}

Connection::~Connection() {
  --shared_->counters.connections;
  if (file_ >= 0) ::close(file_);
}

void Connection::process() {
  if (processing_) return;
  processing_ = true;
  while (step()) {
  }
  processing_ = false;
}

/// One step; true when another one may follow at once.
bool Connection::step() {
  switch (phase_) {
    case Phase::head: return step_head();
    case Phase::body: return step_body();
    case Phase::sink: return step_sink();
    case Phase::send: return step_send();
    case Phase::stream: return step_stream();
    case Phase::busy:
    case Phase::sink_wait: flush(); return false;
    case Phase::linger:
      if (flush() && !reading_) in_begin_ = in_end_ = 0, want_read(kSmallBuffer);
      return false;
    case Phase::closed: return false;
  }
  return false;
}

Parser::State Connection::feed() {
  std::size_t used = 0;
  const auto state = parser_->feed({in_.get() + in_begin_, in_end_ - in_begin_}, used);
  in_begin_ += used;
  if (in_begin_ == in_end_) in_begin_ = in_end_ = 0;
  return state;
}

bool Connection::step_head() {
  if (reading_ || writing_) return false;  // a client that does not read its answers gets no further ones
  if (!parser_) {
    while (in_begin_ < in_end_ && (in_[in_begin_] == '\r' || in_[in_begin_] == '\n')) ++in_begin_;
    if (in_begin_ == in_end_) {
      if (!flush()) return false;
      if (shared_->draining) return abort(), false;
      want_read(kSmallBuffer);
      return false;
    }
    if (serial_ > 0) read_deadline_ = io_->now_ms + shared_->options.header_timeout.count();
    req_ = message::Request{};
    parser_.emplace(req_, shared_->options.max_header);
    keep_ = true;
    verb_ = message::Verb::get;
    request_id_ = io_->next_request_id();
  }
  switch (feed()) {
    case Parser::State::head_done:
    case Parser::State::complete: return on_head();
    case Parser::State::need_more:
      if (!flush()) return false;
      want_read(kSmallBuffer);
      return false;
    case Parser::State::header_too_large:
      keep_ = false;
      queue(refusal(ErrorKind::too_large, "header_too_large", 431, {{"limit", std::to_string(shared_->options.max_header)}}));
      return true;
    default:
      keep_ = false;
      queue(refusal(ErrorKind::malformed, "bad_request_line"));
      return true;
  }
}

bool Connection::step_body() {
  if (reading_) return false;
  const auto state = parser_->done() ? Parser::State::complete : feed();
  switch (state) {
    case Parser::State::complete: return dispatch();
    case Parser::State::need_more:
    case Parser::State::head_done:
      flush();
      want_read(body_room());
      return false;
    case Parser::State::body_too_large:
      keep_ = false;
      queue(refusal(ErrorKind::too_large, "body_too_large", 0, {{"limit", std::to_string(route_ != nullptr ? route_->max_body : 0)}}));
      return true;
    default:
      keep_ = false;
      queue(refusal(ErrorKind::malformed, "bad_request_line"));
      return true;
  }
}

bool Connection::step_send() {
  const bool more_in = in_begin_ < in_end_;
  const bool gather = keep_ && more_in && big_.empty() && file_left_ == 0 && out_.size() < kBatchOut && !writing_;
  if (!gather) {
    if (!flush()) return false;
    if (file_left_ > 0) return next_piece_of_file();
  }
  if (keep_ && !shared_->draining) finish_response();
  else start_linger();
  return true;
}

bool Connection::step_stream() {
  if (writing_) return false;
  std::string events;
  const bool closed = stream_->take(events);
  if (!events.empty()) {
    if (!http_1_0_) {
      char size[20];
      std::snprintf(size, sizeof size, "%zx\r\n", events.size());
      out_ += size;
    }
    out_ += events;
    if (!http_1_0_) out_ += "\r\n";
  }
  if (closed) {
    if (!http_1_0_) out_ += "0\r\n\r\n";
    stream_->lost();
    stream_.reset();
    --shared_->counters.streams;
    keep_ = false;
    start_linger();
    return true;
  }
  flush();
  if (!reading_ && phase_ == Phase::stream) in_begin_ = in_end_ = 0, want_read(kSmallBuffer);
  return false;
}

/// Room for what is still to come of the body.
std::size_t Connection::body_room() const {
  const auto length = parser_->content_length();
  const auto left = length ? *length - std::min<std::uint64_t>(*length, parser_->body_bytes()) : kBodyBuffer / 4;
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(left, kSmallBuffer, kBodyBuffer));
}

void Connection::finish_response() {
  ++serial_;
  parser_.reset();
  route_ = nullptr;
  phase_ = Phase::head;
  if (in_cap_ > kSmallBuffer && in_begin_ == in_end_) in_.reset(), in_cap_ = 0;
  if (out_.capacity() > 4 * kBatchOut && out_.empty()) out_.shrink_to_fit();
  read_deadline_ = io_->now_ms + shared_->options.idle_timeout.count();
}

/// Sends FIN and throws away what the client still sends, so that it can read the answer before a reset.
void Connection::start_linger() {
  ++serial_;
  phase_ = Phase::linger;
  read_deadline_ = io_->now_ms + kLinger;
  if (flush() && phase_ == Phase::linger) shutdown_send();
}

void Connection::want_read(std::size_t room) {
  if (reading_ || phase_ == Phase::closed) return;
  if (in_begin_ > 0 && in_begin_ < in_end_ && in_cap_ - in_end_ < room / 2) {
    std::memmove(in_.get(), in_.get() + in_begin_, in_end_ - in_begin_);
    in_end_ -= in_begin_;
    in_begin_ = 0;
  }
  if (in_cap_ - in_end_ < room / 2) {
    const auto cap = std::max(in_cap_, in_end_ - in_begin_ + room);
    auto bigger = std::make_unique_for_overwrite<char[]>(cap);
    if (in_end_ > in_begin_) std::memcpy(bigger.get(), in_.get() + in_begin_, in_end_ - in_begin_);
    in_end_ -= in_begin_;
    in_begin_ = 0;
    in_ = std::move(bigger);
    in_cap_ = cap;
  }
  if (phase_ == Phase::body || phase_ == Phase::sink) {
    const auto grace = body_since_ + 30'000 + static_cast<std::int64_t>(parser_->body_bytes());  // 1 KB/s = 1 byte/ms
    read_deadline_ = std::min(io_->now_ms + shared_->options.body_timeout.count(), grace);
  } else if (phase_ == Phase::stream) {
    read_deadline_ = 0;
  }
  reading_ = true;
  read_some(in_.get() + in_end_, in_cap_ - in_end_);
}

void Connection::on_read(bool ok, std::size_t n) {
  reading_ = false;
  if (phase_ == Phase::closed) return;
  if (!ok) return abort();
  shared_->counters.bytes_in += static_cast<std::int64_t>(n);
  in_end_ += n;
  process();
}

/// True when everything is out; false: waiting (or the connection broke).
bool Connection::flush() {
  if (writing_ || phase_ == Phase::closed) return false;
  for (;;) {
    const std::string_view out = out_;
    const auto a = out.substr(std::min(sent_, out.size()));
    const auto b = sent_ > out.size() ? big_.substr(sent_ - out.size()) : big_;
    if (a.empty() && b.empty()) {
      shared_->counters.bytes_out += static_cast<std::int64_t>(sent_);
      out_.clear();
      big_own_.clear();
      if (big_own_.capacity() > kFilePiece) big_own_.shrink_to_fit();
      big_ = {};
      sent_ = 0;
      return true;
    }
    const auto n = write_now(a, b);
    if (n < 0) return abort(), false;
    if (n == 0) {
      writing_ = true;
      write_deadline_ = io_->now_ms + shared_->options.write_timeout.count();
      write_some(a, b);
      return false;
    }
    sent_ += static_cast<std::size_t>(n);
  }
}

void Connection::on_written(bool ok, std::size_t n) {
  writing_ = false;
  if (phase_ == Phase::closed) return;
  if (!ok) return abort();
  sent_ += n;
  if (phase_ == Phase::linger) {
    if (flush()) shutdown_send();
  }
  process();
}

bool Connection::next_piece_of_file() {
  big_own_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file_left_, kFilePiece)));
  const auto n = ::read(file_, big_own_.data(), big_own_.size());
  if (n <= 0) return abort(), false;  // shorter than announced: the client must notice
  big_own_.resize(static_cast<std::size_t>(n));
  big_ = big_own_;
  file_left_ -= static_cast<std::uint64_t>(n);
  if (file_left_ == 0) ::close(file_), file_ = -1;
  // Through the loop, so that other connections get their turn between two pieces.
  writing_ = true;
  write_deadline_ = io_->now_ms + shared_->options.write_timeout.count();
  write_some(big_, {});
  return false;
}

void Connection::check() {
  const auto now = io_->now_ms;
  if (phase_ == Phase::closed) return;
  if (writing_ && now > write_deadline_) {
    ++shared_->counters.timeouts;
    return abort();
  }
  if (!reading_ || read_deadline_ == 0 || now <= read_deadline_) return;
  if (phase_ == Phase::linger || (phase_ == Phase::head && !parser_)) return abort();
  ++shared_->counters.timeouts;
  if (phase_ != Phase::head && phase_ != Phase::body && phase_ != Phase::sink) return abort();
  keep_ = false;
  drop_sink();
  queue(refusal(ErrorKind::malformed, "slow_request", 408));
  process();
}

void Connection::drain() {
  if (phase_ == Phase::head && !parser_ && out_.empty() && !writing_) return abort();
  if (phase_ == Phase::stream && stream_) stream_->close();
}

void Connection::abort() {
  if (phase_ == Phase::closed) return;
  const auto self = shared_from_this();
  phase_ = Phase::closed;
  ++serial_;
  if (stream_) {
    stream_->lost();
    stream_.reset();
    --shared_->counters.streams;
  }
  drop_sink();
  close_socket();
  io_->forget(*this);
}

void Connection::answer(std::uint64_t serial, message::Response r) {
  if (io_->here() && inline_ && serial == serial_) inline_reply_ = std::move(r);
  else io_->post(Mail{shared_from_this(), serial, Mail::Kind::reply, std::move(r)});
}

void Connection::wake() { io_->post(Mail{shared_from_this(), 0, Mail::Kind::wake, {}}); }

void Connection::deliver(Mail& mail) {
  if (phase_ == Phase::closed) return;
  if (mail.kind == Mail::Kind::wake) return process();
  if (mail.serial != serial_) return;
  if (mail.kind == Mail::Kind::sink_open) return sink_opened(mail);
  if (mail.kind == Mail::Kind::sink_next) {
    phase_ = Phase::sink;
    return process();
  }
  if (phase_ != Phase::busy && phase_ != Phase::sink_wait) return;
  drop_sink();
  if (!parser_->done()) keep_ = false;
  queue(std::move(mail.response));
  process();
}

bool EventStream::send(std::string_view bytes) {
  std::shared_ptr<Connection> to;
  bool ok = true;
  {
    const std::lock_guard lock(mutex_);
    if (lost_ || closed_) return false;
    if (waiting_.size() + bytes.size() > kMaxWaiting) ok = false, closed_ = true;
    else waiting_ += bytes;
    if (!woken_) woken_ = true, to = connection_.lock();
  }
  if (to) to->wake();
  return ok;
}

void EventStream::close() {
  std::shared_ptr<Connection> to;
  {
    const std::lock_guard lock(mutex_);
    if (lost_ || closed_) return;
    closed_ = true;
    to = connection_.lock();
  }
  if (to) to->wake();
}

bool EventStream::take(std::string& bytes) {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  bytes.swap(waiting_);
  return closed_;
}

void EventStream::lost() {
  const std::lock_guard lock(mutex_);
  lost_ = true;
}

}  // namespace peakend::http_beast
