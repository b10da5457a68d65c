#pragma once
// Backup and restore of a whole data directory. Thread-safe with everything else that uses the stores.
//
// A backup is a directory, or one .tar file when its name ends so:
//   manifest.json   version, time, positions, and name, size and BLAKE2b-256 of every file
//   records.db      configuration, accounts, inbox
//   facts.duckdb    facts up to a row of the inbox
//   imports/...     files that imports still refer to
// Facts are copied first: the inbox in the backup is then at least as far, and the projector makes up the difference.
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "facts/facts.h"
#include "records/records.h"

namespace peakend::app {

struct BackupFile {
  std::string name;  ///< relative, with '/'
  std::int64_t bytes = 0;
  std::string hash;  ///< BLAKE2b-256, 64 hex digits
  bool operator==(const BackupFile&) const = default;
};
struct Manifest {
  static constexpr int kFormat = 1;
  int format = kFormat;
  std::string version;     ///< of the peakend that wrote it
  Instant created;
  std::int64_t facts_seq = 0;  ///< watermark of the facts when their copy began
  std::vector<BackupFile> files;
};
std::string manifest_to_json(const Manifest&);
Result<Manifest> manifest_from_json(std::string_view);

/// Writes the backup beside its name and renames it when it is whole, so what bears the name is complete and synced.
/// An existing `to` is ErrorKind::conflict "backup_exists"; disk full is unavailable and leaves nothing behind.
Result<Manifest> make_backup(records::Records&, const facts::FactStore&, const std::string& data_dir, const std::string& to,
                             Instant now);
/// Reads every byte and compares with the manifest. Damage: ErrorKind::invalid "backup_broken" {path, file}.
Result<Manifest> verify_backup(const std::string& from);
/// Copies into a data directory without records and facts ("restore_not_empty" otherwise), verifying on the way. The
/// caller holds the directory and has no store of it open. A crash on the way leaves either no records.db, or a
/// records.db from which facts are rebuilt by themselves.
Result<Manifest> restore_backup(const std::string& from, const std::string& data_dir);

}  // namespace peakend::app
