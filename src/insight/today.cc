#include "insight/today.h"

#include <algorithm>
#include <map>

namespace peakend::insight {
namespace {

using engine::Basis;
using engine::Grouped;
using facts::Field;

constexpr std::size_t kMaxMoves = 20;
constexpr int kWeeks = 53;

struct Work {
  Today& today;
  const Asker& asker;
  Aggregate before, now;  ///< by touchpoint, kind, metric
};

Result<void> add_figures(Work& w, const std::vector<By>& split) {
  const bool operational = any_operational_ratio(*w.before) || any_operational_ratio(*w.now);
  for (const Quantity& q : quantities()) {
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
      if (own.before.size() + own.now.size() <= 2 * kMostSegments) figure.why.push_back(why_of(q, basis, own, split[0].name));
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
    for (const EpisodeSums& g : view->groups) to->push_back({static_cast<double>(g.r) / engine::kValenceOne, static_cast<double>(g.n)});
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
  for (const Quantity& q : quantities()) {
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
  judge(family);
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
  const Quantity& experience = quantities()[0];
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
  query.where = in_journey(asked, journey);
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
  judge(family);
  add_moves(work);
  add_feelings(work, now);
  PK_TRY(const Aggregate cells, asker.ask(today.spans.now, {{Field::touchpoint, {}}}));
  today.floors = watch_floors(*cells, journey);
  std::erase_if(today.floors, [](const FloorWatch& f) { return f.k == 0; });
  PK_TRY(const Aggregate weekly, asker.ask_series(today.spans.week_edges));
  today.shifts = touch_shifts(*weekly, today.spans.week_edges, journey);
  PK_CHECK(add_open(today, sources, caller, journey));
  if (caller.fewest > 0) hide_few(today, caller.fewest);
  return today;
}

}  // namespace peakend::insight
