#include "ingest/ingest_api.h"

#include <boost/json.hpp>
#include <condition_variable>
#include <mutex>

#include "base/metrics.h"

namespace peakend::ingest {
namespace {

namespace json = boost::json;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

constexpr std::size_t kRoundLines = 4'000, kRoundBytes = 1 << 20;  ///< one submission of a stream
constexpr int kRoundsAhead = 4;                                    ///< waiting for their commit, for each stream
constexpr std::size_t kMaxReported = 1'000, kMaxFailedRanges = 100;

void append_text(std::string& out, std::string_view s) {
  out += '"';
  for (const char c : s) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (u >= 0x20) out += c;
    else {
      constexpr char hex[] = "0123456789abcdef";
      (out += "\\u00") += hex[u >> 4];
      out += hex[u & 15];
    }
  }
  out += '"';
}

void count(ItemResult::State s, std::size_t n = 1) {
  static auto& accepted = metrics::counter("peakend_ingest_items_total", "result", "accepted");
  static auto& duplicate = metrics::counter("peakend_ingest_items_total", "result", "duplicate");
  static auto& rejected = metrics::counter("peakend_ingest_items_total", "result", "rejected");
  (s == ItemResult::State::accepted ? accepted : s == ItemResult::State::duplicate ? duplicate : rejected).add(static_cast<std::int64_t>(n));
}
void count_reject(const FieldError& why) {
  count(ItemResult::State::rejected);
  metrics::counter("peakend_ingest_rejected_total", "reason", why.code).add();
}

/// A refused single item: broken JSON is the request's fault (400), a large one 413, the rest 422 with the field.
Error refusal(FieldError why) {
  if (why.field.empty() && (why.code == "bad_json" || why.code == "invalid_utf8"))
    return {ErrorKind::malformed, why.code, {}, {}, {}};
  if (why.field.empty() && why.code == "too_large") return {ErrorKind::too_large, why.code, {}, {}, why.params};
  Error e{ErrorKind::invalid, "invalid_fields", {}, {}, {}};
  e.fields.push_back(std::move(why));
  return e;
}

/// Where the ids that senders left out begin, for each request another place. Random bits come from the kernel, which
/// takes as long as reading an item; so each thread asks once and counts on, in strides longer than any request.
Uuid seed_of(const Deps& d) {
  thread_local Uuid seed{d.random(), d.random()};
  seed.lo += std::uint64_t{1} << 32;
  return seed;
}

Result<IntakeContext> context_of(const Deps& d, WorkspaceNo w, std::string prefix) {
  auto journeys = d.journeys(w);
  if (!journeys) return fail(ErrorKind::unavailable, "busy");
  return IntakeContext{w, std::move(journeys), d.clock.now(), std::move(prefix), seed_of(d)};
}

std::string single_answer(std::string_view id, std::int64_t seq) {
  std::string out = "{\"id\":";
  append_text(out, id);
  out += ",\"seq\":" + std::to_string(seq) + "}";
  return out;
}

/// One item: parsed on the I/O thread, answered by the inbox's writer after its commit.
void single(const Deps& d, std::string_view type, Request req, const message::Reply& reply) {
  auto context = context_of(d, req.who.workspace, {});
  if (!context) return reply(problem(context.error(), req));
  const auto intake = make_intake(*std::move(context));
  const std::string key(req.header("idempotency-key"));
  intake->add(req.body, type, key);
  ItemResult result = std::move(intake->results().front());
  if (result.state == ItemResult::State::rejected) {
    count_reject(result.why);
    return reply(problem(refusal(std::move(result.why)), req));
  }
  if (!key.empty() && key != result.id)
    return reply(problem(Error{ErrorKind::conflict, "idempotency_key_differs", {}, {}, {}}, req));
  // The writer gets what an answer needs; the rest goes here, not on its time.
  d.inbox.submit(intake->take(), [reply, request_id = std::move(req.request_id), lang = req.lang, id = std::move(result.id)](Result<inbox::Receipt> r) {
    if (!r) {
      Request failed;
      failed.request_id = request_id;
      failed.lang = lang;
      return reply(problem(r.error(), failed));
    }
    const std::int64_t before = r->duplicate_of.empty() ? 0 : r->duplicate_of[0];
    count(before == 0 ? ItemResult::State::accepted : ItemResult::State::duplicate);
    reply(Response::json(single_answer(id, before == 0 ? r->seq : before), before == 0 ? 201 : 200));
  });
}

void append_why(std::string& out, const FieldError& why, message::Lang lang) {
  out += ",\"field\":";
  append_text(out, why.field);
  out += ",\"code\":";
  append_text(out, why.code);
  out += ",\"message\":";
  append_text(out, message::message_text(why.code, lang, why.params));
}

/// Many items at once wait until answers keep up with what is acknowledged; single ones never do.
void when_near(const Deps& d, std::function<void()> go) {
  if (d.projector != nullptr) d.projector->when_near(std::move(go));
  else go();
}

/// {"batch":[...]}: held whole (at most 4 MB), answered item by item.
class JsonBatch final : public message::BodySink {
 public:
  JsonBatch(Deps d, Request req) : d_(std::move(d)), req_(std::move(req)) {}

