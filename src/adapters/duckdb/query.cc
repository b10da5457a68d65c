#include "adapters/duckdb/query.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "facts/fields.h"
#include "facts/search.h"

namespace peakend::duck {
namespace {

using facts::AggregateSpec;
using facts::Dimension;
using facts::Field;
using facts::Filter;

constexpr const char* kTriangle =
    "CASE WHEN log_ratio > 95310 THEN 3 WHEN log_ratio >= -95310 THEN 2 WHEN log_ratio >= -405465 THEN 1 "
    "WHEN log_ratio IS NOT NULL THEN 0 END";
constexpr const char* kScore = "CAST(round(greatest(least(coalesce(score, 0), 1e6), -1e6) * 10000) AS BIGINT)";
constexpr const char* kAttribute = "coalesce(map_extract_value(tags, CAST(? AS VARCHAR)), '')";

// The column of a field, as it is stored or as an expression.
std::string column_of(Field f) {
  switch (f) {
    case Field::kind: return "kind";
    case Field::journey: return "journey";
    case Field::touchpoint: return "touchpoint";
    case Field::stage: return "stage";
    case Field::scene: return "scene";
    case Field::channel: return "channel";
    case Field::name: return "name";
    case Field::metric: return "metric";
    case Field::lang: return "lang";
    case Field::basis: return "basis";
    case Field::promise: return "promise";
    case Field::cls: return "CASE WHEN valence IS NOT NULL THEN cls END";
    case Field::score: return "score";
    case Field::triangle_class: return kTriangle;
    case Field::episode_key: return "episode_key";
    case Field::user_id: return "user_id";
    case Field::customer: return "customer";
    case Field::attribute: return kAttribute;
    case Field::time: break;
  }
  return "0";
}

// Number of the bucket. Equal widths are a division; else a tree of comparisons, log2(n) deep.
std::string bucket_tree(std::span<const std::int64_t> edges, std::size_t first, std::size_t last) {
  if (last - first == 1) return fmt::format("{}", first);
  std::size_t middle = (first + last) / 2;
  return fmt::format("CASE WHEN at_ms < {} THEN {} ELSE {} END", edges[middle], bucket_tree(edges, first, middle),
                     bucket_tree(edges, middle, last));
}
std::string bucket_sql(std::span<const std::int64_t> edges) {
  std::int64_t width = edges[1] - edges[0];
  bool equal = true;
  for (std::size_t i = 1; i + 1 < edges.size(); ++i) equal = equal && edges[i + 1] - edges[i] == width;
  std::string tree = equal ? fmt::format("(at_ms - {}) // {}", edges[0], width) : bucket_tree(edges, 0, edges.size() - 1);
  return fmt::format("CAST({} AS BIGINT)", tree);
}

class Builder {
 public:
  void add(std::string_view sql) { out.sql += sql; }
  void condition(std::string_view sql) {
    out.sql += first_ ? " WHERE " : " AND ";
    first_ = false;
    out.sql += sql;
  }
  void restart_conditions() { first_ = true; }
  void dimension(const Dimension& d, const std::vector<std::int64_t>& edges) {
    if (d.field == Field::attribute) out.params.push_back(Param::text(d.key));
    out.sql += d.field == Field::time ? bucket_sql(edges) : column_of(d.field);
  }
  struct Range {
    WorkspaceNo workspace;
    std::int64_t from, to;
  };
  void range(Range w) {
    condition(fmt::format("workspace = {}", static_cast<std::uint32_t>(w.workspace)));
    if (w.from > INT64_MIN) condition(fmt::format("at_ms >= {}", w.from));
    if (w.to < INT64_MAX) condition(fmt::format("at_ms < {}", w.to));
  }
  void filter(const Filter& f);

  Query out;

