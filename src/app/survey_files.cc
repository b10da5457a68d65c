#include "app/survey_files.h"

#include "adapters/duckdb/parquet.h"
#include "adapters/spss/spss.h"
#include "adapters/xlsx/xlsx.h"
#include "collect/collect.h"
#include "ingest/importers/rows.h"
#include "survey/survey_service.h"

namespace peakend::app {
namespace {

/// Separated values in any encoding; the header rows count as data, some programs have three.
Result<table::Table> read_csv(std::string_view bytes) {
  const table::Limits limits;
  importers::ReadOptions options;
  options.format = "csv";
  options.header = false;
  options.limits.max_output = limits.unpacked;
  PK_TRY(const auto rows, importers::open_rows(importers::memory_blob(std::string(bytes)), "f.csv", options));
  table::Table out;
  importers::Row row;
  for (std::size_t cells = 0;;) {
    PK_TRY(const bool any, rows->next(row));
    if (!any) break;
    if (!row.problem.empty()) continue;
    cells += row.fields.size();
    if (out.rows.size() >= limits.rows || cells > limits.cells) return fail(ErrorKind::too_large, "table_too_large");
    table::Row line;
    line.reserve(row.fields.size());
    for (const auto f : row.fields) line.push_back(f.empty() ? table::Cell() : table::Cell(std::string(f)));
    out.rows.push_back(std::move(line));
  }
  for (const auto& name : rows->columns()) {
    table::Column column;
    column.name = name;
    out.columns.push_back(std::move(column));
  }
  for (auto& r : out.rows) r.resize(out.columns.size());
  return out;
}

}  // namespace

survey_files::Ports survey_file_ports() {
  return {read_csv, [](std::string_view b) { return xlsx::read_xlsx(b); }, [](std::string_view b) { return spss::read_sav(b); },
          [](std::string_view b) { return xlsx::unpack(b); }};
}

survey_files::Stores survey_file_stores(Stores& s, const Clock& clock) {
  return {*s.collect,
          clock,
          survey_file_ports(),
          [&s](WorkspaceNo no, std::string_view json, std::string_view author) -> Result<void> {
            PK_CHECK(s.surveys->create(no, json, author));
            return {};
          },
          [&s](WorkspaceNo no, std::string_view key, std::string_view author, std::string_view note) { return s.surveys->publish(no, key, author, note); },
          [&s](WorkspaceNo no, std::string_view key, int version) -> Result<std::string> {
            PK_TRY(auto stored, s.surveys->get(no, key));
            const int wanted = version == 0 ? stored.version : version;
            if (wanted == 0) return std::move(stored.draft);
            PK_TRY(auto published, s.surveys->version(no, key, wanted));
            return std::move(published.second);
          },
          xlsx::write_xlsx,
          [](const table::Source& t, const std::string& path) { return spss::write_sav(t, path, false); },
          [](const table::Source& t, const std::string& path) { return spss::write_sav(t, path, true); },
          duck::write_parquet};
}

}  // namespace peakend::app
