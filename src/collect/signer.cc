// Tokens: base64url of the claims as JSON, a dot, base64url of the first 16 bytes of HMAC-SHA-512/256 over them.
#include <sodium.h>

#include "collect/claims.h"

namespace peakend::collect {
namespace {

constexpr std::size_t kMac = 16, kMaxToken = 6'000;

std::string encode(std::string_view bytes) {
  std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.pop_back();  // the closing NUL
  return out;
}
std::optional<std::string> decode(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t n = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr, &n, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  out.resize(n);
  return out;
}
std::string mac_of(const std::string& key, std::string_view text) {
  unsigned char mac[crypto_auth_BYTES];
  crypto_auth(mac, reinterpret_cast<const unsigned char*>(text.data()), text.size(), reinterpret_cast<const unsigned char*>(key.data()));
  return {reinterpret_cast<const char*>(mac), kMac};
}

}  // namespace

std::string Signer::sign(const Claims& c) const {
  const std::string body = encode(claims_json(c));
  return body + "." + encode(mac_of(key_, body));
}

std::optional<Claims> Signer::read(std::string_view token) const {
  const auto dot = token.find('.');
  if (token.size() > kMaxToken || dot == token.npos || key_.size() != crypto_auth_KEYBYTES) return std::nullopt;
  const auto mac = decode(token.substr(dot + 1));
  const std::string right = mac_of(key_, token.substr(0, dot));
  if (!mac || mac->size() != kMac || sodium_memcmp(mac->data(), right.data(), kMac) != 0) return std::nullopt;
  const auto body = decode(token.substr(0, dot));
  return body ? read_claims(*body) : std::nullopt;
}

}  // namespace peakend::collect
