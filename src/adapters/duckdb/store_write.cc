// Opening, and everything on the way of an append.
#include <filesystem>

#include <fmt/format.h>

#include "adapters/duckdb/adapters_duckdb_sql.h"
#include "adapters/duckdb/fact_rows.h"
#include "adapters/duckdb/reopening.h"
#include "adapters/duckdb/store.h"
#include "base/failpoint.h"
#include "facts/fields.h"

namespace peakend::duck {

using facts::Fact;

Result<std::unique_ptr<facts::FactStore>> Store::open(const std::string& path, const Options& options) {
  std::unique_ptr<Store> store(new Store(path, options));
  Database::Settings settings{
      {"memory_limit", fmt::format("{}MB", options.memory_mb)},
      {"threads", fmt::format("{}", options.threads)},
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"preserve_insertion_order", "false"},
      {"allocator_background_threads", "true"},  // what a load took goes back to the system also when nothing is asked after it
      {"checkpoint_threshold", "256MB"},  // a checkpoint in mid-load costs hundreds of ms; tidy() does it when idle
  };
  if (path != ":memory:")
    settings.emplace_back("temp_directory", options.temp_dir.empty() ? path + ".tmp" : options.temp_dir);
  PK_TRY(store->db_, Database::open(path, settings));
  PK_TRY(auto writer, store->db_->connect());
  store->writer_.emplace(std::move(writer));
  // For appends only: in order means on one thread. Two gain nothing while the next rows are being projected, spin
  // while they wait for each other, and cost a third more in all.
  PK_CHECK(store->writer_->run("SET SESSION preserve_insertion_order = true"));
  PK_CHECK(store->load_state());
  return store;
}

Result<void> Store::load_state() {
  PK_TRY(auto made, writer_->number("SELECT count(*) FROM information_schema.tables WHERE table_name = 'state'"));
  if (!made) {
    PK_TRY(auto tx, Transaction::begin(*writer_));
    PK_CHECK(writer_->run(adapters_duckdb::sql::migration_0001_facts));
    PK_CHECK(tx.commit());
  }
  PK_TRY(watermark_, writer_->number("SELECT watermark FROM state"));
  {
    PK_TRY(auto rows, writer_->query("SELECT workspace, zone FROM workspace_state"));
    for (;;) {
      PK_TRY(bool more, rows.next());
      if (!more) break;
      for (idx_t i = 0; i < rows.size(); ++i) {
        PK_TRY(auto zone, calendar::Zone::find(rows.column(1).text(i)));
        zones_[WorkspaceNo{rows.column(0).at<std::uint32_t>(i)}] = zone;
      }
    }
  }
  PK_CHECK(upgrade());
  PK_TRY(auto rows, writer_->query("SELECT workspace, count(*) - count(DISTINCT (day, journey, touchpoint, stage, scene, kind, "
                                   "metric)) FROM rollup GROUP BY workspace"));
  for (;;) {
    PK_TRY(bool more, rows.next());
    if (!more) return {};
    for (idx_t i = 0; i < rows.size(); ++i)
      spare_rows_[WorkspaceNo{rows.column(0).at<std::uint32_t>(i)}] = rows.column(1).at<std::int64_t>(i);
  }
}

// A file whose roll-ups were encoded in an older way gets new ones, and one with older episodes none: facts are the
// truth, the rest follows.
Result<void> Store::upgrade() {
  constexpr std::int64_t kVersion = 3, kRollups = 2;
  PK_TRY(auto version, writer_->number("SELECT version FROM state"));
  if (version == kVersion) return {};
  if (version > kVersion) return fail(ErrorKind::unavailable, "facts_unavailable", "the file was written by a newer version");
  std::vector<WorkspaceNo> all;
  if (version < kRollups) {
    PK_TRY(auto rows, writer_->query("SELECT DISTINCT workspace FROM fact"));
    for (;;) {
      PK_TRY(bool more, rows.next());
      if (!more) break;
      for (idx_t i = 0; i < rows.size(); ++i) all.push_back(WorkspaceNo{rows.column(0).at<std::uint32_t>(i)});
    }
  }
  PK_TRY(auto tx, Transaction::begin(*writer_));
  if (version < kRollups) PK_CHECK(writer_->run("DELETE FROM rollup"));
  for (WorkspaceNo ws : all) PK_CHECK(rebuild_rollup(ws, zone_of(ws)));
  PK_CHECK(writer_->run(adapters_duckdb::sql::migration_0002_episode));
  return tx.commit();
}

calendar::Zone Store::zone_of(WorkspaceNo ws) const {
  std::shared_lock lock(state_mutex_);
  auto it = zones_.find(ws);
  return it == zones_.end() ? calendar::Zone{} : it->second;
}

Result<void> Store::append_facts(const facts::FactBatch& batch, facts::RollupFold& fold) {
  PK_TRY(auto appender, Appender::open(*writer_, "fact"));
  std::vector<Fact> chunk;
  chunk.reserve(Appender::kChunk);
  facts::FactBatch scratch;
  for (const Fact& fact : batch.facts) {
    const Fact& f = chunk.emplace_back(facts::as_stored(fact, scratch));
    auto cutter = cutters_.find(f.workspace);
    if (cutter == cutters_.end()) cutter = cutters_.emplace(f.workspace, facts::DayCutter(zone_of(f.workspace))).first;
    fold.add(f.workspace, cutter->second.day(f.at), f);
    if (chunk.size() < Appender::kChunk) continue;
    PK_CHECK(append_chunk(appender, chunk));
    chunk.clear();
  }
  PK_CHECK(append_chunk(appender, chunk));
  return appender.finish();
}

