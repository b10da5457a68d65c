// The ways of episodes through touchpoints, inside the episode index.
#include <algorithm>

#include "engine/interval.h"
#include "insight/episode_index.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kNeed = 5;  ///< closed rated episodes below which nothing is shown

}  // namespace

std::uint32_t EpisodeIndex::Of::way(const std::string& steps) {
  if (const auto found = way_numbers.find(steps); found != way_numbers.end()) return found->second;
  if (ways.size() >= kMaxWays || way_bytes + steps.size() > kMaxWayBytes) return kNoWay;
  way_bytes += steps.size();
  way_numbers.emplace(steps, static_cast<std::uint32_t>(ways.size()));
  ways.push_back(parse(steps));
  return static_cast<std::uint32_t>(ways.size() - 1);
}

std::vector<std::uint32_t> EpisodeIndex::Of::parse(std::string_view steps) {
  std::vector<std::uint32_t> out;
  while (!steps.empty()) {
    const auto end = steps.find(kPathSeparator);
    out.push_back(number(steps.substr(0, end)));
    steps = end == std::string_view::npos ? std::string_view{} : steps.substr(end + 1);
  }
  return out;
}

void WaySums::add(const WaySums& more, int sign) {
  n += sign * more.n;
  rated += sign * more.rated;
  r += sign * more.r;
  r2 += sign * more.r2;
}

engine::Estimate remembered(const WaySums& s, bool repeats) {
  constexpr double one = engine::kValenceOne;
  engine::Estimate e = engine::t_mean(static_cast<double>(s.r) / one, static_cast<double>(s.r2) / (one * one), s.rated, kNeed);
  if (e.status != engine::Status::ok) return e;
  if (repeats) e.method = engine::Method::none, e.se = 0, e.lo = e.hi = e.value;  // the naive error is forbidden
  if (e.n < 30) e.flags |= engine::kLowN;
  e.lo = std::max(e.lo, -1.0), e.hi = std::min(e.hi, 1.0);
  return e;
}

void EpisodeIndex::change_ways(Ways& ways, Of& of, const facts::EpisodeFact& e, int sign) {
  if (e.steps.empty()) return;
  WaySums one{1, 0, 0, 0};
  if (e.n > 0) one = {1, 1, e.remembered, static_cast<std::int64_t>(e.remembered) * e.remembered};
  const auto at = ways.try_emplace(of.way(e.steps)).first;
  at->second.add(one, sign);
  if (at->second.n == 0) ways.erase(at);
}

PathView EpisodeIndex::paths(std::string_view journey, const EpisodeRules& rules, Range range, std::int64_t now_ms) const {
  PathView out;
  const auto found = journeys_.find(journey);
  if (found == journeys_.end()) return out;
  const Of& of = found->second;
  out.repeats = of.twice > 0;
  Ways all;
  const auto take = [&](const Ways& ways) {
    for (const auto& [way, sums] : ways) all[way].add(sums);
  };
  const auto [first, last] = days_of(range);
  const calendar::Day closed_before = calendar::local_day(zone_, from_ms(now_ms - rules.gap_ms));
  for (auto day = of.days.lower_bound(first); day != of.days.end() && day->first < last; ++day) {
    take(day->second.ways);
    for (const auto& [since, ways] : day->second.open_ways) {
      if (since < closed_before) take(ways);
    }
  }
  std::vector<std::string_view> names(of.names.size());
  for (const auto& [name, id] : of.names) names[id] = name;
  for (const auto& [way, sums] : all) {
    out.episodes += sums.n;
    if (way == kNoWay) {
      out.left_out = sums.n;
      continue;
    }
    Way& to = out.ways.emplace_back(Way{{}, sums});
    for (const std::uint32_t id : of.ways[way]) to.touchpoints.emplace_back(names[id]);
  }
  std::stable_sort(out.ways.begin(), out.ways.end(), [](const Way& a, const Way& b) { return a.sums.n > b.sums.n; });
  return out;
}

}  // namespace peakend::insight
