#include "insight/laws.h"

#include <algorithm>

#include "engine/interval.h"
#include "engine/laws/floor.h"
#include "engine/laws/promise.h"
#include "engine/scale.h"

namespace peakend::insight {
namespace {

using engine::Basis;
using facts::Field;

constexpr std::int64_t kNeed = 5;
constexpr std::size_t kScanned = 200'000;  ///< facts read for histogram and durations; beyond that it is a sample
constexpr double kWorstShare = .05;
using Durations = std::vector<std::pair<double, bool>>;  ///< and whether it is over

Asking asking_of(const Sources& sources, const Caller& caller) {
  return {caller.workspace, caller.when.zone, sources.episodes->generation(caller.workspace)};
}

facts::AggregateSpec spec_of(const Caller& caller, const Query& query) {
  facts::AggregateSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.edges_are_days = query.range.whole_days;
  spec.where = query.where;
  return spec;
}

/// Ratio, classes and counts of promises. Classes are those of the facts that the ratio is made of.
Result<void> add_triangle(Laws& laws, const Sources& sources, Aggregates& aggregates, const Caller& caller, const Query& query) {
  const Asking asking = asking_of(sources, caller);
  PK_TRY(const MetricAnswer ratio, answer_metric(aggregates, asking, *engine::find_metric("satisfaction_ratio"), query));
  PK_TRY(const MetricAnswer rate, answer_metric(aggregates, asking, *engine::find_metric("promise_kept"), query));
  laws.ratio = ratio.total;
  laws.promises.rate = rate.total;
  laws.as_of_seq = ratio.as_of_seq;
  auto spec = spec_of(caller, query);
  spec.by = {{Field::kind, {}}};
  PK_TRY(const Aggregate split, aggregates.get(spec, asking.generation));
  for (const auto& row : split->rows) {
    laws.promises.kept += row.partial.kept;
    laws.promises.broken += row.partial.broken;
    if (basis_of_kind(row.key[0]) != laws.ratio.basis) continue;
    for (int c = 0; c < 4; ++c) laws.classes[c] += row.partial.classes[c];
  }
  if (laws.ratio.estimate.n >= 10) laws.group = engine::classify_group(laws.ratio.estimate);
  return {};
}

/// One pass over facts with a ratio or a promise: bins of the ratio and durations.
Result<void> add_distribution(Laws& laws, Durations& durations, const Sources& sources, const Caller& caller,
                              const Query& query) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.where.push_back(kind_filter(laws.ratio.basis));
  spec.where.push_back({{Field::triangle_class, {}}, {"angry", "dissatisfied", "satisfied", "delighted"}});
  spec.want = facts::Want::outcome;
  spec.limit = kScanned;
  std::size_t n = 0;
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& fact) {
    ++n;
    if (fact.log_ratio) ++laws.histogram[ratio_bin(*fact.log_ratio)];
    const bool outcome = fact.promise == facts::Promise::kept || fact.promise == facts::Promise::broken;
    if (outcome && fact.actual && fact.due) durations.emplace_back(*fact.actual, true);
    return true;
  }));
  laws.histogram_sampled = n == kScanned;
  return {};
}

double unit_ms(const std::string& unit) {
  if (unit == "minute") return 60e3;
  if (unit == "hour") return 3600e3;
  if (unit == "week") return 7 * 86400e3;
  return unit == "day" ? 86400e3 : 0;
}

/// The same name, but for as long as the program runs: numbers only point to their unit, and Laws moves.
std::string_view lasting(std::string_view unit) {
  for (const std::string_view known : {"minute", "hour", "day", "week"})
    if (known == unit) return known;
  return "day";
}

/// The unit of time promises with an outcome in this journey; "" when they differ or there are none.
std::string common_unit(const journey::Journey& journey, const std::string& touchpoint) {
  std::string unit;
  for (const auto& rule : journey.rules) {
    if (!rule.promise || rule.promise->kind != "time") continue;
    if (!touchpoint.empty() && rule.touchpoint != touchpoint) continue;
    if (!unit.empty() && unit != rule.promise->unit) return {};
    unit = rule.promise->unit;
  }
  return unit;
}

