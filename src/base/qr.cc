#include "base/qr.h"

#include <qrencode.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace peakend {
namespace {

constexpr int kQuiet = 4;

class Code {
 public:
  explicit Code(std::string_view text)
      : code_(QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M), QRcode_free) {}
  explicit operator bool() const { return code_ != nullptr; }
  int width() const { return code_->width; }
  bool dark(int x, int y) const { return x >= 0 && y >= 0 && x < width() && y < width() && (code_->data[y * width() + x] & 1) != 0; }

 private:
  std::unique_ptr<QRcode, void (*)(QRcode*)> code_;
};

void word(std::string& out, std::uint32_t x) {
  for (int i = 24; i >= 0; i -= 8) out += static_cast<char>(x >> i & 0xff);
}
void chunk(std::string& out, const char* name, std::string_view data) {
  word(out, static_cast<std::uint32_t>(data.size()));
  const std::string body = name + std::string(data);
  out += body;
  word(out, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
}

}  // namespace

std::string qr_svg(std::string_view text) {
  const Code code(text);
  if (!code) return {};
  const auto size = std::to_string(code.width() + 2 * kQuiet);
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size +
                    "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + size + "v" + size + "H0z\"/><path fill=\"#000\" d=\"";
  for (int y = 0; y < code.width(); ++y)
    for (int x = 0; x < code.width();) {
      int run = 0;
      while (code.dark(x + run, y)) ++run;
      if (run == 0) {
        ++x;
        continue;
      }
      const auto w = std::to_string(run);
      out += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h" + w + "v1h-" + w + "z";
      x += run;
    }
  return out + "\"/></svg>";
}

std::string qr_png(std::string_view text, int scale) {
  const Code code(text);
  if (!code) return {};
  scale = std::clamp(scale, 1, 64);
  const int size = (code.width() + 2 * kQuiet) * scale;
  std::string rows;
  for (int y = 0; y < size; ++y) {
    std::string row(1 + static_cast<std::size_t>(size + 7) / 8, '\0');  // filter 0, then white = 1
    for (int x = 0; x < size; ++x)
      if (!code.dark(x / scale - kQuiet, y / scale - kQuiet)) row[1 + static_cast<std::size_t>(x) / 8] |= static_cast<char>(0x80 >> x % 8);
    rows += row;
  }
  std::string packed(compressBound(rows.size()), '\0');
  uLongf n = packed.size();
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &n, reinterpret_cast<const Bytef*>(rows.data()), rows.size(), 9) != Z_OK) return {};
  packed.resize(n);
  std::string head;
  word(head, static_cast<std::uint32_t>(size));
  word(head, static_cast<std::uint32_t>(size));
  head += std::string("\1\0\0\0\0", 5);  // 1 bit, grey
  std::string out("\x89PNG\r\n\x1a\n");
  chunk(out, "IHDR", head);
  chunk(out, "IDAT", packed);
  chunk(out, "IEND", "");
  return out;
}

}  // namespace peakend
