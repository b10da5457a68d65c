#include "insight/costly.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "base/log.h"
#include "base/metrics.h"
#include "engine/sampling.h"

namespace peakend::insight {
namespace {

using message::Reply;
using message::Request;
using message::Response;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kMostWait{30'000}, kEndedStay{120'000}, kErrorsStay{5'000}, kOldest{300'000};
constexpr std::size_t kEndedMost = 256;
constexpr int kNice = 5;
/// Those who take an older answer get it for so many times what it cost: one question keeps a thread busy for a tenth at most.
constexpr std::int64_t kRest = 10;

std::int64_t ms_of(Clock::duration d) { return std::chrono::duration_cast<milliseconds>(d).count(); }
std::string who_of(const Request& r) {
  return std::to_string(static_cast<std::int64_t>(r.who.workspace)) + "/" + (r.who.account.is_none() ? r.who.key.text() : r.who.account.text());
}
Request without_body(const Request& r) {
  Request out = r;
  out.body.clear();
  return out;
}
void send(std::vector<std::pair<Reply, Response>>& replies) {
  for (auto& [reply, response] : replies) reply(std::move(response));
  replies.clear();
}
void name_thread(const char* name) { pthread_setname_np(pthread_self(), name); }
metrics::Counter& answers(std::string_view how) { return metrics::counter("peakend_costly_answers_total", "how", how); }

}  // namespace

std::string_view name_of(RunState s) {
  static constexpr std::string_view names[] = {"queued", "running", "done", "failed", "cancelled"};
  return names[static_cast<std::size_t>(s)];
}

Costly::Costly(VersionOf version, CostlyOptions options) : version_(std::move(version)), options_(options) {
  threads_.emplace_back([this] { door(); });
  for (int i = 0; i < std::max(1, options_.at_once); ++i) threads_.emplace_back([this] { work(); });
}

void Costly::stop() {
  Replies replies;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    const auto gone = [&](const Request& r, Reply reply) { replies.emplace_back(std::move(reply), message::problem(Error{ErrorKind::unavailable, "stopping", {}, {}, {}}, r)); };
    for (Ask& a : asks_) gone(a.request, std::move(a.reply));
    asks_.clear();
    queue_.clear();
    for (auto& [id, run] : runs_) {
      run->task.stop();
      for (Waiter& w : run->waiters) gone(w.request, std::move(w.reply));
      run->waiters.clear();
    }
  }
  door_wake_.notify_all();
  work_wake_.notify_all();
  send(replies);
  for (auto& t : threads_)
    if (t.joinable()) t.join();
}

