#include "insight/drivers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "engine/compare.h"
#include "engine/sampling.h"
#include "facts/fields.h"
#include "insight/aspects.h"

namespace peakend::insight {
namespace {

using facts::Fact;
using facts::Field;
constexpr std::int32_t kLow = -3'333, kHigh = 3'333;  ///< 1e-4: bad and good thirds of the scale

struct Rating {
  std::int64_t at = 0;
  EpisodeId episode;
  int driver = -1;  ///< -1: the overall answer
  int place = -1;   ///< of an aspect or its overall answer: number of the touchpoint; -1: of the whole
  std::int32_t v = 0;
};
struct Row {
  std::uint64_t who = 0;
  std::vector<std::optional<std::int32_t>> x;
  std::int32_t y = 0;
};

/// Ratings of one customer (or one anonymous episode), oldest first, become rows.
std::vector<Row> rows_of(const std::vector<Rating>& ratings, std::size_t drivers, bool complete, std::int64_t& unmatched) {
  std::vector<Row> out;
  std::vector<std::int64_t> sum(drivers), n(drivers);
  for (const Rating& answer : ratings) {
    if (answer.driver >= 0) continue;
    std::ranges::fill(sum, 0), std::ranges::fill(n, 0);
    for (const Rating& r : ratings) {
      if (r.driver < 0) continue;
      const bool near = answer.episode.is_none() ? r.at <= answer.at && r.at >= answer.at - kDriverWindowMs : r.episode == answer.episode;
      if (near && (answer.place < 0 || r.place == answer.place)) sum[static_cast<std::size_t>(r.driver)] += r.v, ++n[static_cast<std::size_t>(r.driver)];
    }
    Row row{0, std::vector<std::optional<std::int32_t>>(drivers), answer.v};
    std::size_t met = 0;
    for (std::size_t d = 0; d < drivers; ++d)
      if (n[d] > 0) row.x[d] = static_cast<std::int32_t>(std::lround(static_cast<double>(sum[d]) / static_cast<double>(n[d]))), ++met;
    if (met == 0 || (complete && met < drivers)) ++unmatched;
    else out.push_back(std::move(row));
  }
  return out;
}

/// The ratings of a journey in the range, as a scan or an aggregate.
template <class Spec>
Spec ratings_of(const Caller& caller, const Query& query, const journey::Journey& journey) {
  Spec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.where.push_back({{Field::journey, {}}, {journey.key}});
  spec.where.push_back({{Field::kind, {}}, {"rating"}});
  return spec;
}

/// Metrics of overall answers and what may drive them, each with its number.
struct Met {
  std::vector<std::pair<std::string, std::int64_t>> outcomes, drivers;
};
Result<Met> look(const Sources& sources, const Caller& caller, const Query& query, const journey::Journey& journey, bool aspects) {
  auto spec = ratings_of<facts::AggregateSpec>(caller, query, journey);
  spec.by = {{Field::touchpoint, {}}, {Field::metric, {}}};
  PK_TRY(const auto rows, sources.facts->aggregate(spec));
  Met met;
  std::map<std::string, std::int64_t> outcomes, drivers;
  for (const auto& row : rows.rows) {
    const std::string &touchpoint = row.key[0], &metric = row.key[1];
    const bool part = !aspect_family(metric, touchpoint).empty();
    if (row.partial.n == 0) continue;
    if (aspects ? part : !touchpoint.empty()) drivers[aspects ? metric : touchpoint] += row.partial.n;
    else if (!part && !metric.empty()) outcomes[metric] += row.partial.n;
  }
  const auto more = [](const auto& a, const auto& b) { return a.second > b.second; };
  met.outcomes.assign(outcomes.begin(), outcomes.end());
  met.drivers.assign(drivers.begin(), drivers.end());
  std::ranges::stable_sort(met.outcomes, more);
  if (!aspects) std::stable_partition(met.outcomes.begin(), met.outcomes.end(), [](const auto& o) { return o.first == "nps"; });
  std::ranges::stable_sort(met.drivers, more);
  return met;
}

/// Everything that one pass over the ratings gathers.
struct Gathered {
  explicit Gathered(std::size_t drivers) : pooled(static_cast<int>(drivers)), within(static_cast<int>(drivers)) {}
  engine::DriverSums pooled, within;
  std::vector<Row> rows;
  std::int64_t customers = 0, unmatched = 0, answers = 0;
  double sum_y = 0;
  bool sampled = false;

