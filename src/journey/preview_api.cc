// Routes of the editor that store nothing: what is wrong with a draft, and what a draft rule would do.
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <map>

#include "base/calendar.h"
#include "journey/journey_api.h"
#include "journey/preview.h"

namespace peakend::journey {
namespace {

namespace json = boost::json;
using message::Request;
using message::Response;

constexpr std::size_t kMaxBody = 2 << 20;

json::value place_json(const std::string& place) {
  if (place.empty()) return nullptr;
  const auto colon = place.find(':');
  return json::object{{"journey", place.substr(0, colon)}, {"touchpoint", place.substr(colon + 1)}};
}
const char* state_name(facts::Promise p) {
  switch (p) {
    case facts::Promise::kept: return "kept";
    case facts::Promise::broken: return "broken";
    case facts::Promise::made: return "made";
    case facts::Promise::none: break;
  }
  return "none";
}

json::object sample_json(const PreviewSample& s) {
  json::object properties;
  for (const auto& [name, value] : s.properties) properties[name] = value;
  json::object o{{"at", calendar::rfc3339(from_ms(s.at))}, {"user_id", s.user_id}, {"matched", s.matched}, {"now", place_json(s.now)},
                 {"then", place_json(s.then)}, {"episode", s.episode}};
  o["properties"] = std::move(properties);
  if (s.promise) {
    json::object p{{"state", state_name(s.promise->state)}};
    if (s.promise->expected) p["expected"] = *s.promise->expected;
    if (s.promise->actual) p["actual"] = *s.promise->actual;
    o["promise"] = std::move(p);
  }
  json::array ratings;
  for (const auto& [metric, value] : s.ratings) ratings.push_back({{"metric", metric}, {"value", value}});
  o["ratings"] = std::move(ratings);
  return o;
}

std::string to_json(const Preview& p) {
  json::array moves, ratings, properties, samples;
  for (const auto& m : p.moves) moves.push_back({{"now", place_json(m.now)}, {"then", place_json(m.then)}, {"n", m.n}});
  for (const auto& r : p.ratings)
    ratings.push_back({{"metric", r.metric}, {"property", r.property}, {"scored", r.scored}, {"absent", r.absent},
                       {"not_applicable", r.not_applicable}, {"not_number", r.not_number}, {"off_scale", r.off_scale}});
  for (const auto& q : p.properties)
    properties.push_back({{"name", q.name}, {"n", q.n}, {"examples", json::array(q.examples.begin(), q.examples.end())}});
  for (const auto& s : p.samples) samples.push_back(sample_json(s));
  json::array taken;
  for (const auto& [id, n] : p.taken_by) taken.push_back({{"rule", id}, {"n", n}});
  json::object o{{"total", p.total}, {"scanned", p.scanned}, {"fits", p.fits}, {"matched", p.matched}, {"with_episode", p.with_episode},
                 {"unseen_context", p.unseen_context}};
  o["promises"] = json::object{{"kept", p.kept}, {"broken", p.broken}, {"made", p.made}, {"none", p.no_promise}};
  o["taken_by"] = std::move(taken);
  o["moves"] = std::move(moves);
  o["ratings"] = std::move(ratings);
  o["properties"] = std::move(properties);
  o["samples"] = std::move(samples);
  return json::serialize(o);
}

/// "rules[3].when[0].property" -> 3; nullopt for other fields.
std::optional<std::size_t> rule_of(std::string_view field) {
  if (field.substr(0, 6) != "rules[") return std::nullopt;
  std::size_t n = 0;
  field.remove_prefix(6);
  const auto [end, ec] = std::from_chars(field.data(), field.data() + field.size(), n);
  return ec == std::errc{} ? std::optional(n) : std::nullopt;
}

class Routes {
 public:
  explicit Routes(Deps d) : d_(std::move(d)) {}

  Result<Response> check(const Request& r) const {
    std::vector<FieldError> faults;
    PK_TRY(const Journey j, parse_draft(r.body, faults));
    json::array errors, lints;
    for (const auto& f : faults)
      errors.push_back({{"field", f.field}, {"code", f.code}, {"detail", message::message_text(f.code, r.lang, f.params)}});
    for (const auto& l : lint(j)) lints.push_back({{"code", l.code}, {"touchpoint", l.touchpoint}});
    json::object o;
    o["errors"] = std::move(errors);
    o["lint"] = std::move(lints);
    return Response::json(json::serialize(o));
  }

