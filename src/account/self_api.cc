// One's own account: name, password, second factor, sessions.
#include "account/parts_json.h"
#include "account/totp.h"
#include "base/calendar.h"
#include "base/qr.h"

namespace peakend::account {
namespace {

namespace json = boost::json;
using message::BodyFields;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

Response done(const char* object) {
  auto r = Response::empty();
  r.change = account::change(object, {}, {}, {});
  return r;
}

Response codes_answer(const std::vector<std::string>& codes, const char* object) {
  auto r = answer(json::object{{"recovery_codes", json::value_from(codes)}}, 201);
  r.change = account::change(object, {}, {}, {});
  return r;
}

class Api {
 public:
  explicit Api(Accounts& a) : accounts_(a) {}

  Result<Response> get(const Request& req) const {
    PK_TRY(const auto left, accounts_.recovery_codes_left(req.who.account));
    bool required = false;
    for (const auto& w : accounts_.workspaces_of(req.who.account)) required |= w.require_totp;
    return answer(json::object{{"id", req.who.account.text()}, {"email", accounts_.email_of(req.who.account)}, {"name", req.who.name},
                               {"totp", accounts_.has_totp(req.who.account)}, {"totp_required", required}, {"recovery_codes_left", left}});
  }
  Result<Response> rename(const Request& req) const {
    PK_TRY(auto f, BodyFields::parse(req.body));
    const auto name = f.text("name", 1, 200);
    PK_CHECK(f.done());
    PK_CHECK(accounts_.rename(req.who.account, name));
    auto r = Response::empty();
    r.change = account::change("account", {}, json::serialize(json::object{{"name", req.who.name}}), json::serialize(json::object{{"name", name}}));
    return r;
  }
  Result<Response> password(const Request& req) const {
    PK_TRY(auto f, BodyFields::parse(req.body));
    const auto now = f.text("password", 1, 1000), next = f.text("new_password", 1, 1000);
    PK_CHECK(f.done());
    PK_CHECK(accounts_.change_password(req.who.account, token_of(req), now, next));
    return done("account/password");
  }
  Result<Response> confirm(const Request& req) const {
    PK_TRY(auto f, BodyFields::parse(req.body));
    const auto password = f.text("password", 1, 1000);
    PK_CHECK(f.done());
    PK_CHECK(accounts_.confirm(token_of(req), password));
    return Response::empty();
  }
  Result<Response> sessions(const Request& req) const {
    json::array list;
    for (const auto& s : accounts_.sessions_of(req.who.account, token_of(req)))
      list.push_back(json::object{{"id", s.id}, {"device", s.device}, {"address", s.address}, {"created_at", calendar::rfc3339(s.created, {})},
                                  {"seen_at", calendar::rfc3339(s.seen, {})}, {"current", s.current}});
    return answer(json::object{{"sessions", std::move(list)}});
  }
  Result<Response> end_others(const Request& req) const {
    PK_CHECK(accounts_.end_other_sessions(req.who.account, token_of(req)));
    return done("account/sessions");
  }
  Result<Response> end_one(const Request& req) const {
    const auto& id = req.params.at("id");
    std::string device;
    for (const auto& s : accounts_.sessions_of(req.who.account, token_of(req)))
      if (s.id == id) device = s.device;
    PK_CHECK(accounts_.end_session(req.who.account, id));
    auto r = Response::empty();
    r.change = account::change("account/sessions/" + id, device, {}, {});
    return r;
  }
  Result<Response> begin_totp(const Request& req) const {
    PK_TRY(const auto e, accounts_.begin_totp(req.who.account));
    return answer(json::object{{"secret", e.secret}, {"uri", e.uri}, {"qr", qr_svg(e.uri)}}, 201);
  }
  Result<Response> finish_totp(const Request& req) const {
    PK_TRY(auto f, BodyFields::parse(req.body));
    const auto code = f.text("code", 1, 20);
    PK_CHECK(f.done());
    PK_TRY(const auto codes, accounts_.finish_totp(req.who.account, code));
    return codes_answer(codes, "account/totp");
  }
  Result<Response> new_codes(const Request& req) const {
    PK_TRY(const auto codes, accounts_.new_recovery_codes(req.who.account));
    return codes_answer(codes, "account/recovery-codes");
  }
  Result<Response> end_totp(const Request& req) const {
    PK_CHECK(accounts_.end_totp(req.who.account));
    return done("account/totp");
  }

 private:
  Accounts& accounts_;
};

}  // namespace

void add_self_routes(message::Router& router, Accounts& accounts) {
  const auto api = std::make_shared<Api>(accounts);
  struct Entry {
    Verb verb;
    const char* pattern;
    Result<Response> (Api::*f)(const Request&) const;
    bool confirm = false, audit = true;
  };
  const Entry entries[] = {
      {.verb = Verb::get, .pattern = "/v1/account", .f = &Api::get},
      {.verb = Verb::patch, .pattern = "/v1/account", .f = &Api::rename},
      {.verb = Verb::post, .pattern = "/v1/account/password", .f = &Api::password},
      {.verb = Verb::post, .pattern = "/v1/account/confirm", .f = &Api::confirm, .audit = false},
      {.verb = Verb::get, .pattern = "/v1/account/sessions", .f = &Api::sessions},
      {.verb = Verb::del, .pattern = "/v1/account/sessions", .f = &Api::end_others},
      {.verb = Verb::del, .pattern = "/v1/account/sessions/{id}", .f = &Api::end_one},
      {.verb = Verb::post, .pattern = "/v1/account/totp", .f = &Api::begin_totp, .confirm = true, .audit = false},
      {.verb = Verb::post, .pattern = "/v1/account/totp/verify", .f = &Api::finish_totp},
      {.verb = Verb::del, .pattern = "/v1/account/totp", .f = &Api::end_totp, .confirm = true},
      {.verb = Verb::post, .pattern = "/v1/account/recovery-codes", .f = &Api::new_codes, .confirm = true},
  };
  for (const auto& e : entries) {
    message::Route route;
    route.verb = e.verb;
    route.pattern = e.pattern;
    route.right = Right::self;
    route.max_body = 16 * 1024;
    route.limited_ok = true;
    route.confirm = e.confirm;
    route.audit = e.audit;
    route.handler = [api, f = e.f](const Request& req) {
      auto r = ((*api).*f)(req);
      return r ? *std::move(r) : refuse(req, r.error());
    };
    router.add(std::move(route));
  }
}

}  // namespace peakend::account
