#pragma once
// Imports as background jobs of a server: files that were sent wait in a folder of their workspace, a job reads them
// through a stored map. Thread-safe.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "inbox/inbox.h"
#include "ingest/importers/guess.h"
#include "ingest/importers/maps.h"
#include "ingest/importers/prepare.h"
#include "ingest/importers/preview.h"
#include "ingest/importers/run.h"
#include "jobs/jobs.h"
#include "message/message.h"

namespace peakend::importers {

/// All must outlive the jobs that were started.
struct ImportDeps {
  records::Records& records;
  JourneyStore journeys;
  inbox::Inbox& inbox;
  jobs::Jobs& jobs;
  const Clock& clock;
  std::function<std::string(WorkspaceNo)> zone;  ///< IANA zone of a workspace
  std::function<std::uint64_t()> random;
  std::string folder;                            ///< "<data>/imports"
  inbox::Projector* projector = nullptr;         ///< imports go no faster than it
};

struct StoredFile {
  std::string name;
  std::int64_t bytes = 0;
};
struct ImportRequest {
  std::string map;                  ///< key of a stored map
  std::vector<std::string> files;   ///< names of stored files; empty: all that the map knows
  std::string main;                 ///< a stored file that was just sent; others of the same kind are then left alone
  std::string zone, encoding;       ///< over the map
  std::int64_t limit = 0;
  bool dry_run = false;
  message::Lang lang = message::Lang::en;  ///< of the reasons in the rejects file
};

class Imports {
 public:
  explicit Imports(ImportDeps deps) : d_(std::move(deps)), maps_(d_.records, d_.clock) {}
  Maps& maps() { return maps_; }

  static constexpr std::size_t kMaxFiles = 1'000;
  static constexpr std::uint64_t kMaxFileBytes = 16ull << 30;
  static constexpr int kKeepDays = 7;  ///< files and rejects go after that
  /// Letters, digits, dots, dashes, underscores, blanks and anything over ASCII; no leading dot; at most 120 bytes.
  static bool valid_name(std::string_view);
  /// A new empty file to write into, not yet visible under its name. Old files are swept on the way.
  Result<std::string> begin_file(WorkspaceNo);
  /// Makes a written file visible in place of an older one of that name.
  Result<void> keep_file(WorkspaceNo, const std::string& path, std::string_view name);
  Result<std::vector<StoredFile>> files(WorkspaceNo) const;
  Result<void> remove_file(WorkspaceNo, std::string_view name);  ///< not_found "no_such_file"

  /// Stored files by name; not_found "no_stored_file".
  Result<std::vector<Input>> open(WorkspaceNo, const std::vector<std::string>& names) const;
  /// Fills what a guess may propose: the workspace's journeys, templates it does not have, today for files without times.
  Result<void> candidates(WorkspaceNo, GuessOptions&) const;
  /// preview_import on stored files; given up after `seconds` (then Summary::cancelled).
  Result<Preview> preview(WorkspaceNo, const Mapping&, const std::vector<std::string>& files, std::int64_t rows, int seconds) const;
  /// Checks map and files, then starts the job. Its result is to_json(Summary) with "rejects" (number of lines) and, after
  /// a failure, "error".
  Result<JobId> start(WorkspaceNo, const ImportRequest&);
  Result<jobs::Job> find(WorkspaceNo, JobId);  ///< not_found "no_such_job" also for jobs that are no imports
  Result<std::vector<jobs::Job>> list(WorkspaceNo);  ///< newest first, at most 50
  Result<void> cancel(WorkspaceNo, JobId);
  std::string rejects_path(WorkspaceNo, JobId) const;

 private:
  std::string folder(WorkspaceNo) const;
  Result<void> work(jobs::Context&, WorkspaceNo, const Mapping&, const std::vector<std::string>& paths, const ImportRequest&);
  void sweep(const std::string& folder) const;
  ImportDeps d_;
  Maps maps_;
};

}  // namespace peakend::importers
