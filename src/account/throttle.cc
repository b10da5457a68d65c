#include "account/throttle.h"

namespace peakend::account {

int Throttle::wait_seconds(std::string_view name, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto it = counts_.find(std::string(name));
  if (it == counts_.end() || it->second.failures < limit_) return 0;
  const auto left = it->second.since + window_ - now;
  if (left <= left.zero()) {
    counts_.erase(it);
    return 0;
  }
  return static_cast<int>((left.count() + 999) / 1000);
}

void Throttle::failed(std::string_view name, Instant now) {
  const std::lock_guard lock(mutex_);
  if (counts_.size() >= kMaxNames) make_room(now);
  auto& c = counts_[std::string(name)];
  if (c.failures == 0 || now - c.since > window_) c = {0, now};
  ++c.failures;
}

void Throttle::succeeded(std::string_view name) {
  const std::lock_guard lock(mutex_);
  counts_.erase(std::string(name));
}

/// Drops what is over; when all are fresh (an attack with invented names), those that are not yet throttled.
void Throttle::make_room(Instant now) {
  std::erase_if(counts_, [&](const auto& c) { return now - c.second.since > window_; });
  if (counts_.size() >= kMaxNames) std::erase_if(counts_, [&](const auto& c) { return c.second.failures < limit_; });
  if (counts_.size() >= kMaxNames) counts_.clear();
}

}  // namespace peakend::account