  Result<void> chunk(std::string_view s) override {
    if (body_.size() + s.size() > kMaxBatchBytes)
      return tl::unexpected(Error{ErrorKind::too_large, "body_too_large", {}, {}, {{"limit", std::to_string(kMaxBatchBytes)}}});
    body_.append(s);
    return {};
  }
  Response finish() override {
    auto r = run();
    auto out = r ? *std::move(r) : problem(r.error(), req_);
    // With the key in the address it comes from a page of another origin (w.js), which may know what became of it.
    if (req_.arg("key")) out.set("Access-Control-Allow-Origin", "*");
    return out;
  }
  void when_ready(std::function<void()> go) override { when_near(d_, std::move(go)); }

 private:
  Result<Response> run() {
    PK_TRY(auto context, context_of(d_, req_.who.workspace, "batch"));
    const auto intake = make_intake(std::move(context));
    std::size_t items = 0;
    PK_CHECK(split_batch(body_, [&](std::string_view raw) -> Result<void> {
      if (++items > kMaxBatchItems)
        return tl::unexpected(Error{ErrorKind::too_large, "too_many_items", {}, {}, {{"max", std::to_string(kMaxBatchItems)}}});
      intake->add(raw);
      return {};
    }));
    auto submission = intake->take();
    inbox::Receipt receipt;
    if (!submission.lines.empty()) {
      PK_TRY(receipt, d_.inbox.submit_wait(std::move(submission)));
    }
    return Response::json(answer(intake->results(), receipt));
  }

  std::string answer(const std::vector<ItemResult>& results, const inbox::Receipt& receipt) const {
    std::size_t accepted = 0, duplicates = 0, rejected = 0, line = 0;
    std::string list;
    for (const auto& r : results) {
      list += list.empty() ? "{\"status\":" : ",{\"status\":";
      if (r.state == ItemResult::State::rejected) {
        ++rejected;
        count_reject(r.why);
        list += "\"rejected\",\"id\":";
        append_text(list, r.id);
        append_why(list, r.why, req_.lang);
      } else {
        const std::int64_t before = line < receipt.duplicate_of.size() ? receipt.duplicate_of[line] : 0;
        ++line;
        ++(before == 0 ? accepted : duplicates);
        list += before == 0 ? "\"accepted\",\"id\":" : "\"duplicate\",\"id\":";
        append_text(list, r.id);
        list += ",\"seq\":" + std::to_string(before == 0 ? receipt.seq : before);
      }
      list += '}';
    }
    count(ItemResult::State::accepted, accepted);
    count(ItemResult::State::duplicate, duplicates);
    return "{\"accepted\":" + std::to_string(accepted) + ",\"duplicate\":" + std::to_string(duplicates) +
           ",\"rejected\":" + std::to_string(rejected) + ",\"results\":[" + list + "]}";
  }

  const Deps d_;
  const Request req_;
  std::string body_;
};

/// Lines without end in constant memory: rounds of some thousand lines, a few of them on their way to the disk while
/// the next is parsed.
class Ndjson final : public message::BodySink {
 public:
  Ndjson(Deps d, Request req) : d_(std::move(d)), req_(std::move(req)) {}

