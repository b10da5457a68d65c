#pragma once
// What every number shown to a user is made of: value, interval, n, basis, method, flags.
#include <cstdint>
#include <string_view>
#include <vector>

namespace peakend::engine {

/// Where a number comes from; never mixed silently in one number. Persisted: never reuse.
enum class Basis : std::uint8_t { measured = 1, observed = 2, predicted = 3, assumed = 4 };

enum class Status : std::uint8_t { ok = 0, too_few = 1, degenerate = 2, invalid = 3 };

/// Caveats that travel with an estimate.
enum Flag : std::uint32_t {
  kLowN = 1u << 0,         ///< 5 <= n < 30: shown grey
  kSuppressed = 1u << 1,   ///< hidden for privacy
  kCensored = 1u << 2,     ///< open cases are inside
  kProvisional = 1u << 3,  ///< open episodes, or the projection lags
  kAssumedParam = 1u << 4,
  kExtrapolated = 1u << 5,
  kUnordered = 1u << 6,
  kPooledHalo = 1u << 7,
  kBiasRisk = 1u << 8,
};

/// How the interval was made; the name is what the API and the method page call it.
enum class Method : std::uint8_t {
  none = 0,
  wilson = 1,
  adjusted_wald = 2,
  t = 3,
  cluster_robust = 4,   ///< exact per-customer sums
  random_groups = 5,    ///< 64 groups of customers, for spans too large for exact sums
  geometric_t = 6,      ///< t on log ratios, shown as ratio
  normal = 7,
  kaplan_meier = 8,
  order_statistic = 9,
  bootstrap = 10,       ///< Poisson bootstrap of customers
  beta = 11,            ///< a weak prior by itself
};

struct Estimate {
  double value = 0, lo = 0, hi = 0, se = 0;
  std::int64_t n = 0;
  double n_eff = 0;
  Method method = Method::none;
  std::uint32_t flags = 0;
  Status status = Status::too_few;  ///< unless ok, value/lo/hi/se are 0 and must not be shown
  std::int64_t need = 0;            ///< with too_few: how many would be enough
};

inline Estimate too_few(std::int64_t have, std::int64_t need) {
  Estimate e;
  e.n = have;
  e.need = need;
  e.status = Status::too_few;
  return e;
}

std::string_view name_of(Basis);
std::string_view name_of(Method);
std::string_view name_of(Flag);
/// Names of the set bits, lowest first: kLowN | kCensored -> low_n, censored. Unknown bits are left out.
std::vector<std::string_view> flag_names(std::uint32_t flags);

}  // namespace peakend::engine
