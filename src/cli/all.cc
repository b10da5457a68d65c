// The commands, in the order of --help.
#include "cli/command.h"
#include "cli/commands.h"

namespace peakend::cli {

std::vector<Command> all_commands() {
  return {
      serve_command(),
      import_command(),
      export_command(),
      survey_command(),
      demo_command(),
      user_command(),
      compute_command(),
      backup_command(),
      restore_command(),
      doctor_command(),
      rebuild_command(),
      migrate_command(),
      version_command(),
  };
}

}  // namespace peakend::cli
