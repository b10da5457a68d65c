#pragma once
// What the routes of this folder share, and the numbers of estimates.
#include <boost/json.hpp>

#include <optional>
#include <string>
#include <utility>

#include "trigger/trigger_api.h"

namespace peakend::trigger {

inline message::Response answer(const boost::json::object& o, int status = 200) { return message::Response::json(boost::json::serialize(o), status); }
/// Share of those asked who answered, as estimates look everywhere.
boost::json::object rate_json(std::int64_t answered, std::int64_t asked);
calendar::Zone zone_of(const Deps&, WorkspaceNo);
/// [from, to) of the arguments: dates are whole days of the workspace's zone; the last 30 days without.
Result<std::pair<Instant, Instant>> span_of(const Deps&, const message::Request&, const std::optional<std::string>& from, const std::optional<std::string>& to);
/// Everything that was not sent, and what became of what was, in numbers.
void add_outcome_routes(message::Router&, Deps);

}  // namespace peakend::trigger
