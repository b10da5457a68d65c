#pragma once
// Routes of the answers: /v1/insights, matrix, laws, episodes, customers, feedback, promises, export, compute.
#include "insight/insight.h"
#include "message/message.h"

namespace peakend::insight {

void add_routes(message::Router&, Sources);

}  // namespace peakend::insight
