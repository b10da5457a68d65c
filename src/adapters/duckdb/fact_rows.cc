#include "adapters/duckdb/fact_rows.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "facts/fields.h"

namespace peakend::duck {
namespace {

using facts::Fact;
using facts::Tag;
using Batch = std::span<const Fact>;

// How one column is written for a whole chunk and read for one row. Column-wise writing keeps the loop tight.
struct FactColumn {
  const char* name;
  void (*write)(Appender&, idx_t column, Batch);
  void (*read)(const Column&, idx_t row, Fact&);
};

template <class Put>
void each(Appender& a, idx_t column, Batch facts, Put put) {
  Cells cells = a.column(column);
  for (idx_t i = 0; i < facts.size(); ++i) put(cells, i, facts[i]);
}

// Column of a plain number stored as S; M is the member.
template <class S, auto M>
constexpr FactColumn number(const char* name) {
  return {name,
          [](Appender& a, idx_t c, Batch f) {
            each(a, c, f, [](Cells& cells, idx_t i, const Fact& x) { cells.set<S>(i, static_cast<S>(x.*M)); });
          },
          [](const Column& c, idx_t i, Fact& x) { x.*M = static_cast<std::remove_reference_t<decltype(x.*M)>>(c.at<S>(i)); }};
}
template <class S, auto M>
constexpr FactColumn maybe(const char* name) {
  return {name,
          [](Appender& a, idx_t c, Batch f) {
            each(a, c, f, [](Cells& cells, idx_t i, const Fact& x) {
              x.*M ? cells.set<S>(i, static_cast<S>(*(x.*M))) : cells.null(i);
            });
          },
          [](const Column& c, idx_t i, Fact& x) {
            if (c.null(i)) (x.*M).reset();
            else x.*M = c.at<S>(i);
          }};
}
template <auto M>
constexpr FactColumn text(const char* name) {
  return {name,
          [](Appender& a, idx_t c, Batch f) {
            each(a, c, f, [](Cells& cells, idx_t i, const Fact& x) { cells.text(i, x.*M); });
          },
          [](const Column& c, idx_t i, Fact& x) { x.*M = c.text(i); }};
}
template <auto M>
constexpr FactColumn id(const char* name) {
  return {name,
          [](Appender& a, idx_t c, Batch f) {
            each(a, c, f, [](Cells& cells, idx_t i, const Fact& x) { cells.uuid(i, (x.*M).uuid()); });
          },
          [](const Column& c, idx_t i, Fact& x) { x.*M = std::remove_reference_t<decltype(x.*M)>(c.uuid(i)); }};
}

void write_tags(Appender& a, idx_t column, Batch facts) {
  idx_t total = 0;
  for (const Fact& f : facts) total += f.tags.size();
  Cells lists = a.column(column);
  duckdb_vector child = lists.list(total);
  Cells keys(duckdb_struct_vector_get_child(child, 0)), values(duckdb_struct_vector_get_child(child, 1));
  idx_t at = 0;
  for (idx_t i = 0; i < facts.size(); ++i) {
    lists.set(i, duckdb_list_entry{at, facts[i].tags.size()});
    for (const Tag& t : facts[i].tags) keys.text(at, t.key), values.text(at, t.value), ++at;
  }
}
void write_group(Appender& a, idx_t column, Batch facts) {
  each(a, column, facts,
       [](Cells& c, idx_t i, const Fact& f) { c.set<std::uint8_t>(i, facts::group_of(f.customer, f.seq, f.item)); });
}
void read_nothing(const Column&, idx_t, Fact&) {}

constexpr FactColumn kColumns[] = {
    number<std::int64_t, &Fact::seq>("seq"),
    number<std::int32_t, &Fact::item>("item"),
    number<std::int64_t, &Fact::at>("at_ms"),
    number<std::uint32_t, &Fact::workspace>("workspace"),
    number<std::uint8_t, &Fact::kind>("kind"),
    id<&Fact::customer>("customer"),
    text<&Fact::user_id>("user_id"),
    id<&Fact::episode>("episode"),
    text<&Fact::episode_key>("episode_key"),
    text<&Fact::journey>("journey"),
    text<&Fact::touchpoint>("touchpoint"),
    text<&Fact::stage>("stage"),
    text<&Fact::scene>("scene"),
    text<&Fact::channel>("channel"),
    text<&Fact::name>("name"),
    text<&Fact::metric>("metric"),
    text<&Fact::message_id>("message_id"),
    maybe<double, &Fact::score>("score"),
    maybe<std::int16_t, &Fact::valence>("valence"),
    number<std::int8_t, &Fact::cls>("cls"),
    number<bool, &Fact::breach>("breach"),
    maybe<double, &Fact::expectation>("expectation"),
    maybe<double, &Fact::actual>("actual"),
    maybe<std::int32_t, &Fact::log_ratio>("log_ratio"),
    number<std::uint8_t, &Fact::promise>("promise"),
    maybe<std::int64_t, &Fact::due>("due"),
    number<std::uint8_t, &Fact::basis>("basis"),
    number<double, &Fact::weight>("weight"),
    text<&Fact::lang>("lang"),
    text<&Fact::text>("text"),
    {"tags", write_tags, read_nothing},
    {"grp", write_group, read_nothing},
};
constexpr std::string_view kTags = "tags";
constexpr std::string_view kRollup[] = {"seq", "item", "at_ms", "kind", "customer", "journey", "touchpoint", "stage", "scene",
                                        "metric", "score", "valence", "cls", "breach", "log_ratio", "promise"};
constexpr std::string_view kFolding[] = {"seq", "item", "at_ms", "workspace", "kind", "customer", "user_id", "episode",
                                         "episode_key", "journey", "touchpoint", "name", "metric", "score", "valence",
                                         "expectation", "log_ratio", "promise", "due"};
constexpr std::string_view kOutcome[] = {"seq", "item", "at_ms", "kind", "expectation", "actual", "log_ratio", "promise", "due"};
constexpr std::string_view kOwner[] = {"seq", "item", "workspace", "kind", "customer", "episode", "journey"};
constexpr auto kEverything = [] {
  std::array<std::string_view, std::size(kColumns) - 1> names{};  // the last one, grp, is of the table only
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kColumns[i].name;
  return names;
}();

std::span<const std::string_view> columns_of(facts::Want want) {
  switch (want) {
    case facts::Want::folding: return kFolding;
    case facts::Want::outcome: return kOutcome;
    case facts::Want::owner: return kOwner;
    case facts::Want::everything: break;
  }
  return kEverything;
}

const FactColumn& column_named(std::string_view name) {
  return *std::ranges::find_if(kColumns, [&](const FactColumn& c) { return c.name == name; });
}

}  // namespace

Result<void> append_chunk(Appender& a, Batch stored) {
  for (idx_t c = 0; c < std::size(kColumns); ++c) kColumns[c].write(a, c, stored);
  return a.add(stored.size());
}

std::string fact_columns(facts::Want want) { return fmt::format("{}", fmt::join(columns_of(want), ", ")); }

FactReader::FactReader(const Rows& rows, facts::Want want) : FactReader(rows, columns_of(want)) {}
FactReader::FactReader(const Rows& rows, std::span<const std::string_view> names) {
  for (idx_t i = 0; i < names.size(); ++i) {
    if (names[i] == kTags) tags_column_.emplace(rows.column(i));
    else columns_.emplace_back(rows.column(i), column_named(names[i]).read);
  }
}
const Fact& FactReader::read(idx_t row) {
  for (const auto& [column, read] : columns_) read(column, row, fact_);
  tags_.clear();
  if (tags_column_ && !tags_column_->null(row)) {
    auto entry = tags_column_->at<duckdb_list_entry>(row);
    Column child = tags_column_->list_child();
    Column keys = child.field(0), values = child.field(1);
    for (idx_t i = entry.offset; i < entry.offset + entry.length; ++i) tags_.push_back({keys.text(i), values.text(i)});
  }
  fact_.tags = tags_;
  return fact_;
}

const std::string& rollup_columns() {
  static const std::string names = fmt::format("{}", fmt::join(kRollup, ", "));
  return names;
}
RollupReader::RollupReader(const Rows& rows) : FactReader(rows, kRollup) {}

}  // namespace peakend::duck
