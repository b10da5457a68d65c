#pragma once
// What moved: every touchpoint and number of a journey in a span of days against another span of as many days, ranked by evidence;
// daily series that left their usual level, with the day; and the split that explains most (docs/methods/moved.md).
#include <optional>
#include <string>
#include <vector>

#include "engine/control.h"
#include "insight/quantity.h"

namespace peakend::insight {

/// Of all that is told as moved, a tenth may be chance (false discovery rate).
inline constexpr double kMovedLevel = .1;
inline constexpr std::int64_t kMovedFacts = 30, kMovedCustomers = 10;  ///< on either side, to be compared at all
inline constexpr std::size_t kMovedRows = 500, kMovedAttributes = 6, kMovedValues = 50;
inline constexpr int kUsualDays = 56;  ///< before the span, what daily series are held against

struct MovedSpans {
  Range now, baseline;
  int days = 30;
  std::string_view against = "previous";   ///< previous | year | day
  std::vector<std::int64_t> edges;         ///< midnights from kUsualDays before the span to its end
};
/// The asked range in whole days, at most 366, ending today at the latest; without a beginning the last 30 days. `baseline`: "",
/// "previous", "year" (364 days before, so that weekdays agree), or the first day of the other span, which must end before this
/// one begins. Errors: `invalid` with field "from" or "baseline".
Result<MovedSpans> moved_spans(const When&, const Range& asked, const std::string& baseline);

struct MovedRow {
  std::string touchpoint;                  ///< "": answers about the relationship
  std::string_view metric;
  Moved moved;
  double effect = 0;                       ///< change in standard deviations of single answers
  std::optional<std::int64_t> customers_before, customers_now;  ///< with exact errors
};
struct MovedSeries {
  std::string touchpoint;
  std::string_view metric, unit;
  engine::Basis basis = engine::Basis::measured;
  engine::Control control;
  double q = 1;                            ///< p over all series watched
  std::vector<engine::SeriesPoint> days;   ///< one for each edge but the last; means of ratios as ratios
};
struct MovedPage {
  MovedSpans spans;
  std::int64_t as_of_seq = 0;
  std::vector<MovedRow> rows;              ///< compared, strongest evidence first; at most kMovedRows
  std::int64_t compared = 0, moved = 0, few = 0;
  std::vector<MovedSeries> alarms;         ///< strongest evidence first
  std::int64_t watched = 0, unwatched = 0; ///< unwatched: too few facts a day, or too short a history
  const Quantity* headline = nullptr;
  Moved total;
  std::vector<Why> whys;                   ///< the split that explains most first
  std::vector<double> whys_q;              ///< of Why::apart_p over the splits
};

/// Errors between two spans are exact per customer where a number has at most kExactClusters facts in both (one scan of them),
/// else from random groups. metric: of quantities(), for the split. Errors: those of the store.
Result<MovedPage> compute_moved(const Sources&, Aggregates&, const Caller&, const journey::Journey&, const MovedSpans&, const Query&,
                                const Quantity& headline);

/// Sums of one customer in both spans; y as engine::measure gives it.
struct CustomerSums {
  std::int64_t y0 = 0, b0 = 0, y1 = 0, b1 = 0;
};
/// The change with every customer a cluster of its own. Numbers before and now get exact errors as well.
void make_exact(MovedRow&, const Quantity&, engine::Basis, engine::Partial before, engine::Partial now, std::span<const CustomerSums>);
/// Adjusts and judges the rows that have enough facts, sorts by evidence, counts. Rows without enough are taken out.
void judge(MovedPage&);

}  // namespace peakend::insight
