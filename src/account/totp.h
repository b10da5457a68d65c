#pragma once
// Time-based one-time passwords (RFC 6238 over RFC 4226): HMAC-SHA-1, six digits, steps of 30 seconds since 1970.
//   code = (HMAC(secret, step as 8 bytes big-endian), dynamically truncated to 31 bits) mod 10^6
// Worked: secret "12345678901234567890", second 59 = step 1: 94287082 with eight digits, 287082 with six.
// Pure apart from nothing: time is an argument. Thread-safe.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"

namespace peakend::account {

inline constexpr std::size_t kTotpSecretBytes = 20;

std::string totp_code(std::string_view secret, std::int64_t step);
inline std::int64_t totp_step(Instant at) { return to_ms(at) / 30'000; }
/// The step whose code this is: now, the one before or the one after (clocks differ); nullopt otherwise. Spaces are
/// left out of `code`. Callers keep the step and refuse it, and earlier ones, from then on.
std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, Instant now);

/// RFC 4648, upper case, without padding.
std::string base32(std::string_view bytes);
/// otpauth://totp/<issuer>:<account>?secret=...&issuer=... as authenticator apps read it.
std::string otpauth_uri(std::string_view issuer, std::string_view account, std::string_view secret_base32);

}  // namespace peakend::account
