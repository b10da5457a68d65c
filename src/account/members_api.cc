// Roles, members, invitations, links for a forgotten password.
#include <algorithm>

#include "account/parts_json.h"
#include "base/calendar.h"

namespace peakend::account {
namespace {

namespace json = boost::json;
using message::BodyFields;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

std::string time_text(Instant t) { return calendar::rfc3339(t, {}); }

json::object to_json(const Member& m) {
  json::object o{{"id", m.account.text()}, {"email", m.email}, {"name", m.name}, {"role", role_key(m.role)}, {"totp", m.totp}, {"since", time_text(m.since)}};
  for (auto& [k, v] : to_json(m.reach)) o[k] = v;
  if (m.seen) o["seen_at"] = time_text(*m.seen);
  return o;
}

json::object to_json(const Invitation& i) {
  json::object o{{"id", i.id.text()}, {"email", i.email}, {"role", role_key(i.role)}, {"by", i.by}, {"created_at", time_text(i.created)}, {"expires_at", time_text(i.expires)}};
  for (auto& [k, v] : to_json(i.reach)) o[k] = v;
  return o;
}

class Api {
 public:
  Api(Accounts& a, const Policy& p) : accounts_(a), policy_(p) {}

  Response roles(const Request&) const {
    json::array list;
    for (const auto& r : all_roles()) {
      json::array rights;
      for (const auto right : {Right::ingest, Right::read, Right::personal, Right::act, Right::write, Right::admin, Right::self})
        if ((r.rights >> static_cast<int>(right) & 1u) != 0) rights.emplace_back(message::right_name(right));
      list.push_back(json::object{{"key", r.key}, {"rights", std::move(rights)}, {"limited", r.limited}});
    }
    return answer(json::object{{"roles", std::move(list)}});
  }

  Response members(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      PK_TRY(const auto all, accounts_.members(req.who.workspace));
      json::array list;
      for (const auto& m : all) {
        // Colleagues are found by name; the rest is for those who manage them.
        if (req.who.may(Right::admin)) list.push_back(to_json(m));
        else list.push_back(json::object{{"id", m.account.text()}, {"name", m.name}, {"email", m.email}, {"role", role_key(m.role)}});
      }
      return answer(json::object{{"members", std::move(list)}});
    });
  }

