#pragma once
// PORT 1. Configuration, accounts, cases, jobs and the inbox: small rows that must never be lost.
// Adapters: adapters/sqlite (default), later adapters/postgres. SQL lives in named .sql files of the features
// (generated into <feature>_sql.h as Statement constants), in the subset both engines share.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"

namespace peakend::records {

struct Statement {
  const char* name;  ///< "<feature>.<file>", unique; shows in logs and metrics
  const char* text;  ///< one SQL statement, parameters ?1 ?2 ...
};
struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};
/// NULL, INTEGER (64 bit), REAL, TEXT (UTF-8), BLOB.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;
/// A borrowed parameter: views must outlive the call.
using Param = std::variant<std::monostate, std::int64_t, double, std::string_view, std::span<const std::byte>>;

/// One result row; valid during the callback only. Columns count from 0; a NULL reads as 0 / "".
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t i64(int column) const = 0;
  virtual double f64(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  ///< also for blobs
};
using VisitRow = std::function<bool(const Row&)>;  ///< return false to stop

class Session {
 public:
  virtual ~Session() = default;
  /// Runs a statement that returns rows (SELECT, or INSERT ... RETURNING inside a Tx).
  virtual Result<void> query(const Statement&, std::span<const Param>, const VisitRow&) = 0;
};
class Tx : public Session {
 public:
  /// Runs a statement and returns how many rows it changed. A UNIQUE clash is ErrorKind::conflict.
  virtual Result<std::int64_t> exec(const Statement&, std::span<const Param>) = 0;
};

struct Migration {
  std::string name;  ///< "0001_account": order and identity; never edited after release
  std::string sql;   ///< may hold several statements
};
struct RecordsStatus {
  std::string engine;  ///< "sqlite 3.40.1"
  std::int64_t bytes = 0;
  std::vector<std::string> applied;
};

/// Thread-safe. Writers queue; a write is durable (fsync) when the call returns without error.
class Records {
 public:
  virtual ~Records() = default;
  /// A consistent snapshot for the length of the call.
  virtual Result<void> read(const std::function<Result<void>(Session&)>&) = 0;
  /// One transaction: commits when the function returns a value, rolls back when it returns an error.
  virtual Result<void> write(const std::function<Result<void>(Tx&)>&) = 0;
  /// Applies what is missing, in order, each in its own transaction; returns the names applied now. Refuses
  /// (ErrorKind::conflict) an applied migration whose text has changed, and one that the list does not know although it
  /// knows others of its feature ("0002_account_keys" is of "account"): a newer peakend wrote it.
  virtual Result<std::vector<std::string>> migrate(std::span<const Migration>) = 0;
  virtual Result<void> backup(const std::string& path) = 0;  ///< online, consistent
  virtual Result<RecordsStatus> status() = 0;
};

}  // namespace peakend::records