/// Running promises: pending ones are left out of the rate, overdue ones count as broken already (METHODS 1).
Result<void> add_open(Laws& laws, Durations& durations, const Sources& sources, const Caller& caller,
                      const journey::Journey& journey, const std::string& touchpoint) {
  Promises& p = laws.promises;
  p.unit = common_unit(journey, touchpoint);
  if (touchpoint.empty()) {
    const std::int64_t now = to_ms(caller.when.now);
    PK_TRY(const auto open, sources.episodes->open(caller.workspace, journey.key));
    for (const OpenEpisode& e : open) {
      const bool late = e.due != 0 && e.due < now;
      (late ? p.overdue : p.open) += late ? 1 : e.open;
      if (unit_ms(p.unit) > 0) durations.emplace_back(static_cast<double>(now - e.start) / unit_ms(p.unit), false);
    }
    if (p.overdue > 0) p.rate.estimate = engine::wilson_share(p.kept, p.kept + p.broken + p.overdue, kNeed);
    if (p.open > 0 && p.rate.estimate.status == engine::Status::ok) p.rate.estimate.flags |= engine::kCensored;
  }
  const auto curve = engine::kaplan_meier(durations);
  if (curve.median.status == engine::Status::ok && !p.unit.empty()) p.median = Number{curve.median, lasting(p.unit), Basis::observed};
  return {};
}

Number number_of(const ScoreSums& sums) { return {mean_of(sums, kNeed), "score", Basis::measured}; }

/// From the sums kept by day: days that the span only touches count whole, as for memory share.
Result<void> add_outcome(Laws& laws, const Sources& sources, const Caller& caller, const journey::Journey& journey, const Range& range) {
  PK_TRY(const OutcomeView metrics, sources.episodes->outcomes(caller.workspace, journey.key, range));
  const auto most = std::max_element(metrics.begin(), metrics.end(), [](const auto& a, const auto& b) { return a.second.n() < b.second.n(); });
  if (most == metrics.end()) return {};
  Outcome outcome{most->first, number_of(most->second.kept), number_of(most->second.broken), {}};
  for (const ScoreSums& bin : most->second.bins) outcome.bins.push_back(number_of(bin));
  laws.outcome = std::move(outcome);
  return {};
}

Result<void> add_peak_end(Laws& laws, const Sources& sources, const Caller& caller, const journey::Journey& journey, const Query& query,
                          const std::string& touchpoint) {
  PK_TRY(const MemoryView memory, memory_of(sources, caller, journey, query));
  laws.remembered = {remembered(memory), "valence", Basis::measured};
  laws.mean = {mean_of_episodes(memory), "valence", Basis::measured};
  laws.closed = memory.all.episodes;
  laws.open = memory.open;
  for (const auto& name : memory.names) {
    const std::size_t number = static_cast<std::size_t>(&name - memory.names.data());
    if (memory.last_at[number] == 0 || (!touchpoint.empty() && name != touchpoint)) continue;  // never rated, or not asked for
    const Leverage lever = leverage(memory, name);
    laws.touches.push_back({name, {mot_share(memory, name), "share", Basis::measured}, {lever.gain, "valence", Basis::measured}, lever.mean_gain});
  }
  std::sort(laws.touches.begin(), laws.touches.end(), [](const Laws::Touch& a, const Laws::Touch& b) {
    return std::pair(-a.share.estimate.value, a.touchpoint) < std::pair(-b.share.estimate.value, b.touchpoint);
  });
  return {};
}

