#include "adapters/duckdb/reopening.h"

#include <chrono>
#include <mutex>
#include <type_traits>

#include "base/log.h"
#include "base/metrics.h"

namespace peakend::duck {
namespace {

using namespace facts;

class Reopening final : public FactStore {
 public:
  Reopening(OpenFacts open, std::shared_ptr<FactStore> first) : open_(std::move(open)), current_(std::move(first)) {}

  Result<void> append(const FactBatch& b, std::int64_t upto) override {
    return with([&](FactStore& s) { return s.append(b, upto); });
  }
  Result<std::int64_t> watermark() const override {
    return with([](FactStore& s) { return s.watermark(); });
  }
  Result<AggregateResult> aggregate(const AggregateSpec& spec) const override {
    return with([&](FactStore& s) { return s.aggregate(spec); });
  }
  Result<void> scan(const ScanSpec& spec, const Visit& visit) const override {
    return with([&](FactStore& s) { return s.scan(spec, visit); });
  }
  Result<std::int64_t> count(const ScanSpec& spec) const override {
    return with([&](FactStore& s) { return s.count(spec); });
  }
  Result<CustomerPage> customers(const CustomerSpec& spec) const override {
    return with([&](FactStore& s) { return s.customers(spec); });
  }
  Result<void> put_episodes(WorkspaceNo ws, std::span<const EpisodeFact> e, std::int64_t as_of) override {
    return with([&](FactStore& s) { return s.put_episodes(ws, e, as_of); });
  }
  Result<std::int64_t> episodes_watermark(WorkspaceNo ws) const override {
    return with([&](FactStore& s) { return s.episodes_watermark(ws); });
  }
  Result<void> scan_episodes(const EpisodeScanSpec& spec, const VisitEpisode& visit) const override {
    return with([&](FactStore& s) { return s.scan_episodes(spec, visit); });
  }
  Result<void> set_zone(WorkspaceNo ws, std::string_view zone) override {
    return with([&](FactStore& s) { return s.set_zone(ws, zone); });
  }
  Result<std::int64_t> forget(WorkspaceNo ws, CustomerId c) override {
    return with([&](FactStore& s) { return s.forget(ws, c); });
  }
  Result<std::int64_t> reassign(WorkspaceNo ws, CustomerId from, CustomerId into) override {
    return with([&](FactStore& s) { return s.reassign(ws, from, into); });
  }
  Result<std::int64_t> place(WorkspaceNo ws, std::span<const Placing> to) override {
    return with([&](FactStore& s) { return s.place(ws, to); });
  }
  Result<void> clear(WorkspaceNo ws) override {
    return with([&](FactStore& s) { return s.clear(ws); });
  }
  Result<std::vector<Refill>> refills() const override {
    return with([](FactStore& s) { return s.refills(); });
  }
  Result<void> refill(WorkspaceNo ws, const FactBatch& b, std::int64_t upto) override {
    return with([&](FactStore& s) { return s.refill(ws, b, upto); });
  }
  Result<void> clear_all() override {
    return with([](FactStore& s) { return s.clear_all(); });
  }
  Result<std::int64_t> export_to(const ScanSpec& spec, ExportFormat format, const std::string& path) const override {
    return with([&](FactStore& s) { return s.export_to(spec, format, path); });
  }
  Result<void> backup(const std::string& path) const override {
    return with([&](FactStore& s) { return s.backup(path); });
  }
  Result<FactsStatus> status() const override {
    return with([](FactStore& s) { return s.status(); });
  }
  Result<void> tidy() override {
    return with([](FactStore& s) { return s.tidy(); });
  }

 private:
  template <class F>
  auto with(F call) const -> std::invoke_result_t<F, FactStore&> {
    PK_TRY(const std::shared_ptr<FactStore> store, take());
    auto result = call(*store);
    if (!result && result.error().code == kInvalidated) retire(store, result.error());
    return result;
  }

  Result<std::shared_ptr<FactStore>> take() const {
    const std::lock_guard lock(mutex_);
    if (current_) return current_;
    const auto busy = [](const char* why) { return fail(ErrorKind::unavailable, kInvalidated, why); };
    // One process may have the file open once: the broken store must be closed first.
    if (retired_ && retired_.use_count() > 1) return busy("calls on the invalid store have not returned yet");
    retired_.reset();
    const auto now = std::chrono::steady_clock::now();
    if (now - tried_ < std::chrono::seconds(1)) return busy("waiting before the next try");
    tried_ = now;
    PK_TRY(current_, open_());
    log::info("facts opened again");
    static auto& count = metrics::counter("peakend_facts_reopened_total");
    count.add();
    return current_;
  }

  void retire(const std::shared_ptr<FactStore>& broken, const Error& why) const {
    const std::lock_guard lock(mutex_);
    if (current_ != broken) return;
    log::failure("facts became invalid and will be opened again", why);
    retired_ = std::move(current_);
    current_.reset();
    tried_ = {};
  }

  const OpenFacts open_;
  mutable std::mutex mutex_;  // guards the rest
  mutable std::shared_ptr<FactStore> current_, retired_;  // at most one is set
  mutable std::chrono::steady_clock::time_point tried_{};
};

}  // namespace

Result<std::unique_ptr<FactStore>> make_reopening(OpenFacts open) {
  PK_TRY(std::shared_ptr<FactStore> first, open());
  return std::make_unique<Reopening>(std::move(open), std::move(first));
}

}  // namespace peakend::duck
