#include "base/id.h"

#include <sodium.h>

namespace peakend {

std::string to_hex(const Uuid& u) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out(32, '0');
  for (int i = 0; i < 16; ++i) {
    out[static_cast<std::size_t>(15 - i)] = digits[(u.hi >> (4 * i)) & 15];
    out[static_cast<std::size_t>(31 - i)] = digits[(u.lo >> (4 * i)) & 15];
  }
  return out;
}

std::optional<Uuid> uuid_from_hex(std::string_view s) {
  if (s.size() != 32) return std::nullopt;
  Uuid u;
  for (std::size_t i = 0; i < 32; ++i) {
    const char c = s[i];
    std::uint64_t d;
    if (c >= '0' && c <= '9') d = static_cast<std::uint64_t>(c - '0');
    else if (c >= 'a' && c <= 'f') d = static_cast<std::uint64_t>(c - 'a' + 10);
    else return std::nullopt;
    auto& half = i < 16 ? u.hi : u.lo;
    half = half << 4 | d;
  }
  return u;
}

std::array<std::byte, 16> to_bytes(const Uuid& u) {
  std::array<std::byte, 16> out;
  for (std::size_t i = 0; i < 8; ++i) {
    out[7 - i] = static_cast<std::byte>(u.hi >> (8 * i));
    out[15 - i] = static_cast<std::byte>(u.lo >> (8 * i));
  }
  return out;
}

std::optional<Uuid> uuid_from_bytes(std::string_view s) {
  if (s.size() != 16) return std::nullopt;
  Uuid u;
  for (std::size_t i = 0; i < 16; ++i) {
    auto& half = i < 8 ? u.hi : u.lo;
    half = half << 8 | static_cast<unsigned char>(s[i]);
  }
  return u;
}

Uuid make_uuid7(std::int64_t ms, std::uint64_t random_a, std::uint64_t random_b) {
  return {static_cast<std::uint64_t>(ms) << 16 | 0x7000u | (random_a & 0xFFF),
          0x8000000000000000ull | (random_b & 0x3FFFFFFFFFFFFFFFull)};
}

Uuid hash_uuid(std::string_view domain, std::string_view a, std::string_view b) {
  crypto_generichash_state st;
  crypto_generichash_init(&st, nullptr, 0, 16);
  for (std::string_view part : {domain, a, b}) {
    const std::uint64_t len = part.size();
    crypto_generichash_update(&st, reinterpret_cast<const unsigned char*>(&len), sizeof len);
    crypto_generichash_update(&st, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  }
  unsigned char out[16];
  crypto_generichash_final(&st, out, sizeof out);
  Uuid u;
  for (int i = 0; i < 8; ++i) u.hi = u.hi << 8 | out[i];
  for (int i = 8; i < 16; ++i) u.lo = u.lo << 8 | out[i];
  u.hi = (u.hi & ~0xF000ull) | 0x8000ull;
  u.lo = (u.lo & 0x3FFFFFFFFFFFFFFFull) | 0x8000000000000000ull;
  return u;
}

}  // namespace peakend
