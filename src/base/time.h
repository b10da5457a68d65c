#pragma once
// Instants and the clock. Time is milliseconds since 1970 UTC everywhere; zones live in base/calendar.
#include <atomic>
#include <chrono>
#include <cstdint>

namespace peakend {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

inline std::int64_t to_ms(Instant t) { return t.time_since_epoch().count(); }
inline Instant from_ms(std::int64_t ms) { return Instant{std::chrono::milliseconds{ms}}; }

/// Where "now" comes from; always an argument (rule R6). Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

/// A clock that tests move by hand.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : ms_(to_ms(start)) {}
  Instant now() const override { return from_ms(ms_.load()); }
  void advance(std::chrono::milliseconds d) { ms_ += d.count(); }

 private:
  std::atomic<std::int64_t> ms_;
};

}  // namespace peakend
