#pragma once
// Where the items of a guessed map may belong: a journey and its touchpoints, by words. For a person to confirm.
#include <string>
#include <vector>

#include "ingest/importers/guess.h"

namespace peakend::importers {

/// The map with "journey", "touchpoint" of its items, and the column whose values are the names of stages used for that.
/// Unchanged when no candidate of `options.journeys` fits well enough.
std::string propose_places(const std::string& map_json, const std::vector<GuessedFile>&, const GuessOptions& options);

}  // namespace peakend::importers
