// Results per question. Everything becomes an engine metric over a Partial, so that intervals and repeated customers are dealt
// with as everywhere else.
#include <algorithm>
#include <cmath>
#include <set>

#include "collect/service_impl.h"
#include "collect/words_results.h"
#include "engine/interval.h"
#include "engine/laws/triangle.h"
#include "engine/metrics.h"
#include "engine/numeric.h"
#include "engine/observed.h"
#include "engine/scale.h"
#include "survey/survey.h"

namespace peakend::collect {
namespace {

using engine::FactValues;

/// One answer's share in a number, and whose it is.
struct Observation {
  std::size_t who = 0;
  FactValues values;
  double weight = 1;  ///< how many customers this invitation stood for
};
using Observations = std::vector<Observation>;

/// Customers repeat: the naive error is forbidden, sums per customer take its place.
engine::Estimate estimate(std::string_view metric, const Observations& all) {
  const engine::Metric* m = engine::find_metric(metric);
  if (m == nullptr || m->finalize == nullptr) return engine::too_few(static_cast<std::int64_t>(all.size()), 5);
  return engine::estimate_of(*m, all);
}
Number number_of(std::string_view metric, const Observations& all) {
  const engine::Metric* m = engine::find_metric(metric);
  return {estimate(metric, all), m == nullptr ? "score" : std::string(engine::name_of(m->unit))};
}

/// One y of the metric in its own unit.
double in_unit(const engine::Metric& m, std::int64_t y) {
  const auto v = static_cast<double>(y);
  return m.measure == engine::Measure::score ? v * 1e-4 : m.unit == engine::Unit::points ? v * 100 : v;
}
/// The metric with each answer counted for the customers that its invitation stood for: mean = sum wx / sum w, its design error
/// with each customer as one cluster, t with n_eff - 1 where n_eff = (sum w)^2 / sum w^2 over customers (METHODS 6). Shares: Wilson
/// of n_eff. It undoes unequal chances of being asked, not silence. nullopt: weights do not differ, so it would be the raw number.
/// All answers alike: the raw interval, as weights can say nothing about its width.
/// Worked: scores {1,1,0,-1,1}, weights {1,2,1,3,1} of five customers -> .125, se .559, n_eff 4.
std::optional<Number> weighted_number(std::string_view metric, const Observations& all) {
  const engine::Metric* m = engine::find_metric(metric);
  if (m == nullptr || m->measure == engine::Measure::none) return std::nullopt;
  const bool differ = std::any_of(all.begin(), all.end(), [&](const auto& o) { return o.weight != all.front().weight; });
  if (!differ) return std::nullopt;
  struct Sum {
    double a = 0, b = 0;
  };
  std::map<std::size_t, Sum> customers;
  std::int64_t n = 0;
  for (const auto& o : all) {
    const auto y = engine::measure(m->measure, o.values);
    if (!y || !(o.weight > 0)) continue;
    auto& c = customers[o.who];
    c.a += o.weight * in_unit(*m, *y);
    c.b += o.weight;
    ++n;
  }
  Number out{engine::too_few(n, m->need), std::string(engine::name_of(m->unit))};
  if (n < m->need || customers.size() < 2) return out;
  double sa = 0, sb = 0, saa = 0, sab = 0, sbb = 0;
  for (const auto& [who, c] : customers) sa += c.a, sb += c.b, saa += c.a * c.a, sab += c.a * c.b, sbb += c.b * c.b;
  const auto mean = engine::cluster_mean(sa, sb, static_cast<double>(customers.size()), saa, sab, sbb);
  auto& e = out.estimate;
  e = estimate(metric, all);
  e.n_eff = engine::kish_n_eff(sb, sbb);
  if (e.n_eff < 30) e.flags |= engine::kLowN;
  if (mean.se <= 0 || e.status != engine::Status::ok) return out;
  e.value = mean.mean;
  e.se = mean.se;
  e.method = engine::Method::cluster_robust;
  const double half = engine::t_quantile(.975, std::max(1.0, e.n_eff - 1)) * mean.se;
  e.lo = e.value - half;
  e.hi = e.value + half;
  if (m->unit == engine::Unit::share && n == static_cast<std::int64_t>(customers.size())) {
    const auto i = engine::wilson(e.value * e.n_eff, e.n_eff);
    e.lo = i.lo, e.hi = i.hi, e.method = engine::Method::wilson;
  }
  if (m->lo < m->hi) e.lo = std::clamp(e.lo, m->lo, m->hi), e.hi = std::clamp(e.hi, m->lo, m->hi);
  return out;
}

/// Nobody is there twice.
bool all_different(std::vector<std::size_t> people) {
  std::sort(people.begin(), people.end());
  return std::adjacent_find(people.begin(), people.end()) == people.end();
}
/// k of n where nobody repeats: what the metric "top box" says, without going through all answers for each bar.
Number plain_share(std::int64_t k, std::int64_t n) {
  auto e = engine::wilson_share(k, n, 5);
  if (e.status == engine::Status::ok && n < 30) e.flags |= engine::kLowN;
  return {e, std::string(engine::name_of(engine::Unit::share))};
}

/// A share among answers: the metric "top box" of yes and no.
Observation yes_or_no(std::size_t who, bool yes, double weight = 1) {
  FactValues v;
  v.valence = yes ? engine::kValenceOne : -engine::kValenceOne;
  v.score = yes ? 1 : 0;
  v.cls = yes ? 1 : -1;
  return {who, v, weight};
}
Observation plain_score(std::size_t who, double score) {
  FactValues v;
  v.valence = 0;
  v.score = score;
  return {who, v};
}
/// Median with the interval of order statistics: ranks n/2 -+ 0.98 sqrt n (Conover 1999). Worked: 1..25 -> 13 [8, 18].
Number median_ms(std::vector<double> x) {
  constexpr std::int64_t need = 5;
  const auto n = static_cast<std::int64_t>(x.size());
  if (n < need) return {engine::too_few(n, need), "ms"};
  std::sort(x.begin(), x.end());
  const double half = .98 * std::sqrt(static_cast<double>(n));
  const auto at = [&](double rank) { return x[static_cast<std::size_t>(std::clamp(rank, 0.0, static_cast<double>(n - 1)))]; };
  engine::Estimate e;
  e.value = n % 2 ? x[static_cast<std::size_t>(n / 2)] : (x[static_cast<std::size_t>(n / 2 - 1)] + x[static_cast<std::size_t>(n / 2)]) / 2;
  e.lo = at(std::floor(static_cast<double>(n) / 2 - half));
  e.hi = at(std::ceil(static_cast<double>(n) / 2 + half) - 1);
  e.n = n;
  e.n_eff = static_cast<double>(n);
  e.method = engine::Method::order_statistic;
  e.status = engine::Status::ok;
  if (n < 30) e.flags |= engine::kLowN;
  return {e, "ms"};
}

struct PartTally {
  survey::Score first;      ///< metric, scale
  Observations scores, expectations;
  std::map<double, std::int64_t> hist;
};
struct ChoiceTally {
  std::set<std::size_t> chosen;    ///< answers, by number
  Observations ranks;
};
struct Tally {
  std::vector<std::size_t> answered;  ///< who gave the i-th answer
  std::vector<double> weights;        ///< of the i-th answer
  std::map<std::pair<std::string, std::string>, PartTally> parts;  ///< by part and scale
  std::map<std::string, ChoiceTally> choices;
  std::int64_t texts = 0;
  std::vector<ReadText> read;         ///< of those texts
  bool tone_said = false;
  Names names;
  std::vector<double> latency;
};

std::string scale_key(const engine::Scale& s) { return survey::number_text(s.min) + ".." + survey::number_text(s.max); }

class Counter {
 public:
  /// One stored response with the survey as it was then.
  void add(const ResponseRow& r, const survey::Survey& s) {
    const std::size_t who = person(r);
    // Stored answers were checked; a rule that has changed since must not lose them, so they are read question by question.
    survey::Outcome outcome;
    for (const auto& [key, value] : *r.answers.members()) {
      const survey::Question* q = s.find(key);
      if (q == nullptr) continue;
      Tally& t = tallies_[key];
      t.answered.push_back(who);
      t.weights.push_back(r.weight);
      if (const auto* ms = r.latency.find(key); ms != nullptr && ms->number() != nullptr) t.latency.push_back(*ms->number());
      survey::score_answer(*q, value, outcome);
      for (const auto& c : survey::choices_of(*q, value)) {
        auto& choice = t.choices[c.key];
        choice.chosen.insert(t.answered.size() - 1);
        if (c.rank > 0) choice.ranks.push_back(plain_score(who, c.rank));
      }
    }
    for (const auto& x : outcome.scores) {
      score(who, r.weight, x);
      if (!x.text.empty()) words(who, x.question, x.text, x.metric == "incident" ? std::optional(x.value < 0 ? -1 : 1) : std::nullopt);
    }
    for (const auto& w : outcome.words) words(who, w.question, w.text, std::nullopt);
    named(who, r, s);
  }

