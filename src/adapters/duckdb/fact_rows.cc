#include "adapters/duckdb/fact_rows.h"

#include <algorithm>

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
constexpr idx_t kTags = std::size(kColumns) - 2;
constexpr std::string_view kRollup[] = {"seq", "item", "at_ms", "kind", "customer", "journey", "touchpoint", "stage", "scene",
                                        "metric", "score", "valence", "cls", "breach", "log_ratio", "promise"};

const FactColumn& column_named(std::string_view name) {
  return *std::ranges::find_if(kColumns, [&](const FactColumn& c) { return c.name == name; });
}

}  // namespace

Result<void> append_chunk(Appender& a, Batch stored) {
  for (idx_t c = 0; c < std::size(kColumns); ++c) kColumns[c].write(a, c, stored);
  return a.add(stored.size());
}

const std::string& fact_columns() {
  static const std::string names = [] {
    std::string out;
    for (idx_t i = 0; i <= kTags; ++i) out += fmt::format("{}{}", i ? ", " : "", kColumns[i].name);
    return out;
  }();
  return names;
}
FactReader::FactReader(const Rows& rows) {
  for (idx_t i = 0; i <= kTags; ++i) columns_.push_back(rows.column(i));
}
const Fact& FactReader::read(idx_t row) {
  for (idx_t i = 0; i < kTags; ++i) kColumns[i].read(columns_[i], row, fact_);
  tags_.clear();
  const Column& tags = columns_[kTags];
  if (!tags.null(row)) {
    auto entry = tags.at<duckdb_list_entry>(row);
    Column child = tags.list_child();
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
RollupReader::RollupReader(const Rows& rows) {
  for (idx_t i = 0; i < std::size(kRollup); ++i) columns_.emplace_back(rows.column(i), column_named(kRollup[i]).read);
}
const Fact& RollupReader::read(idx_t row) {
  for (const auto& [column, read] : columns_) read(column, row, fact_);
  return fact_;
}

}  // namespace peakend::duck
