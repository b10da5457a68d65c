#pragma once
// Key drivers of a journey: which touchpoints go with the overall judgement, how surely, and what closing the gap is worth.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/driver_sums.h"
#include "insight/answer.h"

namespace peakend::insight {

inline constexpr std::int64_t kDriverWindowMs = 90ll * 86'400'000;  ///< what an answer without episode looks back on
inline constexpr std::size_t kMaxDriverRows = 200'000;

struct DriverQuery {
  std::string outcome;    ///< metric of the overall answer; empty: the most frequent one, NPS first
  bool complete = false;  ///< only answers of customers who rated every driver (listwise)
  double target = .4;     ///< valence that "closing the gap" aims at
  std::vector<std::string> only;  ///< these touchpoints; empty: all that are met often enough, the most met first
};

/// Penalty and reward of one driver, from rows that met it.
struct DriverRow {
  std::string touchpoint;
  engine::DriverShare pooled, within;
  engine::PenaltyReward kano;
  double reach = 0;                        ///< share of rows that met it
  double priority = 0, priority_lo = 0, priority_hi = 0;  ///< slope x gap to the target x reach
};
struct DriverView {
  std::string outcome;
  std::vector<std::pair<std::string, std::int64_t>> outcomes;  ///< metrics of overall answers, with their number
  engine::DriverTable pooled, within;
  std::int64_t answers = 0, customers = 0;  ///< overall answers; customers behind the rows
  std::int64_t unmatched = 0;               ///< answers without any rated touchpoint before them
  bool sampled = false;                     ///< more rows than kMaxDriverRows: the first of them by customer's hash
  bool halo = false;                        ///< within-customer shares are not to be had: a common mood may be inside
  double mean = 0;                          ///< of the outcome, valence
  std::vector<DriverRow> drivers;           ///< most important first
};

/// One row an overall answer (a rating of this journey without touchpoint): each touchpoint's mean valence among the ratings
/// of the same episode, or of the same customer in the 90 days before when the answer names no episode.
Result<DriverView> drivers_of(const Sources&, const Caller&, const journey::Journey&, const Query&, const DriverQuery&);

}  // namespace peakend::insight
