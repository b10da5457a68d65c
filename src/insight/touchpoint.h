#pragma once
// What the owner of one touchpoint asks beyond the numbers of the map: how late, since when, two camps or one, and what
// customers did before and after.
#include <optional>
#include <string>
#include <vector>

#include "insight/matrix.h"

namespace peakend::insight {

inline constexpr std::size_t kMaxLateFacts = 20'000, kMaxAroundEpisodes = 2'000, kMaxAroundSteps = 6;
inline constexpr std::size_t kAttributeFacts = 1'000, kMaxSegments = 30, kMaxAttributes = 12;

/// How far outcomes lay from what was promised: actual - promised, in `unit`; above 0 just when the promise was broken.
/// Promises that end with a day count whole days of the workspace's zone, as the promise itself does.
struct Lateness {
  struct Bin {
    double lo = 0, hi = 0;  ///< (lo, hi]; the first and the last also hold what lies beyond
    std::int64_t n = 0;
  };
  std::string unit;
  std::int64_t n = 0;
  double median = 0, p90 = 0;           ///< nearest rank, of all outcomes
  double median_broken = 0;             ///< of the late ones; 0 without any
  std::vector<Bin> bins;                ///< equal widths; one border is 0
  bool sampled = false;                 ///< more outcomes than kMaxLateFacts
  bool whole = false;                   ///< every difference is a whole number of days
};
/// Pure. Twelve bins or fewer of a round width between the 2nd and the 98th percentile. nullopt for no differences.
/// Worked: {-1, 0, 2} in days -> width 1, bins (-2,-1] 1, (-1,0] 1, (0,1] 0, (1,2] 1; median 0, p90 2, median_broken 2.
std::optional<Lateness> lateness_of(std::vector<double> differences, std::string unit, bool whole = false);

/// What came right before, or after, the touchpoint in the episodes that came by.
struct Step {
  std::string touchpoint, event;  ///< both empty: nothing came
  std::int64_t n = 0;
};
struct Around {
  std::int64_t episodes = 0;
  bool sampled = false;
  std::vector<Step> before, after;  ///< most frequent first
};

struct TouchpointStory {
  std::optional<Lateness> lateness;
  std::optional<ChangePoint> since;
  double low_camp = 0, high_camp = 0, polarisation = 0;
  bool polarised = false;
  std::int64_t rated = 0;
  Around around;
  std::vector<std::string> attributes;  ///< of its answers, those with 2 to kMaxSegments values in a sample; by name
};
Result<TouchpointStory> tell_touchpoint(const Sources&, Aggregates&, const Caller&, const journey::Journey&, const Query&,
                                        const journey::Touchpoint&);

}  // namespace peakend::insight
