// Any bytes as the body of a JSON batch: no crash, and members are slices of the body.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ingest/ingest_api.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto r = peakend::ingest::split_batch(text, [&](std::string_view raw) -> peakend::Result<void> {
    if (raw.empty() || raw.data() < text.data() || raw.data() + raw.size() > text.data() + text.size()) std::abort();
    return {};
  });
  if (!r && r.error().code.empty()) std::abort();
  return 0;
}
