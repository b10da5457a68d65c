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

json::object to_json(const jobs::Job& j) {
  json::object o{{"id", j.id.text()}, {"kind", j.kind}, {"title", j.title}, {"state", jobs::name_of(j.state)}, {"progress", j.progress},
                 {"total", j.total}, {"message", j.message}, {"created_at", calendar::rfc3339(j.created, {})}};
  json::error_code ec;
  if (auto result = json::parse(j.result, ec); !ec) o["result"] = std::move(result);
  if (j.started) o["started_at"] = calendar::rfc3339(*j.started, {});
  if (j.finished) o["finished_at"] = calendar::rfc3339(*j.finished, {});
  return o;
}

Response answer(const Request& req, const Result<json::value>& v, int status = 200) {
  if (!v) return message::problem(v.error(), req);
  auto r = Response::json(json::serialize(*v), status);
  r.set("Cache-Control", "no-store");
  return r;
}

Result<JobId> id_of(const Request& req) {
  if (const auto id = JobId::parse(req.params.at("id"))) return *id;
  return fail(ErrorKind::not_found, "no_such_job");
}

Result<json::value> find(Stores& s, const Request& req) {
  PK_TRY(const auto id, id_of(req));
  PK_TRY(const auto job, s.jobs->find(req.who.workspace, id));
  return json::value(to_json(job));
}

Result<json::value> list(Stores& s, const Request& req) {
  PK_TRY(const auto all, s.jobs->list(req.who.workspace));
  json::array out;
  for (const auto& j : all) out.push_back(to_json(j));
  return json::value(json::object{{"jobs", std::move(out)}});
}

Result<json::value> cancel(Stores& s, const Request& req) {
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

Result<json::value> back_up(Stores& s, const Clock& clock, const Request& req) {
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
  return json::value(to_json(job));
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
