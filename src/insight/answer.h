#pragma once
// What all handlers of this feature do first and last: who asks, in which zone, and the reply.
#include <memory>
#include <string>
#include <vector>

#include "insight/aggregates.h"
#include "insight/insight.h"
#include "insight/out_json.h"
#include "insight/query.h"
#include "message/message.h"

namespace peakend::insight {

struct Caller {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::shared_ptr<const journey::Catalogue> journeys;
  When when;
  std::shared_ptr<const message::Scope> scope;  ///< null: sees all touchpoints
  std::int64_t fewest = 0;  ///< numbers of fewer answers are hidden from this caller, beyond what the metric itself hides
};
Caller caller_of(const Sources&, const message::Request&);

/// The route's handler keeps to the caller's scope (parse_query does), or tells nothing about touchpoints.
inline message::Route for_limited(message::Route route) {
  route.limited_ok = true;
  return route;
}

/// 200 with the JSON, or the problem.
message::Response reply(const message::Request&, Result<std::string>);

/// The journey named in the path; 404 "no_such_journey" otherwise.
Result<const journey::Journey*> journey_of(const Caller&, std::string_view key);
const journey::Touchpoint* touchpoint_of(const journey::Journey*, std::string_view key);

/// A number of the query string within [lo, hi]; out_of_range with the field otherwise.
Result<double> number_arg(const message::Request&, std::string_view name, double fallback, double lo, double hi);

/// Both languages; the other one where one is empty.
void write_text(JsonOut&, const journey::Text&);
/// "touchpoint", "stage", "scene" and friends of one fact.
void write_place(JsonOut&, const facts::Fact&);

/// cus_... as it is, anything else as an external id of the workspace; merged identities are followed.
CustomerId customer_by_text(const Sources&, WorkspaceNo, std::string_view text);

/// A caller with a scope who asks of no journey asks of the first with a touchpoint of theirs: it is named in the request before
/// that is parsed, so that the answer keeps to the caller's touchpoints there.
void name_own_journey(const Caller&, message::Request&);
/// The asked journey, else the first of all (of which a caller with a scope elsewhere sees nothing). 404 "no_such_journey" without any.
Result<const journey::Journey*> asked_journey(const Caller&, const message::Request&);

/// One handler group a file.
void add_insight_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>);
class Costly;
class LawContests;
void add_matrix_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>, std::shared_ptr<LawContests>);
void add_memory_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>, std::shared_ptr<LawContests>);
void add_unit_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>);
void add_today_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>);
void add_moved_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>);
void add_dimension_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>);
void add_path_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>);
void add_episode_routes(message::Router&, std::shared_ptr<const Sources>);
void add_aspect_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>);
void add_contrast_routes(message::Router&, std::shared_ptr<const Sources>);
void add_driver_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>);
class SilenceModels;
class Worths;
void add_silence_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>, std::shared_ptr<SilenceModels>,
                        std::shared_ptr<Worths>);
void add_silence_model_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<SilenceModels>);
void add_worth_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Worths>);
void add_loyalty_routes(message::Router&, std::shared_ptr<const Sources>);
void add_brand_routes(message::Router&, std::shared_ptr<const Sources>);
void add_proof_routes(message::Router&, std::shared_ptr<const Sources>);
void add_customer_routes(message::Router&, std::shared_ptr<const Sources>);
void add_touchpoint_routes(message::Router&, std::shared_ptr<const Sources>, std::shared_ptr<Aggregates>);
void add_feedback_routes(message::Router&, std::shared_ptr<const Sources>);
void add_export_routes(message::Router&, std::shared_ptr<const Sources>);
void add_compute_routes(message::Router&);
/// After all others: the costly ones among the routes there are share what they compute.
std::shared_ptr<Costly> share_costly(message::Router&, std::shared_ptr<const Sources>);

}  // namespace peakend::insight
