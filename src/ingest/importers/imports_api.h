#pragma once
// Routes of imports: /v1/maps, /v1/imports.
#include "ingest/importers/imports.h"
#include "message/message.h"

namespace peakend::importers {

/// `imports` must outlive the router.
void add_routes(message::Router&, Imports& imports);
/// Part of add_routes: guesses and previews (preview_api.cc).
void add_preview_routes(message::Router&, Imports& imports);

}  // namespace peakend::importers
