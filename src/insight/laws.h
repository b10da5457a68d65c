#pragma once
// The laws of one journey, or of one touchpoint in it: triangle, peak-end, joy and pain.
#include <optional>
#include <string>
#include <vector>

#include "engine/laws/triangle.h"
#include "insight/law_contest.h"
#include "insight/matrix.h"

namespace peakend::insight {

struct Promises {
  std::int64_t kept = 0, broken = 0, open = 0, overdue = 0;  ///< open: due later or without due time
  Number rate;                     ///< kept / (kept + broken + overdue)
  std::optional<Number> median;    ///< Kaplan-Meier over finished and running ones, in `unit`
  std::string unit;
};
/// Mean rating of the episode by how its promise turned out.
struct Outcome {
  std::string metric;              ///< the most frequent rating at the end of episodes; others are left out
  Number kept, broken;
  std::vector<Number> bins;        ///< kRatioBins, by the ratio of the episode's promise
};
struct FloorWatch {
  std::string touchpoint;
  std::int64_t n = 0, k = 0;
  double value = 0, rate = 0, e = 1;
  bool alarm = false;
  Number worst;                    ///< mean of the worst 5 % (CVaR), in valence
};
/// The floors of the journey's touchpoints, by evidence of a breach downwards; rows keyed by touchpoint.
std::vector<FloorWatch> watch_floors(const facts::AggregateResult& by_touchpoint, const journey::Journey&);
void write_floor(JsonOut&, const FloorWatch&);  ///< its fields into the open object

struct Laws {
  std::int64_t as_of_seq = 0;
  Number ratio;
  std::int64_t classes[4] = {0, 0, 0, 0};
  std::optional<engine::TriangleClass> group;  ///< nullopt: borderline, or fewer than 10
  std::int64_t histogram[kRatioBins] = {};
  bool histogram_sampled = false;
  Promises promises;
  std::optional<Outcome> outcome;
  Number remembered, mean;
  std::int64_t closed = 0, open = 0, with_outcome = 0;
  struct Touch {
    std::string touchpoint;
    Number share, gain;
    double mean_gain = 0;
  };
  std::vector<Touch> touches;      ///< by share downwards
  std::optional<LawContest> contest;  ///< of whole passes: none when a touchpoint is asked for
  std::vector<FloorWatch> floors;
};

/// `touchpoint` empty: the whole journey.
Result<Laws> compute_laws(const Sources&, Aggregates&, LawContests&, const Caller&, const journey::Journey&, const Query&, const std::string& touchpoint);

}  // namespace peakend::insight
