#include "insight/customers_value.h"

#include <algorithm>

#include "base/utf8.h"
#include "facts/fields.h"

namespace peakend::insight {
namespace {

constexpr std::size_t kSample = 20'000;
constexpr std::chrono::minutes kFresh{10};

/// Counts (property rank, event) in events with seq > after.
Result<void> count_amounts(const facts::FactStore& store, WorkspaceNo workspace, std::int64_t after,
                           std::map<std::pair<std::size_t, std::string>, std::pair<std::int64_t, std::string>>& found) {
  facts::ScanSpec spec;
  spec.workspace = workspace;
  spec.after_seq = after;
  spec.where = {{{facts::Field::kind, {}}, {"event"}}};
  spec.limit = kSample;
  return store.scan(spec, [&](const facts::Fact& f) {
    for (const facts::Tag& tag : f.tags) {
      const std::string name = utf8::lower(tag.key);
      const auto rank = static_cast<std::size_t>(std::ranges::find(kAmounts, name) - std::begin(kAmounts));
      if (rank == std::size(kAmounts) || facts::hundredths(tag.value) == 0) continue;
      auto& [n, key] = found[{rank, std::string(f.name)}];
      ++n, key = tag.key;
    }
    return true;
  });
}

/// The value of the customer at this place of the list by value.
Result<std::int64_t> value_at(const facts::FactStore& store, facts::CustomerSpec spec, std::int64_t place) {
  spec.limit = 1;
  spec.offset = static_cast<std::size_t>(place);
  PK_TRY(const auto page, store.customers(spec));
  return page.rows.empty() ? 0 : page.rows[0].value;
}

}  // namespace

Result<std::optional<facts::ValueRule>> find_value_rule(const facts::FactStore& store, WorkspaceNo workspace) {
  std::map<std::pair<std::size_t, std::string>, std::pair<std::int64_t, std::string>> found;
  PK_CHECK(count_amounts(store, workspace, -1, found));
  PK_TRY(const std::int64_t seq, store.watermark());
  PK_CHECK(count_amounts(store, workspace, seq / 2, found));
  std::optional<facts::ValueRule> best;
  std::int64_t most = 0;
  for (const auto& [key, of] : found) {
    if (best && key.first != found.begin()->first.first) break;
    if (of.first > most) best = facts::ValueRule{key.second, of.second}, most = of.first;
  }
  return best;
}

Result<std::optional<ValueBands>> CustomerValues::of(const Sources& sources, WorkspaceNo workspace) {
  const Instant now = sources.clock->now();
  {
    const std::lock_guard lock(mutex_);
    const auto it = known_.find(workspace);
    if (it != known_.end() && now - it->second.at < kFresh) return it->second.bands;
  }
  Known known{{}, now};
  PK_TRY(const auto rule, find_value_rule(*sources.facts, workspace));
  if (rule) {
    facts::CustomerSpec spec;
    spec.workspace = workspace;
    spec.where = {{{facts::Field::name, {}}, {rule->event}}};
    spec.sort = facts::CustomerSpec::Sort::value;
    spec.value = rule;
    spec.value_from = 1;
    spec.limit = 1;
    PK_TRY(const auto page, sources.facts->customers(spec));
    ValueBands bands{*rule, page.total, 0, 0};
    if (page.total > 0) {
      PK_TRY(bands.high, value_at(*sources.facts, spec, (page.total - 1) / 5));
      PK_TRY(bands.mid, value_at(*sources.facts, spec, (page.total - 1) / 2));
      known.bands = bands;
    }
  }
  const std::lock_guard lock(mutex_);
  return (known_[workspace] = known).bands;
}

}  // namespace peakend::insight
