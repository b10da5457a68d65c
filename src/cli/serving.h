#pragma once
// Shared by serve and demo.
#include <functional>

#include "app/service.h"
#include "cli/command.h"

namespace peakend::cli {

/// Starts the service, calls `after_start`, prints the address, waits for SIGINT or SIGTERM, stops within two seconds.
/// `before_stop` runs when the signal came, while everything is still there.
int serve_until_signal(Shell&, const std::function<Result<void>(app::Service&)>& after_start,
                       const std::function<void()>& before_stop = {});

}  // namespace peakend::cli
