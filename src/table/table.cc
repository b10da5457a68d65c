#include "table/table.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>

#include "base/calendar.h"
#include "base/csv_text.h"

namespace peakend::table {

std::string shown(const Cell& c, Type type) {
  if (const auto* s = text(c)) return *s;
  const auto* d = number(c);
  if (d == nullptr || !std::isfinite(*d)) return {};
  if (type == Type::date && std::abs(*d) < 4e6) return calendar::day_text(static_cast<calendar::Day>(*d));
  if (type == Type::instant && std::abs(*d) < 4e14) return calendar::rfc3339(from_ms(static_cast<std::int64_t>(*d)));
  char buffer[40];
  const auto format = std::abs(*d) < 1e15 ? std::chars_format::fixed : std::chars_format::general;
  const bool plain = *d == 0 || (std::abs(*d) >= 1e-6 && std::abs(*d) < 1e15);
  const auto [end, ec] = plain ? std::to_chars(buffer, buffer + sizeof buffer, *d == 0 ? 0.0 : *d, format)
                               : std::to_chars(buffer, buffer + sizeof buffer, *d);
  return ec == std::errc{} ? std::string(buffer, end) : std::string();
}

std::string_view Column::label_of(const Cell& c) const {
  for (const auto& l : labels)
    if (l.value == c) return l.text;
  return {};
}

bool Column::is_missing(const Cell& c) const {
  if (const auto* d = number(c)) {
    if (!std::isfinite(*d)) return true;
    for (const auto& [from, to] : missing)
      if (*d >= from && *d <= to) return true;
  } else if (const auto* s = text(c)) {
    for (const auto& m : missing_texts)
      if (m == *s) return true;
  } else {
    return true;
  }
  return false;
}

Result<void> TableSource::each(const std::function<Result<void>(const Row&)>& visit) const {
  for (const auto& row : t_.rows) PK_CHECK(visit(row));
  return {};
}

Result<std::int64_t> write_csv(const Source& source, const std::string& path, bool bom) {
  struct Close {
    void operator()(std::FILE* f) const { std::fclose(f); }
  };
  std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "wbx"));
  const auto failed = [&] {
    if (file) std::remove(path.c_str());
    return fail(ErrorKind::unavailable, "cannot_write_file", path);
  };
  if (!file) return failed();
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  const auto flush = [&](std::size_t above) {
    if (out.size() <= above) return true;
    const bool ok = std::fwrite(out.data(), 1, out.size(), file.get()) == out.size();
    out.clear();
    return ok;
  };
  const auto& columns = source.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    append_csv_text(out, columns[i].name);
  }
  out += "\r\n";
  std::int64_t rows = 0;
  const auto done = source.each([&](const Row& row) -> Result<void> {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out += ',';
      if (i >= row.size()) continue;
      // Numbers may begin with a minus; only texts can be formulas.
      if (text(row[i])) append_csv_text(out, *text(row[i]));
      else out += shown(row[i], columns[i].type);
    }
    out += "\r\n";
    ++rows;
    if (!flush(1 << 20)) return fail(ErrorKind::unavailable, "cannot_write_file", path);
    return {};
  });
  if (!done) {
    std::remove(path.c_str());
    return tl::unexpected(done.error());
  }
  if (!flush(0) || std::fflush(file.get()) != 0) return failed();
  return rows;
}

}  // namespace peakend::table
