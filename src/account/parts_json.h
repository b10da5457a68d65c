#pragma once
// What this feature's route files share. Private to this folder.
#include <boost/json.hpp>

#include "account/account.h"
#include "account/account_api.h"
#include "message/body_json.h"

namespace peakend::account {

/// Not to be stored anywhere on the way.
message::Response answer(const boost::json::value&, int status = 200);
inline message::Response refuse(const message::Request& req, const Error& e) { return message::problem(e, req); }
template <class F>
message::Response run(const message::Request& req, F&& f) {
  Result<message::Response> r = f();
  return r ? *std::move(r) : refuse(req, r.error());
}

/// The cookie's line; an empty token removes it.
std::string cookie_line(std::string_view token, const message::Request&, std::chrono::milliseconds life);
/// Routes without a session have no CSRF token: a browser tells where the form came from.
bool from_other_site(const message::Request&);
Place place_of(const message::Request&);
std::string token_of(const message::Request&);  ///< the session's cookie value; "" without

/// The answer of GET /v1/session.
boost::json::object session_json(const Accounts&, const message::Principal&, const std::string& email, const std::string& token);
/// 201 with the session and its cookie; the audit log says who came in.
message::Response signed_in(const Accounts&, const Policy&, const message::Request&, const SignedIn&);
std::shared_ptr<const message::Change> change(std::string object, std::string label, std::string before, std::string after);

boost::json::object to_json(const Reach&);
/// "touchpoints" and "departments" of a body; nullopt when neither is there.
std::optional<Reach> reach_of(message::BodyFields&);

}  // namespace peakend::account
