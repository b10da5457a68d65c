#include "account/account_api.h"

#include <boost/json.hpp>

#include <algorithm>

#include "account/parts_json.h"
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
  return {{"no", static_cast<std::uint32_t>(w.no)}, {"key", w.key}, {"name", w.name}, {"zone", w.zone}, {"lang", w.lang}, {"generated", w.generated},
          {"created_at", calendar::rfc3339(w.created, {})}, {"require_totp", w.require_totp}, {"suppress_k", w.suppress_k}};
}

json::object to_json(const Key& k) {
  json::object o{{"id", k.id.text()}, {"name", k.name}, {"scope", k.scope}, {"hint", k.hint}, {"created_at", calendar::rfc3339(k.created, {})}, {"maker", k.maker}};
  if (k.seen) o["seen_at"] = calendar::rfc3339(*k.seen, {});
  if (k.expires) o["expires_at"] = calendar::rfc3339(*k.expires, {});
  return o;
}

class Api {
 public:
  Api(Accounts& a, const Policy& p) : accounts_(a), policy_(p) {}

  /// signed_in: the browser brings a session cookie, so asking for the session is worth it (a refusal would be logged there).
  Response setup_state(const Request& req) const {
    return answer(json::object{{"needed", accounts_.needs_setup()}, {"signed_in", !token_of(req).empty()}});
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
      PK_TRY(const auto in, accounts_.set_up(token, account, workspace, place_of(req)));
      return signed_in(req, in);
    });
  }

  Response sign_in(const Request& req) const {
    if (from_other_site(req)) return refuse(req, Error{ErrorKind::forbidden, "csrf", {}, {}, {}});
    return run(req, [&]() -> Result<Response> {
      PK_TRY(auto f, message::BodyFields::parse(req.body));
      const auto email = f.text("email", 1, 254), password = f.text("password", 1, 1000);
      const auto code = f.optional_text("code", 0, 60).value_or("");
      PK_CHECK(f.done());
      PK_TRY(const auto in, accounts_.sign_in(email, password, place_of(req), code));
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
    return answer(session_json(accounts_, req.who, accounts_.email_of(req.who.account), token));
  }

  Response sign_out(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      if (const auto token = req.cookie("pk_session"); token && !token->empty()) PK_CHECK(accounts_.sign_out(*token));
      auto r = Response::empty();
      r.set("Set-Cookie", cookie_line("", req, {}));
      r.change = std::make_shared<message::Change>(message::Change{"session", "", "", ""});
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
      const auto until = f.optional_text("expires_at", 1, 40);
      std::optional<Instant> expires;
      if (until && !(expires = calendar::parse_rfc3339(*until))) f.refuse("expires_at", "bad_timestamp");
      PK_CHECK(f.done());
      PK_TRY(const auto made, accounts_.create_key(req.who.workspace, std::move(name), std::move(scope), expires, req.who.name));
      auto o = to_json(made.key);
      auto r = answer([&] { auto with = o; with["key"] = made.secret; return with; }(), 201);
      r.change = change("keys/" + made.key.id.text(), made.key.name, {}, json::serialize(o));
      return r;
    });
  }

  Response revoke_key(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      const auto id = KeyId::parse(req.params.at("id"));
      if (!id) return fail(ErrorKind::not_found, "no_such_key");
      if (*id == req.who.key) return fail(ErrorKind::conflict, "last_admin_key");
      const auto all = accounts_.list_keys(req.who.workspace);
      const auto it = std::find_if(all.begin(), all.end(), [&](const Key& k) { return k.id == *id; });
      PK_CHECK(accounts_.revoke_key(req.who.workspace, *id));
      auto r = Response::empty();
      if (it != all.end()) r.change = change("keys/" + id->text(), it->name, json::serialize(to_json(*it)), {});
      return r;
    });
  }

  Response workspace(const Request& req) const {
    const auto w = accounts_.workspace(req.who.workspace);
    return w ? answer(to_json(*w)) : refuse(req, Error{ErrorKind::not_found, "no_such_workspace", {}, {}, {}});
  }

  Response change_workspace(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      PK_TRY(auto f, message::BodyFields::parse(req.body));
      Accounts::Change wanted{f.optional_text("name", 1, 200), f.optional_text("zone", 1, 60), f.optional_text("lang", 2, 2), f.optional_flag("require_totp"), {}};
      if (const auto k = f.optional_integer("suppress_k", 1, 100)) wanted.suppress_k = static_cast<int>(*k);
      PK_CHECK(f.done());
      // Who asks for a second factor must have one, or nobody could take the demand back.
      if (wanted.require_totp.value_or(false) && !req.who.account.is_none() && !accounts_.has_totp(req.who.account)) return fail(ErrorKind::conflict, "second_factor_first");
      PK_TRY(const auto w, accounts_.change_workspace(req.who.workspace, wanted));
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
  Response signed_in(const Request& req, const SignedIn& in) const { return account::signed_in(accounts_, policy_, req, in); }

  Accounts& accounts_;
  const Policy policy_;
};

}  // namespace

void add_routes(message::Router& router, Accounts& accounts, const Policy& policy) {
  const auto api = std::make_shared<Api>(accounts, policy);
  struct Entry {
    Verb verb;
    const char* pattern;
    Right right;
    Response (Api::*f)(const Request&) const;
    bool same_origin_only = true, limited_ok = false, confirm = false, audit = true;
  };
  const Entry entries[] = {
      {.verb = Verb::get, .pattern = "/v1/setup", .right = Right::none, .f = &Api::setup_state},
      {.verb = Verb::post, .pattern = "/v1/setup", .right = Right::none, .f = &Api::set_up, .same_origin_only = false},
      {.verb = Verb::post, .pattern = "/v1/sessions", .right = Right::none, .f = &Api::sign_in, .same_origin_only = false},
      {.verb = Verb::get, .pattern = "/v1/session", .right = Right::none, .f = &Api::session},
      {.verb = Verb::patch, .pattern = "/v1/session", .right = Right::self, .f = &Api::switch_workspace, .limited_ok = true, .audit = false},
      {.verb = Verb::del, .pattern = "/v1/session", .right = Right::none, .f = &Api::sign_out},
      {.verb = Verb::get, .pattern = "/v1/keys", .right = Right::admin, .f = &Api::keys},
      {.verb = Verb::post, .pattern = "/v1/keys", .right = Right::admin, .f = &Api::create_key, .confirm = true},
      {.verb = Verb::del, .pattern = "/v1/keys/{id}", .right = Right::admin, .f = &Api::revoke_key},
      {.verb = Verb::get, .pattern = "/v1/workspace", .right = Right::read, .f = &Api::workspace, .limited_ok = true},
      {.verb = Verb::patch, .pattern = "/v1/workspace", .right = Right::admin, .f = &Api::change_workspace},
      {.verb = Verb::get, .pattern = "/v1/workspaces", .right = Right::read, .f = &Api::workspaces, .limited_ok = true},
  };
  for (const auto& e : entries) {
    message::Route route;
    route.verb = e.verb;
    route.pattern = e.pattern;
    route.right = e.right;
    route.max_body = 16 * 1024;
    route.same_origin_only = e.same_origin_only;
    route.limited_ok = e.limited_ok;
    route.confirm = e.confirm;
    route.audit = e.audit;
    route.handler = [api, f = e.f](const Request& req) { return ((*api).*f)(req); };
    router.add(std::move(route));
  }
  add_member_routes(router, accounts, policy);
  add_self_routes(router, accounts);
}

}  // namespace peakend::account
