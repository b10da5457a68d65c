#include <xlsxwriter.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "adapters/xlsx/xlsx.h"
#include "base/utf8.h"

namespace peakend::xlsx {
namespace {

using table::Type;
constexpr std::size_t kMaxRows = 1'048'575, kMaxColumns = 16'384, kMaxText = 32'767;

/// A text that fits a cell: at most 32 767 characters; 32 767 bytes never hold more.
std::string fitting(std::string_view s) { return std::string(utf8::prefix(s, kMaxText)); }

class Book {
 public:
  Book(const table::Source& source, const std::string& path) : source_(source) {
    std::string folder = std::filesystem::path(path).parent_path().string();
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder.empty() ? nullptr : folder.data();
    options.use_zip64 = LXW_TRUE;
    book_ = workbook_new_opt(path.c_str(), &options);
  }
  bool open() const { return book_ != nullptr; }

  Result<std::int64_t> fill() {
    const auto& columns = source_.columns();
    if (columns.size() > kMaxColumns) return fail(ErrorKind::too_large, "table_too_large");
    bold_ = workbook_add_format(book_);
    format_set_bold(bold_);
    date_ = workbook_add_format(book_);
    format_set_num_format(date_, "yyyy-mm-dd");
    instant_ = workbook_add_format(book_);
    format_set_num_format(instant_, "yyyy-mm-dd hh:mm:ss");
    sheet_ = workbook_add_worksheet(book_, "responses");
    for (std::size_t i = 0; i < columns.size(); ++i) text(0, i, columns[i].name, bold_);
    worksheet_freeze_panes(sheet_, 1, 0);
    std::size_t row = 0;
    PK_CHECK(source_.each([&](const table::Row& cells) -> Result<void> {
      if (++row > kMaxRows) return fail(ErrorKind::too_large, "table_too_large");
      for (std::size_t i = 0; i < columns.size() && i < cells.size(); ++i) put(row, i, cells[i], columns[i].type);
      return {};
    }));
    codebook();
    return static_cast<std::int64_t>(row);
  }
  /// Writes the file and ends the book; true when it worked.
  bool close() {
    auto* book = book_;
    book_ = nullptr;
    return workbook_close(book) == LXW_NO_ERROR;
  }

 private:
  void text(std::size_t row, std::size_t column, std::string_view s, lxw_format* format = nullptr) {
    if (!s.empty()) worksheet_write_string(sheet_, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), fitting(s).c_str(), format);
  }
  void put(std::size_t row, std::size_t column, const table::Cell& c, Type type) {
    if (const auto* s = table::text(c)) return text(row, column, *s);
    const auto* d = table::number(c);
    if (d == nullptr || !std::isfinite(*d)) return;
    // Day 25 569 of Excel is 1970-01-01.
    const double x = type == Type::date ? *d + 25'569 : type == Type::instant ? *d / 86'400'000 + 25'569 : *d;
    auto* format = type == Type::date ? date_ : type == Type::instant ? instant_ : nullptr;
    worksheet_write_number(sheet_, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), x, format);
  }
  void codebook() {
    sheet_ = workbook_add_worksheet(book_, "columns");
    const char* heads[] = {"column", "question", "value", "words"};
    for (std::size_t i = 0; i < 4; ++i) text(0, i, heads[i], bold_);
    std::size_t row = 0;
    for (const auto& c : source_.columns()) {
      text(++row, 0, c.name);
      text(row, 1, c.label);
      for (const auto& l : c.labels) {
        text(++row, 0, c.name);
        put(row, 2, l.value, c.type);
        text(row, 3, l.text);
      }
    }
  }

  const table::Source& source_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format *bold_ = nullptr, *date_ = nullptr, *instant_ = nullptr;
};

}  // namespace

Result<std::int64_t> write_xlsx(const table::Source& source, const std::string& path) {
  std::error_code ec;
  if (std::filesystem::exists(path, ec)) return fail(ErrorKind::unavailable, "cannot_write_file", path);
  Book book(source, path);
  if (!book.open()) return fail(ErrorKind::unavailable, "cannot_write_file", path);
  auto rows = book.fill();
  const bool closed = book.close();  // also after a failure: it frees the book
  if (rows && !closed) rows = fail(ErrorKind::unavailable, "cannot_write_file", path);
  if (!rows) std::filesystem::remove(path, ec);
  return rows;
}

}  // namespace peakend::xlsx
