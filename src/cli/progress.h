#pragma once
// A progress bar on a terminal, a plain line every few seconds elsewhere. Not thread-safe. Writes to standard error.
#include <chrono>
#include <cstdint>

#include "cli/command.h"

namespace peakend::cli {

class Progress {
 public:
  explicit Progress(const Shell& shell);
  /// bytes done of total (0 = unknown); `rows` for the rate.
  void show(std::uint64_t bytes, std::uint64_t total, std::int64_t rows);
  void clear();   ///< takes the bar off the screen so that something else can be printed
  void finish();

 private:
  using Time = std::chrono::steady_clock::time_point;
  const Shell& shell_;
  bool terminal_, drawn_ = false;
  Time start_, last_;
};

}  // namespace peakend::cli
