#pragma once
// Items: what senders give us, in one canonical JSON form, and how an item becomes facts.
// Canonical item = one member of POST /v1/batch, on one line, with "type", an id, and "receivedAt":
//   {"type":"track","messageId":"m1","userId":"c1","event":"Order Delivered","timestamp":"2026-03-14T01:00:00.000Z",
//    "properties":{...},"context":{"channel":"app"},"receivedAt":"..."}
//   {"type":"identify","messageId","userId","anonymousId"?,"previousId"?,"traits":{...}}
//   {"type":"rating","id","customer","touchpoint","journey"?,"metric","value","expectation"?,"scale"?,"comment"?,"at","episode"?,"attributes"?,"channel"?}
//   {"type":"feedback","id","customer"?,"text","channel"?,"at","touchpoint"?,"journey"?,"rating"?,"scale"?,"attributes"?,"episode"?}
// Also "page" and "screen" (events "Page Viewed", "Screen Viewed") and "alias" (previousId + userId: same as identify).
// A line is the sender's bytes (on one line), with what was missing appended: unknown members are kept.
// Ids may be sent as integers. A rating needs no touchpoint (relationship) and no customer (anonymous).
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "facts/facts.h"
#include "inbox/inbox.h"
#include "journey/journey.h"

namespace peakend::ingest {

/// Bounds of one item; outside them it is rejected with a field path.
inline constexpr std::size_t kMaxItemBytes = 64 * 1024;
inline constexpr std::size_t kMaxAttributes = 100;     ///< properties/traits/attributes after flattening
inline constexpr std::size_t kMaxKeyBytes = 100, kMaxValueBytes = 2'000, kMaxTextBytes = 20'000;
inline constexpr std::size_t kMaxBatchItems = 10'000;  ///< JSON batch; NDJSON streams have no limit

/// How one item fared.
struct ItemResult {
  enum class State : std::uint8_t { accepted, duplicate, rejected } state = State::accepted;
  std::string id;       ///< sender's or assigned
  FieldError why;       ///< when rejected
};

/// Checks items against the workspace's journeys and collects the good ones into a Submission.
/// Not thread-safe; one per request. Never throws.
class Intake {
 public:
  virtual ~Intake() = default;
  /// Parses and validates one item; the defaults fill a missing "type" and a missing id (at most 255 bytes of
  /// printable ASCII without quote and backslash). Result goes to results().
  virtual void add(std::string_view json, std::string_view default_type = {}, std::string_view default_id = {}) = 0;
  virtual std::vector<ItemResult>& results() = 0;
  /// The accepted items; line i belongs to the i-th accepted result. Leaves the intake empty for the next round.
  virtual inbox::Submission take() = 0;
};
struct IntakeContext {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::shared_ptr<const journey::Catalogue> journeys;
  Instant now;
  std::string field_prefix{};  ///< "batch" for paths such as batch[3].value
  Uuid random{};               ///< 128 random bits, from which missing ids are made
};
std::unique_ptr<Intake> make_intake(IntakeContext);

/// What duplicates are found by: 63 bits of (workspace, group, id). Groups: 'm' messageId, 'r' rating, 'f' feedback.
std::int64_t item_key(WorkspaceNo, char group, std::string_view id);

/// The same everywhere and for ever: ids made from what senders call things.
CustomerId customer_id(WorkspaceNo, std::string_view external_id);
EpisodeId episode_id(WorkspaceNo, std::string_view journey, std::string_view key);

/// "These two ids are one customer", as an identify or alias item says it.
struct IdentityLink {
  CustomerId user, other;
  std::string_view user_id, other_id;  ///< external ids
  bool anonymous = false;  ///< `other` is an anonymousId: it belongs to the first user that claims it
  std::int64_t seq = 0, at = 0;
};

/// Looks up what the projection needs: journeys as they are now, merged identities, erased customers. The row's
/// items come in order, so a link holds for the items after it.
class Lookup {
 public:
  virtual ~Lookup() = default;
  virtual std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo) = 0;  ///< nullptr: not to be had just now
  virtual CustomerId canonical(WorkspaceNo, CustomerId) = 0;
  virtual void link(WorkspaceNo, const IdentityLink&) {}
  /// True for what must not come back: items of an erased customer from before the erasure.
  virtual bool erased(WorkspaceNo, CustomerId, std::int64_t /*seq*/, std::int64_t /*at*/) { return false; }
  /// (journey, touchpoint) of a comment that somebody moved there.
  virtual std::optional<std::pair<std::string, std::string>> moved(WorkspaceNo, std::int64_t /*seq*/, facts::FactKind,
                                                                   std::string_view /*message_id*/) {
    return std::nullopt;
  }
  /// A stored line that is no item (should never be).
  virtual void unreadable(WorkspaceNo, std::int64_t /*seq*/) {}
};
/// The pure projection of one inbox row, appended to `out`: an event gives one fact and one more per rating in it,
/// a rating, feedback or identify item one each. Deterministic. Empty row: no facts. ErrorKind::unavailable when the
/// journeys cannot be had just now (then `out` is as before).
Result<void> to_facts(const inbox::Row&, Lookup&, facts::FactBatch& out);
/// Only the links of the row, in order.
void read_links(const inbox::Row&, Lookup&);

}  // namespace peakend::ingest
