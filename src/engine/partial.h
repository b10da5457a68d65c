#pragma once
// The sufficient statistics that stores keep, add and return, and from which metrics are finalized.
// Everything is an integer, so merge is exact, associative and commutative: bit-identical in any order.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/flat_map.h"
#include "engine/groups.h"

namespace peakend::engine {

__extension__ using int128 = __int128;

inline constexpr std::int32_t kValenceOne = 10'000;     ///< valence 1.0 as stored
inline constexpr std::int64_t kLogRatioOne = 1'000'000; ///< s = ln ratio 1.0 as stored
inline constexpr std::int64_t kScoreOne = 10'000;       ///< raw score 1.0 as stored

/// Exact per-customer sums for a chosen measure y (see Measure): with a_c = sum of y and b_c = count of
/// customer c, G customers with b_c > 0: Saa = sum a^2, Sab = sum a*b, Sbb = sum b^2. Adds only across
/// disjoint customers. An anonymous fact is a customer of its own. y is in the unit of the Partial's sums.
struct ClusterSums {
  std::int64_t g = 0;
  int128 saa = 0, sab = 0, sbb = 0;
  bool operator==(const ClusterSums&) const = default;
};

/// Which y the ClusterSums are about. Persisted in caches: never reuse.
enum class Measure : std::uint8_t { none = 0, valence = 1, net = 2, good = 3, log_ratio = 4, kept = 5, score = 6,
  bad = 7, breach = 8 };

struct Partial {
  std::int64_t facts = 0;                       ///< rows of any kind
  std::int64_t n = 0;                           ///< rows with a valence
  std::int64_t sum_v = 0;                       ///< 1e-4
  int128 sum_vv = 0;                            ///< 1e-8
  std::int32_t min_v = INT32_MAX, max_v = INT32_MIN;
  std::int64_t good = 0, bad = 0;               ///< classes +1 (promoter, top box) and -1 (detractor, bottom)
  std::int64_t breach = 0;                      ///< rated below the touchpoint's floor
  std::int64_t sum_score = 0;                   ///< 1e-4 of the raw scale
  int128 sum_score2 = 0;                        ///< 1e-8
  FlatMap<std::int16_t, std::int64_t> hist;     ///< valence bin (round(100 v), -100..100) -> rows; sparse
  std::int64_t ratio_n = 0, ratio_s = 0;        ///< rows with a ratio; sum of s in 1e-6
  int128 ratio_ss = 0;                          ///< 1e-12
  std::int64_t classes[4] = {0, 0, 0, 0};       ///< angry, dissatisfied, satisfied, delighted
  std::int64_t kept = 0, broken = 0;            ///< promises with an outcome
  Groups groups;                                ///< only groups with a rating, ratio or outcome
  ClusterSums clusters;                         ///< filled only when exact clusters were asked for

  Partial& operator+=(const Partial&);
  /// Takes a previously added partial out again. Exact for all but min/max, which stay as bounds.
  Partial& operator-=(const Partial&);
  bool operator==(const Partial&) const = default;
  bool empty() const { return facts == 0; }
};

/// What one fact adds to a Partial.
struct FactValues {
  std::optional<std::int32_t> valence;    ///< 1e-4
  std::optional<double> score;            ///< raw scale; counted only with a valence
  std::optional<std::int32_t> log_ratio;  ///< 1e-6
  std::int8_t cls = 0;
  bool breach = false, kept = false, broken = false;
  std::uint8_t group = 0;                 ///< 0..63
};
/// The plain definition of every field of Partial; stores written in another language must agree with it.
void add(Partial&, const FactValues&);
/// y of a fact for per-customer sums; nullopt when the fact does not count (b = 0).
/// valence, net (+1/0/-1), good, bad, breach, score: facts with a valence; log_ratio: with a ratio; kept: with an outcome.
std::optional<std::int64_t> measure(Measure, const FactValues&);
/// Adds one whole customer: `sum` of y over `count` > 0 facts.
void add_customer(ClusterSums&, std::int64_t sum, std::int64_t count);

/// round(v / 100), halves away from zero: 9950 -> 100, -49 -> 0.
std::int16_t hist_bin(std::int32_t valence);
/// Raw score in 1e-4, rounded, bounded to +-1e6 points so that sums cannot overflow; NaN -> 0.
std::int64_t score_fixed(double score);
/// Index into Partial::classes of a log ratio in 1e-6: 3 delighted above ln 1.10, 2 satisfied within +-ln 1.10,
/// 1 dissatisfied down to -ln 1.50, 0 angry below. Thresholds 95'310 and 405'465 as stored.
int triangle_class(std::int32_t log_ratio);

/// Compact binary form (version byte first; varints; the groups as they are packed), without clusters. decode returns false on damage.
std::string encode(const Partial&);
bool decode(std::string_view bytes, Partial& out);

}  // namespace peakend::engine
