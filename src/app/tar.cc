#include "app/tar.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "app/files.h"

namespace peakend::app {
namespace {

constexpr std::size_t kBlock = 512;
using Header = std::array<char, kBlock>;

void octal(char* field, std::size_t width, std::int64_t value) {
  std::snprintf(field, width, "%0*llo", static_cast<int>(width - 1), static_cast<unsigned long long>(value));
}

unsigned checksum(Header h) {
  std::fill_n(h.begin() + 148, 8, ' ');
  unsigned sum = 0;
  for (const char c : h) sum += static_cast<unsigned char>(c);
  return sum;
}

Header header_of(const std::string& name, std::int64_t size) {
  Header h{};
  std::memcpy(h.data(), name.data(), std::min<std::size_t>(name.size(), 100));
  octal(h.data() + 100, 8, 0600);
  octal(h.data() + 108, 8, 0);
  octal(h.data() + 116, 8, 0);
  if (size < (std::int64_t{1} << 33)) {
    octal(h.data() + 124, 12, size);
  } else {  // eleven octal digits end at 8 GB; the high bit announces a binary number
    h[124] = static_cast<char>(0x80);
    for (int i = 0; i < 8; ++i) h[static_cast<std::size_t>(135 - i)] = static_cast<char>(size >> (8 * i));
  }
  octal(h.data() + 136, 12, 0);
  h[156] = '0';
  std::memcpy(h.data() + 257, "ustar\0" "00", 8);
  std::snprintf(h.data() + 148, 8, "%06o", checksum(h));
  h[155] = ' ';
  return h;
}

std::int64_t number(const char* field, std::size_t width) {
  if (static_cast<unsigned char>(field[0]) & 0x80) {
    std::int64_t v = 0;
    for (std::size_t i = 4; i < width; ++i) v = v << 8 | static_cast<unsigned char>(field[i]);
    return v;
  }
  std::int64_t v = 0;
  for (std::size_t i = 0; i < width && field[i] >= '0' && field[i] <= '7'; ++i) v = v * 8 + (field[i] - '0');
  return v;
}

class TarWriterImpl final : public TarWriter {
 public:
  explicit TarWriterImpl(OutFile out) : out_(std::move(out)) {}
  Result<void> add(const std::string& name, std::int64_t size, const std::function<Result<void>(const TakeBytes&)>& source) override {
    if (name.size() > 100) return fail(ErrorKind::internal, "internal", "name too long for a tar: " + name);
    const Header h = header_of(name, size);
    PK_CHECK(out_.write({h.data(), h.size()}));
    std::int64_t n = 0;
    PK_CHECK(source([&](std::string_view bytes) {
      n += static_cast<std::int64_t>(bytes.size());
      return out_.write(bytes);
    }));
    if (n != size) return fail(ErrorKind::unavailable, "records_io", name + " changed while it was copied");
    const std::string padding((kBlock - static_cast<std::size_t>(size) % kBlock) % kBlock, '\0');
    return out_.write(padding);
  }
  Result<void> finish() override {
    PK_CHECK(out_.write(std::string(2 * kBlock, '\0')));
    return out_.sync();
  }

 private:
  OutFile out_;
};

}  // namespace

Result<std::unique_ptr<TarWriter>> write_tar(const std::string& path) {
  PK_TRY(auto out, OutFile::create(path));
  return std::make_unique<TarWriterImpl>(std::move(out));
}

Result<void> read_tar(const std::string& path, const std::function<Result<TakeBytes>(const std::string&, std::int64_t)>& open) {
  const auto broken = [&](const std::string& file) {
    return tl::unexpected(Error{ErrorKind::invalid, "backup_broken", {}, {}, {{"path", path}, {"file", file}}});
  };
  std::ifstream in(path, std::ios::binary);
  if (!in) return tl::unexpected(Error{ErrorKind::not_found, "file_unreadable", {}, {}, {{"path", path}}});
  std::string buffer(1 << 20, '\0');
  for (;;) {
    Header h;
    if (!in.read(h.data(), h.size())) return broken("tar");
    if (h[0] == '\0') return {};
    if (number(h.data() + 148, 8) != checksum(h)) return broken("tar");
    const std::string name(h.data(), ::strnlen(h.data(), 100));
    const std::int64_t size = number(h.data() + 124, 12);
    if (size < 0) return broken(name);
    PK_TRY(const TakeBytes take, open(name, size));
    for (std::int64_t left = size; left > 0;) {
      const auto n = std::min<std::int64_t>(left, static_cast<std::int64_t>(buffer.size()));
      if (!in.read(buffer.data(), n)) return broken(name);
      if (take) PK_CHECK(take(std::string_view(buffer).substr(0, static_cast<std::size_t>(n))));
      left -= n;
    }
    in.ignore(static_cast<std::streamsize>((kBlock - static_cast<std::size_t>(size) % kBlock) % kBlock));
  }
}

}  // namespace peakend::app
