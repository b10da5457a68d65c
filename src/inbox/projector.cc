#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "base/failpoint.h"
#include "base/log.h"
#include "base/metrics.h"
#include "inbox/inbox.h"
#include "inbox/read_ahead.h"

namespace peakend::inbox {
namespace {

using Steady = std::chrono::steady_clock;

class ProjectorImpl final : public Projector {
 public:
  ProjectorImpl(Inbox& inbox, facts::FactStore& store, Project project, OnProjected told, ProjectorOptions options)
      : inbox_(inbox), store_(store), project_(std::move(project)), told_(std::move(told)), options_(options),
        ahead_([this](std::int64_t after, Chunk& chunk) { return read_chunk({.after = after}, options_.chunk_bytes, chunk); },
               [this] { let_go_in_the_end(); }) {}
  ~ProjectorImpl() override { stop(); }

  Result<void> start() {
    PK_TRY(const std::int64_t at, store_.watermark());
    const std::int64_t end = inbox_.status().last_seq;
    if (at > end)
      return tl::unexpected(Error{ErrorKind::conflict, "facts_ahead", {}, {},
                                  {{"facts", std::to_string(at)}, {"inbox", std::to_string(end)}}});
    watermark_ = at;
    end_at_start_ = end;
    inbox_.on_commit([this](std::int64_t last_seq, std::size_t bytes) { acknowledged(last_seq, bytes); });
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "projector");
    return {};
  }

  void poke() override {
    {
      const std::lock_guard guard(mutex_);
      poked_ = true;
    }
    wake_.notify_one();
  }

  void when_near(std::function<void()> go) override {
    {
      const std::lock_guard guard(mutex_);
      if (!near()) {
        if (waiting_.empty()) waiting_since_ = Steady::now();
        waiting_.push_back(std::move(go));
        return;
      }
    }
    go();
  }
  std::chrono::milliseconds ahead() const override {
    const std::lock_guard guard(mutex_);
    return std::chrono::milliseconds(static_cast<std::int64_t>(1e3 * ahead_seconds()));
  }

  Result<void> drain() override {
    const std::int64_t target = inbox_.status().last_seq;
    std::unique_lock guard(mutex_);
    const std::int64_t failures_before = failures_;
    const auto done = [&] { return watermark_ >= target && !refilling_; };
    poked_ = true;
    ++hurries_;
    wake_.notify_one();
    moved_.wait(guard, [&] { return done() || failures_ - failures_before >= 3 || stopping_; });
    --hurries_;
    if (done()) return {};
    if (stopping_) return fail(ErrorKind::unavailable, "stopping");
    return tl::unexpected(last_error_);
  }

  Result<void> rebuild(WorkspaceNo workspace, const RebuildProgress& told) override {
    Pause pause(*this);
    {
      const std::lock_guard working(work_mutex_);
      ahead_.drop();  // it was projected as things were before
      PK_CHECK(workspace == WorkspaceNo::none ? store_.clear_all() : store_.clear(workspace));
      PK_TRY(const std::int64_t at, store_.watermark());
      const std::lock_guard guard(mutex_);
      watermark_ = at;
      refilling_ = true;
    }
    pause.end();
    if (told && workspace != WorkspaceNo::none) tell_refill(workspace, told);
    return drain();
  }

  std::int64_t lag() const override { return std::max<std::int64_t>(0, inbox_.status().last_seq - watermark_); }
  std::int64_t failed_rows() const override { return failed_rows_; }

