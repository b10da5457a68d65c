#include "adapters/sqlite/sqlite_records.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "adapters/sqlite/connection.h"
#include "base/failpoint.h"
#include "base/id.h"

namespace peakend::adapters {
namespace {

using records::Migration;
using records::Param;
using records::Row;
using records::Session;
using records::Statement;
using records::Tx;
using records::VisitRow;

constexpr std::int64_t kApplicationId = 0x504B4E44;  // "PKND"
constexpr std::int64_t kFormat = 1;                  // layout of the file itself, not of the features' tables

/// Lets writers in by order of arrival; a plain mutex would let the inbox's writer starve everybody else.
class TurnLock {
 public:
  void lock() {
    std::unique_lock guard(m_);
    const std::uint64_t mine = next_++;
    cv_.wait(guard, [&] { return serving_ == mine; });
    owner_ = std::this_thread::get_id();
  }
  void unlock() {
    {
      std::lock_guard guard(m_);
      owner_ = {};
      ++serving_;
    }
    cv_.notify_all();
  }
  bool mine() const {
    std::lock_guard guard(m_);
    return owner_ == std::this_thread::get_id();
  }

 private:
  mutable std::mutex m_;
  std::condition_variable cv_;
  std::uint64_t next_ = 0, serving_ = 0;
  std::thread::id owner_{};
};

class ReadSession final : public Session {
 public:
  explicit ReadSession(Connection& c) : c_(c) {}
  Result<void> query(const Statement& s, std::span<const Param> p, const VisitRow& v) override {
    PK_CHECK(c_.run(s, p, &v));
    return {};
  }

 private:
  Connection& c_;
};

class WriteTx final : public Tx {
 public:
  explicit WriteTx(Connection& c) : c_(c) {}
  Result<void> query(const Statement& s, std::span<const Param> p, const VisitRow& v) override {
    PK_CHECK(c_.run(s, p, &v));
    return {};
  }
  Result<std::int64_t> exec(const Statement& s, std::span<const Param> p) override { return c_.run(s, p, nullptr); }

 private:
  Connection& c_;
};

/// Rolls back on every way out but commit().
class Transaction {
 public:
  explicit Transaction(Connection& c) : c_(c) {}
  ~Transaction() {
    if (!done_) c_.rollback();
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Result<void> commit() {
    PK_CHECK(c_.script("COMMIT"));
    done_ = true;
    return {};
  }

 private:
  Connection& c_;
  bool done_ = false;
};

Result<void> sync_path(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool ok = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!ok) return fail(ErrorKind::unavailable, "records_io", "fsync " + path);
  return {};
}

std::string parent_of(const std::string& path) {
  const auto dir = std::filesystem::path(path).parent_path().string();
  return dir.empty() ? "." : dir;
}

/// "0002_account_keys" belongs to "account".
std::string feature_of(const std::string& migration) {
  const auto from = migration.find('_');
  if (from == std::string::npos) return migration;
  const auto to = migration.find('_', from + 1);
  return migration.substr(from + 1, to == std::string::npos ? to : to - from - 1);
}

std::string hash_of(const Migration& m) { return to_hex(hash_uuid("migration", m.name, m.sql)); }

class SqliteRecords final : public records::Records {
 public:
  SqliteRecords(std::string path, SqliteOptions options, std::unique_ptr<Connection> writer, std::unique_ptr<Connection> mover)
      : path_(std::move(path)), options_(options), writer_(std::move(writer)), mover_(std::move(mover)) {
    sqlite3_wal_hook(writer_->handle(), &SqliteRecords::on_wal, this);
    checkpointer_ = std::thread([this] { move_log(); });
  }
  ~SqliteRecords() override {
    {
      std::lock_guard guard(wal_mutex_);
      stopping_ = true;
    }
    wal_wake_.notify_all();
    checkpointer_.join();
  }

