#include <cstdio>

#include "app/version.h"
#include "cli/commands.h"

namespace peakend::cli {

Command version_command() {
  Command c;
  c.name = "version";
  c.summary = {"Print the version", "显示版本"};
  c.needs = Command::Needs::nothing;
  c.run = [](Shell&) {
    std::printf("peakend %s\n", app::kVersion);
    return static_cast<int>(kOk);
  };
  return c;
}

}  // namespace peakend::cli
