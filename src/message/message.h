#pragma once
// Our own request, response, router and stream. Nothing here knows Beast or Asio.
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/id.h"

namespace peakend::message {

enum class Verb : std::uint8_t { get, post, put, patch, del, head, options, other };
enum class Lang : std::uint8_t { en, zh };

/// What a route asks of the caller. The session or key must hold it.
enum class Right : std::uint8_t {
  none,    ///< open to everybody (sign-in, health, assets)
  ingest,  ///< send events, ratings, feedback
  read,    ///< see numbers and how they are made: nothing about single customers
  write,   ///< change journeys, start imports
  admin,   ///< keys, members, settings, audit log, backup, erase
  personal,  ///< see customers, their words, single facts
  act,       ///< work with what is seen: marks, comments, saved views, cases
  self,      ///< one's own account: password, second factor, sessions. Never held by keys
};
using Rights = std::uint16_t;  ///< bit per Right
constexpr Rights bits_of(std::initializer_list<Right> rights) {
  unsigned out = 0;
  for (const Right r : rights) out |= 1u << static_cast<unsigned>(r);
  return static_cast<Rights>(out);
}

/// The touchpoints that a caller may see, when not all. Immutable, shared.
struct Scope {
  std::map<std::string, std::vector<std::string>, std::less<>> touchpoints;  ///< by journey, sorted
  /// For questions that name no journey: keys that are the caller's own in every journey that has them.
  std::vector<std::string> anywhere;
  const std::vector<std::string>& of(std::string_view journey) const;  ///< empty journey: `anywhere`
  bool has(std::string_view journey, std::string_view touchpoint) const;
};

/// Who is calling, filled by account before the handler runs.
struct Principal {
  WorkspaceNo workspace = WorkspaceNo::none;
  AccountId account;        ///< none for API keys
  KeyId key;                ///< none for sessions
  std::string name;
  Rights rights = 0;
  std::shared_ptr<const Scope> scope;  ///< null: everything
  bool may(Right r) const { return r == Right::none || (rights >> static_cast<int>(r) & 1u) != 0; }
};

struct Request {
  Verb verb = Verb::get;
  std::string path;    ///< decoded, without query
  std::string query;   ///< raw, after '?'
  std::vector<std::pair<std::string, std::string>> headers;  ///< names lower-case
  std::string body;
  std::string remote;      ///< peer address
  std::string request_id;  ///< 16 hex digits, also in logs and problems
  Lang lang = Lang::en;    ///< from ?lang=, cookie pk_lang, then Accept-Language
  bool secure = false;     ///< TLS, or a trusted proxy said so
  std::map<std::string, std::string, std::less<>> params;  ///< {id} parts of the route
  Principal who;
  std::string_view header(std::string_view lower_name) const;  ///< "" when absent
  std::optional<std::string> arg(std::string_view name) const;         ///< first query argument, decoded
  std::vector<std::string> args(std::string_view name) const;          ///< all of them
  std::optional<std::string> cookie(std::string_view name) const;
  /// One of the comma-separated members of If-None-Match equals `etag` (weak comparison), or is "*".
  bool has_etag(std::string_view etag) const;
  /// Accept-Encoding allows gzip.
  bool takes_gzip() const;
};

std::string_view verb_name(Verb);    ///< "GET"; "" for other
std::string_view right_name(Right);  ///< "ingest"
/// %xx decoded; nullopt for a broken escape. `plus_is_space` for query strings and forms.
std::optional<std::string> percent_decode(std::string_view, bool plus_is_space);
/// The better supported language of an Accept-Language header; English when none fits.
Lang parse_accept_language(std::string_view header);
/// Sets lang from ?lang=, the cookie pk_lang, then Accept-Language.
void choose_language(Request&);

/// Push side of a server-sent-events answer. Thread-safe; send returns false once the client has gone
/// or more than 1 MB waits.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual bool send(std::string_view bytes) = 0;
  virtual void close() = 0;
};

/// What a handler adds to the audit log's line about its request. Never a secret.
struct Change {
  std::string object;         ///< "keys/key_…"; empty: the path
  std::string label;          ///< how people call the object
  std::string before, after;  ///< JSON; empty: unknown or none
  std::string actor{};        ///< when the request had none yet (sign-in)
  AccountId account{};
  WorkspaceNo workspace = WorkspaceNo::none;  ///< none: the caller's
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string_view fixed{};       ///< bytes with static lifetime (embedded assets); used when not empty
  std::string file{};             ///< path to send instead of body; removed afterwards when temporary
  bool remove_file = false;
  /// When set: headers go out, then the connection stays open and this gets the stream.
  std::function<void(std::shared_ptr<Stream>)> stream{};
  std::shared_ptr<const Change> change{};  ///< what the audit log says about it; null: what the request itself tells
  void set(std::string name, std::string value) { headers.emplace_back(std::move(name), std::move(value)); }
  static Response json(std::string body, int status = 200);
  static Response empty(int status = 204);
  const std::string* header(std::string_view name) const;  ///< compared without case; nullptr when absent
};

