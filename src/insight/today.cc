#include "insight/today.h"

#include <algorithm>
#include <map>

#include "engine/compare.h"

namespace peakend::insight {
namespace {

using engine::Basis;
using engine::Grouped;
using engine::GroupSums;
using engine::Partial;
using facts::Field;

constexpr std::size_t kMaxMoves = 20, kMaxSegments = 500;
constexpr int kWeeks = 53;

/// A mean that is made of the random groups' sums, so that two spans can be compared with returning customers.
struct Quantity {
  std::string_view metric;
  bool logs;  ///< y is a log, the number shown its exponential
  double (*y)(const GroupSums&);
  std::int64_t (*b)(const GroupSums&);
};
double real(std::int64_t fixed, double one) { return static_cast<double>(fixed) / one; }
constexpr Quantity kQuantities[] = {
    {"mean_experience", false, [](const GroupSums& g) { return real(g.v, engine::kValenceOne); }, [](const GroupSums& g) { return g.n; }},
    {"nps", false, [](const GroupSums& g) { return 100.0 * static_cast<double>(g.good - g.bad); }, [](const GroupSums& g) { return g.n; }},
    {"csat", false, [](const GroupSums& g) { return static_cast<double>(g.good); }, [](const GroupSums& g) { return g.n; }},
    {"satisfaction_ratio", true, [](const GroupSums& g) { return real(g.ratio_s, engine::kLogRatioOne); },
     [](const GroupSums& g) { return g.ratio_n; }},
    {"promise_kept", false, [](const GroupSums& g) { return static_cast<double>(g.kept); }, [](const GroupSums& g) { return g.kept + g.broken; }},
};

/// Sums of the facts that one quantity is made of, by part (touchpoint, stage ...).
using Parts = std::map<std::string, Partial, std::less<>>;
struct Sides {
  Parts before, now;
};

Basis basis_of(const Quantity& q, bool operational) {
  if (q.metric == "promise_kept") return Basis::observed;
  return q.metric == "satisfaction_ratio" && operational ? Basis::observed : Basis::measured;
}
/// Key of rows: part, kind, metric. The mean is that of moments: not of answers about the relationship.
bool counts(const Quantity& q, Basis basis, const facts::AggregateRow& row, bool parts_are_touchpoints) {
  if (basis_of_kind(row.key[1]) != basis) return false;
  if (q.metric == "nps" || q.metric == "csat") return row.key[2] == q.metric;
  return q.metric != "mean_experience" || !parts_are_touchpoints || !row.key[0].empty();
}

std::vector<Grouped> grouped(const Partial& p, const Quantity& q) {
  std::vector<Grouped> out(engine::kGroups);
  for (const auto& [group, sums] : p.groups.sums()) out[group] = {q.y(sums), static_cast<double>(q.b(sums))};
  return out;
}

Number number_of(const Quantity& q, const Partial& p, Basis basis) {
  const engine::Metric& metric = *engine::find_metric(q.metric);
  return {metric.finalize(p, engine::Repeats::groups), engine::name_of(metric.unit), basis};
}

Moved move_of(const Quantity& q, Basis basis, const Partial& before, const Partial& now) {
  Moved m;
  m.before = number_of(q, before, basis);
  m.now = number_of(q, now, basis);
  const auto b0 = grouped(before, q), b1 = grouped(now, q);
  m.change = engine::grouped_change(b0, b1, q.logs);
  m.smallest = engine::minimal_change(m.change.se);
  return m;
}

/// Adjusts p over the list and says what it means.
void judge(std::vector<Moved*> list, bool (*more_is_better)(const Moved&)) {
  std::vector<double> p;
  for (const Moved* m : list) p.push_back(m->change.p);
  const auto adjusted = engine::benjamini_hochberg(p);
  for (std::size_t i = 0; i < list.size(); ++i) {
    Moved& m = *list[i];
    m.p = adjusted[i];
    const auto fewest = static_cast<double>(std::min(m.before.estimate.n, m.now.estimate.n));
    m.movement = engine::movement(m.change, m.p, more_is_better(m), fewest);
  }
}
bool more(const Moved&) { return true; }  // of every quantity here more is better

Partial sum_of(const Parts& parts) {
  Partial all;
  for (const auto& [key, partial] : parts) all += partial;
  return all;
}

/// The same sums by another part: `part` takes the key of a touchpoint to that of its stage or scene.
template <class F>
Sides regroup(const Sides& from, F part) {
  Sides out;
  for (const auto& [key, partial] : from.before) out.before[part(key)] += partial;
  for (const auto& [key, partial] : from.now) out.now[part(key)] += partial;
  return out;
}

engine::Segment segment_of(const Quantity& q, const Partial* before, const Partial* now) {
  engine::Segment s;
  const auto side = [&](const Partial* p, double& n, std::optional<double>& x) {
    if (p == nullptr) return;
    double y = 0;
    for (const auto& [group, sums] : p->groups.sums()) y += q.y(sums), n += static_cast<double>(q.b(sums));
    if (n > 0) x = y / n;
  };
  side(before, s.n0, s.x0);
  side(now, s.n1, s.x1);
  return s;
}

/// Rate against mix over the parts, and whether each carrier itself really changed.
Why why_of(const Quantity& q, Basis basis, const Sides& sides, std::string by) {
  static const Partial nothing;
  Why why;
  why.by = std::move(by);
  std::vector<std::string> keys;
  for (const auto& [key, p] : sides.before) keys.push_back(key);
  for (const auto& [key, p] : sides.now) {
    if (!sides.before.contains(key)) keys.push_back(key);
  }
  const auto find = [](const Parts& parts, const std::string& key) {
    const auto found = parts.find(key);
    return found == parts.end() ? nullptr : &found->second;
  };
  std::vector<engine::Segment> segments;
  for (const auto& key : keys) segments.push_back(segment_of(q, find(sides.before, key), find(sides.now, key)));
  const auto shift = engine::mix_shift(segments);
  if (shift.status != engine::Status::ok) return why;
  why.change = shift.after - shift.before;
  why.rate = shift.rate;
  why.mix = shift.mix;
  std::vector<std::size_t> order(keys.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto weight = [&](std::size_t i) { return std::abs(shift.segments[i].rate + shift.segments[i].mix); };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return std::pair(-weight(a), a) < std::pair(-weight(b), b); });
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const std::size_t i = order[rank];
    if (rank >= kCarriers) {
      why.others += shift.segments[i].rate + shift.segments[i].mix;
      continue;
    }
    const Partial *before = find(sides.before, keys[i]), *now = find(sides.now, keys[i]);
    why.carriers.push_back({keys[i], shift.segments[i].rate, shift.segments[i].mix,
                            move_of(q, basis, before == nullptr ? nothing : *before, now == nullptr ? nothing : *now)});
  }
  std::vector<Moved*> family;
  for (Carrier& c : why.carriers) family.push_back(&c.moved);
  judge(std::move(family), more);
  return why;
}

