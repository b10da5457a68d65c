#pragma once
// The inbox: what was acknowledged is in here, once. One writer groups commits; the projector turns rows
// into facts. A row is newline-separated canonical item JSON (see ingest/ingest.h), so facts can always be rebuilt.
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
struct Submission {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::string text;          ///< canonical items, validated
  std::vector<Line> lines;   ///< at most 100 000, at most 64 MB of text
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
  /// Rows with seq > after in order, until about max_bytes; `visit` false stops.
  virtual Result<void> read(std::int64_t after, std::size_t max_bytes, const std::function<bool(const Row&)>& visit) = 0;
  virtual InboxStatus status() const = 0;
  /// Commits what is queued and stops the writer.
  virtual void stop() = 0;
};
std::unique_ptr<Inbox> make_inbox(records::Records&, const Clock&);

/// Turns one inbox row into facts (pure; supplied by app wiring, implemented by ingest).
using Project = std::function<Result<void>(const Row&, facts::FactBatch& out)>;
/// Told after each committed projection; used by live and the episode job.
struct Projected {
  std::int64_t upto_seq = 0;
  const facts::FactBatch* batch = nullptr;
};
using OnProjected = std::function<void(const Projected&)>;

/// Own thread: reads rows behind the facts' watermark, projects, appends, tells. Resumes by itself after errors.
class Projector {
 public:
  virtual ~Projector() = default;
  virtual void poke() = 0;                       ///< there is something new
  virtual Result<void> drain() = 0;              ///< returns when everything accepted before the call is in facts
  virtual Result<void> rebuild(WorkspaceNo) = 0; ///< clears the workspace's facts (all when none) and projects its rows anew
  virtual std::int64_t lag() const = 0;          ///< inbox rows not yet in facts
  virtual void stop() = 0;
};
std::unique_ptr<Projector> make_projector(Inbox&, facts::FactStore&, Project, OnProjected);

/// Migrations of the inbox tables.
std::vector<records::Migration> migrations();

}  // namespace peakend::inbox
