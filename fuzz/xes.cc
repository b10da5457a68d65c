// Event logs.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "ingest/importers/rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend::importers;
  ReadOptions options;
  options.format = "xes";
  auto rows = open_rows(memory_blob(std::string(reinterpret_cast<const char*>(data), size)), "f", options);
  if (!rows) return 0;
  Row row;
  for (;;) {
    const auto any = (*rows)->next(row);
    if (!any || !*any) return 0;
    if (row.fields.size() > (*rows)->columns().size()) std::abort();
    for (const auto field : row.fields) {
      if (!peakend::utf8::valid(field)) std::abort();
    }
  }
}
