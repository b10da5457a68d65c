// Questions: aggregates from roll-ups or facts, scans, customers, export.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "adapters/duckdb/fact_rows.h"
#include "adapters/duckdb/store.h"
#include "facts/csv.h"
#include "facts/fields.h"

namespace peakend::duck {

using facts::AggregateResult;
using facts::AggregateSpec;
using facts::RollupAnswer;

Store::Lease::~Lease() {
  constexpr std::size_t kIdle = 8;
  if (!store_) return;
  std::lock_guard lock(store_->pool_mutex_);
  if (store_->idle_.size() < kIdle) store_->idle_.push_back(std::move(connection_));
}

Result<Store::Lease> Store::reader() const {
  {
    std::lock_guard lock(pool_mutex_);
    if (!idle_.empty()) {
      Lease lease(*this, std::move(idle_.back()));
      idle_.pop_back();
      return lease;
    }
  }
  PK_TRY(auto c, db_->connect());
  return Lease(*this, std::move(c));
}

Result<AggregateResult> Store::aggregate(const AggregateSpec& spec) const {
  PK_CHECK(facts::check(spec));
  facts::DayCutter days(zone_of(spec.workspace));
  if (auto answer = RollupAnswer::plan(spec, days)) return aggregate_rollup(*std::move(answer), spec);
  return aggregate_facts(spec);
}

Result<AggregateResult> Store::aggregate_rollup(RollupAnswer&& answer, const AggregateSpec& spec) const {
  AggregateResult out;
  out.from_rollup = true;
  PK_TRY(bool cached, from_cache(answer, spec.workspace, out));
  if (!cached) PK_CHECK(from_table(answer, spec, out));
  if (answer.too_many()) return tl::unexpected(facts::too_many_rows(spec.max_rows));
  out.rows = std::move(answer).finish();
  return out;
}

// A zone that changes between planning and reading would cut the days differently: the next question is right
// again, and set_zone is rare enough.
Result<bool> Store::from_cache(RollupAnswer& answer, WorkspaceNo ws, AggregateResult& out) const {
  for (int attempt = 0; attempt < 2; ++attempt) {
    {
      std::shared_lock lock(state_mutex_);
      if (too_big_.contains(ws)) return false;
      if (auto it = cache_.find(ws); it != cache_.end()) {
        it->second->used = ++uses_;
        out.as_of_seq = watermark_;
        answer.expect(it->second->rows.rows().size());
        for (const auto& row : it->second->rows.rows()) {
          if (!answer.add(it->second->rows.dims(), row)) return fail(ErrorKind::internal, "damaged_rollup");
          if (answer.too_many()) break;
        }
        return true;
      }
    }
    PK_CHECK(load_cache(ws));
  }
  return false;
}

namespace {

constexpr const char* kCellColumns = "day, journey, touchpoint, stage, scene, kind, metric, partial";

facts::CellDims read_dims(const Rows& rows, idx_t i) {
  return {rows.column(1).text(i), rows.column(2).text(i), rows.column(3).text(i), rows.column(4).text(i),
          rows.column(6).text(i), static_cast<facts::FactKind>(rows.column(5).at<std::uint8_t>(i))};
}

// BEGIN, so that several queries see one state; the watermark of that state.
Result<std::pair<Transaction, std::int64_t>> snapshot(Connection& c) {
  PK_TRY(auto tx, Transaction::begin(c));
  PK_TRY(auto watermark, c.number("SELECT watermark FROM state"));
  return std::pair(std::move(tx), watermark);
}

}  // namespace

Result<void> Store::load_cache(WorkspaceNo ws) const {
  std::lock_guard no_append(write_mutex_);
  {
    std::shared_lock lock(state_mutex_);
    if (cache_.contains(ws) || too_big_.contains(ws)) return {};
  }
  PK_TRY(auto c, reader());
  auto cached = std::make_unique<Cached>();
  PK_TRY(auto rows, c->query(fmt::format("SELECT {} FROM rollup WHERE workspace = {}", kCellColumns, number_of(ws))));
  bool fits = true;
  while (fits) {
    PK_TRY(bool more, rows.next());
    if (!more) break;
    for (idx_t i = 0; i < rows.size(); ++i)
      cached->rows.add(read_dims(rows, i), rows.column(0).at<std::int32_t>(i), rows.column(7).text(i));
    cached->rows.compact_if_many();
    fits = cached->rows.bytes() <= options_.rollup_cache_mb << 20;
  }
  std::unique_lock lock(state_mutex_);
  if (!fits) {
    too_big_.insert(ws);
    return {};
  }
  cached->used = ++uses_;
  cache_[ws] = std::move(cached);
  make_room();
  return {};
}

// Drops the least used workspaces until the rest fits; needs state_mutex_.
void Store::make_room() const {
  for (;;) {
    std::size_t bytes = 0;
    auto oldest = cache_.end();
    for (auto it = cache_.begin(); it != cache_.end(); ++it) {
      bytes += it->second->rows.bytes();
      if (oldest == cache_.end() || it->second->used < oldest->second->used) oldest = it;
    }
    if (bytes <= options_.rollup_cache_mb << 20) return;
    if (cache_.size() == 1) too_big_.insert(oldest->first);
    cache_.erase(oldest);
  }
}

Result<void> Store::from_table(RollupAnswer& answer, const AggregateSpec& spec, AggregateResult& out) const {
  PK_TRY(auto c, reader());
  PK_TRY(auto state, snapshot(*c));
  out.as_of_seq = state.second;
  facts::DimsTable dims;
  PK_TRY(auto rows, c->query(fmt::format("SELECT {} FROM rollup WHERE workspace = {} AND day >= {} AND day < {}", kCellColumns,
                                         number_of(spec.workspace), answer.first_day(), answer.last_day())));
  for (;;) {
    PK_TRY(bool more, rows.next());
    if (!more) return {};
    for (idx_t i = 0; i < rows.size(); ++i) {
      facts::RollupRows::Row row{rows.column(0).at<std::int32_t>(i), dims.number(read_dims(rows, i)), rows.column(7).text(i)};
      if (!answer.add(dims, row)) return fail(ErrorKind::internal, "damaged_rollup");
    }
    if (answer.too_many()) return {};
  }
}

Result<AggregateResult> Store::aggregate_facts(const AggregateSpec& spec) const {
  using Key = std::vector<std::string>;
  std::map<Key, engine::Partial, facts::KeyLess> cells{facts::KeyLess(spec.by)};
  PK_TRY(auto c, reader());
  PK_TRY(auto state, snapshot(*c));
  auto key_of = [&](const Rows& rows, idx_t i) {
    Key key;
    for (std::size_t d = 0; d < spec.by.size(); ++d) key.push_back(key_text(spec.by[d], rows.column(d), i));
    return key;
  };
  auto each_row = [&](const Query& q, auto&& use) -> Result<void> {
    PK_TRY(auto rows, c->query(q.sql, q.params));
    for (;;) {
      PK_TRY(bool more, rows.next());
      if (!more) return {};
      for (idx_t i = 0; i < rows.size(); ++i) {
        use(rows, i, cells[key_of(rows, i)]);
        if (cells.size() > spec.max_rows) return tl::unexpected(facts::too_many_rows(spec.max_rows));
      }
    }
  };
  idx_t n = spec.by.size();
  PK_CHECK(each_row(sums_query(spec), [&](const Rows& rows, idx_t i, engine::Partial& p) { read_sums(rows, n, i, p); }));
  if (spec.clusters != engine::Measure::none)
    PK_CHECK(each_row(clusters_query(spec), [&](const Rows& rows, idx_t i, engine::Partial& p) {
      p.clusters = {rows.column(n).at<std::int64_t>(i), rows.column(n + 1).big(i), rows.column(n + 2).big(i), rows.column(n + 3).big(i)};
    }));
  AggregateResult out;
  out.as_of_seq = state.second;
  for (auto& [key, partial] : cells) {
    if (partial.empty()) continue;  // without dimensions the cluster query gives a row for nothing
    partial.groups.pack();
    out.rows.push_back({key, std::move(partial)});
  }
  return out;
}

Result<void> Store::scan(const facts::ScanSpec& spec, const facts::Visit& visit) const {
  PK_CHECK(facts::check(spec));
  PK_TRY(auto c, reader());
  Query q = scan_query(spec, fact_columns(spec.want));
  PK_TRY(auto rows, c->query(q.sql, q.params));
  for (;;) {
    PK_TRY(bool more, rows.next());
    if (!more) return {};
    FactReader facts(rows, spec.want);
    for (idx_t i = 0; i < rows.size(); ++i)
      if (!visit(facts.read(i))) return {};
  }
}

Result<std::int64_t> Store::count(const facts::ScanSpec& spec) const {
  PK_CHECK(facts::check(spec));
  PK_TRY(auto c, reader());
  Query q = count_query(spec);
  return c->number(q.sql, q.params);
}

Result<facts::CustomerPage> Store::customers(const facts::CustomerSpec& spec) const {
  facts::CustomerPage page;
  PK_TRY(auto c, reader());
  PK_TRY(auto state, snapshot(*c));
  Query query = customers_query(spec);
  std::map<Uuid, std::size_t> places;
  std::vector<Uuid> ids;
  {
    PK_TRY(auto rows, c->query(query.sql, query.params));
    for (;;) {
      PK_TRY(bool more, rows.next());
      if (!more) break;
      auto number = [&](idx_t column, idx_t i) { return rows.column(column).at<std::int64_t>(i); };
      for (idx_t i = 0; i < rows.size(); ++i) {
        page.total = number(0, i);
        if (rows.column(1).null(i)) break;  // an empty page
        ids.push_back(rows.column(1).uuid(i));
        places[ids.back()] = page.rows.size();
        page.rows.push_back({CustomerId{ids.back()}, {}, number(2, i), number(3, i), number(4, i), number(5, i),
                             rows.column(6).sum(i), number(7, i), number(8, i), number(9, i), number(10, i)});
      }
    }
  }
  if (ids.empty()) return page;
  // The latest name of each customer of the page.
  std::vector<Param> params;
  params.push_back(Param::uuids(ids));
  PK_TRY(auto rows, c->query(fmt::format("SELECT customer, user_id, at_ms, seq, item FROM fact WHERE workspace = {} AND user_id <> '' "
                                         "AND customer IN (SELECT unnest(?))", number_of(spec.workspace)), params));
  std::vector<std::tuple<std::int64_t, std::int64_t, std::int32_t>> named(ids.size(), {INT64_MIN, 0, 0});
  for (;;) {
    PK_TRY(bool more, rows.next());
    if (!more) return page;
    for (idx_t i = 0; i < rows.size(); ++i) {
      std::size_t place = places[rows.column(0).uuid(i)];
      std::tuple at{rows.column(2).at<std::int64_t>(i), rows.column(3).at<std::int64_t>(i), rows.column(4).at<std::int32_t>(i)};
      if (at > named[place]) named[place] = at, page.rows[place].user_id = rows.column(1).text(i);
    }
  }
}

Result<std::int64_t> Store::export_to(const facts::ScanSpec& spec, facts::ExportFormat format, const std::string& path) const {
  PK_CHECK(facts::check(spec));
  if (format == facts::ExportFormat::csv) return facts::export_csv(*this, spec, path);
  return export_parquet(spec, path);
}

Result<std::int64_t> Store::export_parquet(const facts::ScanSpec& spec, const std::string& path) const {
  if (std::error_code error; std::filesystem::exists(path, error)) return fail(ErrorKind::conflict, "file_exists", path);
  auto words = [](std::string_view column, auto text, int count) {
    std::string sql = fmt::format("CASE {}", column);
    for (int i = 1; i <= count; ++i) sql += fmt::format(" WHEN {} THEN '{}'", i, text(i));
    return sql + fmt::format(" ELSE '' END AS {}", column);
  };
  std::string columns = fmt::format(
      "seq, item, make_timestamp(at_ms * 1000) AS \"at\", {}, 'cus_' || replace(CAST(customer AS VARCHAR), '-', '') AS customer, "
      "user_id, 'epi_' || replace(CAST(episode AS VARCHAR), '-', '') AS episode, episode_key, journey, touchpoint, stage, scene, "
      "channel, name, metric, message_id, score, valence / 10000.0 AS valence, CASE WHEN valence IS NOT NULL THEN cls END AS cls, "
      "CASE WHEN valence IS NOT NULL THEN breach END AS breach, expectation, actual, log_ratio / 1000000.0 AS log_ratio, {}, "
      "make_timestamp(due * 1000) AS due, {}, weight, lang, text, tags",
      words("kind", [](int i) { return facts::kind_text(static_cast<facts::FactKind>(i)); }, 4),
      words("promise", [](int i) { return facts::promise_text(static_cast<facts::Promise>(i)); }, 3),
      words("basis", [](int i) { return engine::name_of(static_cast<engine::Basis>(i)); }, 4));
  std::string quoted;
  for (char ch : path) quoted += ch == '\'' ? "''" : std::string(1, ch);
  Query q = scan_query(spec, columns);
  PK_TRY(auto c, reader());
  auto written = c->change(fmt::format("COPY ({}) TO '{}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)", q.sql, quoted), q.params);
  std::error_code ignored;
  if (!written) std::filesystem::remove(path, ignored);
  return written;
}

Result<facts::FactsStatus> Store::status() const {
  PK_TRY(auto c, reader());
  PK_TRY(auto state, snapshot(*c));
  facts::FactsStatus out;
  out.engine = fmt::format("duckdb {}", std::string_view(duckdb_library_version()).substr(1));
  out.watermark = state.second;
  PK_TRY(out.facts, c->number("SELECT count(*) FROM fact"));
  for (const char* suffix : {"", ".wal"}) {
    std::error_code error;
    auto bytes = std::filesystem::file_size(path_ + suffix, error);
    if (!error) out.bytes += static_cast<std::int64_t>(bytes);
  }
  return out;
}

}  // namespace peakend::duck
