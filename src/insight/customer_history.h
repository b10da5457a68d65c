#pragma once
// The facts of one customer, read once. Every question about a customer is a walk over the whole table in the store, so
// the page of a customer asks once and answers the rest from memory.
#include "insight/insight.h"

namespace peakend::insight {

/// Holds the customer's facts when there are at most `kWhole` of them; otherwise each question goes to the store. Both
/// ways give the same answers. Not thread-safe; the store must outlive it.
class CustomerHistory {
 public:
  static constexpr std::size_t kWhole = 4'000;
  static Result<CustomerHistory> read(const facts::FactStore&, WorkspaceNo, CustomerId, std::size_t whole = kWhole);

  /// A specification for scan: this customer's facts, nothing else asked yet.
  facts::ScanSpec spec() const;
  /// FactStore::scan of a spec made by spec(). Views live as long as the call.
  Result<void> scan(const facts::ScanSpec&, const facts::Visit&) const;
  /// Sums over everything known of the customer.
  Result<engine::Partial> sums() const;

 private:
  const facts::FactStore* store_ = nullptr;
  WorkspaceNo workspace_ = WorkspaceNo::none;
  CustomerId id_;
  bool whole_ = false;
  facts::FactBatch newest_first_;
};

}  // namespace peakend::insight
