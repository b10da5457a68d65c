#include "insight/answer.h"

#include <charconv>

#include "ingest/ingest.h"
#include "insight/costly.h"
#include "insight/insight_api.h"
#include "insight/law_contest.h"
#include "insight/silence_model.h"
#include "insight/worth.h"

namespace peakend::insight {

Caller caller_of(const Sources& sources, const message::Request& request) {
  Caller caller;
  caller.workspace = request.who.workspace;
  caller.scope = request.who.scope;
  if (sources.suppress_k && !request.who.may(message::Right::personal)) caller.fewest = sources.suppress_k(caller.workspace);
  caller.journeys = sources.journeys(caller.workspace);
  if (!caller.journeys) caller.journeys = std::make_shared<journey::Catalogue>(std::vector<journey::Journey>{});
  caller.when.now = sources.clock->now();
  if (auto zone = calendar::Zone::find(caller.journeys->zone())) caller.when.zone = *zone;
  return caller;
}

message::Response reply(const message::Request& request, Result<std::string> body) {
  if (!body) return message::problem(body.error(), request);
  message::Response response = message::Response::json(std::move(*body));
  response.set("Cache-Control", "private, no-cache");
  return response;
}

Result<const journey::Journey*> journey_of(const Caller& caller, std::string_view key) {
  if (const journey::Journey* found = caller.journeys->find(key)) return found;
  return fail(ErrorKind::not_found, "no_such_journey");
}

void name_own_journey(const Caller& caller, message::Request& request) {
  if (!caller.scope || !request.arg("journey").value_or("").empty()) return;
  for (const auto& j : caller.journeys->journeys()) {
    if (caller.scope->of(j.key).empty()) continue;
    request.query = "journey=" + j.key + "&" + request.query;
    return;
  }
}
Result<const journey::Journey*> asked_journey(const Caller& caller, const message::Request& request) {
  const std::string asked = request.arg("journey").value_or("");
  if (!asked.empty()) return journey_of(caller, asked);
  const auto& all = caller.journeys->journeys();
  if (all.empty()) return fail(ErrorKind::not_found, "no_such_journey");
  return &all.front();
}

const journey::Touchpoint* touchpoint_of(const journey::Journey* journey, std::string_view key) {
  if (journey == nullptr) return nullptr;
  for (const auto& touchpoint : journey->touchpoints) {
    if (touchpoint.key == key) return &touchpoint;
  }
  return nullptr;
}

Result<double> number_arg(const message::Request& request, std::string_view name, double fallback, double lo, double hi) {
  const auto text = request.arg(name);
  if (!text || text->empty()) return fallback;
  double out = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
  if (error != std::errc{} || end != text->data() + text->size() || !(out >= lo && out <= hi))
    return fail_field(std::string(name), "out_of_range", {{"min", std::to_string(lo)}, {"max", std::to_string(hi)}});
  return out;
}

void write_text(JsonOut& out, const journey::Text& text) {
  out.open('{').field("zh", text.zh.empty() ? text.en : text.zh).field("en", text.en.empty() ? text.zh : text.en).close('}');
}

void write_place(JsonOut& out, const facts::Fact& fact) {
  out.field("journey", fact.journey).field("touchpoint", fact.touchpoint).field("stage", fact.stage);
  out.field("scene", fact.scene).field("channel", fact.channel);
}

CustomerId customer_by_text(const Sources& sources, WorkspaceNo workspace, std::string_view text) {
  CustomerId id;
  if (auto parsed = CustomerId::parse(text)) {
    id = *parsed;
  } else {
    id = ingest::customer_id(workspace, text);
  }
  return sources.canonical ? sources.canonical(workspace, id) : id;
}

std::shared_ptr<Costly> add_routes(message::Router& router, Sources sources) {
  auto shared = std::make_shared<const Sources>(std::move(sources));
  auto aggregates = std::make_shared<Aggregates>(*shared->facts);
  add_insight_routes(router, shared, aggregates);
  auto contests = std::make_shared<LawContests>();
  add_matrix_routes(router, shared, aggregates, contests);
  add_memory_routes(router, shared, aggregates, contests);
  add_unit_routes(router, shared, aggregates);
  add_today_routes(router, shared, aggregates);
  add_moved_routes(router, shared, aggregates);
  add_dimension_routes(router, shared, aggregates);
  add_path_routes(router, shared, aggregates);
  add_episode_routes(router, shared);
  add_aspect_routes(router, shared, aggregates);
  add_contrast_routes(router, shared);
  add_driver_routes(router, shared, aggregates);
  const auto worths = std::make_shared<Worths>();
  add_silence_routes(router, shared, aggregates, std::make_shared<SilenceModels>(), worths);
  add_worth_routes(router, shared, worths);
  add_loyalty_routes(router, shared);
  add_brand_routes(router, shared);
  add_proof_routes(router, shared);
  add_customer_routes(router, shared);
  add_touchpoint_routes(router, shared, aggregates);
  add_feedback_routes(router, shared);
  add_export_routes(router, shared);
  add_compute_routes(router);
  return share_costly(router, shared);
}

}  // namespace peakend::insight
