// Changes of what is stored: episodes, zones, erasure, merged customers, clearing.
#include <algorithm>

#include <fmt/format.h>

#include "adapters/duckdb/episode_rows.h"
#include "adapters/duckdb/fact_rows.h"
#include "adapters/duckdb/store.h"
#include "facts/fields.h"

namespace peakend::duck {
namespace {

constexpr const char* kSameCell =
    "f.journey = a.journey AND f.touchpoint = a.touchpoint AND f.stage = a.stage AND f.scene = a.scene AND f.kind = a.kind "
    "AND f.metric = a.metric";

std::vector<Param> params(std::initializer_list<Uuid> ids) {
  std::vector<Param> out;
  for (const Uuid& u : ids) out.push_back(Param::uuid(u));
  return out;
}

}  // namespace

Result<void> Store::put_episodes(WorkspaceNo ws, std::span<const facts::EpisodeFact> episodes, std::int64_t as_of_seq) {
  std::map<EpisodeId, const facts::EpisodeFact*> latest;  // an id given twice: the last one stays
  for (const auto& e : episodes) latest[e.id] = &e;
  std::vector<Uuid> ids;
  std::vector<const facts::EpisodeFact*> rows;
  for (const auto& [id, e] : latest) ids.push_back(id.uuid()), rows.push_back(e);

  std::lock_guard lock(write_mutex_);
  PK_TRY(auto tx, Transaction::begin(*writer_));
  if (!ids.empty()) {
    std::vector<Param> list;
    list.push_back(Param::uuids(ids));
    PK_TRY([[maybe_unused]] auto replaced,
           writer_->change(fmt::format("DELETE FROM episode WHERE workspace = {} AND id IN (SELECT unnest(?))", number_of(ws)), list));
    PK_TRY(auto appender, Appender::open(*writer_, "episode"));
    PK_CHECK(append_episodes(appender, ws, rows));
  }
  PK_CHECK(set_workspace(ws, fmt::format("episodes_seq = {}", as_of_seq)));
  return tx.commit();
}

Result<std::int64_t> Store::episodes_watermark(WorkspaceNo ws) const {
  PK_TRY(auto c, reader());
  return c->number(fmt::format("SELECT episodes_seq FROM workspace_state WHERE workspace = {}", number_of(ws)));
}

Result<void> Store::scan_episodes(const facts::EpisodeScanSpec& spec, const facts::VisitEpisode& visit) const {
  PK_TRY(auto c, reader());
  Query q = episodes_query(spec, episode_columns(spec.with_path));
  PK_TRY(auto rows, c->query(q.sql, q.params));
  for (;;) {
    PK_TRY(bool more, rows.next());
    if (!more) return {};
    const EpisodeReader episodes(rows, spec.with_path);
    for (idx_t i = 0; i < rows.size(); ++i)
      if (!visit(episodes.read(i))) return {};
  }
}

// Writes the roll-up rows of the workspace anew from its facts, in the open transaction. Facts are read on another
// connection, which sees them as before the transaction: it must not change them.
Result<void> Store::rebuild_rollup(WorkspaceNo ws, const calendar::Zone& zone) {
  PK_TRY(auto source, reader());
  PK_CHECK(writer_->run(fmt::format("DELETE FROM rollup WHERE workspace = {}", number_of(ws))));
  constexpr std::size_t kManyCells = 8192;
  facts::RollupFold fold;
  facts::DayCutter days(zone);
  spare_rows_[ws] = 0;
  PK_TRY(auto rows, source->query(fmt::format("SELECT {} FROM fact WHERE workspace = {}", rollup_columns(), number_of(ws))));
  for (;;) {
    PK_TRY(bool more, rows.next());
    if (more) {
      RollupReader facts(rows);
      for (idx_t i = 0; i < rows.size(); ++i) {
        const facts::Fact& f = facts.read(i);
        fold.add(ws, days.day(f.at), f);
      }
    }
    if (more && fold.size() < kManyCells) continue;
    PK_CHECK(append_cells(fold, nullptr));
    spare_rows_[ws] += static_cast<std::int64_t>(fold.size());
    fold.clear();
    if (!more) return {};
  }
}

Result<void> Store::set_zone(WorkspaceNo ws, std::string_view iana_zone) {
  PK_TRY(auto zone, calendar::Zone::find(iana_zone));
  std::lock_guard lock(write_mutex_);
  if (zone == zone_of(ws)) return {};
  PK_TRY(auto tx, Transaction::begin(*writer_));
  PK_CHECK(rebuild_rollup(ws, zone));
  // The name is the zone's own, so it needs no quoting.
  PK_CHECK(set_workspace(ws, fmt::format("zone = '{}'", zone.name())));
  PK_CHECK(tx.commit());
  cutters_.erase(ws);
  drop_cached(ws);
  std::unique_lock state(state_mutex_);
  zones_[ws] = zone;
  return {};
}

void Store::drop_cached(WorkspaceNo ws) {
  std::unique_lock lock(state_mutex_);
  cache_.erase(ws);
  too_big_.erase(ws);
}

// Adds the cells that hold the facts of the condition.
Result<void> Store::collect_affected(WorkspaceNo ws, const std::string& condition, std::span<const Param> with, facts::RollupFold& cells) {
  facts::DayCutter days(zone_of(ws));
  PK_TRY(auto rows, writer_->query(fmt::format("SELECT {} FROM fact {}", rollup_columns(), condition), with));
  for (;;) {
    PK_TRY(bool more, rows.next());
    if (!more) return {};
    RollupReader facts(rows);
    for (idx_t i = 0; i < rows.size(); ++i) {
      const facts::Fact& f = facts.read(i);
      cells.add(ws, days.day(f.at), f);
    }
  }
}

// Temporary table `affected`: the cells as ranges of time.
Result<void> Store::list_affected(WorkspaceNo ws, const facts::RollupFold& cells) {
  PK_CHECK(writer_->run("CREATE OR REPLACE TEMP TABLE affected(day INTEGER, lo BIGINT, hi BIGINT, journey VARCHAR, touchpoint VARCHAR, "
                        "stage VARCHAR, scene VARCHAR, kind UTINYINT, metric VARCHAR)"));
  facts::DayCutter days(zone_of(ws));
  PK_TRY(auto appender, Appender::open(*writer_, "affected"));
  std::size_t n = 0;
  for (const auto& cell : cells.cells()) {
    const facts::CellDims& d = cells.dims(cell);
    appender.column(0).set(n, cell.day);
    appender.column(1).set(n, days.start(cell.day));
    appender.column(2).set(n, days.start(cell.day + 1));
    idx_t column = 3;
    for (std::string_view text : {d.journey, d.touchpoint, d.stage, d.scene}) appender.column(column++).text(n, text);
    appender.column(7).set(n, static_cast<std::uint8_t>(d.kind));
    appender.column(8).text(n, d.metric);
    if (++n < Appender::kChunk) continue;
    PK_CHECK(appender.add(n));
    n = 0;
  }
  PK_CHECK(appender.add(n));
  return appender.finish();
}

// Replaces the rows of the affected cells by what the facts say now. Subtracting would leave min and max wrong.
Result<void> Store::rebuild_affected(WorkspaceNo ws) {
  facts::RollupFold fold;
  facts::DayCutter days(zone_of(ws));
  std::string columns;
  for (char c : "f." + rollup_columns()) columns += c == ' ' ? std::string(" f.") : std::string(1, c);
  {
    PK_TRY(auto rows, writer_->query(fmt::format("SELECT {} FROM fact f JOIN affected a ON {} AND f.at_ms >= a.lo AND f.at_ms < a.hi "
                                                 "WHERE f.workspace = {} AND f.at_ms >= (SELECT min(lo) FROM affected) "
                                                 "AND f.at_ms < (SELECT max(hi) FROM affected)", columns, kSameCell, number_of(ws))));
    for (;;) {
      PK_TRY(bool more, rows.next());
      if (!more) break;
      RollupReader facts(rows);
      for (idx_t i = 0; i < rows.size(); ++i) {
        const facts::Fact& f = facts.read(i);
        fold.add(ws, days.day(f.at), f);
      }
    }
  }
  PK_CHECK(writer_->run(fmt::format("DELETE FROM rollup f USING affected a WHERE f.workspace = {} AND f.day = a.day AND {}",
                                    number_of(ws), kSameCell)));
  PK_CHECK(append_cells(fold, nullptr));
  return writer_->run("DROP TABLE affected");
}

// One transaction for erasure (into = none) and merging.
Result<std::int64_t> Store::change_customer(WorkspaceNo ws, CustomerId from, CustomerId into) {
  std::lock_guard lock(write_mutex_);
  PK_TRY(auto tx, Transaction::begin(*writer_));
  auto both = fmt::format("WHERE workspace = {} AND customer = ?", number_of(ws));
  facts::RollupFold cells;
  PK_CHECK(collect_affected(ws, both, params({from.uuid()}), cells));
  PK_CHECK(list_affected(ws, cells));
  std::int64_t changed = 0;
  if (into.is_none()) {
    PK_TRY(changed, writer_->change("DELETE FROM fact " + both, params({from.uuid()})));
    PK_TRY([[maybe_unused]] auto episodes, writer_->change("DELETE FROM episode " + both, params({from.uuid()})));
  } else {
    auto group = facts::group_of(into, 0, 0);
    PK_TRY(changed, writer_->change(fmt::format("UPDATE fact SET customer = ?, grp = {} {}", group, both), params({into.uuid(), from.uuid()})));
    PK_TRY([[maybe_unused]] auto episodes, writer_->change("UPDATE episode SET customer = ? " + both, params({into.uuid(), from.uuid()})));
  }
  PK_CHECK(rebuild_affected(ws));
  PK_CHECK(tx.commit());
  if (changed > 0) drop_cached(ws);
  return changed;
}

Result<std::int64_t> Store::forget(WorkspaceNo ws, CustomerId customer) {
  if (customer.is_none()) return 0;
  return change_customer(ws, customer, CustomerId{});
}
Result<std::int64_t> Store::reassign(WorkspaceNo ws, CustomerId from, CustomerId into) {
  if (from.is_none() || into.is_none() || from == into) return 0;
  return change_customer(ws, from, into);
}

Result<std::int64_t> Store::place(WorkspaceNo ws, std::span<const facts::Placing> to) {
  if (to.empty()) return 0;
  std::vector<std::int64_t> seqs, items;
  for (const facts::Placing& p : to) seqs.push_back(p.seq), items.push_back(p.item);
  const auto [least, most] = std::ranges::minmax(seqs);
  const auto these = fmt::format("WHERE workspace = {} AND seq BETWEEN {} AND {} AND (seq, item) IN (SELECT unnest(?), unnest(?))",
                                 number_of(ws), least, most);
  std::vector<Param> which;
  which.push_back(Param::numbers(seqs));
  which.push_back(Param::numbers(items));

  std::lock_guard lock(write_mutex_);
  PK_TRY(auto tx, Transaction::begin(*writer_));
  facts::RollupFold cells;  // where the facts are now, and where they will be
  PK_CHECK(collect_affected(ws, these, which, cells));
  std::int64_t changed = 0;
  facts::FactBatch scratch;
  for (const facts::Placing& p : to) {
    std::vector<Param> values;
    for (const std::string* text : {&p.journey, &p.touchpoint, &p.stage, &p.scene})
      values.push_back(Param::text(facts::clean_text(*text, scratch)));
    std::string episode = "NULL";
    if (!p.episode.is_none()) episode = "?", values.push_back(Param::uuid(p.episode.uuid()));
    PK_TRY(const auto n, writer_->change(fmt::format("UPDATE fact SET journey = ?, touchpoint = ?, stage = ?, scene = ?, episode = {}, "
                                                     "breach = {} AND valence IS NOT NULL WHERE workspace = {} AND seq = {} AND item = {}",
                                                     episode, p.breach, number_of(ws), p.seq, p.item), values));
    changed += n;
  }
  if (changed == 0) return 0;
  PK_CHECK(collect_affected(ws, these, which, cells));
  PK_CHECK(list_affected(ws, cells));
  PK_CHECK(rebuild_affected(ws));
  PK_CHECK(tx.commit());
  drop_cached(ws);
  return changed;
}

Result<void> Store::clear(WorkspaceNo ws) {
  std::lock_guard lock(write_mutex_);
  PK_TRY(auto tx, Transaction::begin(*writer_));
  for (const char* table : {"fact", "rollup", "episode"})
    PK_CHECK(writer_->run(fmt::format("DELETE FROM {} WHERE workspace = {}", table, number_of(ws))));
  std::string refill = watermark_ > 0 ? fmt::format("refill_done = 0, refill_until = {}", watermark_) : "refill_done = NULL, refill_until = NULL";
  PK_CHECK(set_workspace(ws, "episodes_seq = 0, " + refill));
  PK_CHECK(tx.commit());
  spare_rows_.erase(ws);
  drop_cached(ws);
  return {};
}

Result<void> Store::clear_all() {
  std::lock_guard lock(write_mutex_);
  PK_TRY(auto tx, Transaction::begin(*writer_));
  for (const char* table : {"fact", "rollup", "episode"}) PK_CHECK(writer_->run(fmt::format("DELETE FROM {}", table)));
  PK_CHECK(writer_->run("UPDATE workspace_state SET episodes_seq = 0, refill_done = NULL, refill_until = NULL"));
  PK_CHECK(writer_->run("UPDATE state SET watermark = 0"));
  PK_CHECK(tx.commit());
  spare_rows_.clear();
  std::unique_lock state(state_mutex_);
  cache_.clear();
  too_big_.clear();
  watermark_ = 0;
  return {};
}

}  // namespace peakend::duck
