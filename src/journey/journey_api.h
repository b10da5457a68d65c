#pragma once
// Routes of journeys: /v1/journeys, /v1/templates, /v1/unmapped.
#include "base/time.h"
#include "facts/facts.h"
#include "inbox/inbox.h"
#include "jobs/jobs.h"
#include "journey/journey_service.h"
#include "message/message.h"

namespace peakend::journey {

/// All must outlive the router. `jobs` and `projector` (may be null in tests) do the remapping after a changed rule.
struct Deps {
  Service& journeys;
  const facts::FactStore& facts;
  const Clock& clock;
  jobs::Jobs* jobs = nullptr;
  inbox::Projector* projector = nullptr;
};
void add_routes(message::Router&, Deps);

}  // namespace peakend::journey
