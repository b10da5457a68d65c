#pragma once
// Routes of surveys, their versions and the built-in templates.
#include <functional>

#include "message/message.h"
#include "survey/survey_service.h"

namespace peakend::survey {

struct Counts {
  std::int64_t done = 0, partial = 0;
  std::int64_t last_ms = 0;  ///< of the latest answer; 0: none
};
/// All must outlive the router.
struct Deps {
  Service& surveys;
  std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> journeys;
  /// Responses by survey key.
  std::function<Result<std::map<std::string, Counts>>(WorkspaceNo)> counts;
};
void add_routes(message::Router&, Deps);

}  // namespace peakend::survey
