#include "base/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace peakend {
namespace {

bool public_v4(const unsigned char* b) {
  const auto in = [b](unsigned a, unsigned c, int bits) {
    const unsigned mine = static_cast<unsigned>(b[0]) << 8 | b[1];
    return (mine >> (16 - bits)) == ((a << 8 | c) >> (16 - bits));
  };
  if (b[0] == 0 || b[0] == 10 || b[0] == 127 || b[0] >= 224) return false;
  if (in(100, 64, 10) || in(169, 254, 16) || in(172, 16, 12) || in(192, 168, 16) || in(198, 18, 15)) return false;
  const unsigned net = static_cast<unsigned>(b[0]) << 16 | static_cast<unsigned>(b[1]) << 8 | b[2];
  return net != 0xC00000 && net != 0xC00002 && net != 0xC63364 && net != 0xCB0071;  // 192.0.0, 192.0.2, 198.51.100, 203.0.113
}

}  // namespace

bool is_public_address(std::string_view address) {
  const std::string text(address.substr(0, std::min(address.find('%'), address.size())));
  std::array<unsigned char, 16> b{};
  if (inet_pton(AF_INET, text.c_str(), b.data()) == 1) return public_v4(b.data());
  if (inet_pton(AF_INET6, text.c_str(), b.data()) != 1) return false;
  static constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  static constexpr std::array<unsigned char, 12> kTranslated{0x00, 0x64, 0xff, 0x9b};
  if (std::equal(kMapped.begin(), kMapped.end(), b.begin()) || std::equal(kTranslated.begin(), kTranslated.end(), b.begin())) return public_v4(b.data() + 12);
  if (b[0] == 0x20 && b[1] == 0x02) return public_v4(b.data() + 2);
  if ((b[0] & 0xE0) != 0x20) return false;                                        // only 2000::/3 is given out
  return !(b[0] == 0x20 && b[1] == 0x01 && ((b[2] == 0x0d && b[3] == 0xb8) || (b[2] == 0 && b[3] == 0)));  // documentation, Teredo
}

std::string network_of(std::string_view address) {
  std::string text(address.substr(0, std::min(address.find('%'), address.size())));  // without an interface's name
  std::array<unsigned char, 16> bytes{};
  if (text.find(':') == std::string::npos || inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::string(address);
  static constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) {
    char dotted[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, bytes.data() + 12, dotted, sizeof dotted);
    return dotted;
  }
  std::string out;
  for (std::size_t i = 0; i < 8; ++i) {
    out += "0123456789abcdef"[bytes[i] >> 4];
    out += "0123456789abcdef"[bytes[i] & 15];
  }
  return out + "/64";
}

}  // namespace peakend
