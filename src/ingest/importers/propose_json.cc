#include <algorithm>
#include <boost/json.hpp>

#include "ingest/importers/propose.h"

namespace peakend::importers {
namespace {

namespace json = boost::json;

/// Lower case without anything but letters and digits of ASCII and other characters: "First Payment" = "first-payment".
std::string plain(std::string_view s) {
  std::string out;
  for (const char c : s) {
    const auto u = static_cast<unsigned char>(c);
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    else if (u >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

/// First applicable cell of a stage; "" when there is none.
std::string cell_of(const journey::Journey& j, const std::string& stage) {
  for (const auto& t : j.touchpoints)
    if (t.stage == stage && t.applicable) return t.key;
  return {};
}

/// Column value -> touchpoint, for values that are the name of a stage.
std::vector<std::pair<std::string, std::string>> stage_values(const journey::Journey& j, const GuessedColumn& c) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& v : c.values)
    for (const auto& s : j.stages) {
      const std::string p = plain(v);
      if (p.empty() || (p != plain(s.name.en) && p != plain(s.name.zh) && p != plain(s.key))) continue;
      if (auto cell = cell_of(j, s.key); !cell.empty()) out.emplace_back(v, std::move(cell));
      break;
    }
  return out;
}

/// What a candidate would give to one file of the map.
struct Places {
  double score = 0;
  std::vector<std::string> of_event;  ///< per item; empty: none
  const GuessedColumn* stages = nullptr;
  std::vector<std::pair<std::string, std::string>> values;
};

std::string text_of(const json::object& o, std::string_view name) {
  const auto* v = o.if_contains(name);
  return v && v->is_string() ? std::string(v->get_string()) : std::string{};
}

/// What the names of events have in common ("Order" of "Order Placed", "Order Delivered") tells none from the other.
std::string without_common(const std::string& event, const json::array& items) {
  const std::string first = event.substr(0, event.find(' ') + 1);
  std::size_t events = 0, common = 0;
  for (const auto& item : items) {
    const std::string other = text_of(item.as_object(), "event");
    events += !other.empty();
    common += !other.empty() && other.rfind(first, 0) == 0;
  }
  return !first.empty() && events > 1 && common == events ? event.substr(first.size()) : event;
}

/// Scores that come without a place belong to the journey whose rules know the same episode, or to the only one there is.
double kinship(const journey::Journey& j, const json::object& file, bool only) {
  const std::string episode = text_of(file, "episode");
  const bool same = !episode.empty() && std::any_of(j.rules.begin(), j.rules.end(), [&](const journey::Rule& r) { return r.episode == episode; });
  return same ? 0.5 : only ? 0.4 : 0;
}

Places places_in(const journey::Journey& j, const json::array& items, const GuessedFile& file) {
  const journey::Catalogue alone({j});
  std::vector<std::string> columns;
  for (const auto& c : file.columns)
    if (c.role != "ignored") columns.push_back(c.name);
  Places out;
  double sum = 0;
  std::size_t events = 0;
  for (const auto& item : items) {
    auto& key = out.of_event.emplace_back();
    const std::string event = text_of(item.as_object(), "event");
    if (event.empty()) continue;
    ++events;
    const auto known = std::find_if(j.rules.begin(), j.rules.end(), [&](const journey::Rule& r) { return r.event == event; });
    const auto s = journey::suggest(alone, without_common(event, items), columns);
    if (s) key = s->rule.touchpoint;
    if (known != j.rules.end() && known->touchpoint.find('{') == std::string::npos) key = known->touchpoint;
    sum += known != j.rules.end() ? 1 : s ? s->confidence : 0;
  }
  if (events > 0) out.score += sum / static_cast<double>(events);
  for (const auto& c : file.columns) {
    if (c.role != "attribute" || c.values.size() < 2) continue;
    auto values = stage_values(j, c);
    const double share = static_cast<double>(values.size()) / static_cast<double>(c.values.size());
    if (share < 0.6 || values.size() <= out.values.size()) continue;
    out.stages = &c;
    out.values = std::move(values);
  }
  if (out.stages) out.score += 1 + 0.05 * static_cast<double>(out.values.size());
  return out;
}

void put_places(json::object& file, const Places& p) {
  auto& items = file["items"].as_array();
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto& item = items[i].as_object();
    if (p.stages && text_of(item, "type") != "track") {
      json::object map;
      for (const auto& [value, cell] : p.values) map[value] = cell;
      json::object touchpoint{{"column", p.stages->name}};
      touchpoint["map"] = std::move(map);
      item["touchpoint"] = std::move(touchpoint);
    } else if (!p.of_event[i].empty()) {
      item["touchpoint"] = p.of_event[i];
    }
  }
}

}  // namespace

std::string propose_places(const std::string& map_json, const std::vector<GuessedFile>& files, const GuessOptions& options) {
  json::error_code ec;
  json::value map = json::parse(map_json, ec);
  if (ec || !map.is_object()) return map_json;
  auto& described = map.get_object()["files"].as_array();
  const auto guessed = [&](const json::object& file) -> const GuessedFile* {
    const auto* match = file.if_contains("match");
    for (const auto& f : files)
      if (match && match->is_array() && !match->get_array().empty() && match->get_array()[0].as_string() == (f.path.substr(f.path.rfind('/') + 1))) return &f;
    return nullptr;
  };
  constexpr double kEnough = 0.35, kOwnBonus = 0.15;
  double best = kEnough;
  std::size_t chosen = options.journeys.size();
  for (std::size_t i = 0; i < options.journeys.size(); ++i) {
    double score = 0;
    for (const auto& f : described)
      if (const auto* g = guessed(f.as_object())) {
        score = std::max(score, places_in(options.journeys[i], f.as_object().at("items").as_array(), *g).score);
        if (i < options.own_journeys) score = std::max(score, kinship(options.journeys[i], f.as_object(), options.own_journeys == 1));
      }
    if (score > 0 && i < options.own_journeys) score += kOwnBonus;
    if (score > best) best = score, chosen = i;
  }
  if (chosen == options.journeys.size()) return map_json;
  const auto& j = options.journeys[chosen];
  if (chosen < options.own_journeys) map.get_object()["journey"] = j.key;
  else map.get_object()["journey"] = json::object{{"template", j.key}};
  for (auto& f : described)
    if (const auto* g = guessed(f.as_object())) put_places(f.as_object(), places_in(j, f.as_object().at("items").as_array(), *g));
  return json::serialize(map);
}

}  // namespace peakend::importers
