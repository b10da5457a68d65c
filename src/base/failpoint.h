#pragma once
// Failpoints: named places where a test makes the process die, fail or dawdle. Compiled in always; a place that is
// off costs one relaxed atomic load. Thread-safe.
//
// Switched on by the environment variable PEAKEND_FAILPOINT, read once at the first use:
//   name:action[@n][,name:action[@n]...]      action = abort | error | delay=<ms>; fires from the n-th hit on (default 1)
//   e.g. PEAKEND_FAILPOINT=inbox.after_commit:abort@3
// abort sends SIGKILL to the own process: nothing is flushed, no destructor runs.
#include <array>
#include <atomic>
#include <string>
#include <string_view>

#include "base/error.h"

namespace peakend::failpoint {

/// Every failpoint of the program; the crash suite reads this list. A name that is not here does not compile.
inline constexpr std::array kNames = {
    std::string_view{"records.before_commit"},   ///< SQLite write: before COMMIT
    std::string_view{"records.after_commit"},    ///< ... and after it
    std::string_view{"records.migrate"},         ///< inside the transaction of a migration
    std::string_view{"records.backup"},          ///< half-way through an online backup
    std::string_view{"records.checkpoint"},      ///< before the write-ahead log is moved into the database
    std::string_view{"inbox.before_insert"},     ///< group taken from the queue, nothing written
    std::string_view{"inbox.before_commit"},     ///< rows written, not committed
    std::string_view{"inbox.after_commit"},      ///< durable, nobody told
    std::string_view{"inbox.between_replies"},   ///< some of the waiters told
    std::string_view{"inbox.index_slice"},       ///< part of the duplicate index moved to its table
    std::string_view{"projector.before_read"},
    std::string_view{"projector.before_append"}, ///< projected, not in facts
    std::string_view{"facts.after_rows"},        ///< facts written, roll-ups and watermark not
    std::string_view{"facts.after_rollup"},      ///< facts and roll-ups written, watermark not
    std::string_view{"facts.before_commit"},     ///< all written, not committed
    std::string_view{"facts.after_commit"},
    std::string_view{"projector.after_append"},  ///< in facts, listeners not told
    std::string_view{"facts.checkpoint"},
    std::string_view{"facts.backup"},
    std::string_view{"backup.before_manifest"},  ///< both stores copied, manifest not written
    std::string_view{"jobs.before_finish"},
    std::string_view{"trigger.before_commit"},   ///< invitations decided, not written
    std::string_view{"trigger.after_commit"},
    std::string_view{"outbox.before_claim"},     ///< message composed, not claimed
    std::string_view{"outbox.after_claim"},      ///< claimed, not handed over
    std::string_view{"outbox.after_send"},       ///< handed over, not written down
    std::string_view{"outbox.after_mark"},
};

constexpr int index_of(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<int>(i);
  return -1;
}

namespace detail {
extern std::atomic<bool> armed;  ///< true before the environment was read and while anything is on
/// Acts; true when the place shall fail.
bool hit(int index);
}  // namespace detail

/// True when the place shall fail. `index` from index_of.
inline bool fires(int index) {
  return detail::armed.load(std::memory_order_relaxed) && detail::hit(index);
}
/// Sets the failpoints from text in the form above (tests); "" switches all off. Unknown names or actions: error.
Result<void> configure(std::string_view spec);
/// How often the place was passed while anything was armed.
long hits(std::string_view name);

}  // namespace peakend::failpoint

/// True when an error shall be injected here.
#define PK_FAILPOINT_FIRES(name)                                                            \
  ([] {                                                                                     \
    constexpr int pk_index = ::peakend::failpoint::index_of(name);                          \
    static_assert(pk_index >= 0, "add the failpoint to base/failpoint.h");                  \
    return ::peakend::failpoint::fires(pk_index);                                           \
  }())
/// In a function that returns a Result: dies, waits, or returns ErrorKind::unavailable "failpoint".
#define PK_FAILPOINT(name) \
  if (PK_FAILPOINT_FIRES(name)) return ::peakend::fail(::peakend::ErrorKind::unavailable, "failpoint", name)
/// Elsewhere: dies or waits; the action "error" has no effect.
#define PK_FAILPOINT_STEP(name) static_cast<void>(PK_FAILPOINT_FIRES(name))