  void stop() override {
    inbox_.on_commit(nullptr);
    {
      const std::lock_guard guard(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    moved_.notify_all();
    let_go();
    const std::lock_guard guard(join_mutex_);
    if (thread_.joinable()) thread_.join();
  }

 private:
  /// Where facts go: new rows behind the watermark, or the rows of a cleared workspace that are being given back.
  struct Lane {
    WorkspaceNo refill = WorkspaceNo::none;  ///< none: new rows
    std::int64_t after = 0, until = INT64_MAX;
    bool is_refill() const { return refill != WorkspaceNo::none; }
  };
  /// Text acknowledged since the start: all up to `seq` is `bytes` long.
  struct Mark {
    std::int64_t seq;
    std::size_t bytes;
  };

  void run() {
    auto pause = options_.first_wait;
    bool dirty = false;  // appended since the last tidy
    while (may_go_on()) {
      const auto began = Steady::now();
      const auto moved = step();
      if (!moved) {
        note_failure(moved.error());
        wait_for(pause, true);
        pause = std::min(pause * 2, options_.longest_wait);
        continue;
      }
      pause = options_.first_wait;
      if (*moved) {
        dirty = true;
        pace(began + options_.pace);
      } else if (!wait_for(options_.idle_before_tidy, false) && dirty) {
        dirty = !tidy();
      }
    }
  }

  /// Says twice a second how far the refill of a workspace is, until it is done, fails thrice or all stops.
  void tell_refill(WorkspaceNo workspace, const RebuildProgress& told) {
    std::unique_lock guard(mutex_);
    const std::int64_t failures_before = failures_;
    const auto over = [&] { return !refilling_ || failures_ - failures_before >= 3 || stopping_; };
    while (!moved_.wait_for(guard, std::chrono::milliseconds(500), over)) {
      guard.unlock();
      if (const auto open = store_.refills()) {
        for (const facts::Refill& r : *open)
          if (r.workspace == workspace) told(r.done, r.until);
      }
      guard.lock();
    }
  }

  /// Lets go of work_mutex_ for a rebuild: the loop takes it again so quickly that nobody else would get it.
  class Pause {
   public:
    explicit Pause(ProjectorImpl& p) : p_(p) { change(+1); }
    ~Pause() {
      if (!ended_) change(-1);
    }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;
    void end() {
      change(-1);
      ended_ = true;
    }

   private:
    void change(int by) {
      {
        const std::lock_guard guard(p_.mutex_);
        p_.pauses_ += by;
      }
      p_.moved_.notify_all();
      p_.let_go();
    }
    ProjectorImpl& p_;
    bool ended_ = false;
  };
  /// Waits while paused. False: stop.
  bool may_go_on() {
    std::unique_lock guard(mutex_);
    moved_.wait(guard, [&] { return pauses_ == 0 || stopping_; });
    return !stopping_;
  }
  bool refilling() const {
    const std::lock_guard guard(mutex_);
    return refilling_;
  }
  /// True when poked (or stopped) before the time was up. `fixed`: sleeps on although poked.
  bool wait_for(std::chrono::milliseconds time, bool fixed) {
    std::unique_lock guard(mutex_);
    if (fixed) return wake_.wait_for(guard, time, [&] { return stopping_; });
    const bool poked = wake_.wait_for(guard, time, [&] { return poked_ || stopping_; });
    poked_ = false;
    return poked;
  }
  /// A transaction costs some milliseconds, however little is in it: those who wait for nothing get ten a second.
  void pace(Steady::time_point until) {
    std::unique_lock guard(mutex_);
    if (was_full_) return;
    pacing_ = true;
    wake_.wait_until(guard, until, [&] { return stopping_ || hurries_ > 0 || pressure(); });
    pacing_ = false;
  }

  // The next five with mutex_ held.
  std::size_t ahead_bytes() const { return acknowledged_bytes_ - projected_bytes_; }
  double ahead_seconds() const { return static_cast<double>(ahead_bytes()) / bytes_per_second_; }
  bool pressure() const { return ahead_bytes() >= options_.chunk_bytes / 4; }
  bool near() const {
    return stopping_ || failing_ || refilling_ || pauses_ > 0 || watermark_ < end_at_start_ ||
           ahead_seconds() * 1e3 <= static_cast<double>(options_.max_ahead.count());
  }
  void pass_marks() {
    for (; !marks_.empty() && marks_.front().seq <= watermark_; marks_.pop_front()) projected_bytes_ = marks_.front().bytes;
  }

  /// On the inbox's thread.
  void acknowledged(std::int64_t last_seq, std::size_t bytes) {
    constexpr std::size_t kMark = 64 * 1024;
    bool wake;
    {
      const std::lock_guard guard(mutex_);
      const std::size_t before = marks_.size() < 2 ? projected_bytes_ : (marks_.end() - 2)->bytes;
      acknowledged_bytes_ += bytes;
      // Small commits share a mark, so that their number stays bounded when projecting rests.
      if (!marks_.empty() && acknowledged_bytes_ - before < kMark) marks_.back() = {last_seq, acknowledged_bytes_};
      else marks_.push_back({last_seq, acknowledged_bytes_});
      pass_marks();  // the row may be in facts before its commit is told
      poked_ = true;
      wake = !pacing_ || pressure();
    }
    if (wake) wake_.notify_one();
  }
  /// Calls those who wait for near().
  void let_go() {
    std::vector<std::function<void()>> now;
    {
      const std::lock_guard guard(mutex_);
      if (!near()) return;
      now.swap(waiting_);
    }
    for (const auto& go : now) go();
  }

  /// Facts may rest for long (a backup copies them): nobody waits for that.
  void let_go_in_the_end() {
    std::vector<std::function<void()>> now;
    {
      const std::lock_guard guard(mutex_);
      if (waiting_.empty() || Steady::now() - std::max(waiting_since_, progress_at_) < options_.patience) return;
      now.swap(waiting_);
    }
    for (const auto& go : now) go();
  }

  void note_failure(const Error& e) {
    log::failure("projection failed, will be tried again", e, {{"after_seq", watermark_.load()}});
    static auto& count = metrics::counter("peakend_projector_errors_total");
    count.add();
    {
      const std::lock_guard guard(mutex_);
      ++failures_;
      failing_ = true;
      last_error_ = e;
    }
    moved_.notify_all();
    let_go();
  }
  /// False: something else was writing; it is tried again at the next idle moment.
  bool tidy() {
    const std::lock_guard working(work_mutex_);
    PK_FAILPOINT_STEP("facts.checkpoint");
    const auto r = store_.tidy();
    if (!r) log::info("facts not tidied yet", {{"detail", r.error().log}});
    return r.has_value();
  }

  /// A chunk of every lane. False: nothing was waiting.
  Result<bool> step() {
    const std::lock_guard working(work_mutex_);
    was_full_ = false;
    PK_FAILPOINT("projector.before_read");
    PK_TRY(const bool moved, step_lane({.after = watermark_}));
    if (!refilling()) return moved;
    PK_TRY(const auto open, store_.refills());
    for (const facts::Refill& r : open)
      PK_CHECK(step_lane({.refill = r.workspace, .after = r.done, .until = r.until}));
    if (open.empty()) {
      {
        const std::lock_guard guard(mutex_);
        refilling_ = false;
      }
      moved_.notify_all();
    }
    return moved || !open.empty();
  }

  Result<bool> step_lane(const Lane& lane) {
    const auto began = Steady::now();
    Chunk chunk;
    if (auto ready = lane.is_refill() ? std::nullopt : ahead_.take(lane.after)) chunk = *std::move(ready);
    else PK_CHECK(read_chunk(lane, options_.chunk_bytes, chunk));
    was_full_ |= chunk.full;
    if (chunk.upto == 0) return false;
    if (chunk.full && !lane.is_refill()) ahead_.begin(chunk.upto);
    PK_FAILPOINT("projector.before_append");
    if (auto r = append(lane, chunk); !r) {
      ahead_.drop();
      if (retry_helps(r.error().kind)) return tl::unexpected(std::move(r).error());
      PK_CHECK(append_one_by_one(lane, chunk.upto, r.error()));
      return true;
    }
    PK_FAILPOINT_STEP("projector.after_append");
    committed(lane, chunk);
    if (chunk.full) measure(chunk.bytes, Steady::now() - began);
    return true;
  }

  Result<void> append(const Lane& lane, const Chunk& chunk) {
    return lane.is_refill() ? store_.refill(lane.refill, chunk.batch, chunk.upto) : store_.append(chunk.batch, chunk.upto);
  }

  /// What a row makes a library throw is that row's fault and must not hold up the others.
  Result<void> projected(const Row& row, facts::FactBatch& out) const {
    try {
      return project_(row, out);
    } catch (const std::exception& e) {
      return fail(ErrorKind::internal, "internal", e.what());
    }
  }

  /// Reads and projects the lane's rows until the chunk is full. Two threads at once: read-ahead and, for other rows, the own.
  Result<void> read_chunk(const Lane& lane, std::size_t max_bytes, Chunk& chunk) {
    const auto deadline = Steady::now() + options_.chunk_time;
    Result<void> error;
    bool at_end = true;
    chunk.batch.facts.reserve(usual_facts_);
    PK_CHECK(inbox_.read(lane.after, max_bytes, [&](const Row& row) {
      at_end = row.seq > lane.until;
      if (at_end) return false;
      const std::size_t before = chunk.batch.facts.size();
      if (auto r = projected(row, chunk.batch); !r) {
        chunk.batch.facts.resize(before);
        if (retry_helps(r.error().kind)) {
          error = std::move(r);
          return false;
        }
        give_up_on(row.seq, r.error());
      }
      chunk.upto = row.seq;
      chunk.bytes += row.text.size();
      chunk.full = chunk.bytes >= max_bytes || Steady::now() >= deadline;
      return !chunk.full;
    }, lane.refill));
    if (at_end && lane.is_refill()) chunk.upto = lane.until;  // no more rows of the workspace: closes the refill
    // What came before the row that must wait is worth keeping.
    if (chunk.upto != 0) return {};
    return error;
  }

  /// The store refuses the chunk for good: finds the rows that it refuses and passes only those.
  Result<void> append_one_by_one(Lane lane, std::int64_t upto, const Error& why) {
    log::failure("facts refused a chunk, appending its rows one by one", why, {{"after_seq", lane.after}, {"upto_seq", upto}});
    while (lane.after < upto) {
      Chunk one;
      PK_CHECK(read_chunk(lane, 1, one));
      if (one.upto == 0) return {};
      if (auto r = append(lane, one); !r) {
        if (retry_helps(r.error().kind)) return tl::unexpected(std::move(r).error());
        give_up_on(one.upto, r.error());
        one.batch = facts::FactBatch();
        PK_CHECK(append(lane, one));
      }
      committed(lane, one);
      lane.after = one.upto;
    }
    return {};
  }

  /// Full chunks tell the speed; small ones would tell the cost of a transaction.
  void measure(std::size_t bytes, Steady::duration took) {
    const std::lock_guard guard(mutex_);
    const double now = static_cast<double>(bytes) / std::max(1e-3, std::chrono::duration<double>(took).count());
    bytes_per_second_ = std::max(1e6, 0.7 * bytes_per_second_ + 0.3 * now);
  }

  void give_up_on(std::int64_t seq, const Error& e) {
    ++failed_rows_;
    static auto& count = metrics::counter("peakend_projector_failed_rows_total");
    count.add();
    log::failure("an inbox row could not become facts; it stays in the inbox", e, {{"seq", seq}});
  }

  void committed(const Lane& lane, const Chunk& chunk) {
    if (!lane.is_refill()) {
      {
        const std::lock_guard guard(mutex_);
        watermark_ = chunk.upto;
        failing_ = false;
        progress_at_ = Steady::now();
        pass_marks();
      }
      moved_.notify_all();
      let_go();
    }
    static auto& facts_total = metrics::counter("peakend_projector_facts_total");
    static auto& lag_now = metrics::gauge("peakend_projector_lag_rows");
    facts_total.add(static_cast<std::int64_t>(chunk.batch.facts.size()));
    usual_facts_ = std::min<std::size_t>(chunk.batch.facts.size(), 20'000);
    lag_now.set(lag());
    if (!told_) return;
    try {
      told_(Projected{chunk.upto, &chunk.batch, lane.is_refill()});
    } catch (const std::exception& e) {
      log::error("a listener of the projector threw", {{"what", e.what()}});
    }
  }

  Inbox& inbox_;
  facts::FactStore& store_;
  const Project project_;
  const OnProjected told_;
  const ProjectorOptions options_;

  std::mutex work_mutex_;  // held during a chunk, a tidy and the clearing of a rebuild
  mutable std::mutex mutex_;  // guards what follows up to last_error_; watermark_ changes under it
  std::condition_variable wake_, moved_;
  bool poked_ = false, stopping_ = false, pacing_ = false, failing_ = false;
  int hurries_ = 0;                                ///< of those who drain
  std::deque<Mark> marks_;                         ///< of what is not in facts
  std::size_t acknowledged_bytes_ = 0, projected_bytes_ = 0;  ///< since the start
  double bytes_per_second_ = 16e6;
  std::vector<std::function<void()>> waiting_;     ///< for near()
  Steady::time_point waiting_since_, progress_at_;
  bool refilling_ = true;  // perhaps refills are open; true at start, a crash may have left some
  int pauses_ = 0;
  std::int64_t failures_ = 0;
  Error last_error_;
  std::atomic<std::int64_t> watermark_{0}, failed_rows_{0};
  std::atomic<std::size_t> usual_facts_{0};  ///< in the last chunk
  std::int64_t end_at_start_ = 0;
  bool was_full_ = false;       ///< a chunk of the last step; projector's thread
  ReadAhead ahead_;             ///< under work_mutex_
  std::mutex join_mutex_;
  std::thread thread_;
};

}  // namespace

void wait_near(Projector& projector) {
  const auto gone = std::make_shared<std::promise<void>>();
  auto done = gone->get_future();
  projector.when_near([gone] { gone->set_value(); });
  done.wait();
}

Result<std::unique_ptr<Projector>> make_projector(Inbox& inbox, facts::FactStore& store, Project project, OnProjected told,
                                                  ProjectorOptions options) {
  auto p = std::make_unique<ProjectorImpl>(inbox, store, std::move(project), std::move(told), options);
  PK_CHECK(p->start());
  return p;
}

}  // namespace peakend::inbox
