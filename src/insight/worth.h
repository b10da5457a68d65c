#pragma once
// What customers are worth, what broken promises put at risk, and what a fix would earn: from the company's own purchases
// (docs/methods/worth.md). Amounts stay in the unit of the events.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/estimate.h"
#include "insight/customers_value.h"
#include "insight/kept.h"
#include "insight/purchases.h"

namespace peakend::insight {

struct WorthQuery {
  double discount = .10;  ///< a year
  double margin = 1;      ///< of turnover
};
/// The outcome of a promise. Touchpoints by number.
struct Settled {
  std::int64_t at = 0;
  std::uint32_t touchpoint = 0;
  bool broken = false;
};
struct Buyer {
  CustomerId id;
  std::vector<Purchase> purchases;
  std::vector<Settled> settled;
};

enum class Risk : std::uint8_t { measured, no_difference, insufficient };
std::string_view name_of(Risk);
struct TouchpointWorth {
  std::uint32_t touchpoint = 0;
  std::int64_t broken_now = 0;             ///< customers let down here in the last period
  double value_now = 0;                    ///< their value together
  engine::Estimate left_broken, left_kept; ///< did not buy again within a period after the promise was settled
  engine::Estimate difference;             ///< of the two: the hazard that goes with a broken promise
  double p = 1;                            ///< two-sided, adjusted over all touchpoints
  Risk status = Risk::insufficient;
  engine::Estimate at_risk;                ///< ok when measured
};
struct Worth {
  std::vector<std::string> touchpoints;    ///< by number
  std::optional<facts::ValueRule> value;   ///< nullopt: no amounts are known
  int period = 0;                          ///< days; 0: the data are too short
  std::int64_t span_days = 0;              ///< from the first purchase to now
  double looked_at = 1;                    ///< share of the customers, by hash
  engine::Estimate spend;                  ///< margin of one active customer in a period
  engine::Estimate retention;              ///< of those who bought the period before, bought again
  engine::Estimate lifetime, equity;       ///< value of one, of all active customers
  std::vector<TouchpointWorth> rows;       ///< most at risk first
};

/// Adds all up; buyers in any order. `touchpoints`, `value`, `looked_at` are the caller's.
/// Active: bought in the last period. Value of a customer: clv_simple of the last period's margin at the common retention.
void count_worth(Worth&, const std::vector<Buyer>&, const WorthQuery&, std::int64_t now_ms);

/// Remembered by data version. Thread-safe.
class Worths {
 public:
  Result<std::shared_ptr<const Worth>> get(const Sources&, CustomerValues&, const Caller&, const journey::Journey&, const Query&, const WorthQuery&);

 private:
  Kept<Worth> kept_{16};
};

}  // namespace peakend::insight
