#pragma once
// Reading and projecting the next rows on a thread of its own while the rows before them are being appended.
// Holds at most one chunk. Calls come from one thread at a time.
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.h"
#include "facts/facts.h"

namespace peakend::inbox {

/// What one facts transaction holds.
struct Chunk {
  facts::FactBatch batch;
  std::int64_t upto = 0;  ///< last seq read; 0 = nothing was there
  std::size_t bytes = 0;  ///< of inbox text
  bool full = false;      ///< there may be more behind it
};

class ReadAhead {
 public:
  using Read = std::function<Result<void>(std::int64_t after, Chunk&)>;
  /// `tick` is called about every quarter of a second that the thread has nothing to read.
  ReadAhead(Read read, std::function<void()> tick) : read_(std::move(read)), tick_(std::move(tick)), thread_([this] { run(); }) {}
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// Starts with the rows behind `after`; what was begun before must have been taken or dropped.
  void begin(std::int64_t after);
  /// The chunk behind `after`, when that is what was begun; waits until it is read. nullopt: read it yourself
  /// (nothing was begun, other rows were, or reading failed).
  std::optional<Chunk> take(std::int64_t after);
  /// Forgets what was begun.
  void drop() { (void)take(-1); }

 private:
  void run();

  const Read read_;
  const std::function<void()> tick_;
  std::mutex mutex_;  // guards the rest
  std::condition_variable moved_;
  enum class State : std::uint8_t { idle, wanted, ready } state_ = State::idle;
  std::int64_t after_ = 0;
  std::optional<Chunk> chunk_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace peakend::inbox
