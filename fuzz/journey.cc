// Any bytes as a journey: refused with field paths, or parsed so that writing and reading again gives the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "journey/journey.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend::journey;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto j = parse_journey(text);
  if (!j) return 0;
  const std::string written = to_json(*j);
  const auto again = parse_journey(written);
  if (!again || to_json(*again) != written) std::abort();
  lint(*j);
  const std::string event = j->rules.empty() ? "Order Delivered" : j->rules[0].event;
  const Catalogue catalogue({*std::move(j)});
  suggest(catalogue, event, {"order_id", "promised_at", "评分"});
  return 0;
}
