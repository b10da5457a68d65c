// Drivers side by side: of times, or of values of a field.
#include <algorithm>
#include <charconv>

#include "insight/drivers.h"
#include "insight/metric_answer.h"

namespace peakend::insight {
namespace {

using facts::Field;

struct Part {
  std::string key;
  Query query;
  Range answers;
};

facts::AggregateSpec overall_of(const Caller& caller, const journey::Journey& journey, const Query& query, const std::string& outcome, bool aspects) {
  facts::AggregateSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from, spec.to = query.range.to;
  spec.where = query.where;
  spec.where.push_back({{Field::journey, {}}, {journey.key}});
  spec.where.push_back({{Field::kind, {}}, {"rating"}});
  spec.where.push_back({{Field::metric, {}}, {outcome}});
  if (!aspects) spec.where.push_back({{Field::touchpoint, {}}, {""}});
  return spec;
}

Result<std::vector<Part>> times_of(Aggregates& aggregates, const Caller& caller, std::int64_t generation, facts::AggregateSpec spec, const Query& query) {
  Query overall = query;
  overall.where = spec.where;
  Range range = query.range;
  PK_TRY(const bool any, close_range(aggregates, {caller.workspace, caller.when.zone, generation}, overall, range));
  std::vector<Part> out;
  if (!any) return out;
  const calendar::Bucket bucket = *query.bucket();
  PK_TRY(const auto edges, calendar::bucket_edges(caller.when.zone, bucket, from_ms(range.from), from_ms(range.to), kMaxBuckets));
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    Part part{calendar::bucket_label(caller.when.zone, bucket, from_ms(edges[i])), query, {std::max(edges[i], range.from), std::min(edges[i + 1], range.to), true}};
    part.query.range = {part.answers.from - kDriverWindowMs, part.answers.to, true};
    out.push_back(std::move(part));
  }
  return out;
}

Result<std::vector<Part>> values_of(const Sources& sources, facts::AggregateSpec spec, const Query& query) {
  spec.by = {query.by[0].dimension};
  PK_TRY(const auto found, sources.facts->aggregate(spec));
  std::vector<std::pair<std::int64_t, std::string>> values;
  for (const auto& row : found.rows)
    if (!row.key[0].empty() && row.partial.n > 0) values.emplace_back(row.partial.n, row.key[0]);
  std::ranges::stable_sort(values, std::greater{}, &std::pair<std::int64_t, std::string>::first);
  std::vector<Part> out;
  for (const auto& [n, value] : values) {
    Part part{value, query, {}};
    part.query.where.push_back({query.by[0].dimension, {value}});
    out.push_back(std::move(part));
  }
  return out;
}

}  // namespace

Result<DriverSplit> split_drivers(const Sources& sources, Aggregates& aggregates, const Caller& caller, const journey::Journey& journey,
                                  const Query& query, const DriverQuery& asked) {
  DriverSplit out;
  PK_TRY(const DriverNames names, driver_names(sources, caller, journey, query, asked));
  out.outcome = names.outcome;
  if (names.outcome.empty() || names.drivers.empty()) return out;
  const bool time = query.bucket().has_value();
  const auto spec = overall_of(caller, journey, query, names.outcome, asked.aspects);
  PK_TRY(auto parts, time ? times_of(aggregates, caller, sources.episodes->generation(caller.workspace), spec, query) : values_of(sources, spec, query));
  out.more = parts.size() > kMaxDriverSlices;
  if (out.more && time) parts.erase(parts.begin(), parts.end() - kMaxDriverSlices);
  if (out.more && !time) parts.resize(kMaxDriverSlices);
  bool any = false, within = true;
  for (const Part& part : parts) {
    DriverQuery one = asked;
    one.outcome = names.outcome, one.only = names.drivers, one.answers = part.answers, one.replicates = kSliceReplicates, one.pairs = false;
    PK_TRY(DriverView view, drivers_of(sources, caller, journey, part.query, one));
    if (view.pooled.status == engine::Status::ok) any = true, within = within && view.within_first;
    out.slices.push_back({part.key, std::move(view)});
  }
  out.within_first = any && within;
  return out;
}

}  // namespace peakend::insight
