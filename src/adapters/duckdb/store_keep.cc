// Housekeeping: compaction of roll-up rows, checkpoint, backup.
#include <filesystem>

#include <fmt/format.h>
#include <fcntl.h>
#include <unistd.h>

#include "adapters/duckdb/store.h"

namespace peakend::duck {
namespace {

// fsync of a file or directory; part of making a backup durable.
bool sync(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  bool done = ::fsync(fd) == 0;
  ::close(fd);
  return done;
}
std::string literal(const std::string& text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

}  // namespace

Result<void> Store::compact_if_due(std::int64_t limit) {
  for (auto& [ws, spare] : spare_rows_)
    if (spare > limit) PK_CHECK(compact(ws));
  return {};
}

// Reads the committed rows cell by cell on a second connection and writes one row a cell in their place. What
// is cached stays right: it adds up to the same.
Result<void> Store::compact(WorkspaceNo ws) {
  constexpr std::size_t kManyCells = 8192;
  PK_TRY(auto source, reader());
  PK_TRY(auto tx, Transaction::begin(*writer_));
  PK_CHECK(writer_->run(fmt::format("DELETE FROM rollup WHERE workspace = {}", number_of(ws))));
  PK_TRY(auto rows, source->query(fmt::format("SELECT day, journey, touchpoint, stage, scene, kind, metric, partial FROM rollup "
                                              "WHERE workspace = {} ORDER BY journey, touchpoint, stage, scene, kind, metric, day",
                                              number_of(ws))));
  facts::RollupFold fold;
  for (;;) {
    PK_TRY(bool more, rows.next());
    for (idx_t i = 0; more && i < rows.size(); ++i) {
      facts::CellDims d{rows.column(1).text(i), rows.column(2).text(i), rows.column(3).text(i), rows.column(4).text(i),
                        rows.column(6).text(i), static_cast<facts::FactKind>(rows.column(5).at<std::uint8_t>(i))};
      engine::Partial one;
      if (!engine::decode(rows.column(7).text(i), one)) return fail(ErrorKind::internal, "damaged_rollup");
      // A cell may be cut by the boundary between two takes; then it has two rows, which add up.
      fold.add(ws, rows.column(0).at<std::int32_t>(i), d, one);
    }
    if (more && fold.size() < kManyCells) continue;
    PK_CHECK(append_cells(fold, nullptr));
    fold.clear();
    if (!more) break;
  }
  PK_CHECK(tx.commit());
  spare_rows_[ws] = 0;
  return {};
}

Result<void> Store::tidy() {
  std::lock_guard lock(write_mutex_);
  constexpr std::int64_t kSomeSpare = 2'000;
  PK_CHECK(compact_if_due(kSomeSpare));
  return writer_->run("CHECKPOINT");
}

Result<void> Store::backup(const std::string& path) const {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return fail(ErrorKind::conflict, "file_exists", path);
  std::string part = path + ".part";
  std::filesystem::remove(part, error);
  // Copying the file itself would open and close it in this process, and closing gives up DuckDB's lock on it
  // (POSIX locks belong to process and file). A copy inside DuckDB is one snapshot and leaves out dead rows.
  std::lock_guard lock(write_mutex_);
  PK_TRY(auto c, db_->connect());
  PK_CHECK(c.run(fmt::format("ATTACH {} AS copy_of_facts", literal(part))));
  auto name = c.query("SELECT current_database()");
  if (!name) return tl::unexpected(name.error());
  std::string own;
  {
    Rows rows = *std::move(name);
    PK_TRY(bool any, rows.next());
    if (any) own = rows.column(0).text(0);
  }
  std::string identifier;
  for (char ch : own) identifier += ch == '"' ? "\"\"" : std::string(1, ch);
  auto copied = c.run(fmt::format("COPY FROM DATABASE \"{}\" TO copy_of_facts", identifier));
  if (copied) copied = c.run("CHECKPOINT copy_of_facts");
  auto detached = c.run("DETACH copy_of_facts");
  if (copied && !detached) copied = detached;
  if (copied && !sync(part)) copied = fail(ErrorKind::unavailable, "cannot_write_file", part);
  if (!copied) {
    std::filesystem::remove(part, error);
    return copied;
  }
  std::filesystem::rename(part, path, error);
  if (error) return fail(ErrorKind::unavailable, "cannot_write_file", error.message());
  sync(std::filesystem::path(path).parent_path().empty() ? "." : std::filesystem::path(path).parent_path().string());
  return {};
}

}  // namespace peakend::duck
