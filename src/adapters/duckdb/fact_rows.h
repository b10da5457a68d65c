#pragma once
// The fact table, column by column: one list that writes, reads and names them.
#include <optional>
#include <span>

#include "adapters/duckdb/duck.h"
#include "facts/facts.h"

namespace peakend::duck {

/// Writes the facts into the appender's chunk and adds it; at most Appender::kChunk of them, as_stored.
Result<void> append_chunk(Appender&, std::span<const facts::Fact> stored);

/// "seq, item, ..." in the order FactReader expects.
std::string fact_columns(facts::Want);
/// Reads the chunks of a query of fact_columns(want). Views are valid until the next chunk.
class FactReader {
 public:
  FactReader(const Rows& rows, facts::Want);
  /// Tags are valid until the next call.
  const facts::Fact& read(idx_t row);

 protected:
  FactReader(const Rows& rows, std::span<const std::string_view> names);

 private:
  std::vector<std::pair<Column, void (*)(const Column&, idx_t, facts::Fact&)>> columns_;
  std::optional<Column> tags_column_;
  facts::Fact fact_;
  std::vector<facts::Tag> tags_;
};

/// The columns that engine::FactValues and a roll-up cell need, for rebuilding roll-ups.
const std::string& rollup_columns();
class RollupReader : public FactReader {
 public:
  explicit RollupReader(const Rows& rows);
};

}  // namespace peakend::duck
