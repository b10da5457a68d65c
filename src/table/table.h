#pragma once
// Tables of named columns with labels, as statistics programs and spreadsheets have them, and the ports through which files
// become tables and back. Plain values; Source and the ports are thread-safe when their makers say so.
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"

namespace peakend::table {

enum class Type : std::uint8_t {
  number,
  text,
  date,     ///< days since 1970-01-01
  instant,  ///< milliseconds since 1970 UTC
};
enum class Measure : std::uint8_t { unknown, nominal, ordinal, scale };

/// Nothing, a number (also dates and instants), or well-formed UTF-8.
using Cell = std::variant<std::monostate, double, std::string>;
inline const double* number(const Cell& c) { return std::get_if<double>(&c); }
inline const std::string* text(const Cell& c) { return std::get_if<std::string>(&c); }
inline bool empty(const Cell& c) { return c.index() == 0; }
/// What a person reads: numbers as JavaScript writes them, dates and instants in ISO form; "" when empty.
std::string shown(const Cell&, Type);

struct Label {
  Cell value;
  std::string text;
};
struct Column {
  std::string name;
  std::string label;                 ///< what was asked
  Type type = Type::text;
  Measure measure = Measure::unknown;
  std::vector<Label> labels{};       ///< words of the values
  std::vector<std::pair<double, double>> missing{};  ///< ranges, ends included, that the maker declared to be no answer
  std::vector<std::string> missing_texts{};
  /// The words of a value; "" when it has none.
  std::string_view label_of(const Cell&) const;
  bool is_missing(const Cell&) const;  ///< empty, or declared missing
};
using Row = std::vector<Cell>;

struct Table {
  std::vector<Column> columns;
  std::vector<Row> rows;             ///< each as long as `columns`
  std::string label;
  std::vector<std::string> left_out{};  ///< what the reader met and did not take, e.g. names of further sheets
};

/// What a hostile file may cost.
struct Limits {
  std::size_t bytes = 64u << 20;         ///< of the file, and of one file unpacked from it
  std::size_t unpacked = 512u << 20;     ///< all files of an archive together
  std::size_t files = 1'000;
  std::size_t columns = 2'000, rows = 500'000, cells = 10'000'000;
  std::size_t cell_bytes = 64u << 10;
  std::size_t text_bytes = 512u << 20;   ///< texts of all cells together
};

/// Rows that can be looked at more than once, each time the same.
class Source {
 public:
  virtual ~Source() = default;
  virtual const std::vector<Column>& columns() const = 0;
  virtual Result<void> each(const std::function<Result<void>(const Row&)>& visit) const = 0;
};
/// A table as a source; `t` must outlive it.
class TableSource final : public Source {
 public:
  explicit TableSource(const Table& t) : t_(t) {}
  const std::vector<Column>& columns() const override { return t_.columns; }
  Result<void> each(const std::function<Result<void>(const Row&)>& visit) const override;

 private:
  const Table& t_;
};

struct File {
  std::string name, bytes;
};
/// Errors: malformed "table_broken", too_large "table_too_large".
using Reader = std::function<Result<Table>(std::string_view bytes)>;
/// Writes a new file; returns the number of rows. On error no file is left.
using Writer = std::function<Result<std::int64_t>(const Source&, const std::string& path)>;
/// The files of an archive. Errors: "archive_broken", "archive_too_large".
using Unpacker = std::function<Result<std::vector<File>>(std::string_view bytes)>;

/// UTF-8, RFC 4180, header first. `bom` for Excel. Texts that a spreadsheet would run as a formula get an apostrophe.
Result<std::int64_t> write_csv(const Source&, const std::string& path, bool bom);

}  // namespace peakend::table
