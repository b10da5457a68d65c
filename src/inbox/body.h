#pragma once
// How a row's text lies in the database: as it is, or packed with zstd when that is worth it. Not thread-safe.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace peakend::inbox {

class BodyCodec {
 public:
  BodyCodec();
  ~BodyCodec();
  BodyCodec(const BodyCodec&) = delete;
  BodyCodec& operator=(const BodyCodec&) = delete;

  struct Packed {
    bool packed = false;
    std::string_view bytes;  ///< the text given, or a buffer valid until the next call
  };
  /// Text of up to 2 KB, and text that does not shrink, stays as it is.
  Packed pack(std::string_view text);
  /// `size` is the length of the text. Damaged bytes: ErrorKind::unavailable "inbox_corrupt". The view is valid until
  /// the next call (or as long as `bytes` when not packed).
  Result<std::string_view> unpack(bool packed, std::int64_t size, std::string_view bytes);

 private:
  struct Zstd;
  std::unique_ptr<Zstd> zstd_;
  std::string out_;
};

}  // namespace peakend::inbox