/// Asks the facts, always about the journey.
struct Asker {
  Aggregates& aggregates;
  const Caller& caller;
  std::int64_t generation;
  std::vector<facts::Filter> where;  ///< the journey first
  Result<Aggregate> ask(const Range& range, std::vector<facts::Dimension> by, std::vector<facts::Filter> more = {}) const {
    facts::AggregateSpec spec;
    spec.workspace = caller.workspace;
    spec.from = range.from;
    spec.to = range.to;
    spec.edges_are_days = true;
    spec.by = std::move(by);
    spec.where = where;
    spec.where.insert(spec.where.end(), more.begin(), more.end());
    return aggregates.get(spec, generation);
  }
  Result<Aggregate> ask_weeks(const Spans& spans) const {
    facts::AggregateSpec spec;
    spec.workspace = caller.workspace;
    spec.edges = spans.week_edges;
    spec.edges_are_days = true;
    spec.by = {{Field::time, {}}, {Field::touchpoint, {}}, {Field::kind, {}}};
    spec.where = where;
    return aggregates.get(spec, generation);
  }
};

Sides take(const Quantity& q, Basis basis, const facts::AggregateResult& before, const facts::AggregateResult& now, bool touchpoints) {
  Sides sides;
  for (const auto& [result, to] : {std::pair{&before, &sides.before}, {&now, &sides.now}}) {
    for (const auto& row : result->rows) {
      if (counts(q, basis, row, touchpoints)) (*to)[row.key[0]] += row.partial;
    }
  }
  return sides;
}

