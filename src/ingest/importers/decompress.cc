// gzip, zstd and zip as pulls over a blob.
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "ingest/importers/bytes.h"

namespace peakend::importers {
namespace {

constexpr std::size_t kInput = 64 * 1024;

tl::unexpected<Error> broken(std::string log) { return fail(ErrorKind::malformed, "archive_broken", std::move(log)); }

/// Counts what came out against what went in.
class Meter {
 public:
  Meter(DecodeLimits limits, std::uint64_t start) : limits_(limits), start_(start) {}
  Result<std::size_t> pass(std::size_t n, std::uint64_t consumed) {
    output_ += n;
    const std::uint64_t input = std::max<std::uint64_t>(consumed - std::min(start_, consumed), 1);
    if (output_ > limits_.max_output || (output_ > limits_.ratio_from && output_ / input > limits_.max_ratio)) {
      return fail(ErrorKind::too_large, "archive_too_large");
    }
    return n;
  }

 private:
  DecodeLimits limits_;
  std::uint64_t start_, output_ = 0;
};

/// Raw deflate (zip) or gzip members one after the other.
class Inflate final : public ByteSource {
 public:
  Inflate(std::unique_ptr<ByteSource> in, bool gzip, std::optional<std::uint32_t> crc, const DecodeLimits& limits)
      : in_(std::move(in)), meter_(limits, in_->consumed()), gzip_(gzip), want_crc_(crc) {
    ready_ = inflateInit2(&z_, gzip ? 15 + 16 : -15) == Z_OK;
  }
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;
  ~Inflate() override {
    if (ready_) inflateEnd(&z_);
  }
  std::uint64_t consumed() const override { return in_->consumed(); }

  Result<std::size_t> read(std::span<char> out) override {
    if (!ready_) return fail(ErrorKind::internal, "internal", "inflateInit2");
    if (out.empty() || done_) return std::size_t{0};
    z_.next_out = reinterpret_cast<Bytef*>(out.data());
    z_.avail_out = static_cast<uInt>(std::min<std::size_t>(out.size(), 1u << 30));
    const uInt room = z_.avail_out;
    while (z_.avail_out == room) {
      PK_CHECK(fill());
      if (z_.avail_in == 0 && between_members_) break;
      const int rc = inflate(&z_, Z_NO_FLUSH);
      if (rc == Z_STREAM_END) {
        PK_CHECK(member_end());
        if (done_) break;
        continue;
      }
      between_members_ = false;
      if (rc == Z_BUF_ERROR && z_.avail_in == 0) return broken("deflate stream is cut short");
      if (rc != Z_OK) return broken(z_.msg ? z_.msg : "inflate");
    }
    const std::size_t n = room - z_.avail_out;
    if (want_crc_) crc_ = static_cast<std::uint32_t>(crc32(crc_, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(n)));
    if (done_ && want_crc_ && crc_ != *want_crc_) return broken("checksum of the zip member is wrong");
    return meter_.pass(n, consumed());
  }

 private:
  Result<void> fill() {
    if (z_.avail_in > 0) return {};
    PK_TRY(const std::size_t n, in_->read(buffer_));
    z_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
    z_.avail_in = static_cast<uInt>(n);
    return {};
  }
  Result<void> member_end() {
    if (!gzip_) {
      done_ = true;
      return {};
    }
    PK_CHECK(fill());
    between_members_ = true;
    // Anything but another gzip header after a member is padding, as gzip(1) treats it.
    if (z_.avail_in == 0 || *z_.next_in != 0x1f) {
      done_ = true;
      return {};
    }
    return inflateReset(&z_) == Z_OK ? Result<void>{} : broken("inflateReset");
  }

  std::unique_ptr<ByteSource> in_;
  Meter meter_;
  z_stream z_{};
  std::vector<char> buffer_ = std::vector<char>(kInput);
  bool gzip_, ready_ = false, done_ = false, between_members_ = true;
  std::optional<std::uint32_t> want_crc_;
  std::uint32_t crc_ = 0;
};

class Zstd final : public ByteSource {
 public:
  Zstd(std::unique_ptr<ByteSource> in, const DecodeLimits& limits) : in_(std::move(in)), meter_(limits, 0) {
    if (z_) ZSTD_DCtx_setParameter(z_.get(), ZSTD_d_windowLogMax, 27);  // at most 128 MB of window
  }
  std::uint64_t consumed() const override { return in_->consumed(); }

