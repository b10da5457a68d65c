// Spreadsheets, SPSS files and archives: any bytes; tables must be as wide as their columns and hold well-formed text.
#include <cstdint>
#include <cstdlib>

#include "adapters/spss/spss.h"
#include "adapters/xlsx/xlsx.h"
#include "base/utf8.h"

namespace {
void check(const peakend::Result<peakend::table::Table>& t) {
  if (!t) return;
  for (const auto& c : t->columns)
    if (!peakend::utf8::valid(c.name) || !peakend::utf8::valid(c.label)) std::abort();
  for (const auto& row : t->rows) {
    if (row.size() != t->columns.size()) std::abort();
    for (const auto& cell : row)
      if (const auto* s = peakend::table::text(cell); s != nullptr && !peakend::utf8::valid(*s)) std::abort();
  }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend;
  table::Limits limits;
  limits.bytes = limits.unpacked = 8u << 20;
  limits.rows = 10'000;
  limits.cells = 200'000;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(spss::read_sav(bytes, limits));
  check(xlsx::read_xlsx(bytes, limits));
  (void)xlsx::unpack(bytes, limits);
  return 0;
}
