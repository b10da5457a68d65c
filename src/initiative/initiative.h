#pragma once
// Initiatives under test: the plan that is fixed before the start, its state, and how often its answer was looked at.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "records/records.h"

namespace peakend::initiative {

struct InitiativeTag { static constexpr const char* prefix = "ini"; };
using InitiativeId = Id<InitiativeTag>;

inline constexpr std::size_t kMaxInitiatives = 2'000, kMaxName = 200, kMaxText = 2'000, kMaxTouchpoints = 100, kMaxFilters = 5, kMaxFilterBytes = 300;
inline constexpr int kMinBaseline = 14, kMaxBaseline = 365, kMaxDays = 366;
inline constexpr std::int64_t kMinCustomers = 30;  ///< on each side, before anything is said

/// What the treated are compared with.
enum class Against : std::uint8_t { others = 1, group = 2, before = 3 };
std::string_view name_of(Against);
std::optional<Against> parse_against(std::string_view);
/// Numbers of which more is better: mean_experience, csat, nps, promise_kept.
const std::vector<std::string>& metrics();

/// What is fixed at registration. Filters are written as in `where` of the insights ("city:Shanghai,Beijing").
struct Plan {
  std::string name, hypothesis, owner, journey;
  std::vector<std::string> touchpoints;  ///< empty: all of the journey
  std::string metric = "mean_experience";
  std::vector<std::string> treated;      ///< empty: everybody (then Against::before)
  Against against = Against::others;
  std::vector<std::string> control;      ///< with Against::group
  std::string start, end;                ///< local days, both included
  int baseline_days = 56;                ///< before the start, what the groups were like
  double smallest = 0;                   ///< smallest effect that matters, in the metric's unit; > 0
  std::int64_t n_min = 50;               ///< customers with an answer on each side before anything is said
  std::int64_t n_planned = 0;            ///< treated customers expected until the end; 0: as many a day as in the baseline
  bool selected_low = false;             ///< the treated were picked because of low scores
  std::optional<double> cost;            ///< in the company's currency
  std::optional<double> worth;           ///< of one customer whose answer rises by one whole unit (share 1, valence 1, 100 points)
  bool operator==(const Plan&) const = default;
};
/// Everything that is wrong with it, by field. Whether the journey, its touchpoints and the filters exist is for others to say.
std::vector<FieldError> faults(const Plan&);

enum class State : std::uint8_t { draft = 1, running = 2, stopped = 3 };
struct Initiative {
  InitiativeId id;
  Plan plan;
  State state = State::draft;
  int version = 1;
  std::string by;                     ///< who made it
  Instant created{}, changed{};
  std::optional<Instant> registered, stopped;
  std::string stop_reason;
};
/// "draft", "running", "stopped", or "ended" when it ran to its last day. `today`: the local day ("2026-03-14").
std::string_view state_of(const Initiative&, std::string_view today);
/// Registered after its first day had begun: what had happened by then could have been seen before.
bool registered_late(const Initiative&, const calendar::Zone&);

struct Act {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::string name;    ///< who acts
  Instant now{};
  std::string today;   ///< local day
};
struct Looks {
  std::int64_t looks = 0;             ///< persons times days
  std::optional<Instant> first;
};

/// Thread-safe. Errors: not_found "no_such_initiative"; conflict "initiative_frozen" (it runs or ran), "stored_elsewhere",
/// "too_many_initiatives"; invalid with the fields of a plan.
class Service {
 public:
  virtual ~Service() = default;
  virtual Result<std::vector<Initiative>> all(WorkspaceNo) = 0;  ///< newest first
  virtual Result<Initiative> one(WorkspaceNo, InitiativeId) = 0;
  virtual Result<Initiative> add(const Act&, Plan) = 0;
  /// Drafts only. `based_on`: the version that was read.
  virtual Result<Initiative> change(const Act&, InitiativeId, Plan, std::optional<int> based_on) = 0;
  /// Freezes the plan. Its last day must not be over: invalid "end".
  virtual Result<Initiative> start(const Act&, InitiativeId) = 0;
  /// A running one, before its last day is over.
  virtual Result<Initiative> stop(const Act&, InitiativeId, std::string reason) = 0;
  virtual Result<void> remove(const Act&, InitiativeId) = 0;  ///< drafts only
  /// Counts at most one look of `who` (account or key) a day.
  virtual Result<Looks> look(const Act&, InitiativeId, std::string_view who) = 0;
};
std::unique_ptr<Service> make_service(records::Records&, std::function<std::uint64_t()> random);
std::vector<records::Migration> migrations();

}  // namespace peakend::initiative
