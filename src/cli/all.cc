// The commands, in the order of --help.
#include "cli/command.h"
#include "cli/commands.h"

namespace peakend::cli {

std::vector<Command> all_commands() {
  return {
      serve_command(),
      version_command(),
  };
}

}  // namespace peakend::cli
