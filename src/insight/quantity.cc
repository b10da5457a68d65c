#include "insight/quantity.h"

#include <algorithm>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::insight {
namespace {

using engine::Basis;
using engine::Grouped;
using engine::GroupSums;
using engine::Partial;
using facts::Field;

constexpr double kFewestFacts = 30;

double real(std::int64_t fixed, double one) { return static_cast<double>(fixed) / one; }
double variance_of(double sum, double squares, std::int64_t n) {
  if (n < 2) return 0;
  const double mean = sum / static_cast<double>(n);
  return std::max(0.0, squares / static_cast<double>(n) - mean * mean);
}
double of_share(std::int64_t k, std::int64_t n) { return variance_of(static_cast<double>(k), static_cast<double>(k), n); }

constexpr Quantity kQuantities[] = {
    {"mean_experience", false, 1e-4, [](const GroupSums& g) { return real(g.v, engine::kValenceOne); }, [](const GroupSums& g) { return g.n; },
     [](const Partial& p) { return variance_of(real(p.sum_v, 1e4), static_cast<double>(p.sum_vv) / 1e8, p.n); }},
    {"nps", false, 100, [](const GroupSums& g) { return 100.0 * static_cast<double>(g.good - g.bad); }, [](const GroupSums& g) { return g.n; },
     [](const Partial& p) { return 1e4 * variance_of(static_cast<double>(p.good - p.bad), static_cast<double>(p.good + p.bad), p.n); }},
    {"csat", false, 1, [](const GroupSums& g) { return static_cast<double>(g.good); }, [](const GroupSums& g) { return g.n; },
     [](const Partial& p) { return of_share(p.good, p.n); }},
    {"satisfaction_ratio", true, 1e-6, [](const GroupSums& g) { return real(g.ratio_s, engine::kLogRatioOne); },
     [](const GroupSums& g) { return g.ratio_n; },
     [](const Partial& p) { return variance_of(real(p.ratio_s, 1e6), static_cast<double>(p.ratio_ss) / 1e12, p.ratio_n); }},
    {"promise_kept", false, 1, [](const GroupSums& g) { return static_cast<double>(g.kept); }, [](const GroupSums& g) { return g.kept + g.broken; },
     [](const Partial& p) { return of_share(p.kept, p.kept + p.broken); }},
};

/// Key of rows: part, kind, metric. The mean is that of moments: not of answers about the relationship.
bool counts(const Quantity& q, Basis basis, const facts::AggregateRow& row, bool parts_are_touchpoints) {
  if (basis_of_kind(row.key[1]) != basis) return false;
  if (q.metric == "nps" || q.metric == "csat") return row.key[2] == q.metric;
  return q.metric != "mean_experience" || !parts_are_touchpoints || !row.key[0].empty();
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

/// How far the parts that have enough facts moved apart; `find(i)` gives the sums of part i before and now.
template <class Find>
void set_apart(Why& why, const Quantity& q, const std::vector<engine::Segment>& segments, Find find) {
  struct Part {
    double w, d, se2;
  };
  std::vector<Part> parts;
  double all = 0, precision = 0, pooled = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments[i].n0 < kFewestFacts || segments[i].n1 < kFewestFacts) continue;
    const auto [before, now] = find(i);
    const auto change = engine::grouped_change(grouped(*before, q), grouped(*now, q));
    if (change.df < 9 || !(change.se > 0)) continue;
    const double w = segments[i].n0 + segments[i].n1, se2 = change.se * change.se;
    parts.push_back({w, change.diff, se2});
    all += w, precision += 1 / se2, pooled += change.diff / se2;
  }
  if (parts.size() < 2) return;
  double mean = 0, left = 0, q_stat = 0;
  for (Part& part : parts) part.w /= all, mean += part.w * part.d;
  for (const Part& part : parts) {
    left += part.w * (part.d - mean) * (part.d - mean) - part.w * (1 - part.w) * part.se2;
    q_stat += (part.d - pooled / precision) * (part.d - pooled / precision) / part.se2;
  }
  why.apart = std::sqrt(std::max(0.0, left));
  why.apart_p = engine::chi2_upper(q_stat, static_cast<double>(parts.size() - 1));
}

}  // namespace

std::span<const Quantity> quantities() { return kQuantities; }

Basis basis_of(const Quantity& q, bool operational) {
  if (q.metric == "promise_kept") return Basis::observed;
  return q.metric == "satisfaction_ratio" && operational ? Basis::observed : Basis::measured;
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

void judge(const std::vector<Moved*>& list, double level) {
  std::vector<double> p;
  for (const Moved* m : list) p.push_back(m->change.p);
  const auto adjusted = engine::benjamini_hochberg(p);
  for (std::size_t i = 0; i < list.size(); ++i) {
    Moved& m = *list[i];
    m.p = adjusted[i];
    m.movement = engine::movement(m.change, m.p, true, static_cast<double>(thinner(m)), 30, level);
  }
}
Partial sum_of(const Parts& parts) {
  Partial all;
  for (const auto& [key, partial] : parts) all += partial;
  return all;
}

Sides regroup(const Sides& from, std::string (*part)(const std::string&)) {
  Sides out;
  for (const auto& [key, partial] : from.before) out.before[part(key)] += partial;
  for (const auto& [key, partial] : from.now) out.now[part(key)] += partial;
  return out;
}

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
  set_apart(why, q, segments, [&](std::size_t i) { return std::pair(find(sides.before, keys[i]), find(sides.now, keys[i])); });
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
  judge(family);
  return why;
}

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

Result<Aggregate> Asker::ask(const Range& range, std::vector<facts::Dimension> by, std::vector<facts::Filter> more) const {
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
Result<Aggregate> Asker::ask_series(const std::vector<std::int64_t>& edges) const {
  facts::AggregateSpec spec;
  spec.workspace = caller.workspace;
  spec.edges = edges;
  spec.edges_are_days = true;
  spec.by = {{Field::time, {}}, {Field::touchpoint, {}}, {Field::kind, {}}};
  spec.where = where;
  return aggregates.get(spec, generation);
}
std::vector<facts::Filter> in_journey(const Query& query, const journey::Journey& journey) {
  std::vector<facts::Filter> where{{{Field::journey, {}}, {journey.key}}};
  for (const facts::Filter& f : query.where) {
    if (f.on.field != Field::journey) where.push_back(f);
  }
  return where;
}

std::int64_t thinner(const Moved& m) { return std::min(m.before.estimate.n, m.now.estimate.n); }
void hide_few(Moved& m, std::int64_t fewest) {
  if (std::min(m.before.estimate.n, m.now.estimate.n) < fewest) m.movement = engine::Movement::not_enough_data;
  hide_few(m.before, fewest);
  hide_few(m.now, fewest);
}
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

}  // namespace peakend::insight
