#pragma once
// XES event logs (IEEE 1849): one row per event, in file order, read with expat as a stream.
// Columns: attributes of the event by their key ("concept:name", "time:timestamp", "lifecycle:transition"),
// those of its trace with "case:" before ("case:concept:name"), nested ones as "parent/child", and the
// counters "case:index" and "event:index" (both from 1). Keys of the global sections become columns at once;
// their values are templates for new events (IEEE 1849 4.6.3) and are not filled in.
// A document type declaration is refused ("xml_dtd"), so entities cannot grow.
#include "ingest/importers/rows.h"

namespace peakend::importers {

int sniff_xes(std::string_view head, std::string_view file);
Result<std::unique_ptr<RowSource>> open_xes(std::unique_ptr<TextSource>, const ReadOptions&);

}  // namespace peakend::importers
