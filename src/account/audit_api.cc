// The trail: every route wrapped once; and the log's own two routes.
#include <boost/json.hpp>

#include <algorithm>
#include <mutex>

#include "account/audit.h"
#include "base/calendar.h"
#include "base/csv_text.h"
#include "base/log.h"

namespace peakend::account {
namespace {

namespace json = boost::json;
using message::Handler;
using message::Request;
using message::Response;
using message::Right;
using message::Route;
using message::Verb;

constexpr std::size_t kMaxExport = 100'000, kPage = 500, kMaxCaptured = 256 * 1024;

/// "/v1/keys/{id}" of this request: "keys/key_…".
std::string object_of(const Request& req) {
  const std::string_view path = req.path;
  return std::string(path.substr(0, 4) == "/v1/" ? path.substr(4) : path);
}

struct What {
  std::string verb, pattern;
  Handler look;  ///< GET of the same path; empty when there is none
};

/// Writes the line about one answered request.
class Trail {
 public:
  Trail(AuditLog& log, const Clock& clock, RunsOf actions) : log_(log), clock_(clock), actions_(std::move(actions)) {}

  std::string look(const What& what, const Request& req) const {
    if (!what.look) return {};
    auto r = what.look(req);
    return r.status == 200 ? std::move(r.body) : std::string{};
  }

  void record(const What& what, const Request& req, const Response& r, const std::string& before) {
    AuditEntry e;
    e.workspace = req.who.workspace;
    e.at = clock_.now();
    e.who = !req.who.account.is_none() ? req.who.account.text() : !req.who.key.is_none() ? req.who.key.text() : "";
    e.actor = req.who.name;
    e.address = req.remote;
    e.action = what.verb + " " + what.pattern;
    e.object = object_of(req);
    e.request = req.request_id;
    if (const auto* c = r.change.get()) {
      if (!c->object.empty()) e.object = c->object;
      e.label = c->label;
      if (!c->actor.empty()) e.actor = c->actor;
      if (!c->account.is_none()) e.who = c->account.text();
      if (c->workspace != WorkspaceNo::none) e.workspace = c->workspace;
      e.changes = json_changes(c->before, c->after);
    } else if (what.look && actions_.contains(e.action)) {
      return run(std::move(e), before, look(what, req));
    } else if (what.look) {
      e.changes = json_changes(before, what.verb == "DELETE" ? std::string{} : look(what, req));
    } else if (req.body.size() <= kMaxCaptured) {
      e.changes = json_changes("", req.body);  // what cannot be read as JSON says nothing
    }
    if (!runs_.empty() || !actions_.empty()) end_runs(e);
    if (auto ok = log_.add(e); !ok) log::failure("audit line not written", ok.error());
  }

 private:
  /// What one person did to one object, one store after the other.
  struct Run {
    WorkspaceNo workspace = WorkspaceNo::none;
    std::string who, object, before;
    std::int64_t no = 0;
    Instant began;
  };
  static constexpr std::size_t kMostRuns = 100;

  void run(AuditEntry e, const std::string& before, const std::string& after) {
    const std::lock_guard lock(mutex_);  // also over the writing: two stores of one run may not overtake each other
    std::erase_if(runs_, [&](const Run& x) { return e.at - x.began >= kRun || e.at < x.began || (x.workspace == e.workspace && x.object == e.object && x.who != e.who); });
    const auto it = std::find_if(runs_.begin(), runs_.end(), [&](const Run& x) { return x.workspace == e.workspace && x.object == e.object; });
    e.changes = json_changes(it == runs_.end() ? before : it->before, after);
    if (it != runs_.end()) {
      if (auto ok = log_.amend(it->no, e); !ok) log::failure("audit line not written", ok.error());
      return;
    }
    auto no = log_.add(e);
    if (!no) return log::failure("audit line not written", no.error());
    if (runs_.size() >= kMostRuns) runs_.erase(runs_.begin());
    if (before.size() <= kMaxCaptured) runs_.push_back({e.workspace, e.who, e.object, before, *no, e.at});
  }
  /// Something else was done to it, or to what belongs to it (publish): what comes then is another run.
  void end_runs(const AuditEntry& e) {
    const std::lock_guard lock(mutex_);
    std::erase_if(runs_, [&](const Run& x) { return x.workspace == e.workspace && (e.object == x.object || e.object.starts_with(x.object + "/")); });
  }

