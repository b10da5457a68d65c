#include "insight/matrix.h"

#include <algorithm>

#include "engine/laws/polarised.h"
#include "engine/scale.h"
#include "insight/even_sample.h"

namespace peakend::insight {
namespace {

using engine::Basis;
using engine::Measure;
using engine::Partial;
using engine::Repeats;
using facts::Field;

constexpr std::int64_t kNeed = 5;
/// Up to so many facts, errors of cells come from exact per-customer sums, which take up to eight more passes over the
/// facts; fewer facts when a filter makes every pass a search.
constexpr std::int64_t kExactCells = 20'000, kExactFiltered = 5'000;
constexpr std::size_t kStoryFacts = 2'000;

/// The facts of one cell, stage or of everything, by where their numbers come from.
struct Part {
  Partial facts;
  engine::ClusterSums valence, log_ratio, kept;
};
struct Parts {
  Part measured, observed;
  Repeats repeats = Repeats::groups;
};
using PartsBy = std::map<std::string, Parts, std::less<>>;

facts::AggregateSpec spec_of(const Caller& caller, const Query& query, std::vector<facts::Dimension> by) {
  facts::AggregateSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.edges_are_days = query.range.whole_days;
  spec.where = query.where;
  spec.by = std::move(by);
  return spec;
}

struct Gathered {
  PartsBy cells, stages;
  Parts all;
  Part moments;            ///< measured at a touchpoint: an answer about the relationship is no moment
  Part nps;                ///< answers of that metric only, about the relationship too
  bool exact = false;      ///< small enough for exact per-customer sums
  std::int64_t as_of_seq = 0;
};

/// Rows by touchpoint, kind and metric, added up to cells, stages and the whole.
void take(Gathered& out, const facts::AggregateResult& result) {
  for (const auto& row : result.rows) {
    const bool measured = basis_of_kind(row.key[1]) == Basis::measured;
    Parts& cell = out.cells[row.key[0]];
    Parts& stage = out.stages[row.key[0].substr(0, row.key[0].find('/'))];
    for (Parts* parts : {&cell, &stage, &out.all}) (measured ? parts->measured : parts->observed).facts += row.partial;
    if (measured && !row.key[0].empty()) out.moments.facts += row.partial;
    if (measured && row.key[2] == "nps") out.nps.facts += row.partial;
  }
}

/// Exact per-customer sums of one measure for cells or stages: kinds of one basis together, so that a customer who
/// both rated and wrote counts once.
Result<void> add_clusters(PartsBy& out, Aggregates& aggregates, std::int64_t generation, facts::AggregateSpec spec, Basis basis,
                          Measure measure, engine::ClusterSums Part::*field) {
  spec.clusters = measure;
  spec.where.push_back(kind_filter(basis));
  PK_TRY(const Aggregate found, aggregates.get(spec, generation));
  for (const auto& row : found->rows) {
    Parts& parts = out[row.key[0]];
    (basis == Basis::measured ? parts.measured : parts.observed).*field = row.partial.clusters;
  }
  return {};
}

Result<Gathered> gather(Aggregates& aggregates, const Caller& caller, std::int64_t generation, const Query& query) {
  Gathered out;
  const auto by = {facts::Dimension{Field::touchpoint, {}}, {Field::kind, {}}, {Field::metric, {}}};
  PK_TRY(const Aggregate plain, aggregates.get(spec_of(caller, query, by), generation));
  take(out, *plain);
  out.as_of_seq = plain->as_of_seq;
  const std::int64_t facts = out.all.measured.facts.n + out.all.observed.facts.ratio_n;
  if (facts > (plain->from_rollup ? kExactCells : kExactFiltered)) return out;
  out.exact = true;
  for (auto* parts : {&out.cells, &out.stages}) {
    const auto spec = spec_of(caller, query, {{parts == &out.cells ? Field::touchpoint : Field::stage, {}}});
    for (auto& [key, p] : *parts) p.repeats = Repeats::exact;
    const Partial &measured = out.all.measured.facts, &observed = out.all.observed.facts;
    const auto add = [&](std::int64_t n, Basis basis, Measure measure, engine::ClusterSums Part::*field) -> Result<void> {
      return n == 0 ? Result<void>{} : add_clusters(*parts, aggregates, generation, spec, basis, measure, field);
    };
    PK_CHECK(add(measured.n, Basis::measured, Measure::valence, &Part::valence));
    PK_CHECK(add(measured.ratio_n, Basis::measured, Measure::log_ratio, &Part::log_ratio));
    PK_CHECK(add(observed.ratio_n, Basis::observed, Measure::log_ratio, &Part::log_ratio));
    PK_CHECK(add(observed.kept + observed.broken, Basis::observed, Measure::kept, &Part::kept));
  }
  return out;
}

engine::Estimate estimate(std::string_view metric, const Part& part, const engine::ClusterSums& clusters, Repeats repeats) {
  Partial facts = part.facts;
  facts.clusters = clusters;
  return engine::find_metric(metric)->finalize(facts, repeats);
}

Sight sight_of(const Parts& parts) {
  Sight s;
  const Part &measured = parts.measured, &observed = parts.observed;
  s.rated = measured.facts.n;
  s.breaches = measured.facts.breach;
  s.any = measured.facts.facts + observed.facts.facts > 0;
  const auto by_ratio = [&](std::string_view name, std::string_view unit) -> Number {
    const Basis basis = ratio_basis(*engine::find_metric(name), measured.facts.ratio_n, observed.facts.ratio_n);
    const Part& part = basis == Basis::measured ? measured : observed;
    return {estimate(name, part, part.log_ratio, parts.repeats), unit, basis};
  };
  s.ratio = by_ratio("satisfaction_ratio", "ratio");
  s.gap = by_ratio("expectation_gap", "valence");
  s.promise = {estimate("promise_kept", observed, observed.kept, parts.repeats), "share", Basis::observed};
  s.experience = {estimate("mean_experience", measured, measured.valence, parts.repeats), "valence", Basis::measured};
  // Where nobody rated, the gap of operations stands in for the experience: as promised is 0.
  if (measured.facts.n == 0 && observed.facts.ratio_n > 0) {
    s.experience = {estimate("expectation_gap", observed, observed.log_ratio, parts.repeats), "valence", Basis::observed};
  }
  s.polarised = engine::polarisation(measured.facts).flagged;
  if (s.experience.estimate.status == engine::Status::ok) {
    s.state = s.experience.basis == Basis::measured ? CellState::measured : CellState::observed;
  } else if (measured.facts.n > 0 || observed.facts.ratio_n > 0) {
    s.state = CellState::insufficient;
  } else if (observed.facts.kept + observed.facts.broken >= kNeed) {
    s.state = CellState::observed;
  }
  return s;
}

template <class T>
void mark(std::vector<T>& list, bool with_end) {
  T *peak = nullptr, *valley = nullptr, *end = nullptr;
  for (T& item : list) {
    const engine::Estimate& e = item.sight.experience.estimate;
    if (e.status != engine::Status::ok) continue;
    if (peak == nullptr || e.value >= peak->sight.experience.estimate.value) peak = &item;
    if (valley == nullptr || e.value < valley->sight.experience.estimate.value) valley = &item;
    end = &item;
  }
  if (peak == nullptr) return;
  if (with_end) end->role = "end";
  if (peak == valley) return;
  peak->role = "peak";
  valley->role = "valley";
}

/// The touchpoint whose proven shortfall weighs most in memory; one outside memory (never rated) counts a little,
/// so that a broken promise nobody was asked about is still found.
const Cell* find_worst(const std::vector<Cell>& cells) {
  const Cell* worst = nullptr;
  double most = 0;
  for (const Cell& cell : cells) {
    const engine::Estimate& gap = cell.sight.gap.estimate;
    if (gap.status != engine::Status::ok || gap.hi >= 0) continue;
    const double share = cell.mot.estimate.status == engine::Status::ok ? cell.mot.estimate.value : 0;
    const double weight = -gap.value * (share + 0.02);
    if (weight > most) {
      most = weight;
      worst = &cell;
    }
  }
  return worst;
}

Query at_touchpoint(Query query, const std::string& touchpoint) {
  query.where.push_back({{Field::touchpoint, {}}, {touchpoint}});
  return query;
}

}  // namespace

Result<std::vector<DayCount>> promise_days(Aggregates& aggregates, const Asking& asking, const Caller& caller, const Query& query) {
  auto spec = spec_of(caller, query, {{Field::time, {}}});
  const calendar::Zone& zone = caller.when.zone;
  const calendar::Day after = calendar::local_day(zone, query.range.to == INT64_MAX ? caller.when.now : from_ms(query.range.to - 1)) + 1;
  calendar::Day day = after - static_cast<calendar::Day>(kMaxBuckets);
  if (query.range.from != INT64_MIN) day = std::max(day, calendar::local_day(zone, from_ms(query.range.from)));
  for (; day <= after; ++day) spec.edges.push_back(to_ms(calendar::midnight(zone, day)));
  PK_TRY(const Aggregate found, aggregates.get(spec, asking.generation));
  std::vector<DayCount> out;
  for (const auto& row : found->rows) {
    out.push_back({spec.edges.at(std::stoul(row.key[0])), row.partial.kept, row.partial.broken});
  }
  return out;
}

std::string promise_unit(const journey::Journey& journey, const journey::Touchpoint& touchpoint) {
  for (const auto& rule : journey.rules) {
    const bool here = rule.touchpoint == touchpoint.key || rule.touchpoint.rfind(touchpoint.stage + "/{", 0) == 0;
    if (here && rule.promise && !rule.promise->actual.empty()) return rule.promise->unit;
  }
  return "day";
}

namespace {

double median(std::vector<double>& values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Typical promised and actual quantity since the change, from a sample of at most kStoryFacts facts.
Result<void> add_quantities(const Sources& sources, const Caller& caller, const Query& query, Worst& worst) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = worst.since ? worst.since->at : query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.where.push_back({{Field::promise, {}}, {"kept", "broken"}});
  spec.want = facts::Want::outcome;
  EvenSample<double> expected(kStoryFacts), actual(kStoryFacts);
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& fact) {
    if (fact.expectation && fact.actual) {
      expected.add(fact.seq, fact.item, *fact.expectation);
      actual.add(fact.seq, fact.item, *fact.actual);
    }
    return true;
  }));
  auto promised = std::move(expected).take(), got = std::move(actual).take();
  if (promised.empty()) return {};
  worst.expected = median(promised);
  worst.actual = median(got);
  return {};
}

