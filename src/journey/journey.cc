#include "journey/journey.h"

#include <algorithm>
#include <set>

#include "base/assets.h"

namespace peakend::journey {
namespace {

bool good_key(std::string_view s) {
  if (s.empty() || s.size() > 64) return false;
  return std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

template <class List>
int position(const List& list, std::string_view key) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].key == key) return static_cast<int>(i);
  return -1;
}

std::string at(std::string_view list, std::size_t i, std::string_view field) {
  return std::string(list) + "[" + std::to_string(i) + "]" + (field.empty() ? "" : ".") + std::string(field);
}

/// Collects field errors, at most 100.
class Errors {
 public:
  void add(std::string field, std::string code, std::vector<std::pair<std::string, std::string>> params = {}) {
    if (list_.size() < 100) list_.push_back({std::move(field), std::move(code), std::move(params)});
  }
  template <class List>
  void keys(std::string_view name, const List& list, std::size_t min, std::size_t max) {
    if (list.size() < min) add(std::string(name), "required");
    if (list.size() > max) add(std::string(name), "too_many", {{"max", std::to_string(max)}});
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!good_key(list[i].key)) add(at(name, i, "key"), "bad_key");
      if (!seen.insert(list[i].key).second) add(at(name, i, "key"), "duplicate");
      if (list[i].name.zh.empty() && list[i].name.en.empty()) add(at(name, i, "name"), "required");
    }
  }
  Result<void> result() && {
    if (list_.empty()) return {};
    return tl::unexpected<Error>(Error{ErrorKind::invalid, "invalid_fields", std::move(list_), {}, {}});
  }

 private:
  std::vector<FieldError> list_;
};

constexpr std::string_view kSources[] = {"promise", "stated", "past", "segment", "competitor"};
constexpr std::string_view kTimeUnits[] = {"minute", "hour", "day", "week"};

template <std::size_t N>
bool one_of(const std::string_view (&list)[N], std::string_view s) {
  return std::find(std::begin(list), std::end(list), s) != std::end(list);
}

void check_touchpoints(const Journey& j, Errors& e) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < j.touchpoints.size(); ++i) {
    const auto& t = j.touchpoints[i];
    if (position(j.stages, t.stage) < 0) e.add(at("touchpoints", i, "stage"), "unknown_stage");
    if (position(j.scenes, t.scene) < 0) e.add(at("touchpoints", i, "scene"), "unknown_scene");
    if (t.key != t.stage + "/" + t.scene) e.add(at("touchpoints", i, "key"), "bad_key");
    if (!seen.insert(t.key).second) e.add(at("touchpoints", i, "key"), "duplicate");
    if (t.floor) {
      if (!(t.floor->value >= -1 && t.floor->value <= 1)) e.add(at("touchpoints", i, "floor.value"), "out_of_range", {{"min", "-1"}, {"max", "1"}});
      if (!(t.floor->rate > 0 && t.floor->rate < 1)) e.add(at("touchpoints", i, "floor.rate"), "out_of_range", {{"min", "0"}, {"max", "1"}});
    }
    for (std::size_t k = 0; k < t.expectation_sources.size(); ++k)
      if (!one_of(kSources, t.expectation_sources[k]))
        e.add(at("touchpoints", i, at("expectation_sources", k, "")), "unknown_value");
    if (t.standards.size() > kMaxStandards) e.add(at("touchpoints", i, "standards"), "too_many", {{"max", std::to_string(kMaxStandards)}});
    for (std::size_t k = 0; k < t.standards.size(); ++k)
      if (t.standards[k].zh.empty() && t.standards[k].en.empty()) e.add(at("touchpoints", i, at("standards", k, "")), "required");
  }
}

/// Stage and scene of "stage/scene" must exist unless a part holds braces.
void check_target(const Journey& j, const std::string& field, std::string_view key, Errors& e) {
  const auto slash = key.find('/');
  if (slash == key.npos) return e.add(field, "unknown_touchpoint");
  const auto known = [](const auto& list, std::string_view part) {
    return part.find('{') != part.npos || position(list, part) >= 0;
  };
  if (!known(j.stages, key.substr(0, slash)) || !known(j.scenes, key.substr(slash + 1))) return e.add(field, "unknown_touchpoint");
  bool open = false;
  for (char c : key) {
    if ((c == '{') == open && (c == '{' || c == '}')) return e.add(field, "bad_braces");
    if (c == '{' || c == '}') open = !open;
  }
  if (open) return e.add(field, "bad_braces");
  for (const auto& t : j.touchpoints)
    if (t.key == key && !t.applicable) return e.add(field, "not_applicable");
}

void check_promise(const Journey& j, std::size_t i, const PromiseRule& p, Errors& e) {
  const auto f = [&](std::string_view name) { return at("rules", i, "promise." + std::string(name)); };
  if (p.expected.empty()) e.add(f("expected"), "required");
  if (p.kind != "time" && p.kind != "quantity") e.add(f("kind"), "unknown_value");
  if (p.polarity != "less" && p.polarity != "more") e.add(f("polarity"), "unknown_value");
  if (p.rule != "timestamp" && p.rule != "calendar_day") e.add(f("rule"), "unknown_value");
  if (p.kind == "time" ? !one_of(kTimeUnits, p.unit) : p.unit.empty() || p.unit.size() > 30) e.add(f("unit"), "unknown_value");
  if (p.kind == "quantity" && p.actual == "@time") e.add(f("actual"), "quantity_needs_value");
  if (!p.outcome_touchpoint.empty()) check_target(j, f("outcome_touchpoint"), p.outcome_touchpoint, e);
}

