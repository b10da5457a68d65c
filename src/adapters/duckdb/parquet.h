#pragma once
// Any table as Parquet, written by a DuckDB in memory that sees nothing but the rows. Thread-safe (no shared state).
#include "table/table.h"

namespace peakend::duck {

/// Columns: text VARCHAR, number DOUBLE, date DATE, instant TIMESTAMP (UTC). An existing file is not overwritten.
Result<std::int64_t> write_parquet(const table::Source&, const std::string& path);

}  // namespace peakend::duck
