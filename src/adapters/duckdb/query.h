#pragma once
// Builds the SQL for the port's questions. Pure. Texts from outside become parameters, never SQL.
#include "adapters/duckdb/duck.h"
#include "facts/facts.h"

namespace peakend::duck {

struct Query {
  std::string sql;
  std::vector<Param> params;
};

/// The sums of an aggregate in two queries, each with few groups and small states, so that much fits in little
/// memory: by dimensions and customer group (sums that are kept by group, whose total is the partial's own) and by
/// dimensions and valence bin (the others). Columns: one per dimension, then those that the reader takes; `first`
/// is the column after the dimensions. Both readers together add up to the partial.
Query by_group_query(const facts::AggregateSpec&);
void read_by_group(const Rows&, idx_t first, idx_t row, engine::Partial&);
Query by_bin_query(const facts::AggregateSpec&);
void read_by_bin(const Rows&, idx_t first, idx_t row, engine::Partial&);

/// One row per different key, at most max_rows + 1.
Query keys_query(const facts::AggregateSpec&);

/// Per-customer sums first, then G, Saa, Sab, Sbb per cell. Columns: one per dimension, then those four.
Query clusters_query(const facts::AggregateSpec&);

/// Text of the group key in a column made for the dimension by one of the queries above.
std::string key_text(const facts::Dimension&, const Column&, idx_t row);

/// SELECT columns FROM fact with the scan's conditions, order and page. `part` is one more condition, without texts.
Query scan_query(const facts::ScanSpec&, const std::string& columns, const std::string& part = {});
Query episodes_query(const facts::EpisodeScanSpec&, const std::string& columns);
/// One row per customer of the page: id, first_at, last_at, facts, n, sum_v, broken; and the number of all.
Query customers_query(const facts::CustomerSpec&);
Query customers_count_query(const facts::CustomerSpec&);

}  // namespace peakend::duck
