#pragma once
// What has to be there before items can be taken: the journey of the map.
#include <functional>
#include <memory>
#include <string_view>

#include "ingest/importers/mapping.h"
#include "journey/journey.h"

namespace peakend::importers {

/// Where journeys are kept, as far as an import needs it. Thread-safe.
struct JourneyStore {
  std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> catalogue;  ///< nullptr when it cannot be read now
  std::function<Result<void>(WorkspaceNo, journey::Journey)> create;
  std::function<Result<void>(WorkspaceNo, journey::Journey, int based_on)> replace;
};

/// Makes the map's journey when the workspace lacks it, and adds the map's rules for events that no rule of it
/// takes whatever they carry (a rule with conditions or braces may let them pass).
/// With `dry`, nothing is stored and the catalogue returned is the one that would be.
/// A map that only names a journey which is missing: ErrorKind::invalid, code "map_needs_journey".
Result<std::shared_ptr<const journey::Catalogue>> prepare_journey(const Mapping&, const JourneyStore&, WorkspaceNo, bool dry);

}  // namespace peakend::importers
