#include "account/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "account/secret.h"

namespace peakend::account {
namespace {

std::string percent(std::string_view s) {
  std::string out;
  for (const char c : s) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) out += c;
    else out += '%', out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4], out += "0123456789ABCDEF"[c & 15];
  }
  return out;
}

}  // namespace

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 8; i-- > 0; step >>= 8) counter[i] = static_cast<unsigned char>(step & 0xFF);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  if (HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(), &length) == nullptr || length < 20) return {};
  const unsigned at = mac[19] & 0x0Fu;
  const std::uint32_t bits = (mac[at] & 0x7Fu) << 24 | static_cast<std::uint32_t>(mac[at + 1]) << 16 | static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3];
  auto digits = std::to_string(bits % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, Instant now) {
  std::string digits;
  for (const char c : code) {
    if (c == ' ') continue;
    if (c < '0' || c > '9' || digits.size() == 6) return std::nullopt;
    digits += c;
  }
  if (digits.size() != 6 || secret.empty()) return std::nullopt;
  std::optional<std::int64_t> found;
  for (const auto step : {totp_step(now), totp_step(now) - 1, totp_step(now) + 1})  // all three, whatever comes first
    if (same_secret(totp_code(secret, step), digits) && !found) found = step;
  return found;
}

std::string base32(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) out += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[held >> (bits - 5) & 31];
    held &= 0xFF;
  }
  if (bits > 0) out += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[held << (5 - bits) & 31];
  return out;
}

std::string otpauth_uri(std::string_view issuer, std::string_view account, std::string_view secret_base32) {
  return "otpauth://totp/" + percent(issuer) + ":" + percent(account) + "?secret=" + std::string(secret_base32) + "&issuer=" + percent(issuer);
}

}  // namespace peakend::account
