#pragma once
// Routes of journeys: /v1/journeys, /v1/templates, /v1/events, /v1/unmapped.
#include "base/time.h"
#include "facts/facts.h"
#include "inbox/inbox.h"
#include "jobs/jobs.h"
#include "journey/journey_service.h"
#include "journey/preview.h"
#include "message/message.h"

namespace peakend::journey {

/// All must outlive the router. `jobs` and `projector` (may be null in tests) do the remapping after a changed rule.
struct Deps {
  Service& journeys;
  const facts::FactStore& facts;
  const Clock& clock;
  jobs::Jobs* jobs = nullptr;
  inbox::Projector* projector = nullptr;
  PromiseReader promises = {};  ///< for previews; without it they say nothing about promises
};
void add_routes(message::Router&, Deps);
/// Part of add_routes: drafts and their preview (preview_api.cc).
void add_preview_routes(message::Router&, const Deps&);

}  // namespace peakend::journey
