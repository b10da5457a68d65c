#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "base/failpoint.h"
#include "base/log.h"
#include "base/metrics.h"
#include "inbox/inbox.h"

namespace peakend::inbox {
namespace {

using Steady = std::chrono::steady_clock;

class ProjectorImpl final : public Projector {
 public:
  ProjectorImpl(Inbox& inbox, facts::FactStore& store, Project project, OnProjected told, ProjectorOptions options)
      : inbox_(inbox), store_(store), project_(std::move(project)), told_(std::move(told)), options_(options) {}
  ~ProjectorImpl() override { stop(); }

  Result<void> start() {
    PK_TRY(const std::int64_t at, store_.watermark());
    const std::int64_t end = inbox_.status().last_seq;
    if (at > end)
      return tl::unexpected(Error{ErrorKind::conflict, "facts_ahead", {}, {},
                                  {{"facts", std::to_string(at)}, {"inbox", std::to_string(end)}}});
    watermark_ = at;
    inbox_.on_commit([this](std::int64_t) { poke(); });
    thread_ = std::thread([this] { run(); });
    return {};
  }

  void poke() override {
    {
      const std::lock_guard guard(mutex_);
      poked_ = true;
    }
    wake_.notify_one();
  }

  Result<void> drain() override {
    const std::int64_t target = inbox_.status().last_seq;
    std::unique_lock guard(mutex_);
    const std::int64_t failures_before = failures_;
    const auto done = [&] { return watermark_ >= target && !refilling_; };
    poked_ = true;
    wake_.notify_one();
    moved_.wait(guard, [&] { return done() || failures_ - failures_before >= 3 || stopping_; });
    if (done()) return {};
    if (stopping_) return fail(ErrorKind::unavailable, "stopping");
    return tl::unexpected(last_error_);
  }

  Result<void> rebuild(WorkspaceNo workspace, const RebuildProgress& told) override {
    Pause pause(*this);
    {
      const std::lock_guard working(work_mutex_);
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
  /// What one facts transaction holds.
  struct Chunk {
    facts::FactBatch batch;
    std::int64_t upto = 0;  ///< last seq read; 0 = nothing was there
  };

  void run() {
    auto pause = options_.first_wait;
    bool dirty = false;  // appended since the last tidy
    while (may_go_on()) {
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
  void note_failure(const Error& e) {
    log::failure("projection failed, will be tried again", e, {{"after_seq", watermark_.load()}});
    static auto& count = metrics::counter("peakend_projector_errors_total");
    count.add();
    {
      const std::lock_guard guard(mutex_);
      ++failures_;
      last_error_ = e;
    }
    moved_.notify_all();
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
    Chunk chunk;
    PK_CHECK(read_chunk(lane, options_.chunk_bytes, chunk));
    if (chunk.upto == 0) return false;
    PK_FAILPOINT("projector.before_append");
    if (auto r = append(lane, chunk); !r) {
      if (retry_helps(r.error().kind)) return tl::unexpected(std::move(r).error());
      PK_CHECK(append_one_by_one(lane, chunk.upto, r.error()));
      return true;
    }
    PK_FAILPOINT_STEP("projector.after_append");
    committed(lane, chunk);
    return true;
  }

  Result<void> append(const Lane& lane, const Chunk& chunk) {
    return lane.is_refill() ? store_.refill(lane.refill, chunk.batch, chunk.upto) : store_.append(chunk.batch, chunk.upto);
  }

  /// Reads and projects the lane's rows until the chunk is full.
  Result<void> read_chunk(const Lane& lane, std::size_t max_bytes, Chunk& chunk) {
    const auto deadline = Steady::now() + options_.chunk_time;
    Result<void> error;
    bool at_end = true;
    PK_CHECK(inbox_.read(lane.after, max_bytes, [&](const Row& row) {
      at_end = row.seq > lane.until;
      if (at_end) return false;
      const std::size_t before = chunk.batch.facts.size();
      if (auto r = project_(row, chunk.batch); !r) {
        chunk.batch.facts.resize(before);
        if (retry_helps(r.error().kind)) {
          error = std::move(r);
          return false;
        }
        give_up_on(row.seq, r.error());
      }
      chunk.upto = row.seq;
      return Steady::now() < deadline;
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
      }
      moved_.notify_all();
    }
    static auto& facts_total = metrics::counter("peakend_projector_facts_total");
    static auto& lag_now = metrics::gauge("peakend_projector_lag_rows");
    facts_total.add(static_cast<std::int64_t>(chunk.batch.facts.size()));
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
  mutable std::mutex mutex_;  // guards the next six; watermark_ changes under it
  std::condition_variable wake_, moved_;
  bool poked_ = false, stopping_ = false;
  bool refilling_ = true;  // perhaps refills are open; true at start, a crash may have left some
  int pauses_ = 0;
  std::int64_t failures_ = 0;
  Error last_error_;
  std::atomic<std::int64_t> watermark_{0}, failed_rows_{0};
  std::mutex join_mutex_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Projector>> make_projector(Inbox& inbox, facts::FactStore& store, Project project, OnProjected told,
                                                  ProjectorOptions options) {
  auto p = std::make_unique<ProjectorImpl>(inbox, store, std::move(project), std::move(told), options);
  PK_CHECK(p->start());
  return p;
}

}  // namespace peakend::inbox
