#pragma once
// Facts as CSV (RFC 4180, UTF-8, CRLF not used, header first), the same bytes from every store.
#include "facts/facts.h"

namespace peakend::facts {

/// Names of the columns, in order; the Parquet export has the same.
std::span<const std::string_view> export_columns();
/// Appends one line.
void append_csv(std::string& out, const Fact&);
/// Writes what store.scan(spec) visits to a new file `path`; an existing file is ErrorKind::conflict. Returns
/// the number of facts. On error the file is removed.
Result<std::int64_t> export_csv(const FactStore& store, const ScanSpec& spec, const std::string& path);

}  // namespace peakend::facts