 private:
  void texts(std::string_view column, const std::vector<std::string>& any_of);
  void numbers(const Filter& f);
  bool first_ = true;
};

void Builder::texts(std::string_view column, const std::vector<std::string>& any_of) {
  std::string sql = fmt::format("{} IN (", column);
  for (std::size_t i = 0; i < any_of.size(); ++i) sql += i ? ", ?" : "?";
  condition(sql + ")");
  for (const std::string& s : any_of) out.params.push_back(Param::text(s));
}

// A value of a closed list or a number as SQL literal; nullopt when the word is none.
std::optional<std::string> literal(Field field, const std::string& s) {
  auto number = [](auto v) { return v ? std::optional(fmt::format("{}", static_cast<int>(*v))) : std::nullopt; };
  switch (field) {
    case Field::kind: return number(facts::parse_kind(s));
    case Field::promise: return number(facts::parse_promise(s));
    case Field::basis: return number(facts::parse_basis(s));
    case Field::triangle_class: return number(facts::parse_triangle_class(s));
    case Field::cls: return s == "1" || s == "0" || s == "-1" ? std::optional(s) : std::nullopt;
    default: return std::nullopt;
  }
}

void Builder::numbers(const Filter& f) {
  std::string column = column_of(f.on.field), list;
  const auto asked = [&](const char* word) { return std::ranges::find(f.any_of, word) != f.any_of.end(); };
  if (f.on.field == Field::triangle_class && !asked("") && std::ranges::all_of(std::array{"angry", "dissatisfied", "satisfied", "delighted"}, asked))
    return condition("log_ratio IS NOT NULL");
  bool absent = false;
  for (const std::string& s : f.any_of) {
    absent = absent || s.empty();
    std::optional<std::string> item;
    if (f.on.field == Field::score) {
      if (auto v = facts::parse_score(s)) out.params.push_back(Param::real(*v)), item = "CAST(? AS DOUBLE)";
    } else if (f.on.field == Field::customer) {
      auto c = facts::parse_customer(s);
      absent = absent || (c && c->is_none());
      if (c && !c->is_none()) out.params.push_back(Param::uuid(c->uuid())), item = "?";
    } else {
      item = literal(f.on.field, s);
    }
    if (item) list += (list.empty() ? "" : ", ") + *item;
  }
  std::string sql = list.empty() ? "FALSE" : fmt::format("coalesce(({}) IN ({}), FALSE)", column, list);
  if (absent) sql = fmt::format("({} OR ({}) IS NULL)", sql, column);
  condition(sql);
}

void Builder::filter(const Filter& f) {
  if (f.any_of.empty()) return condition("FALSE");
  switch (f.on.field) {
    case Field::kind: case Field::promise: case Field::basis: case Field::cls: case Field::score:
    case Field::triangle_class: case Field::customer: return numbers(f);
    case Field::attribute: out.params.push_back(Param::text(f.on.key)); break;
    default: break;
  }
  texts(column_of(f.on.field), f.any_of);
}

void page(Builder& b, std::size_t limit, std::size_t offset) {
  constexpr std::size_t kAll = INT64_MAX;
  if (limit < kAll) b.add(fmt::format(" LIMIT {}", limit));
  if (offset > 0) b.add(fmt::format("{} OFFSET {}", limit < kAll ? "" : fmt::format(" LIMIT {}", kAll), std::min(offset, kAll)));
}

void conditions(Builder& b, const AggregateSpec& s) {
  bool by_time = std::ranges::any_of(s.by, [](const Dimension& d) { return d.field == Field::time; });
  std::int64_t from = by_time ? std::max(s.from, s.edges.front()) : s.from;
  std::int64_t to = by_time ? std::min(s.to, s.edges.back()) : s.to;
  b.range({s.workspace, from, to});
  for (const Filter& f : s.where) b.filter(f);
}
void dimensions(Builder& b, const AggregateSpec& s) {
  for (std::size_t i = 0; i < s.by.size(); ++i) {
    b.dimension(s.by[i], s.edges);
    b.add(fmt::format(" AS d{}, ", i));
  }
}
std::string group_by(std::size_t n, std::string_view prefix, std::initializer_list<std::string_view> more) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += fmt::format("{}{}d{}", out.empty() ? "" : ", ", prefix, i);
  for (std::string_view m : more) out += fmt::format("{}{}", out.empty() ? "" : ", ", m);
  return out.empty() ? out : " GROUP BY " + out;
}

// y and the condition under which a fact counts, as engine::measure.
std::pair<std::string, std::string> measure_sql(engine::Measure m) {
  using engine::Measure;
  const char* rated = "valence IS NOT NULL";
  switch (m) {
    case Measure::valence: return {"valence", rated};
    case Measure::net: return {"cls", rated};
    case Measure::good: return {"CAST(cls > 0 AS INTEGER)", rated};
    case Measure::bad: return {"CAST(cls < 0 AS INTEGER)", rated};
    case Measure::breach: return {"CAST(breach AS INTEGER)", rated};
    case Measure::score: return {kScore, rated};
    case Measure::log_ratio: return {"log_ratio", "log_ratio IS NOT NULL"};
    case Measure::kept: return {"CAST(promise = 1 AS INTEGER)", "promise IN (1, 2)"};
    case Measure::none: break;
  }
  return {"0", "FALSE"};
}

}  // namespace

