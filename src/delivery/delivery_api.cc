#include "delivery/delivery_api.h"

#include <boost/json.hpp>


#include "base/calendar.h"
#include "delivery/delivery_json.h"
#include "message/body_json.h"

namespace peakend::delivery {
namespace {

namespace json = boost::json;
using message::BodyFields;
using message::Request;
using message::Response;
using message::Right;
using message::Verb;

Response answer(const json::object& o, int status = 200) { return Response::json(json::serialize(o), status); }

class Routes {
 public:
  explicit Routes(Deps d) : d_(std::move(d)) {}

  Result<Response> invitations(const Request& r) const {
    InvitationQuery q;
    q.trigger = r.arg("rule").value_or(r.arg("trigger").value_or(""));
    q.survey = r.arg("survey").value_or("");
    q.state = r.arg("state").value_or("");
    if (!q.state.empty() && !parse_state(q.state)) return fail_field("state", "unknown_value");
    PK_CHECK(common(r, q));
    PK_TRY(const auto page, d_.book.invitations(r.who.workspace, q));
    json::array out;
    for (const auto& i : page.list) out.push_back(json_of(i));
    return answer({{"invitations", std::move(out)}, {"total", page.total}});
  }
  Result<Response> invitation(const Request& r) const {
    const auto id = InvitationId::parse(r.params.at("id"));
    if (!id) return fail(ErrorKind::not_found, "no_such_invitation");
    PK_TRY(const auto i, d_.book.invitation(r.who.workspace, *id));
    PK_TRY(const auto messages, d_.book.messages(r.who.workspace, *id));
    auto o = json_of(i);
    json::array list;
    for (const auto& m : messages) list.push_back(json_of(m));
    o["messages"] = std::move(list);
    o["words"] = reason_words(i.reason, r.lang);
    return answer(o);
  }
  Result<Response> refusals(const Request& r) const {
    RefusalQuery q;
    q.trigger = r.arg("rule").value_or(r.arg("trigger").value_or(""));
    q.reason = r.arg("reason").value_or("");
    if (!q.reason.empty() && !parse_reason(q.reason)) return fail_field("reason", "unknown_value");
    q.queued = true;
    PK_CHECK(common(r, q));
    PK_TRY(const auto page, d_.book.refusals(r.who.workspace, q));
    json::array out;
    for (const auto& one : page.list) out.push_back(json_of(one, r.lang));
    return answer({{"refusals", std::move(out)}, {"total", page.total}});
  }