/// As on the map: no number of few answers, and no distribution of so few.
void hide_few(Laws& laws, std::int64_t fewest) {
  if (laws.ratio.estimate.n < fewest) {
    std::fill(std::begin(laws.classes), std::end(laws.classes), 0);
    std::fill(std::begin(laws.histogram), std::end(laws.histogram), 0);
    laws.group.reset();
  }
  Promises& p = laws.promises;
  if (p.kept + p.broken + p.overdue < fewest) p.kept = p.broken = p.overdue = 0;
  if (p.median) hide_few(*p.median, fewest);
  if (laws.outcome) {
    std::vector<MetricRow> rows;
    for (std::size_t i = 0; i < laws.outcome->bins.size(); ++i) rows.push_back({{std::to_string(i)}, laws.outcome->bins[i]});
    suppress(rows, fewest);
    for (std::size_t i = 0; i < rows.size(); ++i) laws.outcome->bins[i] = rows[i].number;
    for (Number* n : {&laws.outcome->kept, &laws.outcome->broken}) hide_few(*n, fewest);
  }
  for (Number* n : {&laws.ratio, &p.rate, &laws.remembered, &laws.mean}) hide_few(*n, fewest);
  for (Laws::Touch& t : laws.touches) {
    if (t.gain.estimate.n < fewest) t.mean_gain = 0;
    hide_few(t.share, fewest);
    hide_few(t.gain, fewest);
  }
  std::erase_if(laws.floors, [&](const FloorWatch& w) { return w.n < fewest; });
  if (laws.contest) hide_few(*laws.contest, fewest);
}

}  // namespace

std::vector<FloorWatch> watch_floors(const facts::AggregateResult& by_touchpoint, const journey::Journey& journey) {
  std::vector<FloorWatch> out;
  for (const auto& row : by_touchpoint.rows) {
    const auto* touchpoint = touchpoint_of(&journey, row.key[0]);
    if (touchpoint == nullptr || !touchpoint->floor || row.partial.n == 0) continue;
    FloorWatch watch;
    watch.touchpoint = touchpoint->key;
    watch.n = row.partial.n;
    watch.k = row.partial.breach;
    watch.value = touchpoint->floor->value;
    watch.rate = touchpoint->floor->rate;
    watch.e = engine::e_process(watch.k, watch.n, watch.rate);
    watch.alarm = watch.e >= engine::kEProcessAlarm;
    watch.worst = {engine::cvar(row.partial, kWorstShare).cvar, "valence", Basis::measured};
    out.push_back(std::move(watch));
  }
  std::sort(out.begin(), out.end(), [](const FloorWatch& a, const FloorWatch& b) { return a.e > b.e; });
  return out;
}

Result<Laws> compute_laws(const Sources& sources, Aggregates& aggregates, LawContests& contests, const Caller& caller,
                          const journey::Journey& journey, const Query& asked, const std::string& touchpoint) {
  Query query = asked;
  query.by.clear();
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == Field::journey; });
  query.where.insert(query.where.begin(), {{Field::journey, {}}, {journey.key}});
  Query here = query;
  if (!touchpoint.empty()) here.where.push_back({{Field::touchpoint, {}}, {touchpoint}});
  Laws laws;
  Durations durations;
  PK_CHECK(add_triangle(laws, sources, aggregates, caller, here));
  PK_CHECK(add_distribution(laws, durations, sources, caller, here));
  PK_CHECK(add_open(laws, durations, sources, caller, journey, touchpoint));
  if (touchpoint.empty() && query.where.size() == 1) PK_CHECK(add_outcome(laws, sources, caller, journey, query.range));
  PK_CHECK(add_peak_end(laws, sources, caller, journey, query, touchpoint));
  if (touchpoint.empty()) {
    PK_TRY(laws.contest, contests.get(sources, aggregates, caller, journey, query));
  }
  auto cells = spec_of(caller, here);
  cells.by = {{Field::touchpoint, {}}};
  PK_TRY(const Aggregate by_touchpoint, aggregates.get(cells, asking_of(sources, caller).generation));
  laws.floors = watch_floors(*by_touchpoint, journey);
  if (caller.fewest > 0) hide_few(laws, caller.fewest);
  return laws;
}

}  // namespace peakend::insight