Query sums_query(const AggregateSpec& s) {
  Builder b;
  b.add("SELECT ");
  dimensions(b, s);
  b.add(fmt::format(
      "grp, CAST(CASE WHEN valence >= 0 THEN (valence + 50) // 100 WHEN valence < 0 THEN -((50 - valence) // 100) END AS SMALLINT)"
      " AS bin, count(*), count(valence), sum(CAST(valence AS BIGINT)), sum(CAST(valence AS BIGINT) * valence), "
      "CAST(min(valence) AS INTEGER), CAST(max(valence) AS INTEGER), "
      "count(*) FILTER (cls > 0 AND valence IS NOT NULL), count(*) FILTER (cls < 0 AND valence IS NOT NULL), "
      "count(*) FILTER (breach AND valence IS NOT NULL), "
      "sum({0}) FILTER (valence IS NOT NULL), sum(CAST({0} AS HUGEINT) * {0}) FILTER (valence IS NOT NULL), "
      "count(log_ratio), sum(CAST(log_ratio AS BIGINT)), sum(CAST(log_ratio AS BIGINT) * log_ratio), "
      "count(*) FILTER (log_ratio < -405465), count(*) FILTER (log_ratio >= -405465 AND log_ratio < -95310), "
      "count(*) FILTER (log_ratio >= -95310 AND log_ratio <= 95310), count(*) FILTER (log_ratio > 95310), "
      "count(*) FILTER (promise = 1), count(*) FILTER (promise = 2) FROM fact", kScore));
  conditions(b, s);
  b.add(group_by(s.by.size(), "", {"grp", "bin"}));
  return std::move(b.out);
}

void read_sums(const Rows& rows, idx_t first, idx_t row, engine::Partial& to) {
  auto count = [&](idx_t i) { return rows.column(first + i).at<std::int64_t>(row); };
  auto sum = [&](idx_t i) { return rows.column(first + i).big(row); };
  engine::Partial p;
  p.facts = count(2), p.n = count(3);
  p.sum_v = static_cast<std::int64_t>(sum(4)), p.sum_vv = sum(5);
  if (p.n > 0) {
    p.min_v = rows.column(first + 6).at<std::int32_t>(row), p.max_v = rows.column(first + 7).at<std::int32_t>(row);
    p.hist[static_cast<std::int16_t>(rows.column(first + 1).at<std::int16_t>(row))] = p.n;
  }
  p.good = count(8), p.bad = count(9), p.breach = count(10);
  p.sum_score = static_cast<std::int64_t>(sum(11)), p.sum_score2 = sum(12);
  p.ratio_n = count(13), p.ratio_s = static_cast<std::int64_t>(sum(14)), p.ratio_ss = sum(15);
  for (idx_t c = 0; c < 4; ++c) p.classes[c] = count(16 + c);
  p.kept = count(20), p.broken = count(21);
  if (p.n || p.ratio_n || p.kept || p.broken)
    p.groups[rows.column(first).at<std::uint8_t>(row)] = {p.n,       p.sum_v, p.good,   p.bad,       p.ratio_n,
                                                         p.ratio_s, p.kept,  p.broken, p.sum_score, p.breach};
  to += p;
}