bool any_operational_ratio(const facts::AggregateResult& result) {
  return std::any_of(result.rows.begin(), result.rows.end(), [](const facts::AggregateRow& row) {
    return row.partial.ratio_n > 0 && basis_of_kind(row.key[1]) == Basis::observed;
  });
}

std::string stage_part(const std::string& touchpoint) { return touchpoint.substr(0, touchpoint.find('/')); }
std::string scene_part(const std::string& touchpoint) {
  const auto cut = touchpoint.find('/');
  return cut == std::string::npos ? std::string() : touchpoint.substr(cut + 1);
}

/// Filters that leave what mean_experience counts: facts at a touchpoint.
std::vector<facts::Filter> at_touchpoints(const Quantity& q, const facts::AggregateResult& a, const facts::AggregateResult& b) {
  if (q.metric != "mean_experience") return {};
  facts::Filter any{{Field::touchpoint, {}}, {}};
  for (const auto* result : {&a, &b}) {
    for (const auto& row : result->rows) {
      if (!row.key[0].empty()) any.any_of.push_back(row.key[0]);
    }
  }
  std::sort(any.any_of.begin(), any.any_of.end());
  any.any_of.erase(std::unique(any.any_of.begin(), any.any_of.end()), any.any_of.end());
  return {any};
}

struct Work {
  Today& today;
  const Asker& asker;
  Aggregate before, now;  ///< by touchpoint, kind, metric
};

Result<void> add_figures(Work& w, const std::vector<By>& split) {
  const bool operational = any_operational_ratio(*w.before) || any_operational_ratio(*w.now);
  for (const Quantity& q : kQuantities) {
    const Basis basis = basis_of(q, operational);
    const Sides sides = take(q, basis, *w.before, *w.now, true);
    Figure figure{q.metric, true, q.logs, move_of(q, basis, sum_of(sides.before), sum_of(sides.now)), {}};
    figure.why.push_back(why_of(q, basis, sides, "touchpoint"));
    figure.why.push_back(why_of(q, basis, regroup(sides, stage_part), "stage"));
    figure.why.push_back(why_of(q, basis, regroup(sides, scene_part), "scene"));
    if (!split.empty()) {
      const std::vector<facts::Dimension> by{split[0].dimension, {Field::kind, {}}, {Field::metric, {}}};
      const auto where = at_touchpoints(q, *w.before, *w.now);
      PK_TRY(const Aggregate before, w.asker.ask(w.today.spans.before, by, where));
      PK_TRY(const Aggregate now, w.asker.ask(w.today.spans.now, by, where));
      const Sides own = take(q, basis, *before, *now, false);
      if (own.before.size() + own.now.size() <= 2 * kMaxSegments) figure.why.push_back(why_of(q, basis, own, split[0].name));
    }
    w.today.figures.push_back(std::move(figure));
  }
  return {};
}

/// The score of closed episodes: groups come from the episode index.
Figure remembered_figure(const MemoryView& before, const MemoryView& now) {
  Figure figure{"remembered", true, false, {}, {}};
  std::vector<Grouped> b0, b1;
  for (const auto& [view, to] : {std::pair{&before, &b0}, {&now, &b1}}) {
    for (const EpisodeSums& g : view->groups) to->push_back({real(g.r, engine::kValenceOne), static_cast<double>(g.n)});
  }
  Moved& m = figure.moved;
  m.before = {remembered(before), "valence", Basis::measured};
  m.now = {remembered(now), "valence", Basis::measured};
  m.change = engine::grouped_change(b0, b1);
  m.smallest = engine::minimal_change(m.change.se);
  return figure;
}

