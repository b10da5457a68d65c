#pragma once
#include "account/account.h"
#include "message/message.h"

namespace peakend::account {

/// /v1/setup, /v1/sessions, /v1/session, /v1/keys, /v1/workspace, /v1/workspaces. `accounts` must outlive the router.
void add_routes(message::Router&, Accounts& accounts, const Policy&);

}  // namespace peakend::account
