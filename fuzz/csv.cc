// Separated values and JSON lines: any bytes, any separator; what is read must stay within its bounds.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "ingest/importers/rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend::importers;
  if (size < 1) return 0;
  ReadOptions options;
  constexpr const char* formats[] = {"csv", "tsv", "jsonl", "auto"};
  options.format = formats[data[0] & 3];
  options.header = (data[0] & 4) != 0;
  options.skip_lines = data[0] >> 5;
  auto rows = open_rows(memory_blob(std::string(reinterpret_cast<const char*>(data + 1), size - 1)), "f", options);
  if (!rows) return 0;
  Row row;
  for (;;) {
    const auto any = (*rows)->next(row);
    if (!any || !*any) return 0;
    if (row.fields.size() > (*rows)->columns().size() || (*rows)->columns().size() > kMaxColumns + 1) std::abort();
    for (const auto field : row.fields) {
      if (!peakend::utf8::valid(field)) std::abort();
    }
  }
}
