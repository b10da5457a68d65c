// Routes of comments and mentions.
#include <boost/json.hpp>

#include "base/calendar.h"
#include "board/api_parts.h"
#include "message/body_json.h"

namespace peakend::board {
namespace {

namespace json = boost::json;
using message::BodyFields;
using message::Request;
using message::Response;
using message::Verb;

class Routes {
 public:
  explicit Routes(std::shared_ptr<const Deps> d) : d_(std::move(d)) {}

  Result<Response> threads(const Request& r) const {
    ThreadQuery q;
    q.page = r.arg("page").value_or("");
    q.figure = r.arg("figure").value_or("");
    q.state = r.arg("state").value_or("all");
    if (q.state != "all" && q.state != "open" && q.state != "resolved") return fail_field("state", "not_one_of", {{"allowed", "all, open, resolved"}});
    PK_TRY(const auto limit, message::count_arg(r, "limit", 100, 1, 200));
    PK_TRY(q.offset, message::count_arg(r, "offset", 0, 0, 1'000'000));
    q.limit = limit + 1;
    PK_TRY(auto found, d_->board.threads(who_of(r), q));
    const bool more = static_cast<std::int64_t>(found.size()) > limit;
    if (more) found.pop_back();
    json::array out;
    for (const auto& t : found) out.push_back(shown(t, r));
    return Response::json(json::serialize(json::object{{"threads", std::move(out)}, {"more", more}}));
  }
  Result<Response> thread(const Request& r) const {
    PK_TRY(const auto id, id_in<ThreadId>(r, "no_such_thread"));
    return answer(r, d_->board.thread(who_of(r), id));
  }
  Result<Response> open_thread(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body));
    Thread t;
    t.page = f.text("page", 1, 400);
    t.figure = f.optional_text("figure", 0, 100).value_or("");
    t.link = f.text("link", 1, 2'000);
    t.title = f.text("title", 1, 300);
    auto text = f.text("text", 1, kMaxText);
    PK_CHECK(f.done());
    return answer(r, d_->board.open_thread(who_of(r), std::move(t), std::move(text)), 201);
  }
  Result<Response> resolve(const Request& r) const {
    PK_TRY(const auto id, id_in<ThreadId>(r, "no_such_thread"));
    PK_TRY(auto f, BodyFields::parse(r.body));
    const auto resolved = f.optional_flag("resolved");
    if (!resolved) f.refuse("resolved", "required");
    PK_CHECK(f.done());
    return answer(r, d_->board.resolve(who_of(r), id, *resolved));
  }
  Result<Response> reply(const Request& r) const {
    PK_TRY(const auto id, id_in<ThreadId>(r, "no_such_thread"));
    PK_TRY(auto text, text_of(r));
    return answer(r, d_->board.reply(who_of(r), id, std::move(text)), 201);
  }
  Result<Response> edit(const Request& r) const {
    PK_TRY(const auto id, id_in<CommentId>(r, "no_such_comment"));
    PK_TRY(auto text, text_of(r));
    return answer(r, d_->board.edit(who_of(r), id, std::move(text)));
  }
  Result<Response> remove(const Request& r) const {
    PK_TRY(const auto id, id_in<CommentId>(r, "no_such_comment"));
    return answer(r, d_->board.remove_comment(who_of(r), id));
  }

