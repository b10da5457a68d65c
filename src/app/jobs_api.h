#pragma once
// Background work as the console sees it, and backups of a running server.
#include "app/stores.h"
#include "message/message.h"

namespace peakend::app {

/// GET /v1/jobs, GET /v1/jobs/{id}, POST /v1/jobs/{id}/cancel, POST /v1/backups (answers 202 with the job; the file
/// stands in backups/ of the data directory). `stores` and `clock` must outlive the router.
void add_jobs_routes(message::Router&, Stores& stores, const Clock& clock);

}  // namespace peakend::app
