// GET /v1/journeys/{key}/aspects: senses, dimensions, people at each touchpoint, and where training is missing.
#include "insight/aspects.h"

namespace peakend::insight {
namespace {

void write_gap(JsonOut& out, const TrainingGap& g) {
  out.open('{').field("touchpoint", g.touchpoint).key("difference").open('{').field("n", g.customers);
  if (g.verdict.empty()) {
    out.key("insufficient").open('{').field("have", g.customers).field("need", kGapNeed).close('}').close('}').close('}');
    return;
  }
  out.field("value", g.change.diff).field("lo", g.change.ci.lo).field("hi", g.change.ci.hi).field("unit", "valence");
  out.field("basis", "measured").field("method", "paired").close('}');
  out.field("q", g.q).field("verdict", g.verdict).close('}');
}

Result<std::string> aspects(const Sources& sources, Aggregates& aggregates, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(Query query, parse_query(request, caller.when));
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == facts::Field::journey; });
  PK_TRY(const Aspects found, aspects_of(sources, aggregates, caller, *journey, query));
  JsonOut out;
  out.open('{').field("journey", journey->key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", found.as_of_seq);
  out.field("more", found.more).key("aspects").open('[');
  for (const Aspect& a : found.aspects) {
    out.open('{').field("metric", a.metric).field("family", a.family).key("experience");
    write(out, a.whole);
    out.close('}');
  }
  out.close(']').key("cells").open('[');
  for (const AspectCell& c : found.cells) {
    out.open('{').field("touchpoint", c.touchpoint).field("metric", c.metric).key("experience");
    write(out, c.experience);
    out.close('}');
  }
  out.close(']').key("training").open('{').field("sampled", found.sampled).key("gaps").open('[');
  for (const TrainingGap& g : found.gaps) write_gap(out, g);
  out.close(']').close('}').close('}');
  return out.take();
}

}  // namespace

void add_aspect_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  router.add({message::Verb::get, "/v1/journeys/{key}/aspects", message::Right::read, 0,
              [sources, aggregates](const message::Request& r) { return reply(r, aspects(*sources, *aggregates, r)); }});
}

}  // namespace peakend::insight