  Result<Response> mentions(const Request& r) const {
    const auto unread = r.arg("unread");
    PK_TRY(const auto limit, message::count_arg(r, "limit", 50, 1, 200));
    PK_TRY(const auto found, d_->board.mentions(who_of(r), unread && (*unread == "1" || *unread == "true"), limit));
    json::array out;
    for (const auto& m : found.list) {
      json::object o{{"comment", m.comment.text()}, {"thread", m.thread.text()}, {"link", m.link}, {"title", m.title},
                     {"author", {{"id", m.author.text()}, {"name", m.author_name}}}, {"text", m.text}, {"at", calendar::rfc3339(m.created)}, {"unread", !m.seen}};
      out.push_back(std::move(o));
    }
    return Response::json(json::serialize(json::object{{"mentions", std::move(out)}, {"unread", found.unread}}));
  }
  Result<Response> see(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body));
    const auto text = f.optional_text("thread", 1, 60);
    ThreadId thread;
    if (text) {
      if (const auto id = ThreadId::parse(*text)) thread = *id;
      else f.refuse("thread", "no_such_thread");
    }
    PK_CHECK(f.done());
    PK_CHECK(d_->board.see_mentions(who_of(r), thread));
    return Response::empty();
  }
  Result<Response> colleagues(const Request& r) const {
    json::array out;
    for (const auto& p : d_->people(r.who.workspace)) out.push_back({{"id", p.id.text()}, {"name", p.name}});
    return Response::json(json::serialize(json::object{{"colleagues", std::move(out)}}));
  }

 private:
  static Result<std::string> text_of(const Request& r) {
    PK_TRY(auto f, BodyFields::parse(r.body));
    auto text = f.text("text", 1, kMaxText);
    PK_CHECK(f.done());
    return text;
  }
  static json::object shown(const Service::Talk& talk, const Request& r) {
    const Who w = who_of(r);
    const auto& t = talk.thread;
    json::array comments;
    for (const auto& c : talk.comments) {
      const bool mine = !w.account.is_none() && c.author == w.account;
      json::object o{{"id", c.id.text()}, {"author", {{"id", c.author.text()}, {"name", c.author_name}}}, {"text", c.text}, {"at", calendar::rfc3339(c.created)},
                     {"removed", c.removed.has_value()}, {"may_edit", mine && !c.removed}, {"may_remove", (mine || w.may_moderate) && !c.removed}};
      if (c.edited) o["edited_at"] = calendar::rfc3339(*c.edited);
      comments.push_back(std::move(o));
    }
    json::object o{{"id", t.id.text()}, {"page", t.page}, {"figure", t.figure}, {"link", t.link}, {"title", t.title}, {"created_at", calendar::rfc3339(t.created)},
                   {"changed_at", calendar::rfc3339(t.changed)}, {"resolved", t.resolved.has_value()}, {"comments", std::move(comments)}};
    if (t.resolved) o["resolved_at"] = calendar::rfc3339(*t.resolved);
    return o;
  }
  static Result<Response> answer(const Request& r, Result<Service::Talk> talk, int status = 200) {
    if (!talk) return tl::unexpected(std::move(talk).error());
    return Response::json(json::serialize(shown(*talk, r)), status);
  }

  std::shared_ptr<const Deps> d_;
};

}  // namespace

void add_thread_routes(message::Router& router, std::shared_ptr<const Deps> deps) {
  const auto routes = std::make_shared<Routes>(std::move(deps));
  const auto add = [&](Verb verb, const char* pattern, Result<Response> (Routes::*f)(const Request&) const) {
    add_route(router, verb, pattern, [routes, f](const Request& r) { return ((*routes).*f)(r); });
  };
  add(Verb::get, "/v1/threads", &Routes::threads);
  add(Verb::post, "/v1/threads", &Routes::open_thread);
  add(Verb::get, "/v1/threads/{id}", &Routes::thread);
  add(Verb::patch, "/v1/threads/{id}", &Routes::resolve);
  add(Verb::post, "/v1/threads/{id}/comments", &Routes::reply);
  add(Verb::patch, "/v1/comments/{id}", &Routes::edit);
  add(Verb::del, "/v1/comments/{id}", &Routes::remove);
  add(Verb::get, "/v1/mentions", &Routes::mentions);
  add(Verb::post, "/v1/mentions/seen", &Routes::see);
  add(Verb::get, "/v1/colleagues", &Routes::colleagues);
}

}  // namespace peakend::board