Query clusters_query(const AggregateSpec& s) {
  auto [y, counts] = measure_sql(s.clusters);
  Builder b;
  b.add("WITH c AS (SELECT ");
  dimensions(b, s);
  b.add(fmt::format("customer, CASE WHEN customer IS NULL THEN seq END AS s, CASE WHEN customer IS NULL THEN item END AS i, "
                    "sum(CAST({} AS BIGINT)) AS a, CAST(count(*) AS HUGEINT) AS b FROM fact", y));
  conditions(b, s);
  b.condition(counts);
  b.add(group_by(s.by.size(), "", {"customer", "s", "i"}));
  b.add(") SELECT ");
  for (std::size_t i = 0; i < s.by.size(); ++i) b.add(fmt::format("d{}, ", i));
  b.add("count(*), sum(a * a), sum(a * b), sum(b * b) FROM c");
  b.add(group_by(s.by.size(), "", {}));
  return std::move(b.out);
}

std::string key_text(const Dimension& d, const Column& c, idx_t row) {
  if (c.null(row)) return {};
  switch (d.field) {
    case Field::time: return fmt::format("{}", c.at<std::int64_t>(row));
    case Field::kind: return std::string(facts::kind_text(static_cast<facts::FactKind>(c.at<std::uint8_t>(row))));
    case Field::basis: return std::string(engine::name_of(static_cast<engine::Basis>(c.at<std::uint8_t>(row))));
    case Field::promise: return std::string(facts::promise_text(static_cast<facts::Promise>(c.at<std::uint8_t>(row))));
    case Field::cls: return fmt::format("{}", c.at<std::int8_t>(row));
    case Field::triangle_class: return std::string(facts::triangle_class_text(c.at<std::int32_t>(row)));
    case Field::score: return facts::score_text(c.at<double>(row));
    case Field::customer: return facts::customer_text(CustomerId{c.uuid(row)});
    default: return std::string(c.text(row));
  }
}

namespace {
void search(Builder& b, std::string_view column, const std::string& words) {
  if (words.empty()) return;
  if (facts::hopeless_search(words)) return b.condition("FALSE");
  for (const facts::SearchTerm& term : facts::parse_search(words)) {
    b.condition(fmt::format("{}regexp_matches({}, CAST(? AS VARCHAR))", term.without ? "NOT " : "", column));
    b.out.params.push_back(Param::text(facts::search_pattern(term)));
  }
}

void items(Builder& b, const facts::ScanSpec& s) {
  using Items = facts::ScanSpec::Items;
  if (s.which == Items::any) return;
  if (s.items.empty()) return s.which == Items::only ? b.condition("FALSE") : void();
  std::vector<std::int64_t> seqs;
  std::vector<std::string> ids;
  for (const facts::ItemRef& r : s.items) seqs.push_back(r.seq), ids.push_back(r.message_id);
  // The range of seq lets the engine pass over most of the table.
  const auto [least, most] = std::ranges::minmax(seqs);
  const std::string in = fmt::format("(seq BETWEEN {} AND {} AND (seq, message_id) IN (SELECT unnest(?), unnest(?)))", least, most);
  b.condition(s.which == Items::only ? in : fmt::format("NOT coalesce({}, FALSE)", in));
  b.out.params.push_back(Param::numbers(seqs));
  b.out.params.push_back(Param::texts(ids));
}

void scan_conditions(Builder& b, const facts::ScanSpec& s) {
  b.range({s.workspace, s.from, s.to});
  if (s.after_seq >= 0) b.condition(fmt::format("seq > {}", s.after_seq));
  for (const Filter& f : s.where) b.filter(f);
  if (s.with_text) b.condition("text <> ''");
  search(b, "text", s.search);
  items(b, s);
  if (s.episodes.empty()) return;
  std::vector<Uuid> ids;
  for (EpisodeId id : s.episodes) ids.push_back(id.uuid());
  b.condition("coalesce(episode, '00000000-0000-0000-0000-000000000000') IN (SELECT unnest(?))");
  b.out.params.push_back(Param::uuids(ids));
}
}  // namespace

