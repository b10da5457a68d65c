#pragma once
// Channels `sms` and `wechat`: a signed POST to the company's gateway, by libcurl. docs/triggers.md has the form.
#include <memory>
#include <string>
#include <string_view>

#include "adapters/curl/transfer.h"
#include "base/time.h"
#include "channel/channel.h"

namespace peakend::adapters {

std::unique_ptr<channel::Sender> open_webhook(channel::GatewaySettings, const Clock&, TransferOptions = {});

/// The body of the request.
std::string webhook_body(const channel::Message&);
/// "v1=" and 64 hex digits: HMAC-SHA256 of "<timestamp>.<body>".
std::string webhook_signature(std::string_view secret, std::int64_t timestamp, std::string_view body);

}  // namespace peakend::adapters