void add_moves(Work& w) {
  const bool operational = any_operational_ratio(*w.before) || any_operational_ratio(*w.now);
  std::vector<TouchMove> all;
  for (const Quantity& q : kQuantities) {
    if (q.metric == "nps" || q.metric == "csat") continue;  // inside mean_experience
    const Basis basis = basis_of(q, operational);
    const Sides sides = take(q, basis, *w.before, *w.now, true);
    for (const auto& [key, now] : sides.now) {
      const auto before = sides.before.find(key);
      if (before == sides.before.end() || key.empty()) continue;
      TouchMove move{key, q.metric, move_of(q, basis, before->second, now)};
      if (move.moved.change.df > 0) all.push_back(std::move(move));
    }
  }
  std::vector<Moved*> family;
  for (TouchMove& move : all) family.push_back(&move.moved);
  judge(std::move(family), more);
  w.today.moves_tested = static_cast<std::int64_t>(all.size());
  std::erase_if(all, [](const TouchMove& m) {
    return m.moved.movement != engine::Movement::improved && m.moved.movement != engine::Movement::worsened;
  });
  std::sort(all.begin(), all.end(), [](const TouchMove& a, const TouchMove& b) { return std::abs(a.moved.change.z) > std::abs(b.moved.change.z); });
  if (all.size() > kMaxMoves) all.resize(kMaxMoves);
  w.today.moves = std::move(all);
}

/// Two camps, and the moments that are remembered, over the days asked about.
void add_feelings(Work& w, const MemoryView& memory) {
  const Quantity& experience = kQuantities[0];
  const Sides sides = take(experience, Basis::measured, *w.before, *w.now, true);
  for (const auto& [key, partial] : sides.now) {
    const Number mean = number_of(experience, partial, Basis::measured);
    const auto camps = engine::polarisation(partial);
    if (camps.flagged) w.today.polarised.push_back({key, camps, mean});
  }
  for (auto* place : {&w.today.peak, &w.today.valley}) {
    const std::string touchpoint = most_salient(memory, place == &w.today.peak);
    const auto found = sides.now.find(touchpoint);
    if (touchpoint.empty() || found == sides.now.end()) continue;
    *place = Memorable{touchpoint, {mot_share(memory, touchpoint), "share", Basis::measured}, number_of(experience, found->second, Basis::measured)};
  }
}

Result<void> add_open(Today& today, const Sources& sources, const Caller& caller, const journey::Journey& journey) {
  PK_TRY(const auto open, sources.episodes->open(caller.workspace, journey.key));
  const std::int64_t now = to_ms(caller.when.now);
  std::map<std::string, OpenCount> by_touchpoint;
  for (const OpenEpisode& e : open) {
    if (caller.scope && !caller.scope->has(journey.key, e.touchpoint)) continue;
    OpenCount& count = by_touchpoint[e.touchpoint];
    const bool late = e.due != 0 && e.due < now;
    (late ? count.overdue : count.open) += 1;
    if (late && (count.oldest_due == 0 || e.due < count.oldest_due)) count.oldest_due = e.due;
  }
  for (auto& [touchpoint, count] : by_touchpoint) {
    count.touchpoint = touchpoint;
    today.open.push_back(count);
  }
  std::sort(today.open.begin(), today.open.end(), [](const OpenCount& a, const OpenCount& b) {
    return std::tuple(-a.overdue, -a.open, a.touchpoint) < std::tuple(-b.overdue, -b.open, b.touchpoint);
  });
  return {};
}

