#pragma once
// Key drivers of a journey: which touchpoints, or which parts of an experience (aspects.h), go with the overall judgement, how
// surely, and what closing the gap is worth.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/driver_sums.h"
#include "engine/interaction.h"
#include "insight/aggregates.h"
#include "insight/answer.h"
#include "insight/query.h"

namespace peakend::insight {

inline constexpr std::int64_t kDriverWindowMs = 90ll * 86'400'000;  ///< what an answer without episode looks back on
inline constexpr std::size_t kMaxDriverRows = 200'000;

struct DriverQuery {
  std::string outcome;    ///< metric of the overall answer; empty: the most frequent one, for touchpoints NPS first
  bool aspects = false;   ///< drivers are aspects (metrics), wherever they were rated; else touchpoints
  bool complete = false;  ///< only answers of customers who rated every driver (listwise)
  double target = .4;     ///< valence that "closing the gap" aims at
  std::vector<std::string> only;  ///< these drivers; empty: all that are met often enough, the most met first
  Range answers;                  ///< only overall answers of this time; ratings before them are taken from the query's range
  int replicates = 500;
  bool pairs = true;              ///< also whether the effect of one depends on another
};

inline constexpr double kShiftStep = .1;  ///< of "what if", from -1 to 1
/// The outcome when one driver's experience is shifted for everybody who met it, nobody beyond the ends of the scale.
struct ShiftStep {
  double shift = 0, mean = 0;              ///< mean: valence then
  double gain = 0, lo = 0, hi = 0;         ///< of the outcome, itself capped
};
struct DriverRow {
  std::string driver;                      ///< touchpoint, or metric of the aspect
  engine::DriverShare pooled, within;
  engine::PenaltyReward kano;              ///< from rows that met it
  std::optional<engine::DriverWorth> worth;
  bool slope_within = false;               ///< with view.within_first: the slope within customers, where a common mood plays no part
  bool branches = false;                   ///< what_if bends at neutral, since the asymmetry is told from 0
  std::vector<ShiftStep> what_if;
  const engine::DriverShare& slope() const { return slope_within ? within : pooled; }
};
inline constexpr std::size_t kPairedDrivers = 5;  ///< the most important ones that can be told: at most ten pairs
/// Whether the effect of one driver depends on the other (engine/interaction.h).
struct DriverPair {
  std::string a, b;                        ///< the more important one first
  engine::Interaction found;
  double q = 1;                            ///< p, Benjamini-Hochberg over the pairs that can be told
};
struct DriverView {
  std::string outcome;
  std::vector<std::pair<std::string, std::int64_t>> outcomes;  ///< metrics of overall answers, with their number
  engine::DriverTable pooled, within;
  std::int64_t answers = 0, customers = 0;  ///< overall answers; customers behind the rows
  std::int64_t unmatched = 0;               ///< answers without any rated touchpoint before them
  bool sampled = false;                     ///< more rows than kMaxDriverRows: the first of them by customer's hash
  bool within_first = false;                ///< within customers as much can be told as between them: that answer goes first
  bool halo = false;                        ///< within-customer shares are not to be had: a common mood may be inside
  double mean = 0;                          ///< of the outcome, valence
  std::vector<DriverRow> drivers;           ///< most important first
  std::vector<DriverPair> pairs;            ///< least q first; those that cannot be told last; within customers with within_first
};

/// One row an overall answer (a rating of this journey without touchpoint): each touchpoint's mean valence among the ratings
/// of the same episode, or of the same customer in the 90 days before when the answer names no episode. For aspects the overall
/// answer may be about one touchpoint; then only ratings of that touchpoint belong to it.
Result<DriverView> drivers_of(const Sources&, const Caller&, const journey::Journey&, const Query&, const DriverQuery&);

/// What is explained, and by what.
struct DriverNames {
  std::string outcome;
  std::vector<std::pair<std::string, std::int64_t>> outcomes;
  std::vector<std::string> drivers;
};
Result<DriverNames> driver_names(const Sources&, const Caller&, const journey::Journey&, const Query&, const DriverQuery&);

/// The same for parts of the answers, so that they stand side by side: times (by a bucket, the last ones) or values of a field.
struct DriverSlice {
  std::string key;                          ///< "2026-Q1", or the value
  DriverView view;
};
struct DriverSplit {
  std::string outcome;
  std::vector<DriverSlice> slices;          ///< in order of time; else the most answers first
  bool within_first = false;                ///< in every slice that can be told
  bool more = false;                        ///< there are more than kMaxDriverSlices
};
inline constexpr std::size_t kMaxDriverSlices = 6;
inline constexpr int kSliceReplicates = 200;
/// query.by holds the one dimension. All slices have the drivers and the outcome of the whole.
Result<DriverSplit> split_drivers(const Sources&, Aggregates&, const Caller&, const journey::Journey&, const Query&, const DriverQuery&);

}  // namespace peakend::insight
