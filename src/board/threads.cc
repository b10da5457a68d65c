// Comments, and who is asked to read them.
#include <algorithm>

#include "board/board_sql.h"
#include "board/service_impl.h"

namespace peakend::board {
namespace {

std::optional<Instant> when(const records::Row& r, int column) {
  if (r.is_null(column)) return std::nullopt;
  return from_ms(r.i64(column));
}
Thread thread_from(const records::Row& r) {
  return {id_of<ThreadId>(r.text(0)), std::string(r.text(1)), std::string(r.text(2)), std::string(r.text(3)), std::string(r.text(4)), from_ms(r.i64(5)), from_ms(r.i64(6)),
          when(r, 7), id_of<AccountId>(r.text(8))};
}
Comment comment_from(const records::Row& r) {
  return {id_of<CommentId>(r.text(0)), id_of<ThreadId>(r.text(1)), id_of<AccountId>(r.text(2)), std::string(r.text(3)), std::string(r.text(4)), from_ms(r.i64(5)), when(r, 6), when(r, 7)};
}
Result<void> comments_into(records::Session& s, const Who& w, Service::Talk& talk) {
  const Bytes key(talk.thread.id);
  const Param p[] = {number(w.workspace), key};
  return s.query(sql::comments, p, [&](const records::Row& r) {
    talk.comments.push_back(comment_from(r));
    return true;
  });
}
Result<void> check(const Thread& t) {
  if (!good_path(t.page, 400) || t.page.find_first_of("?#") != std::string::npos) return fail_field("page", "not_a_page");
  if (t.figure.size() > 100) return fail_field("figure", "too_long", {{"max", "100"}});
  if (!good_path(t.link, 2'000)) return fail_field("link", "not_a_page");
  if (t.title.empty() || t.title.size() > 300) return fail_field("title", t.title.empty() ? "required" : "too_long", {{"max", "300"}});
  return {};
}

}  // namespace

Result<Service::Talk> ServiceImpl::find_thread(records::Session& s, const Who& w, ThreadId id) {
  std::optional<Talk> out;
  const Bytes key(id);
  const Param p[] = {number(w.workspace), key};
  PK_CHECK(s.query(sql::thread, p, [&](const records::Row& r) {
    out = Talk{thread_from(r), {}};
    return false;
  }));
  if (!out || !may_read_page(w.scope, out->thread.page)) return fail(ErrorKind::not_found, "no_such_thread");
  PK_CHECK(comments_into(s, w, *out));
  return *std::move(out);
}

Result<Comment> ServiceImpl::find_comment(records::Session& s, const Who& w, CommentId id) {
  std::optional<Comment> out;
  const Bytes key(id);
  const Param p[] = {number(w.workspace), key};
  PK_CHECK(s.query(sql::comment, p, [&](const records::Row& r) {
    out = comment_from(r);
    return false;
  }));
  if (!out || out->removed) return fail(ErrorKind::not_found, "no_such_comment");
  return *std::move(out);
}

Result<void> ServiceImpl::check_text(const Who& w, std::string_view text) const {
  if (w.account.is_none()) return fail(ErrorKind::forbidden, "needs_account");
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return fail_field("text", "required");
  if (text.size() > kMaxText) return fail_field("text", "too_long", {{"max", std::to_string(kMaxText)}});
  const auto named = mentioned(text);
  if (named.empty()) return {};
  if (named.size() > kMaxMentions) return fail_field("text", "too_many", {{"max", std::to_string(kMaxMentions)}});
  const auto members = people_(w.workspace);
  for (const auto& id : named)
    if (std::none_of(members.begin(), members.end(), [&](const Person& p) { return p.id == id; })) return fail_field("text", "no_such_member");
  return {};
}

Result<void> ServiceImpl::mention(records::Tx& tx, const Who& w, CommentId comment, std::string_view text) {
  const Bytes key(comment);
  for (const auto& account : mentioned(text)) {
    if (account == w.account) continue;
    const Bytes whom(account);
    const Param p[] = {key, number(w.workspace), whom};
    PK_CHECK(tx.exec(sql::insert_mention, p));
  }
  return {};
}

Result<void> ServiceImpl::add_comment(records::Tx& tx, const Who& w, ThreadId thread, std::string_view text) {
  const auto id = new_id<CommentId>();
  const Bytes key(id), of(thread), me(w.account);
  const Param p[] = {key, of, number(w.workspace), me, std::string_view(w.name), text, to_ms(clock_.now())};
  PK_CHECK(tx.exec(sql::insert_comment, p));
  return mention(tx, w, id, text);
}

Result<std::vector<Service::Talk>> ServiceImpl::threads(const Who& w, const ThreadQuery& q) {
  std::vector<Talk> out;
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    const Param p[] = {number(w.workspace), std::string_view(q.page), std::string_view(q.figure), std::string_view(q.state), q.limit, q.offset};
    PK_CHECK(s.query(sql::threads, p, [&](const records::Row& r) {
      if (auto t = thread_from(r); may_read_page(w.scope, t.page)) out.push_back({std::move(t), {}});
      return true;
    }));
    for (auto& talk : out) PK_CHECK(comments_into(s, w, talk));
    return {};
  }));
  return out;
}

Result<Service::Talk> ServiceImpl::thread(const Who& w, ThreadId id) {
  Talk out;
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    PK_TRY(out, find_thread(s, w, id));
    return {};
  }));
  return out;
}