  Result<std::size_t> read(std::span<char> out) override {
    if (!z_) return fail(ErrorKind::internal, "internal", "ZSTD_createDCtx");
    if (out.empty()) return std::size_t{0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    while (to.pos == 0) {
      if (from_.pos == from_.size) {
        PK_TRY(const std::size_t n, in_->read(buffer_));
        from_ = {buffer_.data(), n, 0};
        if (n == 0 && at_frame_end_) return std::size_t{0};
        if (n == 0) ended_ = true;
      }
      const std::size_t rc = ZSTD_decompressStream(z_.get(), &to, &from_);
      if (ZSTD_isError(rc)) return broken(ZSTD_getErrorName(rc));
      at_frame_end_ = rc == 0;
      if (ended_ && to.pos == 0) return broken("zstd frame is cut short");
    }
    return meter_.pass(to.pos, consumed());
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* z) const { ZSTD_freeDCtx(z); }
  };
  std::unique_ptr<ByteSource> in_;
  Meter meter_;
  std::unique_ptr<ZSTD_DCtx, Free> z_{ZSTD_createDCtx()};
  std::vector<char> buffer_ = std::vector<char>(kInput);
  ZSTD_inBuffer from_{nullptr, 0, 0};
  bool at_frame_end_ = true, ended_ = false;
};

std::uint64_t le(std::string_view s, std::size_t at, int bytes) {
  std::uint64_t v = 0;
  for (int i = 0; i < bytes; ++i) v |= static_cast<std::uint64_t>(static_cast<unsigned char>(s[at + static_cast<std::size_t>(i)])) << (8 * i);
  return v;
}

struct ZipMember {
  std::uint64_t method = 0, crc = 0, packed = 0, offset = 0, flags = 0;
};

Result<std::string> bytes_at(const Blob& blob, std::uint64_t offset, std::size_t size) {
  std::string s(size, '\0');
  PK_TRY(const std::size_t n, blob.read_at(offset, s));
  if (n != size) return broken("zip is cut short");
  return s;
}

/// Fields that did not fit in 32 bits stand in the extra field 1, in this order, each only when it did not fit.
bool widen(ZipMember& m, std::uint64_t unpacked, std::string_view extra) {
  constexpr std::uint64_t full = 0xFFFFFFFF;
  while (extra.size() >= 4) {
    const std::size_t size = le(extra, 2, 2);
    if (size + 4 > extra.size()) return false;
    std::string_view body = extra.substr(4, size);
    if (le(extra, 0, 2) == 1) {
      bool ok = true;
      auto take = [&](std::uint64_t& field) {
        if (field != full) return;
        ok = ok && body.size() >= 8;
        if (!ok) return;
        field = le(body, 0, 8);
        body.remove_prefix(8);
      };
      take(unpacked), take(m.packed), take(m.offset);
      return ok;
    }
    extra.remove_prefix(size + 4);
  }
  return m.packed != full && m.offset != full;
}

struct ZipDirectory {
  std::uint64_t count = 0, size = 0, offset = 0;
};
Result<ZipDirectory> zip_directory(const Blob& blob) {
  const auto tail_size = static_cast<std::size_t>(std::min<std::uint64_t>(blob.size(), 65'535 + 22));
  const std::uint64_t tail_at = blob.size() - tail_size;
  PK_TRY(const std::string tail, bytes_at(blob, tail_at, tail_size));
  const std::size_t end = tail.rfind("PK\x05\x06");
  if (end == tail.npos || end + 22 > tail.size()) return broken("no central directory");
  ZipDirectory d{le(tail, end + 10, 2), le(tail, end + 12, 4), le(tail, end + 16, 4)};
  const bool wide = d.count == 0xFFFF || d.size == 0xFFFFFFFF || d.offset == 0xFFFFFFFF;
  if (!wide) return d;
  if (end < 20 || tail.compare(end - 20, 4, "PK\x06\x07") != 0) return broken("no zip64 locator");
  const std::uint64_t at = le(tail, end - 12, 8);
  if (at > blob.size()) return broken("zip64 locator out of range");
  PK_TRY(const std::string record, bytes_at(blob, at, 56));
  if (record.compare(0, 4, "PK\x06\x06") != 0) return broken("zip64 directory");
  return ZipDirectory{le(record, 32, 8), le(record, 40, 8), le(record, 48, 8)};
}

/// The one member of the central directory that is a file and not a resource fork of macOS.
Result<ZipMember> zip_member(const Blob& blob) {
  PK_TRY(const ZipDirectory d, zip_directory(blob));
  if (d.size > (1u << 20) || d.offset > blob.size() || d.size > blob.size() - d.offset) return broken("central directory out of range");
  PK_TRY(const std::string directory, bytes_at(blob, d.offset, static_cast<std::size_t>(d.size)));
  std::optional<ZipMember> found;
  for (std::size_t at = 0, i = 0; i < d.count; ++i) {
    if (at + 46 > directory.size() || directory.compare(at, 4, "PK\x01\x02") != 0) return broken("central directory entry");
    const std::size_t name_size = le(directory, at + 28, 2), extra = le(directory, at + 30, 2), note = le(directory, at + 32, 2);
    if (at + 46 + name_size + extra > directory.size()) return broken("central directory name");
    const std::string_view name = std::string_view(directory).substr(at + 46, name_size);
    if (!name.ends_with('/') && !name.starts_with("__MACOSX/")) {
      if (found) return fail(ErrorKind::invalid, "zip_many_members");
      found = ZipMember{le(directory, at + 10, 2), le(directory, at + 16, 4), le(directory, at + 20, 4),
                        le(directory, at + 42, 4), le(directory, at + 8, 2)};
      const std::string_view fields = std::string_view(directory).substr(at + 46 + name_size, extra);
      if (!widen(*found, le(directory, at + 24, 4), fields)) return broken("zip64 field");
    }
    at += 46 + name_size + extra + note;
  }
  if (!found) return broken("zip holds no file");
  return *found;
}

Result<std::unique_ptr<ByteSource>> unzip(std::shared_ptr<Blob> blob, const DecodeLimits& limits) {
  PK_TRY(const ZipMember member, zip_member(*blob));
  if ((member.flags & 1u) != 0 || (member.method != 0 && member.method != 8)) return fail(ErrorKind::invalid, "zip_unsupported");
  if (member.offset > blob->size()) return broken("zip member out of range");
  PK_TRY(const std::string local, bytes_at(*blob, member.offset, 30));
  if (local.compare(0, 4, "PK\x03\x04") != 0) return broken("zip local header");
  const std::uint64_t begin = member.offset + 30 + le(local, 26, 2) + le(local, 28, 2);
  if (begin > blob->size() || member.packed > blob->size() - begin) return broken("zip member out of range");
  auto packed = blob_range(std::move(blob), begin, begin + member.packed);
  if (member.method == 0) return packed;
  return std::make_unique<Inflate>(std::move(packed), false, static_cast<std::uint32_t>(member.crc), limits);
}

}  // namespace

Result<std::unique_ptr<ByteSource>> decompress(std::shared_ptr<Blob> blob, const DecodeLimits& limits) {
  std::array<char, 4> magic{};
  PK_TRY(const std::size_t n, blob->read_at(0, magic));
  const std::string_view head(magic.data(), n);
  const std::uint64_t size = blob->size();
  if (head.starts_with("\x1f\x8b")) {
    return std::make_unique<Inflate>(blob_range(std::move(blob), 0, size), true, std::nullopt, limits);
  }
  if (head == "\x28\xb5\x2f\xfd") return std::make_unique<Zstd>(blob_range(std::move(blob), 0, size), limits);
  if (head == "PK\x03\x04") return unzip(std::move(blob), limits);
  return blob_range(std::move(blob), 0, size);
}

}  // namespace peakend::importers