  Result<void> read(const std::function<Result<void>(Session&)>& body) override {
    PK_TRY(auto connection, take_reader());
    const auto give_back = [this](Connection* c) { return_reader(c); };
    const std::unique_ptr<Connection, decltype(give_back)> held(connection.release(), give_back);
    try {
      PK_CHECK(held->script("BEGIN"));
      const Transaction tx(*held);  // a read transaction ends by rolling back
      ReadSession session(*held);
      return body(session);
    } catch (const std::exception& e) {
      return fail(ErrorKind::internal, "internal", e.what());
    }
  }

  Result<void> write(const std::function<Result<void>(Tx&)>& body) override {
    if (turn_.mine()) return fail(ErrorKind::internal, "internal", "write inside a write");
    const std::lock_guard guard(turn_);
    try {
      return write_locked(body);
    } catch (const std::exception& e) {
      return fail(ErrorKind::internal, "internal", e.what());
    }
  }

  Result<std::vector<std::string>> migrate(std::span<const Migration>) override;
  Result<void> backup(const std::string& path) override;
  Result<records::RecordsStatus> status() override;

 private:
  Result<void> write_locked(const std::function<Result<void>(Tx&)>& body) {
    PK_CHECK(writer_->script("BEGIN IMMEDIATE"));
    Transaction transaction(*writer_);
    WriteTx tx(*writer_);
    PK_CHECK(body(tx));
    PK_FAILPOINT("records.before_commit");
    PK_CHECK(transaction.commit());
    PK_FAILPOINT_STEP("records.after_commit");
    return {};
  }

  Result<std::unique_ptr<Connection>> take_reader() {
    {
      std::unique_lock guard(readers_mutex_);
      // A read inside a read of the same thread must not wait for itself: above the limit we wait only a moment.
      readers_free_.wait_for(guard, std::chrono::milliseconds(options_.busy_timeout_ms),
                             [&] { return !idle_readers_.empty() || open_readers_ < options_.readers; });
      if (!idle_readers_.empty()) {
        auto c = std::move(idle_readers_.back());
        idle_readers_.pop_back();
        return c;
      }
      if (open_readers_ >= options_.readers) return fail(ErrorKind::unavailable, "records_busy", "no free read connection");
      ++open_readers_;
    }
    auto c = Connection::open(path_, SQLITE_OPEN_READONLY, options_.busy_timeout_ms);
    if (c) {
      if (auto r = (*c)->script("PRAGMA query_only=1; PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY"); !r)
        c = tl::unexpected(r.error());
    }
    if (!c) {
      std::lock_guard guard(readers_mutex_);
      --open_readers_;
    }
    return c;
  }
  void return_reader(Connection* c) {
    {
      std::lock_guard guard(readers_mutex_);
      idle_readers_.emplace_back(c);
    }
    readers_free_.notify_one();
  }

