#include "jobs/jobs.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "base/failpoint.h"
#include "base/log.h"
#include "base/metrics.h"
#include "jobs/jobs_sql.h"

namespace peakend::jobs {
namespace {

using records::Param;
constexpr std::size_t kMaxWaiting = 100;
constexpr std::int64_t kStoreEveryMs = 500;

/// Lives from start() to the end of the work; what changes often is here and goes to the row twice a second.
struct Live {
  Job job;
  Work work;
  std::atomic<bool> cancel{false};
};

std::span<const std::byte> view(const std::array<std::byte, 16>& b) { return b; }

Job job_of(const records::Row& r) {
  Job j;
  j.id = JobId(uuid_from_bytes(r.text(0)).value_or(Uuid{}));
  j.workspace = static_cast<WorkspaceNo>(r.i64(1));
  j.kind = r.text(2);
  j.title = r.text(3);
  j.params = r.text(4);
  j.state = static_cast<State>(r.i64(5));
  j.progress = r.i64(6);
  j.total = r.i64(7);
  j.message = r.text(8);
  j.result = r.text(9);
  j.cancel_wanted = r.i64(10) != 0;
  j.created = from_ms(r.i64(11));
  if (!r.is_null(12)) j.started = from_ms(r.i64(12));
  if (!r.is_null(13)) j.finished = from_ms(r.i64(13));
  return j;
}

bool ended(State s) { return s != State::queued && s != State::running; }

class JobsImpl final : public Jobs {
 public:
  JobsImpl(records::Records& records, const Clock& clock, std::function<std::uint64_t()> random)
      : records_(records), clock_(clock), random_(std::move(random)) {}
  ~JobsImpl() override {
    {
      const std::lock_guard guard(mutex_);
      stopping_ = true;
      for (auto& [id, live] : live_) live->cancel = true;
    }
    wake_.notify_all();
    ended_.notify_all();
    for (auto& t : pool_) t.join();
  }

  Result<void> open(int threads) {
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      const Param p[] = {to_ms(clock_.now())};
      PK_CHECK(tx.exec(sql::interrupt_all, p));
      return {};
    }));
    for (int i = 0; i < std::clamp(threads, 1, 2); ++i) pool_.emplace_back([this] { work(); });
    return {};
  }

  Result<JobId> start(NewJob wanted, Work work) override;
  Result<Job> find(WorkspaceNo, JobId) override;
  Result<std::vector<Job>> list(WorkspaceNo, int limit) override;
  Result<void> cancel(WorkspaceNo, JobId) override;
  Result<Job> wait(WorkspaceNo workspace, JobId id) override {
    {
      std::unique_lock guard(mutex_);
      ended_.wait(guard, [&] { return !live_.contains(id) || stopping_; });
    }
    return find(workspace, id);
  }

 private:
  class ContextImpl;
  void work();
  void run(Live&);
  Result<void> change(const records::Statement& s, std::span<const Param> p) {
    return records_.write([&](records::Tx& tx) -> Result<void> {
      PK_CHECK(tx.exec(s, p));
      return {};
    });
  }

  records::Records& records_;
  const Clock& clock_;
  const std::function<std::uint64_t()> random_;
  std::mutex mutex_;  // guards the next four
  std::deque<std::shared_ptr<Live>> waiting_;
  std::map<JobId, std::shared_ptr<Live>> live_;
  bool stopping_ = false;
  std::condition_variable wake_, ended_;
  std::vector<std::thread> pool_;
};

class JobsImpl::ContextImpl final : public Context {
 public:
  ContextImpl(JobsImpl& jobs, Live& live) : jobs_(jobs), live_(live) {}
  const Job& job() const override { return live_.job; }
  bool cancelled() const override { return live_.cancel; }
  void result(std::string json) override {
    const std::lock_guard guard(mutex_);
    result_ = std::move(json);
  }
  void progress(std::int64_t done, std::int64_t total, std::string_view message) override {
    const std::lock_guard guard(mutex_);
    done_ = done;
    total_ = total;
    message_ = message;
    const std::int64_t now = to_ms(jobs_.clock_.now());
    if (now - stored_ms_ < kStoreEveryMs) return;
    stored_ms_ = now;
    const auto id = to_bytes(live_.job.id.uuid());
    const Param p[] = {view(id), done_, total_, std::string_view(message_), std::string_view(result_)};
    // Progress that cannot be stored is not worth failing the work for.
    if (auto r = jobs_.change(sql::set_progress, p); !r) log::failure("progress of a job not stored", r.error());
  }
  Result<void> finish(State state, std::string_view code) {
    const std::lock_guard guard(mutex_);
    const auto id = to_bytes(live_.job.id.uuid());
    const std::string_view message = code.empty() ? std::string_view(message_) : code;
    const Param p[] = {view(id), static_cast<std::int64_t>(state), message, std::string_view(result_), done_, total_,
                       to_ms(jobs_.clock_.now())};
    return jobs_.change(sql::finish_job, p);
  }

 private:
  JobsImpl& jobs_;
  Live& live_;
  std::mutex mutex_;  // guards the rest
  std::int64_t done_ = 0, total_ = 0, stored_ms_ = INT64_MIN / 2;
  std::string message_, result_;
};

