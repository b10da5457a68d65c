#include "collect/page.h"

#include <sodium.h>
#include <zlib.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "base/assets.h"

namespace peakend::collect {
namespace {

using message::Request;
using message::Response;

constexpr std::size_t kKeep = 300;  ///< combinations of chunks kept ready

std::string_view asset(const std::string& name) {
  const auto a = assets::find("respond/" + name);
  return a ? a->raw : std::string_view{};
}
bool has(std::string_view text, std::string_view what) { return text.find(what) != text.npos; }

/// parts.txt: "chunk what-it-needs ..."
std::map<std::string, std::vector<std::string>, std::less<>> read_needs() {
  std::map<std::string, std::vector<std::string>, std::less<>> out;
  std::string_view all = asset("parts.txt");
  while (!all.empty()) {
    auto line = all.substr(0, all.find('\n'));
    all.remove_prefix(std::min(all.size(), line.size() + 1));
    std::vector<std::string> words;
    while (!line.empty()) {
      const auto word = line.substr(0, line.find(' '));
      line.remove_prefix(std::min(line.size(), word.size() + 1));
      words.emplace_back(word);
    }
    if (words.empty()) continue;
    auto name = words.front();
    words.erase(words.begin());
    out.emplace(std::move(name), std::move(words));
  }
  return out;
}
const auto& needs() {
  static const auto all = read_needs();
  return all;
}

/// The language of our own texts that fits best.
std::string own_language(std::string_view lang) {
  if (lang.substr(0, 2) != "zh") return "en";
  const bool traditional = has(lang, "Hant") || has(lang, "-TW") || has(lang, "-HK") || has(lang, "-MO");
  return traditional ? "zh-TW" : "zh-CN";
}
bool right_to_left(std::string_view lang) {
  const auto base = lang.substr(0, lang.find('-'));
  return base == "ar" || base == "he" || base == "fa" || base == "ur";
}
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&' || c == '<' || c == '>' || c == '"') ((out += "&#") += std::to_string(static_cast<int>(c))) += ';';
    else out += c;
  }
  return out;
}
std::string source_hash(std::string_view text) {
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  char out[sodium_base64_ENCODED_LEN(sizeof hash, sodium_base64_VARIANT_ORIGINAL)];
  sodium_bin2base64(out, sizeof out, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
  return "'sha256-" + std::string(out) + "'";
}

/// Raw deflate. `before` stands in front of `text` in the stream, so matches may reach back into it. Not `last`: ends at a byte, so
/// that another piece can follow. Empty when zlib fails.
std::string deflate_piece(std::string_view before, std::string_view text, int level, bool last) {
  z_stream z{};
  if (deflateInit2(&z, level, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  if (!before.empty()) deflateSetDictionary(&z, reinterpret_cast<const Bytef*>(before.data()), static_cast<uInt>(before.size()));
  std::string out(deflateBound(&z, text.size()) + 16, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int rc = deflate(&z, last ? Z_FINISH : Z_SYNC_FLUSH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return rc == (last ? Z_STREAM_END : Z_OK) ? out : std::string();
}
uLong crc_of(std::string_view text) { return crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())); }

/// What all visits with the same chunks and language share.
struct Fixed {
  std::string html, packed, policy;
  uLong crc = 0;
};

void append_chunk(std::vector<std::string>& out, const std::string& name, const std::string& own) {
  const std::string file = name == "more" ? "lang-" + own + "-more" : name;
  if (std::find(out.begin(), out.end(), file) != out.end()) return;
  if (const auto it = needs().find(name); it != needs().end())
    for (const auto& n : it->second) append_chunk(out, n, own);
  out.push_back(file);
}

std::shared_ptr<const Fixed> make_fixed(const std::vector<std::string>& parts, std::string_view lang) {
  const auto own = own_language(lang);
  std::vector<std::string> chunks{"core", "lang-" + own};
  for (const auto& p : parts) append_chunk(chunks, p, own);
  std::string css, js;
  for (const auto& c : chunks) {
    css += asset(c + ".css");
    if (const auto code = asset(c + ".js"); !code.empty()) (js += code) += '\n';
  }
  auto f = std::make_shared<Fixed>();
  f->html = "<!doctype html><html lang=\"" + escape(lang) + (right_to_left(lang) ? "\" dir=\"rtl" : "") +
            "\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><link rel=\"icon\" href=\"data:,\"><style>" + css +
            "</style><script>" + js + "</script>";
  f->packed = deflate_piece({}, f->html, 9, false);
  f->crc = crc_of(f->html);
  // Framing is allowed: companies show surveys inside their own pages.
  f->policy = "default-src 'none'; script-src " + source_hash(js) + "; style-src " + source_hash(css) +
              "; img-src https: data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *";
  return f;
}

std::shared_ptr<const Fixed> fixed_for(const std::vector<std::string>& parts, std::string_view lang) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Fixed>, std::less<>> ready;
  std::string key(lang);
  for (const auto& p : parts) (key += ' ') += p;
  {
    const std::lock_guard lock(mutex);
    if (const auto it = ready.find(key); it != ready.end()) return it->second;
  }
  auto made = make_fixed(parts, lang);
  const std::lock_guard lock(mutex);
  if (ready.size() < kKeep) ready.emplace(std::move(key), made);
  return made;
}

std::string gzip_of(const Fixed& fixed, std::string_view rest) {
  const auto tail = deflate_piece(fixed.html, rest, 6, true);
  if (fixed.packed.empty() || tail.empty()) return {};
  std::string out("\x1f\x8b\x08\0\0\0\0\0\x02\xff", 10);
  out.reserve(out.size() + fixed.packed.size() + tail.size() + 8);
  (out += fixed.packed) += tail;
  const uLong crc = crc32_combine(fixed.crc, crc_of(rest), static_cast<z_off_t>(rest.size()));
  const auto word = [&](uLong x) {
    for (int i = 0; i < 4; ++i) out += static_cast<char>(x >> (8 * i) & 0xff);
  };
  word(crc);
  word(static_cast<uLong>(fixed.html.size() + rest.size()));
  return out;
}

}  // namespace

std::vector<std::string> page_parts(const PageInput& in, const Request& req) {
  std::vector<std::string> out;
  const auto want = [&](bool yes, std::string name) {
    if (yes) out.push_back(std::move(name));
  };
  if (in.survey == nullptr) return {"more"};
  const auto& s = *in.survey;
  // Keys of JSON members: inside texts quotes are escaped, so nobody's words can look like one.
  const auto v = in.visit;
  want(has(v, "\"visible_if\":") || has(v, "\"required_if\":") || has(v, "\"skip_to\":") || has(v, "\"branches\":"), "logic");
  want(has(v, "\"random\":true"), "order");
  want(has(v, "{{"), "pipe");
  want(std::any_of(s.pages.begin(), s.pages.end(), [](const survey::Page& p) { return !p.title.empty() || !p.text.empty(); }), "titles");
  want(s.languages.size() > 1, "languages");
  want(!s.hidden.empty(), "hidden");
  want(in.test, "test");
  want(!(s.theme == survey::Theme{}), "theme");
  want(right_to_left(in.lang), "rtl");
  want(has(v, "\"prefill\":") || has(req.query, "answer."), "prefill");
  want(req.arg("kiosk") == "1", "kiosk");
  want(req.arg("embed").has_value(), "embed");
  want(req.arg("print") == "1", "paper");
  constexpr std::string_view kind = "\"kind\":\"";
  for (auto at = v.find(kind); at != v.npos; at = v.find(kind, at + 1)) {
    const auto from = at + kind.size();
    out.push_back("kind-" + std::string(v.substr(from, v.find('"', from) - from)));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Response respond_page(const PageInput& in, const Request& req) {
  if (asset("core.js").empty()) return problem(Error{ErrorKind::not_found, "no_such_route", {}, "built without the respondent's page", {}}, req);
  const auto fixed = fixed_for(page_parts(in, req), in.lang);
  std::string rest = "<title>" + escape(in.title) + "</title><script type=\"application/json\" id=\"visit\">";
  std::string_view visit = in.visit;
  // The default colours stand in the style sheet already.
  constexpr std::string_view theme = "\"theme\":{";
  if (const auto at = visit.find(theme); in.survey != nullptr && in.survey->theme == survey::Theme{} && at != visit.npos) {
    const auto end = visit.find("},", at);
    if (end != visit.npos) {
      rest += visit.substr(0, at);
      visit.remove_prefix(end + 2);
    }
  }
  (rest += visit) += "</script>";
  Response r;
  r.set("Content-Type", "text/html; charset=utf-8");
  r.set("Content-Security-Policy", fixed->policy);
  r.set("Cache-Control", "no-store");
  r.set("Vary", "Accept-Encoding");
  r.set("Referrer-Policy", "no-referrer");
  r.set("X-Robots-Tag", "noindex");
  if (req.takes_gzip()) r.body = gzip_of(*fixed, rest);
  if (r.body.empty()) r.body = fixed->html + rest;
  else r.set("Content-Encoding", "gzip");
  return r;
}

void add_widget_route(message::Router& router) {
  message::Route route;
  route.verb = message::Verb::get;
  route.pattern = "/w.js";
  route.right = message::Right::none;
  route.limited_ok = true;
  route.async_handler = [](Request req, message::Reply reply) {
    const auto a = assets::find("respond/w.js");
    if (!a) return reply(problem(Error{ErrorKind::not_found, "no_such_route", {}, "built without the widget", {}}, req));
    Response r;
    r.set("ETag", std::string(a->etag));
    r.set("Cache-Control", "public, max-age=600");
    r.set("Vary", "Accept-Encoding");
    r.set("Cross-Origin-Resource-Policy", "cross-origin");
    if (req.has_etag(a->etag)) {
      r.status = 304;
      return reply(std::move(r));
    }
    r.set("Content-Type", std::string(a->type));
    const bool packed = !a->gzip.empty() && req.takes_gzip();
    if (packed) r.set("Content-Encoding", "gzip");
    r.fixed = packed ? a->gzip : a->raw;
    reply(std::move(r));
  };
  router.add(std::move(route));
}

}  // namespace peakend::collect
