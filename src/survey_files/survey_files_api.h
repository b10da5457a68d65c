#pragma once
// Routes of moving in and out.
#include "message/message.h"
#include "survey_files/moving.h"

namespace peakend::survey_files {

/// `stores` must outlive the router; files are written under `tmp` and removed after they were sent.
void add_routes(message::Router&, const Stores& stores, std::function<std::string(WorkspaceNo)> zone, std::function<std::uint64_t()> random, std::string tmp);

}  // namespace peakend::survey_files
