#pragma once
// DuckDB's C API behind owners that clean up after themselves. The only folder that sees duckdb.h.
// Database is thread-safe; Connection and everything made from it belong to one thread at a time.
// Failures come back as Error: ErrorKind::unavailable, code "facts_unavailable", DuckDB's words in `log`.
#include <duckdb.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/task.h"
#include "base/id.h"
#include "engine/partial.h"

namespace peakend::duck {

tl::unexpected<Error> failure(std::string what, const char* message);

/// UUIDs are stored with the top bit turned so that signed order is their own order.
inline duckdb_hugeint stored(const Uuid& u) { return {u.lo, static_cast<std::int64_t>(u.hi ^ (1ull << 63))}; }
inline Uuid uuid_of(const duckdb_hugeint& h) { return {static_cast<std::uint64_t>(h.upper) ^ (1ull << 63), h.lower}; }
inline engine::int128 int128_of(const duckdb_hugeint& h) {
  return (static_cast<engine::int128>(h.upper) << 64) | static_cast<engine::int128>(h.lower);
}
inline std::string_view text_of(const duckdb_string_t& s) {
  return s.value.inlined.length <= 12 ? std::string_view(s.value.inlined.inlined, s.value.inlined.length)
                                      : std::string_view(s.value.pointer.ptr, s.value.pointer.length);
}

/// Owner of one C handle, released by `Free`.
template <class Handle, void (*Free)(Handle*)>
class Owned {
 public:
  Owned() = default;
  explicit Owned(Handle h) : h_(h) {}
  Owned(Owned&& o) noexcept : h_(std::exchange(o.h_, Handle{})) {}
  Owned& operator=(Owned&& o) noexcept {
    std::swap(h_, o.h_);
    return *this;
  }
  ~Owned() {
    if (h_) Free(&h_);
  }
  Handle get() const { return h_; }
  Handle* out() { return &h_; }

 private:
  Handle h_{};
};
using Type = Owned<duckdb_logical_type, duckdb_destroy_logical_type>;
using Value = Owned<duckdb_value, duckdb_destroy_value>;

/// One column of a fetched chunk.
class Column {
 public:
  explicit Column(duckdb_vector v) : v_(v), data_(duckdb_vector_get_data(v)), valid_(duckdb_vector_get_validity(v)) {}
  bool null(idx_t row) const { return valid_ && !duckdb_validity_row_is_valid(valid_, row); }
  template <class T>
  const T& at(idx_t row) const { return static_cast<const T*>(data_)[row]; }
  std::string_view text(idx_t row) const { return null(row) ? std::string_view{} : text_of(at<duckdb_string_t>(row)); }
  Uuid uuid(idx_t row) const { return null(row) ? Uuid{} : uuid_of(at<duckdb_hugeint>(row)); }
  engine::int128 big(idx_t row) const { return null(row) ? engine::int128{0} : int128_of(at<duckdb_hugeint>(row)); }
  std::int64_t sum(idx_t row) const { return static_cast<std::int64_t>(big(row)); }  ///< of a HUGEINT that fits
  Column list_child() const { return Column(duckdb_list_vector_get_child(v_)); }
  Column field(idx_t i) const { return Column(duckdb_struct_vector_get_child(v_, i)); }

 private:
  duckdb_vector v_;
  void* data_;
  std::uint64_t* valid_;
};

/// The rows of a running query, one chunk in memory at a time.
class Rows {
 public:
  /// `stop` breaks off the query when the thread's task is stopped.
  Rows(duckdb_result r, OnStop stop) : stop_(std::move(stop)), result_(r) {}
  Rows(Rows&& o) noexcept
      : stop_(std::move(o.stop_)), result_(std::exchange(o.result_, {})), chunk_(std::move(o.chunk_)), live_(std::exchange(o.live_, false)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (live_) duckdb_destroy_result(&result_);
  }
  /// Moves to the next chunk; false at the end. Columns of the last one die.
  Result<bool> next();
  idx_t size() const { return duckdb_data_chunk_get_size(chunk_.get()); }
  Column column(idx_t i) const { return Column(duckdb_data_chunk_get_vector(chunk_.get(), i)); }

