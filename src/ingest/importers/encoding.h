#pragma once
// Text encodings of files: found out or named, turned into well-formed UTF-8 as a stream.
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "ingest/importers/bytes.h"

namespace peakend::importers {

enum class Encoding : std::uint8_t { utf8, utf16le, utf16be, gb18030, windows1252 };
std::string_view name(Encoding);
/// "utf-8", "utf-16", "utf-16le", "utf-16be", "gb18030", "gbk", "gb2312", "windows-1252", "latin1", "iso-8859-1",
/// any case. Other words: ErrorKind::invalid, code "unknown_encoding".
Result<Encoding> parse_encoding(std::string_view);

/// By byte order mark, zero bytes, validity as UTF-8, then the share of common Chinese double bytes.
/// `sample` may end inside a character; pure ASCII is UTF-8.
Encoding guess_encoding(std::string_view sample);

/// Well-formed UTF-8 without byte order mark from `inner`. What cannot be decoded becomes U+FFFD and is counted.
class TextSource : public ByteSource {
 public:
  virtual Encoding encoding() const = 0;  ///< final once a byte over 0x7F was seen
  virtual std::int64_t replaced() const = 0;
};
/// `named` is "auto" or a name of parse_encoding.
Result<std::unique_ptr<TextSource>> decode(std::unique_ptr<ByteSource> inner, std::string_view named = "auto");

}  // namespace peakend::importers
