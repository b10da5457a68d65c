#pragma once
// Moving in and out with the stores: an imported survey becomes a draft (and a version, when it has responses), its responses
// go the way of all responses; exports are written to files. Thread-safe.
#include "base/time.h"
#include "collect/collect.h"
#include "survey_files/survey_files.h"

namespace peakend::survey_files {

/// All must outlive their users.
struct Stores {
  collect::Service& collect;
  const Clock& clock;
  Ports ports;
  std::function<Result<void>(WorkspaceNo, std::string_view json, std::string_view author)> create;
  std::function<Result<int>(WorkspaceNo, std::string_view key, std::string_view author, std::string_view note)> publish;
  /// The JSON of a version; 0: the latest, or the draft when there is none. Error: not_found.
  std::function<Result<std::string>(WorkspaceNo, std::string_view key, int version)> document;
  table::Writer xlsx, sav, zsav, parquet;
};

struct ImportWish {
  ReadOptions read;
  bool dry_run = false;     ///< stores nothing
  bool responses = true;    ///< also those of the file
  std::string author;
};
struct Imported {
  Moved moved;
  std::string key;
  int version = 0;          ///< 0: stays a draft
  std::int64_t stored = 0, again = 0, refused = 0;  ///< responses
};
/// A response is known by its id in the file (or its place in it), so importing the file again counts nothing twice.
/// Errors: those of read_files and of creating a survey ("survey_exists"). When a response cannot be stored because the
/// store is not available the import ends with that error; what was stored stays, and doing it again goes on.
Result<Imported> import_files(const Stores&, WorkspaceNo, const std::vector<table::File>&, const ImportWish&);

struct ExportWish {
  std::string format = "csv";      ///< csv, xlsx, parquet, sav, zsav
  std::string values;              ///< codes, keys, words; empty: what suits the format
  std::string lang;                ///< empty: the survey's first
  bool bom = false;                ///< csv
  collect::ResponseQuery query;    ///< its survey says which
};
/// Writes the responses to a new file; returns the number of rows. At most collect::kMaxRead, newest first.
Result<std::int64_t> export_responses(const Stores&, WorkspaceNo, const ExportWish&, const std::string& path);
Result<Written> export_survey(const Stores&, WorkspaceNo, std::string_view key, std::string_view format, int version);

/// {"format", "survey", "version", "found": {...}, "losses": [...], ...}; `lang` of the words that say why.
std::string report_json(const Imported&, bool zh);
survey::Value losses_value(const Losses&, bool zh);

}  // namespace peakend::survey_files
