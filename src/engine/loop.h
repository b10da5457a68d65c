#pragma once
// The seven-step loop of a programme as a state machine over evidence. Pure, thread-safe.
#include <cstdint>
#include <string_view>

namespace peakend::engine {

/// What is known today; evidence older than its life (90 days) counts as absent, so a programme can fall back.
struct LoopEvidence {
  std::int64_t journeys = 0;                        ///< published
  double owned_share = 0;                           ///< of touchpoints with an owner department
  std::int64_t experiences = 0;                     ///< in the last 90 days
  double expectation_share = 0;                     ///< of them with a known expectation
  double lag_hours = 1e9;                           ///< ingest lag, 95th percentile
  std::int64_t moments_named = 0, drivers_found = 0;
  std::int64_t gaps_below = 0;                      ///< key touchpoints with an interval of s below 0
  bool gaps_all_met = false;                        ///< or all proven >= 0
  std::int64_t plans_complete = 0;                  ///< owner, due date, target, value, pre-registered test
  std::int64_t plans_approved = 0;                  ///< budget, capacity, link to strategy
  std::int64_t verdicts = 0;                        ///< other than NOT_ENOUGH_DATA
  double cases_in_sla = 0;
};
struct LoopSettings {
  double owned_share = .8, expectation_share = .5, lag_hours = 24, cases_in_sla = .7;
  std::int64_t experiences = 100;
};
/// The first step whose evidence fails: "S1" understand, "S2" real-time experience, "S3" key touchpoints, "S4" gaps,
/// "S5" plan, "S6" strategy, "S7" feedback; "next" when all hold. Worked: METHODS loop.step -> S6.
std::string_view loop_step(const LoopEvidence&, const LoopSettings& = {});

}  // namespace peakend::engine