  Response change_member(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      PK_TRY(const auto before, find(req));
      PK_TRY(auto f, BodyFields::parse(req.body));
      Accounts::MemberChange wanted{role_of(f, false), reach_of(f)};
      PK_CHECK(f.done());
      PK_TRY(const auto after, accounts_.change_member(req.who.workspace, before.account, wanted));
      auto r = answer(to_json(after));
      r.change = account::change("members/" + after.account.text(), after.email, told(before), told(after));
      return r;
    });
  }

  Response remove_member(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      PK_TRY(const auto m, find(req));
      PK_CHECK(accounts_.remove_member(req.who.workspace, m.account));
      auto r = Response::empty();
      r.change = account::change("members/" + m.account.text(), m.email, told(m), {});
      return r;
    });
  }

  /// A link that the owner hands over. Only for members of this workspace who own no other one: the password opens all.
  Response reset_member(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      PK_TRY(const auto m, find(req));
      PK_TRY(auto f, BodyFields::parse(req.body.empty() ? "{}" : req.body));
      const bool factor = f.optional_flag("second_factor").value_or(false);
      PK_CHECK(f.done());
      for (const auto& w : accounts_.workspaces_of(m.account)) {
        if (w.no == req.who.workspace) continue;
        PK_TRY(const auto there, accounts_.members(w.no));
        const auto rules = [&](AccountId id) { return std::any_of(there.begin(), there.end(), [&](const Member& x) { return x.account == id && x.role == Role::owner; }); };
        if (!rules(req.who.account)) return fail(ErrorKind::forbidden, "member_elsewhere");
      }
      PK_TRY(const auto token, accounts_.make_reset_token(m.email, factor));
      auto r = answer(json::object{{"path", "/reset#" + token}, {"email", m.email}, {"expires_in_hours", hours(policy_.reset_life)}}, 201);
      r.change = account::change("members/" + m.account.text() + "/reset", m.email, {}, json::serialize(json::object{{"second_factor_too", factor}}));
      return r;
    });
  }

  Response invitations(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      PK_TRY(const auto all, accounts_.invitations(req.who.workspace));
      json::array list;
      for (const auto& i : all) list.push_back(to_json(i));
      return answer(json::object{{"invitations", std::move(list)}});
    });
  }

  Response invite(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      PK_TRY(auto f, BodyFields::parse(req.body));
      Accounts::NewInvitation wanted;
      wanted.email = f.text("email", 3, 254);
      wanted.role = role_of(f, true).value_or(Role::viewer);
      wanted.reach = reach_of(f).value_or(Reach{});
      wanted.days = static_cast<int>(f.optional_integer("days", 1, 30).value_or(7));
      PK_CHECK(f.done());
      PK_TRY(const auto made, accounts_.invite(req.who.workspace, wanted, req.who.account));
      auto o = to_json(made.invitation);
      const auto plain = json::serialize(o);
      o["path"] = "/invite#" + made.token;  // behind '#': it reaches no server's log
      auto r = answer(o, 201);
      r.change = account::change("invitations/" + made.invitation.id.text(), made.invitation.email, {}, plain);
      return r;
    });
  }

  Response revoke_invitation(const Request& req) const {
    return run(req, [&]() -> Result<Response> {
      const auto id = InvitationId::parse(req.params.at("id"));
      if (!id) return fail(ErrorKind::not_found, "no_such_invitation");
      PK_TRY(const auto all, accounts_.invitations(req.who.workspace));
      const auto it = std::find_if(all.begin(), all.end(), [&](const Invitation& i) { return i.id == *id; });
      PK_CHECK(accounts_.revoke_invitation(req.who.workspace, *id));
      auto r = Response::empty();
      if (it != all.end()) r.change = account::change("invitations/" + id->text(), it->email, json::serialize(to_json(*it)), {});
      return r;
    });
  }

  Response look(const Request& req) const {
    return open(req, [&]() -> Result<Response> {
      PK_TRY(auto f, BodyFields::parse(req.body));
      const auto token = f.text("token", 1, 200);
      PK_CHECK(f.done());
      PK_TRY(const auto w, accounts_.look_at_invitation(token));
      const auto workspace = accounts_.workspace(w.invitation.workspace);
      return answer(json::object{{"email", w.invitation.email}, {"role", role_key(w.invitation.role)}, {"by", w.invitation.by}, {"has_account", w.has_account},
                                 {"workspace", workspace ? workspace->name : ""}, {"expires_at", time_text(w.invitation.expires)}});
    });
  }

  Response accept(const Request& req) const {
    return open(req, [&]() -> Result<Response> {
      PK_TRY(auto f, BodyFields::parse(req.body));
      const auto token = f.text("token", 1, 200), password = f.text("password", 1, 1000);
      const auto name = f.optional_text("name", 0, 200).value_or(""), code = f.optional_text("code", 0, 60).value_or("");
      PK_CHECK(f.done());
      PK_TRY(const auto in, accounts_.accept_invitation(token, name, password, place_of(req), code));
      return signed_in(accounts_, policy_, req, in);
    });
  }

  Response look_at_reset(const Request& req) const {
    return open(req, [&]() -> Result<Response> {
      PK_TRY(auto f, BodyFields::parse(req.body));
      const auto token = f.text("token", 1, 200);
      PK_CHECK(f.done());
      PK_TRY(const auto email, accounts_.email_of_reset(token));
      return answer(json::object{{"email", email}});
    });
  }

  Response reset(const Request& req) const {
    return open(req, [&]() -> Result<Response> {
      PK_TRY(auto f, BodyFields::parse(req.body));
      const auto token = f.text("token", 1, 200), password = f.text("password", 1, 1000);
      PK_CHECK(f.done());
      PK_TRY(const auto email, accounts_.email_of_reset(token));
      PK_TRY(const auto id, accounts_.redeem_reset(token, password));
      auto r = Response::empty();
      auto c = std::make_shared<message::Change>();
      c->object = "password";
      c->label = c->actor = email;
      c->account = id;
      if (const auto all = accounts_.workspaces_of(id); !all.empty()) c->workspace = all.front().no;
      r.change = std::move(c);
      return r;
    });
  }

 private:
  static std::int64_t hours(std::chrono::milliseconds d) { return std::chrono::duration_cast<std::chrono::hours>(d).count(); }
  static std::string told(const Member& m) {
    auto o = to_json(m.reach);
    o["role"] = role_key(m.role);
    return json::serialize(o);
  }
  static std::optional<Role> role_of(BodyFields& f, bool needed) {
    const auto text = needed ? std::optional(f.text("role", 1, 20)) : f.optional_text("role", 1, 20);
    if (!text || text->empty()) return std::nullopt;
    const auto role = role_by_key(*text);
    if (!role) f.refuse("role", "not_one_of", {{"allowed", "owner, analyst, manager, agent, viewer"}});
    return role;
  }
  Result<Member> find(const Request& req) const {
    const auto id = AccountId::parse(req.params.at("id"));
    if (!id) return fail(ErrorKind::not_found, "no_such_member");
    PK_TRY(auto all, accounts_.members(req.who.workspace));
    const auto it = std::find_if(all.begin(), all.end(), [&](const Member& m) { return m.account == *id; });
    if (it == all.end()) return fail(ErrorKind::not_found, "no_such_member");
    return std::move(*it);
  }
  template <class F>
  static Response open(const Request& req, F&& f) {
    if (from_other_site(req)) return refuse(req, Error{ErrorKind::forbidden, "csrf", {}, {}, {}});
    return run(req, std::forward<F>(f));
  }

  Accounts& accounts_;
  const Policy policy_;
};

}  // namespace

