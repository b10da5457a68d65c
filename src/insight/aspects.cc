#include "insight/aspects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/compare.h"

namespace peakend::insight {
namespace {

using facts::Fact;
using facts::Field;

constexpr std::array<std::string_view, 4> kFamilies{"senses", "dimensions", "people", "other"};
constexpr std::string_view kCompetence = "competence", kAttitude = "attitude";
/// In display order.
constexpr std::array<std::string_view, 14> kKnown{"sense_sight", "sense_hearing", "sense_smell", "sense_taste", "sense_touch",
                                                  "dimension_physical", "dimension_emotional", "dimension_intellectual",
                                                  "dimension_participatory", kCompetence, kAttitude, "respect", "courtesy", "helpfulness"};
/// Judgements of the whole, and what is no judgement of ours.
constexpr std::array<std::string_view, 14> kWhole{"", "nps", "csat", "ces", "rating", "overall", "satisfaction", "disconfirmation", "emotion",
                                                  "arousal", "incident", "enps", "recommend", "stars"};

template <class List>
std::size_t place_in(const List& list, std::string_view x) {
  return static_cast<std::size_t>(std::ranges::find(list, x) - list.begin());
}
bool has(const auto& list, std::string_view x) { return place_in(list, x) < list.size(); }

By by(const char* name, Field field) { return {name, {field, {}}, {}}; }

/// Metrics of parts with their number of answers; the fixed ones in their order, the others by number.
Result<std::vector<std::pair<std::string, std::int64_t>>> find_aspects(Aggregates& aggregates, const Asking& asking, const Query& query) {
  facts::AggregateSpec spec;
  spec.workspace = asking.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.edges_are_days = query.range.whole_days;
  spec.where = query.where;
  spec.by = {{Field::touchpoint, {}}, {Field::metric, {}}};
  PK_TRY(const Aggregate found, aggregates.get(spec, asking.generation));
  std::map<std::string, std::int64_t> metrics;
  for (const auto& row : found->rows)
    if (row.partial.n > 0 && !aspect_family(row.key[1], row.key[0]).empty()) metrics[row.key[1]] += row.partial.n;
  std::vector<std::pair<std::string, std::int64_t>> out(metrics.begin(), metrics.end());
  const auto order = [](const auto& a) { return std::tuple(place_in(kFamilies, aspect_family(a.first)), place_in(kKnown, a.first), -a.second); };
  std::ranges::stable_sort(out, [&](const auto& a, const auto& b) { return order(a) < order(b); });
  return out;
}

/// Both ratings of one answer, and a customer's answers averaged.
class Pairs {
 public:
  explicit Pairs(std::map<std::string, std::pair<std::vector<double>, std::vector<double>>>& into) : into_(into) {}

  void add(const std::string& answer, const Fact& f) {
    auto& p = answers_[{std::string(f.touchpoint), answer}];
    (f.metric == kAttitude ? p.attitude : p.competence) = *f.valence / 1e4;
  }
  /// Ends one customer.
  void finish() {
    std::map<std::string, std::array<double, 3>> sums;  // attitude, competence, number; by touchpoint and for the whole
    for (const auto& [key, p] : answers_) {
      if (!p.attitude || !p.competence) continue;
      for (const std::string& place : {key.first, std::string(kAll)}) {
        auto& s = sums[place];
        s[0] += *p.attitude, s[1] += *p.competence, s[2] += 1;
      }
    }
    for (const auto& [place, s] : sums) {
      auto& [competence, attitude] = into_[place];
      attitude.push_back(s[0] / s[2]);
      competence.push_back(s[1] / s[2]);
    }
    answers_.clear();
  }
  static constexpr std::string_view kAll = "\x1f";  ///< no touchpoint is called so; the journey as a whole is ""

