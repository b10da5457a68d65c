// GET /v1/moved.
#include "insight/kept.h"
#include "insight/moved.h"

namespace peakend::insight {
namespace {

void put_row(JsonOut& out, const MovedRow& r) {
  out.open('{').field("touchpoint", r.touchpoint).field("metric", r.metric).field("more_is_better", true);
  write_fields(out, r.moved);
  out.field("effect", r.effect);
  if (r.customers_before && r.customers_now) {
    out.key("customers").open('{').field("before", *r.customers_before).field("now", *r.customers_now).close('}');
  }
  out.close('}');
}

void put_alarm(JsonOut& out, const MovedSeries& s, const MovedSpans& spans, const calendar::Zone& zone) {
  const engine::Control& c = s.control;
  out.open('{').field("touchpoint", s.touchpoint).field("metric", s.metric).field("unit", s.unit).field("basis", engine::name_of(s.basis));
  out.field("direction", c.up ? "better" : "worse").field("began", day_of(zone, spans.edges[c.began])).field("found", day_of(zone, spans.edges[c.found]));
  out.field("from_the_start", c.began == static_cast<std::size_t>(kUsualDays)).field("lasts", c.lasts);
  out.field("before", c.before).field("after", c.after).field("n", static_cast<std::int64_t>(c.n)).field("history", static_cast<std::int64_t>(c.have));
  out.field("highest", c.highest).field("limit", engine::kControlLimit).field("p", c.p).field("p_adjusted", s.q).field("ewma", c.ewma);
  out.key("days").open('[');
  for (std::size_t i = 0; i < s.days.size(); ++i) {
    const engine::SeriesPoint& day = s.days[i];
    out.open('{').field("day", day_of(zone, spans.edges[i])).field("n", static_cast<std::int64_t>(day.n));
    if (day.n > 0) out.field("value", day.mean);
    if (i >= static_cast<std::size_t>(kUsualDays)) out.field("expected", c.expected[i - static_cast<std::size_t>(kUsualDays)]);
    out.close('}');
  }
  out.close(']').close('}');
}

void put_why(JsonOut& out, const MovedPage& page) {
  out.key("why").open('{').field("metric", page.headline->metric);
  write_fields(out, page.total);
  out.field("why_unit", page.headline->logs ? std::string_view("log_ratio") : page.total.now.unit).key("splits").open('[');
  for (std::size_t i = 0; i < page.whys.size(); ++i) {
    write_fields(out.open('{'), page.whys[i]);
    out.field("apart", page.whys[i].apart).field("apart_p", page.whys[i].apart_p).field("apart_p_adjusted", page.whys_q[i]).close('}');
  }
  out.close(']').close('}');
}

std::string body_of(const MovedPage& page, const Caller& caller, const journey::Journey& journey) {
  const calendar::Zone& zone = caller.when.zone;
  JsonOut out;
  out.open('{').field("journey", journey.key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", page.as_of_seq);
  out.key("period").open('{').field("days", page.spans.days).field("against", page.spans.against);
  write_days(out, "now", zone, page.spans.now);
  write_days(out, "before", zone, page.spans.baseline);
  write_days(out, "usual", zone, {page.spans.edges.front(), page.spans.now.from, true});
  out.close('}').field("level", kMovedLevel).field("compared", page.compared).field("moved", page.moved).field("few", page.few);
  out.key("rows").open('[');
  for (const MovedRow& r : page.rows) put_row(out, r);
  out.close(']').field("watched", page.watched).field("unwatched", page.unwatched).key("alarms").open('[');
  for (const MovedSeries& s : page.alarms) put_alarm(out, s, page.spans, zone);
  out.close(']');
  put_why(out, page);
  out.close('}');
  return out.take();
}

Result<const Quantity*> headline_of(const message::Request& request) {
  const std::string asked = request.arg("metric").value_or("mean_experience");
  std::string allowed;
  for (const Quantity& q : quantities()) {
    if (q.metric == asked) return &q;
    allowed += (allowed.empty() ? "" : ", ") + std::string(q.metric);
  }
  return fail_field("metric", "not_one_of", {{"allowed", allowed}});
}

Result<std::string> moved(const Sources& sources, Aggregates& aggregates, Kept<std::string>& kept, const message::Request& asked) {
  const Caller caller = caller_of(sources, asked);
  message::Request request = asked;
  name_own_journey(caller, request);
  PK_TRY(Query query, parse_query(request, caller.when));
  if (!query.by.empty()) return fail_field("by", "unknown_dimension", {{"value", request.arg("by").value_or("").substr(0, 100)}});
  PK_TRY(const Quantity* headline, headline_of(request));
  PK_TRY(const MovedSpans spans, moved_spans(caller.when, query.range, request.arg("baseline").value_or("")));
  PK_TRY(const journey::Journey* journey, asked_journey(caller, request));
  query.range = spans.now;
  const std::string more = std::to_string(caller.fewest) + ";" + std::to_string(spans.baseline.from) + ";" + std::string(headline->metric) + ";" + std::string(spans.against);
  const auto compute = [&]() -> Result<std::string> {
    PK_TRY(const MovedPage page, compute_moved(sources, aggregates, caller, *journey, spans, query, *headline));
    return body_of(page, caller, *journey);
  };
  PK_TRY(const auto body, kept.get([&] { return data_key(sources, caller, *journey, query, more); }, compute));
  return *body;
}

}  // namespace

void add_moved_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  router.add(for_limited({message::Verb::get, "/v1/moved", message::Right::read, 0,
              [sources, aggregates, kept = std::make_shared<Kept<std::string>>(32)](const message::Request& r) {
                return reply(r, moved(*sources, *aggregates, *kept, r));
              }}));
}

}  // namespace peakend::insight
