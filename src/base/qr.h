#pragma once
// QR codes (level M) with the quiet zone of four. Pure; thread-safe. Too long a text (about 2 300 bytes) gives "".
#include <string>
#include <string_view>

namespace peakend {

/// Dark squares on white, one unit a square.
std::string qr_svg(std::string_view text);
/// One bit a pixel, `scale` pixels a square (1 to 64).
std::string qr_png(std::string_view text, int scale);

}  // namespace peakend
