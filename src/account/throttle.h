#pragma once
// Counts failures by name within a window. Thread-safe; holds at most 50 000 names.
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace peakend::account {

class Throttle {
 public:
  Throttle(int limit, std::chrono::milliseconds window) : limit_(limit), window_(window) {}
  /// Whole seconds to wait before the next attempt; 0 = go ahead.
  int wait_seconds(std::string_view name, Instant now);
  void failed(std::string_view name, Instant now);
  void succeeded(std::string_view name);

 private:
  struct Count {
    int failures = 0;
    Instant since;
  };
  static constexpr std::size_t kMaxNames = 50'000;
  void make_room(Instant now);
  const int limit_;
  const std::chrono::milliseconds window_;
  std::mutex mutex_;
  std::unordered_map<std::string, Count> counts_;
};

}  // namespace peakend::account
