// First line: the name of a function; the rest: its input. Any result must be one JSON object; nothing may crash.
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/compute.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto out = peakend::engine::compute(text.substr(0, line), text.substr(line + 1));
  if (!out) return 0;
  boost::json::error_code ec;
  if (!boost::json::parse(*out, ec).is_object() || ec) std::abort();
  return 0;
}
