#include "facts/rollup.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "facts/fields.h"

namespace peakend::facts {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::size_t kOpenSums = 512;

std::uint64_t mix(std::uint64_t h, std::uint64_t v) {
  h = (h ^ v) * 0x9E3779B97F4A7C15ull;
  return h ^ (h >> 32);
}

bool in_rollup(const Dimension& d) {
  switch (d.field) {
    case Field::time: case Field::journey: case Field::touchpoint: case Field::stage: case Field::scene:
    case Field::kind: case Field::metric: return true;
    default: return false;
  }
}
// A border as a day; the open ends stay open.
std::optional<calendar::Day> border_day(std::int64_t at, DayCutter& days) {
  if (at == INT64_MIN) return INT32_MIN;
  if (at == INT64_MAX) return INT32_MAX;
  constexpr std::int64_t kFar = 300'000'000'000'000;  // beyond every stored time
  if (at < -kFar || at > kFar) return std::nullopt;
  calendar::Day d = days.day(at);
  return days.start(d) == at ? std::optional(d) : std::nullopt;
}
Fact with_dims(const CellDims& d) {
  Fact f;
  f.journey = d.journey, f.touchpoint = d.touchpoint, f.stage = d.stage, f.scene = d.scene, f.metric = d.metric, f.kind = d.kind;
  return f;
}

}  // namespace

std::int64_t DayCutter::start(calendar::Day d) {
  auto [it, first] = starts_.try_emplace(d);
  if (first) it->second = to_ms(calendar::midnight(zone_, d));
  return it->second;
}
calendar::Day DayCutter::day(std::int64_t at) {
  auto d = static_cast<calendar::Day>(at / kDayMs - (at % kDayMs < 0));
  if (zone_.is_utc()) return d;
  while (start(d) > at) --d;
  while (start(d + 1) <= at) ++d;
  return d;
}

CellDims dims_of(const Fact& f) { return {f.journey, f.touchpoint, f.stage, f.scene, f.metric, f.kind}; }
std::size_t CellDimsHash::operator()(const CellDims& d) const noexcept {
  std::hash<std::string_view> text;
  std::uint64_t h = static_cast<std::uint64_t>(d.kind);
  for (std::string_view s : {d.journey, d.touchpoint, d.stage, d.scene, d.metric}) h = mix(h, text(s));
  return h;
}

std::uint32_t DimsTable::number(const CellDims& d) {
  if (auto it = numbers_.find(d); it != numbers_.end()) return it->second;
  CellDims kept{texts_.keep(d.journey), texts_.keep(d.touchpoint), texts_.keep(d.stage), texts_.keep(d.scene),
                texts_.keep(d.metric), d.kind};
  auto n = static_cast<std::uint32_t>(dims_.size());
  dims_.push_back(kept);
  numbers_.emplace(kept, n);
  return n;
}

std::size_t RollupFold::KeyHash::operator()(const Key& k) const noexcept {
  return mix(mix(static_cast<std::uint64_t>(k.workspace), static_cast<std::uint32_t>(k.day)), k.dims);
}
engine::Partial& RollupFold::cell(WorkspaceNo ws, calendar::Day day, const CellDims& dims) {
  Key key{ws, day, dims_.number(dims)};
  auto [it, first] = places_.try_emplace(key, cells_.size());
  if (first) cells_.push_back({ws, day, key.dims, {}});
  return cells_[it->second].partial;
}
void RollupFold::add(WorkspaceNo ws, calendar::Day day, const Fact& f) { engine::add(cell(ws, day, dims_of(f)), values_of(f)); }
void RollupFold::add(WorkspaceNo ws, calendar::Day day, const CellDims& dims, const engine::Partial& p) {
  cell(ws, day, dims) += p;
}
void RollupFold::clear() {
  cells_.clear();
  places_.clear();
}

void RollupRows::add(const CellDims& dims, calendar::Day day, std::string_view partial) {
  rows_.push_back({day, dims_.number(dims), blobs_.keep(partial)});
}
void RollupRows::compact_if_many() {
  constexpr std::size_t kFew = 4096;
  if (rows_.size() > compacted_ + compacted_ / 2 + kFew) compact();
}
void RollupRows::compact() {
  std::ranges::sort(rows_, {}, [](const Row& r) { return std::pair(r.dims, r.day); });
  TextArena blobs;
  std::vector<Row> rows;
  for (std::size_t i = 0, end = 0; i < rows_.size(); i = end) {
    for (end = i + 1; end < rows_.size() && rows_[end].dims == rows_[i].dims && rows_[end].day == rows_[i].day;) ++end;
    engine::Partial sum, one;
    for (std::size_t k = i; end - i > 1 && k < end; ++k)
      if (engine::decode(rows_[k].partial, one)) sum += one;
    rows.push_back({rows_[i].day, rows_[i].dims, blobs.keep(end - i > 1 ? engine::encode(sum) : std::string(rows_[i].partial))});
  }
  rows_ = std::move(rows);
  blobs_ = std::move(blobs);
  compacted_ = rows_.size();
}
std::size_t RollupRows::bytes() const { return blobs_.bytes() + rows_.capacity() * sizeof(Row); }

