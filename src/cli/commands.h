#pragma once
// One function a command; each stands in the file of its name.
#include "cli/command.h"

namespace peakend::cli {

Command serve_command();
Command import_command();
Command export_command();
Command survey_command();
Command demo_command();
Command migrate_command();
Command backup_command();
Command restore_command();
Command doctor_command();
Command rebuild_command();
Command user_command();
Command compute_command();
Command version_command();

}  // namespace peakend::cli
