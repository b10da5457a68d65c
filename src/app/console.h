#pragma once
// The console's files under "/", from inside the binary.
#include "message/message.h"

namespace peakend::app {

/// GET /{rest...}: a file of the console, or index.html for the console's own addresses (no dot in the last part, or
/// opened by a browser: customers may be called by their e-mail address).
/// Hashed files (assets/...) may be kept for ever; index.html is asked for again each time. Answers 404 for /v1/.
void add_console(message::Router&);

/// Content-Security-Policy of the console's pages: only own scripts, no inline script, in nobody's frame; frames show own pages (the preview of a survey).
inline constexpr const char* kConsolePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

}  // namespace peakend::app