  /// Everything about one customer: what he wants, what he got, what he did not get and why, when he may be asked again.
  Result<Response> contact(const Request& r) const {
    const auto w = r.who.workspace;
    const CustomerId c = d_.resolve(w, r.params.at("id"));
    const auto ids = d_.who.all_ids(w, c);
    PK_TRY(const auto preference, d_.book.preference(w, c));
    PK_TRY(const auto attention, d_.book.attention(w));
    PK_TRY(const auto invitations, d_.book.invitations(w, {"", "", "", ids, INT64_MIN, INT64_MAX, 50, 0}));
    PK_TRY(const auto refusals, d_.book.refusals(w, {"", "", ids, INT64_MIN, INT64_MAX, 50, 0}));
    std::vector<Asked> ledger;
    PK_CHECK(d_.records.read([&](records::Session& s) -> Result<void> {
      PK_TRY(ledger, Entries(s).ledger(w, ids, d_.clock.now() - std::chrono::hours(24 * 366)));
      return {};
    }));
    const CustomerId one[] = {c};
    PK_TRY(const auto contacts, d_.contacts(w, one));
    json::array sent, refused, reachable;
    for (const auto& i : invitations.list) sent.push_back(json_of(i));
    for (const auto& one_refusal : refusals.list) refused.push_back(json_of(one_refusal, r.lang));
    if (const auto it = contacts.find(c); it != contacts.end())
      for (const auto k : channel::kKinds)
        if (!it->second.address(k).empty()) reachable.push_back(json::string(channel::name_of(k)));
    json::object may_ask_now;
    for (const char* kind : {"touchpoint", "relationship", "employee", "market"}) {
      const auto v = may_ask({d_.clock.now(), kind, "", 50}, ledger, preference, attention);
      json::object o{{"ok", v.ok()}, {"reason", name_of(v.reason)}, {"words", reason_words(v.reason, r.lang)}};
      if (v.next) o["next_at"] = calendar::rfc3339(*v.next);
      may_ask_now[kind] = std::move(o);
    }
    return answer({{"customer", c.text()}, {"preference", json_of(preference)}, {"channels", std::move(reachable)}, {"may_ask", std::move(may_ask_now)},
                   {"invitations", std::move(sent)}, {"refusals", std::move(refused)}});
  }
  Result<Response> put_contact(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body));
    Preference p;
    p.opted_out = f.optional_flag("opted_out").value_or(false);
    const auto channels = f.optional_texts("channels", 3, 20);
    for (std::size_t i = 0; channels && i < channels->size(); ++i) {
      if (const auto k = channel::parse_kind((*channels)[i])) p.channels.push_back(*k);
      else f.refuse("channels[" + std::to_string(i) + "]", "unknown_value");
    }
    p.topics_off = f.optional_texts("topics_off", 30, 60).value_or(std::vector<std::string>{});
    for (std::size_t i = 0; i < p.topics_off.size(); ++i)
      if (p.topics_off[i].find(',') != std::string::npos) f.refuse("topics_off[" + std::to_string(i) + "]", "bad_key");
    const auto frequency = parse_frequency(f.optional_text("frequency", 1, 10).value_or("normal"));
    if (!frequency) f.refuse("frequency", "unknown_value");
    PK_CHECK(f.done());
    p.frequency = *frequency;
    p.source = "staff";
    PK_CHECK(d_.book.put_preference(r.who.workspace, d_.resolve(r.who.workspace, r.params.at("id")), p, r.who.name));
    PK_TRY(const auto now, d_.book.preference(r.who.workspace, d_.resolve(r.who.workspace, r.params.at("id"))));
    return answer({{"preference", json_of(now)}});
  }

  Result<Response> attention(const Request& r) const {
    PK_TRY(const auto a, d_.book.attention(r.who.workspace));
    return answer(json_of(a));
  }
  Result<Response> put_attention(const Request& r) const {
    PK_TRY(auto a, read_attention(r.body));
    PK_TRY(const auto kept, d_.book.put_attention(r.who.workspace, std::move(a)));
    return answer(json_of(kept));
  }

  Result<Response> channels(const Request& r) const {
    PK_TRY(const auto all, d_.book.channels(r.who.workspace));
    json::array out;
    for (const auto& s : all) {
      auto o = json_of(s);
      PK_TRY(const auto last, d_.book.last_message(r.who.workspace, s.kind));
      if (last) o["last_message"] = json_of(*last, r.lang);
      out.push_back(std::move(o));
    }
    return answer({{"channels", std::move(out)}});
  }
  Result<Response> put_channel(const Request& r) const {
    PK_TRY(const auto kind, kind_in(r));
    PK_TRY(const auto all, d_.book.channels(r.who.workspace));
    const channel::Settings* before = nullptr;
    for (const auto& s : all)
      if (s.kind == kind) before = &s;
    PK_TRY(const auto s, read_settings(kind, r.body, before));
    PK_CHECK(d_.book.put_channel(r.who.workspace, s));
    if (d_.outbox != nullptr) d_.outbox->poke();
    return answer(json_of(s));
  }
  Result<Response> remove_channel(const Request& r) const {
    PK_TRY(const auto kind, kind_in(r));
    PK_CHECK(d_.book.remove_channel(r.who.workspace, kind));
    return Response::empty();
  }
  Result<Response> try_channel(const Request& r) const {
    PK_TRY(const auto kind, kind_in(r));
    PK_TRY(auto f, BodyFields::parse(r.body));
    auto to = f.text("to", 3, 254);
    const auto lang = f.optional_text("lang", 1, 20).value_or(r.lang == message::Lang::zh ? "zh-CN" : "en");
    if (kind == channel::Kind::email && !to.empty() && !channel::good_email(to)) f.refuse("to", "email_invalid");
    if (kind == channel::Kind::sms && !to.empty()) {
      if (const auto n = channel::normal_phone(to)) to = *n;
      else f.refuse("to", "phone_invalid");
    }
    PK_CHECK(f.done());
    if (d_.outbox == nullptr) return fail(ErrorKind::unavailable, "busy");
    const auto outcome = d_.outbox->try_channel(r.who.workspace, kind, to, lang);
    if (outcome) return answer({{"sent", true}, {"unsure", outcome->unsure}});
    const std::string code = "channel_" + outcome.error().code;  // words: channel_* in messages.inc
    return fail_field("", code, {{"said", outcome.error().said}});
  }

