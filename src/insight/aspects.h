#pragma once
// What an experience is made of: the senses, the four dimensions, the people, and whatever else surveys ask about a touchpoint.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/interval.h"
#include "insight/answer.h"
#include "insight/metric_answer.h"

namespace peakend::insight {

inline constexpr std::size_t kMaxAspects = 40, kMaxGapFacts = 400'000;
inline constexpr std::int64_t kGapNeed = 10;  ///< customers who rated both
inline constexpr double kGapLeast = .1;       ///< smaller differences are level: a fifth of a point of five

/// Where the metric of a rating belongs: "senses" (sense_*), "dimensions" (dimension_*), "people" (competence, attitude, respect,
/// courtesy, helpfulness), "other" for any other part of an experience; "" for judgements of the whole (nps, csat, ces, ...).
std::string_view aspect_family(std::string_view metric);
/// The same where it is known of what it was told: an unknown metric without touchpoint judges the whole.
std::string_view aspect_family(std::string_view metric, std::string_view touchpoint);

struct Aspect {
  std::string metric;
  std::string_view family;
  Number whole;                 ///< over all touchpoints that the caller sees, mean valence
};
struct AspectCell {
  std::string touchpoint, metric;  ///< touchpoint "": told of the journey as a whole
  Number experience;            ///< mean valence, -1 to 1
};
/// Attitude minus competence of the same answers, a customer's answers averaged first.
/// Worked: (attitude, competence) .5, 0 and 1, .5 and .5, .5 of three customers -> .3333, t with 2 df.
struct TrainingGap {
  std::string touchpoint;       ///< "" for all of them together
  std::int64_t customers = 0;
  engine::Change change;        ///< diff, interval, p
  double q = 1;                 ///< Benjamini-Hochberg over the touchpoints of this answer
  /// "training": kind but not able; "attitude": able but not kind; "level": neither shows, or less than kGapLeast; "" for fewer than kGapNeed customers.
  std::string_view verdict;
};
struct Aspects {
  std::vector<Aspect> aspects;      ///< senses, dimensions, people, other; the fixed ones in their own order, then the most answers
  std::vector<AspectCell> cells;    ///< only where there are answers
  std::vector<TrainingGap> gaps;    ///< the whole first, then the most customers; empty where nobody rated both
  std::int64_t as_of_seq = 0;
  bool more = false;                ///< more than kMaxAspects
  bool sampled = false;             ///< the gaps stand on the first kMaxGapFacts ratings by customer
};
/// Fewer answers than the metric needs, or than the caller may see: the number says so. Errors: as answer_metric.
Result<Aspects> aspects_of(const Sources&, Aggregates&, const Caller&, const journey::Journey&, const Query&);

}  // namespace peakend::insight
