#pragma once
// Routes of triggers: list, change, versions, check, report, simulate. docs/triggers.md.
#include "jobs/jobs.h"
#include "message/message.h"
#include "trigger/simulate.h"
#include "trigger/trigger_service.h"

namespace peakend::trigger {

/// All must outlive the router.
struct Deps {
  Service& triggers;
  delivery::Book& book;
  records::Records& records;
  const facts::FactStore& facts;
  const Clock& clock;
  delivery::HomeOf home;
  jobs::Jobs* jobs = nullptr;  ///< for long simulations; without it they run in the request
};
void add_routes(message::Router&, Deps);

/// Events of a span that were only counted, by reason.
Result<std::vector<std::pair<delivery::Reason, std::int64_t>>> counted(records::Records&, WorkspaceNo, std::string_view trigger, Instant from, Instant to);
struct Counted {
  std::int64_t day = 0;  ///< UTC, since 1970
  delivery::Reason reason = delivery::Reason::none;
  std::int64_t n = 0;
};
Result<std::vector<Counted>> counted_by_day(records::Records&, WorkspaceNo, std::string_view trigger, Instant from, Instant to);  ///< trigger "" = all
struct CellRow {
  std::int64_t period = 0;
  std::string cell;
  std::int64_t eligible = 0, invited = 0;
};
Result<std::vector<CellRow>> cells_of(records::Records&, WorkspaceNo, std::string_view trigger);  ///< newest period first

}  // namespace peakend::trigger
