#pragma once
// The inbox: what was acknowledged is in here, once. One writer groups commits; the projector turns rows
// into facts. A row is newline-separated canonical item JSON (see ingest/ingest.h), so facts can always be rebuilt.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "facts/facts.h"
#include "records/records.h"

namespace peakend::inbox {

/// One item of a submission: bytes [begin, end) of Submission::text and the 63-bit hash of its sender id
/// (workspace mixed in), by which duplicates are found.
struct Line {
  std::uint32_t begin = 0, end = 0;
  std::int64_t key = 0;
};
/// What must become durable together with the lines, or decides whether they may. Runs on the writer's thread inside the
/// commit's transaction, before the lines; `seq` is what the row will get if it gets one. True: go on with the lines. False:
/// they are left out. An error of kind conflict, invalid or not_found concerns this submission only (check first, write last:
/// what was written before it stays); any other fails the whole group. Must be quick.
using First = std::function<Result<bool>(records::Tx&, std::int64_t seq)>;
struct Submission {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::string text;          ///< canonical items, validated
  std::vector<Line> lines;   ///< at most 100 000, at most 64 MB of text; may be none with `first`
  First first{};
};
struct Receipt {
  std::int64_t seq = 0;                 ///< row that holds the accepted lines; 0 when none was new
  std::vector<std::int64_t> duplicate_of;  ///< per line: 0 = accepted, else the seq that already has it
};
/// Called once, on the writer's thread, after COMMIT (or with the error; then nothing was kept).
using Done = std::function<void(Result<Receipt>)>;

struct Row {
  std::int64_t seq = 0;
  WorkspaceNo workspace = WorkspaceNo::none;
  Instant received;
  std::string_view text;
};

/// Last seq, and bytes of text that the commit added.
using OnCommit = std::function<void(std::int64_t last_seq, std::size_t bytes)>;

struct InboxStatus {
  std::int64_t last_seq = 0, queued = 0, rows = 0;
  std::int64_t accepted = 0, duplicates = 0, commits = 0;
};

class Inbox {
 public:
  virtual ~Inbox() = default;
  /// Queues; never blocks. Full queue (256 MB or 100 000 submissions): Done gets ErrorKind::unavailable at once.
  virtual void submit(Submission, Done) = 0;
  /// Waits for the commit.
  virtual Result<Receipt> submit_wait(Submission) = 0;
  /// Rows with seq > after (`only` of this workspace) in order, until about max_bytes; `visit` false stops.
  virtual Result<void> read(std::int64_t after, std::size_t max_bytes, const std::function<bool(const Row&)>& visit,
                            WorkspaceNo only = WorkspaceNo::none) = 0;
  virtual InboxStatus status() const = 0;
  /// Called on the writer's thread after each commit that added rows, before the Dones. One listener; null removes it.
  virtual void on_commit(OnCommit) = 0;
  /// Removes lines for good (erasure of a customer): every line of the workspace's rows for which `drop` says true is
  /// cut out of its row. Rows and their keys stay, so a resent item remains a duplicate. Returns how many lines went.
  virtual Result<std::int64_t> scrub(WorkspaceNo, const std::function<bool(std::string_view line)>& drop) = 0;
  /// Commits what is queued and stops the writer. Later submissions get ErrorKind::unavailable.
  virtual void stop() = 0;
};

struct InboxOptions {
  std::size_t max_queued_bytes = std::size_t{256} << 20;
  std::size_t max_queued = 100'000;          ///< submissions
  std::size_t young_keys = 500'000;          ///< duplicate keys held in memory before they move to their table
};
/// Reads the end of the inbox and the young duplicate keys (some 10 ms for each 100 000), starts the writer. The
/// migrations must have been applied; `records` must outlive the inbox.
Result<std::unique_ptr<Inbox>> make_inbox(records::Records&, const Clock&, InboxOptions = {});

/// Turns one inbox row into facts (supplied by app wiring, implemented by ingest). May be called by two threads at once, for
/// rows that are far apart, and again for the same row.
using Project = std::function<Result<void>(const Row&, facts::FactBatch& out)>;
/// Told after each committed projection; used by live and the episode job.
struct Projected {
  std::int64_t upto_seq = 0;
  const facts::FactBatch* batch = nullptr;
  bool refill = false;  ///< old rows given back by a rebuild, not news
};
using OnProjected = std::function<void(const Projected&)>;

using RebuildProgress = std::function<void(std::int64_t done, std::int64_t total)>;

/// Own threads: reads rows behind the facts' watermark, projects, appends, tells; under pressure the next rows are projected
/// while the ones before are appended. Resumes by itself after errors. Projections may be thrown away and done again.
/// A row that cannot be projected is logged and counted (failed_rows, metric), and the watermark passes it; it stays in
/// the inbox and a rebuild tries it again.
class Projector {
 public:
  virtual ~Projector() = default;
  virtual void poke() = 0;                       ///< there is something new; the inbox's commits do this by themselves
  /// Returns when everything acknowledged before the call is in facts; with the store's error when it fails thrice.
  virtual Result<void> drain() = 0;
  /// Clears the workspace's facts (all when none) and projects its rows anew; new rows go on meanwhile. Returns when
  /// done. A crash on the way resumes by itself at the next start. `told` hears now and then how far it is (seq).
  virtual Result<void> rebuild(WorkspaceNo, const RebuildProgress& told = {}) = 0;
  virtual std::int64_t lag() const = 0;          ///< inbox rows not yet in facts
  virtual std::int64_t failed_rows() const = 0;  ///< since the start
  /// How long what is acknowledged and not yet in facts will take at the present speed; without rows from before the start.
  virtual std::chrono::milliseconds ahead() const = 0;
  /// Calls `go` once: at once while ahead() is within ProjectorOptions::max_ahead, else when it is again (then on the
  /// projector's thread; it must be quick). Whoever brings many items asks before each helping, so that answers keep up
  /// with acknowledgements. Never holds back while projecting fails, is stopped or makes up for rows of an earlier
  /// process or a rebuild, nor when facts rest for ProjectorOptions::patience: what was sent must be kept whatever becomes
  /// of facts.
  virtual void when_near(std::function<void()> go) = 0;
  virtual void stop() = 0;
};

struct ProjectorOptions {
  std::size_t chunk_bytes = std::size_t{4} << 20;           ///< of inbox text in one facts transaction
  std::chrono::milliseconds chunk_time{150};                ///< ... or what is projected in this time
  std::chrono::milliseconds pace{100};                      ///< between transactions while rows only trickle
  std::chrono::milliseconds max_ahead{1'000};               ///< when_near
  std::chrono::milliseconds patience{2'000};                ///< when_near, without any progress
  std::chrono::milliseconds idle_before_tidy{5'000};        ///< FactStore::tidy after so long without a row
  std::chrono::milliseconds first_wait{50}, longest_wait{5'000};  ///< back-off after an error, doubling
};
/// Blocks until Projector::when_near lets go.
void wait_near(Projector&);

/// Starts the threads. Facts ahead of the inbox (an older records.db was put back) are ErrorKind::conflict "facts_ahead":
/// new rows would be taken for old ones; rebuild is the way out (the caller clears the facts first).
Result<std::unique_ptr<Projector>> make_projector(Inbox&, facts::FactStore&, Project, OnProjected, ProjectorOptions = {});

/// Migrations of the inbox tables.
std::vector<records::Migration> migrations();

}  // namespace peakend::inbox
