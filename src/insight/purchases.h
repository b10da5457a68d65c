#pragma once
// Customers' purchases, for questions about what they are worth and what they did next.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "facts/fields.h"
#include "insight/even_customers.h"
#include "insight/insight.h"
#include "insight/query.h"

namespace peakend::insight {

inline constexpr int kPeriods[] = {365, 182, 91, 30};  ///< days; the longest of which two fit into the data
inline constexpr std::int64_t kNeedBuyers = 50;        ///< on each side of every comparison
inline constexpr std::size_t kMaxBuyers = 100'000, kMaxPurchasesEach = 500;

struct Purchase {
  std::int64_t at = 0, hundredths = 0;
};
inline int longest_period(std::int64_t span_days) {
  for (const int days : kPeriods)
    if (2 * days <= span_days) return days;
  return 0;
}

/// Every event with an amount above 0, given to its customer. T has `purchases`.
template <class T>
Result<void> read_purchases(EvenCustomers<T>& buyers, const Sources& sources, WorkspaceNo workspace, const facts::ValueRule& rule, const Query& query) {
  facts::ScanSpec spec;
  spec.workspace = workspace;
  spec.where = query.where;
  spec.where.push_back({{facts::Field::name, {}}, {rule.event}});
  return sources.facts->scan(spec, [&](const facts::Fact& f) {
    if (f.customer.is_none()) return true;
    const std::int64_t amount = facts::hundredths(facts::field_text(f, {facts::Field::attribute, rule.property}));
    T* buyer = amount > 0 ? buyers.of(f.customer) : nullptr;
    if (buyer != nullptr && buyer->purchases.size() < kMaxPurchasesEach) buyer->purchases.push_back({f.at, amount});
    return true;
  });
}

/// Numbers for touchpoints in the order they are met.
class TouchpointNumbers {
 public:
  /// Goes on with the names that are there.
  explicit TouchpointNumbers(std::vector<std::string>& names) : names_(names) {
    for (std::size_t i = 0; i < names.size(); ++i) numbers_.emplace(names[i], static_cast<std::uint32_t>(i));
  }
  std::uint32_t of(std::string_view touchpoint) {
    auto it = numbers_.find(touchpoint);
    if (it == numbers_.end()) {
      it = numbers_.emplace(std::string(touchpoint), static_cast<std::uint32_t>(names_.size())).first;
      names_.emplace_back(touchpoint);
    }
    return it->second;
  }

 private:
  std::vector<std::string>& names_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
};

}  // namespace peakend::insight
