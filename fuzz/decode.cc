// Archives and encodings: gzip, zstd, zip, UTF-8/16, GB18030, Windows-1252; what comes out is always UTF-8 and bounded.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "ingest/importers/encoding.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend::importers;
  if (size < 1) return 0;
  constexpr const char* names[] = {"auto", "utf-8", "utf-16", "utf-16be", "gb18030", "windows-1252", "auto", "auto"};
  DecodeLimits limits{8u << 20, 1u << 16, 200};
  auto bytes = decompress(memory_blob(std::string(reinterpret_cast<const char*>(data + 1), size - 1)), limits);
  if (!bytes) return 0;
  auto text = decode(std::move(*bytes), names[data[0] & 7]);
  if (!text) std::abort();
  std::string all;
  std::array<char, 4096> buffer;
  const std::size_t step = 1 + (data[0] >> 3) * 131u;
  for (;;) {
    const auto n = (*text)->read(std::span(buffer).first(std::min(step, buffer.size())));
    if (!n || *n == 0) break;
    all.append(buffer.data(), *n);
    if (all.size() > (32u << 20)) std::abort();
  }
  // A read may stop inside a character only when the archive broke off there.
  if (!peakend::utf8::valid(peakend::utf8::prefix(all, all.size() > 3 ? all.size() - 3 : 0))) std::abort();
  return 0;
}
