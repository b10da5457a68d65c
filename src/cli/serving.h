#pragma once
// Shared by serve and demo.
#include <functional>

#include "app/service.h"
#include "cli/command.h"

namespace peakend::cli {

/// Starts the service, calls `after_start`, prints the address, waits for SIGINT or SIGTERM, stops within two seconds.
int serve_until_signal(Shell&, const std::function<Result<void>(app::Service&)>& after_start);

}  // namespace peakend::cli
