#pragma once
// GET /v1/live.
#include "live/live.h"
#include "message/message.h"

namespace peakend::live {

/// `live` must outlive the router.
void add_routes(message::Router&, Live& live);

}  // namespace peakend::live
