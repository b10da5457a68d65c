#pragma once
// The episode table, column by column.
#include "adapters/duckdb/duck.h"
#include "facts/facts.h"

namespace peakend::duck {

/// Appends the episodes under this workspace; texts are cleaned like those of facts.
Result<void> append_episodes(Appender&, WorkspaceNo, std::span<const facts::EpisodeFact* const>);

const std::string& episode_columns();
/// Reads row `row` of a query of episode_columns().
facts::EpisodeFact read_episode(const Rows&, idx_t row);

}  // namespace peakend::duck
