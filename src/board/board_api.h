#pragma once
#include <functional>
#include <memory>

#include "board/board_service.h"
#include "journey/journey.h"
#include "message/message.h"

namespace peakend::board {

struct Deps {
  Service& board;
  People people;
  std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> catalogue;  ///< nullptr: cannot be read now
};
/// /v1/views, /v1/dashboards, /v1/threads, /v1/comments, /v1/mentions, /v1/colleagues. Everything in deps must outlive
/// the router.
void add_routes(message::Router&, Deps);

}  // namespace peakend::board
