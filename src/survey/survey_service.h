#pragma once
// Keeps surveys in records: one draft each, and the versions that were published, which never change.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/records.h"
#include "survey/survey.h"

namespace peakend::survey {

inline constexpr std::size_t kMaxSurveys = 1'000, kMaxNoteBytes = 500;

struct VersionInfo {
  int version = 0;
  Instant published;
  std::string author, note;
};
struct Stored {
  std::string key;
  Instant changed;
  int revision = 1;      ///< of the draft
  int version = 0;       ///< latest published; 0: none
  bool closed = false;
  std::string draft;     ///< JSON, well-shaped
  bool draft_changed = true;  ///< differs from the latest version
};

/// Thread-safe. Errors: not_found "no_such_survey", "no_such_version"; conflict "survey_exists", "stored_elsewhere",
/// "too_many_surveys"; invalid with the document's faults.
class Service {
 public:
  virtual ~Service() = default;
  virtual Result<std::vector<Stored>> list(WorkspaceNo) = 0;  ///< last changed first
  virtual Result<Stored> get(WorkspaceNo, std::string_view key) = 0;
  /// Drafts may have faults of sense, not of shape. The document's key counts.
  virtual Result<Stored> create(WorkspaceNo, std::string_view json, std::string_view author) = 0;
  /// `revision`: the one that was read; nullopt overwrites. The key cannot change.
  virtual Result<Stored> put(WorkspaceNo, std::string_view key, std::string_view json, std::optional<int> revision, std::string_view author) = 0;
  virtual Result<void> remove(WorkspaceNo, std::string_view key) = 0;
  /// The draft becomes the next version, unless nothing changed. A closed survey stays closed.
  virtual Result<int> publish(WorkspaceNo, std::string_view key, std::string_view author, std::string_view note) = 0;
  virtual Result<void> set_closed(WorkspaceNo, std::string_view key, bool closed) = 0;
  virtual Result<std::vector<VersionInfo>> versions(WorkspaceNo, std::string_view key) = 0;  ///< newest first
  virtual Result<std::pair<VersionInfo, std::string>> version(WorkspaceNo, std::string_view key, int version) = 0;

  /// Cached; null when it was never published (or cannot be read).
  virtual std::shared_ptr<const Published> published(WorkspaceNo, std::string_view key) = 0;
  /// Cached; null when there is none.
  virtual std::shared_ptr<const Survey> of_version(WorkspaceNo, std::string_view key, int version) = 0;
};

/// `journeys` is asked when a survey is published.
std::unique_ptr<Service> make_service(records::Records&, const Clock&, std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> journeys);
std::vector<records::Migration> migrations();

}  // namespace peakend::survey
