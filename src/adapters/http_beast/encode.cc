#include "adapters/http_beast/encode.h"

#include <zlib.h>
#include <zstd.h>

#include <array>
#include <charconv>
#include <ctime>

namespace peakend::http_beast {
namespace {

void number(std::string& out, std::uint64_t v) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, v).ptr;
  out.append(text, end);
}

void value(std::string& out, std::string_view v) {
  const auto from = out.size();
  out += v;
  for (auto i = from; i < out.size(); ++i)
    if (out[i] == '\r' || out[i] == '\n' || out[i] == '\0') out[i] = ' ';
}

constexpr std::size_t kPiece = 256 * 1024;

tl::unexpected<Error> broken(std::string log) {
  return fail(ErrorKind::malformed, "bad_content_encoding", std::move(log));
}

class ZlibDecoder final : public Decoder {
 public:
  explicit ZlibDecoder(int window_bits) { ok_ = inflateInit2(&z_, window_bits) == Z_OK; }
  ~ZlibDecoder() override { inflateEnd(&z_); }
  Result<void> feed(std::string_view in, const Out& out) override {
    if (!ok_) return fail(ErrorKind::unavailable, "busy", "inflateInit failed");
    z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    z_.avail_in = static_cast<uInt>(in.size());
    std::string piece(kPiece, '\0');
    do {
      if (ended_ && z_.avail_in > 0) {  // gzip members may follow each other
        if (inflateReset(&z_) != Z_OK) return broken("after the end");
        ended_ = false;
      }
      z_.next_out = reinterpret_cast<Bytef*>(piece.data());
      z_.avail_out = static_cast<uInt>(piece.size());
      const int rc = inflate(&z_, Z_NO_FLUSH);
      if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR) return broken(z_.msg != nullptr ? z_.msg : "inflate");
      ended_ = rc == Z_STREAM_END;
      if (const auto n = piece.size() - z_.avail_out; n > 0) PK_CHECK(out(std::string_view(piece).substr(0, n)));
      if (rc == Z_BUF_ERROR) break;
    } while (z_.avail_in > 0 || z_.avail_out == 0);
    return {};
  }
  Result<void> finish() override {
    if (!ended_) return broken("cut short");
    return {};
  }

 private:
  z_stream z_{};
  bool ok_ = false, ended_ = false;
};

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() { ZSTD_DCtx_setParameter(ctx_.get(), ZSTD_d_windowLogMax, 23); }
  Result<void> feed(std::string_view in, const Out& out) override {
    ZSTD_inBuffer source{in.data(), in.size(), 0};
    std::string piece(kPiece, '\0');
    for (bool full = true; source.pos < source.size || full;) {
      ZSTD_outBuffer target{piece.data(), piece.size(), 0};
      const auto rc = ZSTD_decompressStream(ctx_.get(), &target, &source);
      if (ZSTD_isError(rc) != 0) return broken(ZSTD_getErrorName(rc));
      left_ = rc;
      if (target.pos > 0) PK_CHECK(out(std::string_view(piece).substr(0, target.pos)));
      full = target.pos == target.size;
    }
    return {};
  }
  Result<void> finish() override {
    if (left_ != 0) return broken("cut short");
    return {};
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* c) const { ZSTD_freeDCtx(c); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> ctx_{ZSTD_createDCtx()};
  std::size_t left_ = 1;
};

}  // namespace

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Status";
  }
}

void write_head(std::string& out, const message::Response& r, const HeadInput& in) {
  out += "HTTP/1.1 ";
  number(out, static_cast<std::uint64_t>(r.status));
  out += ' ';
  out += reason_phrase(r.status);
  out += "\r\nDate: ";
  out += in.date;
  if (in.chunked) {
    out += "\r\nTransfer-Encoding: chunked";
  } else if (r.status != 204 && r.status != 304) {
    out += "\r\nContent-Length: ";
    number(out, in.length);
  }
  if (!in.request_id.empty()) {
    out += "\r\nX-Request-Id: ";
    out += in.request_id;
  }
  out += in.close ? "\r\nConnection: close\r\n" : in.say_keep_alive ? "\r\nConnection: keep-alive\r\n" : "\r\n";
  out += in.common;
  for (const auto& [name, v] : r.headers) {
    value(out, name);
    out += ": ";
    value(out, v);
    out += "\r\n";
  }
  out += "\r\n";
}

std::string http_date(std::int64_t unix_seconds) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto t = static_cast<std::time_t>(unix_seconds);
  std::tm tm{};
  gmtime_r(&t, &tm);
  char text[64];
  const auto n = std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[static_cast<std::size_t>(tm.tm_wday)],
                               tm.tm_mday, months[static_cast<std::size_t>(tm.tm_mon)], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
  return {text, static_cast<std::size_t>(n)};
}

void compress(message::Response& r, bool takes_gzip) {
  if (r.body.size() <= 1024 || !r.fixed.empty() || !r.file.empty() || r.stream || r.header("Content-Encoding") != nullptr) return;
  const auto* type = r.header("Content-Type");
  if (type == nullptr || (type->find("json") == std::string::npos && type->rfind("text/", 0) != 0 && type->find("yaml") == std::string::npos)) return;
  r.set("Vary", "Accept-Encoding");
  if (!takes_gzip) return;
  z_stream z{};
  if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return;
  std::string packed(deflateBound(&z, r.body.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(r.body.data());
  z.avail_in = static_cast<uInt>(r.body.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  const int rc = deflate(&z, Z_FINISH);
  packed.resize(z.total_out);
  deflateEnd(&z);
  if (rc != Z_STREAM_END || packed.size() >= r.body.size()) return;
  r.body = std::move(packed);
  r.set("Content-Encoding", "gzip");
}

Result<std::unique_ptr<Decoder>> make_decoder(std::string_view name) {
  std::string low(name);
  for (auto& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (low.empty() || low == "identity") return nullptr;
  if (low == "gzip" || low == "x-gzip") return std::make_unique<ZlibDecoder>(15 + 16);
  if (low == "deflate") return std::make_unique<ZlibDecoder>(15);
  if (low == "zstd") return std::make_unique<ZstdDecoder>();
  return broken("unknown coding");
}

}  // namespace peakend::http_beast
