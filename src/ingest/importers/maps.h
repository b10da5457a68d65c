#pragma once
// Maps that a workspace keeps on the server, by key. Thread-safe.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "ingest/importers/mapping.h"
#include "records/records.h"

namespace peakend::importers {

inline constexpr std::size_t kMaxMaps = 200;  ///< a workspace

struct StoredMap {
  std::string key, author, json;  ///< json is empty in lists
  Instant updated;
  std::int64_t bytes = 0;
};
class Maps {
 public:
  Maps(records::Records& records, const Clock& clock) : records_(records), clock_(clock) {}
  /// Checks the map (errors of parse_mapping) and stores it in place of an older one. The 201st: too_many.
  Result<void> put(WorkspaceNo, std::string_view key, std::string_view json, std::string_view author);
  Result<StoredMap> get(WorkspaceNo, std::string_view key);  ///< not_found "no_such_map"
  Result<std::vector<StoredMap>> list(WorkspaceNo);
  Result<void> remove(WorkspaceNo, std::string_view key);    ///< not_found "no_such_map"

 private:
  records::Records& records_;
  const Clock& clock_;
};
/// Letters, digits, dashes and underscores, 1 to 60.
bool valid_map_key(std::string_view);

std::vector<records::Migration> migrations();

}  // namespace peakend::importers
