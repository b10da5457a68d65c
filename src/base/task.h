#pragma once
// Work that can be stopped and watched from outside. The thread that does it carries the task, so loops deep below ask
// `task::stopped()` without an argument through every layer; outside a task it is false. It decides whether there will be an
// answer, never which one.
#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <utility>

#include "base/error.h"

namespace peakend {

/// Thread-safe. Must outlive every Here and OnStop made from it.
class Task {
 public:
  void stop();  ///< once is enough; what waits below is woken
  bool stopped() const { return stopped_.load(std::memory_order_relaxed); }
  std::int64_t read() const { return read_.load(std::memory_order_relaxed); }  ///< rows read so far

  /// While it lives, the task is what this thread works on.
  class Here {
   public:
    explicit Here(Task&);
    Here(const Here&) = delete;
    ~Here();

   private:
    Task* before_;
  };

 private:
  friend class OnStop;
  friend struct CurrentTask;
  std::atomic<bool> stopped_{false};
  std::atomic<std::int64_t> read_{0};
  std::mutex mutex_;
  std::list<std::function<void()>> wake_;  // guarded
};

/// Called (any thread, quickly done) when this thread's task is stopped while the object lives; nothing without a task.
class OnStop {
 public:
  OnStop() = default;
  explicit OnStop(std::function<void()> wake);
  OnStop(OnStop&& o) noexcept : task_(std::exchange(o.task_, nullptr)), at_(o.at_) {}
  OnStop& operator=(OnStop&&) = delete;
  ~OnStop();

 private:
  Task* task_ = nullptr;
  std::list<std::function<void()>>::iterator at_{};
};

namespace task {
bool stopped();
void read(std::int64_t rows);
tl::unexpected<Error> cancelled();  ///< what a stopped call returns: conflict "cancelled"
}  // namespace task

}  // namespace peakend
