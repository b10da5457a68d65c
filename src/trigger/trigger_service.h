#pragma once
// Triggers in records, with all their versions; and the matcher of each workspace, ready in memory. Thread-safe.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "records/records.h"
#include "trigger/trigger.h"

namespace peakend::trigger {

struct Stored {
  Trigger trigger;
  std::string author;
  Instant changed;
  bool current = true;
};
struct VersionHead {
  int version = 0;
  std::string author;
  Instant changed;
  bool current = false;
};

class Service {
 public:
  virtual ~Service() = default;
  virtual Result<std::vector<Stored>> list(WorkspaceNo) = 0;
  /// not_found "no_such_trigger".
  virtual Result<Stored> get(WorkspaceNo, std::string_view key) = 0;
  virtual Result<Stored> version(WorkspaceNo, std::string_view key, int version) = 0;
  virtual Result<std::vector<VersionHead>> versions(WorkspaceNo, std::string_view key) = 0;
  /// Key in use: conflict "trigger_exists"; more than kMaxTriggers: conflict "too_many_triggers".
  virtual Result<Stored> create(WorkspaceNo, Trigger, std::string_view author) = 0;
  /// `based_on` 0 overwrites; another version stored: conflict "stored_elsewhere".
  virtual Result<Stored> put(WorkspaceNo, Trigger, int based_on, std::string_view author) = 0;
  virtual Result<Stored> enable(WorkspaceNo, std::string_view key, bool enabled, std::string_view author) = 0;
  /// Versions stay: invitations refer to them.
  virtual Result<void> remove(WorkspaceNo, std::string_view key) = 0;

  /// Null when the workspace has no enabled trigger.
  virtual std::shared_ptr<const Matcher> matcher(WorkspaceNo) const = 0;
};
/// Loads all current triggers. `records` and `clock` must outlive it.
Result<std::unique_ptr<Service>> make_service(records::Records&, const Clock&);

std::vector<records::Migration> migrations();

}  // namespace peakend::trigger
