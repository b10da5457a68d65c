#include "base/token_buckets.h"

#include <algorithm>
#include <cmath>

namespace peakend {

double TokenBuckets::filled(const Bucket& b, Time now) const {
  return std::min(burst_, b.tokens + rate_ * std::chrono::duration<double>(now - b.at).count());
}

int TokenBuckets::take(std::uint64_t name, Time now) {
  if (rate_ <= 0) return 0;
  const std::lock_guard guard(mutex_);
  if (buckets_.size() >= kMaxNames && !buckets_.contains(name)) make_room(now);
  Bucket& b = buckets_.try_emplace(name, Bucket{burst_, now}).first->second;
  b.tokens = filled(b, now);
  b.at = now;
  if (b.tokens >= 1) {
    b.tokens -= 1;
    return 0;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - b.tokens) / rate_)));
}

std::size_t TokenBuckets::size() const {
  const std::lock_guard guard(mutex_);
  return buckets_.size();
}

/// Full buckets go. When that frees too little, it would be tried again at once and every time: then all go.
void TokenBuckets::make_room(Time now) {
  std::erase_if(buckets_, [&](const auto& b) { return filled(b.second, now) >= burst_; });
  if (buckets_.size() > kMaxNames / 2) buckets_.clear();
}

}  // namespace peakend
