#pragma once
// Who is who: merged customers and erased ones. Derived from the inbox's identify and alias items in their order, so
// the same inbox gives the same merges; kept in records only so that a start need not read the whole inbox.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "facts/facts.h"
#include "inbox/inbox.h"
#include "ingest/ingest.h"
#include "records/records.h"

namespace peakend::ingest {

using JourneysOf = std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)>;

struct Erased {
  CustomerId customer;
  std::int64_t facts = 0;  ///< taken out of the fact store
  std::size_t ids = 1;     ///< merged ids that went with it
};

/// Thread-safe. Rules of merging: the customer that was named first stays (older wins); an anonymousId belongs to the
/// first user that claims it and is never taken by a second one (shared devices), while previousId always merges.
///
/// Crash safety: links are taken in while a row is projected and stored after its facts were appended; at start the rows
/// between the two are read again. A merge is `pending` in records until the store has given the facts over.
class Identity {
 public:
  virtual ~Identity() = default;

  /// For make_projector: to_facts with this identity and the given journeys.
  virtual inbox::Project project() = 0;
  /// For make_projector's OnProjected, before other listeners: stores new links and hands facts of merged customers over.
  virtual void projected(const inbox::Projected&) = 0;

  virtual CustomerId canonical(WorkspaceNo, CustomerId) const = 0;
  /// The customer of "cus_<hex>" or an external id, canonical.
  virtual CustomerId resolve(WorkspaceNo, std::string_view id) const = 0;
  /// External ids that were merged into the customer, its own first; empty for one that was never merged.
  virtual Result<std::vector<std::string>> external_ids(WorkspaceNo, CustomerId) const = 0;

  /// Takes the customer with all merged ids out of facts at once and marks the inbox lines for removal; until they are
  /// removed (finish_erasures) a tombstone keeps them out of projections. Later events of the same id are a new customer's.
  /// Nothing known of it: ErrorKind::not_found "no_such_customer".
  virtual Result<Erased> erase(WorkspaceNo, CustomerId, inbox::Projector&) = 0;
  /// Removes the lines of erased customers from the inbox; returns how many. Reads the workspace's whole inbox: for a
  /// job. Safe to repeat; call once at start as well.
  virtual Result<std::int64_t> finish_erasures() = 0;
};

/// Answers Lookup::moved; empty: nothing was moved.
using Moved = std::function<std::optional<std::pair<std::string, std::string>>(WorkspaceNo, std::int64_t, facts::FactKind, std::string_view)>;

/// Loads what is known and catches up with the inbox. `changed` is told (any thread) when a customer got other facts or
/// was erased. All arguments must outlive it.
Result<std::unique_ptr<Identity>> make_identity(records::Records&, facts::FactStore&, inbox::Inbox&, JourneysOf, const Clock&,
                                                std::function<void(WorkspaceNo, CustomerId)> changed = {}, Moved moved = {});

std::vector<records::Migration> migrations();

}  // namespace peakend::ingest
