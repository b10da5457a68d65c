#pragma once
// A first map for files nobody has described yet: looks at names and values of the columns. A proposal to be read
// and corrected by a person, never used unseen.
#include <string>
#include <vector>

#include "base/error.h"
#include "ingest/importers/run.h"

namespace peakend::importers {

struct GuessedColumn {
  std::string name;
  std::string role;    ///< customer, episode, id, event, time, rating, text, attribute, ignored
  std::string sample;  ///< first value, at most 60 bytes
};
struct GuessedFile {
  std::string path, format, encoding;
  std::vector<GuessedColumn> columns;
};
struct Guess {
  std::vector<GuessedFile> files;
  std::string map_json;  ///< indented; parse_mapping accepts it
};
/// Reads the first 1000 rows of each input (an event log: all of it, for its activities). Errors: those of open_rows;
/// "time_column_missing" when no file has a column that could be a time.
Result<Guess> guess_mapping(const std::vector<Input>&, const ReadOptions& = {});

}  // namespace peakend::importers
