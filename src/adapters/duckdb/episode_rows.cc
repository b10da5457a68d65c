#include "adapters/duckdb/episode_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "facts/fields.h"

namespace peakend::duck {
namespace {

using facts::EpisodeFact;
using facts::EpisodeTouch;

struct EpisodeColumn {
  const char* name;
  void (*write)(Cells, idx_t row, const EpisodeFact&, facts::FactBatch& scratch);
  void (*read)(const Column&, idx_t row, EpisodeFact&);
};

template <auto M>
constexpr EpisodeColumn number(const char* name) {
  using T = std::remove_cvref_t<decltype(std::declval<EpisodeFact>().*M)>;
  return {name, [](Cells c, idx_t i, const EpisodeFact& e, facts::FactBatch&) { c.set<T>(i, e.*M); },
          [](const Column& c, idx_t i, EpisodeFact& e) { e.*M = c.at<T>(i); }};
}
template <auto M>
constexpr EpisodeColumn maybe(const char* name) {
  using T = typename std::remove_cvref_t<decltype(std::declval<EpisodeFact>().*M)>::value_type;
  return {name, [](Cells c, idx_t i, const EpisodeFact& e, facts::FactBatch&) { c.maybe(i, e.*M); },
          [](const Column& c, idx_t i, EpisodeFact& e) {
            if (!c.null(i)) e.*M = c.at<T>(i);
          }};
}
template <auto M>
constexpr EpisodeColumn text(const char* name) {
  return {name,
          [](Cells c, idx_t i, const EpisodeFact& e, facts::FactBatch& s) { c.text(i, facts::clean_text(e.*M, s)); },
          [](const Column& c, idx_t i, EpisodeFact& e) { e.*M = c.text(i); }};
}
template <auto M>
constexpr EpisodeColumn id(const char* name) {
  using T = std::remove_cvref_t<decltype(std::declval<EpisodeFact>().*M)>;
  return {name, [](Cells c, idx_t i, const EpisodeFact& e, facts::FactBatch&) { c.uuid(i, (e.*M).uuid()); },
          [](const Column& c, idx_t i, EpisodeFact& e) { e.*M = T(c.uuid(i)); }};
}

constexpr EpisodeColumn kColumns[] = {
    text<&EpisodeFact::journey>("journey"),
    id<&EpisodeFact::id>("id"),
    text<&EpisodeFact::key>("key"),
    id<&EpisodeFact::customer>("customer"),
    text<&EpisodeFact::user_id>("user_id"),
    number<&EpisodeFact::start>("started"),
    number<&EpisodeFact::end>("ended"),
    number<&EpisodeFact::closed>("closed"),
    number<&EpisodeFact::version>("version"),
    number<&EpisodeFact::facts>("facts"),
    number<&EpisodeFact::n>("n"),
    number<&EpisodeFact::sum_v>("sum_v"),
    number<&EpisodeFact::peak_pos>("peak_pos"),
    number<&EpisodeFact::peak_neg>("peak_neg"),
    number<&EpisodeFact::begin_v>("begin_v"),
    number<&EpisodeFact::end_v>("end_v"),
    number<&EpisodeFact::salient>("salient"),
    number<&EpisodeFact::rise>("rise"),
    number<&EpisodeFact::drop>("\"drop\""),
    number<&EpisodeFact::remembered>("remembered"),
    text<&EpisodeFact::salient_touchpoint>("salient_touchpoint"),
    text<&EpisodeFact::end_touchpoint>("end_touchpoint"),
    number<&EpisodeFact::kept>("kept"),
    number<&EpisodeFact::broken>("broken"),
    number<&EpisodeFact::open>("open"),
    number<&EpisodeFact::overdue_due_count>("overdue"),
    number<&EpisodeFact::earliest_open_due>("earliest_open_due"),
    maybe<&EpisodeFact::log_ratio>("log_ratio"),
    maybe<&EpisodeFact::outcome_score>("outcome_score"),
    text<&EpisodeFact::outcome_metric>("outcome_metric"),
    text<&EpisodeFact::steps>("steps"),
    text<&EpisodeFact::open_touchpoint>("open_touchpoint"),
    text<&EpisodeFact::path>("path"),
};
constexpr idx_t kTouches = std::size(kColumns);  // in the query; in the table workspace comes before all
constexpr idx_t kPath = kTouches - 1;

void write_touches(Appender& a, idx_t column, std::span<const EpisodeFact* const> episodes, facts::FactBatch& scratch) {
  idx_t total = 0, at = 0;
  for (const EpisodeFact* e : episodes) total += e->touches.size();
  Cells lists = a.column(column);
  duckdb_vector child = lists.list(total);
  auto field = [&](idx_t i) { return Cells(duckdb_struct_vector_get_child(child, i)); };
  Cells touchpoint = field(0), n = field(1), low = field(2), high = field(3), last = field(4), last_at = field(5);
  for (idx_t i = 0; i < episodes.size(); ++i) {
    lists.set(i, duckdb_list_entry{at, episodes[i]->touches.size()});
    for (const EpisodeTouch& t : episodes[i]->touches) {
      touchpoint.text(at, facts::clean_text(t.touchpoint, scratch));
      n.set(at, t.n), low.set(at, t.min_v), high.set(at, t.max_v), last.set(at, t.last_v), last_at.set(at, t.last_at);
      ++at;
    }
  }
}

}  // namespace

Result<void> append_episodes(Appender& a, WorkspaceNo ws, std::span<const EpisodeFact* const> episodes) {
  facts::FactBatch scratch;
  while (!episodes.empty()) {
    auto chunk = episodes.first(std::min(episodes.size(), Appender::kChunk));
    for (idx_t i = 0; i < chunk.size(); ++i) {
      a.column(0).set(i, static_cast<std::uint32_t>(ws));
      for (idx_t c = 0; c < kTouches; ++c) kColumns[c].write(a.column(c + 1), i, *chunk[i], scratch);
    }
    write_touches(a, kTouches + 1, chunk, scratch);
    PK_CHECK(a.add(chunk.size()));
    episodes = episodes.subspan(chunk.size());
  }
  return a.finish();
}

std::string episode_columns(bool with_path) {
  std::string out = "workspace";
  for (const EpisodeColumn& c : with_path ? std::span(kColumns) : std::span(kColumns).first(kPath)) out += fmt::format(", {}", c.name);
  return out + ", touches";
}

struct EpisodeReader::Touches {
  explicit Touches(const Column& lists) : child(lists.list_child()) {}
  Column child;
  Column touchpoint = child.field(0), n = child.field(1), low = child.field(2), high = child.field(3), last = child.field(4),
         last_at = child.field(5);
};

EpisodeReader::EpisodeReader(const Rows& rows, bool with_path) : columns_count_(with_path ? kTouches : kPath) {
  for (idx_t i = 0; i <= columns_count_ + 1; ++i) columns_.push_back(rows.column(i));
  touches_ = std::make_unique<Touches>(columns_.back());
}
EpisodeReader::~EpisodeReader() = default;

EpisodeFact EpisodeReader::read(idx_t row) const {
  EpisodeFact e;
  e.workspace = WorkspaceNo{columns_[0].at<std::uint32_t>(row)};
  for (idx_t c = 0; c < columns_count_; ++c) kColumns[c].read(columns_[c + 1], row, e);
  const Touches& t = *touches_;
  const auto entry = columns_.back().at<duckdb_list_entry>(row);
  e.touches.reserve(entry.length);
  const auto number = [](const Column& c, idx_t i) { return c.at<std::int32_t>(i); };
  for (idx_t i = entry.offset; i < entry.offset + entry.length; ++i) {
    e.touches.push_back({std::string(t.touchpoint.text(i)), number(t.n, i), number(t.low, i), number(t.high, i), number(t.last, i),
                         t.last_at.at<std::int64_t>(i)});
  }
  return e;
}

}  // namespace peakend::duck
