#pragma once
// One import: files through a map into items, items into a sink. Constant memory apart from lookups, de-duplication
// within a file (both bounded) and 16 bytes per row while ids are made from content. Not thread-safe.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/error.h"
#include "ingest/importers/bytes.h"
#include "ingest/importers/mapping.h"
#include "ingest/ingest.h"

namespace peakend::importers {

struct Input {
  std::string path;            ///< for messages and to find the file of the map
  std::shared_ptr<Blob> blob;
};

/// Where an item came from.
struct Origin {
  std::uint32_t file = 0, item = 0;  ///< numbers within the map
  std::int64_t line = 0;
};
/// Takes items in order. `report` is called once per item, in order, from within add or flush.
class ItemSink {
 public:
  using Report = std::function<void(const Origin&, const ingest::ItemResult&)>;
  virtual ~ItemSink() = default;
  virtual Result<void> add(std::string_view json, const Origin&) = 0;
  virtual Result<void> flush() = 0;
  void on_report(Report r) { report_ = std::move(r); }

 protected:
  Report report_;
};
/// Through intake (full validation) into the inbox; without an inbox it is a dry run. With a projector it waits for answers to
/// keep up (inbox::wait_near). `context.now` is refreshed from
/// `clock` for every batch.
std::unique_ptr<ItemSink> make_intake_sink(ingest::IntakeContext context, const Clock& clock, inbox::Inbox* inbox,
                                           inbox::Projector* projector = nullptr);

struct Reject {
  std::string file;       ///< path as given
  std::int64_t line = 0;  ///< 0: the file as a whole
  std::string column, item;
  FieldError why;         ///< code and params; field = path within the item
  std::string value;      ///< offending text, at most 100 bytes
};
struct ItemCount {
  std::string file, key;
  std::int64_t accepted = 0, duplicate = 0, rejected = 0, not_applicable = 0, empty = 0, unmet = 0;
};
struct FileCount {
  std::string path, name, format, encoding;
  std::int64_t rows = 0;        ///< all rows, unreadable ones too
  std::int64_t unreadable = 0;  ///< rejected as a row: ragged, no partner ...
  std::int64_t filtered = 0;    ///< left out by "where"
  std::int64_t superseded = 0;  ///< left out by "dedupe"
  std::int64_t replaced = 0;    ///< characters that were not valid in the encoding
};
struct Summary {
  std::vector<FileCount> files;
  std::vector<ItemCount> items;
  std::int64_t accepted = 0, duplicate = 0, rejected = 0;  ///< items; rejected counts unreadable rows too
  std::int64_t rows = 0;
  bool cancelled = false, limited = false;
};

struct RunOptions {
  calendar::Zone zone;                          ///< of the workspace; for files that name none
  std::optional<calendar::Zone> force_zone;     ///< over the map
  std::string force_encoding;
  std::int64_t limit = 0;                       ///< rows per file; 0 = all
};
struct Progress {
  std::uint64_t bytes = 0, total = 0;
  std::int64_t rows = 0, items = 0;
};
struct Hooks {
  std::function<void(const Reject&)> reject;
  std::function<void(const Progress&)> progress;  ///< every few hundred rows and at the end
  std::function<bool()> cancelled;
};

/// Reads every input that has items, in the order of the map. `out` is filled as far as it came, also on an error.
/// Errors: "file_not_in_map", "required_file_missing", "lookup_too_large", "dedupe_too_large", those of open_rows and
/// of the sink. A bad row or item is a Reject, not an error.
Result<void> run_import(const Mapping&, const std::vector<Input>&, const RunOptions&, ItemSink&, const Hooks&, Summary& out);

/// One line of JSON with all counts.
std::string to_json(const Summary&);

/// Writes rejects as CSV: file, line, column, item, code, reason, value. Formula-injection safe.
class RejectFile {
 public:
  /// Creates or truncates. ErrorKind::unavailable "file_unwritable".
  static Result<std::unique_ptr<RejectFile>> create(const std::string& path);
  ~RejectFile();
  RejectFile(const RejectFile&) = delete;
  RejectFile& operator=(const RejectFile&) = delete;
  /// At most 1 000 000 lines are kept. `reason` is the text for people.
  void add(const Reject&, std::string_view reason);
  std::int64_t lines() const { return lines_; }

 private:
  explicit RejectFile(std::FILE* f) : file_(f) {}
  std::FILE* file_;
  std::int64_t lines_ = 0;
};

}  // namespace peakend::importers
