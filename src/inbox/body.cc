#include "inbox/body.h"

#include <zstd.h>

namespace peakend::inbox {
namespace {
constexpr std::size_t kWorthPacking = 2'048;
constexpr std::int64_t kLargest = std::int64_t{128} << 20;
}  // namespace

struct BodyCodec::Zstd {
  ZSTD_CCtx* in = ZSTD_createCCtx();
  ZSTD_DCtx* out = ZSTD_createDCtx();
  ~Zstd() {
    ZSTD_freeCCtx(in);
    ZSTD_freeDCtx(out);
  }
};

BodyCodec::BodyCodec() : zstd_(std::make_unique<Zstd>()) {}
BodyCodec::~BodyCodec() = default;

BodyCodec::Packed BodyCodec::pack(std::string_view text) {
  if (text.size() <= kWorthPacking) return {false, text};
  const std::size_t bound = ZSTD_compressBound(text.size());
  if (out_.size() < bound || out_.size() > 16 * bound + (1 << 20)) out_ = std::string(bound, '\0');
  const std::size_t n = ZSTD_compressCCtx(zstd_->in, out_.data(), out_.size(), text.data(), text.size(), 1);
  if (ZSTD_isError(n) || n >= text.size()) return {false, text};
  return {true, std::string_view(out_).substr(0, n)};
}

Result<std::string_view> BodyCodec::unpack(bool packed, std::int64_t size, std::string_view bytes) {
  if (!packed) return bytes;
  const auto damaged = [] { return fail(ErrorKind::unavailable, "inbox_corrupt", "a packed inbox row cannot be read"); };
  if (size < 0 || size > kLargest) return damaged();
  const auto length = static_cast<std::size_t>(size);
  if (out_.size() < length || out_.size() > 16 * length + (1 << 20)) out_ = std::string(length, '\0');
  const std::size_t n = ZSTD_decompressDCtx(zstd_->out, out_.data(), length, bytes.data(), bytes.size());
  if (ZSTD_isError(n) || n != length) return damaged();
  return std::string_view(out_).substr(0, n);
}

}  // namespace peakend::inbox
