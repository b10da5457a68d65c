// GET /v1/today.
#include <charconv>

#include "insight/today.h"

namespace peakend::insight {
namespace {

JsonOut& put(JsonOut& out, std::string_view key, const Number& number) {
  out.key(key);
  write(out, number);
  return out;
}

void put_figures(JsonOut& out, const Today& today) {
  out.key("numbers").open('[');
  for (const Figure& f : today.figures) {
    out.open('{').field("metric", f.metric).field("more_is_better", f.more_is_better);
    write_fields(out, f.moved);
    out.field("why_unit", f.logs ? std::string_view("log_ratio") : f.moved.now.unit).key("why").open('[');
    for (const Why& why : f.why) {
      write_fields(out.open('{'), why);
      out.close('}');
    }
    out.close(']').close('}');
  }
  out.close(']').key("moves").open('[');
  for (const TouchMove& m : today.moves) {
    out.open('{').field("touchpoint", m.touchpoint).field("metric", m.metric);
    write_fields(out, m.moved);
    out.close('}');
  }
  out.close(']').field("moves_tested", today.moves_tested);
}

void put_shifts(JsonOut& out, const Today& today, const calendar::Zone& zone) {
  out.key("shifts").open('[');
  for (const TouchShift& t : today.shifts) {
    out.open('{').field("touchpoint", t.touchpoint).field("measure", t.measure).field("shape", t.shift.drift ? "drift" : "step");
    out.field("since", day_of(zone, t.since)).field("until", day_of(zone, t.until - 1));
    out.field("lasts", t.until == today.spans.weeks.to).field("before", t.shift.before).field("after", t.shift.after);
    out.field("p", t.shift.p).field("direction", t.worse ? "worse" : "better");
    if (!t.cause.empty()) out.field("cause", t.cause);
    out.close('}');
  }
  out.close(']');
}

void put_broken(JsonOut& out, const Today& today) {
  OpenCount all;
  for (const OpenCount& c : today.open) {
    all.open += c.open;
    all.overdue += c.overdue;
    if (c.oldest_due != 0 && (all.oldest_due == 0 || c.oldest_due < all.oldest_due)) all.oldest_due = c.oldest_due;
  }
  const auto put_count = [&](const OpenCount& c) {
    out.field("open", c.open).field("overdue", c.overdue);
    if (c.oldest_due != 0) out.key("oldest_due").time(c.oldest_due);
  };
  out.key("promises").open('{');
  put_count(all);
  out.key("by_touchpoint").open('[');
  for (const OpenCount& c : today.open) {
    out.open('{').field("touchpoint", c.touchpoint);
    put_count(c);
    out.close('}');
  }
  out.close(']').close('}').key("floors").open('[');
  for (const FloorWatch& w : today.floors) {
    write_floor(out.open('{'), w);
    out.close('}');
  }
  out.close(']');
}

void put_memorable(JsonOut& out, std::string_view key, const std::optional<Memorable>& m) {
  out.key(key);
  if (!m) {
    out.null();
    return;
  }
  put(put(out.open('{').field("touchpoint", m->touchpoint), "share", m->share), "experience", m->experience).close('}');
}

void put_feelings(JsonOut& out, const Today& today) {
  out.key("polarised").open('[');
  for (const Camps& c : today.polarised) {
    out.open('{').field("touchpoint", c.touchpoint).field("index", c.camps.index).field("low_camp", c.camps.low_camp);
    put(out.field("high_camp", c.camps.high_camp), "experience", c.experience).close('}');
  }
  out.close(']').key("memory").open('{');
  put_memorable(out, "peak", today.peak);
  put_memorable(out, "valley", today.valley);
  out.close('}');
}

/// "30d", "8w" or nothing: 30 days.
Result<int> parse_period(const message::Request& request) {
  const std::string text = request.arg("period").value_or("30d");
  int n = 0;
  const char* end = text.data() + (text.empty() ? 0 : text.size() - 1);
  const auto [p, ec] = std::from_chars(text.data(), end, n);
  const bool weeks = !text.empty() && text.back() == 'w';
  if (ec != std::errc{} || p != end || n < 1 || n > 366 || (!weeks && text.back() != 'd') || (weeks && n > 52)) {
    return fail_field("period", "not_one_of", {{"allowed", "1d .. 366d, 1w .. 52w"}});
  }
  return weeks ? 7 * n : n;
}

/// A field or attribute by which a change can be split, and filters; the span comes from `period`.
Result<Query> parse_split(const message::Request& request, const Caller& caller) {
  PK_TRY(Query query, parse_query(request, caller.when));
  if (query.by.size() > 1 || query.bucket()) {
    return fail_field("by", "unknown_dimension", {{"value", request.arg("by").value_or("").substr(0, 100)}});
  }
  return query;
}

Result<std::string> today(const Sources& sources, Aggregates& aggregates, const message::Request& asked) {
  const Caller caller = caller_of(sources, asked);
  PK_TRY(const int days, parse_period(asked));
  message::Request request = asked;
  name_own_journey(caller, request);
  PK_TRY(const Query split, parse_split(request, caller));
  PK_TRY(const journey::Journey* journey, asked_journey(caller, request));
  PK_TRY(const Today t, compute_today(sources, aggregates, caller, *journey, days, split));
  const calendar::Zone& zone = caller.when.zone;
  JsonOut out;
  out.open('{').field("journey", journey->key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", t.as_of_seq);
  out.key("period").open('{').field("days", t.spans.days);
  write_days(out, "now", zone, t.spans.now);
  write_days(out, "before", zone, t.spans.before);
  write_days(out, "weeks", zone, t.spans.weeks);
  out.close('}');
  put_figures(out, t);
  put_shifts(out, t, zone);
  put_broken(out, t);
  put_feelings(out, t);
  out.close('}');
  return out.take();
}

}  // namespace

void add_today_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  router.add(for_limited({message::Verb::get, "/v1/today", message::Right::read, 0,
              [sources, aggregates](const message::Request& r) { return reply(r, today(*sources, *aggregates, r)); }}));
}

}  // namespace peakend::insight