 private:
  OnStop stop_;
  duckdb_result result_;
  Owned<duckdb_data_chunk, duckdb_destroy_data_chunk> chunk_;
  bool live_ = true;
};

/// A value for a `?`. Untrusted text comes into a query this way only.
class Param {
 public:
  /// Text that cannot be stored (malformed UTF-8, NUL) becomes NULL, which equals and contains nothing.
  static Param text(std::string_view s);
  static Param number(std::int64_t v) { return Param(duckdb_create_int64(v)); }
  static Param real(double v) { return Param(duckdb_create_double(v)); }
  static Param uuid(const Uuid& u) { return Param(duckdb_create_uuid({u.lo, u.hi})); }
  static Param uuids(std::span<const Uuid>);
  static Param numbers(std::span<const std::int64_t>);
  static Param texts(std::span<const std::string>);  ///< what cannot be stored becomes NULL, as in text()
  duckdb_value get() const { return value_.get(); }

 private:
  explicit Param(duckdb_value v) : value_(v) {}
  Value value_;
};

class Connection {
 public:
  static Result<Connection> open(duckdb_database);
  /// Statements without parameters, separated by semicolons; their rows are dropped.
  Result<void> run(const std::string& sql);
  /// One statement with parameters in order; returns the number of changed rows.
  Result<std::int64_t> change(const std::string& sql, std::span<const Param> params = {});
  /// One query, streamed. The connection is busy until the Rows are gone. conflict "cancelled" when the thread's task is stopped.
  Result<Rows> query(const std::string& sql, std::span<const Param> params = {});
  /// First column of the first row as int64; `otherwise` when there is no row or it is NULL.
  Result<std::int64_t> number(const std::string& sql, std::span<const Param> params = {}, std::int64_t otherwise = 0);
  duckdb_connection get() const { return c_.get(); }

 private:
  Owned<duckdb_connection, duckdb_disconnect> c_;
};

/// BEGIN now, ROLLBACK at the end of the scope unless commit() succeeded.
class Transaction {
 public:
  static Result<Transaction> begin(Connection&);
  Transaction(Transaction&& o) noexcept : c_(std::exchange(o.c_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() {
    if (c_) (void)c_->run("ROLLBACK");
  }
  Result<void> commit();

 private:
  explicit Transaction(Connection& c) : c_(&c) {}
  Connection* c_;
};

/// Fills one column of a chunk that is being written.
class Cells {
 public:
  explicit Cells(duckdb_vector v) : v_(v), data_(duckdb_vector_get_data(v)) {}
  template <class T>
  void set(idx_t row, T v) { static_cast<T*>(data_)[row] = v; }
  void text(idx_t row, std::string_view s) { duckdb_vector_assign_string_element_len(v_, row, s.data(), s.size()); }
  void null(idx_t row) {
    duckdb_vector_ensure_validity_writable(v_);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(v_), row);
  }
  void uuid(idx_t row, const Uuid& u) { u.is_zero() ? null(row) : set(row, stored(u)); }
  template <class T>
  void maybe(idx_t row, const std::optional<T>& v) { v ? set(row, *v) : null(row); }
  /// Makes room for `rows` list entries in all and returns the child; set lists with set(row, duckdb_list_entry).
  duckdb_vector list(idx_t rows) {
    duckdb_list_vector_reserve(v_, rows);
    duckdb_list_vector_set_size(v_, rows);
    return duckdb_list_vector_get_child(v_);
  }

 private:
  duckdb_vector v_;
  void* data_;
};

/// Appends chunk by chunk to a table inside the connection's transaction.
class Appender {
 public:
  static Result<Appender> open(Connection&, const char* table);
  static constexpr std::size_t kChunk = 2048;
  /// Empty chunk to be filled: column(i), then add(rows).
  Cells column(idx_t i) { return Cells(duckdb_data_chunk_get_vector(chunk_.get(), i)); }
  duckdb_vector vector(idx_t i) { return duckdb_data_chunk_get_vector(chunk_.get(), i); }
  Result<void> add(std::size_t rows);
  /// Must be called before COMMIT.
  Result<void> finish();

 private:
  Owned<duckdb_data_chunk, duckdb_destroy_data_chunk> chunk_;
  struct Free { void operator()(duckdb_appender* a) const; };
  std::unique_ptr<duckdb_appender, Free> appender_;
};

/// An open database file. At most one process has it open.
class Database {
 public:
  using Settings = std::vector<std::pair<std::string, std::string>>;
  static Result<std::unique_ptr<Database>> open(const std::string& path, const Settings&);
  ~Database() { duckdb_close(&db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Result<Connection> connect() { return Connection::open(db_); }

 private:
  explicit Database(duckdb_database db) : db_(db) {}
  duckdb_database db_;
};

}  // namespace peakend::duck
