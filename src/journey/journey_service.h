#pragma once
// Journeys of workspaces as they are kept: immutable versions in records, the current ones cached as a Catalogue.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "journey/journey.h"
#include "records/records.h"

namespace peakend::journey {

struct VersionInfo {
  int version = 0;
  Instant at;
  std::string author;
  std::string note;  ///< why, in the author's words; may be empty
};
inline constexpr std::size_t kMaxJourneys = 100;  ///< a workspace
inline constexpr std::size_t kMaxNoteBytes = 500;

/// Thread-safe. Unknown (or archived) keys are ErrorKind::not_found "no_such_journey".
class Service {
 public:
  virtual ~Service() = default;
  virtual Result<std::vector<Journey>> list(WorkspaceNo) = 0;  ///< current versions, oldest journey first
  virtual Result<Journey> get(WorkspaceNo, std::string_view key, std::optional<int> version = {}) = 0;
  virtual Result<std::vector<VersionInfo>> versions(WorkspaceNo, std::string_view key) = 0;  ///< newest first, at most 1000
  /// Stores a first version (or the next one after an archived journey of that key). Taken key: conflict "journey_exists".
  virtual Result<Journey> create(WorkspaceNo, Journey, std::string_view author, std::string_view note = {}) = 0;
  /// Stores the next version. `based_on` (when given) must be the current one, else conflict "stored_elsewhere".
  /// Makes no new version when nothing changed.
  virtual Result<Journey> put(WorkspaceNo, Journey, std::optional<int> based_on, std::string_view author, std::string_view note = {}) = 0;
  /// Appends a rule; an empty id gets a free one.
  virtual Result<Journey> add_rule(WorkspaceNo, std::string_view key, Rule, std::string_view author) = 0;
  virtual Result<void> archive(WorkspaceNo, std::string_view key) = 0;

  /// All current journeys, cached until one changes; nullptr when records cannot be read just now.
  virtual std::shared_ptr<const Catalogue> catalogue(WorkspaceNo) = 0;
  /// To be called when the workspace's zone changed.
  virtual void forget_cache(WorkspaceNo) = 0;
};
/// `zone` gives the workspace's IANA zone.
std::unique_ptr<Service> make_service(records::Records&, const Clock&, std::function<std::string(WorkspaceNo)> zone);

std::vector<records::Migration> migrations();

}  // namespace peakend::journey
