#pragma once
// The catalogue of metrics: each is a descriptor with a pure finalizer over a Partial. One file under metrics/
// and one line in metrics/all.cc make a metric. All data is static; everything is thread-safe.
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/estimate.h"
#include "engine/partial.h"

namespace peakend::engine {

/// How customers who answer more than once are dealt with (the naive error is forbidden then).
enum class Repeats : std::uint8_t {
  never,   ///< the caller knows that no customer is twice in the cell: Wilson, adjusted Wald, t apply
  exact,   ///< Partial::clusters was asked for with Metric::measure. Each customer once (Sbb = n) is noticed by itself
  groups,  ///< no exact sums: the 64 random groups of customers, df = groups in use - 1
};

enum class Unit : std::uint8_t { valence, points, share, ratio, score, count };
std::string_view name_of(Unit);

/// Which facts give the metric its n.
enum class Needs : std::uint8_t { any, rated, ratio, promise };

struct Wording {
  std::string_view zh, en;
};

struct Metric {
  std::string_view key;          ///< "nps": path of GET /v1/insights/{metric}; never reused
  Wording name, what;            ///< title; one plain sentence
  Unit unit = Unit::share;
  double lo = 0, hi = 1;         ///< range of the value, for axes; lo == hi: open
  bool more_is_better = true;
  std::string_view formula;      ///< as text
  int version = 1;               ///< of the formula
  std::string_view method;       ///< page docs/methods/<method>.md
  Basis basis = Basis::measured;
  std::string_view fact_metric;  ///< the caller must filter facts on this metric; empty: none
  bool one_scale = false;        ///< the raw score means nothing across scales: filter on one metric or question
  Needs needs = Needs::rated;
  Measure measure = Measure::none;  ///< what to ask for in AggregateSpec::clusters; none: has no use for clusters
  std::int64_t need = 5;            ///< fewer are not shown (privacy and sense)
  /// Never NaN. n < need -> too_few; 5 <= n < 30 (or as few customers) -> kLowN.
  Estimate (*finalize)(const Partial&, Repeats) = nullptr;
};

/// In display order.
std::span<const Metric* const> all_metrics();
/// nullptr when there is none.
const Metric* find_metric(std::string_view key);

}  // namespace peakend::engine