  QuestionResult result(const survey::Question& q) const {
    QuestionResult out;
    out.question = &q;
    const auto it = tallies_.find(q.key);
    if (it == tallies_.end()) return out;
    const Tally& t = it->second;
    out.n = static_cast<std::int64_t>(t.answered.size());
    out.texts = t.texts;
    if (!t.latency.empty()) out.latency = median_ms(t.latency);
    for (const auto& [key, p] : t.parts) out.parts.push_back(part(q, key.first, p));
    choices(q, t, out);
    out.topics = topics_among(t.read, share_of);
    out.tone_said = t.tone_said;
    t.names.result(out, share_of);
    return out;
  }

 private:
  std::size_t person(const ResponseRow& r) {
    const std::string key = r.customer.empty() ? "r" + to_hex(r.id) : "c" + r.customer;
    return people_.emplace(key, people_.size()).first->second;
  }
  void words(std::size_t who, const std::string& question, std::string_view text, std::optional<int> tone) {
    Tally& t = tallies_[question];
    ++t.texts;
    t.tone_said = t.tone_said || tone.has_value();
    t.read.push_back(read_text(who, text, tone));
  }
  /// Names, each with the words of the same response that explain it.
  void named(std::size_t who, const ResponseRow& r, const survey::Survey& s) {
    for (const auto& page : s.pages)
      for (const auto& q : page.questions) {
        const survey::Value* name = q.names ? r.answers.find(q.key) : nullptr;
        if (name == nullptr || name->text() == nullptr) continue;
        std::optional<ReadText> why;
        for (const auto& [key, value] : *r.answers.members())
          if (const auto* other = s.find(key); other != nullptr && other->about == q.key && value.text() != nullptr) why = read_text(who, *value.text(), std::nullopt);
        tallies_[q.key].names.add(who, *name->text(), why);
      }
  }
  static Number share_of(const std::vector<std::pair<std::size_t, bool>>& answers) {
    Observations share;
    share.reserve(answers.size());
    std::vector<std::size_t> people;
    std::int64_t k = 0;
    for (const auto& [who, yes] : answers) share.push_back(yes_or_no(who, yes)), people.push_back(who), k += yes;
    return all_different(std::move(people)) ? plain_share(k, std::ssize(share)) : number_of("top_box", share);
  }
  void score(std::size_t who, double weight, const survey::Score& x) {
    // What is the customer's own experience and what is not are never one number, whatever an earlier version asked.
    auto& p = tallies_[x.question].parts[{x.part, scale_key(x.scale) + (x.is_fact ? "" : " asked otherwise")}];
    if (p.scores.empty()) p.first = x;
    Observation o{who, {}, weight};
    o.values.valence = engine::valence_fixed(engine::valence(x.value, x.scale));
    o.values.score = x.value;
    o.values.cls = static_cast<std::int8_t>(engine::classify(x.metric, x.value, x.scale));
    if (x.expectation) {
      const double range = x.scale.max - x.scale.min;
      const double e = x.scale.up ? *x.expectation : x.scale.min + x.scale.max - *x.expectation;
      const double a = x.scale.up ? x.value : x.scale.min + x.scale.max - x.value;
      const auto ratio = engine::log_ratio_rating({e}, {a}, x.scale.min, range <= 1 ? range / 10 : 1);
      if (ratio.status == engine::Status::ok) o.values.log_ratio = engine::log_ratio_fixed(ratio.s);
      p.expectations.push_back(plain_score(who, *x.expectation));
    }
    p.scores.push_back(o);
    ++p.hist[x.value];
  }

