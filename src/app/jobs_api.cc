#include "app/jobs_api.h"

#include <boost/json.hpp>

#include "app/backup.h"
#include "base/calendar.h"

namespace peakend::app {
namespace {

namespace json = boost::json;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

Response answer(const Request& req, Result<std::string> body, int status = 200) {
  if (!body) return message::problem(body.error(), req);
  auto r = Response::json(*std::move(body), status);
  r.set("Cache-Control", "no-store");
  return r;
}

Result<JobId> id_of(const Request& req) {
  if (const auto id = JobId::parse(req.params.at("id"))) return *id;
  return fail(ErrorKind::not_found, "no_such_job");
}

Result<std::string> find(Stores& s, const Request& req) {
  PK_TRY(const auto id, id_of(req));
  PK_TRY(const auto job, s.jobs->find(req.who.workspace, id));
  return jobs::to_json(job);
}

Result<std::string> list(Stores& s, const Request& req) {
  PK_TRY(const auto all, s.jobs->list(req.who.workspace));
  return jobs::to_json("jobs", all);
}

Result<std::string> cancel(Stores& s, const Request& req) {
  PK_TRY(const auto id, id_of(req));
  PK_CHECK(s.jobs->cancel(req.who.workspace, id));
  return find(s, req);
}

/// A name that sorts by time: peakend-20260314-090000.tar
std::string backup_name(Instant now) {
  std::string digits;
  for (const char c : calendar::rfc3339(now, {}).substr(0, 19))
    if (c >= '0' && c <= '9') digits += c;
  return "peakend-" + digits.substr(0, 8) + "-" + digits.substr(8) + ".tar";
}

Result<std::string> back_up(Stores& s, const Clock& clock, const Request& req) {
  const auto name = backup_name(clock.now());
  PK_TRY(const auto id, s.jobs->start({req.who.workspace, "backup", name, "{}"}, [&s, &clock, name](jobs::Context& context) -> Result<void> {
    PK_TRY(const auto made, make_backup(*s.records, *s.facts, s.data, s.data + "/backups/" + name, clock.now()));
    std::int64_t bytes = 0;
    for (const auto& f : made.files) bytes += f.bytes;
    context.result(json::serialize(json::object{{"file", "backups/" + name}, {"bytes", bytes}}));
    context.progress(bytes, bytes);
    return {};
  }));
  PK_TRY(const auto job, s.jobs->find(req.who.workspace, id));
  return jobs::to_json(job);
}

}  // namespace

void add_jobs_routes(message::Router& router, Stores& stores, const Clock& clock) {
  const auto add = [&](Verb verb, const char* pattern, Right right, message::Handler handler) {
    message::Route route;
    route.verb = verb;
    route.pattern = pattern;
    route.right = right;
    route.max_body = 1024;
    route.handler = std::move(handler);
    router.add(std::move(route));
  };
  add(Verb::get, "/v1/jobs", Right::read, [&stores](const Request& q) { return answer(q, list(stores, q)); });
  add(Verb::get, "/v1/jobs/{id}", Right::read, [&stores](const Request& q) { return answer(q, find(stores, q)); });
  add(Verb::post, "/v1/jobs/{id}/cancel", Right::write, [&stores](const Request& q) { return answer(q, cancel(stores, q)); });
  add(Verb::post, "/v1/backups", Right::admin, [&stores, &clock](const Request& q) { return answer(q, back_up(stores, clock, q), 202); });
}

}  // namespace peakend::app
