#pragma once
// The joy-pain law between the moments of one customer: do those who were first let down and then pleased recommend more than those who were pleased
// throughout? Told, never advised: who left after the first pain is not among them.
#include <cstdint>
#include <string_view>

#include "engine/interval.h"
#include "insight/answer.h"
#include "insight/query.h"

namespace peakend::insight {

inline constexpr std::int32_t kBadMoment = -3'333, kGoodMoment = 3'333;  ///< valence, 1e-4: the thirds of the scale
inline constexpr std::int64_t kNeedContrast = 30;                       ///< customers in each group

struct ContrastGroup {
  engine::Counts counts;             ///< promoters, detractors, customers
  engine::Estimate nps;
};
struct JoyPainContrast {
  ContrastGroup risen, steady;       ///< bad, then good at last; never bad, and good at last
  engine::Change change;             ///< NPS of risen less that of steady, points; told when both have kNeedContrast
  bool told = false;
  /// "rise_recommends_more", "steady_recommends_more", "no_difference_shown"; "" when not told.
  std::string_view verdict;
};
/// One row a customer: the newest NPS answer about the journey (without touchpoint) that has at least two rated moments before it, in the
/// same episode or, where it names none, in the 90 days before. Interval of the difference as engine::nps_change.
/// Worked: risen 60 promoters, 15 detractors of 100; steady 130, 45 of 200 -> 45 against 42.5, +2.5, no difference shown.
Result<JoyPainContrast> joy_pain_contrast(const Sources&, const Caller&, const journey::Journey&, const Query&);

}  // namespace peakend::insight