/// For callers who may not see numbers of few answers: such a number, and what is said about it, is hidden.
void hide_few(Moved& m, std::int64_t fewest) {
  if (std::min(m.before.estimate.n, m.now.estimate.n) < fewest) m.movement = engine::Movement::not_enough_data;
  hide_few(m.before, fewest);
  hide_few(m.now, fewest);
}
std::int64_t thinner(const Moved& m) { return std::min(m.before.estimate.n, m.now.estimate.n); }
/// Parts of few answers go to the rest, and one that would be alone there takes the next smallest along.
void hide_few(Why& why, std::int64_t fewest) {
  std::stable_sort(why.carriers.begin(), why.carriers.end(), [](const Carrier& a, const Carrier& b) { return thinner(a.moved) > thinner(b.moved); });
  std::size_t hidden = 0;
  while (!why.carriers.empty() && (thinner(why.carriers.back().moved) < fewest || hidden == 1)) {
    why.others += why.carriers.back().rate + why.carriers.back().mix;
    why.carriers.pop_back();
    ++hidden;
  }
  std::stable_sort(why.carriers.begin(), why.carriers.end(), [](const Carrier& a, const Carrier& b) { return std::abs(a.rate + a.mix) > std::abs(b.rate + b.mix); });
}
void hide_few(Today& today, std::int64_t fewest) {
  for (Figure& figure : today.figures) {
    if (thinner(figure.moved) < fewest) figure.why.clear();
    hide_few(figure.moved, fewest);
    for (Why& why : figure.why) hide_few(why, fewest);
  }
  std::erase_if(today.moves, [&](const TouchMove& m) { return thinner(m.moved) < fewest; });
  std::erase_if(today.shifts, [&](const TouchShift& s) { return s.fewest < fewest; });
  std::erase_if(today.polarised, [&](const Camps& c) { return c.experience.estimate.n < fewest; });
  for (auto* place : {&today.peak, &today.valley}) {
    if (!*place) continue;
    hide_few((*place)->share, fewest);
    hide_few((*place)->experience, fewest);
  }
  std::erase_if(today.floors, [&](const FloorWatch& f) { return f.n < fewest; });
}

}  // namespace

Result<Spans> spans_of(const When& when, int days) {
  Spans s;
  s.days = days;
  const calendar::Day after = calendar::local_day(when.zone, when.now) + 1;
  const auto at = [&](calendar::Day day) { return to_ms(calendar::midnight(when.zone, day)); };
  s.now = {at(after - days), at(after), true};
  s.before = {at(after - 2 * days), at(after - days), true};
  PK_TRY(s.week_edges, calendar::bucket_edges(when.zone, calendar::Bucket::week, from_ms(at(after - 7 * kWeeks)), from_ms(at(after))));
  s.weeks = {s.week_edges.front(), s.week_edges.back(), true};
  return s;
}

Result<Today> compute_today(const Sources& sources, Aggregates& aggregates, const Caller& caller, const journey::Journey& journey, int days,
                            const Query& asked) {
  Today today;
  PK_TRY(today.spans, spans_of(caller.when, days));
  Query query = asked;
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == Field::journey; });
  query.where.insert(query.where.begin(), {{Field::journey, {}}, {journey.key}});
  const Asker asker{aggregates, caller, sources.episodes->generation(caller.workspace), query.where};
  const std::vector<facts::Dimension> by{{Field::touchpoint, {}}, {Field::kind, {}}, {Field::metric, {}}};
  Work work{today, asker, {}, {}};
  PK_TRY(work.before, asker.ask(today.spans.before, by));
  PK_TRY(work.now, asker.ask(today.spans.now, by));
  today.as_of_seq = work.now->as_of_seq;
  query.range = today.spans.before;
  PK_TRY(const MemoryView before, memory_of(sources, caller, journey, query));
  query.range = today.spans.now;
  PK_TRY(const MemoryView now, memory_of(sources, caller, journey, query));
  today.figures.push_back(remembered_figure(before, now));
  PK_CHECK(add_figures(work, query.by));
  std::vector<Moved*> family;
  for (Figure& figure : today.figures) family.push_back(&figure.moved);
  judge(std::move(family), more);
  add_moves(work);
  add_feelings(work, now);
  PK_TRY(const Aggregate cells, asker.ask(today.spans.now, {{Field::touchpoint, {}}}));
  today.floors = watch_floors(*cells, journey);
  std::erase_if(today.floors, [](const FloorWatch& f) { return f.k == 0; });
  PK_TRY(const Aggregate weekly, asker.ask_weeks(today.spans));
  today.shifts = touch_shifts(*weekly, today.spans.week_edges, journey);
  PK_CHECK(add_open(today, sources, caller, journey));
  if (caller.fewest > 0) hide_few(today, caller.fewest);
  return today;
}

}  // namespace peakend::insight
