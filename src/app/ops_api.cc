#include "app/ops_api.h"

#include <boost/json.hpp>

#include "app/version.h"
#include "base/assets.h"

namespace peakend::app {
namespace {

using message::Request;
using message::Response;
using message::Right;
using message::Verb;

Response plain(std::string text) {
  Response r;
  r.body = std::move(text);
  r.set("Content-Type", "text/plain; charset=utf-8");
  r.set("Cache-Control", "no-store");
  return r;
}

message::Route direct(Verb verb, std::string pattern, Right right, std::function<Response(const Request&)> f) {
  message::Route route;
  route.verb = verb;
  route.pattern = std::move(pattern);
  route.right = right;
  route.async_handler = [f = std::move(f)](Request req, message::Reply reply) { reply(f(req)); };
  return route;
}

message::Route pooled(std::string pattern, Right right, message::Handler f) {
  message::Route route;
  route.pattern = std::move(pattern);
  route.right = right;
  route.handler = std::move(f);
  return route;
}

Response contract(const Request& req) {
  const auto asset = assets::find("api/openapi.yaml");
  if (!asset) return message::problem(Error{ErrorKind::not_found, "no_such_route", {}, {}, {}}, req);
  Response r;
  r.set("ETag", std::string(asset->etag));
  r.set("Cache-Control", "no-cache");
  if (req.has_etag(asset->etag)) {
    r.status = 304;
    return r;
  }
  r.set("Content-Type", std::string(asset->type));
  r.fixed = asset->raw;
  return r;
}

}  // namespace

void add_ops_routes(message::Router& router, Ops ops) {
  router.add(direct(Verb::get, "/healthz", Right::none, [](const Request&) { return plain("ok\n"); }));
  router.add(pooled("/readyz", Right::none, [ready = ops.ready](const Request& req) {
    if (auto ok = ready(); !ok) return message::problem(ok.error(), req);
    return plain("ready\n");
  }));
  router.add(pooled("/metrics", Right::read, [text = ops.metrics_text](const Request&) {
    auto r = plain(text());
    r.headers.front().second = "text/plain; version=0.0.4; charset=utf-8";
    return r;
  }));
  router.add(pooled("/v1/status", Right::read, [progress = ops.progress](const Request& req) {
    const auto p = progress(req.who.workspace);
    if (!p) return message::problem(p.error(), req);
    auto r = Response::json(boost::json::serialize(boost::json::object{
        {"last_seq", p->last_seq}, {"as_of_seq", p->facts_seq}, {"lag", p->lag}, {"episodes_lag", p->episodes_lag}, {"facts", p->facts}}));
    r.set("Cache-Control", "no-store");
    return r;
  }));
  router.add(direct(Verb::get, "/v1/version", Right::none, [](const Request&) {
    return Response::json(boost::json::serialize(boost::json::object{{"name", "peakend"}, {"version", kVersion}}));
  }));
  // Beside the contract: what is really there, so that a test can compare the two.
  router.add(direct(Verb::get, "/v1/routes", Right::read, [&router](const Request&) {
    boost::json::array list;
    for (const auto& r : router.routes())
      list.push_back({{"verb", message::verb_name(r.verb)}, {"path", r.pattern}, {"right", message::right_name(r.right)}, {"max_body", r.max_body}});
    return Response::json(boost::json::serialize(boost::json::object{{"routes", std::move(list)}}));
  }));
  router.add(direct(Verb::get, "/v1/openapi.yaml", Right::none, contract));
  // Authenticates, parses nothing, keeps nothing: the yardstick for the acknowledged-and-durable routes.
  router.add(direct(Verb::post, "/v1/noop", Right::ingest, [](const Request&) { return Response::json("{\"ok\":true}"); }));
}

}  // namespace peakend::app
