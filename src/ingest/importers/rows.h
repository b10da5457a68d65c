#pragma once
// Rows of a file of any format, one after the other, in constant memory. A format is a descriptor in all.cc.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "ingest/importers/encoding.h"

namespace peakend::importers {

inline constexpr std::size_t kMaxRowBytes = 1 << 20;   ///< one row, all fields together
inline constexpr std::size_t kMaxColumns = 2'000;

struct ReadOptions {
  std::string format = "auto";    ///< name of a Format
  std::string encoding = "auto";
  std::string separator;          ///< csv: one character; empty = found out
  bool header = true;             ///< csv: first row names the columns; else "column_1", ...
  std::int64_t skip_lines = 0;    ///< csv: physical lines before the header
  DecodeLimits limits{};
};

/// One row. Views are valid until the next call.
struct Row {
  std::vector<std::string_view> fields;  ///< per column; may be shorter than columns(); data() == nullptr = absent
  std::int64_t line = 0;                 ///< where it begins, counting from 1
  std::string_view problem;              ///< closed code when the row could not be read; fields are then empty

  std::string_view field(std::size_t i) const { return i < fields.size() ? fields[i] : std::string_view{}; }
};

/// Not thread-safe.
class RowSource {
 public:
  virtual ~RowSource() = default;
  /// Names, unique. Formats without a header (jsonl, xes) append to it while reading.
  virtual const std::vector<std::string>& columns() const = 0;
  /// False at the end. An error ends the file (broken archive, broken XML); a bad row is a Row with a problem.
  virtual Result<bool> next(Row&) = 0;
  virtual std::uint64_t consumed() const = 0;  ///< bytes of the file, for progress
  virtual Encoding encoding() const = 0;
  virtual std::int64_t replaced() const = 0;   ///< characters that could not be decoded
};

struct Format {
  std::string_view name;
  std::string_view label;  ///< for lists
  /// How sure, 0..100, that a file beginning with this UTF-8 text is of this format. `file` = lower-case base name
  /// without .gz, .zst, .zip.
  int (*sniff)(std::string_view head, std::string_view file);
  Result<std::unique_ptr<RowSource>> (*open)(std::unique_ptr<TextSource>, const ReadOptions&);
};
/// All formats; the table is in all.cc.
std::span<const Format> formats();
const Format* find_format(std::string_view name);

/// Decompresses, decodes, finds the format and opens. `file` is only looked at for its ending.
Result<std::unique_ptr<RowSource>> open_rows(std::shared_ptr<Blob>, std::string_view file, const ReadOptions&);
/// What open_rows would take for "auto".
struct Detected {
  std::string format;
  Encoding encoding = Encoding::utf8;
  char separator = 0;  ///< csv only
};
Result<Detected> detect(std::shared_ptr<Blob>, std::string_view file, const ReadOptions&);

}  // namespace peakend::importers
