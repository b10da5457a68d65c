// GET /v1/journeys/{key}/contrast: who was let down and then pleased, against who was pleased throughout.
#include "insight/contrast.h"
#include "insight/kept.h"
#include "insight/matrix.h"

namespace peakend::insight {
namespace {

void write_group(JsonOut& out, std::string_view key, const ContrastGroup& g) {
  out.key(key);
  write(out, Number{g.nps, "points", engine::Basis::measured});
}

Result<std::string> contrast(const Sources& sources, Kept<std::string>& kept, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(Query query, parse_query(request, caller.when));
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == facts::Field::journey; });
  const auto compute = [&]() -> Result<std::string> {
    PK_TRY(const std::int64_t seq, sources.facts->watermark());
    PK_TRY(const JoyPainContrast found, joy_pain_contrast(sources, caller, *journey, query));
    JsonOut out;
    out.open('{').field("journey", journey->key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
    write_group(out, "risen", found.risen);
    write_group(out, "steady", found.steady);
    if (found.told) {
      out.key("difference").open('{').field("value", found.change.diff).field("lo", found.change.ci.lo).field("hi", found.change.ci.hi).field("p", found.change.p);
      out.field("n", found.risen.counts.n + found.steady.counts.n).field("unit", "points").field("basis", "measured").close('}').field("verdict", found.verdict);
    }
    out.close('}');
    return out.take();
  };
  PK_TRY(const auto body, kept.get([&] { return data_key(sources, caller, *journey, query, "contrast"); }, compute));
  return *body;
}

}  // namespace

void add_contrast_routes(message::Router& router, std::shared_ptr<const Sources> sources) {
  auto kept = std::make_shared<Kept<std::string>>(16);
  router.add({message::Verb::get, "/v1/journeys/{key}/contrast", message::Right::read, 0,
              [sources, kept](const message::Request& r) { return reply(r, contrast(*sources, *kept, r)); }});
}

}  // namespace peakend::insight