  static PartResult part(const survey::Question& q, const std::string& key, const PartTally& t) {
    PartResult out;
    out.part = key;
    out.metric = t.first.metric;
    out.scale = t.first.scale;
    out.n = static_cast<std::int64_t>(t.scores.size());
    for (const auto& r : q.rows)
      if (r.key == key) out.text = r.text;
    out.mean = number_of("mean_score", t.scores);
    const bool experience = t.first.is_fact || q.indirect;  // an expectation alone is no satisfaction
    if (experience && (out.metric == "nps" || out.metric == "csat" || out.metric == "ces")) out.headline = number_of(out.metric, t.scores);
    out.weighted = weighted_number(out.headline ? out.metric : "mean_score", t.scores);
    if (!t.expectations.empty()) {
      out.expectation = number_of("mean_score", t.expectations);
      out.ratio = number_of("satisfaction_ratio", t.scores);
    }
    if (out.mean.estimate.status == engine::Status::ok) bars(q, t, out);  // too few to show is too few to count
    return out;
  }
  /// All points of the scale, also those that nobody chose.
  static void bars(const survey::Question& q, const PartTally& t, PartResult& out) {
    std::map<double, std::int64_t> points = t.hist;
    const auto& s = t.first.scale;
    const double step = q.scale ? q.scale->step : 1;
    if ((s.max - s.min) / step <= 100)
      for (int i = 0; s.min + i * step <= s.max + 1e-9; ++i) points.emplace(s.min + i * step, 0);
    std::vector<std::size_t> people;
    for (const auto& o : t.scores) people.push_back(o.who);
    const bool different = all_different(std::move(people));
    for (const auto& [value, n] : points) {
      if (different) {
        out.distribution.push_back({value, n, plain_share(n, out.n)});
        continue;
      }
      Observations share;
      share.reserve(t.scores.size());
      for (const auto& o : t.scores) share.push_back(yes_or_no(o.who, *o.values.score == value));
      out.distribution.push_back({value, n, number_of("top_box", share)});
    }
  }

