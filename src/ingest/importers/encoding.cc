#include "ingest/importers/encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "base/utf8.h"

namespace peakend::importers {
namespace {

constexpr std::size_t kSample = 256 * 1024;
constexpr std::size_t kChunk = 64 * 1024;

unsigned char byte(std::string_view s, std::size_t i) { return static_cast<unsigned char>(s[i]); }

std::size_t ascii_prefix(std::string_view s) {
  std::size_t i = 0;
  while (i < s.size() && byte(s, i) < 0x80) ++i;
  return i;
}

/// UTF-16 without a mark: ASCII letters and line feeds leave zeros on one side only.
std::optional<Encoding> guess_utf16(std::string_view s) {
  std::size_t even = 0, odd = 0;
  const std::size_t n = std::min<std::size_t>(s.size(), 4096);
  for (std::size_t i = 0; i < n; ++i) {
    if (s[i] == '\0') ++(i % 2 == 0 ? even : odd);
  }
  if (odd > 2 && odd > 10 * even && odd * 20 > n) return Encoding::utf16le;
  if (even > 2 && even > 10 * odd && even * 20 > n) return Encoding::utf16be;
  return std::nullopt;
}

/// True when nearly all sequences over ASCII are well formed; a cut last character does not count.
bool looks_utf8(std::string_view s) {
  std::size_t good = 0, bad = 0;
  while (!s.empty()) {
    s.remove_prefix(ascii_prefix(s));
    if (s.empty()) break;
    const std::size_t before = s.size();
    if (utf8::next(s) == 0xFFFD) {
      if (before < 4 && s.empty()) break;
      ++bad;
    } else {
      ++good;
    }
  }
  return bad * 10 <= good;
}

/// True when the text reads as GB18030 and most pairs are of the common GB 2312 rows (punctuation A1-A9,
/// characters B0-F7). In Western text a high byte is followed by a plain letter, which such pairs never are.
bool looks_gb18030(std::string_view s) {
  std::size_t common = 0, other = 0, bad = 0;
  for (std::size_t i = 0; i < s.size();) {
    const unsigned a = byte(s, i);
    if (a < 0x80) {
      ++i;
      continue;
    }
    if (i + 1 >= s.size()) break;
    const unsigned b = byte(s, i + 1);
    if (a == 0x80 || a == 0xFF) {
      ++bad, ++i;
    } else if (b >= 0x30 && b <= 0x39) {
      const bool four = i + 3 < s.size() && byte(s, i + 2) >= 0x81 && byte(s, i + 3) >= 0x30 && byte(s, i + 3) <= 0x39;
      ++(four ? other : bad);
      i += four ? 4 : 1;
    } else if (b < 0x40 || b == 0x7F || b == 0xFF) {
      ++bad, ++i;
    } else {
      const bool row = (a >= 0xA1 && a <= 0xA9) || (a >= 0xB0 && a <= 0xF7);
      ++(row && b >= 0xA1 ? common : other);
      i += 2;
    }
  }
  return common > 0 && bad * 50 <= common && common * 10 >= (common + other) * 7;
}

struct Iconv {
  iconv_t handle = reinterpret_cast<iconv_t>(-1);
  Iconv() = default;
  Iconv(const Iconv&) = delete;
  Iconv& operator=(const Iconv&) = delete;
  ~Iconv() {
    if (open()) iconv_close(handle);
  }
  bool open() const { return handle != reinterpret_cast<iconv_t>(-1); }
};

class Decoder final : public TextSource {
 public:
  Decoder(std::unique_ptr<ByteSource> in, std::optional<Encoding> named) : in_(std::move(in)), encoding_(named) {}
  std::uint64_t consumed() const override { return in_->consumed(); }
  Encoding encoding() const override { return encoding_.value_or(Encoding::utf8); }
  std::int64_t replaced() const override { return replaced_; }

