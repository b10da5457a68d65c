#pragma once
// What customers did after what they lived and said: bought again, left, spent; who said they were happy and left, and who left without
// a word (docs/methods/loyalty.md). From the company's own purchases; nothing is modelled. Amounts stay in the unit of the events.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "engine/estimate.h"
#include "insight/kept.h"
#include "insight/ratio_bins.h"
#include "insight/worth.h"

namespace peakend::insight {

inline constexpr std::size_t kCohorts = 12;          ///< months
inline constexpr std::size_t kMaxLeavers = 1'000;    ///< told by name, the ones who spent most
inline constexpr std::size_t kMaxMoments = 300;      ///< of one customer

/// What a customer's word or promise said. bad: a third of the scale or more below neutral; for NPS 0 to 6; a broken promise.
enum class Tone : std::int8_t { bad = -1, between = 0, good = 1 };
struct Moment {
  std::int64_t at = 0;
  std::uint32_t touchpoint = 0;
  enum class Kind : std::uint8_t { said, word, promise, event } kind = Kind::event;  ///< word: without a score
  Tone tone = Tone::between;
  std::optional<std::int32_t> log_ratio;   ///< 1e-6
};
/// A customer's purchases and moments, in any order.
struct LoyalCustomer {
  CustomerId id;
  std::string user_id;
  std::vector<Purchase> purchases;
  std::vector<Moment> moments;             ///< said, word, promise
  Moment last;                             ///< newest of any kind; at 0: none
};

/// Customers in one state, and what they did within a window after it.
struct After {
  std::int64_t customers = 0, again = 0;
  double spent = 0, squares = 0;
  engine::Estimate again_share;            ///< bought again, Wilson
  engine::Estimate spend;                  ///< of one, those who bought nothing included
};
/// Difference of two shares; ok when both sides have kNeedBuyers.
struct Link {
  engine::Estimate effect;                 ///< good less bad
  engine::Estimate good, bad;
};
struct Tier {
  double best = 1;                         ///< the best so-and-so much of the buyers
  std::int64_t customers = 0;
  double from = 0;                         ///< spent at least
  engine::Estimate share;                  ///< of all that was spent
};
struct Cohort {
  std::int64_t month = 0;                  ///< ms, its first instant
  std::int64_t customers = 0;              ///< who bought first in it
  std::vector<engine::Estimate> bought;    ///< share of them who bought in the 1st, 2nd ... month after
};
struct Leaver {
  CustomerId id;
  std::string user_id;
  bool happy = false;                      ///< said so; else nothing was said at all
  std::int64_t said_at = 0, bought_at = 0; ///< 0: not
  double spent = 0;                        ///< ever
  Moment last;                             ///< newest thing lived or said; at 0: none
  std::int64_t broken = 0;                 ///< promises, in the two windows
};
struct Loyalty {
  std::vector<std::string> touchpoints;    ///< by number
  std::optional<facts::ValueRule> value;   ///< nullopt: no amounts are known
  int window_days = 0;                     ///< 0: the data are too short
  std::int64_t span_days = 0, buyers = 0;
  double looked_at = 1;                    ///< share of the customers, by hash
  engine::Estimate repurchase;             ///< of first purchases in the window before last, followed by another within a window
  engine::Estimate churn;                  ///< of those who bought in the window before last, bought nothing in the last
  engine::Estimate churn_silent;           ///< of those who left, said nothing in either window
  std::array<After, kRatioBins> ratios;    ///< by what the first promise of the window before last came to
  std::array<After, 3> said;               ///< by the first word there: bad, between, good
  Link promise_said, said_again, promise_again;
  engine::Estimate again_spend;            ///< of those who bought again after a promise was settled
  std::vector<Tier> tiers;                 ///< best 5 %, best 20 %, all
  std::vector<Cohort> cohorts;             ///< oldest first
  std::vector<Leaver> leavers;             ///< most spent first
  std::int64_t happy_left = 0, silent_left = 0;
};

/// Adds all up; customers in any order. `touchpoints`, `value`, `looked_at` are the caller's. `days` 0: the longest of kPeriods of which two
/// fit into the data. Index moments lie in [now - 2 windows, now - window), the customer had bought before or at it, and what counts is
/// (index, index + window], so that everybody is looked at equally long.
void count_loyalty(Loyalty&, std::vector<LoyalCustomer>, int days, std::int64_t now_ms, const calendar::Zone&);

/// Remembered by data version. Thread-safe.
class Loyalties {
 public:
  Result<std::shared_ptr<const Loyalty>> get(const Sources&, CustomerValues&, const Caller&, const journey::Journey&, const Query&, int days);

 private:
  Kept<Loyalty> kept_{16};
};

}  // namespace peakend::insight