Result<Service::Talk> ServiceImpl::open_thread(const Who& w, Thread t, std::string text) {
  PK_CHECK(check(t));
  if (!may_read_page(w.scope, t.page)) return fail_field("page", "unknown_touchpoint");
  PK_CHECK(check_text(w, text));
  t.id = new_id<ThreadId>();
  t.created = t.changed = clock_.now();
  Talk out;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(const auto n, count_of(tx, sql::count_threads, number(w.workspace)));
    if (n >= static_cast<std::int64_t>(kMaxThreads)) return full("too_many_threads", kMaxThreads);
    const Bytes id(t.id);
    const Param p[] = {id, number(w.workspace), std::string_view(t.page), std::string_view(t.figure), std::string_view(t.link), std::string_view(t.title), to_ms(t.created)};
    PK_CHECK(tx.exec(sql::insert_thread, p));
    PK_CHECK(add_comment(tx, w, t.id, text));
    PK_TRY(out, find_thread(tx, w, t.id));
    return {};
  }));
  return out;
}

Result<Service::Talk> ServiceImpl::reply(const Who& w, ThreadId id, std::string text) {
  PK_CHECK(check_text(w, text));
  Talk out;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(find_thread(tx, w, id));
    const Bytes key(id);
    PK_TRY(const auto n, count_of(tx, sql::count_comments, key));
    if (n >= static_cast<std::int64_t>(kMaxComments)) return full("too_many_comments", kMaxComments);
    PK_CHECK(add_comment(tx, w, id, text));
    const Param p[] = {number(w.workspace), key, to_ms(clock_.now())};
    PK_CHECK(tx.exec(sql::touch_thread, p));
    PK_TRY(out, find_thread(tx, w, id));
    return {};
  }));
  return out;
}

Result<Service::Talk> ServiceImpl::resolve(const Who& w, ThreadId id, bool resolved) {
  if (w.account.is_none()) return fail(ErrorKind::forbidden, "needs_account");
  Talk out;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(out, find_thread(tx, w, id));
    if (out.thread.resolved.has_value() == resolved) return {};
    const Bytes key(id), me(w.account);
    const auto now = to_ms(clock_.now());
    const Param p[] = {number(w.workspace), key, resolved ? Param(now) : Param(), resolved ? Param(me) : Param(), now};
    PK_CHECK(tx.exec(sql::resolve_thread, p));
    PK_TRY(out, find_thread(tx, w, id));
    return {};
  }));
  return out;
}

Result<Service::Talk> ServiceImpl::edit(const Who& w, CommentId id, std::string text) {
  PK_CHECK(check_text(w, text));
  Talk out;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(const auto c, find_comment(tx, w, id));
    if (c.author != w.account) return not_yours();
    const Bytes key(id);
    const Param p[] = {number(w.workspace), key, std::string_view(text), to_ms(clock_.now())};
    PK_CHECK(tx.exec(sql::update_comment, p));
    PK_CHECK(mention(tx, w, id, text));
    PK_TRY(out, find_thread(tx, w, c.thread));
    return {};
  }));
  return out;
}

Result<Service::Talk> ServiceImpl::remove_comment(const Who& w, CommentId id) {
  Talk out;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(const auto c, find_comment(tx, w, id));
    if (!w.may_moderate && (w.account.is_none() || c.author != w.account)) return not_yours();
    const Bytes key(id);
    const Param of[] = {number(w.workspace), key};
    PK_CHECK(tx.exec(sql::delete_mentions, of));
    const Param p[] = {number(w.workspace), key, to_ms(clock_.now())};
    PK_CHECK(tx.exec(sql::remove_comment, p));
    PK_TRY(out, find_thread(tx, w, c.thread));
    return {};
  }));
  return out;
}

Result<Service::Mentions> ServiceImpl::mentions(const Who& w, bool unread_only, std::int64_t limit) {
  Mentions out;
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    const Bytes me(w.account);
    const Param mine[] = {number(w.workspace), me};
    PK_CHECK(s.query(sql::count_unread, mine, [&](const records::Row& r) {
      out.unread = r.i64(0);
      return false;
    }));
    const Param p[] = {number(w.workspace), me, std::int64_t{unread_only}, limit};
    return s.query(sql::mentions, p, [&](const records::Row& r) {
      out.list.push_back({id_of<CommentId>(r.text(0)), id_of<ThreadId>(r.text(1)), std::string(r.text(2)), std::string(r.text(3)), id_of<AccountId>(r.text(4)), std::string(r.text(5)),
                          std::string(r.text(6)), from_ms(r.i64(7)), when(r, 8)});
      return true;
    });
  }));
  return out;
}

Result<void> ServiceImpl::see_mentions(const Who& w, ThreadId thread) {
  return records_.write([&](records::Tx& tx) -> Result<void> {
    const Bytes me(w.account), of(thread);
    const auto now = to_ms(clock_.now());
    if (thread.is_none()) {
      const Param p[] = {number(w.workspace), me, now};
      PK_CHECK(tx.exec(sql::see_all, p));
    } else {
      const Param p[] = {number(w.workspace), me, of, now};
      PK_CHECK(tx.exec(sql::see_thread, p));
    }
    return {};
  });
}

}  // namespace peakend::board
