#pragma once
// Shared by the two shapes of a log line.
#include <string>
#include <string_view>

#include "base/log.h"

namespace peakend::log {

std::string_view level_name(Level);
std::string time_text(std::int64_t ms);
bool is_secret(std::string_view key);
/// Appends `v` as a JSON string; bytes that are not valid UTF-8 become U+FFFD.
void append_quoted(std::string& out, std::string_view v);

}  // namespace peakend::log
