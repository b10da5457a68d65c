#pragma once
// Daily roll-ups: for every workspace, day of its zone, journey, touchpoint, stage, scene, kind and metric one
// Partial. Stores keep the cells as encoded rows that add up (an append writes small rows beside the large ones,
// compaction merges them); this file folds facts into rows, keeps rows in memory and answers from them.
#include <unordered_map>

#include "base/arena.h"
#include "base/calendar.h"
#include "facts/facts.h"

namespace peakend::facts {

/// Days of a zone as half-open intervals between its midnights, without asking the zone for every fact.
/// Not thread-safe.
class DayCutter {
 public:
  explicit DayCutter(calendar::Zone zone) : zone_(zone) {}
  /// The last day that begins at or before `at`.
  calendar::Day day(std::int64_t at);
  std::int64_t start(calendar::Day);

 private:
  calendar::Zone zone_;
  std::unordered_map<calendar::Day, std::int64_t> starts_;
};

/// What a cell is about, apart from workspace and day.
struct CellDims {
  std::string_view journey, touchpoint, stage, scene, metric;
  FactKind kind = FactKind::event;
  bool operator==(const CellDims&) const = default;
};
CellDims dims_of(const Fact&);
struct CellDimsHash {
  std::size_t operator()(const CellDims&) const noexcept;
};

/// Numbers dimensions 0, 1, 2 ... and keeps their texts.
class DimsTable {
 public:
  std::uint32_t number(const CellDims&);
  const CellDims& operator[](std::uint32_t i) const { return dims_[i]; }
  std::size_t size() const { return dims_.size(); }

 private:
  TextArena texts_;
  std::vector<CellDims> dims_;
  std::unordered_map<CellDims, std::uint32_t, CellDimsHash> numbers_;
};

/// Sums facts into cells. Memory: one Partial a cell, so long streams take their cells out when size() grows.
class RollupFold {
 public:
  void add(WorkspaceNo, calendar::Day, const Fact&);
  void add(WorkspaceNo, calendar::Day, const CellDims&, const engine::Partial&);
  std::size_t size() const { return cells_.size(); }
  struct Cell {
    WorkspaceNo workspace;
    calendar::Day day;
    std::uint32_t dims;
    engine::Partial partial;
  };
  const std::vector<Cell>& cells() const { return cells_; }
  const CellDims& dims(const Cell& c) const { return dims_[c.dims]; }
  void clear();

 private:
  struct Key {
    WorkspaceNo workspace;
    calendar::Day day;
    std::uint32_t dims;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key&) const noexcept;
  };
  engine::Partial& cell(WorkspaceNo, calendar::Day, const CellDims&);
  DimsTable dims_;
  std::vector<Cell> cells_;
  std::unordered_map<Key, std::size_t, KeyHash> places_;
};

/// The rows of one workspace in memory. Not thread-safe.
class RollupRows {
 public:
  struct Row {
    calendar::Day day;
    std::uint32_t dims;
    std::string_view partial;  ///< encoded
  };
  void add(const CellDims&, calendar::Day, std::string_view partial);
  /// Adds rows of the same cell together when there are many; cost is that of the cells that have several.
  void compact_if_many();
  const std::vector<Row>& rows() const { return rows_; }
  const DimsTable& dims() const { return dims_; }
  std::size_t bytes() const;

 private:
  void compact();
  DimsTable dims_;
  TextArena blobs_;
  std::vector<Row> rows_;
  std::size_t compacted_ = 0;
};

/// Answers an AggregateSpec from roll-up rows. Not thread-safe.
class RollupAnswer {
 public:
  /// nullopt when roll-ups cannot tell: dimensions or filters other than time, journey, touchpoint, stage, scene,
  /// kind and metric; exact clusters; a range or (by time) an edge that is not a midnight of the zone. Whether
  /// borders are midnights is checked here, so AggregateSpec::edges_are_days is a promise nobody must trust.
  static std::optional<RollupAnswer> plan(const AggregateSpec&, DayCutter&);
  /// Days that can matter, [first, last).
  calendar::Day first_day() const { return first_; }
  calendar::Day last_day() const { return last_; }

  /// About so many rows will come.
  void expect(std::size_t rows);
  /// Adds one row. False: its bytes are damaged. `dims` numbers must always mean the same.
  bool add(const DimsTable&, const RollupRows::Row&);
  /// True when there are more groups than AggregateSpec::max_rows.
  bool too_many() const { return partials_.size() > spec_->max_rows; }
  std::vector<AggregateRow> finish() &&;

 private:
  explicit RollupAnswer(const AggregateSpec& s) : spec_(&s) {}
  std::int64_t group_of(const DimsTable&, std::uint32_t dims);
  std::int64_t bucket_of(calendar::Day) const;

  const AggregateSpec* spec_;
  bool by_time_ = false;
  calendar::Day first_ = INT32_MIN, last_ = INT32_MAX;
  std::vector<calendar::Day> edges_;
  static constexpr std::int64_t kUnknown = -2, kOut = -1;
  std::vector<std::int64_t> group_by_dims_;                   // number of the group by number of the dims
  std::vector<std::vector<std::string>> groups_;              // texts by number; "" in the place of time
  std::unordered_map<std::string, std::int64_t> group_numbers_;
  std::unordered_map<std::int64_t, std::size_t> places_;      // (group, bucket) -> partial
  std::vector<std::pair<std::int64_t, std::int64_t>> keys_;   // group, bucket by place
  std::vector<engine::Partial> partials_;
};

}  // namespace peakend::facts
