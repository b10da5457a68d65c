#pragma once
// Random secrets and their hashes. Pure apart from the password functions, which take about 50 ms and 64 MB each
// and therefore run one at a time. Thread-safe.
#include <array>
#include <cstring>
#include <span>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace peakend::account {

using Digest = std::array<unsigned char, 32>;
struct DigestHash {
  std::size_t operator()(const Digest& d) const noexcept {
    std::size_t h;
    std::memcpy(&h, d.data(), sizeof h);  // the digest is uniform already
    return h;
  }
};
/// BLAKE2b-256 of domain and text.
Digest digest_of(std::string_view domain, std::string_view text);
std::string to_hex(std::span<const unsigned char>);
/// Compares without telling by its time where texts differ.
bool same_secret(std::string_view a, std::string_view b);

/// argon2id, interactive limits. Out of memory: ErrorKind::unavailable.
Result<std::string> hash_password(std::string_view password);
bool password_matches(const std::string& stored, std::string_view password);

/// Key of "Authorization: Bearer k", "Basic base64(k:)" or X-Api-Key; "" when none is there.
std::string key_of_headers(std::string_view authorization, std::string_view x_api_key);

}  // namespace peakend::account
