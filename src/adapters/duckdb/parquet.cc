#include "adapters/duckdb/parquet.h"

#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "adapters/duckdb/duck.h"

namespace peakend::duck {
namespace {

using table::Type;

std::string in_quotes(std::string_view s, char q) {
  std::string out(1, q);
  for (const char c : s) {
    if (c == q) out += q;
    if (c != '\0') out += c;
  }
  return out + q;
}
const char* sql_type(Type t) {
  switch (t) {
    case Type::number: return "DOUBLE";
    case Type::date: return "DATE";
    case Type::instant: return "TIMESTAMP";
    case Type::text: break;
  }
  return "VARCHAR";
}
void put(Cells cells, idx_t row, const table::Cell& c, Type type) {
  const auto* s = table::text(c);
  const auto* d = table::number(c);
  if (type == Type::text) return s == nullptr || s->find('\0') != s->npos ? cells.null(row) : cells.text(row, *s);
  if (d == nullptr || !std::isfinite(*d) || std::abs(*d) > (type == Type::date ? 2e6 : type == Type::instant ? 2e14 : 1e308)) return cells.null(row);
  if (type == Type::date) cells.set(row, static_cast<std::int32_t>(*d));
  else if (type == Type::instant) cells.set(row, static_cast<std::int64_t>(*d) * 1000);
  else cells.set(row, *d);
}

}  // namespace

Result<std::int64_t> write_parquet(const table::Source& source, const std::string& path) {
  std::error_code ec;
  if (std::filesystem::exists(path, ec)) return fail(ErrorKind::unavailable, "cannot_write_file", path);
  PK_TRY(auto db, Database::open(":memory:", {{"threads", "1"}, {"memory_limit", "512MB"}, {"temp_directory", path + ".tmp"},
                                              {"autoinstall_known_extensions", "false"}, {"autoload_known_extensions", "false"}}));
  PK_TRY(auto c, db->connect());
  std::string columns;
  for (const auto& column : source.columns()) columns += fmt::format("{}{} {}", columns.empty() ? "" : ", ", in_quotes(column.name, '"'), sql_type(column.type));
  PK_CHECK(c.run("CREATE TABLE rows (" + columns + ")"));
  PK_TRY(auto appender, Appender::open(c, "rows"));
  std::size_t n = 0;
  PK_CHECK(source.each([&](const table::Row& row) -> Result<void> {
    for (std::size_t i = 0; i < source.columns().size(); ++i) put(appender.column(i), n, i < row.size() ? row[i] : table::Cell(), source.columns()[i].type);
    if (++n < Appender::kChunk) return {};
    n = 0;
    return appender.add(Appender::kChunk);
  }));
  if (n > 0) PK_CHECK(appender.add(n));
  PK_CHECK(appender.finish());
  auto written = c.change("COPY rows TO " + in_quotes(path, '\'') + " (FORMAT parquet, COMPRESSION zstd)");
  std::filesystem::remove_all(path + ".tmp", ec);
  if (!written) std::filesystem::remove(path, ec);
  return written;
}

}  // namespace peakend::duck