/// The text of a closed code in a language with {param} filled; the code itself in words when there is none.
std::string message_text(std::string_view code, Lang, const std::vector<std::pair<std::string, std::string>>& params = {});
bool has_message(std::string_view code);

/// application/problem+json (RFC 9457) in the caller's language, fields with paths, request id.
/// `status` overrides the kind's (405, 408, 431).
Response problem(const Error&, const Request&, int status = 0);

/// A whole number among the query's arguments: `fallback` when absent or empty; out_of_range with the field outside [min, max].
Result<std::int64_t> count_arg(const Request&, std::string_view name, std::int64_t fallback, std::int64_t min, std::int64_t max);

using Handler = std::function<Response(const Request&)>;  ///< runs on the bounded pool; may block
/// From what gives a Result<Response>: an error becomes a problem, and no cache keeps the answer.
Handler answering(std::function<Result<Response>(const Request&)>);
/// Answers once, from any thread. Dropping it without a call answers 500.
using Reply = std::function<void(Response)>;
using AsyncHandler = std::function<void(Request, Reply)>;  ///< runs on the I/O thread; must not block

/// Calls the route's handler, of either kind, and waits for its answer. For tests and tools without a server.
Response call_and_wait(const struct Route&, Request);

/// Takes a request body piece by piece (NDJSON streams, file uploads). Calls come one at a time, on the pool;
/// a slow chunk() slows the sender down (back-pressure).
class BodySink {
 public:
  virtual ~BodySink() = default;  ///< destroyed without finish(): the client went away
  virtual Result<void> chunk(std::string_view) = 0;
  virtual Response finish() = 0;
  /// Asked before each piece and before finish(), on the I/O thread: must not block and call `go` once, now or later from
  /// any thread. Meanwhile the sender waits and no thread does.
  virtual void when_ready(std::function<void()> go) { go(); }
};
using SinkHandler = std::function<Result<std::unique_ptr<BodySink>>(const Request&)>;  ///< body empty

struct Route {
  Verb verb = Verb::get;
  std::string pattern;  ///< "/v1/journeys/{id}/matrix"; a last part "{rest...}" takes the remaining path
  Right right = Right::admin;
  std::size_t max_body = 256 * 1024;
  Handler handler{};            ///< exactly one of the three
  AsyncHandler async_handler{};
  SinkHandler sink_handler{};
  bool same_origin_only = true; ///< needs the CSRF header when a session cookie is used on a changing verb
  /// Callers with a scope get in: the handler keeps to who.scope, or tells nothing about touchpoints. Others answer 403.
  bool limited_ok = false;
  bool confirm = false;         ///< a session must have given its password within the last minutes
  bool gzip_async = false;      ///< an AsyncHandler's answer is compressed, in the thread that gives it
  bool audit = true;            ///< false: a changing verb that changes nothing (pure computing)
};

class Router {
 public:
  void add(Route);
  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> params;
    bool other_verb = false;  ///< path known, verb not: 405
  };
  /// `path` as sent (still percent-encoded): parts are split first and decoded then, so that "%2F" stays inside
  /// its part. Literal parts win over {parts}, those over {rest...}. HEAD falls back to GET.
  Match match(Verb, std::string_view path) const;
  /// Verbs of a path, for 405 and OPTIONS; a route that is only "/{rest...}" does not count.
  std::vector<Verb> allowed(std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }
  /// Changes every route in place, for what must hold for all of them. After the last add, before serving.
  void each_route(const std::function<void(Route&)>& f) {
    for (auto& r : routes_) f(r);
  }

 private:
  struct Pattern {
    std::size_t route = 0;
    std::vector<std::string> parts;  ///< "{name}" parts keep their braces
    bool rest = false;
  };
  void each(std::string_view path, const std::function<bool(const Pattern&, const std::vector<std::string>&)>&) const;
  std::vector<Route> routes_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> literal_;  ///< whole path -> routes
  std::vector<Pattern> patterns_;  ///< with braces, most specific first
};

}  // namespace peakend::message
