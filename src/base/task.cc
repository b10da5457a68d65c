#include "base/task.h"

#include <utility>

namespace peakend {
namespace {
thread_local Task* current = nullptr;
}

struct CurrentTask {
  static void read(std::int64_t rows) {
    if (current != nullptr) current->read_.fetch_add(rows, std::memory_order_relaxed);
  }
};

void Task::stop() {
  if (stopped_.exchange(true)) return;
  const std::lock_guard lock(mutex_);
  for (const auto& wake : wake_) wake();
}

Task::Here::Here(Task& t) : before_(std::exchange(current, &t)) {}
Task::Here::~Here() { current = before_; }

OnStop::OnStop(std::function<void()> wake) : task_(current) {
  if (task_ == nullptr) return;
  const std::lock_guard lock(task_->mutex_);
  at_ = task_->wake_.insert(task_->wake_.end(), std::move(wake));
}
OnStop::~OnStop() {
  if (task_ == nullptr) return;
  const std::lock_guard lock(task_->mutex_);
  task_->wake_.erase(at_);
}

namespace task {
bool stopped() { return current != nullptr && current->stopped(); }
void read(std::int64_t rows) { CurrentTask::read(rows); }
tl::unexpected<Error> cancelled() { return fail(ErrorKind::conflict, "cancelled"); }
}  // namespace task

}  // namespace peakend
