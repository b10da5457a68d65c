#include "journey/journey_api.h"

#include <boost/json.hpp>
#include <charconv>
#include <set>

#include "base/calendar.h"

namespace peakend::journey {
namespace {

namespace json = boost::json;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

constexpr std::size_t kMaxBody = 2 << 20;

/// The journey as stored plus the linter's warnings.
std::string shown(const Journey& j) {
  json::array lints;
  for (const auto& l : lint(j)) lints.push_back({{"code", l.code}, {"touchpoint", l.touchpoint}});
  std::string out = to_json(j);
  out.pop_back();
  return out + ",\"lint\":" + json::serialize(lints) + "}";
}
json::object text_json(const Text& t) { return {{"zh", t.zh}, {"en", t.en}}; }

Result<std::optional<int>> version_arg(const Request& r) {
  const auto arg = r.arg("version");
  if (!arg) return std::optional<int>{};
  int v = 0;
  const auto [end, ec] = std::from_chars(arg->data(), arg->data() + arg->size(), v);
  if (ec != std::errc{} || end != arg->data() + arg->size() || v < 1) return fail_field("version", "bad_number");
  return std::optional<int>(v);
}
bool flag(const Request& r, std::string_view name) {
  const auto v = r.arg(name);
  return v && (*v == "1" || *v == "true");
}

/// Wraps a function that gives a Result<Response>.
template <class F>
message::Handler handle(F f) {
  return [f = std::move(f)](const Request& r) {
    auto out = f(r);
    return out ? *std::move(out) : problem(out.error(), r);
  };
}

class Routes {
 public:
  explicit Routes(Deps d) : d_(std::move(d)) {}

  Result<Response> list(const Request& r) const {
    PK_TRY(const auto all, d_.journeys.list(r.who.workspace));
    json::array out;
    for (const auto& j : all)
      out.push_back({{"key", j.key}, {"name", text_json(j.name)}, {"version", j.version}, {"generated", j.generated},
                     {"stages", j.stages.size()}, {"scenes", j.scenes.size()}, {"touchpoints", j.touchpoints.size()},
                     {"rules", j.rules.size()}, {"warnings", lint(j).size()}});
    return Response::json(json::serialize(json::object{{"journeys", std::move(out)}}));
  }
  Result<Response> get(const Request& r) const {
    PK_TRY(const auto version, version_arg(r));
    PK_TRY(const auto j, d_.journeys.get(r.who.workspace, r.params.at("key"), version));
    return Response::json(shown(j));
  }
  Result<Response> versions(const Request& r) const {
    PK_TRY(const auto list, d_.journeys.versions(r.who.workspace, r.params.at("key")));
    json::array out;
    for (const auto& v : list) out.push_back({{"version", v.version}, {"at", calendar::rfc3339(v.at)}, {"author", v.author}, {"note", v.note}});
    return Response::json(json::serialize(json::object{{"versions", std::move(out)}}));
  }
  Result<Response> create(const Request& r) const {
    PK_TRY(const auto wanted, template_of(r.body));
    PK_TRY(Journey j, wanted ? load_template(wanted->first) : parse_journey(r.body));
    if (wanted && !wanted->second.empty()) j.key = wanted->second;
    PK_TRY(const auto made, d_.journeys.create(r.who.workspace, std::move(j), r.who.name, r.arg("note").value_or("")));
    PK_TRY(auto out, with_remap(r, shown(made)));
    out.status = 201;
    out.set("Location", "/v1/journeys/" + made.key);
    return out;
  }
  Result<Response> put(const Request& r) const {
    PK_TRY(Journey j, parse_journey(r.body));
    if (j.key != r.params.at("key")) return fail_field("key", "key_differs");
    std::optional<int> based_on;
    if (!flag(r, "overwrite")) based_on = j.version;
    PK_TRY(const auto made, d_.journeys.put(r.who.workspace, std::move(j), based_on, r.who.name, r.arg("note").value_or("")));
    return with_remap(r, shown(made));
  }
  Result<Response> archive(const Request& r) const {
    PK_CHECK(d_.journeys.archive(r.who.workspace, r.params.at("key")));
    return Response::empty();
  }
  Result<Response> add_rule(const Request& r) const {
    PK_TRY(auto rule, parse_rule(r.body));
    PK_TRY(const auto made, d_.journeys.add_rule(r.who.workspace, r.params.at("key"), std::move(rule), r.who.name));
    PK_TRY(auto out, with_remap(r, shown(made)));
    out.status = 201;
    return out;
  }
  Result<Response> templates(const Request&) const {
    json::array out;
    for (const auto& key : template_keys()) {
      PK_TRY(const auto j, load_template(key));
      json::array stages, scenes;
      for (const auto& s : j.stages) stages.push_back(text_json(s.name));
      for (const auto& s : j.scenes) scenes.push_back(text_json(s.name));
      out.push_back({{"key", key}, {"name", text_json(j.name)}, {"description", text_json(j.description)},
                     {"stages", std::move(stages)}, {"scenes", std::move(scenes)}, {"rules", j.rules.size()}});
    }
    return Response::json(json::serialize(json::object{{"templates", std::move(out)}}));
  }
  /// A whole template, for choosing its touchpoints before the journey exists.
  Result<Response> one_template(const Request& r) const {
    PK_TRY(const auto j, load_template(r.params.at("key")));
    return Response::json(shown(j));
  }
  Result<Response> unmapped(const Request& r) const;

