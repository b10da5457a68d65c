#pragma once
// Import through a server: uploads the files, starts the job there, follows it, fetches the rejects.
#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"

namespace peakend::cli {

struct RemoteImport {
  std::vector<std::string> files;
  std::string map_json, map_key, server, key, rejects, zone, encoding;
  std::int64_t limit = 0;
  bool dry_run = false, strict = false;
};
/// Returns the exit code.
int import_remote(Shell&, const RemoteImport&);

}  // namespace peakend::cli
