// Routes of saved views and dashboards.
#include "board/board_api.h"

#include <boost/json.hpp>
#include <map>

#include "base/calendar.h"
#include "board/api_parts.h"
#include "board/board_json.h"
#include "message/body_json.h"

namespace peakend::board {
namespace {

namespace json = boost::json;
using message::BodyFields;
using message::Request;
using message::Response;
using message::Verb;

/// What this caller may do with a thing, and who made it.
template <class T>
void add_standing(json::object& o, const T& thing, const Who& w, const std::vector<Person>& people) {
  o["shared"] = thing.shared;
  o["mine"] = !w.account.is_none() && thing.owner == w.account;
  o["may_change"] = may_change(w, thing);
  for (const auto& p : people)
    if (p.id == thing.owner) o["owner"] = {{"id", p.id.text()}, {"name", p.name}};
  o["version"] = thing.version;
  o["created_at"] = calendar::rfc3339(thing.created);
  o["changed_at"] = calendar::rfc3339(thing.changed);
}

class Routes {
 public:
  explicit Routes(std::shared_ptr<const Deps> d) : d_(std::move(d)) {}

  Result<Response> views(const Request& r) const {
    const Who w = who_of(r);
    PK_TRY(const auto all, d_->board.views(w));
    const auto people = d_->people(w.workspace);
    json::array out;
    for (const auto& v : all) out.push_back(shown(v, w, people));
    return Response::json(json::serialize(json::object{{"views", std::move(out)}}));
  }
  Result<Response> view(const Request& r) const {
    PK_TRY(const auto id, id_in<ViewId>(r, "no_such_view"));
    return answer(r, d_->board.view(who_of(r), id));
  }
  Result<Response> add_view(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body));
    View v;
    v.name = f.text("name", 1, kMaxName);
    v.shared = f.optional_flag("shared").value_or(r.who.account.is_none());
    std::vector<FieldError> wrong;
    if (const auto* q = f.optional_value("question")) v.question = read_question(*q, "question.", wrong);
    else f.refuse("question", "required");
    f.refuse(std::move(wrong));
    PK_CHECK(f.done());
    return answer(r, d_->board.add_view(who_of(r), std::move(v)), 201);
  }
  Result<Response> change_view(const Request& r) const {
    PK_TRY(const auto id, id_in<ViewId>(r, "no_such_view"));
    PK_TRY(auto f, BodyFields::parse(r.body));
    ViewChange c;
    c.name = f.optional_text("name", 1, kMaxName);
    c.shared = f.optional_flag("shared");
    std::vector<FieldError> wrong;
    if (const auto* q = f.optional_value("question")) c.question = read_question(*q, "question.", wrong);
    if (const auto n = f.optional_integer("version", 1, 1'000'000'000)) c.based_on = static_cast<int>(*n);
    f.refuse(std::move(wrong));
    PK_CHECK(f.done());
    return answer(r, d_->board.change_view(who_of(r), id, c));
  }
  Result<Response> remove_view(const Request& r) const {
    PK_TRY(const auto id, id_in<ViewId>(r, "no_such_view"));
    PK_CHECK(d_->board.remove_view(who_of(r), id));
    return Response::empty();
  }

  /// The defaults of the roles first, then those that people made.
  Result<Response> dashboards(const Request& r) const {
    const Who w = who_of(r);
    PK_TRY(const auto all, d_->board.dashboards(w));
    const auto people = d_->people(w.workspace);
    json::array out;
    const auto head = [&](const Dashboard& d) {
      auto o = shown(d, w, people);
      o.erase("tiles");
      o["tile_count"] = d.tiles.size();
      out.push_back(std::move(o));
    };
    for (const auto& role : default_roles()) {
      PK_TRY(const auto d, of_role(w, role));
      head(d);
    }
    for (const auto& d : all) head(d);
    return Response::json(json::serialize(json::object{{"dashboards", std::move(out)}}));
  }
  Result<Response> dashboard(const Request& r) const {
    const Who w = who_of(r);
    const auto& key = r.params.at("id");
    for (const auto& role : default_roles())
      if (role == key) return answer(r, of_role(w, role));
    PK_TRY(const auto id, id_in<DashboardId>(r, "no_such_dashboard"));
    return answer(r, d_->board.dashboard(w, id));
  }
  Result<Response> add_dashboard(const Request& r) const {
    const Who w = who_of(r);
    PK_TRY(auto f, BodyFields::parse(r.body));
    Dashboard d;
    d.name = f.text("name", 1, kMaxName);
    d.shared = f.optional_flag("shared").value_or(w.account.is_none());
    const auto from = f.optional_text("from", 1, 60);
    const bool listed = read(f, d.tiles);
    if (from && listed) f.refuse("from", "unknown_field");
    PK_CHECK(f.done());
    if (from) {
      PK_TRY(d.tiles, tiles_of(w, *from));
    }
    return answer(r, d_->board.add_dashboard(w, std::move(d)), 201);
  }
  Result<Response> put_dashboard(const Request& r) const {
    PK_TRY(auto d, head_in(r));
    PK_TRY(auto f, BodyFields::parse(r.body));
    d.name = f.text("name", 1, kMaxName);
    d.shared = f.optional_flag("shared").value_or(false);
    const auto version = f.optional_integer("version", 1, 1'000'000'000);
    if (!read(f, d.tiles)) f.refuse("tiles", "required");
    PK_CHECK(f.done());
    std::optional<int> based_on;
    if (version) based_on = static_cast<int>(*version);
    return answer(r, d_->board.put_dashboard(who_of(r), std::move(d), based_on));
  }
  Result<Response> pin(const Request& r) const {
    PK_TRY(const auto d, head_in(r));
    json::error_code ec;
    auto body = json::parse(r.body, ec);
    if (ec) return fail(ErrorKind::malformed, "bad_json", ec.message());
    json::array one;
    one.push_back(std::move(body));
    std::vector<FieldError> wrong;
    auto tiles = read_tiles(one, "tiles", wrong);
    if (!wrong.empty()) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(wrong), {}, {}});
    return answer(r, d_->board.pin(who_of(r), d.id, std::move(tiles.at(0))), 201);
  }
  Result<Response> remove_dashboard(const Request& r) const {
    PK_TRY(const auto d, head_in(r));
    PK_CHECK(d_->board.remove_dashboard(who_of(r), d.id));
    return Response::empty();
  }

  Result<Response> digest(const Request& r) const {
    PK_TRY(const auto d, head_in(r));
    PK_TRY(const auto found, d_->board.digest(who_of(r), d.id));
    return Response::json(json::serialize(json::object{{"digest", found ? json::value(shown(r, *found)) : json::value()}}));
  }
  Result<Response> put_digest(const Request& r) const {
    PK_TRY(const auto d, head_in(r));
    PK_TRY(auto f, BodyFields::parse(r.body));
    Digest wanted;
    wanted.every = f.text("every", 1, 10);
    wanted.weekday = static_cast<int>(f.optional_integer("weekday", 1, 7).value_or(1));
    wanted.hour = static_cast<int>(f.optional_integer("hour", 0, 23).value_or(8));
    PK_CHECK(f.done());
    PK_TRY(const auto kept, d_->board.put_digest(who_of(r), d.id, std::move(wanted)));
    return Response::json(json::serialize(json::object{{"digest", shown(r, kept)}}));
  }
  Result<Response> remove_digest(const Request& r) const {
    PK_TRY(const auto d, head_in(r));
    PK_CHECK(d_->board.remove_digest(who_of(r), d.id));
    return Response::empty();
  }

 private:
  static json::object shown(const View& v, const Who& w, const std::vector<Person>& people) {
    json::object o{{"id", v.id.text()}, {"name", v.name}, {"question", json_of(v.question)}};
    add_standing(o, v, w, people);
    return o;
  }
  static json::object shown(const Dashboard& d, const Who& w, const std::vector<Person>& people) {
    json::array tiles;
    for (const auto& t : d.tiles) tiles.push_back(json_of(t));
    json::object o{{"id", d.role.empty() ? d.id.text() : d.role}, {"role", d.role}, {"name", d.name}, {"tiles", std::move(tiles)}};
    add_standing(o, d, w, people);
    if (!d.role.empty()) {
      o["may_change"] = false;  // it is made anew each time
      o.erase("created_at");
      o.erase("changed_at");
    }
    return o;
  }
  /// `next_at` says when it would be due; nothing is sent before there is a channel for e-mail.
  json::object shown(const Request& r, const Digest& d) const {
    json::object o{{"every", d.every}, {"weekday", d.weekday}, {"hour", d.hour}, {"created_at", calendar::rfc3339(d.created)}};
    if (d.sent) o["sent_at"] = calendar::rfc3339(*d.sent);
    calendar::Zone zone;
    if (const auto c = d_->catalogue(r.who.workspace))
      if (auto found = calendar::Zone::find(c->zone())) zone = *found;
    o["next_at"] = calendar::rfc3339(next_due(d, zone, d.sent.value_or(d.created)));
    return o;
  }
  template <class T>
  Result<Response> answer(const Request& r, Result<T> thing, int status = 200) const {
    if (!thing) return tl::unexpected(std::move(thing).error());
    return Response::json(json::serialize(shown(*thing, who_of(r), d_->people(r.who.workspace))), status);
  }
  static Result<Dashboard> head_in(const Request& r) {
    Dashboard d;
    for (const auto& role : default_roles())
      if (role == r.params.at("id")) return fail(ErrorKind::forbidden, "dashboard_is_default");
    PK_TRY(d.id, id_in<DashboardId>(r, "no_such_dashboard"));
    return d;
  }
  static bool read(BodyFields& f, std::vector<Tile>& tiles) {
    const auto* v = f.optional_value("tiles");
    if (v == nullptr) return false;
    std::vector<FieldError> wrong;
    tiles = read_tiles(*v, "tiles", wrong);
    f.refuse(std::move(wrong));
    return true;
  }
  Result<Dashboard> of_role(const Who& w, std::string_view role) const {
    const auto catalogue = d_->catalogue(w.workspace);
    if (!catalogue) return fail(ErrorKind::unavailable, "busy");
    auto d = default_dashboard(role, catalogue->journeys(), w.scope);
    if (!d) return fail(ErrorKind::not_found, "no_such_dashboard");
    return *std::move(d);
  }
  Result<std::vector<Tile>> tiles_of(const Who& w, std::string_view from) const {
    for (const auto& role : default_roles()) {
      if (role != from) continue;
      PK_TRY(auto d, of_role(w, role));
      return std::move(d.tiles);
    }
    const auto id = DashboardId::parse(from);
    if (!id) return fail_field("from", "no_such_dashboard");
    PK_TRY(auto d, d_->board.dashboard(w, *id));
    return std::move(d.tiles);
  }

  std::shared_ptr<const Deps> d_;
};

}  // namespace

