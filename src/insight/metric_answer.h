#pragma once
// One metric, asked of the facts: which aggregate, which error formula, what stays hidden, what the total is.
#include <map>
#include <string>
#include <vector>

#include "engine/metrics.h"
#include "insight/aggregates.h"
#include "insight/out_json.h"
#include "insight/query.h"

namespace peakend::insight {

/// Up to so many rated facts per-customer sums are exact; above, the 64 random groups of customers are used.
inline constexpr std::int64_t kExactClusters = 200'000;

struct MetricRow {
  std::vector<std::string> key;  ///< one label per dimension of the query
  Number number;
};
struct MetricAnswer {
  std::vector<MetricRow> rows;  ///< sorted by key, time in order of time
  Number total;
  std::int64_t as_of_seq = 0;
  bool from_rollup = false;
};

/// Where a metric is asked. `generation` as in Aggregates.
struct Asking {
  WorkspaceNo workspace = WorkspaceNo::none;
  calendar::Zone zone;
  std::int64_t generation = 0;
};

/// Errors: 404 "unknown_metric" with near names; invalid for a raw score over mixed scales; too_large for more than
/// kMaxRows rows or kMaxBuckets buckets.
Result<const engine::Metric*> metric_by_name(std::string_view);
/// The metric's own facts by the query's dimensions (none of time), unfinished, for who merges them with others.
struct MetricCells {
  Aggregate aggregate;
  engine::Repeats repeats = engine::Repeats::groups;
  engine::Basis basis = engine::Basis::measured;
};
Result<MetricCells> cells_of(Aggregates&, const Asking&, const engine::Metric&, const Query&);
Result<MetricAnswer> answer_metric(Aggregates&, const Asking&, const engine::Metric&, const Query&);

/// How repeated customers must be treated in an aggregate over `rated` facts, and what to ask of the store for it.
struct ErrorPlan {
  engine::Measure clusters = engine::Measure::none;
  engine::Repeats repeats = engine::Repeats::groups;
};
ErrorPlan error_plan(engine::Measure, std::int64_t rated);

/// What a kind of fact can tell: events are observed, ratings and feedback measured. Split by kind rather than by
/// basis, because the daily roll-ups know the kind.
engine::Basis basis_of_kind(std::string_view kind);
facts::Filter kind_filter(engine::Basis);
/// Ratios come from stated expectations (in ratings: measured) and from operations (in events: observed); one number
/// holds only one of them: the metric's own basis when there are such facts (stated ones: at least its `need`), else the
/// other. `measured`, `observed`: how many facts of each have a ratio.
engine::Basis ratio_basis(const engine::Metric&, std::int64_t measured, std::int64_t observed);

/// Closes open ends at the first and last month with facts that match, so that buckets can be cut. False: none match.
Result<bool> close_range(Aggregates&, const Asking&, const Query&, Range&);

/// How many facts of the partial the metric is made of.
std::int64_t count_for(const engine::Metric&, const engine::Partial&);

/// Hides rows with fewer than `need` answers; where that leaves exactly one hidden cell in a line of the table
/// (all dimensions but one fixed), the next smallest is hidden too, so that it cannot be had by subtraction.
void suppress(std::vector<MetricRow>&, std::int64_t need);
/// Hides a number of fewer than `need` answers.
void hide_few(Number&, std::int64_t need);

}  // namespace peakend::insight