 private:
  /// {"template": name, "key"?: own key}; nullopt when the body is a journey itself.
  static Result<std::optional<std::pair<std::string, std::string>>> template_of(std::string_view body) {
    json::error_code ec;
    const auto v = json::parse(json::string_view(body.data(), body.size()), ec);
    if (ec) return fail(ErrorKind::malformed, "bad_json", ec.message());
    if (!v.is_object() || !v.get_object().contains("template")) return std::optional<std::pair<std::string, std::string>>{};
    std::pair<std::string, std::string> out;
    for (const auto& m : v.get_object()) {
      std::string* into = m.key() == "template" ? &out.first : m.key() == "key" ? &out.second : nullptr;
      if (into == nullptr) return fail_field(std::string(m.key()), "unknown_field");
      if (!m.value().is_string()) return fail_field(std::string(m.key()), "expected_string");
      into->assign(m.value().get_string().data(), m.value().get_string().size());
    }
    return std::optional(std::move(out));
  }

  /// ?remap=1 starts a job that projects what is stored anew, so that changed rules reach old events.
  Result<Response> with_remap(const Request& r, std::string body) const {
    if (!flag(r, "remap")) return Response::json(std::move(body));
    if (d_.jobs == nullptr || d_.projector == nullptr) return fail(ErrorKind::unavailable, "busy");
    PK_TRY(const auto id, d_.jobs->start({r.who.workspace, "rebuild", "journeys", {}},
                                         [projector = d_.projector, w = r.who.workspace](jobs::Context& job) {
                                           return projector->rebuild(w, [&](std::int64_t done, std::int64_t total) { job.progress(done, total); });
                                         }));
    body.pop_back();
    return Response::json(std::move(body) + ",\"job\":\"" + id.text() + "\"}");
  }

  Deps d_;
};

facts::Filter is(facts::Field field, std::string value) { return {{field, {}}, {std::move(value)}}; }

/// Events that no rule maps, most frequent first, each with what a rule for it could be.
Result<Response> Routes::unmapped(const Request& r) const {
  constexpr std::size_t kShown = 100, kSamples = 20;
  const auto catalogue = d_.journeys.catalogue(r.who.workspace);
  if (!catalogue) return fail(ErrorKind::unavailable, "busy");
  facts::AggregateSpec spec;
  spec.workspace = r.who.workspace;
  spec.by = {{facts::Field::name, {}}};
  spec.where = {is(facts::Field::kind, "event"), is(facts::Field::touchpoint, "")};
  PK_TRY(auto found, d_.facts.aggregate(spec));
  auto& rows = found.rows;
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.partial.facts > b.partial.facts; });
  std::int64_t total = 0;
  for (const auto& row : rows) total += row.partial.facts;
  const std::size_t names = rows.size();
  if (rows.size() > kShown) rows.resize(kShown);
  json::array events;
  for (const auto& row : rows) {
    facts::ScanSpec samples;
    samples.workspace = r.who.workspace;
    samples.where = {is(facts::Field::kind, "event"), is(facts::Field::touchpoint, ""), is(facts::Field::name, row.key[0])};
    samples.order = facts::Order::newest_first;
    samples.limit = kSamples;
    std::set<std::string, std::less<>> properties;
    std::int64_t last = 0;
    PK_CHECK(d_.facts.scan(samples, [&](const facts::Fact& f) {
      last = std::max(last, f.at);
      for (const auto& t : f.tags)
        if (properties.size() < 50) properties.emplace(t.key);
      return true;
    }));
    std::vector<std::string> list(properties.begin(), properties.end());
    json::object event{{"event", row.key[0]}, {"n", row.partial.facts}, {"last_at", calendar::rfc3339(from_ms(last))},
                       {"properties", json::array(list.begin(), list.end())}};
    if (const auto s = suggest(*catalogue, row.key[0], list))
      event["suggestion"] = {{"journey", s->journey}, {"confidence", s->confidence}, {"rule", json::parse(to_json(s->rule))}};
    events.push_back(std::move(event));
  }
  return Response::json(json::serialize(json::object{
      {"events", std::move(events)}, {"names", names}, {"facts", total}, {"as_of", calendar::rfc3339(d_.clock.now())},
      {"as_of_seq", found.as_of_seq}}));
}

}  // namespace

void add_routes(message::Router& router, Deps deps) {
  const auto routes = std::make_shared<Routes>(deps);
  const auto add = [&](Verb verb, const char* pattern, Right right, Result<Response> (Routes::*f)(const Request&) const, bool limited_ok = false) {
    message::Route route;
    route.limited_ok = limited_ok;
    route.verb = verb;
    route.pattern = pattern;
    route.right = right;
    route.max_body = kMaxBody;
    route.handler = handle([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  add(Verb::get, "/v1/journeys", Right::read, &Routes::list, true);
  add(Verb::post, "/v1/journeys", Right::write, &Routes::create);
  add(Verb::get, "/v1/journeys/{key}", Right::read, &Routes::get, true);
  add(Verb::put, "/v1/journeys/{key}", Right::write, &Routes::put);
  add(Verb::del, "/v1/journeys/{key}", Right::write, &Routes::archive);
  add(Verb::get, "/v1/journeys/{key}/versions", Right::read, &Routes::versions);
  add(Verb::post, "/v1/journeys/{key}/rules", Right::write, &Routes::add_rule);
  add(Verb::get, "/v1/templates", Right::read, &Routes::templates);
  add(Verb::get, "/v1/templates/{key}", Right::read, &Routes::one_template);
  add(Verb::get, "/v1/unmapped", Right::personal, &Routes::unmapped);
  add_preview_routes(router, deps);
}

}  // namespace peakend::journey
