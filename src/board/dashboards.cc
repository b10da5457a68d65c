// Dashboards and who wants them by e-mail.
#include "board/board_json.h"
#include "board/board_sql.h"
#include "board/service_impl.h"

namespace peakend::board {
namespace {

Result<Dashboard> dashboard_from(const records::Row& r) {
  Dashboard d;
  d.id = id_of<DashboardId>(r.text(0));
  d.owner = id_of<AccountId>(r.text(1));
  d.name = std::string(r.text(2));
  d.shared = r.i64(3) != 0;
  PK_TRY(d.tiles, stored_tiles(r.text(4)));
  d.version = static_cast<int>(r.i64(5));
  d.created = from_ms(r.i64(6));
  d.changed = from_ms(r.i64(7));
  return d;
}
Result<void> check(Dashboard& d) {
  PK_CHECK(check_name(d.name));
  auto wrong = settle(d.tiles);
  if (!wrong.empty()) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(wrong), {}, {}});
  return {};
}
Result<void> check(const Digest& d) {
  if (d.every != "day" && d.every != "week" && d.every != "month") return fail_field("every", "not_one_of", {{"allowed", "day, week, month"}});
  if (d.weekday < 1 || d.weekday > 7) return fail_field("weekday", "out_of_range", {{"min", "1"}, {"max", "7"}});
  if (d.hour < 0 || d.hour > 23) return fail_field("hour", "out_of_range", {{"min", "0"}, {"max", "23"}});
  return {};
}

}  // namespace

Result<Dashboard> ServiceImpl::find_dashboard(records::Session& s, const Who& w, DashboardId id) {
  Result<Dashboard> out = fail(ErrorKind::not_found, "no_such_dashboard");
  const Bytes key(id);
  const Param p[] = {number(w.workspace), key};
  PK_CHECK(s.query(sql::dashboard, p, [&](const records::Row& r) {
    out = dashboard_from(r);
    return false;
  }));
  if (out && !may_see(w, *out)) return fail(ErrorKind::not_found, "no_such_dashboard");
  return out;
}

Result<void> ServiceImpl::refresh(records::Session& s, const Who& w, std::vector<Tile>& tiles) {
  for (auto& t : tiles) {
    if (t.view.is_none()) continue;
    auto v = find_view(s, w, t.view);
    if (v) {
      t.question = v->question;
      if (t.name.empty()) t.name = v->name;
    } else if (v.error().kind == ErrorKind::not_found) {
      t.view = {};  // gone, or not for this reader: the copy speaks
    } else {
      return tl::unexpected(std::move(v).error());
    }
  }
  return {};
}

Result<std::vector<Dashboard>> ServiceImpl::dashboards(const Who& w) {
  std::vector<Dashboard> out;
  Result<void> damaged;
  const Bytes me(w.account);
  const Param p[] = {number(w.workspace), me};
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::dashboards, p, [&](const records::Row& r) {
      auto d = dashboard_from(r);
      if (!d) damaged = tl::unexpected(std::move(d).error());
      else if (may_see(w, *d)) out.push_back(*std::move(d));
      return damaged.has_value();
    });
  }));
  PK_CHECK(damaged);
  return out;
}

Result<Dashboard> ServiceImpl::dashboard(const Who& w, DashboardId id) {
  Dashboard out;
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    PK_TRY(out, find_dashboard(s, w, id));
    return refresh(s, w, out.tiles);
  }));
  return out;
}

Result<Dashboard> ServiceImpl::add_dashboard(const Who& w, Dashboard d) {
  PK_CHECK(may_make(w, d.shared));
  d.id = new_id<DashboardId>();
  d.role.clear();
  d.owner = w.account;
  d.version = 1;
  d.created = d.changed = clock_.now();
  const Bytes id(d.id), me(w.account);
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(refresh(tx, w, d.tiles));
    PK_CHECK(check(d));
    PK_TRY(const auto n, count_of(tx, sql::count_dashboards, number(w.workspace)));
    if (n >= static_cast<std::int64_t>(kMaxDashboards)) return full("too_many_dashboards", kMaxDashboards);
    const std::string tiles = to_json(d.tiles);
    const Param p[] = {id, number(w.workspace), me, std::string_view(d.name), std::int64_t{d.shared}, std::string_view(tiles), to_ms(d.created)};
    PK_CHECK(tx.exec(sql::insert_dashboard, p));
    return {};
  }));
  return d;
}

