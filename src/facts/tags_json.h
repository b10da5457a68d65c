#pragma once
#include <span>
#include <string>

#include "facts/facts.h"

namespace peakend::facts {

/// Appends {"key":"value",...}; nothing for no tags.
void append_tags_json(std::string& out, std::span<const Tag> tags);

}  // namespace peakend::facts
