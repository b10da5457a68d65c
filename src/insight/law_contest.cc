#include "insight/law_contest.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/numeric.h"
#include "engine/scale.h"
#include "insight/even_sample.h"

namespace peakend::insight {
namespace {

using facts::Field;

std::vector<facts::Filter> relation_filters(const Query& query) {
  auto where = query.where;
  where.push_back({{Field::kind, {}}, {"rating"}});
  where.push_back({{Field::touchpoint, {}}, {""}});
  return where;
}

/// The most frequent metric of such answers; NPS before all others.
Result<std::string> metric_of(const Sources& sources, Aggregates& aggregates, const Caller& caller, const Query& query) {
  facts::AggregateSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.edges_are_days = query.range.whole_days;
  spec.where = relation_filters(query);
  spec.by = {{Field::metric, {}}};
  PK_TRY(const Aggregate found, aggregates.get(spec, sources.episodes->generation(caller.workspace)));
  std::string most;
  std::int64_t n = 0;
  for (const auto& row : found->rows) {
    if (row.partial.n == 0) continue;
    if (row.key[0] == "nps") return row.key[0];
    if (row.partial.n > n) n = row.partial.n, most = row.key[0];
  }
  return most;
}

struct Customers {
  struct One {
    std::vector<RelationAnswer> answers;
    std::vector<LivedEpisode> episodes;
  };
  std::map<CustomerId, One> all;  // in order: folds go by the number of the row
  std::int64_t first_at = INT64_MAX;
};

Result<Customers> answers_of(LawContest& out, const Sources& sources, const Caller& caller, const Query& query) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = relation_filters(query);
  spec.where.push_back({{Field::metric, {}}, {out.metric}});
  spec.want = facts::Want::folding;
  EvenSample<std::pair<CustomerId, RelationAnswer>> kept(kMaxContestAnswers);
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& fact) {
    if (fact.valence) kept.add(fact.seq, fact.item, {fact.customer, {fact.at, *fact.valence}});
    return true;
  }));
  out.sampled = kept.sampled();
  Customers customers;
  for (const auto& [customer, answer] : std::move(kept).take()) {
    if (customer.is_none()) {
      ++out.answers, ++out.unmatched;
      continue;
    }
    customers.all[customer].answers.push_back(answer);
    customers.first_at = std::min(customers.first_at, answer.at);
  }
  return customers;
}

LivedEpisode lived(const facts::EpisodeFact& e, bool closed) {
  LivedEpisode out{e.start, e.start, e.sum_v, e.n, e.salient, e.end_v, closed};
  for (const auto& touch : e.touches) out.last_at = std::max(out.last_at, touch.last_at);
  return out;
}

Result<void> add_episodes(Customers& customers, const Sources& sources, const Caller& caller, const journey::Journey& journey) {
  const EpisodeRules rules = rules_of(&journey);
  const std::int64_t now = to_ms(caller.when.now);
  facts::EpisodeScanSpec spec;
  spec.workspace = caller.workspace;
  spec.journey = journey.key;
  spec.from = customers.first_at - kContestWindowMs;  // an episode ends at its last moment or later
  spec.order = facts::EpisodeScanSpec::Order::any;
  spec.with_path = false;
  return sources.facts->scan_episodes(spec, [&](const facts::EpisodeFact& e) {
    if (e.facts == 0) return true;
    const auto found = customers.all.find(e.customer);
    if (found != customers.all.end()) found->second.episodes.push_back(lived(e, is_closed(e, rules, now)));
    return true;
  });
}

/// The episode that the answer looks back on; none when it is not clear.
const LivedEpisode* lived_before(const RelationAnswer& answer, std::span<const LivedEpisode> episodes) {
  const LivedEpisode* last = nullptr;
  for (const LivedEpisode& e : episodes) {
    if (e.start > answer.at) continue;
    if (last == nullptr || std::pair(last->start, last->last_at) < std::pair(e.start, e.last_at)) last = &e;
  }
  if (last == nullptr || !last->closed || last->n == 0 || last->last_at > answer.at) return nullptr;
  return answer.at - last->last_at <= kContestWindowMs ? last : nullptr;
}