  AuditLog& log_;
  const Clock& clock_;
  const RunsOf actions_;
  std::mutex mutex_;
  std::vector<Run> runs_;
};

/// A sink (upload) whose end is recorded. Its body is data, not a change of settings, and is not kept.
class RecordedSink final : public message::BodySink {
 public:
  RecordedSink(std::unique_ptr<message::BodySink> inner, std::shared_ptr<Trail> trail, std::shared_ptr<const What> what, const Request& req)
      : inner_(std::move(inner)), trail_(std::move(trail)), what_(std::move(what)), req_(req) {}
  Result<void> chunk(std::string_view piece) override { return inner_->chunk(piece); }
  Response finish() override {
    auto r = inner_->finish();
    if (r.status < 400) trail_->record(*what_, req_, r, "");
    return r;
  }

 private:
  std::unique_ptr<message::BodySink> inner_;
  std::shared_ptr<Trail> trail_;
  std::shared_ptr<const What> what_;
  const Request req_;
};

bool changes(Verb v) { return v == Verb::post || v == Verb::put || v == Verb::patch || v == Verb::del; }

bool leaves_as_file(const Response& r) {
  const auto* d = r.header("Content-Disposition");
  return r.status == 200 && d != nullptr && d->rfind("attachment", 0) == 0;
}

void wrap(Route& route, const std::shared_ptr<Trail>& trail, const std::shared_ptr<const What>& what) {
  if (route.verb == Verb::get) {
    if (!route.handler) return;
    route.handler = [inner = std::move(route.handler), trail, what](const Request& req) {
      auto r = inner(req);
      if (leaves_as_file(r)) trail->record(*what, req, r, "");
      return r;
    };
  } else if (route.handler) {
    route.handler = [inner = std::move(route.handler), trail, what](const Request& req) {
      const auto before = trail->look(*what, req);
      auto r = inner(req);
      if (r.status < 400) trail->record(*what, req, r, before);
      return r;
    };
  } else if (route.sink_handler) {
    route.sink_handler = [inner = std::move(route.sink_handler), trail, what](const Request& req) -> Result<std::unique_ptr<message::BodySink>> {
      PK_TRY(auto sink, inner(req));
      return std::make_unique<RecordedSink>(std::move(sink), trail, what, req);
    };
  } else if (route.async_handler) {
    route.async_handler = [inner = std::move(route.async_handler), trail, what](Request req, message::Reply reply) {
      auto kept = std::make_shared<const Request>(req);
      inner(std::move(req), [reply = std::move(reply), trail, what, kept](Response r) {
        if (r.status < 400) trail->record(*what, *kept, r, "");
        reply(std::move(r));
      });
    };
  }
}

json::object to_json(const AuditEntry& e) {
  return {{"no", e.no}, {"at", calendar::rfc3339(e.at, {})}, {"who", e.who}, {"actor", e.actor}, {"address", e.address}, {"action", e.action},
          {"object", e.object}, {"label", e.label}, {"changes", json::parse(e.changes)}, {"request", e.request}};
}

Result<AuditQuery> query_of(const Request& req, const std::string& zone_name) {
  AuditQuery q;
  const auto text = [&](std::string_view name) { return req.arg(name).value_or("").substr(0, 200); };
  q.who = text("who");
  q.action = text("action");
  q.object = text("object");
  q.text = text("q");
  PK_TRY(q.before, message::count_arg(req, "before", INT64_MAX, 1, INT64_MAX));
  PK_TRY(const auto limit, message::count_arg(req, "limit", 50, 1, static_cast<std::int64_t>(kPage)));
  q.limit = static_cast<std::size_t>(limit);
  const auto zone = calendar::Zone::find(zone_name).value_or(calendar::Zone{});
  const auto bound = [&](const char* name, bool end, std::int64_t& out) -> Result<void> {
    const auto given = text(name);
    if (given.empty()) return {};
    if (const auto day = calendar::parse_day(given)) return out = to_ms(calendar::midnight(zone, *day + (end ? 1 : 0))), Result<void>{};
    const auto at = calendar::parse_bound(given, zone);
    if (!at) return fail_field(name, "bad_time", {{"value", given}});
    out = to_ms(*at);
    return {};
  };
  PK_CHECK(bound("from", false, q.from));
  PK_CHECK(bound("to", true, q.to));
  return q;
}


Result<Response> list(const AuditLog& log, const Request& req, const std::string& zone) {
  PK_TRY(auto q, query_of(req, zone));
  ++q.limit;  // one more tells whether there is more
  PK_TRY(auto found, log.find(req.who.workspace, q));
  const bool more = found.size() == q.limit;
  if (more) found.pop_back();
  json::array entries, people;
  for (const auto& e : found) entries.push_back(to_json(e));
  if (q.before == INT64_MAX) {
    PK_TRY(const auto all, log.people(req.who.workspace));
    for (const auto& [who, actor] : all) people.push_back(json::object{{"who", who}, {"actor", actor}});
  }
  auto r = Response::json(json::serialize(json::object{{"entries", std::move(entries)}, {"people", std::move(people)}, {"more", more}}));
  r.set("Cache-Control", "no-store");
  return r;
}

Result<Response> csv(const AuditLog& log, const Request& req, const std::string& zone) {
  PK_TRY(auto q, query_of(req, zone));
  q.limit = kPage;
  Response r;
  r.body = "\xEF\xBB\xBFno,at,who,actor,address,action,object,label,changes,request\r\n";
  for (std::size_t n = 0; n < kMaxExport;) {
    PK_TRY(const auto page, log.find(req.who.workspace, q));
    for (const auto& e : page) {
      r.body += std::to_string(e.no) + "," + calendar::rfc3339(e.at, {});
      for (const auto& s : {e.who, e.actor, e.address, e.action, e.object, e.label, e.changes, e.request}) r.body += "," + csv_text(s);
      r.body += "\r\n";
    }
    n += page.size();
    if (page.size() < kPage) break;
    q.before = page.back().no;
  }
  r.set("Content-Type", "text/csv; charset=utf-8");
  r.set("Content-Disposition", "attachment; filename=\"peakend-audit.csv\"");
  r.set("Cache-Control", "no-store");
  return r;
}

}  // namespace

void keep_trail(message::Router& router, AuditLog& log, const Clock& clock, RunsOf runs) {
  const auto trail = std::make_shared<Trail>(log, clock, std::move(runs));
  std::map<std::string, Handler> looks;  // before anything is wrapped
  for (const auto& r : router.routes())
    if (r.verb == Verb::get && r.handler && r.pattern.rfind("/v1/", 0) == 0) looks[r.pattern] = r.handler;
  router.each_route([&](Route& route) {
    const bool matters = changes(route.verb) ? route.audit && route.right != Right::ingest : route.verb == Verb::get;
    if (!matters || route.pattern.rfind("/v1/", 0) != 0) return;
    auto what = std::make_shared<What>(What{std::string(message::verb_name(route.verb)), route.pattern, {}});
    if (route.verb == Verb::put || route.verb == Verb::patch || route.verb == Verb::del)
      if (const auto it = looks.find(route.pattern); it != looks.end()) what->look = it->second;
    wrap(route, trail, what);
  });
}

void add_audit_routes(message::Router& router, AuditLog& log, std::function<std::string(WorkspaceNo)> zone) {
  const auto add = [&](const char* pattern, Result<Response> (*f)(const AuditLog&, const Request&, const std::string&)) {
    Route route;
    route.verb = Verb::get;
    route.pattern = pattern;
    route.right = Right::admin;
    route.max_body = 0;
    route.handler = [&log, zone, f](const Request& req) {
      auto r = f(log, req, zone(req.who.workspace));
      return r ? *std::move(r) : message::problem(r.error(), req);
    };
    router.add(std::move(route));
  };
  add("/v1/audit", list);
  add("/v1/audit/export", csv);
}

}  // namespace peakend::account