  void take(std::uint64_t who, const std::vector<Rating>& ratings, bool complete) {
    auto of = rows_of(ratings, static_cast<std::size_t>(pooled.p()), complete, unmatched);
    answers += std::ranges::count(ratings, -1, &Rating::driver);
    if (of.empty()) return;
    if (rows.size() + of.size() > kMaxDriverRows) {
      sampled = true;
      return;
    }
    ++customers;
    std::vector<engine::DriverRow> views;
    for (const Row& row : of) {
      views.push_back({row.x, row.y});
      pooled.add(who, views.back());
      sum_y += row.y;
    }
    within.add_within(who, views);
    for (Row& row : of) row.who = static_cast<std::uint64_t>(customers), rows.push_back(std::move(row));
  }
};

Result<Gathered> gather(const Sources& sources, const Caller& caller, const Query& query, const journey::Journey& journey,
                        const std::vector<std::string>& drivers, const std::string& outcome, const DriverQuery& asked) {
  std::unordered_map<std::string_view, int> number;
  std::unordered_map<std::string, int> places;
  for (std::size_t i = 0; i < drivers.size(); ++i) number.emplace(drivers[i], static_cast<int>(i));
  Gathered out(drivers.size());
  std::unordered_map<EpisodeId, std::vector<Rating>> anonymous;
  std::size_t held = 0;
  CustomerId current;
  std::vector<Rating> ratings;
  const auto finish = [&] {
    if (!ratings.empty()) out.take(engine::fnv1a64(current.text()), ratings, asked.complete);
    ratings.clear();
  };
  auto spec = ratings_of<facts::ScanSpec>(caller, query, journey);
  spec.want = facts::Want::folding;
  spec.order = facts::Order::by_customer;
  PK_CHECK(sources.facts->scan(spec, [&](const Fact& f) {
    if (!f.valence) return true;
    const auto found = number.find(asked.aspects ? f.metric : f.touchpoint);
    const bool overall = f.metric == outcome && (asked.aspects || f.touchpoint.empty());
    if (overall ? f.at < asked.answers.from || f.at >= asked.answers.to : found == number.end()) return true;
    Rating rating{f.at, f.episode, overall ? -1 : found->second, -1, *f.valence};
    if (asked.aspects && !f.touchpoint.empty()) rating.place = places.try_emplace(std::string(f.touchpoint), static_cast<int>(places.size())).first->second;
    if (f.customer.is_none()) {
      if (!f.episode.is_none() && held < 4 * kMaxDriverRows) anonymous[f.episode].push_back(rating), ++held;
      return true;
    }
    if (f.customer != current) {
      finish();
      current = f.customer;
    }
    if (ratings.size() < 20'000) ratings.push_back(rating);
    return true;
  }));
  finish();
  for (const auto& [episode, of] : anonymous) out.take(engine::fnv1a64(episode.text()), of, asked.complete);
  return out;
}

engine::PenaltyReward kano_of(const std::vector<Row>& rows, std::size_t driver) {
  std::vector<double> y, low, high;
  for (const Row& row : rows) {
    if (!row.x[driver]) continue;
    y.push_back(row.y / 1e4);
    low.push_back(*row.x[driver] < kLow);
    high.push_back(*row.x[driver] > kHigh);
  }
  return engine::penalty_reward(y, low, high);
}

/// Whether the effect of each of the first drivers depends on each other one.
std::vector<DriverPair> pairs_of(const std::vector<Row>& rows, const DriverView& view, const std::vector<std::string>& names) {
  std::vector<std::size_t> first;
  for (const DriverRow& row : view.drivers)
    if (row.pooled.status == engine::Status::ok && first.size() < kPairedDrivers) first.push_back(static_cast<std::size_t>(std::ranges::find(names, row.driver) - names.begin()));
  std::vector<DriverPair> out;
  for (std::size_t i = 0; i < first.size(); ++i)
    for (std::size_t j = i + 1; j < first.size(); ++j) {
      std::vector<engine::PairRow> of;
      for (const Row& row : rows)
        if (row.x[first[i]] && row.x[first[j]]) of.push_back({row.who, *row.x[first[i]] / 1e4, *row.x[first[j]] / 1e4, row.y / 1e4});
      out.push_back({names[first[i]], names[first[j]], engine::interaction(of, view.within_first), 1});
    }
  const auto told = [](const DriverPair& p) { return p.found.effect.status == engine::Status::ok; };
  const auto end = std::stable_partition(out.begin(), out.end(), told);
  std::vector<double> p;
  for (auto at = out.begin(); at != end; ++at) p.push_back(at->found.p);
  const auto q = engine::benjamini_hochberg(p);
  for (std::size_t i = 0; i < q.size(); ++i) out[i].q = q[i];
  std::stable_sort(out.begin(), end, [](const DriverPair& a, const DriverPair& b) { return a.q < b.q || (a.q == b.q && a.found.p < b.found.p); });
  return out;
}

/// Worth of moving the driver, and the steps of "what if".
void judge(DriverRow& row, const std::vector<Row>& rows, std::size_t driver, double target, double mean) {
  row.worth = engine::driver_worth(row.slope(), row.pooled, target);
  if (!row.worth) return;
  const engine::PenaltyReward& k = row.kano;
  row.branches = k.status == engine::Status::ok && (k.flags & engine::kLowN) == 0 && k.cls != engine::KanoClass::performance;
  std::vector<std::int64_t> at(20'001);
  for (const Row& r : rows)
    if (r.x[driver]) ++at[static_cast<std::size_t>(std::clamp(*r.x[driver], -10'000, 10'000) + 10'000)];
  for (int step = -10; step <= 10; ++step) {
    const double shift = step * kShiftStep;
    const engine::Shifted to = engine::shifted(at, row.branches ? k.asymmetry : 0, shift);
    const auto capped = [&](double lever) { return std::clamp(mean + lever * to.gain, -1.0, 1.0) - mean; };
    ShiftStep out{shift, row.pooled.mean + to.moved, capped(row.worth->lever), capped(row.worth->lever_lo), capped(row.worth->lever_hi)};
    if (out.lo > out.hi) std::swap(out.lo, out.hi);
    row.what_if.push_back(out);
  }
}

}  // namespace

Result<DriverNames> driver_names(const Sources& sources, const Caller& caller, const journey::Journey& journey, const Query& query,
                                 const DriverQuery& asked) {
  DriverNames out;
  PK_TRY(const Met met, look(sources, caller, query, journey, asked.aspects));
  out.outcomes = met.outcomes;
  out.outcome = !asked.outcome.empty() ? asked.outcome : met.outcomes.empty() ? "" : met.outcomes[0].first;
  if (!asked.only.empty()) {
    out.drivers = asked.only;
    return out;
  }
  for (const auto& [driver, n] : met.drivers)
    if (n >= engine::kDriverMet && out.drivers.size() < static_cast<std::size_t>(engine::kMaxLmgDrivers)) out.drivers.push_back(driver);
  return out;
}

Result<DriverView> drivers_of(const Sources& sources, const Caller& caller, const journey::Journey& journey, const Query& query,
                              const DriverQuery& asked) {
  DriverView view;
  PK_TRY(const DriverNames found, driver_names(sources, caller, journey, query, asked));
  view.outcomes = found.outcomes, view.outcome = found.outcome;
  const std::vector<std::string>& names = found.drivers;
  view.pooled.need = view.within.need = std::max<std::int64_t>(100, 10 * std::ssize(names));
  if (view.outcome.empty() || names.empty()) return view;
  PK_TRY(const Gathered all, gather(sources, caller, query, journey, names, view.outcome, asked));
  view.answers = all.answers, view.customers = all.customers, view.unmatched = all.unmatched, view.sampled = all.sampled;
  if (!all.rows.empty()) view.mean = all.sum_y / static_cast<double>(all.rows.size()) / 1e4;
  engine::DriverOptions options;
  options.target = asked.target, options.replicates = asked.replicates;
  options.n_eff = static_cast<double>(all.customers);
  view.pooled = engine::driver_table(all.pooled, options);
  options.n_eff = 0;
  view.within = engine::driver_table(all.within, options);
  view.halo = view.within.status != engine::Status::ok;
  const auto told = [](const engine::DriverTable& t) { return std::ranges::count(t.drivers, engine::Status::ok, &engine::DriverShare::status); };
  view.within_first = !view.halo && told(view.within) >= told(view.pooled);
  for (std::size_t i = 0; i < names.size(); ++i) {
    DriverRow row{names[i], view.pooled.drivers[i], view.within.drivers[i], kano_of(all.rows, i), {}, false, false, {}};
    if (row.pooled.status == engine::Status::ok) row.slope_within = view.within_first && row.within.has_slope, judge(row, all.rows, i, asked.target, view.mean);
    view.drivers.push_back(std::move(row));
  }
  std::ranges::stable_sort(view.drivers, std::greater{}, [](const DriverRow& r) { return r.pooled.status == engine::Status::ok ? r.pooled.share : -1; });
  if (asked.pairs) view.pairs = pairs_of(all.rows, view, names);
  return view;
}

}  // namespace peakend::insight
