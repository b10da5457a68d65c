#include "adapters/sqlite/connection.h"

#include <cstring>

namespace peakend::adapters {
namespace {

class SqliteRow final : public records::Row {
 public:
  explicit SqliteRow(sqlite3_stmt* s) : s_(s) {}
  bool is_null(int c) const override { return sqlite3_column_type(s_, c) == SQLITE_NULL; }
  std::int64_t i64(int c) const override { return sqlite3_column_int64(s_, c); }
  double f64(int c) const override { return sqlite3_column_double(s_, c); }
  std::string_view text(int c) const override {
    const void* p = sqlite3_column_type(s_, c) == SQLITE_BLOB ? sqlite3_column_blob(s_, c)
                                                               : static_cast<const void*>(sqlite3_column_text(s_, c));
    const int n = sqlite3_column_bytes(s_, c);  // after the pointer: asking for text may convert
    return p ? std::string_view{static_cast<const char*>(p), static_cast<std::size_t>(n)} : std::string_view{};
  }

 private:
  sqlite3_stmt* s_;
};

struct Bind {
  sqlite3_stmt* s;
  int i;
  int operator()(std::monostate) const { return sqlite3_bind_null(s, i); }
  int operator()(std::int64_t v) const { return sqlite3_bind_int64(s, i, v); }
  int operator()(double v) const { return sqlite3_bind_double(s, i, v); }
  // A null pointer would bind NULL, but an empty text is not NULL.
  int operator()(std::string_view v) const {
    return sqlite3_bind_text64(s, i, v.data() ? v.data() : "", v.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  int operator()(std::span<const std::byte> v) const {
    if (v.empty()) return sqlite3_bind_zeroblob(s, i, 0);
    return sqlite3_bind_blob64(s, i, v.data(), v.size(), SQLITE_STATIC);
  }
};

/// Resets a cached statement, or finalizes one that belongs to a single run.
class Use {
 public:
  Use(sqlite3_stmt* s, bool* busy) : s_(s), busy_(busy) {
    if (busy_) *busy_ = true;
  }
  ~Use() {
    if (!busy_) {
      sqlite3_finalize(s_);
      return;
    }
    sqlite3_reset(s_);
    sqlite3_clear_bindings(s_);
    *busy_ = false;
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  sqlite3_stmt* s_;
  bool* busy_;
};

}  // namespace

Error sqlite_error(sqlite3* db, int rc, const char* what) {
  const int extended = db ? sqlite3_extended_errcode(db) : rc;
  std::string log = std::string(what) + ": " + (db ? sqlite3_errmsg(db) : sqlite3_errstr(rc)) + " (" + std::to_string(extended) + ")";
  const auto make = [&](ErrorKind kind, const char* code) { return Error{kind, code, {}, std::move(log), {}}; };
  switch (rc & 0xff) {
    case SQLITE_CONSTRAINT:
      switch (extended) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID: return make(ErrorKind::conflict, "exists_already");
        case SQLITE_CONSTRAINT_FOREIGNKEY: return make(ErrorKind::conflict, "broken_reference");
        default: return make(ErrorKind::internal, "records_constraint");
      }
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return make(ErrorKind::unavailable, "records_busy");
    case SQLITE_FULL: return make(ErrorKind::unavailable, "disk_full");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return make(ErrorKind::unavailable, "records_corrupt");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_NOMEM: return make(ErrorKind::unavailable, "records_io");
    case SQLITE_TOOBIG: return make(ErrorKind::too_large, "too_large");
    default: return make(ErrorKind::internal, "records_error");
  }
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, int flags, int busy_timeout_ms) {
  sqlite3* db = nullptr;
  // Each connection is used by one thread at a time, so SQLite's own mutexes are not needed.
  const int rc = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Connection> c(new Connection(db));
  if (rc != SQLITE_OK) return tl::unexpected(sqlite_error(db, rc, path.c_str()));
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, busy_timeout_ms);
  return c;
}

Connection::~Connection() {
  for (auto& [text, p] : cache_) sqlite3_finalize(p.handle);
  sqlite3_close_v2(db_);
}

void Connection::drop_idle() {
  std::erase_if(cache_, [](auto& item) {
    if (item.second.busy) return false;
    sqlite3_finalize(item.second.handle);
    return true;
  });
}

Result<sqlite3_stmt*> Connection::prepare(const char* text, bool keep) {
  sqlite3_stmt* s = nullptr;
  const char* tail = nullptr;
  const int rc = sqlite3_prepare_v3(db_, text, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, &s, &tail);
  if (rc != SQLITE_OK) return tl::unexpected(sqlite_error(db_, rc, text));
  if (!s) return fail(ErrorKind::internal, "records_error", std::string("empty statement: ") + text);
  if (tail && std::strspn(tail, " \t\r\n;") != std::strlen(tail)) {
    sqlite3_finalize(s);
    return fail(ErrorKind::internal, "records_error", std::string("more than one statement: ") + text);
  }
  return s;
}

Result<std::int64_t> Connection::run(const records::Statement& statement, std::span<const records::Param> params,
                                     const records::VisitRow* visit) {
  if (cache_.size() > kMaxCached) drop_idle();
  Prepared& entry = cache_[statement.text];
  if (entry.handle && !entry.busy && entry.text != statement.text) {
    sqlite3_finalize(entry.handle);
    entry.handle = nullptr;
  }
  // A statement may be run again from inside its own rows; then it gets a copy of its own.
  const bool nested = entry.busy;
  sqlite3_stmt* s = entry.handle;
  if (nested || !s) {
    PK_TRY(s, prepare(statement.text, !nested));
    if (!nested) {
      entry.handle = s;
      entry.text = statement.text;
    }
  }
  Use use(s, nested ? nullptr : &entry.busy);
  if (static_cast<std::size_t>(sqlite3_bind_parameter_count(s)) != params.size())
    return fail(ErrorKind::internal, "records_error", std::string(statement.name) + ": wrong number of parameters");
  for (std::size_t i = 0; i < params.size(); ++i) {
    const int rc = std::visit(Bind{s, static_cast<int>(i) + 1}, params[i]);
    if (rc != SQLITE_OK) return tl::unexpected(sqlite_error(db_, rc, statement.name));
  }
  const std::int64_t before = sqlite3_total_changes64(db_);
  const SqliteRow row(s);
  for (;;) {
    const int rc = sqlite3_step(s);
    if (rc == SQLITE_DONE) break;
    if (rc != SQLITE_ROW) return tl::unexpected(sqlite_error(db_, rc, statement.name));
    if (visit && *visit && !(*visit)(row)) break;
  }
  const std::int64_t after = sqlite3_total_changes64(db_);
  return after == before ? 0 : sqlite3_changes64(db_);
}

Result<void> Connection::script(const char* sql) {
  const int rc = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) return tl::unexpected(sqlite_error(db_, rc, sql));
  return {};
}

Result<std::int64_t> Connection::number(const char* sql) {
  std::int64_t out = 0;
  const records::VisitRow take = [&](const records::Row& r) {
    out = r.i64(0);
    return false;
  };
  PK_CHECK(run({"number", sql}, {}, &take));
  return out;
}

void Connection::rollback() noexcept {
  // Some errors (disk full, I/O) have rolled back already.
  if (!sqlite3_get_autocommit(db_)) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace peakend::adapters
