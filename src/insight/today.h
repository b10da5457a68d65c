#pragma once
// What changed, why, since when, and what is broken now: the page that is opened in the morning. All from roll-ups and
// episode sums, unless an attribute is asked for as the third way to split a change.
#include <optional>
#include <string>
#include <vector>

#include "engine/laws/polarised.h"
#include "insight/laws.h"
#include "insight/quantity.h"

namespace peakend::insight {

/// The days asked about, as many before them, and the weeks in which shifts are looked for.
struct Spans {
  int days = 30;
  Range now, before, weeks;
  std::vector<std::int64_t> week_edges;
};
/// Whole days of the zone that end with today. `days` in 1..366.
Result<Spans> spans_of(const When&, int days);

struct Figure {
  std::string_view metric;       ///< as in the catalogue; "remembered" is the score of episodes
  bool more_is_better = true, logs = false;
  Moved moved;
  std::vector<Why> why;          ///< empty for "remembered"
};
struct TouchMove {
  std::string touchpoint;
  std::string_view metric;
  Moved moved;
};
/// A lasting shift of one touchpoint: its level is another one since a week, or slides.
struct TouchShift {
  std::string touchpoint;
  std::string_view measure;      ///< promise_kept | floor_breach | satisfaction_ratio | mean_experience
  std::int64_t since = 0, until = 0;
  engine::Shift shift;           ///< before and after in the unit of the measure
  bool worse = false;
  std::int64_t fewest = 0;       ///< facts of its thinner side
  std::string_view cause;        ///< of satisfaction_ratio: expectation_rose, expectation_fell, experience_fell, experience_rose
};
struct OpenCount {
  std::string touchpoint;
  std::int64_t open = 0, overdue = 0, oldest_due = 0;
};
struct Camps {
  std::string touchpoint;
  engine::Polarisation camps;
  Number experience;
};
struct Memorable {
  std::string touchpoint;
  Number share, experience;
};
struct Today {
  Spans spans;
  std::int64_t as_of_seq = 0;
  std::vector<Figure> figures;
  std::vector<TouchMove> moves;      ///< the real ones, strongest first
  std::int64_t moves_tested = 0;
  std::vector<TouchShift> shifts;    ///< latest first
  std::vector<OpenCount> open;       ///< most overdue first
  std::vector<FloorWatch> floors;    ///< with a breach, alarms first
  std::vector<Camps> polarised;
  std::optional<Memorable> peak, valley;
};

/// Of the query only its filters count, and its one dimension, if any, as a further way to split changes. Open promises
/// are those of everybody. For a caller with a scope all is that of the own touchpoints, but the score of whole episodes.
Result<Today> compute_today(const Sources&, Aggregates&, const Caller&, const journey::Journey&, int days, const Query&);

/// Lasting shifts in weekly roll-ups by touchpoint and kind (key: week, touchpoint, kind).
std::vector<TouchShift> touch_shifts(const facts::AggregateResult& weekly, std::span<const std::int64_t> edges, const journey::Journey&);

}  // namespace peakend::insight
