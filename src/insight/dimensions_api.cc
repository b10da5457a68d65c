// GET /v1/dimensions: by what can be split and filtered, and which values there are.
#include <algorithm>
#include <map>

#include "facts/fields.h"
#include "insight/answer.h"

namespace peakend::insight {
namespace {

using facts::Field;

constexpr std::size_t kSample = 20'000;     ///< latest facts looked at for what roll-ups do not know
constexpr std::size_t kEnough = 5'000;
constexpr std::size_t kValues = 50, kAttributes = 100, kHeld = 2'000;

struct Values {
  std::map<std::string, std::int64_t> n;
  bool cut = false;  ///< more different values than are held
  void add(std::string value, std::int64_t by = 1) {
    if (value.empty()) return;
    if (n.size() >= kHeld && !n.contains(value)) {
      cut = true;
      return;
    }
    n[std::move(value)] += by;
  }
};

struct Seen {
  std::map<std::string, Values> fields, attributes;
  std::size_t facts = 0;
};

/// Fields that the daily roll-ups know: exact, over all time.
constexpr const char* kRolled[] = {"journey", "touchpoint", "stage", "scene", "kind", "metric"};
constexpr const char* kSampled[] = {"channel", "name", "lang", "basis", "promise", "class", "score", "triangle_class"};

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

/// The facts that came in last: looks further back until there are enough.
Result<void> add_sample(Seen& seen, const Sources& sources, const Caller& caller, const Query& query) {
  PK_TRY(const std::int64_t watermark, sources.facts->watermark());
  for (std::int64_t back = 100;; back *= 10) {
    Seen fresh;
    facts::ScanSpec spec;
    spec.workspace = caller.workspace;
    spec.where = query.where;
    spec.after_seq = std::max<std::int64_t>(-1, watermark - back);
    spec.limit = kSample;
    PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& fact) {
      if (fact.kind == facts::FactKind::identify) return true;
      ++fresh.facts;
      for (const char* name : kSampled) fresh.fields[name].add(facts::field_text(fact, field_by_name(name)));
      for (const auto& tag : fact.tags) {
        if (fresh.attributes.size() < kHeld || fresh.attributes.contains(std::string(tag.key))) {
          fresh.attributes[std::string(tag.key)].add(std::string(tag.value));
        }
      }
      return true;
    }));
    if (fresh.facts < kEnough && spec.after_seq >= 0) continue;
    seen.facts = fresh.facts;
    seen.attributes = std::move(fresh.attributes);
    for (auto& [name, values] : fresh.fields) seen.fields[name] = std::move(values);
    return {};
  }
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
  Seen seen;
  PK_CHECK(add_rolled(seen, sources, aggregates, caller, query));
  PK_CHECK(add_sample(seen, sources, caller, query));
  const std::int64_t few = caller.fewest;
  JsonOut out;
  out.open('{').key("dimensions").open('[');
  for (const char* bucket : {"hour", "day", "week", "month", "quarter", "year"}) put_dimension(out, bucket, "time", {}, false, few);
  for (const char* name : kRolled) put_dimension(out, name, "field", seen.fields[name], false, few);
  for (const char* name : kSampled) put_dimension(out, name, "field", seen.fields[name], true, few);
  std::vector<std::pair<std::int64_t, std::string_view>> attributes;  // the most used first
  for (const auto& [name, values] : seen.attributes) {
    std::int64_t n = 0;
    for (const auto& [value, count] : values.n) n -= count;
    attributes.emplace_back(n, name);
  }
  std::sort(attributes.begin(), attributes.end());
  if (attributes.size() > kAttributes) attributes.resize(kAttributes);
  for (const auto& [n, name] : attributes) put_dimension(out, name, "attribute", seen.attributes.find(std::string(name))->second, true, few);
  out.close(']').field("sample", static_cast<std::int64_t>(seen.facts)).close('}');
  return out.take();
}

}  // namespace

void add_dimension_routes(message::Router& router, std::shared_ptr<const Sources> sources, std::shared_ptr<Aggregates> aggregates) {
  router.add(for_limited({message::Verb::get, "/v1/dimensions", message::Right::read, 0,
              [sources, aggregates](const message::Request& r) { return reply(r, dimensions(*sources, *aggregates, r)); }}));
}

}  // namespace peakend::insight
