#pragma once
#include <functional>
#include <memory>

#include "base/time.h"
#include "initiative/initiative.h"
#include "journey/journey.h"
#include "message/message.h"

namespace peakend::initiative {

struct Deps {
  Service& initiatives;
  const Clock& clock;
  std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> catalogue;  ///< nullptr: cannot be read now
  /// Field errors (`where[i]`) of filters as the insights take them; never about single customers.
  std::function<Result<void>(const std::vector<std::string>&)> check_where;
};
/// /v1/initiatives. Everything in deps must outlive the router.
void add_routes(message::Router&, Deps);

}  // namespace peakend::initiative
