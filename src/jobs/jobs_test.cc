#include "jobs/jobs.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "adapters/sqlite/sqlite_records.h"

namespace peakend::jobs {
namespace {

constexpr auto kOne = static_cast<WorkspaceNo>(1);
constexpr auto kTwo = static_cast<WorkspaceNo>(2);

/// A door that work waits at.
class Gate {
 public:
  void open() {
    const std::lock_guard guard(m_);
    open_ = true;
    cv_.notify_all();
  }
  void wait() {
    std::unique_lock guard(m_);
    cv_.wait(guard, [&] { return open_; });
  }

 private:
  std::mutex m_;
  std::condition_variable cv_;
  bool open_ = false;
};

class JobsTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() / ("pk_jobs_" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    auto r = adapters::open_sqlite((dir_ / "records.db").string(), {.durable = false});
    ASSERT_TRUE(r);
    records_ = std::move(*r);
    ASSERT_TRUE(records_->migrate(migrations()));
    open();
  }
  void TearDown() override {
    jobs_.reset();
    records_.reset();
    std::filesystem::remove_all(dir_);
  }
  void open() {
    jobs_.reset();
    auto r = make_jobs(*records_, clock_, [this] { return ++random_; });
    ASSERT_TRUE(r);
    jobs_ = std::move(*r);
  }
  JobId start(Work work, WorkspaceNo w = kOne) {
    clock_.advance(std::chrono::milliseconds(1));
    auto r = jobs_->start({.workspace = w, .kind = "import", .title = "orders.csv", .params = "{\"file\":\"x\"}"}, std::move(work));
    EXPECT_TRUE(r);
    return r ? *r : JobId{};
  }
  std::filesystem::path dir_;
  ManualClock clock_{from_ms(1'000'000)};
  std::uint64_t random_ = 0;
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<Jobs> jobs_;
};

TEST_F(JobsTest, RunsAndKeepsProgressAndResult) {
  const auto id = start([&](Context& c) -> Result<void> {
    EXPECT_EQ(c.job().title, "orders.csv");
    c.result("{\"rows\":10}");
    c.progress(10, 20, "reading");
    const auto seen = jobs_->find(kOne, c.job().id);
    EXPECT_EQ(seen->state, State::running);
    EXPECT_EQ(seen->progress, 10);
    EXPECT_EQ(seen->message, "reading");
    c.progress(20, 20);
    return {};
  });
  const auto job = jobs_->wait(kOne, id);
  ASSERT_TRUE(job);
  EXPECT_EQ(job->state, State::done);
  EXPECT_EQ(job->progress, 20);
  EXPECT_EQ(job->result, "{\"rows\":10}");
  EXPECT_EQ(job->params, "{\"file\":\"x\"}");
  EXPECT_TRUE(job->started && job->finished);
}

TEST_F(JobsTest, ErrorsAndExceptionsFailTheJob) {
  const auto a = start([](Context&) -> Result<void> { return fail(ErrorKind::invalid, "bad_file"); });
  const auto b = start([](Context&) -> Result<void> { throw std::runtime_error("boom"); });
  EXPECT_EQ(jobs_->wait(kOne, a)->state, State::failed);
  EXPECT_EQ(jobs_->wait(kOne, a)->message, "bad_file");
  EXPECT_EQ(jobs_->wait(kOne, b)->state, State::failed);
}

TEST_F(JobsTest, CancelReachesRunningAndWaitingWork) {
  Gate started;
  std::atomic<bool> ran{false};
  const auto blocker = [&](Context& c) -> Result<void> {
    started.open();
    while (!c.cancelled()) std::this_thread::yield();
    return {};
  };
  const auto a = start(blocker), b = start(blocker);
  const auto waiting = start([&](Context&) -> Result<void> {
    ran = true;
    return {};
  });
  started.wait();
  ASSERT_TRUE(jobs_->cancel(kOne, waiting));
  ASSERT_TRUE(jobs_->cancel(kOne, a));
  ASSERT_TRUE(jobs_->cancel(kOne, b));
  EXPECT_EQ(jobs_->wait(kOne, a)->state, State::cancelled);
  EXPECT_EQ(jobs_->wait(kOne, waiting)->state, State::cancelled);
  EXPECT_FALSE(ran);
  EXPECT_EQ(jobs_->cancel(kOne, a).error().kind, ErrorKind::conflict);
}

TEST_F(JobsTest, WorkspacesDoNotSeeEachOther) {
  const auto id = start([](Context&) -> Result<void> { return {}; }, kTwo);
  EXPECT_EQ(jobs_->wait(kTwo, id)->state, State::done);
  EXPECT_EQ(jobs_->find(kOne, id).error().kind, ErrorKind::not_found);
  EXPECT_EQ(jobs_->cancel(kOne, id).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(jobs_->list(kOne)->empty());
  EXPECT_EQ(jobs_->list(kTwo)->size(), 1u);
  EXPECT_EQ(jobs_->list(WorkspaceNo::none)->size(), 1u);
}

TEST_F(JobsTest, ListIsNewestFirstAndBounded) {
  std::vector<JobId> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(start([](Context&) -> Result<void> { return {}; }));
  for (const auto& id : ids) ASSERT_TRUE(jobs_->wait(kOne, id));
  const auto list = jobs_->list(kOne, 3);
  ASSERT_EQ(list->size(), 3u);
  EXPECT_EQ((*list)[0].id, ids[4]);
  EXPECT_EQ((*list)[2].id, ids[2]);
}

TEST_F(JobsTest, TooManyWaitingIsRefusedWithoutARow) {
  Gate gate;
  int refused = 0;
  std::vector<JobId> ids;
  for (int i = 0; i < 120; ++i) {
    auto r = jobs_->start({.workspace = kOne, .kind = "k"}, [&](Context&) -> Result<void> {
      gate.wait();
      return {};
    });
    if (r) ids.push_back(*r);
    else if (r.error().kind == ErrorKind::too_many) ++refused;
  }
  EXPECT_EQ(refused, 20);
  EXPECT_EQ(jobs_->list(kOne, 500)->size(), 100u);
  gate.open();
  for (const auto& id : ids) EXPECT_EQ(jobs_->wait(kOne, id)->state, State::done);
}

TEST_F(JobsTest, WhatWasUnfinishedIsInterruptedAtStart) {
  const auto running = start([](Context& c) -> Result<void> {
    while (!c.cancelled()) std::this_thread::yield();
    return {};
  });
  while (jobs_->find(kOne, running)->state != State::running) std::this_thread::yield();
  open();  // the destructor asks the work to stop
  EXPECT_EQ(jobs_->find(kOne, running)->state, State::interrupted);
  // A row that a killed process left running.
  ASSERT_TRUE(records_->write([&](records::Tx& tx) -> Result<void> {
    constexpr records::Statement set{"t.set", "UPDATE job SET state = 2"};
    PK_CHECK(tx.exec(set, {}));
    return {};
  }));
  open();
  EXPECT_EQ(jobs_->find(kOne, running)->state, State::interrupted);
}

}  // namespace
}  // namespace peakend::jobs
