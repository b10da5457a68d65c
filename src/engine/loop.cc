#include "engine/loop.h"

namespace peakend::engine {

std::string_view loop_step(const LoopEvidence& e, const LoopSettings& s) {
  const struct {
    std::string_view step;
    bool holds;
  } steps[] = {
      {"S1", e.journeys >= 1 && e.owned_share >= s.owned_share},
      {"S2", e.experiences >= s.experiences && e.expectation_share >= s.expectation_share && e.lag_hours <= s.lag_hours},
      {"S3", e.moments_named >= 1 && e.drivers_found >= 1},
      {"S4", e.gaps_below >= 1 || e.gaps_all_met},
      {"S5", e.plans_complete >= 1},
      {"S6", e.plans_approved >= 1},
      {"S7", e.verdicts >= 1 && e.cases_in_sla >= s.cases_in_sla},
  };
  for (const auto& step : steps)
    if (!step.holds) return step.step;
  return "next";
}

}  // namespace peakend::engine
