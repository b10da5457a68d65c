// Routes of the register of initiatives. Their answers: insight/proof_api.
#include "initiative/initiative_api.h"

#include <algorithm>

#include "base/calendar.h"
#include "initiative/initiative_json.h"

namespace peakend::initiative {
namespace {

namespace json = boost::json;
using message::BodyFields;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

class Routes {
 public:
  explicit Routes(Deps d) : d_(std::move(d)) {}

  Result<Response> list(const Request& r) const {
    PK_TRY(const Act act, act_of(r));
    PK_TRY(const auto all, d_.initiatives.all(act.workspace));
    json::array out;
    for (const auto& i : all) out.push_back(shown(i, act));
    return Response::json(json::serialize(json::object{{"initiatives", std::move(out)}}));
  }
  Result<Response> one(const Request& r) const {
    PK_TRY(const Act act, act_of(r));
    PK_TRY(const auto id, id_in(r));
    return answer(act, d_.initiatives.one(act.workspace, id));
  }
  Result<Response> add(const Request& r) const {
    PK_TRY(const Act act, act_of(r));
    PK_TRY(auto f, BodyFields::parse(r.body));
    Plan plan;
    read_plan(f, plan);
    PK_CHECK(f.done());
    PK_CHECK(check_places(act, plan));
    return answer(act, d_.initiatives.add(act, std::move(plan)), 201);
  }
  /// Members of the plan, or the step to the next state; not both, so that it is clear what was frozen.
  Result<Response> change(const Request& r) const {
    PK_TRY(const Act act, act_of(r));
    PK_TRY(const auto id, id_in(r));
    PK_TRY(auto f, BodyFields::parse(r.body));
    PK_TRY(const Initiative before, d_.initiatives.one(act.workspace, id));
    const auto state = f.optional_text("state", 1, 20);
    if (state) {
      const std::string reason = f.optional_text("stop_reason", 0, kMaxText).value_or("");
      if (*state != "running" && *state != "stopped") f.refuse("state", "not_one_of", {{"allowed", "running, stopped"}});
      PK_CHECK(f.done());
      auto out = *state == "running" ? d_.initiatives.start(act, id) : d_.initiatives.stop(act, id, reason);
      return answer(act, std::move(out));
    }
    Plan plan = before.plan;
    read_plan(f, plan);
    const auto version = f.optional_integer("version", 1, 1'000'000'000);
    PK_CHECK(f.done());
    if (before.state != State::draft) return fail(ErrorKind::conflict, "initiative_frozen");
    PK_CHECK(check_places(act, plan));
    std::optional<int> based_on;
    if (version) based_on = static_cast<int>(*version);
    return answer(act, d_.initiatives.change(act, id, std::move(plan), based_on));
  }
  Result<Response> remove(const Request& r) const {
    PK_TRY(const Act act, act_of(r));
    PK_TRY(const auto id, id_in(r));
    PK_CHECK(d_.initiatives.remove(act, id));
    return Response::empty();
  }

 private:
  static Result<InitiativeId> id_in(const Request& r) {
    const auto id = InitiativeId::parse(r.params.at("id"));
    if (!id) return fail(ErrorKind::not_found, "no_such_initiative");
    return *id;
  }
  Result<Act> act_of(const Request& r) const {
    const auto catalogue = d_.catalogue(r.who.workspace);
    if (!catalogue) return fail(ErrorKind::unavailable, "busy");
    const auto zone = calendar::Zone::find(catalogue->zone()).value_or(calendar::Zone{});
    const Instant now = d_.clock.now();
    return Act{r.who.workspace, r.who.name, now, calendar::day_text(calendar::local_day(zone, now))};
  }
  /// The journey and its touchpoints exist, and the filters can be read.
  Result<void> check_places(const Act& act, const Plan& plan) const {
    const auto catalogue = d_.catalogue(act.workspace);
    if (!catalogue) return fail(ErrorKind::unavailable, "busy");
    std::vector<FieldError> wrong;
    if (const auto* journey = catalogue->find(plan.journey)) {
      for (std::size_t i = 0; i < plan.touchpoints.size(); ++i) {
        const bool known = std::ranges::any_of(journey->touchpoints, [&](const auto& t) { return t.key == plan.touchpoints[i]; });
        if (!known) wrong.push_back({"touchpoints[" + std::to_string(i) + "]", "no_such_touchpoint", {{"value", plan.touchpoints[i]}}});
      }
    } else if (!plan.journey.empty()) {
      wrong.push_back({"journey", "no_such_journey", {}});
    }
    for (const auto& [name, filters] : {std::pair<const char*, const std::vector<std::string>&>{"treated", plan.treated}, {"control", plan.control}}) {
      auto ok = d_.check_where(filters);
      if (ok) continue;
      Error e = std::move(ok).error();
      if (e.fields.empty()) e.fields.push_back({"where", e.code, {}});
      for (FieldError& f : e.fields) {
        if (f.field.starts_with("where")) f.field.replace(0, 5, name);
        wrong.push_back(std::move(f));
      }
    }
    if (!wrong.empty()) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(wrong), {}, {}});
    return {};
  }
  json::object shown(const Initiative& i, const Act& act) const {
    json::object o{{"id", i.id.text()}, {"state", state_of(i, act.today)}, {"version", i.version}, {"plan", json_of(i.plan)}, {"by", i.by},
                   {"created_at", calendar::rfc3339(i.created)}, {"changed_at", calendar::rfc3339(i.changed)}};
    if (i.registered) {
      o["registered_at"] = calendar::rfc3339(*i.registered);
      o["late"] = late(i, act);
    }
    if (i.stopped) o["stopped_at"] = calendar::rfc3339(*i.stopped), o["stop_reason"] = i.stop_reason;
    return o;
  }
  /// Registered after its first day had begun.
  bool late(const Initiative& i, const Act& act) const {
    const auto catalogue = d_.catalogue(act.workspace);
    const auto zone = catalogue ? calendar::Zone::find(catalogue->zone()).value_or(calendar::Zone{}) : calendar::Zone{};
    return registered_late(i, zone);
  }
  Result<Response> answer(const Act& act, Result<Initiative> i, int status = 200) const {
    if (!i) return tl::unexpected(std::move(i).error());
    return Response::json(json::serialize(shown(*i, act)), status);
  }

  const Deps d_;
};

}  // namespace

void add_routes(message::Router& router, Deps deps) {
  const auto routes = std::make_shared<Routes>(std::move(deps));
  const auto add = [&](Verb verb, const char* pattern, Result<Response> (Routes::*f)(const Request&) const) {
    message::Route route;
    route.verb = verb;
    route.pattern = pattern;
    route.right = verb == Verb::get ? Right::read : Right::write;
    route.handler = message::answering([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  add(Verb::get, "/v1/initiatives", &Routes::list);
  add(Verb::post, "/v1/initiatives", &Routes::add);
  add(Verb::get, "/v1/initiatives/{id}", &Routes::one);
  add(Verb::patch, "/v1/initiatives/{id}", &Routes::change);
  add(Verb::del, "/v1/initiatives/{id}", &Routes::remove);
}

}  // namespace peakend::initiative