 private:
  struct Pair {
    std::optional<double> attitude, competence;
  };
  std::map<std::pair<std::string, std::string>, Pair> answers_;
  std::map<std::string, std::pair<std::vector<double>, std::vector<double>>>& into_;
};

/// What ties the parts of one answer together: the sender's id up to its first slash, or else the instant.
std::string answer_of(const Fact& f) {
  const auto slash = f.message_id.find('/');
  return slash == std::string_view::npos ? std::to_string(f.at) : std::string(f.message_id.substr(0, slash));
}

void judge(std::vector<TrainingGap>& gaps, std::int64_t need) {
  std::vector<double> p;
  for (const auto& g : gaps)
    if (g.customers >= need && !g.touchpoint.empty()) p.push_back(g.change.p);
  const auto q = engine::benjamini_hochberg(p);
  std::size_t i = 0;
  for (auto& g : gaps) {
    if (g.customers < need) continue;
    g.q = g.touchpoint.empty() ? g.change.p : q[i++];
    g.verdict = g.q > .05 || std::abs(g.change.diff) < kGapLeast ? "level" : g.change.diff > 0 ? "training" : "attitude";
  }
}

Result<void> read_gaps(const Sources& sources, const Caller& caller, const Query& query, Aspects& out) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from;
  spec.to = query.range.to;
  spec.where = query.where;
  spec.where.push_back({{Field::metric, {}}, {std::string(kCompetence), std::string(kAttitude)}});
  spec.order = facts::Order::by_customer;
  spec.limit = kMaxGapFacts + 1;
  std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> pairs;
  Pairs reading(pairs);
  CustomerId current;
  std::string anonymous;
  std::size_t read = 0;
  PK_CHECK(sources.facts->scan(spec, [&](const Fact& f) {
    if (++read > kMaxGapFacts) return !(out.sampled = true);
    if (!f.valence) return true;
    const std::string answer = answer_of(f);
    // Somebody unknown is somebody else in each answer; those of one answer follow each other, as they have one time.
    if (f.customer != current || (f.customer.is_none() && answer != anonymous)) reading.finish();
    current = f.customer, anonymous = answer;
    reading.add(answer, f);
    return true;
  }));
  reading.finish();
  const std::int64_t need = std::max(kGapNeed, caller.fewest);
  for (const auto& [place, of] : pairs) {
    TrainingGap g;
    g.touchpoint = place == Pairs::kAll ? std::string() : place;
    if (place.empty()) continue;  // of the journey as a whole: in the whole
    g.customers = std::ssize(of.first);
    if (g.customers >= need) g.change = engine::paired_change(of.first, of.second);
    out.gaps.push_back(std::move(g));
  }
  std::ranges::stable_sort(out.gaps, [](const auto& a, const auto& b) { return std::tuple(!a.touchpoint.empty(), -a.customers) < std::tuple(!b.touchpoint.empty(), -b.customers); });
  judge(out.gaps, need);
  return {};
}

}  // namespace

std::string_view aspect_family(std::string_view metric) {
  if (has(kWhole, metric) || metric.starts_with("believed_")) return {};
  if (metric.starts_with("sense_")) return kFamilies[0];
  if (metric.starts_with("dimension_")) return kFamilies[1];
  return has(kKnown, metric) ? kFamilies[2] : kFamilies[3];
}
std::string_view aspect_family(std::string_view metric, std::string_view touchpoint) {
  const auto family = aspect_family(metric);
  return family == kFamilies[3] && touchpoint.empty() ? std::string_view() : family;
}

Result<Aspects> aspects_of(const Sources& sources, Aggregates& aggregates, const Caller& caller, const journey::Journey& journey, const Query& asked) {
  Aspects out;
  const Asking asking{caller.workspace, caller.when.zone, sources.episodes->generation(caller.workspace)};
  Query query = asked;
  query.by.clear();
  query.where.push_back({{Field::journey, {}}, {journey.key}});
  query.where.push_back({{Field::kind, {}}, {"rating"}});
  PK_TRY(auto found, find_aspects(aggregates, asking, query));
  PK_TRY(out.as_of_seq, sources.facts->watermark());
  if (found.empty()) return out;
  out.more = found.size() > kMaxAspects;
  if (out.more) found.resize(kMaxAspects);
  Query parts = query;
  facts::Filter of{{Field::metric, {}}, {}};
  for (const auto& [metric, n] : found) of.any_of.push_back(metric);
  parts.where.push_back(of);
  PK_TRY(const engine::Metric* mean, metric_by_name("mean_experience"));
  parts.by = {by("metric", Field::metric)};
  PK_TRY(const MetricAnswer wholes, answer_metric(aggregates, asking, *mean, parts));
  for (const auto& [metric, n] : found)
    for (const MetricRow& row : wholes.rows)
      if (row.key[0] == metric) out.aspects.push_back({metric, aspect_family(metric), row.number}), hide_few(out.aspects.back().whole, caller.fewest);
  parts.by.insert(parts.by.begin(), by("touchpoint", Field::touchpoint));
  PK_TRY(const MetricAnswer cells, answer_metric(aggregates, asking, *mean, parts));
  for (const MetricRow& row : cells.rows) {
    out.cells.push_back({row.key[0], row.key[1], row.number});
    hide_few(out.cells.back().experience, caller.fewest);
  }
  const auto asked_for = [&](std::string_view metric) { return std::ranges::find(found, metric, &std::pair<std::string, std::int64_t>::first) != found.end(); };
  if (asked_for(kCompetence) && asked_for(kAttitude)) PK_CHECK(read_gaps(sources, caller, query, out));
  return out;
}

}  // namespace peakend::insight
