#pragma once
// Costly questions: computed beside the pool that answers everything else, a few at a time, once for all who ask the same, kept
// for their data version and bounded by bytes (docs/adr/0013). Nothing here knows what is asked: it wraps a route's handler.
//   a caller without Prefer            waits for the answer, at most `patience`, then 503 "answer_takes_long"
//   Prefer: respond-async[, wait=N]    waits N seconds (else `grace`), then 202 with the state of the work and where to watch it
#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/task.h"
#include "message/message.h"

namespace peakend::insight {

/// What an answer stands on. `fixed`: older answers of another one must not be shown (erasure, journeys). `moving`: facts and
/// the clock; of an older one the last answer may be shown, it says its as_of.
struct DataVersion {
  std::string fixed, moving;
  bool operator==(const DataVersion&) const = default;
};
/// `asker` is what of the caller changes the answer; it becomes part of the question.
struct VersionOf {
  std::function<std::string(const message::Request&)> asker;
  std::function<Result<DataVersion>(const message::Request&)> data;
};
struct CostlyOptions {
  int at_once = 2;
  std::size_t waiting = 64;              ///< questions that wait for their turn; more are 503 "busy"
  std::size_t bytes = 32u << 20;         ///< of kept answers
  std::chrono::milliseconds grace{1'000}, patience{120'000};
  std::chrono::milliseconds left{5'000}, forgotten{120'000};  ///< nobody looks: before, after it began
};
enum class RunState : std::uint8_t { queued, running, done, failed, cancelled };
std::string_view name_of(RunState);

struct RunStatus {
  std::string id, question;
  RunState state = RunState::queued;
  std::int64_t ahead = 0;                ///< before it in the queue
  std::int64_t read = 0;                 ///< facts and sums read so far
  std::int64_t elapsed_ms = 0;           ///< since it began
  std::optional<std::int64_t> left_ms;   ///< by how long the same question took, else this kind of question
};
std::string to_json(const RunStatus&);

/// Thread-safe. Answers come from its own threads, which have a lower priority than those of the server.
class Costly {
 public:
  explicit Costly(VersionOf, CostlyOptions = {});
  ~Costly() { stop(); }
  /// What waits is answered 503, what runs is stopped and waited for.
  void stop();

  /// The handler's answer, shared. `kind` names the route, for times left.
  message::AsyncHandler share(std::string kind, message::Handler);
  /// GET and DELETE of one's own question under way, by params["id"]; the first waits for its end as Prefer: wait=N says.
  void status(message::Request, message::Reply);
  message::Response cancel(const message::Request&);

  std::size_t bytes() const;
  std::int64_t computed() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Kind {
    std::string name;
    message::Handler handler;
    std::int64_t usual_ms = 0;  // 0: not known; guarded
  };
  struct Prefer {
    bool async = false;
    std::optional<std::chrono::milliseconds> wait;
  };
  struct Ask {
    message::Request request;
    message::Reply reply;
    std::shared_ptr<Kind> kind;
  };
  struct Waiter {
    message::Request request;  // without body
    message::Reply reply;
    bool async = false, watches = false;  // watches: wants the state, not the answer
    Time until;
    DataVersion version;
  };
  struct Run {
    std::string id, question, shown;
    std::shared_ptr<Kind> kind;
    message::Request request;  // of who asked first
    DataVersion version;       // empty until it began
    RunState state = RunState::queued;
    Task task;
    Time looked, began, ended;
    std::set<std::string> askers;
    std::vector<Waiter> waiters;
  };
  struct Kept {
    std::string question;
    DataVersion version;
    std::shared_ptr<const message::Response> answer;
    Time began;
    std::int64_t cost_ms = 0;
    std::size_t bytes = 0;
  };
  using RunPtr = std::shared_ptr<Run>;
  /// Replies are sent when the lock is gone.
  using Replies = std::vector<std::pair<message::Reply, message::Response>>;

  static Prefer prefer_of(const message::Request&);
  void door();
  void take(Ask);
  void work();
  void run(std::unique_lock<std::mutex>&, const RunPtr&);
  message::Response compute(Run&);
  // All below need the lock.
  const Kept* kept(const std::string& question);
  const Kept* usable(const std::string& question, const DataVersion&, bool async, Time now);
  void keep(const Run&, const message::Response&, std::int64_t cost_ms);
  RunPtr joinable(const std::string& question, const DataVersion&, bool async);
  RunPtr next();
  RunStatus status_of(const Run&, Time now);
  message::Response state_answer(const Run&, int status, Time now);
  void end(const RunPtr&, RunState, const message::Response&, Replies&);
  Time expire(Time now, Replies&);
  message::Response too_long(const Run&, const Waiter&, Time now);

  const VersionOf version_;
  const CostlyOptions options_;
  mutable std::mutex mutex_;  // guards the rest
  std::condition_variable door_wake_, work_wake_;
  std::deque<Ask> asks_;
  std::deque<RunPtr> queue_;
  std::set<std::string> busy_;                              // questions being computed
  std::map<std::string, RunPtr> runs_;                      // by id: queued, running, and for a while the ended ones
  std::list<Kept> kept_;                                    // most recent first
  std::unordered_map<std::string, std::list<Kept>::iterator> kept_by_;
  std::size_t bytes_ = 0;
  std::int64_t computed_ = 0;
  std::uint64_t last_id_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace peakend::insight
