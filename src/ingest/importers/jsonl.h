#pragma once
// JSON lines: one object a line, nested objects become columns "a.b", arrays stay JSON text, null is absent.
// A line that is not an object is reported ("bad_json"); columns appear as they come.
#include "ingest/importers/rows.h"

namespace peakend::importers {

int sniff_jsonl(std::string_view head, std::string_view file);
Result<std::unique_ptr<RowSource>> open_jsonl(std::unique_ptr<TextSource>, const ReadOptions&);

}  // namespace peakend::importers
