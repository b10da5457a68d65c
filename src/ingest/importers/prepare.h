#pragma once
// What has to be there before items can be taken: the journey of the map.
#include <memory>
#include <string_view>

#include "ingest/importers/mapping.h"
#include "journey/journey_service.h"

namespace peakend::importers {

/// Makes the map's journey when the workspace lacks it, and adds the map's rules for events that no rule of it names.
/// With `dry`, nothing is stored and the catalogue returned is the one that would be.
/// A map that only names a journey which is missing: ErrorKind::invalid, code "map_needs_journey".
Result<std::shared_ptr<const journey::Catalogue>> prepare_journey(const Mapping&, journey::Service&, WorkspaceNo, bool dry);

}  // namespace peakend::importers