Result<std::optional<Worst>> tell_worst(const Sources& sources, Aggregates& aggregates, const Asking& asking, const Caller& caller,
                                        const Matrix& matrix, const Query& query, const MemoryView& memory) {
  const Cell* cell = find_worst(matrix.cells);
  if (cell == nullptr) return std::optional<Worst>{};
  Worst worst;
  worst.cell = cell;
  worst.unit = promise_unit(*matrix.journey, *cell->touchpoint);
  worst.leverage = {leverage(memory, cell->touchpoint->key).gain, "valence", Basis::measured};
  const Query here = at_touchpoint(query, cell->touchpoint->key);
  PK_TRY(const auto days, promise_days(aggregates, asking, caller, here));
  worst.since = find_change(days);
  PK_CHECK(add_quantities(sources, caller, here, worst));
  return std::optional<Worst>(std::move(worst));
}

/// The same question about moments only: facts at any touchpoint that has some.
Query at_touchpoints(Query query, const PartsBy& cells) {
  facts::Filter any{{Field::touchpoint, {}}, {}};
  for (const auto& [touchpoint, parts] : cells) {
    if (!touchpoint.empty()) any.any_of.push_back(touchpoint);
  }
  query.where.push_back(std::move(any));
  return query;
}

/// The head line. Small spans ask the metrics themselves; large ones add up what is there, with random groups, so
/// that nothing is scanned. The mean is that of moments, like the remembered score it stands beside.
Result<void> add_headline(Matrix& matrix, Aggregates& aggregates, const Asking& asking, const Query& query, const Gathered& gathered) {
  if (gathered.exact) {
    for (const auto& [number, metric] : {std::pair{&matrix.mean, "mean_experience"}, {&matrix.ratio, "satisfaction_ratio"},
                                         {&matrix.promise, "promise_kept"}, {&matrix.nps, "nps"}}) {
      const Query here = number == &matrix.mean ? at_touchpoints(query, gathered.cells) : query;
      PK_TRY(const MetricAnswer answer, answer_metric(aggregates, asking, *engine::find_metric(metric), here));
      *number = answer.total;
    }
    return {};
  }
  const Part& observed = gathered.all.observed;
  const bool operational = observed.facts.ratio_n > 0;
  const Part& ratio = operational ? observed : gathered.all.measured;
  const auto number = [](std::string_view metric, const Part& part, std::string_view unit, Basis basis) {
    return Number{estimate(metric, part, {}, Repeats::groups), unit, basis};
  };
  matrix.mean = number("mean_experience", gathered.moments, "valence", Basis::measured);
  matrix.ratio = number("satisfaction_ratio", ratio, "ratio", operational ? Basis::observed : Basis::measured);
  matrix.promise = number("promise_kept", observed, "share", Basis::observed);
  matrix.nps = number("nps", gathered.nps, "points", Basis::measured);
  return {};
}

