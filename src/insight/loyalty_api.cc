// GET /v1/journeys/{key}/loyalty: what customers did after what they lived and said; /leavers: who left although happy, or without a word.
#include "insight/loyalty.h"
#include "insight/metric_answer.h"

namespace peakend::insight {
namespace {

using engine::Basis;
using engine::Estimate;

struct Desk {
  std::shared_ptr<const Sources> sources;
  CustomerValues values;
  Loyalties loyalties;
};

void put(JsonOut& out, std::string_view key, const Caller& caller, const Estimate& e, std::string_view unit = "share") {
  Number number{e, unit, Basis::observed};
  hide_few(number, caller.fewest);
  out.key(key);
  write(out, number);
}

void write_after(JsonOut& out, const Caller& caller, const After& a) {
  out.field("customers", a.customers < caller.fewest ? 0 : a.customers);
  put(out, "again", caller, a.again_share);
  put(out, "spend", caller, a.spend, "amount");
}

void write_ratios(JsonOut& out, const Caller& caller, const Loyalty& l) {
  out.key("ratios").open('[');
  for (std::size_t i = 0; i < kRatioBins; ++i) {
    out.open('{');
    if (i > 0) out.field("from", kRatioBorders[i - 1]);
    if (i < std::size(kRatioBorders)) out.field("to", kRatioBorders[i]);
    write_after(out, caller, l.ratios[i]);
    out.close('}');
  }
  out.close(']').key("said").open('[');
  constexpr const char* names[] = {"bad", "between", "good"};
  for (std::size_t i = 0; i < std::size(names); ++i) {
    out.open('{').field("said", names[i]);
    write_after(out, caller, l.said[i]);
    out.close('}');
  }
  out.close(']');
}

void write_link(JsonOut& out, const Caller& caller, const char* from, const char* to, const Link& link) {
  out.open('{').field("from", from).field("to", to).field("measured", link.effect.status == engine::Status::ok && link.effect.n >= caller.fewest);
  put(out, "effect", caller, link.effect);
  put(out, "good", caller, link.good);
  put(out, "bad", caller, link.bad);
  out.close('}');
}

/// From promise to money. What nobody sends in (who told whom) stands there unmeasured.
void write_chain(JsonOut& out, const Caller& caller, const Loyalty& l) {
  out.key("chain").open('[');
  write_link(out, caller, "promise", "said", l.promise_said);
  write_link(out, caller, "promise", "again", l.promise_again);
  write_link(out, caller, "said", "again", l.said_again);
  out.open('{').field("from", "again").field("to", "spend").field("measured", l.again_spend.status == engine::Status::ok && l.again_spend.n >= caller.fewest);
  put(out, "effect", caller, l.again_spend, "amount");
  out.close('}');
  out.open('{').field("from", "said").field("to", "referral").field("measured", false).close('}').close(']');
}

void write_rest(JsonOut& out, const Caller& caller, const Loyalty& l) {
  out.key("tiers").open('[');
  for (const Tier& t : l.tiers) {
    if (t.customers < caller.fewest) continue;
    out.open('{').field("best", t.best).field("customers", t.customers).field("from", t.from);
    put(out, "share", caller, t.share);
    out.close('}');
  }
  out.close(']').key("cohorts").open('[');
  for (const Cohort& c : l.cohorts) {
    if (c.customers < caller.fewest) continue;
    out.open('{').field("month", calendar::bucket_label(caller.when.zone, calendar::Bucket::month, from_ms(c.month))).field("customers", c.customers);
    out.key("bought").open('[');
    for (const Estimate& e : c.bought) {
      Number number{e, "share", Basis::observed};
      hide_few(number, caller.fewest);
      write(out, number);
    }
    out.close(']').close('}');
  }
  out.close(']');
}

struct Asked {
  Caller caller;
  const journey::Journey* journey = nullptr;
  std::int64_t seq = 0;
  std::shared_ptr<const Loyalty> loyalty;
};
Result<Asked> ask(Desk& desk, const message::Request& request) {
  Asked out;
  out.caller = caller_of(*desk.sources, request);
  PK_TRY(out.journey, journey_of(out.caller, request.params.find("key")->second));
  PK_TRY(Query query, parse_query(request, out.caller.when));
  query.range = {};  // windows are counted back from now
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == facts::Field::journey; });
  PK_TRY(const std::int64_t days, message::count_arg(request, "window", 0, 7, kPeriods[0]));
  PK_TRY(out.seq, desk.sources->facts->watermark());
  PK_TRY(out.loyalty, desk.loyalties.get(*desk.sources, desk.values, out.caller, *out.journey, query, static_cast<int>(days)));
  return out;
}

