#pragma once
// The episode table, column by column.
#include <memory>
#include <vector>

#include "adapters/duckdb/duck.h"
#include "facts/facts.h"

namespace peakend::duck {

/// Appends the episodes under this workspace; texts are cleaned like those of facts.
Result<void> append_episodes(Appender&, WorkspaceNo, std::span<const facts::EpisodeFact* const>);

std::string episode_columns(bool with_path);
/// Reads the chunks of a query of episode_columns(with_path).
class EpisodeReader {
 public:
  EpisodeReader(const Rows& rows, bool with_path);
  ~EpisodeReader();
  facts::EpisodeFact read(idx_t row) const;

 private:
  struct Touches;
  idx_t columns_count_;  ///< between workspace and touches
  std::vector<Column> columns_;
  std::unique_ptr<Touches> touches_;
};

}  // namespace peakend::duck
