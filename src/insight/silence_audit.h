#pragma once
// A random draw of the silent that is kept: whom to call, what came of it, and what it says of all of them
// (docs/methods/silence_audit.md). Notes are of persons: they go with the customer.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/silence.h"
#include "insight/silence.h"
#include "records/records.h"

namespace peakend::insight {

struct SilenceAuditTag { static constexpr const char* prefix = "aud"; };
using SilenceAuditId = Id<SilenceAuditTag>;
inline constexpr std::size_t kMaxAudits = 200, kMaxCalls = 1'000, kMaxNote = 500;
inline constexpr int kMaxAttempts = 20;

/// Persisted: never reuse a number.
enum class CallState : std::uint8_t { open = 0, reached = 1, not_reached = 2 };
std::string_view name_of(CallState);

struct AuditCall {
  int place = 0;  ///< 1 ..., in the order of the draw
  CustomerId customer;
  std::string user_id, touchpoint, reason;
  std::int64_t at = 0;
  int attempts = 0;
  CallState state = CallState::open;
  std::optional<bool> bad;      ///< known when reached
  std::optional<double> score;  ///< as given, 0 to 10
  std::string note;
  std::int64_t changed = 0;     ///< ms; 0: never
  std::string changed_by;
};
struct SilenceAudit {
  SilenceAuditId id;
  std::string journey, seed, author;
  std::int64_t created = 0;
  Voices let_down;              ///< at the draw
  double looked_at = 1;
  std::vector<AuditCall> calls; ///< those erased since are gone
};

/// What the calls say. Too few reached: the estimates say so.
struct AuditSays {
  std::int64_t drawn = 0, open = 0, reached = 0, not_reached = 0, bad = 0, attempts = 0;
  engine::Estimate reach;        ///< of those called to the end, Wilson
  engine::Estimate share;        ///< dissatisfied of those reached, Wilson
  engine::Estimate silent_bad;   ///< engine::audited_count, scaled up by looked_at
  engine::Estimate all;          ///< dissatisfied of all let down (Hansen-Hurwitz)
  std::optional<double> voices;  ///< of those heard, said it was bad: what one would believe without the audit
  std::optional<double> tipping; ///< so much more often must those not reached be dissatisfied for the silent to be as those heard
};
AuditSays says(const SilenceAudit&);

/// Thread-safe.
class SilenceAudits {
 public:
  SilenceAudits(records::Records& records, std::function<std::uint64_t()> random) : records_(records), random_(std::move(random)) {}
  /// conflict "too_many_audits" beyond kMaxAudits of a workspace.
  Result<SilenceAudit> keep(WorkspaceNo, SilenceAudit);
  Result<SilenceAudit> find(WorkspaceNo, SilenceAuditId);                       ///< not_found "no_such_audit"
  Result<std::vector<SilenceAudit>> list(WorkspaceNo, std::string_view journey);  ///< newest first
  /// not_found "no_such_call" when the customer is not, or no longer, in it.
  Result<void> record(WorkspaceNo, SilenceAuditId, const AuditCall&);
  Result<void> remove(WorkspaceNo, SilenceAuditId);

 private:
  Result<void> read_calls(records::Session&, WorkspaceNo, SilenceAudit&);
  records::Records& records_;
  std::function<std::uint64_t()> random_;
};

}  // namespace peakend::insight
