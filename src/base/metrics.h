#pragma once
// Named counters, gauges and histograms for GET /metrics (Prometheus text format 0.0.4). Thread-safe; adding costs one
// relaxed atomic. Objects live for ever: keep the reference in a static or a member.
//   static auto& drops = metrics::counter("peakend_items_rejected_total", "reason", "out_of_range");
// At most 2 000 series; what comes later shares one series "peakend_overflow", so invented labels cannot fill memory.
#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace peakend::metrics {

class Counter {
 public:
  void add(std::int64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

class Gauge {
 public:
  void set(std::int64_t v) { value_.store(v, std::memory_order_relaxed); }
  void add(std::int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// Durations in microseconds, in powers of two from 64 us to 67 s; shown in seconds.
class Histogram {
 public:
  static constexpr int kBuckets = 21;
  void record(std::int64_t microseconds);
  std::int64_t count() const { return count_.load(std::memory_order_relaxed); }
  std::int64_t sum() const { return sum_.load(std::memory_order_relaxed); }
  std::int64_t bucket(int i) const { return buckets_[static_cast<std::size_t>(i)].load(std::memory_order_relaxed); }
  static std::int64_t upper(int i) { return std::int64_t{64} << i; }

 private:
  std::array<std::atomic<std::int64_t>, kBuckets + 1> buckets_{};  // the last: longer than all
  std::atomic<std::int64_t> count_{0}, sum_{0};
};

/// Finds or makes the series. A name used for two kinds of metric gives the overflow series for the second.
Counter& counter(std::string_view name, std::string_view label = {}, std::string_view value = {});
Gauge& gauge(std::string_view name, std::string_view label = {}, std::string_view value = {});
Histogram& histogram(std::string_view name, std::string_view label = {}, std::string_view value = {});

/// All series, sorted by name and label.
std::string text();

}  // namespace peakend::metrics
