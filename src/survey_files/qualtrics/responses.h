#pragma once
// Qualtrics responses (CSV with two or three header rows). Pure.
#include "survey_files/draft.h"

namespace peakend::survey_files {

/// Columns are found by import id, then by name; out.responses grows.
void read_qualtrics_rows(const table::Table& rows, Draft&, Moved& out);

}  // namespace peakend::survey_files