Result<LawContest> contest_of(const Sources& sources, Aggregates& aggregates, const Caller& caller, const journey::Journey& journey,
                              const Query& query) {
  LawContest out;
  PK_TRY(out.metric, metric_of(sources, aggregates, caller, query));
  if (!out.metric.empty()) {
    PK_TRY(Customers customers, answers_of(out, sources, caller, query));
    if (!customers.all.empty()) PK_CHECK(add_episodes(customers, sources, caller, journey));
    for (auto& [id, one] : customers.all) add_customer(out, std::move(one.answers), one.episodes);
  }
  decide(out);
  return out;
}

}  // namespace

std::string_view weights_basis(const engine::MemoryFit& fit) {
  if ((fit.flags & engine::kAssumedParam) != 0) return "assumed";
  return fit.kappa > 0 ? "shrunk" : "own";
}

void add_customer(LawContest& out, std::vector<RelationAnswer> answers, std::span<const LivedEpisode> episodes) {
  constexpr double one = engine::kValenceOne;
  std::ranges::sort(answers, [](const auto& a, const auto& b) { return std::pair(a.at, a.v) > std::pair(b.at, b.v); });
  out.answers += static_cast<std::int64_t>(answers.size());
  bool has_row = false;
  for (const RelationAnswer& answer : answers) {
    const LivedEpisode* e = lived_before(answer, episodes);
    if (e == nullptr) ++out.unmatched;
    else if (e->n < 2) ++out.one_moment;
    else if (has_row) ++out.repeated;
    else {
      has_row = true;
      const double hours = static_cast<double>(e->last_at - e->start) / 3'600'000.0;
      out.rows.push_back({answer.v / one, e->salient / one, e->end_v / one, static_cast<double>(e->sum_v) / e->n / one, std::log1p(hours)});
    }
  }
}

void decide(LawContest& out) {
  out.result = engine::contest(out.rows);
  out.weights = engine::fit_memory(out.rows);
  const engine::Contest& c = out.result;
  out.duration = engine::too_few(c.n, c.need);
  if (c.status != engine::Status::ok) return;
  if (!(c.duration_se > 0)) {  // all lasted equally long, or moments and duration go together
    out.duration.status = engine::Status::degenerate;
    return;
  }
  const double half = engine::t_quantile(.975, static_cast<double>(c.n - 4)) * c.duration_se;
  out.duration = {c.duration, c.duration - half, c.duration + half, c.duration_se, c.n, static_cast<double>(c.n), engine::Method::t, 0,
                  engine::Status::ok, 0};
}

void hide_few(LawContest& c, std::int64_t fewest) {
  for (std::int64_t* count : {&c.answers, &c.one_moment, &c.unmatched, &c.repeated}) {
    if (*count < fewest) *count = 0;
  }
  engine::Contest& r = c.result;
  if (r.n >= fewest) return;
  r = {.n = r.n, .need = std::max(r.need, fewest)};
  c.weights = {.n = r.n, .flags = engine::kAssumedParam};
  c.duration = engine::too_few(r.n, r.need);
}

Result<LawContest> LawContests::get(const Sources& sources, Aggregates& aggregates, const Caller& caller, const journey::Journey& journey,
                                    const Query& query) {
  const auto compute = [&]() -> Result<LawContest> {
    PK_TRY(LawContest fresh, contest_of(sources, aggregates, caller, journey, query));
    fresh.rows = {};
    return fresh;
  };
  PK_TRY(const auto contest, kept_.get([&] { return data_key(sources, caller, journey, query); }, compute));
  return *contest;
}

}  // namespace peakend::insight
