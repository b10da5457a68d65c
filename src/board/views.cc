// Saved views.
#include "board/board_json.h"
#include "board/board_sql.h"
#include "board/service_impl.h"

namespace peakend::board {
namespace {

Result<View> view_from(const records::Row& r) {
  View v{id_of<ViewId>(r.text(0)), id_of<AccountId>(r.text(1)), std::string(r.text(2)), r.i64(3) != 0, {}, static_cast<int>(r.i64(5)), from_ms(r.i64(6)), from_ms(r.i64(7))};
  PK_TRY(v.question, stored_question(r.text(4)));
  return v;
}
Result<void> check(const View& v) {
  PK_CHECK(check_name(v.name));
  auto wrong = faults(v.question, "question.");
  if (!wrong.empty()) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(wrong), {}, {}});
  return {};
}

}  // namespace

Result<std::int64_t> count_of(records::Session& s, const records::Statement& statement, const Param& of) {
  std::int64_t n = 0;
  const Param p[] = {of};
  PK_CHECK(s.query(statement, p, [&](const records::Row& r) {
    n = r.i64(0);
    return false;
  }));
  return n;
}

Result<View> ServiceImpl::find_view(records::Session& s, const Who& w, ViewId id) {
  Result<View> out = fail(ErrorKind::not_found, "no_such_view");
  const Bytes key(id);
  const Param p[] = {number(w.workspace), key};
  PK_CHECK(s.query(sql::view, p, [&](const records::Row& r) {
    out = view_from(r);
    return false;
  }));
  if (out && !may_see(w, *out)) return fail(ErrorKind::not_found, "no_such_view");
  return out;
}

Result<std::vector<View>> ServiceImpl::views(const Who& w) {
  std::vector<View> out;
  Result<void> damaged;
  const Bytes me(w.account);
  const Param p[] = {number(w.workspace), me};
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::views, p, [&](const records::Row& r) {
      auto v = view_from(r);
      if (!v) damaged = tl::unexpected(std::move(v).error());
      else if (may_see(w, *v)) out.push_back(*std::move(v));
      return damaged.has_value();
    });
  }));
  PK_CHECK(damaged);
  return out;
}

Result<View> ServiceImpl::view(const Who& w, ViewId id) {
  Result<View> out = View{};
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    PK_TRY(out, find_view(s, w, id));
    return {};
  }));
  return out;
}

Result<View> ServiceImpl::add_view(const Who& w, View v) {
  PK_CHECK(may_make(w, v.shared));
  PK_CHECK(check(v));
  v.id = new_id<ViewId>();
  v.owner = w.account;
  v.version = 1;
  v.created = v.changed = clock_.now();
  const Bytes id(v.id), me(w.account);
  const std::string question = to_json(v.question);
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(const auto n, count_of(tx, sql::count_views, number(w.workspace)));
    if (n >= static_cast<std::int64_t>(kMaxViews)) return full("too_many_views", kMaxViews);
    const Param p[] = {id, number(w.workspace), me, std::string_view(v.name), std::int64_t{v.shared}, std::string_view(question), to_ms(v.created)};
    PK_CHECK(tx.exec(sql::insert_view, p));
    return {};
  }));
  return v;
}

Result<View> ServiceImpl::change_view(const Who& w, ViewId id, const ViewChange& c) {
  View v;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(v, find_view(tx, w, id));
    if (!may_change(w, v)) return not_yours();
    if (c.based_on && *c.based_on != v.version) return fail(ErrorKind::conflict, "stored_elsewhere");
    if (c.shared && *c.shared != v.shared) {
      // Taking a view back to oneself is for its owner: others would lose it.
      if (!*c.shared && v.owner != w.account) return not_yours();
      PK_CHECK(may_make(w, *c.shared));
      v.shared = *c.shared;
    }
    if (c.name) v.name = *c.name;
    if (c.question) v.question = *c.question;
    PK_CHECK(check(v));
    v.changed = clock_.now();
    ++v.version;
    const Bytes key(id);
    const std::string question = to_json(v.question);
    const Param p[] = {number(w.workspace), key, std::string_view(v.name), std::int64_t{v.shared}, std::string_view(question), to_ms(v.changed)};
    PK_CHECK(tx.exec(sql::update_view, p));
    return {};
  }));
  return v;
}

Result<void> ServiceImpl::remove_view(const Who& w, ViewId id) {
  return records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(const auto v, find_view(tx, w, id));
    if (!may_change(w, v)) return not_yours();
    const Bytes key(id);
    const Param p[] = {number(w.workspace), key};
    PK_CHECK(tx.exec(sql::delete_view, p));
    return {};
  });
}

std::unique_ptr<Service> make_service(records::Records& r, const Clock& c, People people, std::function<std::uint64_t()> random) {
  return std::make_unique<ServiceImpl>(r, c, std::move(people), std::move(random));
}

}  // namespace peakend::board
