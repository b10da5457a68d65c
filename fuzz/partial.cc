// Any bytes: refused, or decoded to a partial that encodes to the same bytes and adds without undefined behaviour.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/metrics.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend::engine;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Partial p;
  if (!decode(bytes, p)) return 0;
  if (encode(p) != bytes) std::abort();
  Partial q = p;
  q += p;
  q -= p;
  for (const Metric* m : all_metrics()) m->finalize(p, Repeats::groups);
  return 0;
}