  Result<Response> report(const Request& r) const {
    PK_TRY(auto f, BodyFields::parse(r.body));
    const auto id = MessageId::parse(f.text("message", 1, 60));
    const auto state = f.text("state", 1, 20);
    if (!state.empty() && state != "bounced" && state != "delivered") f.refuse("state", "unknown_value");
    const auto reason = f.optional_text("reason", 0, 100).value_or("");
    PK_CHECK(f.done());
    if (!id) return fail(ErrorKind::not_found, "no_such_message");
    PK_CHECK(d_.book.report(r.who.workspace, *id, state == "bounced", reason));
    return Response::empty();
  }

 private:
  static Result<channel::Kind> kind_in(const Request& r) {
    const auto k = channel::parse_kind(r.params.at("channel"));
    if (!k) return fail(ErrorKind::not_found, "no_such_channel");
    return *k;
  }
  template <class Q>
  Result<void> common(const Request& r, Q& q) const {
    const auto zone = calendar::Zone::find(d_.home(r.who.workspace).zone).value_or(calendar::Zone{});
    if (const auto c = r.arg("customer"); c && !c->empty()) q.customers = d_.who.all_ids(r.who.workspace, d_.resolve(r.who.workspace, *c));
    for (const auto& [name, to] : {std::pair{"from", &q.from}, std::pair{"to", &q.to}}) {
      const auto text = r.arg(name);
      if (!text || text->empty()) continue;
      const auto t = read_bound(*text, zone, d_.clock.now(), to == &q.to);
      if (!t) return fail_field(name, "bad_time");
      *to = to_ms(*t);
    }
    PK_TRY(q.limit, message::count_arg(r, "limit", 50, 1, 500));
    PK_TRY(q.offset, message::count_arg(r, "offset", 0, 0, 1'000'000'000));
    return {};
  }
  const Deps d_;
};

}  // namespace

void add_routes(message::Router& router, Deps deps) {
  add_page_routes(router, deps.book, deps.told);
  const auto routes = std::make_shared<Routes>(std::move(deps));
  const auto add = [&](Verb verb, const char* pattern, Result<Response> (Routes::*f)(const Request&) const, Right right) {
    message::Route route;
    route.verb = verb;
    route.pattern = pattern;
    route.right = right;
    route.handler = message::answering([routes, f](const Request& r) { return ((*routes).*f)(r); });
    router.add(std::move(route));
  };
  add(Verb::get, "/v1/survey-invitations", &Routes::invitations, Right::personal);
  add(Verb::get, "/v1/survey-invitations/{id}", &Routes::invitation, Right::personal);
  add(Verb::get, "/v1/refusals", &Routes::refusals, Right::personal);
  add(Verb::get, "/v1/customers/{id}/contact", &Routes::contact, Right::personal);
  add(Verb::put, "/v1/customers/{id}/contact", &Routes::put_contact, Right::act);
  add(Verb::get, "/v1/attention", &Routes::attention, Right::read);
  add(Verb::put, "/v1/attention", &Routes::put_attention, Right::write);
  add(Verb::get, "/v1/channels", &Routes::channels, Right::admin);
  add(Verb::put, "/v1/channels/{channel}", &Routes::put_channel, Right::admin);
  add(Verb::del, "/v1/channels/{channel}", &Routes::remove_channel, Right::admin);
  add(Verb::post, "/v1/channels/{channel}/test", &Routes::try_channel, Right::admin);
  add(Verb::post, "/v1/delivery-reports", &Routes::report, Right::ingest);
}

}  // namespace peakend::delivery
