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
  std::string role;    ///< customer, episode, id, event, time, promise, rating, text, attribute, ignored
  std::string sample;  ///< first value, at most 60 bytes
  bool numeric = false;
  double min = 0, max = 0;          ///< of numeric ones
  std::string time_format;          ///< of times, as a map says it; else empty
  std::vector<std::string> values;  ///< different values, at most kGuessValues; more: empty
};
struct GuessedFile {
  std::string path, format, encoding;
  std::string separator;                       ///< csv only
  std::vector<GuessedColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< the first kGuessRows, cells of at most 200 bytes
  std::int64_t sampled = 0, unreadable = 0;    ///< rows looked at, of these with a fault
};
inline constexpr std::size_t kGuessRows = 20, kGuessValues = 60;
struct Guess {
  std::vector<GuessedFile> files;
  std::string map_json;  ///< indented; parse_mapping accepts it
};
struct GuessOptions {
  ReadOptions read{};
  /// Candidates for where the items belong: the workspace's journeys and then templates. Empty: the map names none.
  std::vector<journey::Journey> journeys{};
  std::size_t own_journeys = 0;          ///< how many of them the workspace has; the others are templates
  std::optional<Instant> without_time{}; ///< the time of files that say none; nullopt: "time_column_missing"
};
/// Reads the first 1000 rows of each input (an event log: all of it, for its activities). Errors: those of open_rows;
/// "time_column_missing" when no file has a column that could be a time.
Result<Guess> guess_mapping(const std::vector<Input>&, const GuessOptions& = {});

}  // namespace peakend::importers