void add_member_routes(message::Router& router, Accounts& accounts, const Policy& policy) {
  const auto api = std::make_shared<Api>(accounts, policy);
  struct Entry {
    Verb verb;
    const char* pattern;
    Right right;
    Response (Api::*f)(const Request&) const;
    bool limited_ok = false, confirm = false, audit = true;
  };
  const Entry entries[] = {
      {.verb = Verb::get, .pattern = "/v1/roles", .right = Right::read, .f = &Api::roles, .limited_ok = true},
      {.verb = Verb::get, .pattern = "/v1/members", .right = Right::act, .f = &Api::members, .limited_ok = true},
      {.verb = Verb::patch, .pattern = "/v1/members/{id}", .right = Right::admin, .f = &Api::change_member, .confirm = true},
      {.verb = Verb::del, .pattern = "/v1/members/{id}", .right = Right::admin, .f = &Api::remove_member, .confirm = true},
      {.verb = Verb::post, .pattern = "/v1/members/{id}/reset", .right = Right::admin, .f = &Api::reset_member, .confirm = true},
      {.verb = Verb::get, .pattern = "/v1/invitations", .right = Right::admin, .f = &Api::invitations},
      {.verb = Verb::post, .pattern = "/v1/invitations", .right = Right::admin, .f = &Api::invite, .confirm = true},
      {.verb = Verb::del, .pattern = "/v1/invitations/{id}", .right = Right::admin, .f = &Api::revoke_invitation},
      {.verb = Verb::post, .pattern = "/v1/invitations/look", .right = Right::none, .f = &Api::look, .audit = false},
      {.verb = Verb::post, .pattern = "/v1/invitations/accept", .right = Right::none, .f = &Api::accept},
      {.verb = Verb::post, .pattern = "/v1/password-reset/look", .right = Right::none, .f = &Api::look_at_reset, .audit = false},
      {.verb = Verb::post, .pattern = "/v1/password-reset", .right = Right::none, .f = &Api::reset},
  };
  for (const auto& e : entries) {
    message::Route route;
    route.verb = e.verb;
    route.pattern = e.pattern;
    route.right = e.right;
    route.max_body = 64 * 1024;
    route.same_origin_only = e.right != Right::none;
    route.limited_ok = e.limited_ok;
    route.confirm = e.confirm;
    route.audit = e.audit;
    route.handler = [api, f = e.f](const Request& req) { return ((*api).*f)(req); };
    router.add(std::move(route));
  }
}

}  // namespace peakend::account
