#pragma once
// SPSS system files through ReadStat. Thread-safe (no shared state).
#include "table/table.h"

namespace peakend::spss {

/// Begins like a .sav or .zsav.
bool is_spss(std::string_view bytes);
/// Names, labels, value labels, declared missing values, dates; texts become UTF-8. System-missing numbers and blank texts
/// are empty cells. Broken: malformed "table_broken"; over the limits: too_large "table_too_large".
Result<table::Table> read_sav(std::string_view bytes, const table::Limits& = {});
/// Writes a compressed UTF-8 .sav, with `zlib` a .zsav. Looks at the rows twice (widths of texts come first). Names are made
/// to fit SPSS' rules and stay unique; labels are cut at 255 and 120 bytes, texts at 32 767.
Result<std::int64_t> write_sav(const table::Source&, const std::string& path, bool zlib = false);

}  // namespace peakend::spss
