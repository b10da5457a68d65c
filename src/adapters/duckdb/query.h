#pragma once
// Builds the SQL for the port's questions. Pure. Texts from outside become parameters, never SQL.
#include "adapters/duckdb/duck.h"
#include "facts/facts.h"

namespace peakend::duck {

struct Query {
  std::string sql;
  std::vector<Param> params;
};

/// Groups by the dimensions, the customer group and the valence bin. Columns: one per dimension, then grp, bin,
/// then those that read_sums takes.
Query sums_query(const facts::AggregateSpec&);
/// Adds the row to the partial of its cell. `first` is the column after the dimensions.
void read_sums(const Rows&, idx_t first, idx_t row, engine::Partial&);

/// Per-customer sums first, then G, Saa, Sab, Sbb per cell. Columns: one per dimension, then those four.
Query clusters_query(const facts::AggregateSpec&);

/// Text of the group key in a column made for the dimension by one of the queries above.
std::string key_text(const facts::Dimension&, const Column&, idx_t row);

/// SELECT columns FROM fact with the scan's conditions, order and page.
Query scan_query(const facts::ScanSpec&, const std::string& columns);
Query episodes_query(const facts::EpisodeScanSpec&, const std::string& columns);
/// SELECT count(*) of the same facts, all pages.
Query count_query(const facts::ScanSpec&);
/// One row per customer of the page: total of all pages, then id, first_at, last_at, facts, n, sum_v, kept, broken, said,
/// value. An empty page is one row with a NULL id.
Query customers_query(const facts::CustomerSpec&);

}  // namespace peakend::duck
