// GET /v1/dimensions: by what can be split and filtered, and which values there are.
#include <algorithm>

#include "insight/dimensions.h"

namespace peakend::insight {
namespace {

constexpr std::size_t kValues = 50, kAttributes = 100;

/// Fields that the daily roll-ups know: exact, over all time.
constexpr const char* kRolled[] = {"journey", "touchpoint", "stage", "scene", "kind", "metric"};

Result<void> add_rolled(Seen& seen, const Sources& sources, Aggregates& aggregates, const Caller& caller, const Query& query) {
  for (const char* name : kRolled) {
    facts::AggregateSpec spec;
    spec.workspace = caller.workspace;
    spec.by = {field_by_name(name)};
    spec.where = query.where;
    PK_TRY(const Aggregate found, aggregates.get(spec, sources.episodes->generation(caller.workspace)));
    for (const auto& row : found->rows) seen.fields[name].add(row.key[0], row.partial.facts);
  }
  return {};
}

/// Values of fewer than `fewest` facts are left out: they could name a person.
void put_dimension(JsonOut& out, std::string_view name, const char* kind, const Values& values, bool sampled, std::int64_t fewest) {
  std::vector<std::pair<std::int64_t, std::string_view>> order;
  for (const auto& [value, n] : values.n) {
    if (n >= fewest) order.emplace_back(-n, value);
  }
  std::sort(order.begin(), order.end());
  out.open('{').field("key", name).field("kind", kind).field("sampled", sampled).key("values").open('[');
  for (std::size_t i = 0; i < std::min(order.size(), kValues); ++i) {
    out.open('{').field("value", order[i].second).field("n", -order[i].first).close('}');
  }
  out.close(']').field("distinct", static_cast<std::int64_t>(order.size())).field("more", values.cut || order.size() > kValues).close('}');
}

Result<std::string> dimensions(const Sources& sources, Aggregates& aggregates, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(const Query query, parse_query(request, caller.when));
  PK_TRY(Seen seen, latest_seen(sources, caller, query.where));
  PK_CHECK(add_rolled(seen, sources, aggregates, caller, query));
  const std::int64_t few = caller.fewest;
  JsonOut out;
  out.open('{').key("dimensions").open('[');
  for (const char* bucket : {"hour", "day", "week", "month", "quarter", "year"}) put_dimension(out, bucket, "time", {}, false, few);
  for (const char* name : kRolled) put_dimension(out, name, "field", seen.fields[name], false, few);
  for (const char* name : kSampledFields) put_dimension(out, name, "field", seen.fields[name], true, few);
  std::vector<std::string> attributes = attributes_by_use(seen);
  if (attributes.size() > kAttributes) attributes.resize(kAttributes);
  for (const auto& name : attributes) put_dimension(out, name, "attribute", seen.attributes[name], true, few);
  out.close(']').field("sample", static_cast<std::int64_t>(seen.facts)).close('}');
  return out.take();
}

}  // namespace

void add_dimension_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  router.add(for_limited({message::Verb::get, "/v1/dimensions", message::Right::read, 0,
              [sources, aggregates](const message::Request& r) { return reply(r, dimensions(*sources, *aggregates, r)); }}));
}

}  // namespace peakend::insight