void fill_cells(Matrix& matrix, const Gathered& gathered, const MemoryView& memory) {
  for (const auto& touchpoint : matrix.journey->touchpoints) {
    Cell cell;
    cell.touchpoint = &touchpoint;
    const auto found = gathered.cells.find(touchpoint.key);
    cell.sight = sight_of(found == gathered.cells.end() ? Parts{} : found->second);
    if (!touchpoint.applicable && !cell.sight.any) cell.sight.state = CellState::not_applicable;
    cell.mot = {mot_share(memory, touchpoint.key), "share", Basis::measured};
    const auto name = std::find(memory.names.begin(), memory.names.end(), touchpoint.key);
    if (name != memory.names.end()) {
      const std::int64_t at = memory.last_at[static_cast<std::size_t>(name - memory.names.begin())];
      if (at != 0 && at < matrix.range.to) cell.last_at = at;
    }
    matrix.cells.push_back(std::move(cell));
  }
  mark(matrix.cells, false);
}

void fill_stages(Matrix& matrix, const Gathered& gathered, const MemoryView& memory) {
  for (const auto& stage : matrix.journey->stages) {
    StagePoint point;
    point.stage = &stage;
    const auto found = gathered.stages.find(stage.key);
    point.sight = sight_of(found == gathered.stages.end() ? Parts{} : found->second);
    std::vector<std::string> touchpoints;
    for (const auto& touchpoint : matrix.journey->touchpoints) {
      if (touchpoint.stage == stage.key) touchpoints.push_back(touchpoint.key);
    }
    point.mot = {mot_share(memory, touchpoints), "share", Basis::measured};
    matrix.stages.push_back(std::move(point));
  }
  mark(matrix.stages, true);
}

}  // namespace

