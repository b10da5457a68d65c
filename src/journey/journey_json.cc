#include <boost/json.hpp>
#include <set>

#include "journey/journey.h"

namespace peakend::journey {
namespace {

namespace json = boost::json;

/// Reads one object strictly: every key must be asked for, every type must fit. Errors carry the path.
class Reader {
 public:
  Reader(const json::value& v, std::string path, std::vector<FieldError>& errors) : path_(std::move(path)), errors_(errors) {
    if (v.is_object()) object_ = &v.get_object();
    else error("", "expected_object");
  }
  Reader(const Reader&) = delete;
  ~Reader() {
    if (object_ == nullptr) return;
    for (const auto& member : *object_)
      if (!asked_.count(std::string_view(member.key().data(), member.key().size()))) error(member.key(), "unknown_field");
  }
  std::string path(std::string_view key) const { return key.empty() ? path_ : path_.empty() ? std::string(key) : path_ + "." + std::string(key); }
  void error(std::string_view key, std::string code, std::vector<std::pair<std::string, std::string>> params = {}) {
    if (errors_.size() < 100) errors_.push_back({path(key), std::move(code), std::move(params)});
  }
  /// nullptr when absent or null.
  const json::value* get(std::string_view key) {
    asked_.emplace(key);
    if (object_ == nullptr) return nullptr;
    const auto* v = object_->if_contains(json::string_view(key.data(), key.size()));
    return v == nullptr || v->is_null() ? nullptr : v;
  }
  void read(std::string_view key, std::string& out, std::size_t max = 200) {
    const auto* v = get(key);
    if (v == nullptr) return;
    if (!v->is_string()) return error(key, "expected_string");
    const auto& s = v->get_string();
    if (s.size() > max) return error(key, "too_long", {{"max", std::to_string(max)}});
    out.assign(s.data(), s.size());
  }
  void read(std::string_view key, bool& out) {
    const auto* v = get(key);
    if (v == nullptr) return;
    if (!v->is_bool()) return error(key, "expected_boolean");
    out = v->get_bool();
  }
  void read(std::string_view key, int& out) {
    const auto* v = get(key);
    if (v == nullptr) return;
    if (!v->is_int64() || v->get_int64() < INT32_MIN || v->get_int64() > INT32_MAX) return error(key, "expected_integer");
    out = static_cast<int>(v->get_int64());
  }
  void read(std::string_view key, double& out) {
    const auto* v = get(key);
    if (v == nullptr) return;
    if (!v->is_number()) return error(key, "expected_number");
    out = v->to_number<double>();
  }
  void read(std::string_view key, Text& out, std::size_t max = 200) {
    const auto* v = get(key);
    if (v == nullptr) return;
    Reader r(*v, path(key), errors_);
    r.read("zh", out.zh, max);
    r.read("en", out.en, max);
  }
  /// Calls one(value, path) for each member of the list.
  template <class One>
  void each(std::string_view key, One&& one) {
    const auto* v = get(key);
    if (v == nullptr) return;
    if (!v->is_array()) return error(key, "expected_array");
    const auto& list = v->get_array();
    if (list.size() > 10'000) return error(key, "too_many", {{"max", "10000"}});
    for (std::size_t i = 0; i < list.size(); ++i) one(list[i], path(key) + "[" + std::to_string(i) + "]");
  }
  /// A list of texts; numbers and booleans are taken by their text form.
  void read(std::string_view key, std::vector<std::string>& out) {
    each(key, [&](const json::value& v, const std::string& where) {
      if (v.is_string()) out.emplace_back(v.get_string().data(), v.get_string().size());
      else if (v.is_number() || v.is_bool()) out.push_back(json::serialize(v));
      else errors_.push_back({where, "expected_string", {}});
    });
  }
  std::vector<FieldError>& errors() { return errors_; }

 private:
  const json::object* object_ = nullptr;
  std::string path_;
  std::vector<FieldError>& errors_;
  std::set<std::string, std::less<>> asked_;
};

template <class Enum>
struct Word {
  Enum value;
  const char* text;
};
constexpr Word<Phase> kPhases[] = {{Phase::pre_sale, "pre-sale"}, {Phase::sale, "sale"}, {Phase::after_sale, "after-sale"}};
constexpr Word<Moment> kMoments[] = {{Moment::none, "none"}, {Moment::purchase, "purchase"}, {Moment::use, "use"}};

template <class Enum, std::size_t N>
void read_word(Reader& r, std::string_view key, const Word<Enum> (&words)[N], Enum& out) {
  std::string s;
  r.read(key, s);
  if (s.empty()) return;
  for (const auto& w : words)
    if (s == w.text) {
      out = w.value;
      return;
    }
  r.error(key, "unknown_value");
}
template <class Enum, std::size_t N>
const char* word(const Word<Enum> (&words)[N], Enum value) {
  for (const auto& w : words)
    if (w.value == value) return w.text;
  return words[0].text;
}

Touchpoint read_touchpoint(const json::value& v, const std::string& path, std::vector<FieldError>& errors) {
  Touchpoint t;
  Reader r(v, path, errors);
  r.read("stage", t.stage);
  r.read("scene", t.scene);
  r.read("key", t.key, 2 * 64 + 1);
  // The key alone says both; both together must agree (validate).
  if (const auto slash = t.key.find('/'); t.stage.empty() && t.scene.empty() && slash != std::string::npos) {
    t.stage = t.key.substr(0, slash);
    t.scene = t.key.substr(slash + 1);
  }
  if (t.key.empty()) t.key = t.stage + "/" + t.scene;
  r.read("applicable", t.applicable);
  r.read("owner", t.owner);
  read_word(r, "moment", kMoments, t.moment);
  if (const auto* f = r.get("floor")) {
    Reader fr(*f, r.path("floor"), errors);
    t.floor.emplace();
    fr.read("value", t.floor->value);
    fr.read("rate", t.floor->rate);
  }
  r.read("play_stage", t.play_stage, 1'000);
  r.read("props", t.props, 1'000);
  r.read("actor", t.actor, 1'000);
  r.read("expectation_sources", t.expectation_sources);
  r.each("standards", [&](const json::value& one, const std::string& where) {
    Text text;
    Reader sr(one, where, errors);
    sr.read("zh", text.zh, 500);
    sr.read("en", text.en, 500);
    t.standards.push_back(std::move(text));
  });
  return t;
}

Scale read_scale(const json::value& v, const std::string& path, std::vector<FieldError>& errors) {
  Scale s;
  Reader r(v, path, errors);
  r.read("min", s.min);
  r.read("max", s.max);
  s.neutral = (s.min + s.max) / 2;
  r.read("neutral", s.neutral);
  std::string direction = "up";
  r.read("direction", direction);
  if (direction != "up" && direction != "down") r.error("direction", "unknown_value");
  s.up = direction != "down";
  return s;
}

RatingRule read_rating(const json::value& v, const std::string& path, std::vector<FieldError>& errors) {
  RatingRule q;
  Reader r(v, path, errors);
  r.read("property", q.property);
  r.read("metric", q.metric);
  if (const auto* s = r.get("scale")) q.scale = read_scale(*s, r.path("scale"), errors);
  r.each("not_applicable", [&](const json::value& n, const std::string& where) {
    if (n.is_number()) q.not_applicable.push_back(n.to_number<double>());
    else errors.push_back({where, "expected_number", {}});
  });
  r.read("expectation", q.expectation);
  return q;
}

PromiseRule read_promise(const json::value& v, const std::string& path, std::vector<FieldError>& errors) {
  PromiseRule p;
  Reader r(v, path, errors);
  r.read("expected", p.expected);
  r.read("actual", p.actual);
  r.read("since", p.since);
  r.read("kind", p.kind);
  r.read("polarity", p.polarity);
  r.read("rule", p.rule);
  r.read("unit", p.unit);
  r.read("outcome_touchpoint", p.outcome_touchpoint);
  return p;
}

Rule read_rule(const json::value& v, const std::string& path, std::vector<FieldError>& errors) {
  Rule rule;
  Reader r(v, path, errors);
  r.read("id", rule.id);
  r.read("event", rule.event);
  r.each("when", [&](const json::value& c, const std::string& where) {
    Condition cond;
    Reader cr(c, where, errors);
    cr.read("property", cond.property);
    cr.read("op", cond.op);
    cr.read("values", cond.values);
    rule.when.push_back(std::move(cond));
  });
  r.read("touchpoint", rule.touchpoint);
  r.read("episode", rule.episode);
  if (const auto* p = r.get("promise")) rule.promise = read_promise(*p, r.path("promise"), errors);
  r.each("ratings", [&](const json::value& q, const std::string& where) { rule.ratings.push_back(read_rating(q, where, errors)); });
  r.read("text", rule.text);
  return rule;
}

Journey read_journey(const json::value& v, std::vector<FieldError>& errors) {
  Journey j;
  Reader r(v, "", errors);
  r.read("key", j.key);
  r.read("name", j.name);
  r.read("description", j.description, 4'000);
  r.read("version", j.version);
  r.read("generated", j.generated);
  r.get("lint");
  r.each("stages", [&](const json::value& s, const std::string& where) {
    Stage stage;
    Reader sr(s, where, errors);
    sr.read("key", stage.key);
    sr.read("name", stage.name);
    read_word(sr, "phase", kPhases, stage.phase);
    j.stages.push_back(std::move(stage));
  });
  r.each("scenes", [&](const json::value& s, const std::string& where) {
    Scene scene;
    Reader sr(s, where, errors);
    sr.read("key", scene.key);
    sr.read("name", scene.name);
    j.scenes.push_back(std::move(scene));
  });
  r.each("touchpoints", [&](const json::value& t, const std::string& where) { j.touchpoints.push_back(read_touchpoint(t, where, errors)); });
  r.each("rules", [&](const json::value& q, const std::string& where) {
    j.rules.push_back(read_rule(q, where, errors));
    if (j.rules.back().id.empty()) j.rules.back().id = "r" + std::to_string(j.rules.size());
  });
  if (const auto* e = r.get("episode")) {
    Reader er(*e, "episode", errors);
    er.read("start", j.episode.start);
    er.read("end", j.episode.end);
    er.read("gap_hours", j.episode.gap_hours);
    er.read("grace_hours", j.episode.grace_hours);
  }
  return j;
}

json::object text_object(const Text& t) { return {{"zh", t.zh}, {"en", t.en}}; }
json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }
/// Whole numbers as integers: Boost writes the double 9 as 9E0.
json::value number(double v) {
  if (v == static_cast<double>(static_cast<std::int64_t>(v)) && std::abs(v) < 1e15) return static_cast<std::int64_t>(v);
  return v;
}

json::object write_promise(const PromiseRule& p) {
  return {{"expected", p.expected}, {"actual", p.actual}, {"since", p.since}, {"kind", p.kind}, {"polarity", p.polarity},
          {"rule", p.rule}, {"unit", p.unit}, {"outcome_touchpoint", p.outcome_touchpoint}};
}
json::object write_rating(const RatingRule& q) {
  json::array skip;
  for (double v : q.not_applicable) skip.push_back(number(v));
  return {{"property", q.property}, {"metric", q.metric},
          {"scale", {{"min", number(q.scale.min)}, {"max", number(q.scale.max)}, {"neutral", number(q.scale.neutral)},
                     {"direction", q.scale.up ? "up" : "down"}}},
          {"not_applicable", std::move(skip)}, {"expectation", q.expectation}};
}
json::object write_rule(const Rule& r) {
  json::array when, ratings;
  for (const auto& c : r.when) when.push_back({{"property", c.property}, {"op", c.op}, {"values", texts(c.values)}});
  for (const auto& q : r.ratings) ratings.push_back(write_rating(q));
  json::object o{{"id", r.id}, {"event", r.event}, {"when", std::move(when)}, {"touchpoint", r.touchpoint}, {"episode", r.episode}};
  if (r.promise) o["promise"] = write_promise(*r.promise);
  o["ratings"] = std::move(ratings);
  o["text"] = r.text;
  return o;
}
json::object write_touchpoint(const Touchpoint& t) {
  json::object o{{"key", t.key}, {"stage", t.stage}, {"scene", t.scene}, {"applicable", t.applicable},
                 {"owner", text_object(t.owner)}, {"moment", word(kMoments, t.moment)}};
  if (t.floor) o["floor"] = {{"value", number(t.floor->value)}, {"rate", number(t.floor->rate)}};
  o["play_stage"] = text_object(t.play_stage);
  o["props"] = text_object(t.props);
  o["actor"] = text_object(t.actor);
  o["expectation_sources"] = texts(t.expectation_sources);
  if (!t.standards.empty()) {
    json::array standards;
    for (const auto& one : t.standards) standards.push_back(text_object(one));
    o["standards"] = std::move(standards);
  }
  return o;
}

/// At most 32 deep (Boost's own limit); malformed input is ErrorKind::malformed.
Result<json::value> parse(std::string_view text) {
  json::error_code ec;
  auto v = json::parse(json::string_view(text.data(), text.size()), ec);
  if (ec) return fail(ErrorKind::malformed, "bad_json", ec.message());
  return v;
}
tl::unexpected<Error> invalid(std::vector<FieldError> errors) {
  return tl::unexpected<Error>(Error{ErrorKind::invalid, "invalid_fields", std::move(errors), {}, {}});
}

}  // namespace

Result<Journey> parse_journey(std::string_view text) {
  PK_TRY(const auto v, parse(text));
  std::vector<FieldError> errors;
  Journey j = read_journey(v, errors);
  if (!errors.empty()) return invalid(std::move(errors));
  if (j.stages.size() <= kMaxStages && j.scenes.size() <= kMaxScenes) complete_cells(j);
  PK_CHECK(validate(j));
  return j;
}

Result<Journey> parse_draft(std::string_view text, std::vector<FieldError>& faults) {
  PK_TRY(const auto v, parse(text));
  std::vector<FieldError> errors;
  Journey j = read_journey(v, errors);
  if (!errors.empty()) return invalid(std::move(errors));
  if (j.stages.size() <= kMaxStages && j.scenes.size() <= kMaxScenes) complete_cells(j);
  if (auto ok = validate(j); !ok) faults = std::move(ok).error().fields;
  return j;
}

Result<Rule> parse_rule(std::string_view text, std::string_view path) {
  PK_TRY(const auto v, parse(text));
  std::vector<FieldError> errors;
  Rule r = read_rule(v, std::string(path), errors);
  if (!errors.empty()) return invalid(std::move(errors));
  return r;
}

std::string to_json(const Rule& r) { return json::serialize(write_rule(r)); }

std::string to_json(const Journey& j) {
  json::array stages, scenes, touchpoints, rules;
  for (const auto& s : j.stages) stages.push_back({{"key", s.key}, {"name", text_object(s.name)}, {"phase", word(kPhases, s.phase)}});
  for (const auto& s : j.scenes) scenes.push_back({{"key", s.key}, {"name", text_object(s.name)}});
  for (const auto& t : j.touchpoints) touchpoints.push_back(write_touchpoint(t));
  for (const auto& r : j.rules) rules.push_back(write_rule(r));
  return json::serialize(json::object{
      {"key", j.key}, {"name", text_object(j.name)}, {"description", text_object(j.description)}, {"version", j.version},
      {"generated", j.generated}, {"stages", std::move(stages)}, {"scenes", std::move(scenes)},
      {"touchpoints", std::move(touchpoints)}, {"rules", std::move(rules)},
      {"episode", {{"start", texts(j.episode.start)}, {"end", texts(j.episode.end)}, {"gap_hours", j.episode.gap_hours},
                   {"grace_hours", j.episode.grace_hours}}}});
}

}  // namespace peakend::journey
