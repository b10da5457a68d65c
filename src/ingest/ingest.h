#pragma once
// Items: what senders give us, in one canonical JSON form, and how an item becomes facts.
// Canonical item = one member of POST /v1/batch, on one line, with "type", an id, and "receivedAt":
//   {"type":"track","messageId":"m1","userId":"c1","event":"Order Delivered","timestamp":"2026-03-14T01:00:00.000Z",
//    "properties":{...},"context":{"channel":"app"},"receivedAt":"..."}
//   {"type":"identify","messageId","userId","anonymousId"?,"previousId"?,"traits":{...}}
//   {"type":"rating","id","customer","touchpoint","journey"?,"metric","value","expectation"?,"scale"?,"comment"?,"at","episode"?,"attributes"?,"channel"?}
//   {"type":"feedback","id","customer"?,"text","channel"?,"at","touchpoint"?,"journey"?,"rating"?,"scale"?,"attributes"?,"episode"?}
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
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
  /// Parses and validates one item (`type` fills a missing "type"). Result goes to results().
  virtual void add(std::string_view json, std::string_view default_type = {}) = 0;
  virtual std::vector<ItemResult>& results() = 0;
  /// The accepted items; line i belongs to the i-th accepted result. Leaves the intake empty for the next round.
  virtual inbox::Submission take() = 0;
};
struct IntakeContext {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::shared_ptr<const journey::Catalogue> journeys;
  Instant now;
  std::string field_prefix{};  ///< "batch" for paths such as batch[3].value
};
std::unique_ptr<Intake> make_intake(IntakeContext);

/// Looks up what the projection needs: journeys as they are now, and merged identities.
class Lookup {
 public:
  virtual ~Lookup() = default;
  virtual std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo) = 0;
  virtual CustomerId canonical(WorkspaceNo, CustomerId) = 0;
};
/// The pure projection of one inbox row. A line that cannot be read (should never be) is counted, not fatal.
Result<void> to_facts(const inbox::Row&, Lookup&, facts::FactBatch& out);

}  // namespace peakend::ingest