void check_rule(const Journey& j, std::size_t i, Errors& e) {
  const auto& r = j.rules[i];
  if (r.event.empty()) e.add(at("rules", i, "event"), "required");
  if (r.event.size() > 200) e.add(at("rules", i, "event"), "too_long", {{"max", "200"}});
  check_target(j, at("rules", i, "touchpoint"), r.touchpoint, e);
  if (r.when.size() > kMaxConditions) e.add(at("rules", i, "when"), "too_many", {{"max", std::to_string(kMaxConditions)}});
  std::vector<FieldError> wrong;
  for (std::size_t k = 0; k < r.when.size(); ++k) check_condition(r.when[k], at("rules", i, at("when", k, "")), wrong);
  for (auto& w : wrong) e.add(std::move(w.field), std::move(w.code));
  if (r.promise) check_promise(j, i, *r.promise, e);
  if (r.ratings.size() > kMaxRatings) e.add(at("rules", i, "ratings"), "too_many", {{"max", std::to_string(kMaxRatings)}});
  for (std::size_t k = 0; k < r.ratings.size(); ++k) {
    const auto& q = r.ratings[k];
    if (q.property.empty()) e.add(at("rules", i, at("ratings", k, "property")), "required");
    if (q.metric.empty()) e.add(at("rules", i, at("ratings", k, "metric")), "required");
    if (!(q.scale.min < q.scale.neutral && q.scale.neutral < q.scale.max))
      e.add(at("rules", i, at("ratings", k, "scale")), "scale_order");
  }
}

}  // namespace

void complete_cells(Journey& j) {
  std::set<std::string> have;
  for (const auto& t : j.touchpoints) have.insert(t.stage + "/" + t.scene);
  for (const auto& s : j.stages)
    for (const auto& c : j.scenes)
      if (std::string key = s.key + "/" + c.key; have.insert(key).second) {
        Touchpoint t;
        t.key = std::move(key);
        t.stage = s.key;
        t.scene = c.key;
        j.touchpoints.push_back(std::move(t));
      }
  const auto rank = [&](const Touchpoint& t) {
    const int s = position(j.stages, t.stage), c = position(j.scenes, t.scene);
    return s < 0 || c < 0 ? INT32_MAX : s * static_cast<int>(kMaxScenes) * 2 + c;
  };
  std::stable_sort(j.touchpoints.begin(), j.touchpoints.end(),
                   [&](const Touchpoint& a, const Touchpoint& b) { return rank(a) < rank(b); });
}

Result<void> validate(const Journey& j) {
  Errors e;
  if (!good_key(j.key)) e.add("key", "bad_key");
  if (j.name.zh.empty() && j.name.en.empty()) e.add("name", "required");
  if (j.version < 1) e.add("version", "out_of_range", {{"min", "1"}, {"max", "2147483647"}});
  e.keys("stages", j.stages, 1, kMaxStages);
  e.keys("scenes", j.scenes, 1, kMaxScenes);
  check_touchpoints(j, e);
  if (j.rules.size() > kMaxRules) e.add("rules", "too_many", {{"max", std::to_string(kMaxRules)}});
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < j.rules.size() && i < kMaxRules; ++i) {
    if (j.rules[i].id.empty()) e.add(at("rules", i, "id"), "required");
    else if (!ids.insert(j.rules[i].id).second) e.add(at("rules", i, "id"), "duplicate");
    check_rule(j, i, e);
  }
  const auto hours = [&](const char* field, int v) {
    if (v < 0 || v > 24 * 366 * 20) e.add(std::string("episode.") + field, "out_of_range", {{"min", "0"}, {"max", std::to_string(24 * 366 * 20)}});
  };
  hours("gap_hours", j.episode.gap_hours);
  hours("grace_hours", j.episode.grace_hours);
  return std::move(e).result();
}

std::vector<Lint> lint(const Journey& j) {
  std::vector<Lint> out;
  const auto marked = [&](Moment m) {
    return std::any_of(j.touchpoints.begin(), j.touchpoints.end(), [&](const Touchpoint& t) { return t.applicable && t.moment == m; });
  };
  if (!marked(Moment::purchase)) out.push_back({"no_purchase_moment", ""});
  if (!marked(Moment::use)) out.push_back({"no_use_moment", ""});
  if (!j.rules.empty() && j.episode.end.empty()) out.push_back({"no_end_event", ""});
  const auto any_rule = [&](auto&& has) { return std::any_of(j.rules.begin(), j.rules.end(), has); };
  if (!j.rules.empty() && !any_rule([](const Rule& r) { return r.promise.has_value(); })) out.push_back({"no_promise", ""});
  if (!j.rules.empty() && !any_rule([](const Rule& r) { return !r.ratings.empty(); })) out.push_back({"no_rating", ""});
  for (const auto& t : j.touchpoints) {
    if (!t.applicable) continue;
    if (t.owner.zh.empty() && t.owner.en.empty()) out.push_back({"no_owner", t.key});
    if (!t.floor && t.moment != Moment::none) out.push_back({"no_floor", t.key});
  }
  return out;
}

std::vector<std::string> template_keys() { return {"appliance", "equipment", "online-shop", "airline", "telecom", "coffee"}; }

Result<Journey> load_template(std::string_view key) {
  const auto keys = template_keys();
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) return fail(ErrorKind::not_found, "unknown_template");
  const auto asset = assets::find("templates/" + std::string(key) + ".json");
  if (!asset) return fail(ErrorKind::internal, "missing_asset", "template " + std::string(key));
  return parse_journey(asset->raw);
}

}  // namespace peakend::journey
