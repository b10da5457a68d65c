#include "base/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace peakend {

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
