#include <minizip/unzip.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "adapters/xlsx/xlsx.h"
#include "base/utf8.h"

namespace peakend::xlsx {
namespace {

struct Memory {
  std::string_view bytes;
  std::size_t at = 0;
};
Memory& memory(voidpf p) { return *static_cast<Memory*>(p); }

zlib_filefunc64_def functions(Memory& m) {
  zlib_filefunc64_def f{};
  f.opaque = &m;
  f.zopen64_file = [](voidpf self, const void*, int) -> voidpf { return self; };
  f.zread_file = [](voidpf self, voidpf, void* out, uLong n) -> uLong {
    auto& s = memory(self);
    n = std::min<uLong>(n, s.bytes.size() - s.at);
    std::memcpy(out, s.bytes.data() + s.at, n);
    s.at += n;
    return n;
  };
  f.zwrite_file = [](voidpf, voidpf, const void*, uLong) -> uLong { return 0; };
  f.ztell64_file = [](voidpf self, voidpf) -> ZPOS64_T { return memory(self).at; };
  f.zseek64_file = [](voidpf self, voidpf, ZPOS64_T off, int origin) -> long {
    auto& s = memory(self);
    const ZPOS64_T from = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_CUR ? s.at : s.bytes.size();
    if (off > s.bytes.size() || from > s.bytes.size() - off) return -1;
    s.at = static_cast<std::size_t>(from + off);
    return 0;
  };
  f.zclose_file = [](voidpf, voidpf) -> int { return 0; };
  f.zerror_file = [](voidpf, voidpf) -> int { return 0; };
  return f;
}

tl::unexpected<Error> broken(const char* why) { return fail(ErrorKind::malformed, "archive_broken", why); }

Result<std::string> unpack_one(unzFile zip, std::size_t limit) {
  if (unzOpenCurrentFile(zip) != UNZ_OK) return broken("cannot be opened (encrypted, or another method)");
  std::string out;
  char buffer[16 * 1024];
  for (;;) {
    const int n = unzReadCurrentFile(zip, buffer, sizeof buffer);
    if (n == 0) break;
    if (n < 0 || out.size() + static_cast<std::size_t>(n) > limit) {
      unzCloseCurrentFile(zip);
      if (n < 0) return broken("deflate");
      return fail(ErrorKind::too_large, "archive_too_large");
    }
    out.append(buffer, static_cast<std::size_t>(n));
  }
  if (unzCloseCurrentFile(zip) == UNZ_CRCERROR) return broken("checksum");
  return out;
}

}  // namespace

bool is_zip(std::string_view bytes) { return bytes.substr(0, 4) == std::string_view("PK\x03\x04", 4); }

Result<std::vector<table::File>> unpack(std::string_view bytes, const table::Limits& limits) {
  if (bytes.size() > limits.bytes) return fail(ErrorKind::too_large, "archive_too_large");
  Memory m{bytes};
  auto f = functions(m);
  const std::unique_ptr<void, int (*)(unzFile)> zip(unzOpen2_64("", &f), unzClose);
  if (!zip) return broken("no zip");
  std::vector<table::File> out;
  std::size_t total = 0;
  for (int rc = unzGoToFirstFile(zip.get()); rc != UNZ_END_OF_LIST_OF_FILE; rc = unzGoToNextFile(zip.get())) {
    if (rc != UNZ_OK) return broken("directory");
    if (out.size() >= limits.files) return fail(ErrorKind::too_large, "archive_too_large");
    unz_file_info64 info{};
    char name[512];
    if (unzGetCurrentFileInfo64(zip.get(), &info, name, sizeof name, nullptr, 0, nullptr, 0) != UNZ_OK) return broken("entry");
    name[std::min<std::size_t>(info.size_filename, sizeof name - 1)] = 0;
    const std::string clean = utf8::sanitise(name);
    if (clean.empty() || clean.back() == '/' || clean.compare(0, 9, "__MACOSX/") == 0) continue;
    PK_TRY(std::string content, unpack_one(zip.get(), std::min(limits.bytes, limits.unpacked - total)));
    total += content.size();
    out.push_back({clean, std::move(content)});
  }
  return out;
}

}  // namespace peakend::xlsx
