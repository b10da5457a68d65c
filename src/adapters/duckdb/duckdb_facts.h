#pragma once
// Facts in one DuckDB file: the default FactStore.
#include <memory>
#include <string>

#include "facts/facts.h"

namespace peakend::adapters {

struct DuckdbOptions {
  int memory_mb = 160;    ///< bound of DuckDB's own memory; what does not fit goes to temp_dir
  int threads = 2;
  std::string temp_dir{};  ///< default: "<path>.tmp"
  std::size_t rollup_cache_mb = 48;  ///< encoded roll-up rows kept in memory, all workspaces together
};

/// Opens or creates the file (":memory:" keeps nothing). At most one process at a time has it open; after a kill
/// the write-ahead log is replayed here. Failure: ErrorKind::unavailable, "facts_unavailable".
Result<std::unique_ptr<facts::FactStore>> open_duckdb_facts(const std::string& path, DuckdbOptions = {});

}  // namespace peakend::adapters
