#pragma once
// The ways in over HTTP: single items, batches, NDJSON streams; and the erasure of a customer.
#include <cstdint>
#include <functional>

#include "base/time.h"
#include "inbox/inbox.h"
#include "ingest/identity.h"
#include "ingest/ingest.h"
#include "jobs/jobs.h"
#include "message/message.h"

namespace peakend::ingest {

/// All must outlive the router.
struct Deps {
  inbox::Inbox& inbox;
  JourneysOf journeys;
  const Clock& clock;
  std::function<std::uint64_t()> random;  ///< 64 random bits; thread-safe
  Identity* identity = nullptr;           ///< these two for DELETE /v1/customers/{id}
  inbox::Projector* projector = nullptr;
  jobs::Jobs* jobs = nullptr;             ///< cleans the inbox in the background; without it the request waits
  /// What else is kept of customers (responses); told all merged ids before their facts go.
  std::function<Result<void>(WorkspaceNo, const std::vector<CustomerId>&)> forget_too{};
};
inline constexpr std::size_t kMaxBatchBytes = 4 << 20;  ///< JSON batch
/// POST /v1/track, identify, alias, page, screen, ratings, feedback, batch; DELETE /v1/customers/{id}.
void add_routes(message::Router&, Deps);

/// Calls item(raw) for each member of {"batch":[...], ...}; raw is the member's text. Members are not checked, the rest
/// is. ErrorKind::malformed "bad_json"; invalid when "batch" is missing or no list.
Result<void> split_batch(std::string_view json, const std::function<Result<void>(std::string_view raw)>& item);

}  // namespace peakend::ingest
