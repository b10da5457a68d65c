// GET /v1/journeys/{key}/worth: customer equity, what broken promises put at risk, what a fix can build on.
#include "insight/metric_answer.h"
#include "insight/worth.h"

namespace peakend::insight {
namespace {

using engine::Basis;

void put(JsonOut& out, std::string_view key, const Caller& caller, engine::Estimate e, std::string_view unit) {
  Number number{std::move(e), unit, Basis::observed};
  hide_few(number, caller.fewest);
  out.key(key);
  write(out, number);
}

void write_row(JsonOut& out, const Caller& caller, const Worth& w, const TouchpointWorth& row) {
  out.open('{').field("touchpoint", w.touchpoints[row.touchpoint]).field("status", name_of(row.status));
  out.field("broken_now", row.broken_now).field("value_now", row.value_now);
  put(out, "left_broken", caller, row.left_broken, "share");
  put(out, "left_kept", caller, row.left_kept, "share");
  put(out, "difference", caller, row.difference, "share");
  if (row.difference.status == engine::Status::ok) out.field("p", row.p).field("se", row.difference.se);
  put(out, "at_risk", caller, row.at_risk, "amount");
  out.close('}');
}

Result<std::string> worth(const Sources& sources, CustomerValues& values, Worths& worths, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(Query query, parse_query(request, caller.when));
  query.range = {};  // periods are counted back from now
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == facts::Field::journey; });
  WorthQuery asked;
  PK_TRY(asked.discount, number_arg(request, "discount", asked.discount, 0, 1));
  PK_TRY(asked.margin, number_arg(request, "margin", asked.margin, 0.001, 1));
  PK_TRY(const std::int64_t seq, sources.facts->watermark());
  PK_TRY(const auto known, worths.get(sources, values, caller, *journey, query, asked));
  const Worth& w = *known;
  JsonOut out;
  out.open('{').field("journey", journey->key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
  out.field("basis", "observed").field("method", "clv_simple").field("discount", asked.discount).field("margin", asked.margin);
  if (w.value) out.key("value").open('{').field("event", w.value->event).field("property", w.value->property).close('}');
  out.field("period_days", w.period).field("span_days", w.span_days).field("need_days", 2 * kPeriods[std::size(kPeriods) - 1]);
  out.field("looked_at", w.looked_at);
  put(out, "spend", caller, w.spend, "amount");
  put(out, "retention", caller, w.retention, "share");
  put(out, "lifetime", caller, w.lifetime, "amount");
  put(out, "equity", caller, w.equity, "amount");
  out.key("touchpoints").open('[');
  for (const TouchpointWorth& row : w.rows)
    if (row.broken_now >= caller.fewest && row.broken_now + row.left_broken.n + row.left_kept.n > 0) write_row(out, caller, w, row);
  out.close(']').close('}');
  return out.take();
}

}  // namespace

void add_worth_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Worths> worths) {
  auto values = std::make_shared<CustomerValues>();
  router.add({message::Verb::get, "/v1/journeys/{key}/worth", message::Right::read, 0,
              [sources, values, worths](const message::Request& r) { return reply(r, worth(*sources, *values, *worths, r)); }});
}

}  // namespace peakend::insight
