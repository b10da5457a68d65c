#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

/// In the order in which the builder offers them.
const Kind* const kAll[] = {
    &kNps,      &kCsat,     &kCes,         &kPair,          &kBetterWorse, &kGrid,
    &kEmotion,  &kSenses,   &kDimensions,  &kSingle,        &kMultiple,    &kRanking,
    &kPicture,  &kShortText, &kLongText,   &kRecallUnaided, &kRecallAided, &kCriticalIncident,
    &kDate,     &kContactDetails, &kConsent, &kStatement,
};

}  // namespace

std::span<const Kind* const> all_kinds() { return kAll; }
const Kind* find_kind(std::string_view key) {
  for (const auto* k : kAll)
    if (k->key == key) return k;
  return nullptr;
}

}  // namespace peakend::survey