Query scan_query(const facts::ScanSpec& s, const std::string& columns) {
  Builder b;
  b.add(fmt::format("SELECT {} FROM fact", columns));
  scan_conditions(b, s);
  if (s.order == facts::Order::by_episode) b.add(" ORDER BY journey, episode NULLS FIRST, at_ms, seq, item");
  if (s.order == facts::Order::by_customer) b.add(" ORDER BY customer NULLS FIRST, at_ms, seq, item");
  if (s.order == facts::Order::newest_first) b.add(" ORDER BY at_ms DESC, seq DESC, item DESC");
  page(b, s.limit, s.offset);
  return std::move(b.out);
}
Query count_query(const facts::ScanSpec& s) {
  Builder b;
  b.add("SELECT count(*) FROM fact");
  scan_conditions(b, s);
  return std::move(b.out);
}

Query episodes_query(const facts::EpisodeScanSpec& s, const std::string& columns) {
  Builder b;
  b.add(fmt::format("SELECT {} FROM episode", columns));
  b.condition(fmt::format("workspace = {}", static_cast<std::uint32_t>(s.workspace)));
  if (s.from > INT64_MIN) b.condition(fmt::format("ended >= {}", s.from));
  if (s.to < INT64_MAX) b.condition(fmt::format("ended < {}", s.to));
  if (!s.journey.empty()) b.condition("journey = ?"), b.out.params.push_back(Param::text(s.journey));
  if (!s.ids.empty()) {
    std::vector<Uuid> ids;
    for (EpisodeId id : s.ids) ids.push_back(id.uuid());
    b.condition("id IN (SELECT unnest(?))"), b.out.params.push_back(Param::uuids(ids));
  }
  if (s.customer && s.customer->is_none()) b.condition("customer IS NULL");
  else if (s.customer) b.condition("customer = ?"), b.out.params.push_back(Param::uuid(s.customer->uuid()));
  using Order = facts::EpisodeScanSpec::Order;
  if (s.order == Order::newest_first) b.add(" ORDER BY ended DESC, id DESC");
  if (s.order == Order::oldest_first) b.add(" ORDER BY ended, id");
  page(b, s.limit, s.offset);
  return std::move(b.out);
}

