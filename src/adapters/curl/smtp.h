#pragma once
// Channel `email`: SMTP by libcurl, STARTTLS or TLS with verified certificates, PLAIN/LOGIN.
#include <memory>
#include <string>

#include "adapters/curl/transfer.h"
#include "base/time.h"
#include "channel/channel.h"

namespace peakend::adapters {

std::unique_ptr<channel::Sender> open_smtp(channel::EmailSettings, const Clock&, TransferOptions = {});

/// The message with headers as it goes over the wire: multipart/alternative, base64, CRLF, lines of at most 78 characters but for
/// long addresses of links. What would break out of a header is taken out.
std::string mime_text(const channel::Message&, const channel::EmailSettings&, Instant now);
/// An RFC 2047 text in words of at most 75 characters, cut between characters; plain ASCII stays as it is.
std::string header_words(std::string_view utf8);

}  // namespace peakend::adapters
