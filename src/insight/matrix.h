#pragma once
// The journey picture: every cell of stage x scene with experience, gap, ratio, promises and memory share; the
// curve over the stages; the head line; and the facts for one sentence about the worst touchpoint.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "insight/answer.h"
#include "insight/metric_answer.h"

namespace peakend::insight {

/// A change for the worse found in a series of kept and broken promises.
struct DayCount {
  std::int64_t start = 0;  ///< ms, border of the bucket
  std::int64_t kept = 0, broken = 0;
};
struct ChangePoint {
  std::int64_t at = 0;             ///< start of the first bucket of the worse time
  double before = 0, after = 0;    ///< shares kept
  double p = 1;                    ///< chance of so strong a split without any change, corrected for the search
};
/// The best single split of the series, when it is for the worse and hard to explain by chance.
/// For every split the likelihood ratio of two kept-shares against one is G = 2 (ll(before) + ll(after) - ll(all)),
/// ll(k, n) = k ln(k/n) + (n-k) ln(1-k/n); the greatest G is tested as chi-square with 1 degree of freedom times the
/// number of splits tried (Bonferroni; Hinkley 1970 for the estimator). Needs kMinOutcomes outcomes on either side
/// and p < 0.001. Worked: ten days of 9 kept / 1 broken, then ten of 5 / 5 -> day 11, .9 -> .5, G = 40.7, p = 3e-9.
std::optional<ChangePoint> find_change(const std::vector<DayCount>&);
inline constexpr std::int64_t kMinOutcomes = 30;

/// Kept and broken per day, at most over the last kMaxBuckets days.
Result<std::vector<DayCount>> promise_days(Aggregates&, const Asking&, const Caller&, const Query&);
/// Unit of the quantity that is promised there; "day" when no rule says one.
std::string promise_unit(const journey::Journey&, const journey::Touchpoint&);

enum class CellState : std::uint8_t { measured, observed, unmeasured, insufficient, not_applicable };
std::string_view name_of(CellState);

struct Sight {               ///< what is known about a set of facts
  Number experience, gap, ratio, promise;
  std::int64_t rated = 0, breaches = 0;
  bool any = false, polarised = false;
  CellState state = CellState::unmeasured;
};
struct Cell {
  const journey::Touchpoint* touchpoint = nullptr;
  Sight sight;
  Number mot;
  std::optional<std::int64_t> last_at;
  std::string_view role{};
};
struct StagePoint {
  const journey::Stage* stage = nullptr;
  Sight sight;
  Number mot;
  std::string_view role{};
};
struct Worst {
  const Cell* cell = nullptr;
  std::optional<double> expected, actual;
  std::string unit;
  std::optional<ChangePoint> since;
  Number leverage;
};
struct Matrix {
  const journey::Journey* journey = nullptr;
  Range range;
  std::int64_t as_of_seq = 0;
  std::vector<StagePoint> stages;
  std::vector<Cell> cells;
  Number remembered, mean, ratio, promise, nps;
  std::optional<Worst> worst;
};

Result<Matrix> compute_matrix(const Sources&, Aggregates&, const Caller&, const journey::Journey&, const Query&);

/// The closed episodes of the query: from the sums when nothing but a span is asked, else from the episodes that
/// hold a matching fact with an explicit key (at most kMaxFiltered; more: an empty view).
Result<MemoryView> memory_of(const Sources&, const Caller&, const journey::Journey&, const Query&);
/// The ways of the same episodes.
Result<PathView> paths_of(const Sources&, const Caller&, const journey::Journey&, const Query&);
inline constexpr std::size_t kMaxFiltered = 50'000;

}  // namespace peakend::insight
