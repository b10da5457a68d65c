// What a role opens before anybody has arranged anything. Names stay empty: the console says them in the reader's language.
#include <algorithm>

#include "board/board.h"
#include "journey/journey.h"

namespace peakend::board {
namespace {

using journey::Journey;
using journey::Moment;

Tile chart(std::string metric, std::vector<std::string> by, std::string range, std::string form, int width = 1) {
  Tile t;
  t.width = width;
  t.question = {std::move(metric), std::move(by), {}, {}, std::move(range), false, std::move(form)};
  return t;
}
Tile of(Tile t, const Journey& j, const std::string& touchpoint = {}) {
  t.question.journey = j.key;
  if (!touchpoint.empty()) t.question.where = {"touchpoint:" + touchpoint};
  return t;
}

/// What moved, where it hurts, whether promises hold.
std::vector<Tile> cx_lead(const Journey& j, const message::Scope*) {
  return {of(chart("mean_experience", {"month"}, "12m", "trend"), j), of(chart("promise_kept", {"week"}, "90d", "trend"), j),
          of(chart("mean_experience", {"stage", "scene"}, "90d", "heat", 2), j),
          of(chart("promise_kept", {"touchpoint"}, "90d", "ranking"), j), of(chart("floor_breach", {"touchpoint"}, "90d", "ranking"), j)};
}
/// The same numbers cut finer, and those that explain them.
std::vector<Tile> analyst(const Journey& j, const message::Scope*) {
  return {of(chart("mean_experience", {"touchpoint", "month"}, "12m", "heat", 2), j),
          of(chart("expectation_gap", {"touchpoint"}, "12m", "ranking"), j), of(chart("consistency", {"touchpoint"}, "12m", "ranking"), j),
          of(chart("satisfaction_ratio", {"month"}, "12m", "trend"), j), of(chart("volume", {"week"}, "12m", "trend"), j),
          of(chart("net_valence", {"channel"}, "12m", "ranking"), j), of(chart("net_valence", {"lang"}, "12m", "ranking"), j)};
}
/// One touchpoint after the other, moments of truth first: how it was, whether the promise held, whether it hurt.
std::vector<Tile> touchpoint_owner(const Journey& j, const message::Scope* scope) {
  std::vector<const journey::Touchpoint*> mine;
  for (const auto& t : j.touchpoints)
    if (t.applicable && (scope == nullptr || scope->has(j.key, t.key))) mine.push_back(&t);
  std::stable_sort(mine.begin(), mine.end(), [](auto* a, auto* b) { return (a->moment != Moment::none) > (b->moment != Moment::none); });
  if (mine.size() > 4) mine.resize(4);
  std::vector<Tile> out;
  for (const auto* t : mine) {
    out.push_back(of(chart("mean_experience", {"week"}, "90d", "trend"), j, t->key));
    out.push_back(of(chart("promise_kept", {"week"}, "90d", "trend"), j, t->key));
  }
  if (!mine.empty()) out.push_back(of(chart("floor_breach", {"touchpoint"}, "30d", "ranking", 2), j));
  return out;
}

struct Role {
  const char* key;
  std::vector<Tile> (*tiles)(const Journey&, const message::Scope*);
};
constexpr Role kRoles[] = {{"cx-lead", cx_lead}, {"analyst", analyst}, {"touchpoint-owner", touchpoint_owner}};
constexpr std::size_t kJourneys = 3;

}  // namespace

const std::vector<std::string>& default_roles() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> out;
    for (const auto& r : kRoles) out.emplace_back(r.key);
    return out;
  }();
  return keys;
}

std::optional<Dashboard> default_dashboard(std::string_view role, const std::vector<Journey>& journeys, const message::Scope* scope) {
  const auto* found = std::find_if(std::begin(kRoles), std::end(kRoles), [&](const Role& r) { return r.key == role; });
  if (found == std::end(kRoles)) return std::nullopt;
  Dashboard d;
  d.role = std::string(role);
  d.shared = true;
  for (std::size_t i = 0; i < std::min(journeys.size(), kJourneys); ++i)
    for (auto& t : found->tiles(journeys[i], scope))
      if (d.tiles.size() < kMaxTiles) d.tiles.push_back(std::move(t));
  for (std::size_t i = 0; i < d.tiles.size(); ++i) d.tiles[i].id = "t" + std::to_string(i + 1);
  return d;
}

}  // namespace peakend::board