  Result<std::size_t> read(std::span<char> out) override {
    if (out.empty()) return std::size_t{0};
    while (at_ == ready_.size()) {
      ready_.clear();
      at_ = 0;
      if (ended_ && raw_.empty()) return std::size_t{0};
      PK_CHECK(more());
      if (!started_) PK_CHECK(start());
      PK_CHECK(convert());
    }
    const std::size_t n = std::min(out.size(), ready_.size() - at_);
    std::memcpy(out.data(), ready_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  Result<void> more() { return fill_to(raw_.size() + kChunk); }
  Result<void> fill_to(std::size_t size) {
    while (!ended_ && raw_.size() < size) {
      const std::size_t old = raw_.size();
      raw_.resize(old + kChunk);
      auto n = in_->read(std::span(raw_).subspan(old));
      raw_.resize(old + n.value_or(0));
      PK_CHECK(n);
      if (*n == 0) ended_ = true;
    }
    return {};
  }

  /// Looks at the beginning: byte order mark, UTF-16, and opens the converter of a named encoding.
  Result<void> start() {
    started_ = true;
    const std::string_view s = raw_;
    std::size_t mark = 0;
    std::optional<Encoding> marked;
    if (s.starts_with("\xEF\xBB\xBF")) marked = Encoding::utf8, mark = 3;
    else if (s.starts_with("\xFF\xFE")) marked = Encoding::utf16le, mark = 2;
    else if (s.starts_with("\xFE\xFF")) marked = Encoding::utf16be, mark = 2;
    const bool wide = encoding_ == Encoding::utf16le || encoding_ == Encoding::utf16be;
    if (marked && (!encoding_ || encoding_ == marked || (wide && marked != Encoding::utf8))) {
      encoding_ = marked;  // the mark knows the byte order better than "utf-16" does
      raw_.erase(0, mark);
    }
    if (!encoding_) encoding_ = guess_utf16(raw_);
    return encoding_ ? open() : Result<void>{};
  }

  Result<void> open() {
    if (encoding_ == Encoding::utf8) return {};
    constexpr const char* names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "GB18030", "CP1252"};
    iconv_.handle = iconv_open("UTF-8", names[static_cast<int>(*encoding_)]);
    if (!iconv_.open()) return fail(ErrorKind::internal, "internal", "iconv_open");
    return {};
  }

  Result<void> convert() {
    if (!encoding_) {
      const std::size_t plain = ascii_prefix(raw_);
      if (plain > 0 || raw_.empty()) {
        ready_.assign(raw_, 0, plain);
        raw_.erase(0, plain);
        return {};
      }
      PK_CHECK(fill_to(kSample));  // first byte over 0x7F: now decide
      encoding_ = guess_encoding(raw_);
      PK_CHECK(open());
    }
    return encoding_ == Encoding::utf8 ? convert_utf8() : convert_iconv();
  }

  Result<void> convert_utf8() {
    std::size_t whole = raw_.size();
    if (!ended_) {  // keep a cut last character for the next round
      std::size_t back = 0;
      while (back < 3 && back < whole && (byte(raw_, whole - 1 - back) & 0xC0u) == 0x80u) ++back;
      if (back < whole && byte(raw_, whole - 1 - back) >= 0xC0) whole -= back + 1;
      if (whole == 0) return {};
    }
    std::string_view s(raw_.data(), whole);
    if (utf8::valid(s)) {
      ready_.assign(s);
    } else {
      while (!s.empty()) {
        const std::size_t before = s.size();
        const char* begin = s.data();
        const char32_t c = utf8::next(s);
        const bool written = before - s.size() == 3 && std::memcmp(begin, "\xEF\xBF\xBD", 3) == 0;
        if (c == 0xFFFD && !written) ++replaced_;
        utf8::append(ready_, c);
      }
    }
    raw_.erase(0, whole);
    return {};
  }

  Result<void> convert_iconv() {
    char* in = raw_.data();
    std::size_t left = raw_.size();
    std::array<char, 16 * 1024> out;
    bool stuck = false;
    while (left > 0 && !stuck) {
      char* to = out.data();
      std::size_t room = out.size();
      const std::size_t rc = ::iconv(iconv_.handle, &in, &left, &to, &room);
      const int why = rc == static_cast<std::size_t>(-1) ? errno : 0;
      ready_.append(out.data(), out.size() - room);
      if (why == EILSEQ || (why == EINVAL && ended_)) {
        const std::size_t skip = std::min<std::size_t>(left, encoding_ == Encoding::utf16le || encoding_ == Encoding::utf16be ? 2 : 1);
        in += skip, left -= skip;
        utf8::append(ready_, 0xFFFD);
        ++replaced_;
      } else if (why == EINVAL) {
        stuck = true;
      } else if (why != 0 && why != E2BIG) {
        return fail(ErrorKind::internal, "internal", std::strerror(why));
      }
    }
    raw_.erase(0, raw_.size() - left);
    return {};
  }

  std::unique_ptr<ByteSource> in_;
  std::optional<Encoding> encoding_;
  Iconv iconv_;
  std::string raw_, ready_;
  std::size_t at_ = 0;
  bool started_ = false, ended_ = false;
  std::int64_t replaced_ = 0;
};

}  // namespace

std::string_view name(Encoding e) {
  constexpr std::string_view names[] = {"utf-8", "utf-16le", "utf-16be", "gb18030", "windows-1252"};
  return names[static_cast<int>(e)];
}

Result<Encoding> parse_encoding(std::string_view s) {
  static constexpr std::pair<std::string_view, Encoding> names[] = {
      {"utf-8", Encoding::utf8},          {"utf8", Encoding::utf8},          {"utf-16", Encoding::utf16le},
      {"utf-16le", Encoding::utf16le},    {"utf-16be", Encoding::utf16be},   {"gb18030", Encoding::gb18030},
      {"gbk", Encoding::gb18030},         {"gb2312", Encoding::gb18030},     {"windows-1252", Encoding::windows1252},
      {"cp1252", Encoding::windows1252},  {"latin1", Encoding::windows1252}, {"iso-8859-1", Encoding::windows1252},
  };
  const std::string lower = utf8::lower(s);
  for (const auto& [word, encoding] : names) {
    if (lower == word) return encoding;
  }
  Error error{ErrorKind::invalid, "unknown_encoding", {}, {}, {{"encoding", std::string(utf8::prefix(s, 40))}}};
  return tl::unexpected(std::move(error));
}

Encoding guess_encoding(std::string_view s) {
  if (s.starts_with("\xEF\xBB\xBF")) return Encoding::utf8;
  if (s.starts_with("\xFF\xFE")) return Encoding::utf16le;
  if (s.starts_with("\xFE\xFF")) return Encoding::utf16be;
  if (auto wide = guess_utf16(s)) return *wide;
  if (looks_utf8(s)) return Encoding::utf8;
  if (looks_gb18030(s)) return Encoding::gb18030;
  return Encoding::windows1252;
}

Result<std::unique_ptr<TextSource>> decode(std::unique_ptr<ByteSource> inner, std::string_view named) {
  std::optional<Encoding> encoding;
  if (!named.empty() && named != "auto") {
    PK_TRY(const Encoding e, parse_encoding(named));
    encoding = e;
  }
  return std::make_unique<Decoder>(std::move(inner), encoding);
}

}  // namespace peakend::importers
