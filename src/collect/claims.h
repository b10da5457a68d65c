#pragma once
// The claims of a link as JSON, in records and in tokens. Short names: a token must fit into a text message.
#include <optional>
#include <string>
#include <string_view>

#include "collect/collect.h"

namespace peakend::collect {

std::string claims_json(const Claims&);
/// nullopt for what claims_json did not write.
std::optional<Claims> read_claims(std::string_view json);

}  // namespace peakend::collect
