#include "insight/dimensions.h"

#include <algorithm>

#include "facts/fields.h"

namespace peakend::insight {
namespace {

constexpr std::size_t kSample = 20'000, kEnough = 5'000;

}  // namespace

void Values::add(std::string value, std::int64_t by) {
  if (value.empty()) return;
  if (n.size() >= kHeldValues && !n.contains(value)) {
    cut = true;
    return;
  }
  n[std::move(value)] += by;
}

Result<Seen> latest_seen(const Sources& sources, const Caller& caller, const std::vector<facts::Filter>& where) {
  PK_TRY(const std::int64_t watermark, sources.facts->watermark());
  for (std::int64_t back = 100;; back *= 10) {
    Seen fresh;
    facts::ScanSpec spec;
    spec.workspace = caller.workspace;
    spec.where = where;
    spec.after_seq = std::max<std::int64_t>(-1, watermark - back);
    spec.limit = kSample;
    PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& fact) {
      if (fact.kind == facts::FactKind::identify) return true;
      ++fresh.facts;
      for (const char* name : kSampledFields) fresh.fields[name].add(facts::field_text(fact, field_by_name(name)));
      for (const auto& tag : fact.tags) {
        if (fresh.attributes.size() < kHeldValues || fresh.attributes.contains(std::string(tag.key))) {
          fresh.attributes[std::string(tag.key)].add(std::string(tag.value));
        }
      }
      return true;
    }));
    if (fresh.facts >= kEnough || spec.after_seq < 0) return fresh;
  }
}

std::vector<std::string> attributes_by_use(const Seen& seen) {
  std::vector<std::pair<std::int64_t, std::string>> order;
  for (const auto& [name, values] : seen.attributes) {
    std::int64_t n = 0;
    for (const auto& [value, count] : values.n) n -= count;
    order.emplace_back(n, name);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::string> names;
  for (auto& [n, name] : order) names.push_back(std::move(name));
  return names;
}

}  // namespace peakend::insight
