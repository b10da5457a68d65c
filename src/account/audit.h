#pragma once
// The audit log: who changed what, when, from where, and what it was before. Rows are only added; one thing alone may change in
// one: what a run of a draft that stores itself came to (RunsOf).
// One place writes them: keep_trail() wraps every route of the router, so that a new route cannot forget it. Features
// may say more with message::Response::change. docs/adr/0008-audit-trail.md.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "message/message.h"
#include "records/records.h"

namespace peakend::account {

struct AuditEntry {
  std::int64_t no = 0;   ///< ascending; unique over all workspaces
  WorkspaceNo workspace = WorkspaceNo::none;
  Instant at;
  std::string who;       ///< "acc_…", "key_…" or "" (command line)
  std::string actor;     ///< name or e-mail at that time
  std::string address;
  std::string action;    ///< "PATCH /v1/workspace", "user reset"
  std::string object;    ///< "workspace", "keys/key_…"
  std::string label;     ///< how people call the object
  std::string changes = "[]";  ///< JSON: [{"path","before"?,"after"?}], at most kMaxChanges, then {"more": n}
  std::string request;   ///< request id, as in the server's log
};
inline constexpr std::size_t kMaxChanges = 100, kMaxChangeText = 300;

struct AuditQuery {
  std::string who, action, object, text;  ///< exact; part; part; part of anything, ASCII case ignored; "" = any
  std::int64_t from = 0, to = INT64_MAX;  ///< [from, to) ms
  std::int64_t before = INT64_MAX;        ///< only no < before
  std::size_t limit = 50;
};

/// Thread-safe.
class AuditLog {
 public:
  virtual ~AuditLog() = default;
  virtual Result<std::int64_t> add(const AuditEntry&) = 0;  ///< `no` is given; texts are cut to what is sensible
  /// What a run came to by now: `changes` and `request` of its line, and the words it is found by; nothing else changes.
  virtual Result<void> amend(std::int64_t no, const AuditEntry&) = 0;
  virtual Result<std::vector<AuditEntry>> find(WorkspaceNo, const AuditQuery&) const = 0;  ///< newest first
  /// Everybody in the log: (who, actor), at most 500.
  virtual Result<std::vector<std::pair<std::string, std::string>>> people(WorkspaceNo) const = 0;
};
/// `records` must outlive it; the tables must have been migrated.
std::unique_ptr<AuditLog> make_audit(records::Records& records);

/// What differs between two JSON texts ("" = nothing there), as AuditEntry::changes wants it. Members whose name tells of
/// a secret (password, token, secret, code, ...) appear without their value. Members of arrays are named by their
/// "key", "id" or "name" when they have one.
std::string json_changes(std::string_view before, std::string_view after);

/// Actions ("PUT /v1/surveys/{key}") of drafts that store themselves while one types: what one person did to one object within
/// kRun, with nothing else done to it in between, is one line: before = first, after = last. What a run began with is kept in
/// memory; a new process begins a new line.
using RunsOf = std::set<std::string>;
inline constexpr std::chrono::minutes kRun{10};

/// Wraps every route so that what it changed is logged once it has answered: changing verbs, apart from Right::ingest and
/// Route::audit == false; and what leaves as a file. "before" of PUT, PATCH and DELETE is what GET of the same path
/// answered, when there is such a route. After the last Router::add. A log that cannot be written is said in the server's
/// log; the change stands. `log` and `clock` must outlive the router.
void keep_trail(message::Router&, AuditLog& log, const Clock& clock, RunsOf runs = {});

/// GET /v1/audit and GET /v1/audit/export.
void add_audit_routes(message::Router&, AuditLog& log, std::function<std::string(WorkspaceNo)> zone);

}  // namespace peakend::account