  static int on_wal(void* self, sqlite3*, const char*, int pages) {
    auto* me = static_cast<SqliteRecords*>(self);
    if (pages >= me->options_.checkpoint_pages) {
      {
        std::lock_guard guard(me->wal_mutex_);
        me->wal_full_ = true;
      }
      me->wal_wake_.notify_one();
    }
    return SQLITE_OK;
  }
  /// Most of the log is moved beside the running writers; the short rest with writers held, or the log would never
  /// be found fully moved under steady load and would grow for ever.
  void move_log() {
    for (;;) {
      {
        std::unique_lock guard(wal_mutex_);
        wal_wake_.wait(guard, [&] { return wal_full_ || stopping_; });
        if (stopping_) return;
        wal_full_ = false;
      }
      PK_FAILPOINT_STEP("records.checkpoint");
      sqlite3_wal_checkpoint_v2(mover_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
      const std::lock_guard guard(turn_);
      sqlite3_wal_checkpoint_v2(mover_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    }
  }

  const std::string path_;
  const SqliteOptions options_;
  TurnLock turn_;                       // guards writer_
  std::unique_ptr<Connection> writer_;
  std::mutex readers_mutex_;            // guards the next two
  std::vector<std::unique_ptr<Connection>> idle_readers_;
  int open_readers_ = 0;
  std::condition_variable readers_free_;
  std::unique_ptr<Connection> mover_;   // checkpointer thread only
  std::mutex wal_mutex_;                // guards the next two
  bool wal_full_ = false, stopping_ = false;
  std::condition_variable wal_wake_;
  std::thread checkpointer_;
};

Result<std::vector<std::string>> SqliteRecords::migrate(std::span<const Migration> wanted) {
  static constexpr Statement kApplied{"records.applied", "SELECT name, hash FROM schema_migration"};
  static constexpr Statement kNote{"records.note_migration", "INSERT INTO schema_migration(name, hash) VALUES (?1, ?2)"};
  const std::lock_guard guard(turn_);
  PK_CHECK(writer_->script("CREATE TABLE IF NOT EXISTS schema_migration(name TEXT PRIMARY KEY, hash TEXT NOT NULL)"));
  std::map<std::string, std::string> applied;
  const VisitRow collect = [&](const Row& r) {
    applied.emplace(r.text(0), r.text(1));
    return true;
  };
  PK_CHECK(writer_->run(kApplied, {}, &collect));

  for (const auto& entry : applied) {
    const std::string &name = entry.first, &hash = entry.second;  // clang 14 captures no structured bindings
    const auto same = std::find_if(wanted.begin(), wanted.end(), [&](const Migration& m) { return m.name == name; });
    if (same != wanted.end()) {
      if (hash_of(*same) != hash)
        return fail(ErrorKind::conflict, "migration_edited", "migration " + name + " was changed after it had been applied");
      continue;
    }
    const bool known_feature = std::any_of(wanted.begin(), wanted.end(),
                                           [&](const Migration& m) { return feature_of(m.name) == feature_of(name); });
    if (known_feature)
      return fail(ErrorKind::conflict, "records_from_future",
                  "migration " + name + " was applied by a newer peakend; start that one");
  }

  std::vector<std::string> done;
  for (const Migration& m : wanted) {
    if (applied.contains(m.name)) continue;
    PK_CHECK(writer_->script("BEGIN IMMEDIATE"));
    Transaction transaction(*writer_);
    PK_CHECK(writer_->script(m.sql.c_str()));
    PK_FAILPOINT("records.migrate");
    const std::string hash = hash_of(m);
    const Param params[] = {std::string_view(m.name), std::string_view(hash)};
    PK_CHECK(writer_->run(kNote, params, nullptr));
    PK_CHECK(transaction.commit());
    done.push_back(m.name);
  }
  return done;
}

Result<void> SqliteRecords::backup(const std::string& path) {
  const std::string part = path + ".part";
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  PK_TRY(auto from, Connection::open(path_, SQLITE_OPEN_READONLY, options_.busy_timeout_ms));
  PK_TRY(auto to, Connection::open(part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, options_.busy_timeout_ms));
  PK_CHECK(to->script("PRAGMA synchronous=OFF"));
  // The open read transaction pins one snapshot; without it each foreign commit would start the copy again.
  PK_CHECK(from->script("BEGIN"));
  PK_CHECK(from->number("SELECT count(*) FROM sqlite_schema"));
  sqlite3_backup* copy = sqlite3_backup_init(to->handle(), "main", from->handle(), "main");
  if (!copy) return tl::unexpected(sqlite_error(to->handle(), sqlite3_errcode(to->handle()), "backup"));
  int rc = SQLITE_OK;
  bool injected = false;
  while (rc == SQLITE_OK && !injected) {
    rc = sqlite3_backup_step(copy, 1024);
    injected = PK_FAILPOINT_FIRES("records.backup");
  }
  sqlite3_backup_finish(copy);
  if (rc != SQLITE_DONE || injected) {
    auto error = injected ? Error{ErrorKind::unavailable, "failpoint", {}, "records.backup", {}}
                          : sqlite_error(to->handle(), rc, "backup");
    to.reset();
    std::filesystem::remove(part, ignored);
    return tl::unexpected(std::move(error));
  }
  from->rollback();
  PK_CHECK(to->script("PRAGMA journal_mode=DELETE"));  // one self-contained file
  to.reset();
  PK_CHECK(sync_path(part, O_RDONLY));
  std::error_code ec;
  std::filesystem::rename(part, path, ec);
  if (ec) return fail(ErrorKind::unavailable, "records_io", "rename " + part + ": " + ec.message());
  return sync_path(parent_of(path), O_RDONLY | O_DIRECTORY);
}

Result<records::RecordsStatus> SqliteRecords::status() {
  records::RecordsStatus s;
  s.engine = std::string("sqlite ") + sqlite3_libversion();
  for (const char* suffix : {"", "-wal"}) {
    std::error_code ec;
    const auto size = std::filesystem::file_size(path_ + suffix, ec);
    if (!ec) s.bytes += static_cast<std::int64_t>(size);
  }
  static constexpr Statement kTable{"records.has_migrations", "SELECT 1 FROM sqlite_schema WHERE name='schema_migration'"};
  static constexpr Statement kNames{"records.migrations", "SELECT name FROM schema_migration ORDER BY rowid"};
  PK_CHECK(read([&](Session& session) -> Result<void> {
    bool there = false;
    PK_CHECK(session.query(kTable, {}, [&](const Row&) { return there = true; }));
    if (!there) return {};
    return session.query(kNames, {}, [&](const Row& r) {
      s.applied.emplace_back(r.text(0));
      return true;
    });
  }));
  return s;
}

/// Stamps a new file, refuses a foreign or newer one.
Result<void> check_identity(Connection& c, const std::string& path) {
  PK_TRY(const auto id, c.number("PRAGMA application_id"));
  PK_TRY(const auto format, c.number("PRAGMA user_version"));
  PK_TRY(const auto tables, c.number("SELECT count(*) FROM sqlite_schema"));
  if (id == kApplicationId) {
    if (format > kFormat)
      return fail(ErrorKind::conflict, "records_from_future", path + " was written by a newer peakend; start that one");
    return {};
  }
  if (id != 0 || tables != 0) return fail(ErrorKind::conflict, "records_foreign", path + " belongs to another program");
  PK_CHECK(c.script(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str()));
  return c.script(("PRAGMA user_version=" + std::to_string(kFormat)).c_str());
}

}  // namespace

Result<std::unique_ptr<records::Records>> open_sqlite(const std::string& path, SqliteOptions options) {
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  PK_TRY(auto writer, Connection::open(path, flags, options.busy_timeout_ms));
  PK_CHECK(check_identity(*writer, path));
  const std::string setup = std::string("PRAGMA journal_mode=WAL; PRAGMA synchronous=") + (options.durable ? "FULL" : "OFF") +
                            "; PRAGMA foreign_keys=1; PRAGMA secure_delete=1; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY"
                            "; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864";
  PK_CHECK(writer->script(setup.c_str()));
  PK_TRY(auto mover, Connection::open(path, flags, options.busy_timeout_ms));
  PK_CHECK(mover->script(options.durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF"));
  return std::make_unique<SqliteRecords>(path, options, std::move(writer), std::move(mover));
}

Result<std::vector<std::string>> check_sqlite(const std::string& path) {
  PK_TRY(auto c, Connection::open(path, SQLITE_OPEN_READONLY, 5'000));
  std::vector<std::string> findings;
  const VisitRow sound = [&](const Row& r) {
    if (r.text(0) != "ok") findings.emplace_back(r.text(0));
    return findings.size() < 100;
  };
  const VisitRow broken = [&](const Row& r) {
    findings.push_back("row " + std::string(r.text(1)) + " of " + std::string(r.text(0)) + " refers to a missing row of " +
                       std::string(r.text(2)));
    return findings.size() < 100;
  };
  PK_CHECK(c->run({"records.integrity", "PRAGMA integrity_check(100)"}, {}, &sound));
  PK_CHECK(c->run({"records.foreign_keys", "PRAGMA foreign_key_check"}, {}, &broken));
  return findings;
}

}  // namespace peakend::adapters
