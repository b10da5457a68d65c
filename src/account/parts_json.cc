#include "account/parts_json.h"

namespace peakend::account {

namespace json = boost::json;
using message::Request;
using message::Response;
using message::Right;

Response answer(const json::value& v, int status) {
  auto r = Response::json(json::serialize(v), status);
  r.set("Cache-Control", "no-store");
  return r;
}

std::string cookie_line(std::string_view token, const Request& req, std::chrono::milliseconds life) {
  std::string line = "pk_session=" + std::string(token) + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=";
  line += token.empty() ? "0" : std::to_string(life.count() / 1000);
  if (req.secure) line += "; Secure";
  return line;
}

bool from_other_site(const Request& req) {
  const auto site = req.header("sec-fetch-site");
  if (site == "cross-site") return true;
  const auto origin = req.header("origin");
  if (origin.empty() || origin.find("://") == std::string_view::npos) return origin == "null";
  return site.empty() && origin.substr(origin.find("://") + 3) != req.header("host");
}

Place place_of(const Request& req) { return {req.remote, std::string(req.header("user-agent"))}; }
std::string token_of(const Request& req) { return req.cookie("pk_session").value_or(""); }

json::object session_json(const Accounts& accounts, const message::Principal& who, const std::string& email, const std::string& token) {
  json::array rights;
  for (const auto r : {Right::ingest, Right::read, Right::personal, Right::act, Right::write, Right::admin, Right::self})
    if (who.may(r)) rights.emplace_back(message::right_name(r));
  const bool person = !who.account.is_none();
  const auto role = person ? accounts.role_of(token) : std::nullopt;
  json::object o{{"account", json::object{{"id", person ? who.account.text() : who.key.text()}, {"email", email}, {"name", who.name}}},
                 {"role", person ? role_key(role.value_or(Role::viewer)) : "key"},
                 {"rights", std::move(rights)},
                 {"csrf", person ? accounts.csrf_of(token) : ""},
                 // The workspace asks for a second factor that the account does not have: nothing else works until then.
                 {"must_enrol", person && !who.may(Right::read)}};
  if (who.scope) {
    json::object own;
    for (const auto& [journey, keys] : who.scope->touchpoints) own[journey] = json::value_from(keys);
    o["scope"] = std::move(own);
  }
  if (const auto w = accounts.workspace(who.workspace))
    o["workspace"] = json::object{{"no", static_cast<std::uint32_t>(w->no)}, {"key", w->key}, {"name", w->name}, {"zone", w->zone}, {"lang", w->lang},
                                  {"generated", w->generated}};
  return o;
}

Response signed_in(const Accounts& accounts, const Policy& policy, const Request& req, const SignedIn& in) {
  auto r = answer(session_json(accounts, in.who, in.email, in.token), 201);
  r.set("Set-Cookie", cookie_line(in.token, req, policy.session_life));
  auto c = std::make_shared<message::Change>();
  c->object = req.path.substr(4);
  c->label = in.email;
  c->actor = in.who.name;
  c->account = in.who.account;
  c->workspace = in.who.workspace;
  if (!in.factor.empty()) c->after = json::serialize(json::object{{"second_factor", in.factor}});
  r.change = std::move(c);
  return r;
}

std::shared_ptr<const message::Change> change(std::string object, std::string label, std::string before, std::string after) {
  auto c = std::make_shared<message::Change>();
  c->object = std::move(object);
  c->label = std::move(label);
  c->before = std::move(before);
  c->after = std::move(after);
  return c;
}

json::object to_json(const Reach& r) { return {{"touchpoints", json::value_from(r.touchpoints)}, {"departments", json::value_from(r.departments)}}; }

std::optional<Reach> reach_of(message::BodyFields& f) {
  auto touchpoints = f.optional_texts("touchpoints", kMaxReach, 200), departments = f.optional_texts("departments", kMaxReach, 200);
  if (!touchpoints && !departments) return std::nullopt;
  return Reach{std::move(touchpoints).value_or(std::vector<std::string>{}), std::move(departments).value_or(std::vector<std::string>{})};
}

}  // namespace peakend::account
