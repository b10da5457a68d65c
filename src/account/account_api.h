#pragma once
#include "account/account.h"
#include "message/message.h"

namespace peakend::account {

/// /v1/setup, /v1/sessions, /v1/session, /v1/keys, /v1/workspace, /v1/workspaces, and what the next two add.
/// `accounts` must outlive the router.
void add_routes(message::Router&, Accounts& accounts, const Policy&);

/// /v1/roles, /v1/members, /v1/invitations, /v1/password-reset.
void add_member_routes(message::Router&, Accounts& accounts, const Policy&);
/// /v1/account: one's own name, password, second factor, sessions.
void add_self_routes(message::Router&, Accounts& accounts);

}  // namespace peakend::account