Result<void> Store::append_cells(const facts::RollupFold& fold, std::vector<EncodedCell>* keep) {
  PK_TRY(auto appender, Appender::open(*writer_, "rollup"));
  std::size_t n = 0;
  for (const auto& cell : fold.cells()) {
    const facts::CellDims& d = fold.dims(cell);
    std::string partial = engine::encode(cell.partial);
    appender.column(0).set(n, number_of(cell.workspace));
    appender.column(1).set(n, cell.day);
    idx_t column = 2;
    for (std::string_view text : {d.journey, d.touchpoint, d.stage, d.scene}) appender.column(column++).text(n, text);
    appender.column(6).set(n, static_cast<std::uint8_t>(d.kind));
    appender.column(7).text(n, d.metric);
    appender.column(8).text(n, partial);
    if (keep) keep->push_back({cell.workspace, cell.day, d, std::move(partial)});
    if (++n < Appender::kChunk) continue;
    PK_CHECK(appender.add(n));
    n = 0;
  }
  PK_CHECK(appender.add(n));
  return appender.finish();
}

void Store::publish(std::vector<EncodedCell>&& cells, std::optional<std::int64_t> watermark) {
  std::unique_lock lock(state_mutex_);
  if (watermark) watermark_ = *watermark;
  WorkspaceNo last = WorkspaceNo::none;
  Cached* cached = nullptr;
  for (const EncodedCell& c : cells) {
    ++spare_rows_[c.workspace];
    if (c.workspace != last) {
      auto it = cache_.find(c.workspace);
      cached = it == cache_.end() ? nullptr : it->second.get();
      last = c.workspace;
    }
    if (cached) cached->rows.add(c.dims, c.day, c.partial);
  }
  for (auto& [ws, c] : cache_) c->rows.compact_if_many();
  make_room();
}

Result<void> Store::append(const facts::FactBatch& batch, std::int64_t upto_seq) {
  std::lock_guard lock(write_mutex_);
  if (upto_seq <= watermark_) return {};
  facts::RollupFold fold;
  std::vector<EncodedCell> cells;
  PK_TRY(auto tx, Transaction::begin(*writer_));
  PK_CHECK(append_facts(batch, fold));
  PK_FAILPOINT("facts.after_rows");
  PK_CHECK(append_cells(fold, &cells));
  PK_FAILPOINT("facts.after_rollup");
  PK_CHECK(writer_->run(fmt::format("UPDATE state SET watermark = {}", upto_seq)));
  PK_FAILPOINT("facts.before_commit");
  PK_CHECK(tx.commit());
  PK_FAILPOINT_STEP("facts.after_commit");
  publish(std::move(cells), upto_seq);
  constexpr std::int64_t kManySpare = 100'000;
  return compact_if_due(kManySpare);
}

Result<void> Store::refill(WorkspaceNo ws, const facts::FactBatch& batch, std::int64_t upto_seq) {
  std::lock_guard lock(write_mutex_);
  auto where = fmt::format("FROM workspace_state WHERE workspace = {} AND refill_until IS NOT NULL", number_of(ws));
  PK_TRY(auto done, writer_->number("SELECT refill_done " + where, {}, INT64_MAX));
  PK_TRY(auto until, writer_->number("SELECT refill_until " + where));
  if (upto_seq <= done) return {};
  facts::RollupFold fold;
  std::vector<EncodedCell> cells;
  PK_TRY(auto tx, Transaction::begin(*writer_));
  PK_CHECK(append_facts(batch, fold));
  PK_FAILPOINT("facts.after_rows");
  PK_CHECK(append_cells(fold, &cells));
  PK_FAILPOINT("facts.after_rollup");
  PK_CHECK(set_workspace(ws, upto_seq >= until ? "refill_done = NULL, refill_until = NULL" : fmt::format("refill_done = {}", upto_seq)));
  PK_FAILPOINT("facts.before_commit");
  PK_CHECK(tx.commit());
  PK_FAILPOINT_STEP("facts.after_commit");
  publish(std::move(cells), std::nullopt);
  return {};
}

Result<std::vector<facts::Refill>> Store::refills() const {
  PK_TRY(auto c, reader());
  PK_TRY(auto rows, c->query("SELECT workspace, refill_done, refill_until FROM workspace_state WHERE refill_until IS NOT NULL "
                             "ORDER BY workspace"));
  std::vector<facts::Refill> out;
  for (;;) {
    PK_TRY(bool more, rows.next());
    if (!more) return out;
    for (idx_t i = 0; i < rows.size(); ++i)
      out.push_back({WorkspaceNo{rows.column(0).at<std::uint32_t>(i)}, rows.column(1).at<std::int64_t>(i),
                     rows.column(2).at<std::int64_t>(i)});
  }
}

Result<void> Store::set_workspace(WorkspaceNo ws, const std::string& assignment) {
  auto update = fmt::format("UPDATE workspace_state SET {} WHERE workspace = {}", assignment, number_of(ws));
  PK_TRY(auto changed, writer_->change(update));
  if (changed > 0) return {};
  PK_CHECK(writer_->run(fmt::format("INSERT INTO workspace_state VALUES ({}, 'UTC', 0, NULL, NULL)", number_of(ws))));
  return writer_->run(update);
}

Result<std::int64_t> Store::watermark() const {
  std::shared_lock lock(state_mutex_);
  return watermark_;
}

}  // namespace peakend::duck

namespace peakend::adapters {

Result<std::unique_ptr<facts::FactStore>> open_duckdb_facts(const std::string& path, DuckdbOptions options) {
  return duck::make_reopening([path, options] { return duck::Store::open(path, options); });
}

}  // namespace peakend::adapters
