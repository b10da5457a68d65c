#pragma once
// Bytes of an answer's head, and the content codings of bodies. Pure; thread-safe.
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "message/message.h"

namespace peakend::http_beast {

std::string_view reason_phrase(int status);

struct HeadInput {
  std::string_view date;        ///< IMF-fixdate
  std::string_view request_id;
  std::string_view common;      ///< whole lines
  std::uint64_t length = 0;     ///< of the body; ignored when chunked and for 204, 304
  bool chunked = false;
  bool close = false, say_keep_alive = false;
};
/// Appends status line and header lines. CR, LF and NUL inside values become spaces: a value cannot end its line.
void write_head(std::string& out, const message::Response&, const HeadInput&);
std::string http_date(std::int64_t unix_seconds);

/// Replaces a text-like body of more than 1 KB by its gzip form (level 1) when the caller takes it.
void compress(message::Response&, bool takes_gzip);

/// Undoes Content-Encoding piece by piece.
class Decoder {
 public:
  virtual ~Decoder() = default;
  using Out = std::function<Result<void>(std::string_view)>;
  /// Pieces handed out have at most 256 KB. Errors of `out` come back as they are.
  virtual Result<void> feed(std::string_view in, const Out& out) = 0;
  virtual Result<void> finish() = 0;  ///< an error when the stream is cut short
};
/// gzip, x-gzip, deflate, zstd; nullptr for "" and identity; an error (bad_content_encoding) for all else.
Result<std::unique_ptr<Decoder>> make_decoder(std::string_view content_encoding);

}  // namespace peakend::http_beast
