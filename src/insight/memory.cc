#include "insight/memory.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "engine/observed.h"

namespace peakend::insight {
namespace {

using engine::Basis;

constexpr double kDayMs = 86'400'000;

/// A share over yes and no of customers who may be there more than once.
Number share_of(const std::vector<std::pair<std::size_t, bool>>& said) {
  struct Answer {
    std::size_t who;
    engine::FactValues values;
  };
  std::vector<Answer> all;
  all.reserve(said.size());
  for (const auto& [who, yes] : said) {
    engine::FactValues f;
    f.valence = yes ? engine::kValenceOne : -engine::kValenceOne;
    f.cls = yes ? 1 : -1;
    all.push_back({who, f});
  }
  return {engine::estimate_of(*engine::find_metric("top_box"), all), "share", Basis::measured};
}

LivedPass pass_of(const facts::EpisodeFact& e) {
  LivedPass out{e.key, e.start, e.start, {}};
  for (const auto& t : e.touches) {
    out.touches.push_back({t.touchpoint, t.last_at, t.last_v});
    out.last_at = std::max(out.last_at, t.last_at);
  }
  for (std::string_view rest = e.steps; !rest.empty();) {
    const std::size_t cut = rest.find(kPathSeparator);
    const std::string_view step = rest.substr(0, cut);
    rest = cut == std::string_view::npos ? std::string_view{} : rest.substr(cut + 1);
    if (!step.empty() && std::ranges::find(out.touches, step, &LivedTouch::touchpoint) == out.touches.end()) out.touches.push_back({std::string(step), 0, {}});
  }
  return out;
}

const LivedPass* recalled_pass(const RecallAnswer& answer, std::span<const LivedPass> passes) {
  const LivedPass* last = nullptr;
  for (const LivedPass& p : passes) {
    if (p.start > answer.at || answer.at - p.start > kRecallWindowMs) continue;
    if (!answer.episode.empty() && p.key == answer.episode) return &p;
    if (last == nullptr || p.start > last->start) last = &p;
  }
  return answer.episode.empty() ? last : nullptr;
}

Result<void> add_recall(MemoryPage& page, const Sources& sources, const Caller& caller, const journey::Journey& journey, const RecallAnswers& asked) {
  Recall& recall = page.recall;
  recall.surveys = asked.surveys;
  recall.truncated = asked.truncated;
  std::unordered_map<CustomerId, std::vector<LivedPass>> passes;
  std::int64_t first = INT64_MAX;
  for (const RecallAnswer& a : asked.answers) {
    if (a.asked.empty() || a.customer.is_none()) continue;
    passes.try_emplace(a.customer);
    first = std::min(first, a.at);
  }
  if (!passes.empty()) {
    facts::EpisodeScanSpec spec;
    spec.workspace = caller.workspace;
    spec.journey = journey.key;
    spec.from = first - kRecallWindowMs;
    spec.order = facts::EpisodeScanSpec::Order::any;
    spec.with_path = false;
    PK_CHECK(sources.facts->scan_episodes(spec, [&](const facts::EpisodeFact& e) {
      if (e.facts == 0) return true;
      if (const auto found = passes.find(e.customer); found != passes.end()) found->second.push_back(pass_of(e));
      return true;
    }));
  }
  std::unordered_map<CustomerId, std::size_t> number;
  std::vector<std::pair<std::size_t, std::int32_t>> unaided;
  std::size_t next = 0;
  for (const RecallAnswer& a : asked.answers) {
    const std::size_t who = a.customer.is_none() ? next++ : [&] {
      const auto [at, fresh] = number.try_emplace(a.customer, next);
      next += fresh;
      return at->second;
    }();
    if (a.came_to_mind) unaided.emplace_back(who, *a.came_to_mind);
    const auto found = passes.find(a.customer);
    add_answer(recall, a, who, found == passes.end() ? std::span<const LivedPass>{} : std::span<const LivedPass>(found->second));
  }
  finish(recall, unaided);
  return {};
}

void add_moments(MemoryPage& page, const MemoryView& memory) {
  const auto share = [](engine::Estimate e) { return Number{e, "share", Basis::measured}; };
  page.remembered = {remembered(memory), "valence", Basis::measured};
  page.mean = {mean_of_episodes(memory), "valence", Basis::measured};
  page.closed = memory.all.episodes;
  page.open = memory.open;
  std::int32_t most_ends = 0;
  for (std::size_t i = 0; i < memory.names.size(); ++i) {
    const std::string& name = memory.names[i];
    if (memory.last_at[i] == 0) continue;  // never rated
    const Leverage lever = leverage(memory, name);
    page.moments.push_back({name, share(mot_share(memory, name)), {lever.gain, "valence", Basis::measured}, share(role_share(memory, name, Role::peak)),
                            share(role_share(memory, name, Role::valley)), share(role_share(memory, name, Role::end)), lever.mean_gain, passes_of(memory, name)});
    const std::int32_t ends = memory.all.touches[i].end;
    if (ends > most_ends || (ends == most_ends && ends > 0 && name < page.end)) most_ends = ends, page.end = name;
  }
  page.peak = most_salient(memory, true);
  page.valley = most_salient(memory, false);
  std::ranges::sort(page.moments, [](const auto& a, const auto& b) {
    return std::pair(-a.share.estimate.value, a.touchpoint) < std::pair(-b.share.estimate.value, b.touchpoint);
  });
}

void hide_few(MemoryPage& page, std::int64_t fewest) {
  for (Number* n : {&page.remembered, &page.mean}) hide_few(*n, fewest);
  if (page.remembered.estimate.n < fewest) page.peak.clear(), page.valley.clear(), page.end.clear();
  for (MemoryMoment& m : page.moments) {
    if (m.gain.estimate.n < fewest) m.mean_gain = 0;
    if (m.passes < fewest) m.passes = 0;
    for (Number* n : {&m.share, &m.gain, &m.peak, &m.valley, &m.end}) hide_few(*n, fewest);
  }
  hide_few(page.contest, fewest);
  Recall& r = page.recall;
  for (std::int64_t* count : {&r.answers, &r.unmatched}) {
    if (*count < fewest) *count = 0;
  }
  if (r.all.estimate.n < fewest) r.fit = {};
  if (r.nothing.estimate.n < fewest) r.named = 0;
  for (auto& place : r.places) hide_few(place.recalled, fewest), place.kept = standing_of(place.recalled.estimate);
  for (auto& delay : r.delays) hide_few(delay.recalled, fewest);
  for (Number* n : {&r.all, &r.positive, &r.positive_remembered, &r.nothing}) hide_few(*n, fewest);
}

}  // namespace

std::string_view name_of(Standing k) {
  static constexpr std::string_view names[] = {"not_enough_data", "undecided", "forgotten", "remembered"};
  return names[static_cast<std::size_t>(k)];
}

Standing standing_of(const engine::Estimate& e) {
  if (e.status != engine::Status::ok) return Standing::not_enough_data;
  if (e.hi < kForgotten) return Standing::forgotten;
  if (e.lo >= kForgotten) return Standing::remembered;
  return e.n_eff < static_cast<double>(kForgottenNeed) ? Standing::not_enough_data : Standing::undecided;
}

void add_answer(Recall& recall, const RecallAnswer& answer, std::size_t who, std::span<const LivedPass> passes) {
  ++recall.answers;
  if (answer.asked.empty()) return;
  const LivedPass* pass = recalled_pass(answer, passes);
  bool any = false;
  for (const LivedTouch& t : pass == nullptr ? std::span<const LivedTouch>{} : std::span<const LivedTouch>(pass->touches)) {
    if (std::ranges::find(answer.asked, t.touchpoint) == answer.asked.end()) continue;
    const bool rated = t.at > 0 && t.at <= answer.at;
    const std::int64_t since = rated ? t.at : pass->last_at <= answer.at ? pass->last_at : pass->start;
    const bool remembered = std::ranges::find(answer.named, t.touchpoint) != answer.named.end();
    recall.pairs.push_back({who, t.touchpoint, remembered, static_cast<double>(answer.at - since) / kDayMs, rated ? t.v : std::nullopt});
    any = true;
  }
  recall.unmatched += !any;
}

void finish(Recall& recall, const std::vector<std::pair<std::size_t, std::int32_t>>& unaided) {
  using Said = std::vector<std::pair<std::size_t, bool>>;
  Said all, positive, kept;
  std::map<std::string, Said> places;
  std::map<int, std::pair<double, Said>> delays;  // by bin of DelayBins
  engine::DelayBins bins;
  for (const RecallPair& p : recall.pairs) {
    all.emplace_back(p.who, p.remembered);
    places[p.touchpoint].emplace_back(p.who, p.remembered);
    bins.add(p.days, p.remembered);
    auto& [days, said] = delays[engine::DelayBins::bin(p.days)];
    days += p.days;
    said.emplace_back(p.who, p.remembered);
    if (!p.v) continue;
    positive.emplace_back(p.who, *p.v > 0);
    if (p.remembered) kept.emplace_back(p.who, *p.v > 0);
  }
  recall.all = share_of(all);
  recall.positive = share_of(positive);
  recall.positive_remembered = share_of(kept);
  for (const auto& [touchpoint, said] : places) {
    recall.places.push_back({touchpoint, share_of(said)});
    recall.places.back().kept = standing_of(recall.places.back().recalled.estimate);
  }
  std::ranges::stable_sort(recall.places, [](const auto& a, const auto& b) { return a.recalled.estimate.value > b.recalled.estimate.value; });
  for (const auto& [bin, delay] : delays) {
    recall.delays.push_back({delay.first / static_cast<double>(delay.second.size()), share_of(delay.second)});
  }
  recall.fit = engine::fit_forgetting(bins.bins());
  Said nothing;
  double named = 0;
  for (const auto& [who, n] : unaided) nothing.emplace_back(who, n == 0), named += n;
  recall.nothing = share_of(nothing);
  recall.named = unaided.empty() ? 0 : named / static_cast<double>(unaided.size());
}

Result<MemoryPage> compute_memory(const Sources& sources, Aggregates& aggregates, LawContests& contests, const Caller& caller,
                                  const journey::Journey& journey, const Query& asked, const RecallAnswers& recall) {
  MemoryPage page;
  PK_TRY(page.as_of_seq, sources.facts->watermark());
  Query query = asked;
  query.by.clear();
  query.where = in_journey(asked, journey);
  PK_TRY(const MemoryView memory, memory_of(sources, caller, journey, query));
  add_moments(page, memory);
  PK_TRY(page.contest, contests.get(sources, aggregates, caller, journey, query));
  PK_CHECK(add_recall(page, sources, caller, journey, recall));
  if (caller.fewest > 0) hide_few(page, caller.fewest);
  return page;
}

}  // namespace peakend::insight
