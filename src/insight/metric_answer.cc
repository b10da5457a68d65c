#include "insight/metric_answer.h"

#include <algorithm>
#include <charconv>

#include "engine/compare.h"
#include "facts/fields.h"

namespace peakend::insight {
namespace {

using engine::Metric;
using engine::Needs;
using facts::Field;

constexpr std::int64_t kFirstProbe = 0;  // 1970: older facts fall into the first bucket anyway

facts::AggregateSpec spec_of(const Asking& asking, const Query& query) {
  facts::AggregateSpec spec;
  spec.workspace = asking.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.edges_are_days = query.range.whole_days;
  spec.where = query.where;
  spec.max_rows = kMaxRows;
  return spec;
}

const facts::Filter* filter_on(const Query& query, Field field) {
  for (const auto& filter : query.where) {
    if (filter.on.field == field) return &filter;
  }
  return nullptr;
}
bool groups_by(const Query& query, Field field) {
  return std::any_of(query.by.begin(), query.by.end(), [&](const By& b) { return b.dimension.field == field; });
}
bool one_value(const Query& query, Field field) {
  const auto* filter = filter_on(query, field);
  return (filter != nullptr && filter->any_of.size() == 1) || groups_by(query, field);
}

/// What the metric itself restricts: its own answers, and one scale at a time. Without a filter that is fine where
/// only one kind of rating exists.
Result<Query> narrow(Aggregates& aggregates, const Asking& asking, const Metric& metric, Query query) {
  if (!metric.fact_metric.empty()) {
    query.where.push_back({{Field::metric, {}}, {std::string(metric.fact_metric)}});
  }
  if (!metric.one_scale || one_value(query, Field::metric) || one_value(query, Field::name)) return query;
  auto spec = spec_of(asking, query);
  spec.by = {{Field::metric, {}}};
  PK_TRY(const Aggregate found, aggregates.get(spec, asking.generation));
  std::string kinds;
  std::size_t n = 0;
  for (const auto& row : found->rows) {
    if (row.partial.n == 0) continue;
    if (n++ < 10) kinds += (kinds.empty() ? "" : ", ") + row.key[0];
  }
  if (n > 1) return fail_field("where", "one_scale_needed", {{"metrics", kinds}});
  return query;
}

Result<engine::Basis> settle_basis(Aggregates& aggregates, const Asking& asking, const Metric& metric, Query& query) {
  if (metric.needs != Needs::ratio) return metric.basis;
  if (const auto* filter = filter_on(query, Field::basis)) {
    return filter->any_of.size() == 1 && filter->any_of[0] == "measured" ? engine::Basis::measured : engine::Basis::observed;
  }
  auto spec = spec_of(asking, query);
  spec.by = {{Field::kind, {}}};
  PK_TRY(const Aggregate split, aggregates.get(spec, asking.generation));
  std::int64_t measured = 0, observed = 0;
  for (const auto& row : split->rows) {
    (basis_of_kind(row.key[0]) == engine::Basis::measured ? measured : observed) += row.partial.ratio_n;
  }
  const engine::Basis basis = ratio_basis(metric, measured, observed);
  query.where.push_back(kind_filter(basis));
  return basis;
}

/// The aggregate with exact per-customer sums when the span is small enough, else the plain one.
struct Counted {
  Aggregate aggregate;
  engine::Repeats repeats = engine::Repeats::groups;
};
Result<Counted> count_with_error(Aggregates& aggregates, const Asking& asking, const Metric& metric, facts::AggregateSpec spec) {
  PK_TRY(Aggregate plain, aggregates.get(spec, asking.generation));
  std::int64_t rated = 0;
  for (const auto& row : plain->rows) rated += count_for(metric, row.partial);
  const ErrorPlan plan = error_plan(metric.measure, rated);
  if (plan.clusters == engine::Measure::none) return Counted{std::move(plain), plan.repeats};
  spec.clusters = plan.clusters;
  PK_TRY(Aggregate exact, aggregates.get(spec, asking.generation));
  return Counted{std::move(exact), plan.repeats};
}

std::string label(const By& by, const std::string& text, const facts::AggregateSpec& spec, const calendar::Zone& zone) {
  if (!by.bucket) return text;
  std::size_t bucket = 0;
  std::from_chars(text.data(), text.data() + text.size(), bucket);
  return calendar::bucket_label(zone, *by.bucket, from_ms(spec.edges.at(bucket)));
}

}  // namespace

Result<bool> close_range(Aggregates& aggregates, const Asking& asking, const Query& query, Range& range) {
  if (range.from != INT64_MIN && range.to != INT64_MAX) return true;
  auto spec = spec_of(asking, query);
  const std::int64_t from = range.from == INT64_MIN ? kFirstProbe : range.from;
  const std::int64_t to = range.to == INT64_MAX ? to_ms(calendar::midnight(asking.zone, calendar::day_of(2200, 1, 1))) : range.to;
  if (from >= to) return false;
  PK_TRY(spec.edges, calendar::bucket_edges(asking.zone, calendar::Bucket::month, from_ms(from), from_ms(to)));
  spec.by = {{Field::time, {}}};
  PK_TRY(const Aggregate found, aggregates.get(spec, asking.generation));
  if (found->rows.empty()) return false;
  if (range.from == INT64_MIN) range.from = spec.edges[std::stoul(found->rows.front().key[0])];
  if (range.to == INT64_MAX) range.to = spec.edges[std::stoul(found->rows.back().key[0]) + 1];
  return true;
}

engine::Basis basis_of_kind(std::string_view kind) {
  return kind == facts::kind_text(facts::FactKind::event) ? engine::Basis::observed : engine::Basis::measured;
}

engine::Basis ratio_basis(const Metric& metric, std::int64_t measured, std::int64_t observed) {
  const bool own = metric.basis == engine::Basis::measured && measured >= metric.need;
  return measured > 0 && (observed == 0 || own) ? engine::Basis::measured : engine::Basis::observed;
}

facts::Filter kind_filter(engine::Basis basis) {
  if (basis == engine::Basis::observed) return {{Field::kind, {}}, {"event"}};
  return {{Field::kind, {}}, {"rating", "feedback"}};
}

ErrorPlan error_plan(engine::Measure measure, std::int64_t rated) {
  if (measure == engine::Measure::none) return {engine::Measure::none, engine::Repeats::never};
  if (rated <= kExactClusters) return {measure, engine::Repeats::exact};
  return {engine::Measure::none, engine::Repeats::groups};
}

std::int64_t count_for(const Metric& metric, const engine::Partial& partial) {
  switch (metric.needs) {
    case Needs::any: return partial.facts;
    case Needs::rated: return partial.n;
    case Needs::ratio: return partial.ratio_n;
    case Needs::promise: return partial.kept + partial.broken;
  }
  return 0;
}

Result<const Metric*> metric_by_name(std::string_view name) {
  if (const Metric* metric = engine::find_metric(name)) return metric;
  std::vector<std::string> names;
  for (const Metric* metric : engine::all_metrics()) names.emplace_back(metric->key);
  std::string near;
  for (const auto& n : near_names(name, names)) near += (near.empty() ? "" : ", ") + n;
  Error error{ErrorKind::not_found, near.empty() ? "unknown_metric" : "unknown_metric_near", {}, {}, {}};
  error.params = {{"metric", std::string(name.substr(0, 100))}, {"near", near}};
  return tl::unexpected(std::move(error));
}

void suppress(std::vector<MetricRow>& rows, std::int64_t need) {
  if (rows.empty()) return;
  for (std::size_t d = 0; d < rows[0].key.size(); ++d) {
    std::map<std::vector<std::string>, std::vector<MetricRow*>> lines;
    for (MetricRow& row : rows) {
      auto fixed = row.key;
      fixed.erase(fixed.begin() + static_cast<std::ptrdiff_t>(d));
      lines[std::move(fixed)].push_back(&row);
    }
    for (auto& [fixed, line] : lines) {
      std::vector<std::int64_t> counts;  // hidden ones count as 0: a cell may be hidden for few customers, not few answers
      for (const MetricRow* row : line) {
        counts.push_back(row->number.estimate.status == engine::Status::ok ? row->number.estimate.n : 0);
      }
      const auto shown = engine::suppress(counts, need);
      for (std::size_t i = 0; i < line.size(); ++i) {
        engine::Estimate& e = line[i]->number.estimate;
        if (shown[i] || e.status != engine::Status::ok) continue;
        e = engine::too_few(e.n, need);
        e.flags |= engine::kSuppressed;
      }
    }
  }
}

void hide_few(Number& number, std::int64_t need) {
  engine::Estimate& e = number.estimate;
  if (e.status != engine::Status::ok || e.n >= need) return;
  e = engine::too_few(e.n, need);
  e.flags |= engine::kSuppressed;
}

Result<MetricCells> cells_of(Aggregates& aggregates, const Asking& asking, const Metric& metric, const Query& asked) {
  PK_TRY(Query query, narrow(aggregates, asking, metric, asked));
  MetricCells out;
  PK_TRY(out.basis, settle_basis(aggregates, asking, metric, query));
  auto spec = spec_of(asking, query);
  for (const By& by : query.by) spec.by.push_back(by.dimension);
  PK_TRY(Counted cells, count_with_error(aggregates, asking, metric, spec));
  out.aggregate = std::move(cells.aggregate);
  out.repeats = cells.repeats;
  return out;
}

Result<MetricAnswer> answer_metric(Aggregates& aggregates, const Asking& asking, const Metric& metric, const Query& asked) {
  PK_TRY(Query query, narrow(aggregates, asking, metric, asked));
  PK_TRY(const engine::Basis basis, settle_basis(aggregates, asking, metric, query));
  auto spec = spec_of(asking, query);
  MetricAnswer answer;
  PK_TRY(const Counted total, count_with_error(aggregates, asking, metric, spec));
  const engine::Partial none;
  const engine::Partial& whole = total.aggregate->rows.empty() ? none : total.aggregate->rows[0].partial;
  answer.total = {metric.finalize(whole, total.repeats), engine::name_of(metric.unit), basis};
  answer.as_of_seq = total.aggregate->as_of_seq;
  answer.from_rollup = total.aggregate->from_rollup;
  if (query.by.empty()) return answer;
  for (const By& by : query.by) spec.by.push_back(by.dimension);
  if (const auto bucket = query.bucket()) {
    Range range = query.range;
    PK_TRY(const bool any, close_range(aggregates, asking, query, range));
    if (!any) return answer;
    PK_TRY(spec.edges, calendar::bucket_edges(asking.zone, *bucket, from_ms(range.from), from_ms(range.to), kMaxBuckets));
    spec.edges_are_days = query.range.whole_days && calendar::whole_days(*bucket);
  }
  PK_TRY(const Counted cells, count_with_error(aggregates, asking, metric, spec));
  answer.as_of_seq = cells.aggregate->as_of_seq;
  answer.from_rollup = cells.aggregate->from_rollup;
  for (const auto& row : cells.aggregate->rows) {
    if (count_for(metric, row.partial) == 0) continue;
    MetricRow out{{}, {metric.finalize(row.partial, cells.repeats), engine::name_of(metric.unit), basis}};
    for (std::size_t i = 0; i < query.by.size(); ++i) out.key.push_back(label(query.by[i], row.key[i], spec, asking.zone));
    answer.rows.push_back(std::move(out));
  }
  if (metric.needs == Needs::rated) suppress(answer.rows, metric.need);
  return answer;
}

}  // namespace peakend::insight
