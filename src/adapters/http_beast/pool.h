#pragma once
// Bounded worker pool. Thread-safe. Tasks must not throw.
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace peakend::http_beast {

class Pool {
 public:
  Pool(int workers, std::size_t bound);
  ~Pool() { stop(); }
  /// False when the queue is full (and not forced) or the pool has stopped; the task is dropped then.
  bool submit(std::function<void()> task, bool forced = false);
  /// Drops what waits, waits for what runs.
  void stop();
  std::size_t queued() const;

 private:
  void run();
  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> tasks_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace peakend::http_beast