std::string_view name_of(CellState state) {
  switch (state) {
    case CellState::measured: return "measured";
    case CellState::observed: return "observed";
    case CellState::unmeasured: return "unmeasured";
    case CellState::insufficient: return "insufficient";
    case CellState::not_applicable: return "not_applicable";
  }
  return "unmeasured";
}

namespace {

bool is_filtered(const Query& query) { return query.where.size() > 1; }  // one of them is the journey itself

/// Sums over the episodes that hold a matching fact.
Result<EpisodeIndex> filtered_index(const Sources& sources, const Caller& caller, const Query& query) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.want = facts::Want::owner;
  std::vector<EpisodeId> ids;
  bool too_many = false;
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& fact) {
    if (fact.episode.is_none() || (!ids.empty() && ids.back() == fact.episode)) return true;
    ids.push_back(fact.episode);
    if (ids.size() < 4 * kMaxFiltered) return true;
    too_many = true;
    return false;
  }));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  EpisodeIndex index(caller.when.zone);
  if (!too_many && !ids.empty() && ids.size() <= kMaxFiltered) {
    facts::EpisodeScanSpec episodes;
    episodes.workspace = caller.workspace;
    episodes.ids = std::move(ids);
    episodes.order = facts::EpisodeScanSpec::Order::any;
    episodes.with_path = false;
    PK_CHECK(sources.facts->scan_episodes(episodes, [&](const facts::EpisodeFact& e) {
      index.add(e);
      return true;
    }));
  }
  return index;
}

}  // namespace

Result<MemoryView> memory_of(const Sources& sources, const Caller& caller, const journey::Journey& journey, const Query& query) {
  if (!is_filtered(query)) return sources.episodes->memory(caller.workspace, journey.key, query.range);
  PK_TRY(const EpisodeIndex index, filtered_index(sources, caller, query));
  return index.view(journey.key, rules_of(&journey), query.range, to_ms(caller.when.now));
}

Result<PathView> paths_of(const Sources& sources, const Caller& caller, const journey::Journey& journey, const Query& query) {
  if (!is_filtered(query)) return sources.episodes->paths(caller.workspace, journey.key, query.range);
  PK_TRY(const EpisodeIndex index, filtered_index(sources, caller, query));
  return index.paths(journey.key, rules_of(&journey), query.range, to_ms(caller.when.now));
}

Result<Matrix> compute_matrix(const Sources& sources, Aggregates& aggregates, const Caller& caller, const journey::Journey& journey,
                              const Query& asked) {
  Query query = asked;
  query.by.clear();
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == Field::journey; });
  query.where.insert(query.where.begin(), {{Field::journey, {}}, {journey.key}});
  const Asking asking{caller.workspace, caller.when.zone, sources.episodes->generation(caller.workspace)};
  Matrix matrix;
  matrix.journey = &journey;
  matrix.range = query.range;
  PK_TRY(const Gathered gathered, gather(aggregates, caller, asking.generation, query));
  PK_TRY(const MemoryView memory, memory_of(sources, caller, journey, query));
  matrix.as_of_seq = gathered.as_of_seq;
  fill_cells(matrix, gathered, memory);
  fill_stages(matrix, gathered, memory);
  matrix.remembered = {remembered(memory), "valence", Basis::measured};
  PK_CHECK(add_headline(matrix, aggregates, asking, query, gathered));
  PK_TRY(matrix.worst, tell_worst(sources, aggregates, asking, caller, matrix, query, memory));
  return matrix;
}

}  // namespace peakend::insight
