#include "ingest/importers/mapping.h"

#include <algorithm>

#include "base/utf8.h"

namespace peakend::importers {
namespace {

/// Name of the property that carries a value: an existing one that reads the same column in the same way, else the
/// column's own name.
std::string property_for(const FileSpec& file, const ItemSpec& item, const Value& value) {
  if (!value.present()) return {};
  for (const auto& p : item.properties) {
    if (p.value.kind == value.kind && p.value.slots == value.slots && p.value.as == value.as && p.value.text == value.text) return p.name;
  }
  return value.slots.empty() ? "promise" : file.slots[value.slots[0]];
}

journey::Rule rule_of(const FileSpec& file, const ItemSpec& item) {
  journey::Rule rule;
  rule.id = "import-" + file.name + "-" + item.key;
  rule.event = item.event.text;
  rule.touchpoint = item.rule_touchpoint;
  rule.episode = item.episode_property;
  if (!item.promise) return rule;
  const PromiseSpec& p = *item.promise;
  journey::PromiseRule promise;
  promise.expected = property_for(file, item, p.expected);
  promise.actual = p.made_here ? "" : p.actual_is_time ? "@time" : property_for(file, item, p.actual);
  promise.since = property_for(file, item, p.since);
  promise.kind = p.kind;
  promise.polarity = p.polarity;
  promise.rule = p.rule;
  promise.unit = p.unit;
  promise.outcome_touchpoint = p.outcome_touchpoint;
  rule.promise = std::move(promise);
  return rule;
}

}  // namespace

std::vector<NamedValue> promise_properties(const FileSpec& file, const ItemSpec& item) {
  std::vector<NamedValue> out;
  if (!item.promise) return out;
  for (const Value* v : {&item.promise->expected, &item.promise->since, &item.promise->actual}) {
    if (!v->present()) continue;
    const std::string name = property_for(file, item, *v);
    auto same = [&](const NamedValue& n) { return n.name == name; };
    const bool there = std::any_of(item.properties.begin(), item.properties.end(), same) || std::any_of(out.begin(), out.end(), same);
    if (!there) out.push_back({name, *v});
  }
  return out;
}

std::vector<journey::Rule> implied_rules(const Mapping& map) {
  std::vector<journey::Rule> rules;
  for (const auto& file : map.files) {
    for (const auto& item : file.items) {
      if (item.rule_touchpoint.empty() || item.event.kind != Value::Kind::constant) continue;
      rules.push_back(rule_of(file, item));
    }
  }
  return rules;
}

Result<std::optional<journey::Journey>> journey_of(const Mapping& map) {
  if (!map.journey || map.journey->kind == JourneySpec::Kind::existing) return std::optional<journey::Journey>{};
  const JourneySpec& spec = *map.journey;
  PK_TRY(journey::Journey j, spec.kind == JourneySpec::Kind::from_template ? journey::load_template(spec.template_key)
                                                                            : journey::parse_journey(spec.json));
  j.key = spec.key;
  // The map's own rule for an event knows its columns better than the template's general one.
  for (auto& rule : implied_rules(map)) {
    std::erase_if(j.rules, [&](const journey::Rule& r) { return r.event == rule.event && spec.kind == JourneySpec::Kind::from_template; });
    const bool there = std::any_of(j.rules.begin(), j.rules.end(), [&](const journey::Rule& r) { return r.event == rule.event; });
    if (!there) j.rules.push_back(std::move(rule));
  }
  PK_CHECK(journey::validate(j));
  return std::optional<journey::Journey>(std::move(j));
}

bool glob_match(std::string_view glob, std::string_view name) {
  const std::string pattern = utf8::lower(glob), text = utf8::lower(name);
  std::size_t p = 0, t = 0, star = std::string::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == text[t] && pattern[p] != '*'))) {
      ++p, ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (star != std::string::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::optional<std::size_t> file_for(const Mapping& map, std::string_view path) {
  const std::string_view base = path.substr(path.rfind('/') + 1);
  for (std::size_t i = 0; i < map.files.size(); ++i) {
    for (const auto& glob : map.files[i].match) {
      if (glob_match(glob, base)) return i;
    }
  }
  if (map.files.size() == 1 && map.files[0].match.empty()) return 0;
  return std::nullopt;
}

}  // namespace peakend::importers