  Result<void> chunk(std::string_view s) override {
    while (!s.empty()) {
      const auto end = s.find('\n');
      if (end == s.npos) {
        // A line that is already too long need not be kept: its end will be told from its length.
        if (rest_.size() <= kMaxItemBytes) rest_.append(s);
        return {};
      }
      if (rest_.empty()) {
        PK_CHECK(line(s.substr(0, end)));
      } else {
        if (rest_.size() <= kMaxItemBytes) rest_.append(s.substr(0, end));
        PK_CHECK(line(rest_));
        rest_.clear();
      }
      s.remove_prefix(end + 1);
    }
    return {};
  }
  Response finish() override {
    if (auto r = finish_rounds(); !r) return problem(r.error(), req_);
    return answer();
  }
  void when_ready(std::function<void()> go) override {
    {
      const std::lock_guard guard(shared_->mutex);
      if (shared_->ahead >= kRoundsAhead) {
        shared_->waiting = std::move(go);
        return;
      }
    }
    when_near(d_, std::move(go));
  }

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable moved;
    int ahead = 0;
    std::function<void()> waiting;  ///< for fewer rounds ahead
    std::size_t accepted = 0, duplicates = 0;
    std::int64_t last_seq = 0;
    std::vector<std::pair<std::size_t, std::size_t>> failed;  ///< first and last line of rounds that were not kept
    std::size_t failed_lines = 0;
  };

  Result<void> line(std::string_view s) {
    ++lines_;
    if (s.find_first_not_of(" \t\r") == s.npos) return {};
    if (!intake_) {
      PK_TRY(auto context, context_of(d_, req_.who.workspace, {}));
      intake_ = make_intake(std::move(context));
      first_line_ = lines_;
    }
    intake_->add(s);
    bytes_ += s.size();
    auto& result = intake_->results().back();
    if (result.state == ItemResult::State::rejected) {
      count_reject(result.why);
      if (rejected_++ < kMaxReported) report(result);
    } else {
      ++good_;
    }
    if (good_ >= kRoundLines || bytes_ >= kRoundBytes) return send();
    return {};
  }

  void report(const ItemResult& r) {
    rejects_ += rejects_.empty() ? "{\"line\":" : ",{\"line\":";
    rejects_ += std::to_string(lines_) + ",\"id\":";
    append_text(rejects_, r.id);
    append_why(rejects_, r.why, req_.lang);
    rejects_ += '}';
  }

  /// Hands the round to the inbox. when_ready() keeps the rounds ahead few; only a piece that unpacks to very much waits here.
  Result<void> send() {
    auto round = intake_->take();
    intake_.reset();
    bytes_ = good_ = 0;
    if (round.lines.empty()) return {};
    {
      std::unique_lock guard(shared_->mutex);
      shared_->moved.wait(guard, [&] { return shared_->ahead < 4 * kRoundsAhead; });
      ++shared_->ahead;
    }
    const std::size_t n = round.lines.size();
    d_.inbox.submit(std::move(round), [shared = shared_, deps = d_, n, first = first_line_, last = lines_](Result<inbox::Receipt> r) {
      std::function<void()> go;
      {
        const std::lock_guard guard(shared->mutex);
        --shared->ahead;
        if (r) {
          std::size_t duplicates = 0;
          for (const auto seq : r->duplicate_of) duplicates += seq != 0;
          shared->duplicates += duplicates;
          shared->accepted += n - duplicates;
          shared->last_seq = std::max(shared->last_seq, r->seq);
          count(ItemResult::State::accepted, n - duplicates);
          count(ItemResult::State::duplicate, duplicates);
        } else {
          shared->failed_lines += n;
          if (shared->failed.size() < kMaxFailedRanges) shared->failed.emplace_back(first, last);
          else shared->failed.back().second = last;
        }
        if (shared->ahead < kRoundsAhead) go = std::exchange(shared->waiting, nullptr);
      }
      shared->moved.notify_all();
      if (go) when_near(deps, std::move(go));
    });
    return {};
  }

  Result<void> finish_rounds() {
    if (!rest_.empty()) PK_CHECK(line(rest_));
    if (intake_) PK_CHECK(send());
    std::unique_lock guard(shared_->mutex);
    shared_->moved.wait(guard, [&] { return shared_->ahead == 0; });
    return {};
  }

