#include "ingest/importers/prepare.h"

#include <algorithm>

namespace peakend::importers {
namespace {

std::vector<journey::Rule> missing_rules(const Mapping& map, const journey::Journey& j) {
  std::vector<journey::Rule> out;
  for (auto& rule : implied_rules(map)) {
    // A rule that asks for more than the event's name may not fit what this file says: then the map's own comes after it.
    const auto stands = [&](const journey::Rule& r) {
      const bool always = r.when.empty() && r.touchpoint.find('{') == std::string::npos;
      return r.event == rule.event && (always || r.id == rule.id);
    };
    if (std::none_of(j.rules.begin(), j.rules.end(), stands) && std::none_of(out.begin(), out.end(), stands)) out.push_back(std::move(rule));
  }
  return out;
}

Result<std::shared_ptr<const journey::Catalogue>> current(const JourneyStore& store, WorkspaceNo workspace) {
  auto catalogue = store.catalogue(workspace);
  if (!catalogue) return fail(ErrorKind::unavailable, "records_busy");
  return catalogue;
}

/// The catalogue with one journey put in place of its namesake, or added.
std::shared_ptr<const journey::Catalogue> with(const journey::Catalogue& old, journey::Journey j) {
  auto list = old.journeys();
  const auto same = std::find_if(list.begin(), list.end(), [&](const journey::Journey& x) { return x.key == j.key; });
  if (same == list.end()) list.push_back(std::move(j));
  else *same = std::move(j);
  return std::make_shared<journey::Catalogue>(std::move(list), old.zone());
}

}  // namespace

Result<std::shared_ptr<const journey::Catalogue>> prepare_journey(const Mapping& map, const JourneyStore& store, WorkspaceNo workspace, bool dry) {
  PK_TRY(auto catalogue, current(store, workspace));
  if (!map.journey) return catalogue;
  const journey::Journey* there = catalogue->find(map.journey->key);
  if (!there) {
    PK_TRY(auto made, journey_of(map));
    if (!made) {
      Error e{ErrorKind::invalid, "map_needs_journey", {}, {}, {{"journey", map.journey->key}}};
      return tl::unexpected(std::move(e));
    }
    if (dry) return with(*catalogue, std::move(*made));
    PK_CHECK(store.create(workspace, std::move(*made)));
    return current(store, workspace);
  }
  journey::Journey changed = *there;
  const auto rules = missing_rules(map, changed);
  if (rules.empty()) return catalogue;
  changed.rules.insert(changed.rules.end(), rules.begin(), rules.end());
  PK_CHECK(journey::validate(changed));
  if (dry) return with(*catalogue, std::move(changed));
  const int version = there->version;
  PK_CHECK(store.replace(workspace, std::move(changed), version));
  return current(store, workspace);
}

}  // namespace peakend::importers
