#include "adapters/duckdb/duck.h"

#include "adapters/duckdb/reopening.h"

#include <fmt/format.h>

#include "facts/fields.h"

namespace peakend::duck {
namespace {

using Prepared = Owned<duckdb_prepared_statement, duckdb_destroy_prepare>;

Result<Prepared> prepare(duckdb_connection c, const std::string& sql, std::span<const Param> params) {
  Prepared p;
  if (duckdb_prepare(c, sql.c_str(), p.out()) == DuckDBError) return failure(sql, duckdb_prepare_error(p.get()));
  for (std::size_t i = 0; i < params.size(); ++i)
    if (duckdb_bind_value(p.get(), i + 1, params[i].get()) == DuckDBError)
      return failure(fmt::format("parameter {} of {}", i + 1, sql), duckdb_prepare_error(p.get()));
  return p;
}

tl::unexpected<Error> result_failure(const std::string& sql, duckdb_result& r) {
  auto e = failure(sql, duckdb_result_error(&r));
  duckdb_destroy_result(&r);
  return e;
}

}  // namespace

tl::unexpected<Error> failure(std::string what, const char* message) {
  constexpr std::size_t kLogBytes = 300;
  if (what.size() > kLogBytes) what.resize(kLogBytes);
  const std::string_view text = message ? message : "failed";
  const bool invalid = text.find("database has been invalidated") != text.npos || text.starts_with("FATAL Error");
  // Data that DuckDB will never take must not look like trouble that passes: the projector would wait for ever.
  const auto begins = [&](std::string_view kind) { return text.starts_with(kind); };
  const bool refused = !invalid && (begins("Constraint Error") || begins("Conversion Error") || begins("Out of Range Error") ||
                                    begins("Invalid Input Error") || begins("Invalid unicode"));
  return fail(refused ? ErrorKind::internal : ErrorKind::unavailable,
              invalid ? kInvalidated : refused ? "internal" : "facts_unavailable", fmt::format("duckdb: {} [{}]", text, what));
}

Result<bool> Rows::next() {
  if (task::stopped()) return task::cancelled();
  chunk_ = Owned<duckdb_data_chunk, duckdb_destroy_data_chunk>(duckdb_fetch_chunk(result_));
  if (chunk_.get() && size() > 0) return task::read(static_cast<std::int64_t>(size())), true;
  if (task::stopped()) return task::cancelled();
  const char* message = duckdb_result_error(&result_);
  if (message && *message) return failure("fetch", message);
  return false;
}

Param Param::text(std::string_view s) {
  return Param(facts::storable(s) ? duckdb_create_varchar_length(s.data(), s.size()) : duckdb_create_null_value());
}

namespace {
template <class T, class Make>
duckdb_value list_of(duckdb_type of, std::span<const T> items, Make make) {
  Type type(duckdb_create_logical_type(of));
  std::vector<Value> owners;
  std::vector<duckdb_value> values;
  for (const T& item : items) {
    owners.emplace_back(make(item));
    values.push_back(owners.back().get());
  }
  return duckdb_create_list_value(type.get(), values.data(), values.size());
}
}  // namespace

Param Param::uuids(std::span<const Uuid> ids) {
  return Param(list_of(DUCKDB_TYPE_UUID, ids, [](const Uuid& u) { return duckdb_create_uuid({u.lo, u.hi}); }));
}
Param Param::numbers(std::span<const std::int64_t> numbers) {
  return Param(list_of(DUCKDB_TYPE_BIGINT, numbers, [](std::int64_t n) { return duckdb_create_int64(n); }));
}
Param Param::texts(std::span<const std::string> texts) {
  return Param(list_of(DUCKDB_TYPE_VARCHAR, texts, [](const std::string& s) {
    return facts::storable(s) ? duckdb_create_varchar_length(s.data(), s.size()) : duckdb_create_null_value();
  }));
}

Result<Connection> Connection::open(duckdb_database db) {
  Connection c;
  if (duckdb_connect(db, c.c_.out()) == DuckDBError) return failure("connect", nullptr);
  return c;
}

Result<void> Connection::run(const std::string& sql) {
  duckdb_result r;
  if (duckdb_query(c_.get(), sql.c_str(), &r) == DuckDBError) return result_failure(sql, r);
  duckdb_destroy_result(&r);
  return {};
}

Result<std::int64_t> Connection::change(const std::string& sql, std::span<const Param> params) {
  PK_TRY(Prepared p, prepare(c_.get(), sql, params));
  duckdb_result r;
  if (duckdb_execute_prepared(p.get(), &r) == DuckDBError) return result_failure(sql, r);
  auto changed = static_cast<std::int64_t>(duckdb_rows_changed(&r));
  duckdb_destroy_result(&r);
  return changed;
}

Result<Rows> Connection::query(const std::string& sql, std::span<const Param> params) {
  PK_TRY(Prepared p, prepare(c_.get(), sql, params));
  // Sorting and grouping happen before the first row: only an interrupt reaches them.
  OnStop stop([c = c_.get()] { duckdb_interrupt(c); });
  if (task::stopped()) return task::cancelled();
  duckdb_result r;
  if (duckdb_execute_prepared_streaming(p.get(), &r) == DuckDBError) {
    auto failed = result_failure(sql, r);
    return task::stopped() ? task::cancelled() : std::move(failed);
  }
  return Rows(r, std::move(stop));
}

Result<std::int64_t> Connection::number(const std::string& sql, std::span<const Param> params, std::int64_t otherwise) {
  PK_TRY(Rows rows, query(fmt::format("SELECT CAST(({}) AS BIGINT)", sql), params));
  PK_TRY(bool any, rows.next());
  if (!any || rows.column(0).null(0)) return otherwise;
  return rows.column(0).at<std::int64_t>(0);
}

Result<Transaction> Transaction::begin(Connection& c) {
  PK_CHECK(c.run("BEGIN TRANSACTION"));
  return Transaction(c);
}
Result<void> Transaction::commit() {
  PK_CHECK(c_->run("COMMIT"));
  c_ = nullptr;
  return {};
}

void Appender::Free::operator()(duckdb_appender* a) const {
  duckdb_appender_destroy(a);
  delete a;
}

Result<Appender> Appender::open(Connection& c, const char* table) {
  Appender a;
  a.appender_.reset(new duckdb_appender{});
  if (duckdb_appender_create(c.get(), nullptr, table, a.appender_.get()) == DuckDBError)
    return failure(table, duckdb_appender_error(*a.appender_));
  idx_t columns = duckdb_appender_column_count(*a.appender_);
  std::vector<Type> owners;
  std::vector<duckdb_logical_type> types;
  for (idx_t i = 0; i < columns; ++i) {
    owners.emplace_back(duckdb_appender_column_type(*a.appender_, i));
    types.push_back(owners.back().get());
  }
  a.chunk_ = Owned<duckdb_data_chunk, duckdb_destroy_data_chunk>(duckdb_create_data_chunk(types.data(), columns));
  return a;
}

Result<void> Appender::add(std::size_t rows) {
  if (rows == 0) return {};
  duckdb_data_chunk_set_size(chunk_.get(), rows);
  bool failed = duckdb_append_data_chunk(*appender_, chunk_.get()) == DuckDBError;
  if (failed) return failure("append", duckdb_appender_error(*appender_));
  duckdb_data_chunk_reset(chunk_.get());
  return {};
}

Result<void> Appender::finish() {
  if (duckdb_appender_close(*appender_) == DuckDBError) return failure("flush", duckdb_appender_error(*appender_));
  return {};
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, const Settings& settings) {
  Owned<duckdb_config, duckdb_destroy_config> config;
  if (duckdb_create_config(config.out()) == DuckDBError) return failure("config", nullptr);
  for (const auto& [name, value] : settings)
    if (duckdb_set_config(config.get(), name.c_str(), value.c_str()) == DuckDBError) return failure(name, "setting refused");
  duckdb_database db = nullptr;
  char* message = nullptr;
  if (duckdb_open_ext(path.c_str(), &db, config.get(), &message) == DuckDBError) {
    auto e = failure("open " + path, message);
    duckdb_free(message);
    return e;
  }
  return std::unique_ptr<Database>(new Database(db));
}

}  // namespace peakend::duck
