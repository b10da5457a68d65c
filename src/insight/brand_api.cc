// GET, PUT /v1/brand: what the brand stands for; GET /v1/journeys/{key}/brand: what customers say and remember of it.
#include "insight/brand.h"
#include "insight/metric_answer.h"

namespace peakend::insight {
namespace {

using engine::Basis;
using engine::Estimate;

struct Desk {
  explicit Desk(std::shared_ptr<const Sources> s) : sources(std::move(s)), brands(*sources->records) {}
  std::shared_ptr<const Sources> sources;
  Brands brands;
  Kept<BrandSays> kept{8};
};

void put(JsonOut& out, std::string_view key, const Caller& caller, const Estimate& e, std::string_view unit = "share", Basis basis = Basis::predicted) {
  Number number{e, unit, basis};
  hide_few(number, caller.fewest);
  out.key(key);
  write(out, number);
}

void write_ideas(JsonOut& out, const Caller& caller, const Brand& brand, const BrandSays& s, bool personal, bool needs) {
  const auto& ideas = needs ? brand.needs : brand.values;
  const std::size_t first = needs ? brand.values.size() : 0;
  out.key(needs ? "needs" : "values").open('[');
  for (std::size_t i = 0; i < ideas.size(); ++i) {
    const IdeaAll& a = s.ideas[first + i];
    const bool few = a.mentions > 0 && a.mentions < caller.fewest;
    out.open('{').field("key", ideas[i].key).key("name");
    write_text(out, ideas[i].name);
    out.field("weight", ideas[i].weight).field("evidenced", a.mentions > 0).field("mentions", few ? 0 : a.mentions);
    put(out, "share", caller, a.share);
    put(out, "good", caller, a.good);
    if (!few) out.field("talk", a.talk);
    out.field("intended", a.intended);
    if (!needs && s.claim_mentions > 0) out.field("claim", a.claim);
    if (personal) {
      out.key("evidence").open('[');
      for (const auto& ref : a.evidence) out.text(ref.text());
      out.close(']');
    }
    out.close('}');
  }
  out.close(']');
}

void write_places(JsonOut& out, const Caller& caller, const Brand& brand, const BrandSays& s) {
  const auto key_of = [&](std::size_t i) -> std::string_view { return i < brand.values.size() ? brand.values[i].key : brand.needs[i - brand.values.size()].key; };
  out.key("touchpoints").open('[');
  for (const BrandPlace& p : s.places) {
    if (p.texts < caller.fewest) continue;
    out.open('{').field("touchpoint", s.touchpoints[p.touchpoint]).field("texts", p.texts);
    put(out, "remembered", caller, p.remembered, "share", Basis::measured);
    if (p.score.status == engine::Status::ok) out.field("align", p.score.align).field("need", p.score.need).field("score", p.score.score);
    out.key("cells").open('[');
    for (std::size_t i = 0; i < p.cells.size(); ++i) {
      const IdeaCell& c = p.cells[i];
      const bool few = c.mentions > 0 && c.mentions < caller.fewest;
      out.open('{').field("idea", key_of(i)).field("mentions", few ? 0 : c.mentions);
      if (!few) out.field("association", c.association);
      put(out, "share", caller, c.share);
      put(out, "good", caller, c.good);
      out.close('}');
    }
    out.close(']').close('}');
  }
  out.close(']').key("empty").open('[');
  for (const BrandPlace& p : s.places) {
    if (p.texts < std::max(kNeedTexts, caller.fewest) || s.touchpoints[p.touchpoint].empty()) continue;
    for (std::size_t i = 0; i < p.cells.size(); ++i)
      if (p.cells[i].mentions == 0) out.open('{').field("touchpoint", s.touchpoints[p.touchpoint]).field("idea", key_of(i)).close('}');
  }
  out.close(']');
}

void write_rivals(JsonOut& out, const Caller& caller, const Brand& brand, const BrandSays& s) {
  out.key("rivals").open('[');
  for (const RivalAgainst& r : s.rivals) {
    out.open('{').field("name", r.name).field("own", r.own).field("theirs", r.theirs);
    put(out, "difference", caller, r.difference, "bits");
    out.key("values").open('[');
    for (std::size_t v = 0; v < r.ahead.size(); ++v) {
      // Talked about more than the values are on average, and more of ours than of theirs: thresholds 1/k and 0.
      const bool much = s.ideas[v].talk >= 1 / static_cast<double>(brand.values.size()), ahead = r.ahead[v] > 0;
      out.open('{').field("value", brand.values[v].key).field("ahead", r.ahead[v]).field("quadrant", much ? ahead ? "own" : "contested" : ahead ? "niche" : "theirs").close('}');
    }
    out.close(']').close('}');
  }
  out.close(']');
}

Result<std::string> says(Desk& desk, const message::Request& request) {
  const Caller caller = caller_of(*desk.sources, request);
  PK_TRY(const journey::Journey* journey, journey_of(caller, request.params.find("key")->second));
  PK_TRY(Query query, parse_query(request, caller.when));
  std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == facts::Field::journey; });
  PK_TRY(const Brand brand, desk.brands.get(caller.workspace));
  PK_TRY(const std::int64_t seq, desk.sources->facts->watermark());
  PK_TRY(const auto known, desk.kept.get([&] { return data_key(*desk.sources, caller, *journey, query, "brand|" + std::to_string(brand.version)); },
                                         [&] { return brand_says(*desk.sources, caller, *journey, query, brand); }));
  const BrandSays& s = *known;
  JsonOut out;
  out.open('{').field("journey", journey->key).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
  out.field("basis", "predicted").field("method", "words").field("version", brand.version).field("texts", s.texts < caller.fewest ? 0 : s.texts);
  out.field("truncated", s.truncated).field("need_texts", kNeedTexts).field("claim_mentions", s.claim_mentions);
  const bool personal = request.who.may(message::Right::personal);
  write_ideas(out, caller, brand, s, personal, false);
  write_ideas(out, caller, brand, s, personal, true);
  write_places(out, caller, brand, s);
  write_rivals(out, caller, brand, s);
  out.close('}');
  return out.take();
}

Result<message::Response> keep(Desk& desk, const message::Request& request) {
  PK_TRY(Brand brand, brand_of_json(request.body));
  PK_TRY(const Brand before, desk.brands.get(request.who.workspace));
  PK_TRY(brand, desk.brands.put(request.who.workspace, std::move(brand)));
  auto response = message::Response::json(brand_json(brand));
  auto change = std::make_shared<message::Change>();
  change->object = "brand", change->label = "brand";
  change->before = before.version == 0 ? "" : brand_json(before), change->after = response.body;
  response.change = std::move(change);
  return response;
}

}  // namespace

void add_brand_routes(message::Router& router, std::shared_ptr<const Sources> sources) {
  if (sources->records == nullptr) return;
  auto desk = std::make_shared<Desk>(std::move(sources));
  router.add({message::Verb::get, "/v1/journeys/{key}/brand", message::Right::read, 0, [desk](const message::Request& r) { return reply(r, says(*desk, r)); }});
  router.add({message::Verb::get, "/v1/brand", message::Right::read, 0,
              [desk](const message::Request& r) { return reply(r, desk->brands.get(r.who.workspace).map(brand_json)); }});
  message::Route put;
  put.verb = message::Verb::put;
  put.pattern = "/v1/brand";
  put.right = message::Right::write;
  put.max_body = 256 * 1024;
  put.handler = message::answering([desk](const message::Request& r) { return keep(*desk, r); });
  router.add(std::move(put));
}

}  // namespace peakend::insight