  static void choices(const survey::Question& q, const Tally& t, QuestionResult& out) {
    const auto offered = survey::choices_offered(q);
    const bool different = !offered.empty() && all_different(t.answered);
    const bool weights = std::any_of(t.weights.begin(), t.weights.end(), [&](double w) { return w != t.weights.front(); });
    for (const auto& o : offered) {
      const auto it = t.choices.find(o.key);
      ChoiceResult c;
      c.key = o.key.empty() ? "other" : o.key;
      c.text = o.text;
      Observations share;
      const std::size_t needed = !different || weights ? t.answered.size() : 0;
      share.reserve(needed);
      for (std::size_t i = 0; i < needed; ++i)
        share.push_back(yes_or_no(t.answered[i], it != t.choices.end() && it->second.chosen.count(i) != 0, t.weights[i]));
      c.share = different ? plain_share(it == t.choices.end() ? 0 : static_cast<std::int64_t>(it->second.chosen.size()), out.n) : number_of("top_box", share);
      if (weights) c.weighted = weighted_number("top_box", share);
      if (it != t.choices.end()) {
        if (c.share.estimate.status == engine::Status::ok) c.n = static_cast<std::int64_t>(it->second.chosen.size());
        if (!it->second.ranks.empty()) c.rank = number_of("mean_score", it->second.ranks);
      }
      out.choices.push_back(std::move(c));
    }
  }

  std::map<std::string, std::size_t> people_;
  std::map<std::string, Tally> tallies_;
};

}  // namespace

Result<Results> ServiceImpl::results(WorkspaceNo w, const ResponseQuery& asked) {
  Results out;
  ResponseQuery q = asked;
  q.state = State::done;
  q.limit = kMaxRead;
  q.offset = 0;
  PK_TRY(out.responses.done, count(w, q));
  out.truncated = out.responses.done > kMaxRead;
  Counter counter;
  std::map<int, std::shared_ptr<const survey::Survey>> versions;
  PK_CHECK(responses(w, q, [&](const ResponseRow& r) {
    auto [it, fresh] = versions.try_emplace(r.version);
    if (fresh) it->second = d_.of_version(w, q.survey, r.version);
    if (it->second) counter.add(r, *it->second);
    return true;
  }));
  q.state = State::partial;
  PK_TRY(out.responses.partial, count(w, q));
  for (const auto& [n, s] : versions) out.versions.push_back(n);
  if (!versions.empty()) {
    out.survey = versions.rbegin()->second;
  } else if (const auto now = d_.published(w, q.survey)) {
    out.survey = now->survey;
  }
  if (!out.survey) return out;
  for (const auto& page : out.survey->pages)
    for (const auto& question : page.questions)
      if (survey::asks(question)) out.questions.push_back(counter.result(question));
  return out;
}

}  // namespace peakend::collect