Result<Dashboard> ServiceImpl::store(records::Tx& tx, const Who& w, Dashboard d) {
  PK_CHECK(refresh(tx, w, d.tiles));
  PK_CHECK(check(d));
  d.changed = clock_.now();
  ++d.version;
  const Bytes id(d.id);
  const std::string tiles = to_json(d.tiles);
  const Param p[] = {number(w.workspace), id, std::string_view(d.name), std::int64_t{d.shared}, std::string_view(tiles), to_ms(d.changed)};
  PK_CHECK(tx.exec(sql::update_dashboard, p));
  return d;
}

Result<Dashboard> ServiceImpl::put_dashboard(const Who& w, Dashboard d, std::optional<int> based_on) {
  Dashboard out;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(auto now, find_dashboard(tx, w, d.id));
    if (!may_change(w, now)) return not_yours();
    if (based_on && *based_on != now.version) return fail(ErrorKind::conflict, "stored_elsewhere");
    if (d.shared != now.shared) {
      if (!d.shared && now.owner != w.account) return not_yours();
      PK_CHECK(may_make(w, d.shared));
    }
    now.name = std::move(d.name);
    now.shared = d.shared;
    now.tiles = std::move(d.tiles);
    PK_TRY(out, store(tx, w, std::move(now)));
    return {};
  }));
  return out;
}

Result<Dashboard> ServiceImpl::pin(const Who& w, DashboardId id, Tile tile) {
  Dashboard out;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(auto now, find_dashboard(tx, w, id));
    if (!may_change(w, now)) return not_yours();
    if (!tile.view.is_none()) PK_CHECK(find_view(tx, w, tile.view));
    tile.id.clear();
    now.tiles.push_back(std::move(tile));
    PK_TRY(out, store(tx, w, std::move(now)));
    return {};
  }));
  return out;
}

Result<void> ServiceImpl::remove_dashboard(const Who& w, DashboardId id) {
  return records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(const auto d, find_dashboard(tx, w, id));
    if (!may_change(w, d)) return not_yours();
    const Bytes key(id);
    const Param p[] = {number(w.workspace), key};
    PK_CHECK(tx.exec(sql::delete_digests, p));
    PK_CHECK(tx.exec(sql::delete_dashboard, p));
    return {};
  });
}

Result<std::optional<Digest>> ServiceImpl::digest(const Who& w, DashboardId id) {
  std::optional<Digest> out;
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    PK_CHECK(find_dashboard(s, w, id));
    const Bytes key(id), me(w.account);
    const Param p[] = {number(w.workspace), key, me};
    return s.query(sql::digest, p, [&](const records::Row& r) {
      out = Digest{std::string(r.text(0)), static_cast<int>(r.i64(1)), static_cast<int>(r.i64(2)), from_ms(r.i64(3)), {}};
      if (!r.is_null(4)) out->sent = from_ms(r.i64(4));
      return false;
    });
  }));
  return out;
}

Result<Digest> ServiceImpl::put_digest(const Who& w, DashboardId id, Digest d) {
  if (w.account.is_none()) return fail(ErrorKind::forbidden, "needs_account");
  PK_CHECK(check(d));
  d.created = clock_.now();
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(find_dashboard(tx, w, id));
    const Bytes key(id), me(w.account);
    const Param p[] = {number(w.workspace), key, me, std::string_view(d.every), std::int64_t{d.weekday}, std::int64_t{d.hour}, to_ms(d.created)};
    PK_CHECK(tx.exec(sql::put_digest, p));
    return {};
  }));
  return d;
}

Result<void> ServiceImpl::remove_digest(const Who& w, DashboardId id) {
  return records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(find_dashboard(tx, w, id));
    const Bytes key(id), me(w.account);
    const Param p[] = {number(w.workspace), key, me};
    PK_CHECK(tx.exec(sql::delete_digest, p));
    return {};
  });
}

}  // namespace peakend::board