Result<JobId> JobsImpl::start(NewJob wanted, Work work) {
  auto live = std::make_shared<Live>();
  live->work = std::move(work);
  Job& j = live->job;
  j.created = clock_.now();
  j.id = JobId(make_uuid7(to_ms(j.created), random_(), random_()));
  j.workspace = wanted.workspace;
  j.kind = std::move(wanted.kind);
  j.title = std::move(wanted.title);
  j.params = std::move(wanted.params);
  {
    // Reserved before it is stored, so that a full queue leaves no row.
    const std::lock_guard guard(mutex_);
    if (stopping_) return fail(ErrorKind::unavailable, "stopping");
    if (live_.size() >= kMaxWaiting) return fail(ErrorKind::too_many, "too_many_jobs");
    live_.emplace(j.id, live);
  }
  const auto id = to_bytes(j.id.uuid());
  const Param p[] = {view(id), static_cast<std::int64_t>(j.workspace), std::string_view(j.kind), std::string_view(j.title),
                     std::string_view(j.params), to_ms(j.created)};
  const auto stored = change(sql::insert_job, p);
  {
    const std::lock_guard guard(mutex_);
    if (stored) waiting_.push_back(live);
    else live_.erase(j.id);
  }
  if (!stored) return tl::unexpected(stored.error());
  wake_.notify_one();
  return live->job.id;
}

Result<Job> JobsImpl::find(WorkspaceNo workspace, JobId wanted) {
  std::optional<Job> job;
  const auto id = to_bytes(wanted.uuid());
  const Param p[] = {view(id), static_cast<std::int64_t>(workspace)};
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::find_job, p, [&](const records::Row& r) {
      job = job_of(r);
      return false;
    });
  }));
  if (!job) return fail(ErrorKind::not_found, "no_such_job");
  return *std::move(job);
}

Result<std::vector<Job>> JobsImpl::list(WorkspaceNo workspace, int limit) {
  std::vector<Job> out;
  const Param p[] = {static_cast<std::int64_t>(workspace), std::int64_t{std::clamp(limit, 1, 500)}};
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::list_jobs, p, [&](const records::Row& r) {
      out.push_back(job_of(r));
      return true;
    });
  }));
  return out;
}

Result<void> JobsImpl::cancel(WorkspaceNo workspace, JobId wanted) {
  PK_TRY(const Job job, find(workspace, wanted));
  if (ended(job.state)) return fail(ErrorKind::conflict, "job_ended");
  {
    const std::lock_guard guard(mutex_);
    if (const auto it = live_.find(wanted); it != live_.end()) it->second->cancel = true;
  }
  const auto id = to_bytes(wanted.uuid());
  const Param p[] = {view(id)};
  return change(sql::want_cancel, p);
}

void JobsImpl::work() {
  for (;;) {
    std::shared_ptr<Live> live;
    {
      std::unique_lock guard(mutex_);
      wake_.wait(guard, [&] { return !waiting_.empty() || stopping_; });
      if (stopping_) return;  // what still waits is marked interrupted at the next start
      live = std::move(waiting_.front());
      waiting_.pop_front();
    }
    run(*live);
    {
      const std::lock_guard guard(mutex_);
      live_.erase(live->job.id);
    }
    ended_.notify_all();
  }
}

void JobsImpl::run(Live& live) {
  ContextImpl context(*this, live);
  Result<void> outcome;
  if (!live.cancel) {
    const auto id = to_bytes(live.job.id.uuid());
    const Param p[] = {view(id), to_ms(clock_.now())};
    outcome = change(sql::mark_started, p);
    try {
      if (outcome) outcome = live.work(context);
    } catch (const std::exception& e) {
      outcome = fail(ErrorKind::internal, "internal", e.what());
    }
  }
  PK_FAILPOINT_STEP("jobs.before_finish");
  bool stopping;
  {
    const std::lock_guard guard(mutex_);
    stopping = stopping_;
  }
  State state = State::done;
  std::string code;
  if (!outcome) {
    state = State::failed;
    code = outcome.error().code;
    log::failure("job failed", outcome.error(), {{"job", live.job.id.text()}, {"kind", live.job.kind}});
  } else if (live.cancel) {
    state = stopping ? State::interrupted : State::cancelled;
    code = stopping ? "interrupted" : "cancelled";
  }
  metrics::counter("peakend_jobs_total", "state", name_of(state)).add();
  if (auto r = context.finish(state, code); !r) log::failure("end of a job not stored", r.error());
}

}  // namespace

std::string_view name_of(State s) {
  static constexpr std::array<std::string_view, 7> names{"", "queued", "running", "done", "failed", "cancelled", "interrupted"};
  const auto i = static_cast<std::size_t>(s);
  return i < names.size() ? names[i] : "";
}

Result<std::unique_ptr<Jobs>> make_jobs(records::Records& records, const Clock& clock, std::function<std::uint64_t()> random,
                                        int threads) {
  auto jobs = std::make_unique<JobsImpl>(records, clock, std::move(random));
  PK_CHECK(jobs->open(threads));
  return jobs;
}

std::vector<records::Migration> migrations() { return {{"0001_jobs", sql::migration_0001_jobs}}; }

}  // namespace peakend::jobs
