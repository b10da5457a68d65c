#pragma once
// What complaints stand for: bad experiences in all, and what follows from them, by constants that the company's own figures
// replace one by one (docs/methods/iceberg.md).
#include "insight/episode_index.h"
#include "insight/priors.h"
#include "insight/silence.h"
#include "insight/worth.h"

namespace peakend::insight {

inline constexpr std::int64_t kNeedOwn = 50;   ///< customers, or passes, before an own figure replaces a prior
inline constexpr std::int64_t kNeedTold = 5;   ///< of them so many told: complaints are divided by the rate

/// used: replaces the prior. beside: known, but the prior is no part of a result. few: too few. no_difference: those let down do not
/// measurably leave more often. filtered: not known of a segment. no_stage: no stage of the journey is after sale.
/// not_asked: no event tells it.
enum class OwnState : std::uint8_t { used, beside, few, no_difference, filtered, no_stage, not_asked };
std::string_view name_of(OwnState);
struct Own {
  engine::Estimate estimate;
  engine::Basis basis = engine::Basis::observed;
  OwnState state = OwnState::not_asked;
};
using OwnTable = std::array<Own, kPriors>;  ///< by PriorKey

/// Said it was bad, of those let down. Wilson; too few under kNeedOwn let down or kNeedTold told.
Own own_voice(const Voices&, std::int64_t need);
/// How much more often those let down left: over all touchpoints of Worth with enough buyers on both sides, weighted by customers let
/// down; bounds are weighted alike, as if all erred together. Used when a touchpoint's is measured and the lower bound is above 0.
Own own_switch(const Worth&, std::int64_t need);
/// Of rated closed passes, those whose most memorable moment was at a touchpoint of an after-sale stage.
Own own_service(const MemoryView&, const journey::Journey&, std::int64_t need);

/// The number in use: the own one where it replaces the prior. The prior of the voice rate has the interval of its weak Beta, the others none.
engine::Estimate in_use(PriorKey, const Prior&, const Own&);
engine::Basis basis_in_use(const Own&);

}  // namespace peakend::insight
