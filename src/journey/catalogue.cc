#include <algorithm>
#include <unordered_map>

#include "journey/journey.h"

namespace peakend::journey {
namespace {

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};
template <class V>
using Map = std::unordered_map<std::string, V, Hash, std::equal_to<>>;

/// Literal text, or the name of a property whose value goes there.
struct Piece {
  std::string text;
  bool property = false;
};
struct Compiled {
  int journey = 0, rule = 0;
  int touchpoint = -1;        ///< -1: filled from `pieces`
  std::vector<Piece> pieces;
  std::vector<Test> tests;
};

std::vector<Piece> pieces_of(std::string_view key) {
  std::vector<Piece> out;
  while (!key.empty()) {
    const bool property = key.front() == '{';
    if (property) key.remove_prefix(1);
    const auto end = std::min(key.find(property ? '}' : '{'), key.size());
    out.push_back({std::string(key.substr(0, end)), property});
    key.remove_prefix(std::min(key.size(), end + (property ? 1 : 0)));
  }
  return out;
}

void append_slug(std::string& out, std::string_view s) {
  for (char c : s) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '_') c = '-';
    out.push_back(c);
  }
}

}  // namespace

struct Catalogue::Index {
  struct Place {
    int journey = 0, touchpoint = 0;
    bool many = false;  ///< the key stands in several journeys
  };
  Map<int> journeys;
  std::vector<Map<int>> touchpoints;  ///< one a journey
  Map<Place> anywhere;
  Map<std::vector<Compiled>> by_event;

  explicit Index(const std::vector<Journey>& list);
  void add_rule(const Journey& j, int journey, int rule);
  /// Touchpoint number for a rule with braces, -1 when the cell does not exist.
  int fill(const Compiled& c, const EventView& event) const;
};

Catalogue::Index::Index(const std::vector<Journey>& list) : touchpoints(list.size()) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const int n = static_cast<int>(i);
    journeys.emplace(list[i].key, n);
    for (std::size_t k = 0; k < list[i].touchpoints.size(); ++k) {
      const auto& key = list[i].touchpoints[k].key;
      touchpoints[i].emplace(key, static_cast<int>(k));
      const auto [it, fresh] = anywhere.try_emplace(key, Place{n, static_cast<int>(k), false});
      if (!fresh) it->second.many = true;
    }
    for (std::size_t k = 0; k < list[i].rules.size(); ++k) add_rule(list[i], n, static_cast<int>(k));
  }
}

void Catalogue::Index::add_rule(const Journey& j, int journey, int rule) {
  const Rule& r = j.rules[static_cast<std::size_t>(rule)];
  Compiled c{journey, rule, -1, {}, {}};
  if (r.touchpoint.find('{') != std::string::npos) {
    c.pieces = pieces_of(r.touchpoint);
  } else {
    const auto& known = touchpoints[static_cast<std::size_t>(journey)];
    const auto it = known.find(r.touchpoint);
    if (it == known.end() || !j.touchpoints[static_cast<std::size_t>(it->second)].applicable) return;
    c.touchpoint = it->second;
  }
  for (const auto& w : r.when) c.tests.emplace_back(w);
  by_event[r.event].push_back(std::move(c));
}

int Catalogue::Index::fill(const Compiled& c, const EventView& event) const {
  std::string exact, slug;
  for (const auto& p : c.pieces) {
    if (!p.property) {
      exact += p.text;
      slug += p.text;
      continue;
    }
    const auto value = event.property(p.text);
    if (!value || value->size() > 64) return -1;
    exact += *value;
    append_slug(slug, *value);
  }
  const auto& known = touchpoints[static_cast<std::size_t>(c.journey)];
  auto it = known.find(exact);
  if (it == known.end()) it = known.find(slug);
  return it == known.end() ? -1 : it->second;
}

Catalogue::Catalogue(std::vector<Journey> journeys, std::string zone)
    : journeys_(std::move(journeys)), zone_(std::move(zone)) {
  for (auto& j : journeys_) complete_cells(j);
  index_ = std::make_shared<const Index>(journeys_);
}

const Journey* Catalogue::find(std::string_view key) const {
  const auto it = index_->journeys.find(key);
  return it == index_->journeys.end() ? nullptr : &journeys_[static_cast<std::size_t>(it->second)];
}

Match Catalogue::touchpoint(std::string_view journey, std::string_view key) const {
  std::size_t j = 0, t = 0;
  if (journey.empty()) {
    const auto it = index_->anywhere.find(key);
    if (it == index_->anywhere.end() || it->second.many) return {};
    j = static_cast<std::size_t>(it->second.journey);
    t = static_cast<std::size_t>(it->second.touchpoint);
  } else {
    const auto at = index_->journeys.find(journey);
    if (at == index_->journeys.end()) return {};
    j = static_cast<std::size_t>(at->second);
    const auto it = index_->touchpoints[j].find(key);
    if (it == index_->touchpoints[j].end()) return {};
    t = static_cast<std::size_t>(it->second);
  }
  return {&journeys_[j], nullptr, &journeys_[j].touchpoints[t]};
}

Match Catalogue::match(const EventView& event) const {
  const auto it = index_->by_event.find(event.name());
  if (it == index_->by_event.end()) return {};
  for (const auto& c : it->second) {
    if (!std::all_of(c.tests.begin(), c.tests.end(), [&](const Test& t) { return t.holds(event.property(t.property())); })) continue;
    const int t = c.touchpoint >= 0 ? c.touchpoint : index_->fill(c, event);
    if (t < 0) continue;
    const Journey& j = journeys_[static_cast<std::size_t>(c.journey)];
    const Touchpoint& place = j.touchpoints[static_cast<std::size_t>(t)];
    if (place.applicable) return {&j, &j.rules[static_cast<std::size_t>(c.rule)], &place};
  }
  return {};
}

}  // namespace peakend::journey
