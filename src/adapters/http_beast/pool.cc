#include "adapters/http_beast/pool.h"

#include <pthread.h>

namespace peakend::http_beast {

Pool::Pool(int workers, std::size_t bound) : bound_(bound) {
  for (int i = 0; i < workers; ++i) {
    threads_.emplace_back([this] { run(); });
    pthread_setname_np(threads_.back().native_handle(), "http-worker");
  }
}

bool Pool::submit(std::function<void()> task, bool forced) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || (!forced && tasks_.size() >= bound_)) return false;
    tasks_.push_back(std::move(task));
  }
  ready_.notify_one();
  return true;
}

void Pool::stop() {
  std::deque<std::function<void()>> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    dropped.swap(tasks_);
  }
  ready_.notify_all();
  for (auto& t : threads_)
    if (t.joinable()) t.join();
}

std::size_t Pool::queued() const {
  const std::lock_guard lock(mutex_);
  return tasks_.size();
}

void Pool::run() {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopped_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace peakend::http_beast
