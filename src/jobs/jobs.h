#pragma once
// Background work: imports, rebuilds, backups. A job is a row in records (so the console can show it and it survives a
// crash as "failed, can be resumed") and a function run on a small pool of threads.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "records/records.h"

namespace peakend::jobs {

/// Persisted: never reuse a number.
enum class State : std::uint8_t {
  queued = 1,
  running = 2,
  done = 3,
  failed = 4,
  cancelled = 5,
  interrupted = 6,  ///< the process ended while it ran; starting the same work again is safe
};
std::string_view name_of(State);

struct Job {
  JobId id;
  WorkspaceNo workspace = WorkspaceNo::none;  ///< none: of the whole installation
  std::string kind;      ///< "import", "rebuild", "backup"
  std::string title;     ///< for people, e.g. the file name
  State state = State::queued;
  std::int64_t progress = 0, total = 0;  ///< same unit (bytes, rows); total 0 = unknown
  std::string message;   ///< closed code or short text on the state
  std::string result;    ///< JSON text written by the work; empty until it says something
  std::string params;    ///< JSON text given at creation, enough to start again
  std::optional<Instant> started, finished;
  Instant created;
  bool cancel_wanted = false;
};
/// As the API shows it: times as *_at, absent until they have come; params and result only when there are any.
std::string to_json(const Job&);
/// {"<list_name>":[...]}
std::string to_json(std::string_view list_name, const std::vector<Job>&);

/// Handed to the running work. Thread-safe; progress is stored at most twice a second.
class Context {
 public:
  virtual ~Context() = default;
  virtual const Job& job() const = 0;
  virtual void progress(std::int64_t done, std::int64_t total, std::string_view message = {}) = 0;
  /// Replaces the result text (counts so far, path of the rejects file ...). Stored with the next progress.
  virtual void result(std::string json) = 0;
  virtual bool cancelled() const = 0;  ///< look here often, then return any value
};
/// An error marks the job failed (its code becomes the message); a value marks it done, or cancelled when asked to.
using Work = std::function<Result<void>(Context&)>;

struct NewJob {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::string kind, title, params;
};

class Jobs {
 public:
  virtual ~Jobs() = default;  ///< asks running work to stop and waits for it
  /// Stores the job and queues the work. More than 100 waiting: ErrorKind::too_many.
  virtual Result<JobId> start(NewJob, Work) = 0;
  /// In all calls WorkspaceNo::none means every workspace (commands and operators only).
  virtual Result<Job> find(WorkspaceNo, JobId) = 0;                    ///< not_found for another workspace's
  virtual Result<std::vector<Job>> list(WorkspaceNo, int limit = 50) = 0;  ///< newest first
  virtual Result<void> cancel(WorkspaceNo, JobId) = 0;                 ///< finished jobs: ErrorKind::conflict
  /// Waits until the job has ended (commands, tests).
  virtual Result<Job> wait(WorkspaceNo, JobId) = 0;
};
/// Marks what an earlier process left queued or running as interrupted, then starts `threads` workers (1 or 2).
/// `random` gives 64 random bits (ids).
Result<std::unique_ptr<Jobs>> make_jobs(records::Records&, const Clock&, std::function<std::uint64_t()> random, int threads = 2);

std::vector<records::Migration> migrations();

}  // namespace peakend::jobs
