#pragma once
// One SQLite connection with its cache of prepared statements. Not thread-safe: its owner hands it out.
#include <sqlite3.h>

#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "base/error.h"
#include "records/records.h"

namespace peakend::adapters {

/// Maps the state of `db` after result code `rc` to an Error; `what` goes to the log text.
Error sqlite_error(sqlite3* db, int rc, const char* what);

class Connection {
 public:
  /// `flags` as of sqlite3_open_v2.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, int flags, int busy_timeout_ms);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs one statement. `visit` may be null. Returns the number of rows changed.
  Result<std::int64_t> run(const records::Statement&, std::span<const records::Param>, const records::VisitRow* visit);
  /// Runs a text of several statements without results.
  Result<void> script(const char* sql);
  /// First column of the first row of a fixed text; 0 when there is none.
  Result<std::int64_t> number(const char* sql);
  /// Leaves a transaction, whatever state it is in. Never fails.
  void rollback() noexcept;
  sqlite3* handle() const { return db_; }

 private:
  explicit Connection(sqlite3* db) : db_(db) {}
  struct Prepared {
    sqlite3_stmt* handle = nullptr;
    std::string text;  // texts built at run time may reuse an address
    bool busy = false;
  };
  static constexpr std::size_t kMaxCached = 500;  // only texts built at run time can get there
  Result<sqlite3_stmt*> prepare(const char* text, bool keep);
  void drop_idle();

  sqlite3* db_;
  std::unordered_map<const char*, Prepared> cache_;
};

}  // namespace peakend::adapters
