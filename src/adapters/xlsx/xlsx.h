#pragma once
// Office Open XML workbooks and the ZIP archives that they are. Thread-safe (no shared state).
#include "table/table.h"

namespace peakend::xlsx {

bool is_zip(std::string_view bytes);
/// The files of a ZIP in memory, folders left out. Bounded by the limits; encrypted or damaged: malformed "archive_broken";
/// over the limits: too_large "archive_too_large".
Result<std::vector<table::File>> unpack(std::string_view bytes, const table::Limits& = {});
/// The first sheet: the first row names the columns. Numbers in a date format become dates or instants (read as UTC); booleans
/// "true"/"false"; errors are empty. Further sheets are named in left_out.
Result<table::Table> read_xlsx(std::string_view bytes, const table::Limits& = {});
/// Two sheets: the rows, and the columns with their labels and words of values. Texts are stored as texts, never as formulas.
/// Over 1 048 575 rows or 16 384 columns: too_large "table_too_large".
Result<std::int64_t> write_xlsx(const table::Source&, const std::string& path);

}  // namespace peakend::xlsx
