// GET /v1/journeys/{key}/drivers: which touchpoints or aspects go with the overall judgement. "Associated with", never "causes".
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "insight/drivers.h"
#include "insight/kept.h"
#include "insight/matrix.h"

namespace peakend::insight {
namespace {

using engine::Status;

std::string_view status_text(Status s) {
  switch (s) {
    case Status::ok: return "ok";
    case Status::too_few: return "not_enough_data";
    case Status::degenerate: return "no_spread";
    case Status::invalid: break;
  }
  return "too_many_drivers";
}

void write_share(JsonOut& out, std::string_view key, const engine::DriverShare& d) {
  out.key(key).open('{').field("n", d.met);
  if (d.status != Status::ok) {
    out.key("insufficient").open('{').field("have", d.met).field("need", engine::kDriverMet).close('}').close('}');
    return;
  }
  out.field("value", d.share).field("lo", d.lo).field("hi", d.hi).field("noise", d.noise);
  out.key("rank").open('[').number(d.rank_lo).number(d.rank_hi).close(']').close('}');
}

void write_table(JsonOut& out, std::string_view key, const engine::DriverTable& t) {
  out.key(key).open('{').field("status", status_text(t.status)).field("n", t.n).field("need", t.need);
  if (t.status == Status::ok) {
    out.key("r2").open('{').field("value", t.r2).field("lo", t.r2_lo).field("hi", t.r2_hi).close('}').field("noise_floor", t.floor);
  }
  out.close('}');
}

void range(JsonOut& out, std::string_view key, double value, double lo, double hi) {
  out.key(key).open('{').field("value", value).field("lo", lo).field("hi", hi).close('}');
}

void write_worth(JsonOut& out, const DriverRow& row) {
  const engine::DriverShare& s = row.slope();
  range(out, "slope", s.slope, s.slope_lo, s.slope_hi);
  out.field("slope_of", row.slope_within ? "within" : "pooled");
  range(out, "priority", row.worth->priority, row.worth->priority_lo, row.worth->priority_hi);
  out.field("branches", row.branches).key("what_if").open('[');
  for (const ShiftStep& w : row.what_if)
    out.open('{').field("shift", w.shift).field("mean", w.mean).field("value", w.gain).field("lo", w.lo).field("hi", w.hi).close('}');
  out.close(']');
}

std::string_view name_of(const DriverQuery& asked) { return asked.aspects ? "aspect" : "touchpoint"; }

void write_driver(JsonOut& out, const DriverQuery& asked, const DriverRow& row, bool within) {
  const engine::DriverShare& d = row.pooled;
  out.open('{').field(name_of(asked), row.driver);
  write_share(out, "share", d);
  if (within) write_share(out, "within", row.within);
  if (d.status == Status::ok) {
    out.field("mean", d.mean).field("reach", d.reach);
    if (d.johnson) out.field("johnson", *d.johnson);
    if (row.worth) write_worth(out, row);
    const engine::PenaltyReward& k = row.kano;
    if (k.status == Status::ok) {
      out.key("kano").open('{').field("penalty", k.penalty).field("reward", k.reward).field("asymmetry", k.asymmetry);
      out.field("se", k.asymmetry_se).field("class", engine::name_of(k.cls)).field("low_n", (k.flags & engine::kLowN) != 0).close('}');
    }
  }
  out.close('}');
}

/// makes_up: the better the one, the less the other counts; need: the better the one, the more.
void write_pair(JsonOut& out, const DriverQuery& asked, const DriverPair& pair) {
  const engine::Estimate& e = pair.found.effect;
  out.open('{').key(asked.aspects ? "aspects" : "touchpoints").open('[').text(pair.a).text(pair.b).close(']');
  out.field("n", e.n).field("customers", pair.found.customers);
  if (e.status == Status::too_few) {
    out.key("insufficient").open('{').field("have", e.n).field("need", e.need).close('}').field("verdict", "not_enough_data");
  } else if (e.status != Status::ok) {
    out.field("verdict", "no_spread");
  } else {
    out.field("value", e.value).field("lo", e.lo).field("hi", e.hi).field("p", pair.found.p).field("q", pair.q);
    out.field("verdict", !(pair.q < .05) ? "nothing_shown" : e.value < 0 ? "makes_up" : "need");
  }
  out.close('}');
}

Result<DriverQuery> read_query(const message::Request& request) {
  DriverQuery q;
  q.outcome = request.arg("outcome").value_or("");
  q.complete = request.arg("complete") == "1";
  const std::string of = request.arg("of").value_or("touchpoints");
  if (of != "touchpoints" && of != "aspects") return fail_field("of", "not_one_of", {{"allowed", "touchpoints, aspects"}});
  q.aspects = of == "aspects";
  if (const auto target = request.arg("target"); target && !target->empty()) {
    const auto [end, error] = std::from_chars(target->data(), target->data() + target->size(), q.target);
    if (error != std::errc{} || end != target->data() + target->size() || !(q.target >= -1 && q.target <= 1))
      return fail_field("target", "out_of_range", {{"min", "-1"}, {"max", "1"}});
  }
  return q;
}

std::string write_view(const Caller& caller, const journey::Journey& journey, std::int64_t seq, const DriverQuery& asked, const DriverView& view) {
  JsonOut out;
  out.open('{').field("journey", journey.key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
  out.field("of", asked.aspects ? "aspects" : "touchpoints").field("outcome", view.outcome).key("outcomes").open('[');
  for (const auto& [metric, n] : view.outcomes) out.open('{').field("metric", metric).field("n", n).close('}');
  out.close(']').field("answers", view.answers).field("customers", view.customers).field("unmatched", view.unmatched);
  out.field("sampled", view.sampled).field("first", view.within_first ? "within" : "pooled").field("halo", view.halo).field("mean", view.mean).field("target", asked.target);
  out.field("complete", asked.complete).field("basis", "measured").field("method", "lmg");
  write_table(out, "pooled", view.pooled);
  write_table(out, "within", view.within);
  out.key("drivers").open('[');
  if (view.pooled.status == Status::ok)
    for (const DriverRow& row : view.drivers) write_driver(out, asked, row, view.within.status == Status::ok);
  out.close(']').key("pairs").open('[');
  if (view.pooled.status == Status::ok)
    for (const DriverPair& pair : view.pairs) write_pair(out, asked, pair);
  out.close(']').close('}');
  return out.take();
}

Result<std::string> drivers(const Sources& sources, Kept<std::string>& kept, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(Query query, parse_query(request, caller.when));
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == facts::Field::journey; });
  PK_TRY(const DriverQuery asked, read_query(request));
  const std::string more = fmt::format("{}|{}|{}|{}", asked.outcome, asked.aspects, asked.complete, asked.target);
  const auto compute = [&]() -> Result<std::string> {
    PK_TRY(const std::int64_t seq, sources.facts->watermark());
    PK_TRY(const DriverView view, drivers_of(sources, caller, *journey, query, asked));
    return write_view(caller, *journey, seq, asked, view);
  };
  PK_TRY(const auto body, kept.get([&] { return data_key(sources, caller, *journey, query, more); }, compute));
  return *body;
}

std::string write_split(const Caller& caller, const journey::Journey& journey, std::int64_t seq, const Query& query, const DriverQuery& asked, const DriverSplit& split) {
  JsonOut out;
  out.open('{').field("journey", journey.key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
  out.field("of", asked.aspects ? "aspects" : "touchpoints").field("by", query.by[0].name).field("outcome", split.outcome).field("more", split.more).field("basis", "measured").field("method", "lmg");
  out.field("first", split.within_first ? "within" : "pooled").key("slices").open('[');
  for (const DriverSlice& s : split.slices) {
    out.open('{').field("key", s.key);
    write_table(out, "pooled", s.view.pooled);
    write_table(out, "within", s.view.within);
    out.key("drivers").open('[');
    for (const DriverRow& row : s.view.drivers) {
      if (s.view.pooled.status != Status::ok) break;
      out.open('{').field(name_of(asked), row.driver);
      write_share(out, "share", row.pooled);
      if (s.view.within.status == Status::ok) write_share(out, "within", row.within);
      out.close('}');
    }
    out.close(']').close('}');
  }
  out.close(']').close('}');
  return out.take();
}

Result<std::string> split(const Sources& sources, Aggregates& aggregates, Kept<std::string>& kept, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(Query query, parse_query(request, caller.when));
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == facts::Field::journey; });
  if (query.by.size() != 1) return fail_field("by", "out_of_range", {{"min", "1"}, {"max", "1"}});
  PK_TRY(const DriverQuery asked, read_query(request));
  const std::string more = fmt::format("split|{}|{}|{}|{}", query.by[0].name, asked.outcome, asked.aspects, asked.complete);
  const auto compute = [&]() -> Result<std::string> {
    PK_TRY(const std::int64_t seq, sources.facts->watermark());
    PK_TRY(const DriverSplit found, split_drivers(sources, aggregates, caller, *journey, query, asked));
    return write_split(caller, *journey, seq, query, asked, found);
  };
  PK_TRY(const auto body, kept.get([&] { return data_key(sources, caller, *journey, query, more); }, compute));
  return *body;
}

}  // namespace

void add_driver_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  // A fit reads every rating, so the same question on the same data is answered once.
  auto kept = std::make_shared<Kept<std::string>>(32);
  router.add({message::Verb::get, "/v1/journeys/{key}/drivers", message::Right::read, 0,
              [sources, kept](const message::Request& r) { return reply(r, drivers(*sources, *kept, r)); }});
  router.add({message::Verb::get, "/v1/journeys/{key}/drivers/split", message::Right::read, 0,
              [sources, aggregates, kept](const message::Request& r) { return reply(r, split(*sources, *aggregates, *kept, r)); }});
}

}  // namespace peakend::insight
