#pragma once
// PORT 1 on SQLite: one file, write-ahead log, full synchronisation.
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "records/records.h"

namespace peakend::adapters {

struct SqliteOptions {
  int readers = 4;              ///< read connections kept open; more callers wait
  int busy_timeout_ms = 5'000;  ///< for locks held by other processes
  bool durable = true;          ///< false: no fsync (throw-away databases of tests only)
  int checkpoint_pages = 4'000; ///< pages of 4 KB in the log after which it is moved into the database
};

/// Opens or creates the database. Thread-safe afterwards: writers queue in order of arrival, readers see the last
/// committed state and never wait for a writer. A write inside a write of the same thread is an internal error.
/// Errors: a file of another program or of a newer peakend is ErrorKind::conflict ("records_foreign",
/// "records_from_future"); lock, disk-full, I/O and corruption errors are ErrorKind::unavailable ("records_busy",
/// "disk_full", "records_io", "records_corrupt"). After any error nothing of the transaction is kept.
Result<std::unique_ptr<records::Records>> open_sqlite(const std::string& path, SqliteOptions = {});

/// The lines of PRAGMA integrity_check and foreign_key_check that are not "ok"; empty = sound. Opens read-only.
Result<std::vector<std::string>> check_sqlite(const std::string& path);

}  // namespace peakend::adapters
