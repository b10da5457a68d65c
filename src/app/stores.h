#pragma once
// What every command works on: the ports and the services on them, opened on one data directory and migrated.
// Commands that need no network (import, rebuild, user ...) use this alone; serving adds router and server.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "account/account.h"
#include "app/config.h"
#include "app/data_dir.h"
#include "base/error.h"
#include "base/time.h"
#include "board/board_service.h"
#include "collect/collect.h"
#include "delivery/delivery.h"
#include "facts/facts.h"
#include "feedback/feedback.h"
#include "inbox/inbox.h"
#include "ingest/identity.h"
#include "ingest/importers/prepare.h"
#include "initiative/initiative.h"
#include "insight/insight.h"
#include "jobs/jobs.h"
#include "journey/journey_service.h"
#include "live/live.h"
#include "records/records.h"
#include "survey/survey_service.h"
#include "trigger/reaction.h"
#include "trigger/trigger_service.h"

namespace peakend::app {

/// Who wants to know about committed projections. Thread-safe; the projector's thread calls.
class ProjectionBus {
 public:
  void add(inbox::OnProjected);
  void tell(const inbox::Projected&) const;

 private:
  mutable std::mutex mutex_;
  std::vector<inbox::OnProjected> listeners_;
};

/// Destroyed from the last member to the first: users of the stores before the stores, the lock at the end.
struct Stores {
  ~Stores();
  std::unique_ptr<DataDir> dir;
  std::unique_ptr<records::Records> records;
  std::unique_ptr<facts::FactStore> facts;
  std::unique_ptr<account::Accounts> accounts;
  std::unique_ptr<journey::Service> journeys;
  std::unique_ptr<board::Service> board;
  std::unique_ptr<initiative::Service> initiatives;
  std::unique_ptr<survey::Service> surveys;
  std::unique_ptr<jobs::Jobs> jobs;
  std::unique_ptr<inbox::Inbox> inbox;
  std::unique_ptr<collect::Service> collect;
  std::unique_ptr<insight::EpisodeJob> episodes;
  std::unique_ptr<feedback::Book> feedback;
  std::unique_ptr<ingest::Identity> identity;
  std::unique_ptr<delivery::Book> book;
  std::unique_ptr<trigger::Service> triggers;
  std::unique_ptr<trigger::Reaction> reaction;
  std::unique_ptr<live::Live> live;  ///< only while serving
  ProjectionBus projected;
  std::unique_ptr<inbox::Projector> projector;

  std::string data;
  std::shared_ptr<const journey::Catalogue> catalogue(WorkspaceNo no) const { return journeys->catalogue(no); }
  std::vector<WorkspaceNo> workspaces() const;
  delivery::Home home(WorkspaceNo) const;
  /// Identity as delivery needs it.
  delivery::Who who() const;
  /// Told (any thread) when invitations were queued; empty: nobody.
  void on_invitations(std::function<void()>);
  void tell_invitations() const;
  /// The members of a workspace, by name; empty when they cannot be read.
  std::vector<board::Person> people(WorkspaceNo) const;
  /// The workspace with this key; the only one there is when the key is empty. Errors: not_found "no_such_workspace",
  /// invalid "workspace_needed" when there are several.
  Result<account::Workspace> pick_workspace(std::string_view key) const;
  /// The JSON of a survey's draft.
  Result<std::string> draft_of(WorkspaceNo, std::string_view survey) const;
  /// Remembers the last row of each workspace; 0 lag: its episodes stand on all facts projected by this process.
  void note(const inbox::Projected&);
  Result<std::int64_t> episodes_lag(WorkspaceNo) const;

 private:
  mutable std::mutex last_mutex_, invitations_mutex_;
  std::function<void()> invitations_;
  std::map<WorkspaceNo, std::int64_t> last_seq_;
};

/// All migrations of all features, in the order they are applied.
std::vector<records::Migration> all_migrations();
/// Opens and migrates only the records (commands that must not touch facts). The caller holds the directory.
Result<std::unique_ptr<records::Records>> open_records(const Config&);
Result<std::unique_ptr<facts::FactStore>> open_facts(const Config&);
/// Locks the directory, opens everything, applies missing migrations, starts inbox, projector and jobs.
Result<std::unique_ptr<Stores>> open_stores(const Config&, const Clock&);
/// What a reach means with these journeys: its touchpoints, and those that its departments own. Touchpoints that no
/// longer exist fall out. `anywhere` keeps the keys that are own in every journey that has them. Null: sees nothing.
std::shared_ptr<const message::Scope> scope_of(const std::shared_ptr<const journey::Catalogue>&, const account::Reach&);
account::Policy account_policy(const Config&);
Result<std::unique_ptr<account::Accounts>> open_accounts(records::Records&, const Config&, const Clock&);
/// What imports may do with journeys; `author` is written into new versions. The service must outlive it.
importers::JourneyStore import_journeys(journey::Service&, std::string author);
/// 64 bits from the operating system's generator; thread-safe.
std::uint64_t random64();

}  // namespace peakend::app
