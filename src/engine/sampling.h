#pragma once
// Who is asked, how often, and draws that are the same on every node and replay. Pure, thread-safe.
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peakend::engine {

/// FNV-1a, 64 bit, of the bytes (offset 14695981039346656037, prime 1099511628211).
std::uint64_t fnv1a64(std::string_view);
/// SplitMix64's output function of a state (Steele, Lea, Flood 2014).
std::uint64_t splitmix64(std::uint64_t);
/// u = (splitmix64(fnv1a64(key)) >> 11) 2^-53 in [0, 1). Worked: "salt|cust42|tp7|ev1001" -> .3416261330534416.
double hash_draw(std::string_view key);
/// The same for a pair of numbers: row i of replicate b.
double hash_unit(std::uint64_t i, std::uint64_t b);
/// Poisson(1) by inversion of u in [0, 1): the weight of a row in a Poisson bootstrap. Worked: .3 -> 0, .5 -> 1, .8 -> 2.
int poisson_one(double u);

/// Sampling rate of a cell: clamp(need/(eligible rr), floor, 1); weight 1/pi is stored with the invitation.
/// eligible rr <= 0 -> rate 1. Worked: need 385, eligible 10000, rr .12 -> .320833, weight 3.116883.
struct Rate {
  double pi = 1, weight = 1;
};
Rate cell_rate(double need, double eligible, double response_rate, double floor = .02);

/// May this customer be invited now? One ledger across departments; invitations count, not answers. Time in days.
struct QuarantinePolicy {
  std::map<std::string, double, std::less<>> gap;  ///< kind -> days between two of that kind; "any" = of all kinds
  int max_per_year = 4;                            ///< in any 365 days; 0 = no cap
};
struct Invited {
  double day = 0;
  std::string_view kind;
};
struct Quarantine {
  bool ok = true;
  std::string reason;  ///< "gap:any", "gap:<kind>", "cap:year"
  double next = 0;     ///< earliest allowed day
};
/// `kind` is what would be sent now (empty: only "any" counts). History in any order; later than now is ignored.
/// The rule that holds longest is the reason. Worked: gap any 30, now 100, last 80 -> no, gap:any, 110.
Quarantine quarantine(double now, std::string_view kind, std::span<const Invited> history, const QuarantinePolicy&);

/// Thompson sampling for channel and time: arms with Beta(1 + wins, 9 + losses), 5 % uniform exploration.
struct Arm {
  std::int64_t asked = 0, answered = 0;
};
struct Pick {
  std::size_t arm = 0;
  bool explored = false;
};
/// Deterministic in `key`. No arms -> arm 0. The propensity follows from `thompson_propensity`.
Pick thompson_pick(std::span<const Arm>, std::string_view key);
/// Chance of each arm under the rule above, from `draws` deterministic replicates: log it with the invitation.
std::vector<double> thompson_propensity(std::span<const Arm>, int draws = 1000);

}  // namespace peakend::engine
