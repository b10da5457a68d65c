#include "insight/episode_index.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/interval.h"
#include "engine/numeric.h"

namespace peakend::insight {
namespace {

constexpr std::size_t kCustomerSample = 65'536;
constexpr std::int64_t kNeed = 5;  ///< closed rated episodes below which nothing is shown

/// Salient peak: the negative one when twice its size outweighs the positive one (METHODS 2; loss aversion 2).
/// A tie goes to the later of the two, which sums per touchpoint do not know: the positive one then.
std::int32_t salient_of(std::int32_t highest, std::int32_t lowest) {
  const std::int32_t bad = 2 * std::max(-lowest, 0), good = std::max(highest, 0);
  if (highest <= 0) return lowest;
  return bad > good ? lowest : highest;
}

struct Ends {
  std::int32_t highest = INT32_MIN, lowest = INT32_MAX, last = 0;
  std::int64_t last_at = INT64_MIN;
};
/// The episode with touchpoint `raised` lifted to at least kLeverageTarget (nobody: SIZE_MAX).
Ends ends_of(const facts::EpisodeFact& e, std::size_t raised) {
  Ends ends;
  for (std::size_t i = 0; i < e.touches.size(); ++i) {
    const auto& touch = e.touches[i];
    if (touch.n == 0) continue;
    const std::int32_t floor = i == raised ? kLeverageTarget : INT32_MIN;
    ends.highest = std::max(ends.highest, std::max(touch.max_v, floor));
    ends.lowest = std::min(ends.lowest, std::max(touch.min_v, floor));
    if (touch.last_at >= ends.last_at) {
      ends.last_at = touch.last_at;
      ends.last = std::max(touch.last_v, floor);
    }
  }
  return ends;
}
std::int32_t remembered_of(const Ends& e) { return (salient_of(e.highest, e.lowest) + e.last) / 2; }

/// How the mean of the episode would change: only the extremes and the last of a touchpoint are known, so its
/// shortfall is taken as that of its last rating, for each of its ratings.
std::int64_t mean_gain_of(const facts::EpisodeFact& e, const facts::EpisodeTouch& touch) {
  if (e.n == 0 || touch.last_v >= kLeverageTarget) return 0;
  return static_cast<std::int64_t>(kLeverageTarget - touch.last_v) * touch.n / e.n;
}

void combine(EpisodeSums& into, const EpisodeSums& more, int sign) {
  into.episodes += sign * more.episodes;
  into.n += sign * more.n;
  into.r += sign * more.r;
  into.r2 += sign * more.r2;
  into.mean += sign * more.mean;
  into.mean2 += sign * more.mean2;
}
void combine(TouchSums& into, const TouchSums& more, int sign) {
  into.salient += sign * more.salient;
  into.end += sign * more.end;
  into.both += sign * more.both;
  into.gain += sign * more.gain;
  into.gain2 += sign * more.gain2;
  into.mean_gain += sign * more.mean_gain;
  into.passes += sign * more.passes;
  into.rated += sign * more.rated;
  into.answers += sign * more.answers;
  into.peaks += sign * more.peaks;
  into.valleys += sign * more.valleys;
}
void add_sparse(EpisodeSums& into, const EpisodeSums& more, int sign) {
  combine(into, more, sign);
  for (const TouchSums& touch : more.touches) {
    auto at = std::lower_bound(into.touches.begin(), into.touches.end(), touch.touchpoint,
                               [](const TouchSums& t, std::uint32_t id) { return t.touchpoint < id; });
    if (at == into.touches.end() || at->touchpoint != touch.touchpoint) {
      at = into.touches.insert(at, TouchSums{touch.touchpoint});
    }
    combine(*at, touch, sign);
    if (at->nothing()) into.touches.erase(at);
  }
}
void add_dense(EpisodeSums& into, const EpisodeSums& more) {
  combine(into, more, 1);
  for (const TouchSums& touch : more.touches) combine(into.touches[touch.touchpoint], touch, 1);
}

/// Mean of y over episodes from sums (in units of `one`): t, or random groups as clusters.
template <class Y>
engine::Estimate mean_over(const MemoryView& view, double sum, double sum_sq, double one, Y y) {
  if (view.all.n < kNeed) return engine::too_few(view.all.n, kNeed);
  engine::Estimate e;
  if (!view.repeats) {
    e = engine::t_mean(sum / one, sum_sq / (one * one), view.all.n, kNeed);
  } else {
    double g = 0, saa = 0, sab = 0, sbb = 0;
    for (const EpisodeSums& group : view.groups) {
      if (group.n == 0) continue;
      const double a = y(group) / one, b = static_cast<double>(group.n);
      g += 1;
      saa += a * a;
      sab += a * b;
      sbb += b * b;
    }
    if (g < static_cast<double>(kNeed)) return engine::too_few(static_cast<std::int64_t>(g), kNeed);
    const auto mean = engine::cluster_mean(sum / one, static_cast<double>(view.all.n), g, saa, sab, sbb);
    const double half = engine::t_quantile(.975, g - 1) * mean.se, n = static_cast<double>(view.all.n);
    const double variance = std::max(0.0, sum_sq / (one * one) - n * mean.mean * mean.mean) / (n - 1);
    const double worth = mean.se > 0 ? std::min(n, variance / (mean.se * mean.se)) : std::min(n, g);
    e = {mean.mean, mean.mean - half, mean.mean + half, mean.se, view.all.n, worth, engine::Method::random_groups, 0,
         engine::Status::ok, 0};
  }
  if (view.all.n < 30 && e.status == engine::Status::ok) e.flags |= engine::kLowN;
  if (view.open > 0) e.flags |= engine::kCensored;
  return e;
}

engine::Estimate cut(engine::Estimate e, double lo, double hi) {
  e.lo = std::clamp(e.lo, lo, hi);
  e.hi = std::clamp(e.hi, lo, hi);
  return e;
}

std::size_t index_of(const MemoryView& view, std::string_view name) {
  return static_cast<std::size_t>(std::find(view.names.begin(), view.names.end(), name) - view.names.begin());
}

/// Ratio of two sums of one touchpoint, by random groups of customers; `b` counts passes.
template <class Y>
engine::Estimate per_pass(const MemoryView& view, std::string_view touchpoint, Y y) {
  const std::size_t id = index_of(view, touchpoint);
  if (id >= view.names.size()) return engine::too_few(0, kNeed);
  const TouchSums& all = view.all.touches[id];
  if (all.passes < kNeed) return engine::too_few(all.passes, kNeed);
  double g = 0, saa = 0, sab = 0, sbb = 0;
  for (const EpisodeSums& group : view.groups) {
    const double a = static_cast<double>(y(group.touches[id])), b = static_cast<double>(group.touches[id].passes);
    g += b > 0, saa += a * a, sab += a * b, sbb += b * b;
  }
  if (g < static_cast<double>(kNeed)) return engine::too_few(static_cast<std::int64_t>(g), kNeed);
  const auto mean = engine::cluster_mean(static_cast<double>(y(all)), static_cast<double>(all.passes), g, saa, sab, sbb);
  const double half = engine::t_quantile(.975, g - 1) * mean.se, n = static_cast<double>(all.passes);
  engine::Estimate e{mean.mean, std::max(0.0, mean.mean - half), mean.mean + half, mean.se, all.passes, n, engine::Method::random_groups, 0,
                     engine::Status::ok, 0};
  if (all.passes < 30) e.flags |= engine::kLowN;
  return e;
}

}  // namespace

engine::Estimate measured_share(const MemoryView& view, std::string_view touchpoint) {
  return cut(per_pass(view, touchpoint, [](const TouchSums& t) { return t.rated; }), 0, 1);
}
engine::Estimate answers_per_pass(const MemoryView& view, std::string_view touchpoint) {
  return per_pass(view, touchpoint, [](const TouchSums& t) { return t.answers; });
}
std::string most_salient(const MemoryView& view, bool good) {
  std::int32_t most = 0;
  std::string out;
  for (std::size_t i = 0; i < view.names.size(); ++i) {
    const TouchSums& t = view.all.touches[i];
    const std::int32_t n = good ? t.peaks : t.valleys;
    if (n > most || (n == most && n > 0 && view.names[i] < out)) most = n, out = view.names[i];
  }
  return out;
}
std::int64_t passes_of(const MemoryView& view, std::string_view touchpoint) {
  const std::size_t id = index_of(view, touchpoint);
  return id < view.names.size() ? view.all.touches[id].passes : 0;
}

engine::Estimate remembered(const MemoryView& view) {
  return cut(mean_over(view, static_cast<double>(view.all.r), static_cast<double>(view.all.r2), engine::kValenceOne,
                       [](const EpisodeSums& g) { return static_cast<double>(g.r); }), -1, 1);
}
engine::Estimate mean_of_episodes(const MemoryView& view) {
  return cut(mean_over(view, static_cast<double>(view.all.mean), static_cast<double>(view.all.mean2), engine::kValenceOne,
                       [](const EpisodeSums& g) { return static_cast<double>(g.mean); }), -1, 1);
}

engine::Estimate mot_share(const MemoryView& view, std::string_view touchpoint) {
  return mot_share(view, std::vector<std::string>{std::string(touchpoint)});
}

engine::Estimate mot_share(const MemoryView& view, const std::vector<std::string>& touchpoints) {
  std::vector<std::size_t> ids;
  for (const auto& name : touchpoints) {
    if (const std::size_t id = index_of(view, name); id < view.names.size()) ids.push_back(id);
  }
  // An episode gives 0, 1 or 2 halves. Several touchpoints: squares are bounded by (sum of halves) * 2.
  double sum = 0, squares = 0;
  for (const std::size_t id : ids) {
    const TouchSums& t = view.all.touches[id];
    sum += t.salient + t.end;
    squares += t.salient + t.end + 2 * t.both;
  }
  if (ids.size() > 1) squares = std::min(2 * sum, 4.0 * static_cast<double>(view.all.n));
  return cut(mean_over(view, sum, squares, 2, [&](const EpisodeSums& g) {
    double halves = 0;
    for (const std::size_t id : ids) halves += g.touches[id].salient + g.touches[id].end;
    return halves;
  }), 0, 1);
}

engine::Estimate role_share(const MemoryView& view, std::string_view touchpoint, Role role) {
  const std::size_t id = index_of(view, touchpoint);
  if (id >= view.names.size()) return engine::too_few(0, kNeed);
  const auto k = [&](const EpisodeSums& sums) {
    const TouchSums& t = sums.touches[id];
    return static_cast<double>(role == Role::peak ? t.peaks : role == Role::valley ? t.valleys : t.end);
  };
  return cut(mean_over(view, k(view.all), k(view.all), 1, k), 0, 1);  // 0 or 1 an episode: its own square
}

Leverage leverage(const MemoryView& view, std::string_view touchpoint) {
  Leverage out{engine::too_few(view.all.n, kNeed), 0};
  const std::size_t id = index_of(view, touchpoint);
  const TouchSums none;
  const TouchSums& t = id < view.names.size() ? view.all.touches[id] : none;
  out.gain = mean_over(view, static_cast<double>(t.gain), static_cast<double>(t.gain2), engine::kValenceOne,
                       [&](const EpisodeSums& g) { return id < view.names.size() ? static_cast<double>(g.touches[id].gain) : 0.0; });
  if (out.gain.status == engine::Status::ok) out.gain.flags |= engine::kAssumedParam;
  if (view.all.n > 0) out.mean_gain = static_cast<double>(t.mean_gain) / static_cast<double>(view.all.n) / engine::kValenceOne;
  return out;
}

std::uint32_t EpisodeIndex::Of::number(std::string_view name) {
  const auto found = names.find(name);
  if (found != names.end()) return found->second;
  return names.emplace(std::string(name), static_cast<std::uint32_t>(names.size())).first->second;
}

EpisodeSums EpisodeIndex::sums_of(const facts::EpisodeFact& e, Of& of) {
  EpisodeSums sums;
  sums.episodes = 1;
  const auto sums_at = [&](std::uint32_t touchpoint) -> TouchSums& {
    for (TouchSums& t : sums.touches) {
      if (t.touchpoint == touchpoint) return t;
    }
    return sums.touches.emplace_back(TouchSums{touchpoint});
  };
  const std::uint32_t way = of.way(e.steps);
  if (way == kNoWay) {
    for (const std::uint32_t touchpoint : of.parse(e.steps)) sums_at(touchpoint).passes = 1;
  } else {
    for (const std::uint32_t touchpoint : of.ways[way]) sums_at(touchpoint).passes = 1;
  }
  const std::int32_t before = e.n > 0 ? remembered_of(ends_of(e, SIZE_MAX)) : 0;
  for (std::size_t i = 0; e.n > 0 && i < e.touches.size(); ++i) {
    const auto& touch = e.touches[i];
    if (touch.n == 0) continue;
    TouchSums& t = sums_at(of.number(touch.touchpoint));
    t.passes = t.rated = 1;
    t.answers = touch.n;
    t.salient = e.salient_touchpoint == touch.touchpoint;
    if (t.salient != 0) (e.salient > 0 ? t.peaks : t.valleys) = e.salient != 0;
    t.end = e.end_touchpoint == touch.touchpoint;
    t.both = t.salient != 0 && t.end != 0;
    t.gain = touch.min_v >= kLeverageTarget ? 0 : remembered_of(ends_of(e, i)) - before;
    t.gain2 = t.gain * t.gain;
    t.mean_gain = mean_gain_of(e, touch);
  }
  std::sort(sums.touches.begin(), sums.touches.end(),
            [](const TouchSums& a, const TouchSums& b) { return a.touchpoint < b.touchpoint; });
  if (e.n == 0) return sums;
  sums.n = 1;
  sums.r = e.remembered;
  sums.r2 = sums.r * sums.r;
  sums.mean = e.sum_v / e.n;
  sums.mean2 = sums.mean * sums.mean;
  return sums;
}

void EpisodeIndex::count_customer(Of& of, CustomerId customer, int by) {
  const std::uint64_t hash = std::hash<CustomerId>{}(customer);
  if (customer.is_none() || hash > of.keep) return;
  const auto it = of.customers.try_emplace(customer, 0).first;
  of.twice -= it->second > 1;
  it->second += by;
  of.twice += it->second > 1;
  if (it->second <= 0) of.customers.erase(it);
  while (of.customers.size() > kCustomerSample) {
    of.keep /= 2;
    std::erase_if(of.customers, [&](const auto& entry) {
      if (std::hash<CustomerId>{}(entry.first) <= of.keep) return false;
      of.twice -= entry.second > 1;
      return true;
    });
  }
}

void EpisodeIndex::change_open(Of& of, const facts::EpisodeFact& e, int sign) {
  if (sign < 0 || e.closed || e.open == 0) {
    of.open.erase(e.id);
    return;
  }
  if (of.open.size() >= kMaxOpenEpisodes) return;
  of.open[e.id] = {e.id, e.customer, e.journey, e.key, e.user_id, e.open_touchpoint, e.start, e.end, e.earliest_open_due, e.open};
}

void ScoreSums::add(const ScoreSums& more, int sign) {
  n += sign * more.n;
  sum += sign * more.sum;
  squares += sign * more.squares;
}

engine::Estimate mean_of(const ScoreSums& s, std::int64_t need) {
  constexpr double one = engine::kScoreOne;
  return engine::t_mean(static_cast<double>(s.sum) / one, static_cast<double>(s.squares) / (one * one), s.n, need);
}

void EpisodeIndex::change_outcome(Of& of, calendar::Day day, const facts::EpisodeFact& e, int sign) {
  if (!e.outcome_score || e.kept + e.broken == 0) return;
  const std::int64_t score = engine::score_fixed(*e.outcome_score);
  const ScoreSums one{1, score, static_cast<engine::int128>(score) * score};
  OutcomeSums& sums = of.outcomes[day][e.outcome_metric];
  (e.broken > 0 ? sums.broken : sums.kept).add(one, sign);
  if (e.log_ratio) sums.bins[ratio_bin(*e.log_ratio)].add(one, sign);
  if (sums.n() == 0) of.outcomes[day].erase(e.outcome_metric);
  if (of.outcomes[day].empty()) of.outcomes.erase(day);
}

OutcomeView EpisodeIndex::outcomes(std::string_view journey, Range range) const {
  OutcomeView out;
  const auto found = journeys_.find(journey);
  if (found == journeys_.end()) return out;
  const auto& days = found->second.outcomes;
  const auto [first, last] = days_of(range);
  for (auto day = days.lower_bound(first); day != days.end() && day->first < last; ++day) {
    for (const auto& [metric, sums] : day->second) {
      OutcomeSums& to = out[metric];
      to.kept.add(sums.kept);
      to.broken.add(sums.broken);
      for (std::size_t i = 0; i < kRatioBins; ++i) to.bins[i].add(sums.bins[i]);
    }
  }
  return out;
}

std::pair<calendar::Day, calendar::Day> EpisodeIndex::days_of(Range range) const {
  constexpr calendar::Day first = std::numeric_limits<calendar::Day>::min(), last = std::numeric_limits<calendar::Day>::max();
  return {range.from == INT64_MIN ? first : calendar::local_day(zone_, from_ms(range.from)),
          range.to == INT64_MAX ? last : calendar::local_day(zone_, from_ms(range.to - 1)) + 1};
}

void EpisodeIndex::change(const facts::EpisodeFact& e, int sign) {
  if (e.facts == 0) return;
  Of& of = journeys_[e.journey];
  const EpisodeSums sums = sums_of(e, of);
  const calendar::Day day = calendar::local_day(zone_, from_ms(e.end));
  const auto group = static_cast<std::uint8_t>((e.customer.is_none() ? e.id.uuid().lo : e.customer.uuid().lo) % engine::kGroups);
  of.last_at.resize(of.names.size());
  for (const auto& touch : e.touches) {
    if (const auto id = of.names.find(touch.touchpoint); id != of.names.end()) {
      of.last_at[id->second] = std::max(of.last_at[id->second], touch.last_at);
    }
  }
  Cell& cell = of.days[day];
  if (e.closed) {
    add_sparse(cell.ended[group], sums, sign);
    if (cell.ended[group].episodes == 0) cell.ended.erase(group);
    change_ways(cell.ways, of, e, sign);
  } else {
    const std::pair key{calendar::local_day(zone_, from_ms(std::max(e.end, e.earliest_open_due))), group};
    add_sparse(cell.waiting[key], sums, sign);
    if (cell.waiting[key].episodes == 0) cell.waiting.erase(key);
    Ways& ways = cell.open_ways[key.first];
    change_ways(ways, of, e, sign);
    if (ways.empty()) cell.open_ways.erase(key.first);
  }
  if (cell.ended.empty() && cell.waiting.empty()) of.days.erase(day);
  count_customer(of, e.customer, sign);
  change_outcome(of, day, e, sign);
  change_open(of, e, sign);
}

MemoryView EpisodeIndex::view(std::string_view journey, const EpisodeRules& rules, Range range, std::int64_t now_ms) const {
  MemoryView view;
  const auto found = journeys_.find(journey);
  if (found == journeys_.end()) return view;
  const Of& of = found->second;
  view.names.resize(of.names.size());
  for (const auto& [name, id] : of.names) view.names[id] = name;
  view.all.touches.resize(of.names.size());
  for (auto& group : view.groups) group.touches.resize(of.names.size());
  view.last_at = of.last_at;
  view.last_at.resize(of.names.size());
  view.repeats = of.twice > 0;
  const auto [first, last] = days_of(range);
  auto day = of.days.lower_bound(first);
  const auto end = of.days.lower_bound(last);
  const calendar::Day closed_before = calendar::local_day(zone_, from_ms(now_ms - rules.gap_ms));  // its last moment is a gap ago
  for (; day != end; ++day) {
    for (const auto& [group, sums] : day->second.ended) add_dense(view.groups[group], sums);
    for (const auto& [key, sums] : day->second.waiting) {
      if (key.first < closed_before) {
        add_dense(view.groups[key.second], sums);
      } else {
        view.open += sums.episodes;
      }
    }
  }
  for (const EpisodeSums& group : view.groups) {
    combine(view.all, group, 1);
    for (std::size_t i = 0; i < group.touches.size(); ++i) combine(view.all.touches[i], group.touches[i], 1);
  }
  return view;
}

std::vector<OpenEpisode> EpisodeIndex::open(std::string_view journey, std::int64_t now_ms,
                                            const std::function<EpisodeRules(const std::string&)>& rules) const {
  std::vector<OpenEpisode> out;
  for (const auto& [key, of] : journeys_) {
    if (!journey.empty() && key != journey) continue;
    const std::int64_t gap = rules(key).gap_ms;
    for (const auto& [id, episode] : of.open) {
      if (now_ms - std::max(episode.end, episode.due) < gap) out.push_back(episode);
    }
  }
  std::sort(out.begin(), out.end(), [](const OpenEpisode& a, const OpenEpisode& b) {
    return std::tuple(a.due == 0 ? INT64_MAX : a.due, a.id) < std::tuple(b.due == 0 ? INT64_MAX : b.due, b.id);
  });
  return out;
}

std::size_t EpisodeIndex::cells() const {
  std::size_t n = 0;
  for (const auto& [key, of] : journeys_) {
    for (const auto& [day, cell] : of.days) n += cell.ended.size() + cell.waiting.size();
  }
  return n;
}

}  // namespace peakend::insight