  /// 200 when everything good was kept; 503 with the lines to send again otherwise.
  Response answer() const {
    const std::lock_guard guard(shared_->mutex);
    std::string out = "{\"lines\":" + std::to_string(lines_) + ",\"accepted\":" + std::to_string(shared_->accepted) +
                      ",\"duplicate\":" + std::to_string(shared_->duplicates) + ",\"rejected\":" + std::to_string(rejected_) +
                      ",\"failed\":" + std::to_string(shared_->failed_lines) + ",\"last_seq\":" + std::to_string(shared_->last_seq) +
                      ",\"rejects\":[" + rejects_ + "],\"send_again\":[";
    for (std::size_t i = 0; i < shared_->failed.size(); ++i)
      out += (i ? ",{\"from_line\":" : "{\"from_line\":") + std::to_string(shared_->failed[i].first) + ",\"to_line\":" +
             std::to_string(shared_->failed[i].second) + "}";
    auto r = Response::json(out + "]}", shared_->failed.empty() ? 200 : 503);
    if (r.status == 503) r.set("Retry-After", "1");
    return r;
  }

  const Deps d_;
  const Request req_;
  const std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  std::unique_ptr<Intake> intake_;
  std::string rest_;     ///< of a line whose end has not come yet
  std::string rejects_;  ///< JSON objects, at most kMaxReported
  std::size_t lines_ = 0, first_line_ = 0, good_ = 0, bytes_ = 0, rejected_ = 0;
};

bool is_ndjson(const Request& r) {
  auto type = r.header("content-type");
  type = type.substr(0, std::min(type.find(';'), type.size()));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  return type == "application/x-ndjson" || type == "application/ndjson" || type == "application/jsonl" || type == "application/x-jsonlines";
}

Result<Response> erase(const Deps& d, const Request& r) {
  const auto w = r.who.workspace;
  const auto customer = d.identity->resolve(w, r.params.at("id"));
  if (d.forget_too) {
    PK_TRY(const auto external, d.identity->external_ids(w, customer));
    std::vector<CustomerId> ids{customer};
    for (const auto& id : external) ids.push_back(customer_id(w, id));
    PK_CHECK(d.forget_too(w, ids));
  }
  PK_TRY(const auto gone, d.identity->erase(w, customer, *d.projector));
  json::object out{{"customer", gone.customer.text()}, {"facts", gone.facts}, {"ids", gone.ids}};
  // The log names the customer by the id that tells nothing, not by the one in the path.
  auto trace = std::make_shared<message::Change>();
  trace->object = "customers/" + gone.customer.text();
  if (d.jobs != nullptr) {
    PK_TRY(const auto job, d.jobs->start({w, "erase", gone.customer.text(), {}}, [identity = d.identity](jobs::Context& c) -> Result<void> {
      PK_TRY(const auto lines, identity->finish_erasures());
      c.result("{\"lines\":" + std::to_string(lines) + "}");
      return {};
    }));
    out["job"] = job.text();
    auto begun = Response::json(json::serialize(out), 202);
    begun.change = trace;
    return begun;
  }
  PK_TRY(const auto lines, d.identity->finish_erasures());
  out["lines"] = lines;
  auto done = Response::json(json::serialize(out));
  done.change = trace;
  return done;
}

}  // namespace

void add_routes(message::Router& router, Deps deps) {
  const auto d = std::make_shared<const Deps>(std::move(deps));
  constexpr std::pair<const char*, const char*> singles[] = {
      {"/v1/track", "track"}, {"/v1/identify", "identify"}, {"/v1/alias", "alias"}, {"/v1/page", "page"},
      {"/v1/screen", "screen"}, {"/v1/ratings", "rating"}, {"/v1/feedback", "feedback"}};
  for (const auto& [path, type] : singles) {
    message::Route route;
    route.verb = Verb::post;
    route.pattern = path;
    route.right = Right::ingest;
    route.async_handler = [d, type = type](Request req, message::Reply reply) { single(*d, type, std::move(req), reply); };
    router.add(std::move(route));
  }
  message::Route batch;
  batch.verb = Verb::post;
  batch.pattern = "/v1/batch";
  batch.right = Right::ingest;
  batch.max_body = SIZE_MAX;
  batch.sink_handler = [d](const Request& req) -> Result<std::unique_ptr<message::BodySink>> {
    if (is_ndjson(req)) return std::make_unique<Ndjson>(*d, req);
    return std::make_unique<JsonBatch>(*d, req);
  };
  router.add(std::move(batch));
  if (d->identity == nullptr || d->projector == nullptr) return;
  message::Route forget;
  forget.verb = Verb::del;
  forget.pattern = "/v1/customers/{id}";
  forget.right = Right::admin;
  forget.handler = [d](const Request& req) {
    auto r = erase(*d, req);
    return r ? *std::move(r) : problem(r.error(), req);
  };
  router.add(std::move(forget));
}

}  // namespace peakend::ingest
