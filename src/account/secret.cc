#include "account/secret.h"

#include <sodium.h>

#include <mutex>

namespace peakend::account {
namespace {

std::mutex one_at_a_time;  // 64 MB each: two on a small machine are too many

bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((a[i] | 0x20) != (b[i] | 0x20)) return false;
  return true;
}

}  // namespace

Digest digest_of(std::string_view domain, std::string_view text) {
  crypto_generichash_state st;
  Digest out;
  crypto_generichash_init(&st, nullptr, 0, out.size());
  const unsigned char length = static_cast<unsigned char>(domain.size());
  crypto_generichash_update(&st, &length, 1);
  crypto_generichash_update(&st, reinterpret_cast<const unsigned char*>(domain.data()), domain.size());
  crypto_generichash_update(&st, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  crypto_generichash_final(&st, out.data(), out.size());
  return out;
}

std::string to_hex(std::span<const unsigned char> bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const auto b : bytes) {
    out += "0123456789abcdef"[b >> 4];
    out += "0123456789abcdef"[b & 15];
  }
  return out;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<std::string> hash_password(std::string_view password) {
  const std::lock_guard lock(one_at_a_time);
  char out[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(out, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    return fail(ErrorKind::unavailable, "busy", "no memory for argon2id");
  return std::string(out);
}

bool password_matches(const std::string& stored, std::string_view password) {
  const std::lock_guard lock(one_at_a_time);
  return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

std::string key_of_headers(std::string_view authorization, std::string_view x_api_key) {
  if (!x_api_key.empty()) return std::string(x_api_key.substr(0, 200));
  const auto space = authorization.find(' ');
  if (space == std::string_view::npos) return {};
  const auto scheme = authorization.substr(0, space);
  auto rest = authorization.substr(space + 1);
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (rest.size() > 400) return "?";  // longer than any key: known to be wrong
  if (same_word(scheme, "bearer")) return std::string(rest);
  if (!same_word(scheme, "basic")) return {};
  std::string plain(rest.size(), '\0');
  std::size_t n = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(plain.data()), plain.size(), rest.data(), rest.size(), nullptr, &n,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return "?";
  plain.resize(n);
  return plain.substr(0, plain.find(':'));
}

}  // namespace peakend::account
