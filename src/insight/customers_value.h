#pragma once
// What a customer is worth to the company, as far as the facts say it: which event carries an amount, what customers
// spent, and where the most valuable fifth begins.
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "insight/insight.h"

namespace peakend::insight {

/// Properties that name an amount, best first; compared without case.
inline constexpr std::string_view kAmounts[] = {"revenue", "order_value", "amount", "total", "payment_value", "order_amount", "value", "price",
                                                "订单金额", "实付金额", "支付金额", "成交金额", "金额"};
/// Attributes of a customer that say the same as one number.
inline constexpr std::string_view kWorths[] = {"lifetime_value", "ltv", "clv", "customer_value", "total_spend", "revenue", "累计消费", "消费总额"};

struct ValueBands {
  facts::ValueRule rule;
  std::int64_t customers = 0;      ///< with a value above 0
  std::int64_t high = 0, mid = 0;  ///< hundredths; the best fifth has at least `high`, the better half at least `mid`
};
/// The best-ranked property found in a sample of events and, of the events that carry it, the most frequent one: an order
/// that says its amount again when it is paid counts once. nullopt: nothing known.
Result<std::optional<facts::ValueRule>> find_value_rule(const facts::FactStore&, WorkspaceNo);

/// Rule and bands of each workspace, found anew after ten minutes. Thread-safe.
class CustomerValues {
 public:
  Result<std::optional<ValueBands>> of(const Sources&, WorkspaceNo);

 private:
  struct Known {
    std::optional<ValueBands> bands;
    Instant at;
  };
  std::mutex mutex_;
  std::map<WorkspaceNo, Known> known_;
};

}  // namespace peakend::insight
