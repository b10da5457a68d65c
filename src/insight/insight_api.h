#pragma once
// Routes of the answers: /v1/insights, matrix, laws, episodes, customers, feedback, promises, export, compute.
#include "insight/insight.h"
#include "message/message.h"

namespace peakend::insight {

/// Costly questions under way; the routes hold it too.
class Costly;
/// Stop what is returned (costly.h) before the sources go.
std::shared_ptr<Costly> add_routes(message::Router&, Sources);

}  // namespace peakend::insight
