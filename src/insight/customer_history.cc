#include "insight/customer_history.h"

#include "facts/fields.h"

namespace peakend::insight {

using facts::Fact;
using facts::Field;

facts::ScanSpec CustomerHistory::spec() const {
  facts::ScanSpec spec;
  spec.workspace = workspace_;
  spec.where = {{{Field::customer, {}}, {id_.text()}}};
  spec.order = facts::Order::newest_first;
  return spec;
}

Result<CustomerHistory> CustomerHistory::read(const facts::FactStore& store, WorkspaceNo workspace, CustomerId id, std::size_t whole) {
  CustomerHistory out;
  out.store_ = &store;
  out.workspace_ = workspace;
  out.id_ = id;
  facts::ScanSpec spec = out.spec();
  spec.limit = whole + 1;
  PK_CHECK(store.scan(spec, [&](const Fact& f) {
    out.newest_first_.add(f);
    return true;
  }));
  out.whole_ = out.newest_first_.facts.size() <= whole;
  if (!out.whole_) out.newest_first_ = {};
  return out;
}

Result<void> CustomerHistory::scan(const facts::ScanSpec& spec, const facts::Visit& visit) const {
  if (!whole_) return store_->scan(spec, visit);
  std::size_t skip = spec.offset, left = spec.limit;
  const auto walk = [&](auto begin, auto end) {
    for (auto it = begin; it != end && left > 0; ++it) {
      if (!facts::matches(*it, spec)) continue;
      if (skip > 0) {
        --skip;
        continue;
      }
      --left;
      if (!visit(*it)) return;
    }
  };
  const auto& all = newest_first_.facts;
  if (spec.order == facts::Order::newest_first) walk(all.begin(), all.end());
  else walk(all.rbegin(), all.rend());
  return {};
}

Result<engine::Partial> CustomerHistory::sums() const {
  engine::Partial sum;
  if (whole_) {
    for (const Fact& f : newest_first_.facts) engine::add(sum, facts::values_of(f));
    return sum;
  }
  facts::AggregateSpec all;
  all.workspace = workspace_;
  all.where = spec().where;
  PK_TRY(auto result, store_->aggregate(all));
  if (!result.rows.empty()) sum = std::move(result.rows[0].partial);
  return sum;
}

}  // namespace peakend::insight
