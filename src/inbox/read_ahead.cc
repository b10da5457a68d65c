#include "inbox/read_ahead.h"

#include <pthread.h>

namespace peakend::inbox {

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  moved_.notify_all();
  thread_.join();
}

void ReadAhead::begin(std::int64_t after) {
  {
    const std::lock_guard guard(mutex_);
    after_ = after;
    state_ = State::wanted;
  }
  moved_.notify_all();
}

std::optional<Chunk> ReadAhead::take(std::int64_t after) {
  std::unique_lock guard(mutex_);
  if (state_ == State::idle) return std::nullopt;
  moved_.wait(guard, [&] { return state_ == State::ready; });
  state_ = State::idle;
  auto out = std::exchange(chunk_, std::nullopt);
  return after == after_ ? std::move(out) : std::nullopt;
}

void ReadAhead::run() {
  pthread_setname_np(pthread_self(), "projector-read");
  std::unique_lock guard(mutex_);
  for (;;) {
    if (!moved_.wait_for(guard, std::chrono::milliseconds(250), [&] { return state_ == State::wanted || stopping_; })) {
      guard.unlock();
      tick_();
      guard.lock();
      continue;
    }
    if (stopping_) return;
    const std::int64_t after = after_;
    guard.unlock();
    std::optional<Chunk> chunk(std::in_place);
    if (!read_(after, *chunk)) chunk.reset();  // whoever wants it reads again and sees the error
    guard.lock();
    chunk_ = std::move(chunk);
    state_ = State::ready;
    moved_.notify_all();
  }
}

}  // namespace peakend::inbox
