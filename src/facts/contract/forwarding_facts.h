#pragma once
// A FactStore that hands every call to another one; tests override what they want to bend.
#include "facts/facts.h"

namespace peakend::facts {

class ForwardingFacts : public FactStore {
 public:
  explicit ForwardingFacts(FactStore& real) : real_(real) {}
  Result<void> append(const FactBatch& b, std::int64_t upto) override { return real_.append(b, upto); }
  Result<std::int64_t> watermark() const override { return real_.watermark(); }
  Result<AggregateResult> aggregate(const AggregateSpec& s) const override { return real_.aggregate(s); }
  Result<void> scan(const ScanSpec& s, const Visit& v) const override { return real_.scan(s, v); }
  Result<std::int64_t> count(const ScanSpec& s) const override { return real_.count(s); }
  Result<CustomerPage> customers(const CustomerSpec& s) const override { return real_.customers(s); }
  Result<void> put_episodes(WorkspaceNo w, std::span<const EpisodeFact> e, std::int64_t s) override { return real_.put_episodes(w, e, s); }
  Result<std::int64_t> episodes_watermark(WorkspaceNo w) const override { return real_.episodes_watermark(w); }
  Result<void> scan_episodes(const EpisodeScanSpec& s, const VisitEpisode& v) const override { return real_.scan_episodes(s, v); }
  Result<void> set_zone(WorkspaceNo w, std::string_view z) override { return real_.set_zone(w, z); }
  Result<std::int64_t> forget(WorkspaceNo w, CustomerId c) override { return real_.forget(w, c); }
  Result<std::int64_t> reassign(WorkspaceNo w, CustomerId a, CustomerId b) override { return real_.reassign(w, a, b); }
  Result<std::int64_t> place(WorkspaceNo w, std::span<const Placing> p) override { return real_.place(w, p); }
  Result<void> clear(WorkspaceNo w) override { return real_.clear(w); }
  Result<std::vector<Refill>> refills() const override { return real_.refills(); }
  Result<void> refill(WorkspaceNo w, const FactBatch& b, std::int64_t u) override { return real_.refill(w, b, u); }
  Result<void> clear_all() override { return real_.clear_all(); }
  Result<std::int64_t> export_to(const ScanSpec& s, ExportFormat f, const std::string& p) const override { return real_.export_to(s, f, p); }
  Result<void> backup(const std::string& p) const override { return real_.backup(p); }
  Result<FactsStatus> status() const override { return real_.status(); }
  Result<void> tidy() override { return real_.tidy(); }

 private:
  FactStore& real_;
};

}  // namespace peakend::facts
