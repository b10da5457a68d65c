#pragma once
// Rate limits by name: each name has a bucket that holds `burst` tokens and gets `rate` new ones a second; what happens
// takes one. Thread-safe; at most kMaxNames names (2 MB). A bucket that has filled up again is as good as none, so names
// idle for burst/rate seconds cost nothing. When more names than fit are active within that time (an attack with
// invented ones), all start anew.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace peakend {

class TokenBuckets {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /// rate <= 0: no limit.
  TokenBuckets(double rate, double burst) : rate_(rate), burst_(burst) {}
  /// 0: a token was taken, go ahead. Else the whole seconds (at least 1) until there is one. `now` must not go back.
  ///   rate 2, burst 4: four calls at once pass, the fifth answers 1; half a second later one passes.
  int take(std::uint64_t name, Time now);
  std::size_t size() const;

  static constexpr std::size_t kMaxNames = 32'768;

 private:
  struct Bucket {
    double tokens;
    Time at;
  };
  void make_room(Time now);
  double filled(const Bucket&, Time now) const;

  const double rate_, burst_;
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, Bucket> buckets_;
};

}  // namespace peakend
