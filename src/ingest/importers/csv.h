#pragma once
// Separated values: RFC 4180 read generously. Quotes only open at the start of a field; "" inside is a quote;
// LF, CRLF and CR end a row; blank lines are skipped. A row with too few or too many fields, a quote that
// never closes or a row over the limit is reported and costs one physical line, not the rest of the file.
#include "ingest/importers/rows.h"

namespace peakend::importers {

/// The separator (, ; tab |) under which the rows of the sample agree best; ',' when there is none.
char guess_separator(std::string_view sample);

int sniff_csv(std::string_view head, std::string_view file);
int sniff_tsv(std::string_view head, std::string_view file);
Result<std::unique_ptr<RowSource>> open_csv(std::unique_ptr<TextSource>, const ReadOptions&);
Result<std::unique_ptr<RowSource>> open_tsv(std::unique_ptr<TextSource>, const ReadOptions&);

}  // namespace peakend::importers
