#pragma once
// One row seen through a file of the map: columns by slot, null values taken out, lookups joined, values computed.
// Not thread-safe.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/calendar.h"
#include "ingest/importers/mapping.h"
#include "ingest/importers/rows.h"

namespace peakend::importers {

/// The rows of a lookup file that matter, in memory: key -> the wanted columns.
class LookupTable {
 public:
  static constexpr std::size_t kMaxRows = 5'000'000, kMaxBytes = 1u << 30;
  /// More rows or bytes than that: ErrorKind::too_large, code "lookup_too_large".
  Result<void> put(std::string_view key, const std::vector<std::string_view>& values, bool replace);
  /// Values in the order of LookupSpec::columns (data() == nullptr = absent); nullptr when the key is unknown.
  const std::vector<std::optional<std::string>>* find(const std::string& key) const;
  std::size_t size() const { return rows_.size(); }

 private:
  std::unordered_map<std::string, std::vector<std::optional<std::string>>> rows_;
  std::size_t bytes_ = 0;
};

/// Why a value could not be taken: a closed code and the column.
struct ValueError {
  std::string_view code;
  std::string column;
  std::string text;  ///< the offending text, at most 100 bytes
};

class Record {
 public:
  Record(const FileSpec& file, calendar::Zone zone, std::string file_name);

  /// Matches slots to columns. `all_known`: the file names its columns at the front, so a missing one is an error.
  Result<void> bind(const std::vector<std::string>& columns, bool all_known);
  void set_lookup(std::size_t number, std::shared_ptr<const LookupTable> table) { tables_[number] = std::move(table); }

  /// Takes a row; its views stay in use until the next load. A required lookup without partner gives an error.
  std::optional<ValueError> load(const Row& row, const std::vector<std::string>& columns);
  /// Text of a slot; nullopt when absent or null.
  std::optional<std::string_view> get(Slot slot) const { return slots_[slot]; }
  bool holds(const std::vector<MapCondition>&) const;
  /// Text of a value after its map; nullopt when absent. Errors: "value_not_in_map".
  std::optional<std::string> text(const Value&, std::optional<ValueError>& error) const;
  /// As text() and read as a time, cut to the file's precision. Errors: also "bad_time".
  std::optional<Instant> time(const Value&, std::optional<ValueError>& error) const;
  /// Errors: also "not_a_number".
  std::optional<double> number(const Value&, std::optional<ValueError>& error) const;
  /// JSON form after the cast, appended to `out`; false when absent or in error.
  bool append_json(const Value&, std::string& out, std::optional<ValueError>& error) const;
  std::optional<Instant> parse_time(std::string_view, const std::optional<calendar::TimeFormat>&) const;
  std::optional<double> parse_number(std::string_view) const;

  /// Columns that make an item's default id: "@row", 32 hex digits over the content and how often it came before.
  const std::string& row_id() const { return row_id_; }
  std::string column_of(const Value&) const;
  const calendar::Zone& zone() const { return zone_; }

 private:
  void hash_row(const Row& row, const std::vector<std::string>& columns);
  ValueError wrong(std::string_view code, const Value&, std::string_view text) const;
  bool is_null(std::string_view text) const;

  const FileSpec& file_;
  calendar::Zone zone_;
  std::string file_name_, line_, row_id_;
  std::vector<std::size_t> source_;  ///< column per slot; SIZE_MAX = not a column of the file
  std::size_t bound_ = 0;
  std::vector<std::optional<std::string_view>> slots_;
  std::vector<std::shared_ptr<const LookupTable>> tables_;
  std::unordered_map<std::uint64_t, std::uint32_t> repeats_;
  std::vector<std::uint64_t> seen_;  ///< open addressing, 0 = free
  std::size_t seen_count_ = 0;
  std::optional<Slot> row_slot_, line_slot_, file_slot_;
};

/// `s` as a JSON string with quotes; `s` must be valid UTF-8.
void append_json_text(std::string& out, std::string_view s);

}  // namespace peakend::importers
