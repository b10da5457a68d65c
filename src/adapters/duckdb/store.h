#pragma once
// The store behind open_duckdb_facts, for the files of this folder. One connection writes, under write_mutex_;
// readers take a connection from a pool and see the last commit. What is mirrored in memory (watermark, zones,
// roll-up rows) changes under state_mutex_ right after the commit. Lock order: write_mutex_, state_mutex_.
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "adapters/duckdb/duck.h"
#include "adapters/duckdb/duckdb_facts.h"
#include "adapters/duckdb/query.h"
#include "facts/rollup.h"

namespace peakend::duck {

using Options = adapters::DuckdbOptions;

class Store final : public facts::FactStore {
 public:
  static Result<std::unique_ptr<facts::FactStore>> open(const std::string& path, const Options&);

  Result<void> append(const facts::FactBatch&, std::int64_t upto_seq) override;
  Result<std::int64_t> watermark() const override;
  Result<facts::AggregateResult> aggregate(const facts::AggregateSpec&) const override;
  Result<void> scan(const facts::ScanSpec&, const facts::Visit&) const override;
  Result<std::int64_t> count(const facts::ScanSpec&) const override;
  Result<facts::CustomerPage> customers(const facts::CustomerSpec&) const override;
  Result<void> put_episodes(WorkspaceNo, std::span<const facts::EpisodeFact>, std::int64_t as_of_seq) override;
  Result<std::int64_t> episodes_watermark(WorkspaceNo) const override;
  Result<void> scan_episodes(const facts::EpisodeScanSpec&, const facts::VisitEpisode&) const override;
  Result<void> set_zone(WorkspaceNo, std::string_view iana_zone) override;
  Result<std::int64_t> forget(WorkspaceNo, CustomerId) override;
  Result<std::int64_t> reassign(WorkspaceNo, CustomerId from, CustomerId into) override;
  Result<std::int64_t> place(WorkspaceNo, std::span<const facts::Placing>) override;
  Result<void> clear(WorkspaceNo) override;
  Result<std::vector<facts::Refill>> refills() const override;
  Result<void> refill(WorkspaceNo, const facts::FactBatch&, std::int64_t upto_seq) override;
  Result<void> clear_all() override;
  Result<std::int64_t> export_to(const facts::ScanSpec&, facts::ExportFormat, const std::string& path) const override;
  Result<void> backup(const std::string& path) const override;
  Result<facts::FactsStatus> status() const override;
  Result<void> tidy() override;

 private:
  // A pooled connection, given back at the end of the scope.
  class Lease {
   public:
    Lease(const Store& s, Connection c) : store_(&s), connection_(std::move(c)) {}
    Lease(Lease&& o) noexcept : store_(std::exchange(o.store_, nullptr)), connection_(std::move(o.connection_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection* operator->() { return &connection_; }
    Connection& operator*() { return connection_; }

   private:
    const Store* store_;
    Connection connection_;
  };
  // A cell as it goes to the table and, after the commit, to the cache.
  struct EncodedCell {
    WorkspaceNo workspace;
    calendar::Day day;
    facts::CellDims dims;
    std::string partial;
  };
  struct Cached {
    facts::RollupRows rows;
    mutable std::atomic<std::uint64_t> used{0};
  };

  explicit Store(std::string path, Options options) : path_(std::move(path)), options_(std::move(options)) {}
  Result<void> load_state();
  Result<void> upgrade();
  Result<Lease> reader() const;
  calendar::Zone zone_of(WorkspaceNo) const;

  // Writing; all need write_mutex_ and an open transaction.
  Result<void> append_facts(const facts::FactBatch&, facts::RollupFold&);
  Result<void> append_cells(const facts::RollupFold&, std::vector<EncodedCell>* keep);
  Result<void> set_workspace(WorkspaceNo, const std::string& assignment);
  Result<std::int64_t> change_customer(WorkspaceNo, CustomerId from, CustomerId into);
  Result<void> collect_affected(WorkspaceNo, const std::string& condition, std::span<const Param>, facts::RollupFold& cells);
  Result<void> list_affected(WorkspaceNo, const facts::RollupFold& cells);
  Result<void> rebuild_affected(WorkspaceNo);
  Result<void> rebuild_rollup(WorkspaceNo, const calendar::Zone&);
  // After the commit.
  void publish(std::vector<EncodedCell>&& cells, std::optional<std::int64_t> watermark);
  void drop_cached(WorkspaceNo);
  Result<void> compact_if_due(std::int64_t limit);
  Result<void> compact(WorkspaceNo);

  // Reading.
  Result<facts::AggregateResult> aggregate_facts(const facts::AggregateSpec&) const;
  Result<facts::AggregateResult> aggregate_rollup(facts::RollupAnswer&&, const facts::AggregateSpec&) const;
  Result<bool> from_cache(facts::RollupAnswer&, WorkspaceNo, facts::AggregateResult&) const;
  Result<void> from_table(facts::RollupAnswer&, const facts::AggregateSpec&, facts::AggregateResult&) const;
  Result<void> load_cache(WorkspaceNo) const;
  void make_room() const;
  Result<std::int64_t> export_parquet(const facts::ScanSpec&, const std::string& path) const;

  std::string path_;
  Options options_;
  std::unique_ptr<Database> db_;
  mutable std::mutex write_mutex_;
  std::optional<Connection> writer_;
  mutable std::mutex pool_mutex_;
  mutable std::vector<Connection> idle_;

  mutable std::shared_mutex state_mutex_;
  std::int64_t watermark_ = 0;
  std::map<WorkspaceNo, calendar::Zone> zones_;
  mutable std::map<WorkspaceNo, std::unique_ptr<Cached>> cache_;
  mutable std::set<WorkspaceNo> too_big_;  // workspaces whose rows do not fit the cache
  std::map<WorkspaceNo, facts::DayCutter> cutters_;   // write_mutex_
  std::map<WorkspaceNo, std::int64_t> spare_rows_;    // rows beyond one a cell in the table; write_mutex_
  mutable std::atomic<std::uint64_t> uses_{0};
};

inline std::uint32_t number_of(WorkspaceNo ws) { return static_cast<std::uint32_t>(ws); }

}  // namespace peakend::duck
