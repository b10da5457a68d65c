#pragma once
// Channels `sms` and `wechat`: a signed POST to the company's gateway, by libcurl. docs/triggers.md has the form.
#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "channel/channel.h"

namespace peakend::adapters {

struct WebhookOptions {
  bool allow_private = false;  ///< private, local and link-local addresses, and plain http
  int connect_seconds = 10, total_seconds = 30;
};
std::unique_ptr<channel::Sender> open_webhook(channel::GatewaySettings, const Clock&, WebhookOptions = {});

/// The body of the request.
std::string webhook_body(const channel::Message&);
/// "v1=" and 64 hex digits: HMAC-SHA256 of "<timestamp>.<body>".
std::string webhook_signature(std::string_view secret, std::int64_t timestamp, std::string_view body);

}  // namespace peakend::adapters