namespace {
constexpr const char* kDecimal = "-?[0-9]{1,12}(\\.[0-9]{1,6})?";

// Customers with the words in an external id or an identify attribute.
void customer_search(Builder& b, const facts::CustomerSpec& s) {
  if (s.search.empty()) return;
  if (facts::hopeless_search(s.search)) return b.condition("FALSE");
  const auto ws = static_cast<std::uint32_t>(s.workspace);
  for (facts::SearchTerm term : facts::parse_search(s.search)) {
    term.at_word = false;  // a part of an id is enough
    b.condition(fmt::format(
        "customer {}IN (SELECT customer FROM (SELECT DISTINCT customer, user_id FROM fact WHERE workspace = {} AND customer IS NOT NULL) "
        "WHERE regexp_matches(user_id, CAST(? AS VARCHAR)) UNION ALL SELECT customer FROM fact WHERE workspace = {} AND kind = 4 "
        "AND customer IS NOT NULL AND regexp_matches(array_to_string(map_values(tags), chr(30)), CAST(? AS VARCHAR)))",
        term.without ? "NOT " : "", ws, ws));
    for (int i = 0; i < 2; ++i) b.out.params.push_back(Param::text(facts::search_pattern(term)));
  }
}

void value_column(Builder& b, const std::optional<facts::ValueRule>& rule) {
  if (!rule) return b.add("CAST(0 AS BIGINT)");
  b.add(fmt::format("CAST(coalesce(sum(CASE WHEN kind = 1 AND name = ? AND regexp_full_match({0}, '{1}') "
                    "THEN CAST(round(CAST({0} AS DOUBLE) * 100) AS BIGINT) END), 0) AS BIGINT)", kAttribute, kDecimal));
  b.out.params.push_back(Param::text(rule->event));
  for (int i = 0; i < 2; ++i) b.out.params.push_back(Param::text(rule->property));
}

void having(Builder& b, const facts::CustomerSpec& s) {
  b.restart_conditions();
  if (s.broken) b.condition("broken > 0");
  if (s.silent) b.condition("said = 0 AND events > 0");
  if (s.rated) b.condition(*s.rated ? "n > 0" : "n = 0");
  if (s.mean_from > INT64_MIN) b.condition(fmt::format("n > 0 AND v >= CAST({} AS HUGEINT) * n", s.mean_from));
  if (s.mean_to < INT64_MAX) b.condition(fmt::format("n > 0 AND v < CAST({} AS HUGEINT) * n", s.mean_to));
  if (s.value_from > INT64_MIN) b.condition(fmt::format("value >= {}", s.value_from));
  if (s.value_to < INT64_MAX) b.condition(fmt::format("value < {}", s.value_to));
}

std::string_view sort_column(facts::CustomerSpec::Sort sort) {
  using Sort = facts::CustomerSpec::Sort;
  switch (sort) {
    case Sort::last_seen: return "l";
    case Sort::worst: return "CASE WHEN n > 0 THEN CAST(v AS BIGINT) * 1000000 // n ELSE 9223372036854775807 END";
    case Sort::most: return "k";
    case Sort::broken: return "broken";
    case Sort::value: return "value";
  }
  return "l";
}
}  // namespace

Query customers_query(const facts::CustomerSpec& s) {
  const bool up = s.sort == facts::CustomerSpec::Sort::worst;
  Builder b;
  b.add("WITH c AS MATERIALIZED (SELECT * FROM (SELECT customer, min(at_ms) AS f, max(at_ms) AS l, count(*) AS k, count(valence) AS n, "
        "coalesce(sum(CAST(valence AS BIGINT)), 0) AS v, count(*) FILTER (promise = 1) AS kept, count(*) FILTER (promise = 2) AS broken, "
        "count(*) FILTER (kind IN (2, 3) OR text <> '') AS said, count(*) FILTER (kind = 1) AS events, ");
  value_column(b, s.value);
  b.add(" AS value FROM fact");
  b.range({s.workspace, s.from, s.to});
  b.condition("customer IS NOT NULL");
  customer_search(b, s);
  for (const Filter& f : s.where) b.filter(f);
  b.add(" GROUP BY customer)");
  having(b, s);
  b.add(fmt::format("), p AS (SELECT *, {} AS sort_key FROM c", sort_column(s.sort)));
  b.restart_conditions();
  if (s.after) {
    b.condition(fmt::format("(sort_key {0} {1} OR (sort_key = {1} AND customer > ?))", up ? ">" : "<", s.after->key));
    b.out.params.push_back(Param::uuid(s.after->id.uuid()));
  }
  const std::string order = fmt::format(" ORDER BY sort_key{}, customer", up ? "" : " DESC");
  b.add(order);
  page(b, s.limit, s.offset);
  b.add(") SELECT t.total, customer, f, l, k, n, v, kept, broken, said, value FROM (SELECT count(*) AS total FROM c) t LEFT JOIN p ON TRUE");
  b.add(order);
  return std::move(b.out);
}

}  // namespace peakend::duck
