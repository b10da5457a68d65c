#pragma once
// The fact table, column by column: one list that writes, reads and names them.
#include "adapters/duckdb/duck.h"
#include "facts/facts.h"

namespace peakend::duck {

/// Writes the facts into the appender's chunk and adds it; at most Appender::kChunk of them, as_stored.
Result<void> append_chunk(Appender&, std::span<const facts::Fact> stored);

/// "seq, item, ..." in the order read_fact expects.
const std::string& fact_columns();
/// Reads the chunks of a query of fact_columns(). Views are valid until the next chunk.
class FactReader {
 public:
  explicit FactReader(const Rows& rows);
  /// Tags are valid until the next call.
  const facts::Fact& read(idx_t row);

 private:
  std::vector<Column> columns_;
  facts::Fact fact_;
  std::vector<facts::Tag> tags_;
};

/// The columns that engine::FactValues and a roll-up cell need, for rebuilding roll-ups.
const std::string& rollup_columns();
class RollupReader {
 public:
  explicit RollupReader(const Rows& rows);
  const facts::Fact& read(idx_t row);

 private:
  std::vector<std::pair<Column, void (*)(const Column&, idx_t, facts::Fact&)>> columns_;
  facts::Fact fact_;
};

}  // namespace peakend::duck