void add_routes(message::Router& router, Deps deps) {
  const auto shared = std::make_shared<const Deps>(std::move(deps));
  const auto routes = std::make_shared<Routes>(shared);
  const auto add = [&](Verb verb, const char* pattern, Result<Response> (Routes::*f)(const Request&) const) {
    add_route(router, verb, pattern, [routes, f](const Request& r) { return ((*routes).*f)(r); });
  };
  add(Verb::get, "/v1/views", &Routes::views);
  add(Verb::post, "/v1/views", &Routes::add_view);
  add(Verb::get, "/v1/views/{id}", &Routes::view);
  add(Verb::patch, "/v1/views/{id}", &Routes::change_view);
  add(Verb::del, "/v1/views/{id}", &Routes::remove_view);
  add(Verb::get, "/v1/dashboards", &Routes::dashboards);
  add(Verb::post, "/v1/dashboards", &Routes::add_dashboard);
  add(Verb::get, "/v1/dashboards/{id}", &Routes::dashboard);
  add(Verb::put, "/v1/dashboards/{id}", &Routes::put_dashboard);
  add(Verb::del, "/v1/dashboards/{id}", &Routes::remove_dashboard);
  add(Verb::post, "/v1/dashboards/{id}/tiles", &Routes::pin);
  add(Verb::get, "/v1/dashboards/{id}/digest", &Routes::digest);
  add(Verb::put, "/v1/dashboards/{id}/digest", &Routes::put_digest);
  add(Verb::del, "/v1/dashboards/{id}/digest", &Routes::remove_digest);
  add_thread_routes(router, shared);
}

}  // namespace peakend::board
