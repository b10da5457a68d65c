#pragma once
// Routes of respondents (no account) and of the console's links, responses, results, test runs.
#include <functional>

#include "collect/collect.h"
#include "message/message.h"

namespace peakend::collect {

/// All must outlive the router.
struct Deps {
  Service& collect;
  const Clock& clock;
  std::function<std::uint64_t()> random;
  std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> journeys;
  std::function<Result<std::string>(WorkspaceNo, std::string_view key)> draft;  ///< JSON; not_found "no_such_survey"
  std::function<std::string(WorkspaceNo)> zone;
  std::function<std::int64_t()> as_of_seq;
  std::string base_url{};  ///< "https://cx.example.com"; empty: as the request came in
};
void add_routes(message::Router&, Deps);

}  // namespace peakend::collect
