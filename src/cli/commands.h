#pragma once
// One function a command; each stands in the file of its name.
#include "cli/command.h"

namespace peakend::cli {

Command serve_command();
Command version_command();

}  // namespace peakend::cli
