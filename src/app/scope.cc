// What a member with a limited role sees, by the journeys as they are now.
#include <algorithm>
#include <set>

#include "app/stores.h"

namespace peakend::app {

std::shared_ptr<const message::Scope> scope_of(const std::shared_ptr<const journey::Catalogue>& catalogue, const account::Reach& reach) {
  auto scope = std::make_shared<message::Scope>();
  if (!catalogue) return scope;
  const auto names = [](const std::vector<std::string>& list, const std::string& text) { return !text.empty() && std::find(list.begin(), list.end(), text) != list.end(); };
  std::set<std::string> own, foreign;
  for (const auto& j : catalogue->journeys()) {
    auto& keys = scope->touchpoints[j.key];
    for (const auto& t : j.touchpoints) {
      const bool mine = names(reach.touchpoints, j.key + ":" + t.key) || names(reach.departments, t.owner.zh) || names(reach.departments, t.owner.en);
      (mine ? own : foreign).insert(t.key);
      if (mine) keys.push_back(t.key);
    }
    std::sort(keys.begin(), keys.end());
    if (keys.empty()) scope->touchpoints.erase(j.key);
  }
  std::set_difference(own.begin(), own.end(), foreign.begin(), foreign.end(), std::back_inserter(scope->anywhere));
  return scope;
}

}  // namespace peakend::app