void begin(JsonOut& out, const Asked& a) {
  const Loyalty& l = *a.loyalty;
  out.open('{').field("journey", a.journey->key).key("as_of").time(to_ms(a.caller.when.now)).field("as_of_seq", a.seq);
  out.field("basis", "observed").field("method", "counted");
  if (l.value) out.key("value").open('{').field("event", l.value->event).field("property", l.value->property).close('}');
  out.field("window_days", l.window_days).field("span_days", l.span_days).field("looked_at", l.looked_at);
}

Result<std::string> loyalty(Desk& desk, const message::Request& request) {
  PK_TRY(const Asked a, ask(desk, request));
  const Loyalty& l = *a.loyalty;
  JsonOut out;
  begin(out, a);
  out.field("need_days", 2 * kPeriods[std::size(kPeriods) - 1]).field("buyers", l.buyers < a.caller.fewest ? 0 : l.buyers);
  put(out, "repurchase", a.caller, l.repurchase);
  put(out, "churn", a.caller, l.churn);
  put(out, "churn_silent", a.caller, l.churn_silent);
  write_ratios(out, a.caller, l);
  write_chain(out, a.caller, l);
  write_rest(out, a.caller, l);
  const auto many = [&](std::int64_t n) { return n < a.caller.fewest ? 0 : n; };
  out.field("happy_left", many(l.happy_left)).field("silent_left", many(l.silent_left)).close('}');
  return out.take();
}

void write_leaver(JsonOut& out, const Loyalty& l, const Leaver& one) {
  out.open('{').field("id", one.id.text()).field("user_id", one.user_id).field("spent", one.spent).key("bought_at").time(one.bought_at);
  if (one.said_at != 0) out.key("said_at").time(one.said_at);
  out.field("broken", one.broken);
  if (one.last.at != 0) {
    constexpr const char* kinds[] = {"said", "word", "promise", "event"};
    out.key("last").open('{').key("at").time(one.last.at).field("touchpoint", l.touchpoints[one.last.touchpoint]);
    out.field("kind", kinds[static_cast<std::size_t>(one.last.kind)]);
    if (one.last.kind == Moment::Kind::promise) out.field("promise", one.last.tone == Tone::bad ? "broken" : "kept");
    out.close('}');
  }
  out.close('}');
}

Result<std::string> leavers(Desk& desk, const message::Request& request) {
  const std::string kind = request.arg("kind").value_or("happy");
  if (kind != "happy" && kind != "silent") return fail_field("kind", "not_one_of", {{"allowed", "happy, silent"}});
  PK_TRY(const std::size_t limit, message::count_arg(request, "limit", 50, 1, kMaxLeavers));
  PK_TRY(const std::size_t offset, message::count_arg(request, "offset", 0, 0, kMaxLeavers));
  PK_TRY(const Asked a, ask(desk, request));
  const Loyalty& l = *a.loyalty;
  std::vector<const Leaver*> list;
  for (const Leaver& one : l.leavers)
    if (one.happy == (kind == "happy")) list.push_back(&one);
  JsonOut out;
  begin(out, a);
  out.field("kind", kind).field("total", kind == "happy" ? l.happy_left : l.silent_left).key("customers").open('[');
  const std::size_t last = std::min(offset + limit, list.size());
  for (std::size_t i = std::min(offset, list.size()); i < last; ++i) write_leaver(out, l, *list[i]);
  out.close(']').field("more", last < list.size()).close('}');
  return out.take();
}

}  // namespace

void add_loyalty_routes(message::Router& router, std::shared_ptr<const Sources> sources) {
  auto desk = std::make_shared<Desk>();
  desk->sources = std::move(sources);
  router.add({message::Verb::get, "/v1/journeys/{key}/loyalty", message::Right::read, 0,
              [desk](const message::Request& r) { return reply(r, loyalty(*desk, r)); }});
  router.add({message::Verb::get, "/v1/journeys/{key}/loyalty/leavers", message::Right::personal, 0,
              [desk](const message::Request& r) { return reply(r, leavers(*desk, r)); }});
}

}  // namespace peakend::insight
