#include "account/account_api.h"

#include <boost/json.hpp>

#include "account/roles.h"
#include "base/calendar.h"
#include "message/body_json.h"

namespace peakend::account {
namespace {

namespace json = boost::json;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

json::object to_json(const Workspace& w) {
  return {{"no", static_cast<std::uint32_t>(w.no)}, {"key", w.key}, {"name", w.name}, {"zone", w.zone}, {"lang", w.lang},
          {"generated", w.generated}, {"created_at", calendar::rfc3339(w.created, {})}};
}

json::object to_json(const Key& k) {
  json::object o{{"id", k.id.text()}, {"name", k.name}, {"scope", k.scope}, {"hint", k.hint}, {"created_at", calendar::rfc3339(k.created, {})}};
  if (k.seen) o["seen_at"] = calendar::rfc3339(*k.seen, {});
  return o;
}

Response answer(const json::value& v, int status = 200) {
  auto r = Response::json(json::serialize(v), status);
  r.set("Cache-Control", "no-store");
  return r;
}

/// The cookie's line; an empty token removes it.
std::string cookie_line(std::string_view token, const Request& req, std::chrono::milliseconds life) {
  std::string line = "pk_session=" + std::string(token) + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=";
  line += token.empty() ? "0" : std::to_string(life.count() / 1000);
  if (req.secure) line += "; Secure";
  return line;
}

/// Sign-in and set-up have no session yet, so no token: a browser tells where the form came from.
bool from_other_site(const Request& req) {
  const auto site = req.header("sec-fetch-site");
  if (site == "cross-site") return true;
  const auto origin = req.header("origin");
  if (origin.empty() || origin.find("://") == std::string_view::npos) return origin == "null";
  return site.empty() && origin.substr(origin.find("://") + 3) != req.header("host");
}

class Api {
 public:
  Api(Accounts& a, const Policy& p) : accounts_(a), policy_(p) {}

  /// signed_in: the browser brings a session cookie, so asking for the session is worth it (a refusal would be logged there).
  Response setup_state(const Request& req) const {
    return answer(json::object{{"needed", accounts_.needs_setup()}, {"signed_in", !req.cookie("pk_session").value_or("").empty()}});
  }

  Response set_up(const Request& req) const {
    if (from_other_site(req)) return refuse(req, Error{ErrorKind::forbidden, "csrf", {}, {}, {}});
    return run(req, [&]() -> Result<Response> {
      PK_TRY(auto f, message::BodyFields::parse(req.body));
      const auto token = f.text("token", 1, 200);
      const NewAccount account{f.text("email", 3, 254), f.text("password", 1, 1000), f.optional_text("name", 0, 200).value_or("")};
      NewWorkspace workspace;
      workspace.name = f.text("workspace", 1, 200);
      workspace.zone = f.optional_text("zone", 1, 60).value_or("UTC");
      workspace.lang = f.optional_text("lang", 2, 2).value_or(req.lang == message::Lang::zh ? "zh" : "en");
      PK_CHECK(f.done());
      PK_TRY(const auto in, accounts_.set_up(token, account, workspace));
      return signed_in(req, in);
    });
  }

  Response sign_in(const Request& req) const {
    if (from_other_site(req)) return refuse(req, Error{ErrorKind::forbidden, "csrf", {}, {}, {}});
    return run(req, [&]() -> Result<Response> {
      PK_TRY(auto f, message::BodyFields::parse(req.body));
      const auto email = f.text("email", 1, 254), password = f.text("password", 1, 1000);
      PK_CHECK(f.done());
      PK_TRY(const auto in, accounts_.sign_in(email, password, req.remote));
      return signed_in(req, in);
    });
  }

  Response session(const Request& req) const {
    const auto token = req.cookie("pk_session").value_or("");
    if (req.who.rights == 0) {
      // A dead cookie is taken back, so that the browser does not send it for ever.
      auto r = refuse(req, Error{ErrorKind::unauthorized, token.empty() ? "not_authenticated" : "session_expired", {}, {}, {}});
      if (!token.empty()) r.set("Set-Cookie", cookie_line("", req, {}));
      return r;
    }
    return answer(session_json(req.who, accounts_.email_of(req.who.account), req.who.account.is_none() ? "" : accounts_.csrf_of(token)));
  }

  Response sign_out(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      if (const auto token = req.cookie("pk_session"); token && !token->empty()) PK_CHECK(accounts_.sign_out(*token));
      auto r = Response::empty();
      r.set("Set-Cookie", cookie_line("", req, {}));
      return r;
    });
  }