std::optional<RollupAnswer> RollupAnswer::plan(const AggregateSpec& spec, DayCutter& days) {
  if (spec.clusters != engine::Measure::none) return std::nullopt;
  auto known = [](const Filter& f) { return in_rollup(f.on); };
  if (!std::ranges::all_of(spec.by, in_rollup) || !std::ranges::all_of(spec.where, known)) return std::nullopt;
  RollupAnswer a(spec);
  auto from = border_day(spec.from, days), to = border_day(spec.to, days);
  if (!from || !to) return std::nullopt;
  a.first_ = *from, a.last_ = *to;
  a.by_time_ = std::ranges::any_of(spec.by, [](const Dimension& d) { return d.field == Field::time; });
  if (!a.by_time_) return a;
  for (std::int64_t edge : spec.edges) {
    auto d = border_day(edge, days);
    if (!d) return std::nullopt;
    a.edges_.push_back(*d);
  }
  a.first_ = std::max(a.first_, a.edges_.front()), a.last_ = std::min(a.last_, a.edges_.back());
  return a;
}

std::int64_t RollupAnswer::group_of(const DimsTable& dims, std::uint32_t n) {
  if (n >= group_by_dims_.size()) group_by_dims_.resize(n + 1, kUnknown);
  std::int64_t& group = group_by_dims_[n];
  if (group != kUnknown) return group;
  Fact f = with_dims(dims[n]);
  if (!std::ranges::all_of(spec_->where, [&](const Filter& w) { return matches(f, w); })) return group = kOut;
  std::vector<std::string> texts;
  std::string joined;
  for (const Dimension& d : spec_->by) {
    texts.push_back(field_text(f, d));
    joined += fmt::format("{}:{}", texts.back().size(), texts.back());
  }
  auto [it, first] = group_numbers_.try_emplace(joined, static_cast<std::int64_t>(groups_.size()));
  if (first) groups_.push_back(std::move(texts));
  return group = it->second;
}

std::int64_t RollupAnswer::bucket_of(calendar::Day d) const {
  if (!by_time_) return 0;
  auto it = std::ranges::upper_bound(edges_, d);
  return it == edges_.begin() || it == edges_.end() ? kOut : it - edges_.begin() - 1;
}

void RollupAnswer::expect(std::size_t rows) {
  rows = std::min(rows, spec_->max_rows);
  if (!by_time_) rows = std::min<std::size_t>(rows, 64);
  places_.reserve(rows);
  keys_.reserve(rows);
  partials_.reserve(rows);
}

bool RollupAnswer::add(const DimsTable& dims, const RollupRows::Row& row) {
  if (row.day < first_ || row.day >= last_) return true;
  std::int64_t group = group_of(dims, row.dims);
  if (group == kOut) return true;
  std::int64_t bucket = bucket_of(row.day);
  if (bucket == kOut) return true;
  auto [it, first] = places_.try_emplace((group << 32) | bucket, partials_.size());
  if (first) {
    keys_.emplace_back(group, bucket);
    return engine::decode(row.partial, partials_.emplace_back());
  }
  engine::Partial one;
  if (!engine::decode(row.partial, one)) return false;
  engine::Partial& sum = partials_[it->second];
  sum += one;
  if (partials_.size() > kOpenSums) sum.groups.pack();  // open, a partial takes ten times the room
  return true;
}

std::vector<AggregateRow> RollupAnswer::finish() && {
  // Sorting by ranks of texts compares numbers instead of strings for every row.
  std::vector<std::vector<std::int64_t>> ranks(spec_->by.size(), std::vector<std::int64_t>(groups_.size()));
  for (std::size_t d = 0; d < spec_->by.size(); ++d) {
    std::map<std::string_view, std::int64_t> order;
    for (const auto& g : groups_) order[g[d]] = 0;
    std::int64_t next = 0;
    for (auto& [text, rank] : order) rank = next++;
    for (std::size_t g = 0; g < groups_.size(); ++g) ranks[d][g] = order[groups_[g][d]];
  }
  std::vector<std::pair<std::array<std::int64_t, 3>, std::size_t>> order;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    auto [group, bucket] = keys_[i];
    std::array<std::int64_t, 3> key{};
    for (std::size_t d = 0; d < spec_->by.size(); ++d)
      key[d] = spec_->by[d].field == Field::time ? bucket : ranks[d][static_cast<std::size_t>(group)];
    order.emplace_back(key, i);
  }
  std::ranges::sort(order);
  std::vector<AggregateRow> out;
  out.reserve(order.size());
  for (const auto& [key, i] : order) {
    partials_[i].groups.pack();
    AggregateRow& row = out.emplace_back(AggregateRow{groups_[static_cast<std::size_t>(keys_[i].first)], std::move(partials_[i])});
    for (std::size_t d = 0; d < spec_->by.size(); ++d)
      if (spec_->by[d].field == Field::time) row.key[d] = fmt::format("{}", keys_[i].second);
  }
  return out;
}

}  // namespace peakend::facts
