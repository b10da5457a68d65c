// GET /v1/journeys/{key}/touchpoints/{stage}/{scene}: what its owner asks beyond the numbers of the map.
#include "insight/touchpoint.h"

namespace peakend::insight {
namespace {

void write_steps(JsonOut& out, std::string_view key, const std::vector<Step>& steps) {
  out.key(key).open('[');
  for (const Step& s : steps) out.open('{').field("touchpoint", s.touchpoint).field("event", s.event).field("n", s.n).close('}');
  out.close(']');
}

void write_lateness(JsonOut& out, const Lateness& l) {
  out.key("lateness").open('{').field("unit", l.unit).field("n", l.n).field("median", l.median).field("p90", l.p90);
  out.field("median_broken", l.median_broken).field("sampled", l.sampled).field("whole", l.whole).key("bins").open('[');
  for (const auto& b : l.bins) out.open('{').field("lo", b.lo).field("hi", b.hi).field("n", b.n).close('}');
  out.close(']').close('}');
}

Result<std::string> touchpoint(const Sources& sources, Aggregates& aggregates, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  const std::string key = request.params.find("stage")->second + "/" + request.params.find("scene")->second;
  const journey::Touchpoint* touchpoint = touchpoint_of(journey, key);
  const bool seen = !request.who.scope || request.who.scope->has(journey->key, key);
  if (touchpoint == nullptr || !seen) return fail(ErrorKind::not_found, "no_such_touchpoint", {});
  PK_TRY(Query query, parse_query(request, caller.when));
  if (query.journey.empty()) query.where.push_back({{facts::Field::journey, {}}, {journey->key}});
  PK_TRY(const TouchpointStory story, tell_touchpoint(sources, aggregates, caller, *journey, query, *touchpoint));
  PK_TRY(const std::int64_t seq, sources.facts->watermark());
  JsonOut out;
  out.open('{').field("journey", journey->key).field("touchpoint", key);
  out.key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
  if (story.lateness) write_lateness(out, *story.lateness);
  if (story.since) {
    out.key("since").open('{').field("day", calendar::day_text(calendar::local_day(caller.when.zone, from_ms(story.since->at))));
    out.field("before", story.since->before).field("after", story.since->after).field("p", story.since->p).close('}');
  }
  out.key("camps").open('{').field("n", story.rated).field("low", story.low_camp).field("high", story.high_camp);
  out.field("index", story.polarisation).field("polarised", story.polarised).close('}');
  out.key("around").open('{').field("episodes", story.around.episodes).field("sampled", story.around.sampled);
  write_steps(out, "before", story.around.before);
  write_steps(out, "after", story.around.after);
  out.close('}').key("attributes").open('[');
  for (const auto& name : story.attributes) out.text(name);
  out.close(']').close('}');
  return out.take();
}

}  // namespace

void add_touchpoint_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  message::Route route{message::Verb::get, "/v1/journeys/{key}/touchpoints/{stage}/{scene}", message::Right::read, 0,
                       [sources, aggregates](const message::Request& r) { return reply(r, touchpoint(*sources, *aggregates, r)); }};
  route.limited_ok = true;
  router.add(std::move(route));
}

}  // namespace peakend::insight