  Response switch_workspace(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      if (req.who.account.is_none()) return fail(ErrorKind::unauthorized, "not_authenticated");
      PK_TRY(auto f, message::BodyFields::parse(req.body));
      const auto key = f.text("workspace", 1, 60);
      PK_CHECK(f.done());
      PK_CHECK(accounts_.switch_workspace(req.cookie("pk_session").value_or(""), key));
      return Response::empty();
    });
  }

  Response keys(const Request& req) const {
    json::array list;
    for (const auto& k : accounts_.list_keys(req.who.workspace)) list.push_back(to_json(k));
    return answer(json::object{{"keys", std::move(list)}});
  }

  Response create_key(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      PK_TRY(auto f, message::BodyFields::parse(req.body));
      auto name = f.text("name", 1, 200), scope = f.text("scope", 1, 20);
      PK_CHECK(f.done());
      PK_TRY(const auto made, accounts_.create_key(req.who.workspace, std::move(name), std::move(scope)));
      auto o = to_json(made.key);
      o["key"] = made.secret;
      return answer(o, 201);
    });
  }

  Response revoke_key(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      const auto id = KeyId::parse(req.params.at("id"));
      if (!id) return fail(ErrorKind::not_found, "no_such_key");
      if (*id == req.who.key) return fail(ErrorKind::conflict, "last_admin_key");
      PK_CHECK(accounts_.revoke_key(req.who.workspace, *id));
      return Response::empty();
    });
  }

  Response workspace(const Request& req) const {
    const auto w = accounts_.workspace(req.who.workspace);
    return w ? answer(to_json(*w)) : refuse(req, Error{ErrorKind::not_found, "no_such_workspace", {}, {}, {}});
  }

  Response change_workspace(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      PK_TRY(auto f, message::BodyFields::parse(req.body));
      const Accounts::Change change{f.optional_text("name", 1, 200), f.optional_text("zone", 1, 60), f.optional_text("lang", 2, 2)};
      PK_CHECK(f.done());
      PK_TRY(const auto w, accounts_.change_workspace(req.who.workspace, change));
      return answer(to_json(w));
    });
  }

  Response workspaces(const Request& req) const {
    json::array list;
    if (req.who.account.is_none()) {
      if (const auto w = accounts_.workspace(req.who.workspace)) list.push_back(to_json(*w));
    } else {
      for (const auto& w : accounts_.workspaces_of(req.who.account)) list.push_back(to_json(w));
    }
    return answer(json::object{{"workspaces", std::move(list)}});
  }

 private:
  static Response refuse(const Request& req, const Error& e) { return message::problem(e, req); }
  template <class F>
  static Response run(const Request& req, F&& f) {
    Result<Response> r = f();
    return r ? *std::move(r) : refuse(req, r.error());
  }

  json::object session_json(const message::Principal& who, const std::string& email, const std::string& csrf) const {
    json::array rights;
    for (const auto r : {Right::ingest, Right::read, Right::personal, Right::act, Right::write, Right::admin, Right::self})
      if (who.may(r)) rights.emplace_back(message::right_name(r));
    json::object o{{"account", json::object{{"id", who.account.is_none() ? who.key.text() : who.account.text()}, {"email", email}, {"name", who.name}}},
                   {"role", who.account.is_none() ? "key" : role_key(Role::owner)}, {"rights", std::move(rights)}, {"csrf", csrf}};
    if (const auto w = accounts_.workspace(who.workspace)) o["workspace"] = to_json(*w);
    return o;
  }

  Response signed_in(const Request& req, const SignedIn& in) const {
    auto r = answer(session_json(in.who, in.email, accounts_.csrf_of(in.token)), 201);
    r.set("Set-Cookie", cookie_line(in.token, req, policy_.session_life));
    return r;
  }

  Accounts& accounts_;
  const Policy policy_;
};

}  // namespace

void add_routes(message::Router& router, Accounts& accounts, const Policy& policy) {
  const auto api = std::make_shared<Api>(accounts, policy);
  const auto add = [&](Verb verb, const char* pattern, Right right, Response (Api::*f)(const Request&) const, bool same_origin_only = true) {
    message::Route route;
    route.verb = verb;
    route.pattern = pattern;
    route.right = right;
    route.max_body = 16 * 1024;
    route.same_origin_only = same_origin_only;
    route.handler = [api, f](const Request& req) { return ((*api).*f)(req); };
    router.add(std::move(route));
  };
  message::Route state;
  state.verb = Verb::get;
  state.pattern = "/v1/setup";
  state.right = Right::none;
  state.handler = [api](const Request& req) { return api->setup_state(req); };
  router.add(std::move(state));
  add(Verb::post, "/v1/setup", Right::none, &Api::set_up, false);
  add(Verb::post, "/v1/sessions", Right::none, &Api::sign_in, false);
  add(Verb::get, "/v1/session", Right::none, &Api::session);
  add(Verb::patch, "/v1/session", Right::read, &Api::switch_workspace);
  add(Verb::del, "/v1/session", Right::none, &Api::sign_out);
  add(Verb::get, "/v1/keys", Right::admin, &Api::keys);
  add(Verb::post, "/v1/keys", Right::admin, &Api::create_key);
  add(Verb::del, "/v1/keys/{id}", Right::admin, &Api::revoke_key);
  add(Verb::get, "/v1/workspace", Right::read, &Api::workspace);
  add(Verb::patch, "/v1/workspace", Right::admin, &Api::change_workspace);
  add(Verb::get, "/v1/workspaces", Right::read, &Api::workspaces);
}

}  // namespace peakend::account
