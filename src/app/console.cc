#include "app/console.h"

#include "base/assets.h"

namespace peakend::app {
namespace {

using message::Request;
using message::Response;

Response serve_asset(const Request& req, const assets::Asset& asset, bool immutable) {
  Response r;
  const bool page = asset.type.find("html") != std::string_view::npos;
  r.set("ETag", std::string(asset.etag));
  r.set("Cache-Control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
  r.set("Vary", "Accept-Encoding");
  if (page) {
    r.set("Content-Security-Policy", kConsolePolicy);
    r.set("X-Frame-Options", "DENY");
    r.set("Referrer-Policy", "same-origin");
    r.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  }
  if (req.has_etag(asset.etag)) {
    r.status = 304;
    return r;
  }
  r.set("Content-Type", std::string(asset.type));
  const bool packed = !asset.gzip.empty() && req.takes_gzip();
  if (packed) r.set("Content-Encoding", "gzip");
  r.fixed = packed ? asset.gzip : asset.raw;
  return r;
}

Response no_console() {
  Response r;
  r.set("Content-Type", "text/html; charset=utf-8");
  r.set("Content-Security-Policy", kConsolePolicy);
  r.body = "<!doctype html><title>peakend</title><h1>peakend</h1><p>This binary was built without the console. "
           "The HTTP interface is described at <a href=\"/v1/openapi.yaml\">/v1/openapi.yaml</a>.</p>";
  return r;
}

Response console(const Request& req) {
  const auto it = req.params.find("rest");
  const std::string rest = it == req.params.end() ? "" : it->second;
  const auto missing = [&] { return message::problem(Error{ErrorKind::not_found, "no_such_route", {}, {}, {}}, req); };
  if (rest == "v1" || rest.rfind("v1/", 0) == 0) return missing();
  if (!rest.empty())
    if (const auto asset = assets::find("console/" + rest)) return serve_asset(req, *asset, rest.rfind("assets/", 0) == 0);
  const auto slash = rest.rfind('/');
  const auto last = slash == std::string::npos ? rest : rest.substr(slash + 1);
  // A browser that opens an address wants the console, also when the last part is a customer's e-mail address.
  const bool opens = req.header("accept").find("text/html") != std::string_view::npos;
  if (rest.rfind("assets/", 0) == 0 || (last.find('.') != std::string::npos && !opens)) return missing();
  if (const auto index = assets::find("console/index.html")) return serve_asset(req, *index, false);
  return rest.empty() ? no_console() : missing();
}

}  // namespace

void add_console(message::Router& router) {
  message::Route route;
  route.verb = message::Verb::get;
  route.pattern = "/{rest...}";
  route.right = message::Right::none;
  // From memory, without waiting: no need for the pool.
  route.async_handler = [](Request req, message::Reply reply) { reply(console(req)); };
  router.add(std::move(route));
}

}  // namespace peakend::app
