#pragma once
// A number in two spans of days: which facts it is made of, whether it changed, and why. Shared by the pages that compare.
// From the random groups in roll-ups, so nothing is scanned and returning customers are compared with themselves. Pure but for Asker.
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/change.h"
#include "engine/compare.h"
#include "engine/metrics.h"
#include "insight/answer.h"
#include "insight/metric_answer.h"

namespace peakend::insight {

/// A mean that is made of the random groups' sums, so that two spans can be compared with returning customers.
struct Quantity {
  std::string_view metric;  ///< as in the catalogue
  bool logs;                ///< y is a log, the number shown its exponential
  double one;               ///< unit of engine::measure(Metric::measure) in y: 1e-4 for stored valences
  double (*y)(const engine::GroupSums&);
  std::int64_t (*b)(const engine::GroupSums&);
  double (*variance)(const engine::Partial&);  ///< of y among the facts of one partial; 0 without any
};
std::span<const Quantity> quantities();

/// A number in two spans and whether the difference is real. p is adjusted over everything of the same list.
struct Moved {
  Number before, now;
  engine::Change change;       ///< in the unit shown
  double p = 1, smallest = 0;  ///< adjusted p; smallest change that would have been found (80 % power)
  engine::Movement movement = engine::Movement::not_enough_data;
  engine::Method method = engine::Method::random_groups;
};
/// What one part of the customers, touchpoints ... did to the total: its own level (rate) or its weight (mix).
struct Carrier {
  std::string key;
  double rate = 0, mix = 0;
  Moved moved;
};
struct Why {
  std::string by;                ///< touchpoint, stage, scene, channel or an attribute
  double change = 0, rate = 0, mix = 0;  ///< change = rate + mix; ratios in logs
  std::vector<Carrier> carriers; ///< the largest |rate + mix| first, at most kCarriers
  double others = 0;             ///< rate + mix of the rest
  /// How far the parts with enough facts moved apart, beyond what chance does to parts that all moved alike: the square root of
  /// sum w (d - D)² less its expectation sum w se² (1 - w), D = sum w d; p: Cochran's Q of it, not adjusted.
  double apart = 0, apart_p = 1;
};
inline constexpr std::size_t kCarriers = 6, kMostSegments = 500;

/// Sums of the facts that one quantity is made of, by part (touchpoint, stage ...).
using Parts = std::map<std::string, engine::Partial, std::less<>>;
struct Sides {
  Parts before, now;
};

engine::Basis basis_of(const Quantity&, bool operational);
bool any_operational_ratio(const facts::AggregateResult&);  ///< rows keyed by part, kind, metric
/// Facts of rows keyed by part, kind, metric that the quantity is made of.
Sides take(const Quantity&, engine::Basis, const facts::AggregateResult& before, const facts::AggregateResult& now, bool parts_are_touchpoints);
engine::Partial sum_of(const Parts&);
/// The same sums by another part: `part` takes the key of a touchpoint to that of its stage or scene.
Sides regroup(const Sides&, std::string (*part)(const std::string&));
std::string stage_part(const std::string& touchpoint);
std::string scene_part(const std::string& touchpoint);
/// Filters that leave what mean_experience counts: facts at a touchpoint.
std::vector<facts::Filter> at_touchpoints(const Quantity&, const facts::AggregateResult&, const facts::AggregateResult&);

std::vector<engine::Grouped> grouped(const engine::Partial&, const Quantity&);
Number number_of(const Quantity&, const engine::Partial&, engine::Basis);
Moved move_of(const Quantity&, engine::Basis, const engine::Partial& before, const engine::Partial& now);
/// Adjusts p over the list (Benjamini-Hochberg) and says what it means; of every quantity here more is better.
void judge(const std::vector<Moved*>&, double level = engine::kMovementLevel);
/// Rate against mix over the parts, and whether each carrier itself really changed.
Why why_of(const Quantity&, engine::Basis, const Sides&, std::string by);

/// For callers who may not see numbers of few answers: such a number, and what is said about it, is hidden. Parts of few answers
/// go to the rest, and one that would be alone there takes the next smallest along.
std::int64_t thinner(const Moved&);  ///< n of its thinner side
void hide_few(Moved&, std::int64_t fewest);
void hide_few(Why&, std::int64_t fewest);

/// Asks the facts, always about the journey.
struct Asker {
  Aggregates& aggregates;
  const Caller& caller;
  std::int64_t generation;
  std::vector<facts::Filter> where;  ///< the journey first
  Result<Aggregate> ask(const Range&, std::vector<facts::Dimension> by, std::vector<facts::Filter> more = {}) const;
  /// By bucket, touchpoint and kind. Edges are midnights.
  Result<Aggregate> ask_series(const std::vector<std::int64_t>& edges) const;
};
/// The query's filters with the journey first.
std::vector<facts::Filter> in_journey(const Query&, const journey::Journey&);

/// Fields of a Moved and of a Why into the open object.
void write_fields(JsonOut&, const Moved&);
void write_fields(JsonOut&, const Why&);
/// First and last day, both included.
void write_days(JsonOut&, std::string_view key, const calendar::Zone&, const Range&);
std::string day_of(const calendar::Zone&, std::int64_t ms);

}  // namespace peakend::insight
