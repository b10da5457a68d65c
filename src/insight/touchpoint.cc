#include "insight/touchpoint.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/laws/polarised.h"
#include "insight/even_sample.h"

namespace peakend::insight {
namespace {

using facts::Fact;
using facts::Field;

constexpr double kDayMs = 86'400'000;
constexpr double kWidths[] = {.1, .25, .5, 1, 2, 5, 10, 24, 50, 100, 250, 500, 1'000};

double ranked(const std::vector<double>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

facts::ScanSpec scan_of(const Caller& caller, const Query& query, const std::string& touchpoint) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.where.push_back({{Field::touchpoint, {}}, {touchpoint}});
  return spec;
}

/// Promises that end with a day of the workspace are counted in its days, from the promised day to the day of the outcome;
/// nullopt for others. Above 0 just when the promise was broken.
std::optional<double> days_overdue(const Fact& f, const std::string& unit, calendar::LocalClock& clock) {
  if (!f.due || clock.day(*f.due) == clock.day(*f.due + 1)) return std::nullopt;
  const bool broken = f.promise == facts::Promise::broken;
  const double days = clock.day(f.at) - clock.day(*f.due);
  if ((days > 0) == broken) return days;
  // The fact came at another time than the outcome that it tells of.
  const double told = f.expectation && f.actual && unit == "day" ? std::ceil(*f.actual - *f.expectation) : 0;
  return broken ? std::max(1.0, told) : std::min(0.0, told);
}

/// Actual minus promised, turned where more is better: above 0 just when the promise was broken.
std::optional<double> overrun(const Fact& f) {
  if (!f.expectation || !f.actual) return std::nullopt;
  const double d = *f.actual - *f.expectation;
  return (d > 0) == (f.promise == facts::Promise::broken) ? d : -d;
}

Result<std::optional<Lateness>> read_lateness(const Sources& sources, const Caller& caller, const Query& query,
                                              const journey::Journey& journey, const journey::Touchpoint& touchpoint) {
  facts::ScanSpec spec = scan_of(caller, query, touchpoint.key);
  spec.where.push_back({{Field::promise, {}}, {"kept", "broken"}});
  spec.want = facts::Want::outcome;
  EvenSample<double> quantities(kMaxLateFacts), days(kMaxLateFacts), times(kMaxLateFacts);
  const std::string unit = promise_unit(journey, touchpoint);
  calendar::LocalClock clock(caller.when.zone);
  std::int64_t n[3] = {0, 0, 0};
  PK_CHECK(sources.facts->scan(spec, [&](const Fact& f) {
    if (const auto whole = days_overdue(f, unit, clock)) days.add(f.seq, f.item, *whole), ++n[0];
    else if (const auto over = overrun(f)) quantities.add(f.seq, f.item, *over), ++n[1];
    else if (f.due) times.add(f.seq, f.item, static_cast<double>(f.at - *f.due) / kDayMs), ++n[2];
    return true;
  }));
  // A touchpoint has promises of one kind; where they were mixed, the most frequent kind speaks.
  const auto kind = std::ranges::max_element(n) - n;
  auto& differences = kind == 0 ? days : kind == 1 ? quantities : times;
  const bool sampled = differences.sampled();
  auto out = lateness_of(std::move(differences).take(), kind == 1 ? unit : "day", kind == 0);
  if (out) out->sampled = sampled;
  return out;
}

/// Attributes by which answers can be told apart.
Result<std::vector<std::string>> find_attributes(const Sources& sources, const Caller& caller, const Query& query, const std::string& touchpoint) {
  facts::ScanSpec spec = scan_of(caller, query, touchpoint);
  spec.where.push_back(kind_filter(engine::Basis::measured));
  spec.limit = kAttributeFacts;
  std::map<std::string, std::set<std::string>, std::less<>> values;
  PK_CHECK(sources.facts->scan(spec, [&](const Fact& f) {
    for (const facts::Tag& tag : f.tags) {
      auto it = values.find(tag.key);
      if (it == values.end()) it = values.emplace(tag.key, std::set<std::string>{}).first;
      if (it->second.size() <= kMaxSegments) it->second.emplace(tag.value);
    }
    return true;
  }));
  std::vector<std::string> out;
  for (const auto& [name, of] : values)
    if (of.size() >= 2 && of.size() <= kMaxSegments && out.size() < kMaxAttributes) out.push_back(name);
  return out;
}

/// What one episode did around the touchpoint: the last event before its first visit, the first one after its last.
struct Visit {
  bool here = false, after_done = false;
  Step last, before, after;

  void see(const Fact& f, const std::string& touchpoint) {
    if (f.touchpoint == touchpoint) {
      if (!here) before = last;
      here = true, after_done = false;
      after = {};
      return;
    }
    if (f.kind != facts::FactKind::event) return;
    last = {std::string(f.touchpoint), std::string(f.name), 1};
    if (here && !after_done) after = last, after_done = true;
  }
};

std::vector<Step> most_frequent(std::map<std::pair<std::string, std::string>, std::int64_t>& counts) {
  std::vector<Step> out;
  for (auto& [key, n] : counts) out.push_back({key.first, key.second, n});
  std::ranges::stable_sort(out, [](const Step& a, const Step& b) { return a.n > b.n; });
  if (out.size() > kMaxAroundSteps) out.resize(kMaxAroundSteps);
  return out;
}

Result<Around> look_around(const Sources& sources, const Caller& caller, const Query& query, const journey::Journey& journey,
                           const std::string& touchpoint) {
  Around out;
  std::set<EpisodeId> episodes;
  facts::ScanSpec spec = scan_of(caller, query, touchpoint);
  spec.want = facts::Want::owner;
  PK_CHECK(sources.facts->scan(spec, [&](const Fact& f) {
    if (f.episode.is_none()) return true;
    episodes.insert(f.episode);  // ids are hashes: the smallest ones are a sample of all times
    if (episodes.size() > kMaxAroundEpisodes) episodes.erase(std::prev(episodes.end())), out.sampled = true;
    return true;
  }));
  if (episodes.empty()) return out;
  facts::ScanSpec steps;
  steps.workspace = caller.workspace;
  steps.where = {{{Field::journey, {}}, {journey.key}}};
  steps.episodes.assign(episodes.begin(), episodes.end());
  steps.order = facts::Order::by_episode;
  std::map<std::pair<std::string, std::string>, std::int64_t> before, after;
  EpisodeId current;
  Visit visit;
  const auto finish = [&] {
    if (!visit.here) return;
    ++out.episodes;
    ++before[{visit.before.touchpoint, visit.before.event}];
    ++after[{visit.after.touchpoint, visit.after.event}];
  };
  PK_CHECK(sources.facts->scan(steps, [&](const Fact& f) {
    if (f.episode != current) {
      finish();
      visit = {};
      current = f.episode;
    }
    visit.see(f, touchpoint);
    return true;
  }));
  finish();
  out.before = most_frequent(before);
  out.after = most_frequent(after);
  return out;
}

/// As on the map: nothing that so few answers, outcomes or episodes tell.
void hide_few(TouchpointStory& story, std::int64_t fewest) {
  if (story.lateness && story.lateness->n < fewest) story.lateness.reset();
  if (story.rated < fewest) story.low_camp = story.high_camp = story.polarisation = 0, story.polarised = false;
  if (fewest > kMinOutcomes) story.since.reset();  // found with that many on either side
  for (auto* steps : {&story.around.before, &story.around.after}) std::erase_if(*steps, [&](const Step& s) { return s.n < fewest; });
}

}  // namespace

std::optional<Lateness> lateness_of(std::vector<double> d, std::string unit, bool whole) {
  std::erase_if(d, [](double x) { return !std::isfinite(x); });
  if (d.empty()) return std::nullopt;
  std::ranges::sort(d);
  Lateness out;
  out.unit = std::move(unit);
  out.whole = whole;
  out.n = static_cast<std::int64_t>(d.size());
  out.median = ranked(d, .5);
  out.p90 = ranked(d, .9);
  const std::vector<double> late(std::upper_bound(d.begin(), d.end(), 0.0), d.end());
  if (!late.empty()) out.median_broken = ranked(late, .5);
  const double lo = std::min(0.0, ranked(d, .02)), hi = std::max(0.0, ranked(d, .98));
  // Whole steps read best; half days only where nothing spans more than three of them.
  double width = kWidths[std::size(kWidths) - 1];
  for (const double w : kWidths)
    if ((hi - lo) / w <= 11) {
      width = w;
      break;
    }
  if (whole || hi - lo >= 2) width = std::max(width, 1.0);
  const auto bin_of = [&](double x) { return static_cast<std::int64_t>(std::ceil(x / width)) - 1; };  // just as promised is not late
  const auto first = bin_of(lo), last = bin_of(hi);
  for (std::int64_t i = first; i <= last; ++i) out.bins.push_back({static_cast<double>(i) * width, static_cast<double>(i + 1) * width, 0});
  for (const double x : d) {
    const auto i = std::clamp(bin_of(x), first, last);
    ++out.bins[static_cast<std::size_t>(i - first)].n;
  }
  return out;
}

Result<TouchpointStory> tell_touchpoint(const Sources& sources, Aggregates& aggregates, const Caller& caller, const journey::Journey& journey,
                                        const Query& query, const journey::Touchpoint& touchpoint) {
  TouchpointStory out;
  PK_TRY(out.lateness, read_lateness(sources, caller, query, journey, touchpoint));
  const Asking asking{caller.workspace, caller.when.zone, sources.episodes->generation(caller.workspace)};
  Query here = query;
  here.where.push_back({{Field::touchpoint, {}}, {touchpoint.key}});
  PK_TRY(const auto days, promise_days(aggregates, asking, caller, here));
  out.since = find_change(days);
  facts::AggregateSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.edges_are_days = query.range.whole_days;
  spec.where = here.where;
  spec.where.push_back(kind_filter(engine::Basis::measured));
  PK_TRY(const auto found, aggregates.get(spec, asking.generation));
  if (!found->rows.empty()) {
    const auto p = engine::polarisation(found->rows[0].partial);
    out.low_camp = p.low_camp, out.high_camp = p.high_camp, out.polarisation = p.index, out.polarised = p.flagged;
    out.rated = found->rows[0].partial.n;
  }
  PK_TRY(out.attributes, find_attributes(sources, caller, query, touchpoint.key));
  PK_TRY(out.around, look_around(sources, caller, query, journey, touchpoint.key));
  if (caller.fewest > 0) hide_few(out, caller.fewest);
  return out;
}

}  // namespace peakend::insight