  /// The draft may have faults elsewhere: only those of the rule itself are in the way, other broken rules do not count.
  Result<Response> preview(const Request& r) const {
    std::size_t rule = 0;
    const std::string arg = r.arg("rule").value_or("");
    const auto [end, ec] = std::from_chars(arg.data(), arg.data() + arg.size(), rule);
    if (arg.empty() || ec != std::errc{} || end != arg.data() + arg.size()) return fail_field("rule", "bad_number");
    std::vector<FieldError> faults;
    PK_TRY(Journey draft, parse_draft(r.body, faults));
    if (draft.key != r.params.at("key")) return fail_field("key", "key_differs");
    if (rule >= draft.rules.size()) return fail_field("rule", "out_of_range", {{"min", "0"}, {"max", std::to_string(draft.rules.size())}});
    Error own{ErrorKind::invalid, "invalid_fields", {}, {}, {}};
    std::vector<bool> broken(draft.rules.size());
    for (auto& f : faults) {
      const auto n = rule_of(f.field);
      if (n && *n < broken.size()) broken[*n] = true;
      if (n == rule) own.fields.push_back(std::move(f));
    }
    if (!own.fields.empty()) return tl::unexpected(std::move(own));
    const auto catalogue = d_.journeys.catalogue(r.who.workspace);
    if (!catalogue) return fail(ErrorKind::unavailable, "busy");
    for (std::size_t i = draft.rules.size(); i-- > 0;) {
      if (!broken[i]) continue;
      draft.rules.erase(draft.rules.begin() + static_cast<std::ptrdiff_t>(i));
      if (i < rule) --rule;
    }
    PK_TRY(const auto p, preview_rule(d_.facts, r.who.workspace, *catalogue, draft, rule, d_.promises));
    return Response::json(to_json(p));
  }

  /// Names of all events with how many of each are mapped; what a rule can be made for.
  Result<Response> events(const Request& r) const {
    constexpr std::size_t kShown = 500;
    facts::AggregateSpec spec;
    spec.workspace = r.who.workspace;
    spec.where = {{{facts::Field::kind, {}}, {"event"}}};
    spec.by = {{facts::Field::name, {}}};
    PK_TRY(const auto all, d_.facts.aggregate(spec));
    spec.where.push_back({{facts::Field::touchpoint, {}}, {""}});
    PK_TRY(const auto loose, d_.facts.aggregate(spec));
    struct Count {
      std::int64_t n = 0, unmapped = 0;
    };
    std::map<std::string, Count> counts;
    for (const auto& row : all.rows) counts[row.key[0]].n += row.partial.facts;
    for (const auto& row : loose.rows) counts[row.key[0]].unmapped += row.partial.facts;
    std::vector<std::pair<std::string, Count>> list(counts.begin(), counts.end());
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.second.n > b.second.n; });
    json::array events;
    for (std::size_t i = 0; i < std::min(list.size(), kShown); ++i)
      events.push_back({{"event", list[i].first}, {"n", list[i].second.n}, {"unmapped", list[i].second.unmapped}});
    json::object o{{"names", list.size()}, {"as_of", calendar::rfc3339(d_.clock.now())}, {"as_of_seq", all.as_of_seq}};
    o["events"] = std::move(events);
    return Response::json(json::serialize(o));
  }

 private:
  Deps d_;
};

}  // namespace

void add_preview_routes(message::Router& router, const Deps& deps) {
  const auto routes = std::make_shared<Routes>(deps);
  const auto add = [&](message::Verb verb, const char* pattern, message::Right right, Result<Response> (Routes::*f)(const Request&) const) {
    message::Route route;
    route.audit = false;  // tries things out, changes nothing
    route.verb = verb;
    route.pattern = pattern;
    route.right = right;
    route.max_body = kMaxBody;
    route.handler = message::answering([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  add(message::Verb::post, "/v1/journeys/{key}/check", message::Right::write, &Routes::check);
  add(message::Verb::post, "/v1/journeys/{key}/preview", message::Right::write, &Routes::preview);
  add(message::Verb::get, "/v1/events", message::Right::read, &Routes::events);
}

}  // namespace peakend::journey