Costly::Prefer Costly::prefer_of(const Request& r) {
  Prefer out;
  std::string_view rest = r.header("prefer");
  while (!rest.empty()) {
    const auto cut = rest.find_first_of(",;");
    std::string_view one = rest.substr(0, cut);
    rest = cut == std::string_view::npos ? std::string_view{} : rest.substr(cut + 1);
    one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
    one = one.substr(0, one.find_last_not_of(" \t") + 1);
    if (one == "respond-async") out.async = true;
    if (!one.starts_with("wait=")) continue;
    int seconds = 0;
    const auto [end, error] = std::from_chars(one.data() + 5, one.data() + one.size(), seconds);
    if (error == std::errc{} && end == one.data() + one.size() && seconds >= 0) out.wait = std::min<milliseconds>(std::chrono::seconds(std::min(seconds, 1'000)), kMostWait);
  }
  return out;
}

message::AsyncHandler Costly::share(std::string name, message::Handler handler) {
  auto kind = std::make_shared<Kind>(Kind{std::move(name), std::move(handler)});
  return [this, kind](Request request, Reply reply) {
    {
      const std::lock_guard lock(mutex_);
      if (!stopping_ && asks_.size() < options_.waiting * 8) {
        asks_.push_back({std::move(request), std::move(reply), kind});
        door_wake_.notify_one();
        return;
      }
    }
    reply(message::problem(Error{ErrorKind::unavailable, "busy", {}, {}, {}}, request));
  };
}

/// Looks questions up and keeps the time: never computes.
void Costly::door() {
  name_thread("costly-door");
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (!asks_.empty()) {
      Ask ask = std::move(asks_.front());
      asks_.pop_front();
      lock.unlock();
      take(std::move(ask));
      lock.lock();
      continue;
    }
    Replies replies;
    const Time wake = expire(Clock::now(), replies);
    if (!replies.empty()) {
      lock.unlock();
      send(replies);
      lock.lock();
      continue;
    }
    door_wake_.wait_until(lock, wake);
  }
}

void Costly::take(Ask ask) {
  const Request& r = ask.request;
  const Prefer prefer = prefer_of(r);
  const std::string shown = r.path + (r.query.empty() ? "" : "?" + r.query);
  const std::string question = version_.asker(r) + "\n" + shown;
  const auto version = version_.data(r);
  if (!version) return ask.reply(message::problem(version.error(), r));
  Replies replies;
  {
    const std::lock_guard lock(mutex_);
    const Time now = Clock::now();
    if (const Kept* known = usable(question, *version, prefer.async, now)) {
      answers("kept").add();
      replies.emplace_back(std::move(ask.reply), *known->answer);
    } else if (stopping_) {
      replies.emplace_back(std::move(ask.reply), message::problem(Error{ErrorKind::unavailable, "stopping", {}, {}, {}}, r));
    } else {
      RunPtr run = joinable(question, *version, prefer.async);
      if (run) answers("joined").add();
      if (!run && queue_.size() < options_.waiting) {
        run = std::make_shared<Run>();
        // Not a secret: whose it is is asked for each time.
        const auto number = engine::splitmix64(static_cast<std::uint64_t>(now.time_since_epoch().count()) + ++last_id_);
        static constexpr char hex[] = "0123456789abcdef";
        run->id = "ans_";
        for (int i = 60; i >= 0; i -= 4) run->id += hex[number >> i & 15];
        run->question = question, run->shown = shown, run->kind = ask.kind, run->request = without_body(r);
        runs_.emplace(run->id, run);
        queue_.push_back(run);
        work_wake_.notify_one();
      }
      if (!run) {
        replies.emplace_back(std::move(ask.reply), message::problem(Error{ErrorKind::unavailable, "busy", {}, {}, {}}, r));
      } else {
        run->looked = now;
        run->askers.insert(who_of(r));
        const auto wait = prefer.wait.value_or(prefer.async ? options_.grace : options_.patience);
        run->waiters.push_back({without_body(r), std::move(ask.reply), prefer.async, false, now + wait, *version});
      }
    }
  }
  send(replies);
}

const Costly::Kept* Costly::kept(const std::string& question) {
  const auto it = kept_by_.find(question);
  if (it == kept_by_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, it->second);
  return &*it->second;
}

const Costly::Kept* Costly::usable(const std::string& question, const DataVersion& version, bool async, Time now) {
  const Kept* known = kept(question);
  if (known == nullptr || known->version.fixed != version.fixed) return nullptr;
  const bool good = known->answer->status == 200;
  if (good && known->version.moving == version.moving) return known;
  if (!async) return nullptr;
  const auto stays = good ? std::min(kOldest, milliseconds(kRest * known->cost_ms)) : kErrorsStay;
  return now - known->began - milliseconds(known->cost_ms) <= stays ? known : nullptr;
}

void Costly::keep(const Run& run, const Response& answer, std::int64_t cost_ms) {
  std::size_t size = 600 + 2 * run.question.size() + answer.body.size();
  for (const auto& [name, value] : answer.headers) size += name.size() + value.size();
  if (const auto it = kept_by_.find(run.question); it != kept_by_.end()) {
    bytes_ -= it->second->bytes;
    kept_.erase(it->second);
    kept_by_.erase(it);
  }
  if (size > options_.bytes / 4) return;
  kept_.push_front({run.question, run.version, std::make_shared<const Response>(answer), run.began, cost_ms, size});
  kept_by_.emplace(run.question, kept_.begin());
  bytes_ += size;
  while (bytes_ > options_.bytes) {
    bytes_ -= kept_.back().bytes;
    kept_by_.erase(kept_.back().question);
    kept_.pop_back();
  }
}

/// What has not begun reads the data of later; what runs is for those who asked of the same data or take what comes.
Costly::RunPtr Costly::joinable(const std::string& question, const DataVersion& version, bool async) {
  RunPtr running;
  for (const auto& [id, run] : runs_) {
    if (run->question != question || run->task.stopped()) continue;
    if (run->state == RunState::queued) return run;
    if (run->state == RunState::running && run->version.fixed == version.fixed && (async || run->version == version)) running = run;
  }
  return running;
}

/// The first whose question is not being computed just now.
Costly::RunPtr Costly::next() {
  const auto it = std::ranges::find_if(queue_, [&](const RunPtr& r) { return !busy_.contains(r->question); });
  if (it == queue_.end()) return nullptr;
  RunPtr run = *it;
  queue_.erase(it);
  return run;
}

void Costly::work() {
  name_thread("costly");
  // Light questions and ingest come first when processors are short.
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kNice);
  std::unique_lock lock(mutex_);
  for (;;) {
    RunPtr now;
    work_wake_.wait(lock, [&] { return stopping_ || (now = next()) != nullptr; });
    if (stopping_) return;
    run(lock, now);
  }
}

void Costly::run(std::unique_lock<std::mutex>& lock, const RunPtr& run) {
  busy_.insert(run->question);
  run->state = RunState::running;
  run->began = Clock::now();
  lock.unlock();
  const auto before = version_.data(run->request);
  lock.lock();
  RunState state = RunState::failed;
  Response answer;
  const Kept* known = before ? usable(run->question, *before, false, run->began) : nullptr;
  if (known != nullptr) {  // computed while it waited
    state = RunState::done;
    answer = *known->answer;
  } else if (!before) {
    answer = message::problem(before.error(), run->request);
  } else {
    run->version = *before;
    ++computed_;
    lock.unlock();
    answers("computed").add();
    answer = compute(*run);
    const auto after = version_.data(run->request);
    lock.lock();
    const std::int64_t cost = ms_of(Clock::now() - run->began);
    if (run->task.stopped()) {
      state = RunState::cancelled;
    } else {
      state = answer.status == 200 ? RunState::done : RunState::failed;
      if (state == RunState::done) run->kind->usual_ms = run->kind->usual_ms == 0 ? cost : (run->kind->usual_ms * 3 + cost) / 4;
      if (after && after->fixed == before->fixed) keep(*run, answer, cost);
    }
  }
  Replies replies;
  end(run, state, answer, replies);
  lock.unlock();
  send(replies);
  lock.lock();
}

Response Costly::compute(Run& run) {
  const Task::Here here(run.task);
  try {
    return run.kind->handler(run.request);
  } catch (const std::exception& e) {
    log::error("handler threw", {{"request", run.request.request_id}, {"path", run.request.path}, {"what", e.what()}});
  }
  return message::problem(Error{ErrorKind::internal, "internal", {}, {}, {}}, run.request);
}

void Costly::end(const RunPtr& run, RunState state, const Response& answer, Replies& replies) {
  busy_.erase(run->question);
  run->state = state;
  run->ended = Clock::now();
  if (run->began == Time{}) run->began = run->ended;
  for (Waiter& w : run->waiters) {
    Response r = w.watches                     ? state_answer(*run, 200, run->ended)
                 : state == RunState::cancelled ? message::problem(Error{ErrorKind::conflict, "answer_cancelled", {}, {}, {}}, w.request)
                                                : answer;
    replies.emplace_back(std::move(w.reply), std::move(r));
  }
  run->waiters.clear();
  run->request = {};
  work_wake_.notify_all();  // the same question may wait
  door_wake_.notify_one();
}

RunStatus Costly::status_of(const Run& run, Time now) {
  RunStatus s{run.id, run.shown, run.state, 0, run.task.read(), 0, std::nullopt};
  if (run.state == RunState::queued) {
    s.ahead = std::ranges::find_if(queue_, [&](const RunPtr& r) { return r.get() == &run; }) - queue_.begin();
    return s;
  }
  s.elapsed_ms = ms_of((run.state == RunState::running ? now : run.ended) - run.began);
  const Kept* before = kept(run.question);
  const std::int64_t usual = before != nullptr && before->answer->status == 200 ? before->cost_ms : run.kind->usual_ms;
  if (run.state == RunState::running && usual > 0) s.left_ms = std::max<std::int64_t>(0, usual - s.elapsed_ms);
  return s;
}

Response Costly::state_answer(const Run& run, int status, Time now) {
  Response r = Response::json(to_json(status_of(run, now)), status);
  r.set("Cache-Control", "no-store");
  if (status == 202) {
    r.set("Location", "/v1/answers/" + run.id);
    r.set("Preference-Applied", "respond-async");
    r.set("Retry-After", "1");
  }
  return r;
}

Response Costly::too_long(const Run& run, const Waiter& w, Time now) {
  if (w.watches) return state_answer(run, 200, now);
  if (!w.async) {
    Response r = message::problem(Error{ErrorKind::unavailable, "answer_takes_long", {}, {}, {}}, w.request);
    r.set("Retry-After", "5");
    return r;
  }
  const Kept* before = kept(run.question);
  if (before == nullptr || before->answer->status != 200 || before->version.fixed != w.version.fixed) return state_answer(run, 202, now);
  Response r = *before->answer;
  r.set("Age", std::to_string(ms_of(now - before->began) / 1'000));
  r.set("Link", "</v1/answers/" + run.id + ">; rel=\"monitor\"");
  return r;
}

/// Answers those who have waited long enough, lets go of what nobody looks at. Returns when to look again.
Costly::Time Costly::expire(Time now, Replies& replies) {
  Time wake = now + std::chrono::seconds(30);
  std::vector<std::pair<Time, std::string>> ended;
  for (auto& [id, run] : runs_) {
    for (auto w = run->waiters.begin(); w != run->waiters.end();) {
      if (w->until > now) {
        wake = std::min(wake, (w++)->until);
        continue;
      }
      run->looked = now;
      replies.emplace_back(std::move(w->reply), too_long(*run, *w, now));
      w = run->waiters.erase(w);
    }
    if (run->state != RunState::queued && run->state != RunState::running) {
      ended.emplace_back(run->ended, id);
      continue;
    }
    if (!run->waiters.empty()) continue;
    const Time until = run->looked + (run->state == RunState::queued ? options_.left : options_.forgotten);
    if (until > now) {
      wake = std::min(wake, until);
    } else if (!run->task.stopped()) {
      run->task.stop();
      if (run->state == RunState::queued) {
        std::erase(queue_, run);
        end(run, RunState::cancelled, {}, replies);
      }
    }
  }
  std::ranges::sort(ended);
  for (std::size_t i = 0; i < ended.size(); ++i) {
    if (ended.size() - i > kEndedMost || now - ended[i].first > kEndedStay) runs_.erase(ended[i].second);
  }
  return wake;
}

void Costly::status(Request request, Reply reply) {
  Replies replies;
  {
    const std::lock_guard lock(mutex_);
    const auto it = runs_.find(request.params.at("id"));
    if (it == runs_.end() || !it->second->askers.contains(who_of(request))) {
      replies.emplace_back(std::move(reply), message::problem(Error{ErrorKind::not_found, "no_such_answer", {}, {}, {}}, request));
    } else {
      Run& run = *it->second;
      const Time now = Clock::now();
      run.looked = now;
      const auto wait = prefer_of(request).wait.value_or(milliseconds(0));
      if (stopping_ || wait.count() == 0 || (run.state != RunState::queued && run.state != RunState::running)) {
        replies.emplace_back(std::move(reply), state_answer(run, 200, now));
      } else {
        run.waiters.push_back({std::move(request), std::move(reply), true, true, now + wait, {}});
        door_wake_.notify_one();
      }
    }
  }
  send(replies);
}

Response Costly::cancel(const Request& request) {
  Replies replies;
  Response out;
  {
    const std::lock_guard lock(mutex_);
    const auto it = runs_.find(request.params.at("id"));
    if (it == runs_.end() || it->second->askers.erase(who_of(request)) == 0)
      return message::problem(Error{ErrorKind::not_found, "no_such_answer", {}, {}, {}}, request);
    const RunPtr run = it->second;
    const bool last = run->askers.empty();
    if (last && run->state == RunState::queued) {
      run->task.stop();
      std::erase(queue_, run);
      end(run, RunState::cancelled, {}, replies);
    } else if (last && run->state == RunState::running) {
      run->task.stop();
    }
    out = Response::empty(204);
  }
  send(replies);
  return out;
}

std::size_t Costly::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}
std::int64_t Costly::computed() const {
  const std::lock_guard lock(mutex_);
  return computed_;
}

}  // namespace peakend::insight
