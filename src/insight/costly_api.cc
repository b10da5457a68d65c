// Which questions are costly, and GET and DELETE /v1/answers/{id}: one's own question under way.
#include <algorithm>

#include "insight/answer.h"
#include "insight/brand.h"
#include "insight/costly.h"
#include "insight/insight_api.h"

namespace peakend::insight {
namespace {

using message::Request;

/// One line a question. Its handler stays a plain function; loops of a second and more ask task::stopped().
constexpr std::string_view kCostly[] = {
    "/v1/journeys/{key}/drivers", "/v1/journeys/{key}/drivers/split", "/v1/journeys/{key}/laws", "/v1/journeys/{key}/memory",
    "/v1/journeys/{key}/silence", "/v1/journeys/{key}/worth", "/v1/journeys/{key}/loyalty", "/v1/journeys/{key}/brand", "/v1/moved",
};
constexpr std::int64_t kClockMs = 600'000;  ///< promises fall due and episodes close as time goes by

void put(std::string& to, std::string_view text) {
  to += std::to_string(text.size()) + ':';
  to += text;
}
void put(std::string& to, std::int64_t n) { to += std::to_string(n) + ';'; }

/// What of the caller changes an answer: workspace, language of problems, and what may be seen.
std::string asker_of(const Request& r) {
  std::string out;
  put(out, static_cast<std::int64_t>(r.who.workspace));
  put(out, static_cast<std::int64_t>(r.lang));
  put(out, static_cast<std::int64_t>(r.who.may(message::Right::personal)));
  if (!r.who.scope) return out;
  for (const auto& [journey, touchpoints] : r.who.scope->touchpoints) {
    put(out, journey);
    for (const auto& t : touchpoints) put(out, t);
    out += '|';
  }
  return out;
}

Result<DataVersion> version_of(const Sources& sources, const Request& r) {
  const WorkspaceNo workspace = r.who.workspace;
  DataVersion v;
  PK_TRY(const std::int64_t facts, sources.facts->watermark());
  PK_TRY(const std::int64_t episodes, sources.facts->episodes_watermark(workspace));
  put(v.fixed, sources.episodes->generation(workspace));
  put(v.fixed, sources.suppress_k ? sources.suppress_k(workspace) : 0);
  if (const auto journeys = sources.journeys(workspace)) {
    put(v.fixed, journeys->zone());
    for (const auto& j : journeys->journeys()) put(v.fixed, j.key), put(v.fixed, std::int64_t{j.version});
  }
  put(v.moving, facts);
  put(v.moving, episodes);
  put(v.moving, to_ms(sources.clock->now()) / kClockMs);
  if (sources.recall && r.path.ends_with("/memory")) {  // answers to recall questions alone leave no fact behind
    PK_TRY(const RecallAnswers recall, sources.recall(workspace, INT64_MIN, INT64_MAX));
    put(v.moving, recall.surveys);
    put(v.moving, static_cast<std::int64_t>(recall.answers.size()));
    put(v.moving, recall.answers.empty() ? 0 : recall.answers.front().at);
  }
  if (sources.records != nullptr && r.path.ends_with("/brand")) {
    PK_TRY(const Brand brand, Brands(*sources.records).get(workspace));
    put(v.fixed, std::int64_t{brand.version});
  }
  return v;
}

}  // namespace

std::shared_ptr<Costly> share_costly(message::Router& router, std::shared_ptr<const Sources> sources) {
  auto costly = std::make_shared<Costly>(VersionOf{asker_of, [sources](const Request& r) { return version_of(*sources, r); }});
  router.each_route([&](message::Route& route) {
    if (route.verb != message::Verb::get || !route.handler || std::ranges::find(kCostly, route.pattern) == std::end(kCostly)) return;
    route.async_handler = costly->share(route.pattern, std::exchange(route.handler, nullptr));
    route.gzip_async = true;
  });
  message::Route watch{message::Verb::get, "/v1/answers/{id}", message::Right::read, 0};
  watch.async_handler = [costly](Request r, message::Reply reply) { costly->status(std::move(r), std::move(reply)); };
  router.add(for_limited(std::move(watch)));
  message::Route cancel{message::Verb::del, "/v1/answers/{id}", message::Right::read, 0, [costly](const Request& r) { return costly->cancel(r); }};
  cancel.audit = false;
  router.add(for_limited(std::move(cancel)));
  return costly;
}

}  // namespace peakend::insight
