// compute: scales, triangle, expectation, promises, episodes, peak-end, floor.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/compute/tables_json.h"
#include "engine/laws/consistency.h"
#include "engine/laws/episode.h"
#include "engine/laws/expectation.h"
#include "engine/laws/floor.h"
#include "engine/laws/peak_end.h"
#include "engine/laws/polarised.h"
#include "engine/laws/promise.h"
#include "engine/laws/triangle.h"
#include "engine/scale.h"

namespace peakend::engine {
namespace {

namespace json = boost::json;

void scale_valence(const In& in, Out& out) {
  json::array o;
  for (const In& row : in.at("i").items()) {
    auto x = row.items(4);
    double lo = x[1].num(), neutral = x[2].num(), hi = x[3].num();
    if (in.ok() && !(lo < neutral && neutral < hi)) row.refuse("scale_not_ascending");
    o.push_back(valence(x[0].num(), lo, neutral, hi));
  }
  out["o"] = std::move(o);
}

void scale_classify(const In& in, Out& out) {
  Scale s{in.num("min"), in.num("max"), in.num("neutral"), !in.has("up") || in.at("up").flag()};
  if (in.ok() && !valid(s)) return in.at("neutral").refuse("scale_not_ascending");
  json::array o;
  for (double x : in.nums("scores")) o.push_back(classify(in.at("metric").text(), x, s));
  out["o"] = std::move(o);
}

void put_ratio(Out& out, const LogRatio& r) {
  if (!put_status(out, r.status)) return;
  out["log"] = r.s;
  out["ratio"] = r.ratio();
  if (r.capped) out["capped"] = true;
}

void triangle_duration(const In& in, Out& out) {
  put_ratio(out, log_ratio_less(Expectation{in.num("exp")}, Experience{in.num("act")}, in.num("res")));
}
void triangle_higher(const In& in, Out& out) {
  put_ratio(out, log_ratio_more(Expectation{in.num("exp")}, Experience{in.num("act")}, in.num_or("eps", 1e-9)));
}
void triangle_open(const In& in, Out& out) {
  put_ratio(out, log_ratio_open(Expectation{in.num("exp")}, in.num("elapsed"), in.num("res")));
  out["censored"] = true;
}

void triangle_rating(const In& in, Out& out) {
  json::array o;
  for (const In& row : in.at("cases").items()) {
    auto c = row.items(4);
    LogRatio r = log_ratio_rating(Expectation{c[0].num()}, Experience{c[1].num()}, c[2].num(), c[3].num());
    o.push_back(r.status == Status::ok ? json::value(r.s) : json::value(nullptr));
  }
  out["o"] = std::move(o);
}

void triangle_prob(const In& in, Out& out) {
  ProbabilityRatio r = log_ratio_probability(in.num("p"), in.integer("k"), in.integer("n"));
  if (!put_status(out, r.status)) return;
  out["log"] = r.s, out["se"] = r.se, out["ratio"] = r.ratio, out["lo"] = r.ci.lo, out["hi"] = r.ci.hi;
}

void triangle_aggregate(const In& in, Out& out) {
  auto ratios = in.nums("ratios");
  std::vector<double> s;
  double sum = 0;
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    if (!(ratios[i] > 0)) return in.at("ratios").item(i).refuse("out_of_range", {{"min", "0"}, {"max", "inf"}});
    s.push_back(std::log(ratios[i]));
    sum += ratios[i];
  }
  RatioGroup g = geometric_ratio(s);
  out["n"] = g.ratio.n;
  if (!put_status(out, g.ratio)) return;
  out["mean_log"] = g.mean_s, out["sd_log"] = g.sd_s, out["gm"] = g.ratio.value, out["lo"] = g.ratio.lo, out["hi"] = g.ratio.hi;
  out["arith_wrong"] = sum / static_cast<double>(s.size());
  auto cls = classify_group(g.ratio);
  out["class"] = cls ? name_of(*cls) : "borderline";
}

void triangle_classify(const In& in, Out& out) {
  Tolerance t{in.num_or("t1", Tolerance{}.t1, 0), in.num_or("t2", Tolerance{}.t2, 0)};
  json::array o;
  for (double r : in.nums("ratio")) o.push_back(r > 0 ? json::value(name_of(classify_ratio(std::log(r), t))) : json::value(nullptr));
  out["o"] = std::move(o);
}

void triangle_zot(const In& in, Out& out) {
  Zone z = zone_of_tolerance(in.num("P"), in.num("A"), in.num("D"));
  if (!put_status(out, z.status)) return;
  out["adequacy"] = z.adequacy, out["superiority"] = z.superiority, out["pos"] = z.position, out["class"] = name_of(z.cls);
}

void triangle_prospect(const In& in, Out& out) {
  json::array o;
  double lambda = in.num_or("lambda", 2, 0, 100), power = in.num_or("power", .88, 0, 10);
  for (double s : in.nums("s")) o.push_back(felt_value(s, lambda, power));
  out["o"] = std::move(o);
}

void triangle_loss_aversion(const In& in, Out& out) {
  auto s = in.nums("s"), y = in.nums("y", s.size());
  if (s.size() > 20'000) return in.at("s").refuse("too_many_values", {{"max", "20000"}});
  Estimate e = fit_loss_aversion(s, y);
  if (put_status(out, e)) out["lambda"] = e.value, out["lo"] = e.lo, out["hi"] = e.hi, out["n"] = e.n;
}

void triangle_reliability(const In& in, Out& out) {
  out["o"] = difference_reliability(in.num("x", 0, 1), in.num("e", 0, 1), in.num("r", -1, 1));
}

void triangle_why(const In& in, Out& out) {
  auto before = in.at("before").items(2), after = in.at("after").items(2);
  RatioChange c = explain_change(Expectation{before[0].num()}, Experience{before[1].num()}, Expectation{after[0].num()},
                                 Experience{after[1].num()}, !in.has("more_is_better") || in.at("more_is_better").flag());
  if (!put_status(out, c.status)) return;
  out["change"] = c.change, out["experience"] = c.experience, out["expectation"] = c.expectation, out["cause"] = name_of(c.cause);
}

void expect_fuse(const In& in, Out& out) {
  std::vector<ExpectationSource> sources;
  for (const In& row : in.at("sources").items()) {
    auto s = row.items(3);
    s[0].text();
    sources.push_back({ExpectationKind::will, s[1].num(), s[2].num()});
  }
  FusedExpectation f = fuse_expectations(sources);
  if (!put_status(out, f.status, 0, 1)) return;
  out["mean_log"] = f.mean_log, out["sd_log"] = f.sd_log, out["expected"] = f.value;
}

void expect_kalman(const In& in, Out& out) {
  ExpectationState s{in.num("m0"), in.num("P0", 0)};
  double q = in.num("q", 0), r = in.num("R", 0);
  json::array steps;
  for (const In& row : in.at("obs").items()) {
    auto o = row.items(2);
    ExpectationStep step = expect_step(s, o[0].num(), o[1].num(), q, r);
    s = step.state;
    steps.push_back(json::array{step.gain, s.m, s.p});
  }
  out["steps"] = std::move(steps);
}

void expect_decay(const In& in, Out& out) {
  double half_life = in.num("half_life", 1e-9);
  DecayMean forward(half_life);
  // The same in reverse and in two parts: shows that order does not matter.
  DecayMean late(half_life), early(half_life);
  auto rows = in.at("obs").items();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto o = rows[i].items(2);
    forward.add(o[0].num(), o[1].num());
    auto p = rows[rows.size() - 1 - i].items(2);
    (i % 2 ? early : late).add(p[0].num(), p[1].num());
  }
  late += early;
  out["mean"] = forward.mean(), out["w"] = forward.weight_at(in.num("t")), out["neff"] = forward.n_eff();
  out["merged_out_of_order"] = late.mean();
}

void expect_inflation(const In& in, Out& out) {
  json::array d, felt;
  for (const In& row : in.at("rows").items()) {
    auto r = row.items(3);
    r[0].text();
    double gap = r[2].num() - r[1].num();
    d.push_back(gap);
    felt.push_back(felt_value(gap));
  }
  out["d"] = std::move(d), out["prospect"] = std::move(felt);
}

void promise_kept(const In& in, Out& out) {
  std::vector<PromiseCase> cases;
  for (const In& row : in.at("cases").items()) {
    auto c = row.items(2);
    cases.push_back({c[0].num(), c[1].maybe()});
  }
  PromisesKept p = promises_kept(in.num("now"), cases);
  out["kept"] = p.kept, out["broken_delivered"] = p.broken_delivered, out["broken_open"] = p.broken_open, out["pending"] = p.pending;
  out["rate"] = triple(p.rate);
}

DurationHist durations(const In& list) {
  DurationHist h;
  for (const In& row : list.items()) {
    auto o = row.items(2);
    h.add(o[0].num(0), o[1].flag());
  }
  return h;
}

void promise_km(const In& in, Out& out) {
  Survival s = kaplan_meier(durations(in.at("obs")));
  json::array steps, bounds;
  for (const SurvivalStep& x : s.steps) {
    steps.push_back(json::array{x.time, x.at_risk, x.events, x.surviving, x.se});
    bounds.push_back(json::array{x.lo, x.hi});
  }
  out["steps"] = std::move(steps), out["bounds"] = std::move(bounds);
  bool known = s.median.status == Status::ok;
  out["median"] = known ? json::value(s.median.value) : json::value(nullptr);
  if (known) out["median_ci"] = json::array{s.median.lo, s.median.hi};
}

void promise_logrank(const In& in, Out& out) {
  LogRank r = log_rank(durations(in.at("a")), durations(in.at("b")));
  out["chisq"] = r.chi2, out["p"] = r.p;
}

std::vector<Moment> moments(const In& list) {
  std::vector<Moment> ms;
  for (const In& row : list.items()) {
    auto e = row.items(3);
    // Seconds on the outside, milliseconds inside.
    ms.push_back({std::llround(e[0].num(-9e12, 9e12) * 1000), e[1].integer(), 0, valence_fixed(e[2].num(-1, 1))});
  }
  return ms;
}

Out episode_of(const std::vector<Moment>& ms, double lambda) {
  EpisodeOut e = episode_out(fold_episode(ms), lambda);
  Out o;
  o["n"] = e.n;
  if (!put_status(o, e.status, e.n, 1)) return o;
  o["peak_pos"] = e.peak_pos, o["peak_neg"] = e.peak_neg, o["salient"] = e.salient, o["end"] = e.end, o["begin"] = e.begin;
  o["mean"] = e.mean, o["slope_per_s"] = e.slope_per_ms * 1000, o["rise"] = e.rise, o["drop"] = e.drop, o["score"] = e.remembered;
  return o;
}

void episode(const In& in, Out& out) { out = episode_of(moments(in.at("events")), in.num_or("lambda", 2, 0, 100)); }

void episode_cold_water(const In& in, Out& out) {
  double lambda = in.num_or("lambda", 2, 0, 100);
  out["short"] = episode_of(moments(in.at("short")), lambda);
  out["long"] = episode_of(moments(in.at("long")), lambda);
}

void episode_assign(const In& in, Out& out) {
  std::vector<std::string> keys;
  std::vector<EpisodeStep> steps;
  auto rows = in.at("events").items();
  keys.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    keys.push_back(rows[i].has("key") ? rows[i].at("key").text() : "");
    EpisodeStep s{rows[i].at("at").integer(), static_cast<std::int64_t>(i), 0, keys.back()};
    s.starts = rows[i].has("starts") && rows[i].at("starts").flag();
    s.ends = rows[i].has("ends") && rows[i].at("ends").flag();
    if (i > 0 && s.at < steps.back().at) rows[i].at("at").refuse("not_ascending");
    steps.push_back(s);
  }
  EpisodeRules rules{in.integer("gap"), in.integer("grace")};
  auto watermark = in.integer("now");
  if (!in.ok()) return;
  constexpr std::string_view closed[] = {"open", "end_event", "timeout"};
  json::array episodes;
  for (const EpisodeSpan& s : assign_episodes(steps, rules, watermark))
    episodes.push_back(Out{{"key", s.key}, {"steps", json::array(s.steps.begin(), s.steps.end())},
                           {"closed", closed[static_cast<unsigned>(s.closed)]}});
  out["episodes"] = std::move(episodes);
}

void episode_gap(const In& in, Out& out) {
  auto g = gap_from_data(in.nums("gaps"));
  out["gap"] = g ? json::value(*g) : json::value(nullptr);
}

// Episodes as lists of [touchpoint, valence] in order of time.
struct Episodes {
  std::vector<std::string> names;
  std::vector<std::vector<TouchRow>> rows;
  std::vector<EpisodeRows> views;

  explicit Episodes(const In& list) {
    auto episodes = list.items();
    std::size_t total = 0;
    for (const In& e : episodes) total += e.items().size();
    names.reserve(total);  // views point into it
    for (const In& e : episodes) {
      auto& own = rows.emplace_back();
      std::vector<Moment> moments;
      auto touches = e.items();
      if (touches.size() > 1000) {
        e.refuse("too_many_values", {{"max", "1000"}});
        return;
      }
      for (const In& touch : touches) {
        auto t = touch.items(2);
        names.push_back(t[0].text());
        auto v = valence_fixed(t[1].num(-1, 1));
        auto at = static_cast<std::int64_t>(moments.size());
        moments.push_back({at, at, 0, v});
        auto it = std::ranges::find(own, std::string_view(names.back()), &TouchRow::touchpoint);
        if (it == own.end()) {
          own.push_back({names.back(), 1, v, v, v, at});
        } else {
          ++it->n, it->min_v = std::min(it->min_v, v), it->max_v = std::max(it->max_v, v), it->last_v = v, it->last_at = at;
        }
      }
      EpisodeRows view;
      if (!moments.empty()) {
        auto peak = static_cast<std::size_t>(episode_out(fold_episode(moments)).salient_moment.t);
        view.salient_touchpoint = names[names.size() - moments.size() + peak];
        view.end_touchpoint = names.back();
      }
      views.push_back(view);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) views[i].rows = rows[i];
  }
};

void mot_share(const In& in, Out& out) {
  Episodes e(in.at("episodes"));
  MotShare share;
  for (const EpisodeRows& rows : e.views) share.add(rows);
  Out o, estimates;
  for (const auto& [touchpoint, value] : share.points()) o[touchpoint] = value;
  for (const auto& [touchpoint, estimate] : share.shares()) estimates[touchpoint] = triple(estimate);
  out["o"] = std::move(o), out["ci"] = std::move(estimates);
}

void peakend_leverage(const In& in, Out& out) {
  Episodes e(in.at("episodes"));
  LeverageTable t = leverage(e.views, in.num("target", -1, 1));
  Out gain, mean, ci;
  for (const auto& [touchpoint, l] : t.by_touchpoint)
    gain[touchpoint] = l.point, mean[touchpoint] = l.mean_gain, ci[touchpoint] = triple(l.gain);
  out["base"] = t.base, out["gain"] = std::move(gain), out["mean_gain"] = std::move(mean), out["ci"] = std::move(ci);
}

void peakend_ridge(const In& in, Out& out) {
  auto y = in.nums("y"), w0 = in.nums("w0");
  std::vector<double> x;
  for (const In& row : in.at("X").items(y.size())) {
    auto xs = row.nums();
    if (in.ok() && xs.size() != w0.size()) row.refuse("wrong_length", {{"length", std::to_string(w0.size())}});
    x.insert(x.end(), xs.begin(), xs.end());
  }
  if (!in.ok()) return;
  auto put = [&](const char* name, double kappa) {
    RidgeFit f = ridge_to_prior(x, y, w0, kappa);
    Out o;
    if (put_status(o, f.status)) o["w"] = array_of(f.w), o["b"] = f.b;
    out[name] = std::move(o);
  };
  put("k0", 0), put("k1", 1), put("kinf", 1e9);
  if (in.has("kappa")) put("k", in.num("kappa", 0));
}

std::vector<OutcomeRow> outcome_rows(const In& in) {
  std::vector<OutcomeRow> rows;
  for (const In& row : in.at("rows").items()) {
    auto r = row.items(5);
    rows.push_back({r[0].num(), r[1].num(), r[2].num(), r[3].num(), r[4].num()});
  }
  return rows;
}

void peakend_contest(const In& in, Out& out) {
  Contest c = contest(outcome_rows(in));
  out["n"] = c.n;
  if (!put_status(out, c.status, c.n, c.need)) return;
  out["mean_r2"] = c.mean_r2, out["peak_end_r2"] = c.peak_end_r2, out["both_r2"] = c.both_r2, out["winner"] = c.winner;
  out["duration"] = c.duration, out["duration_se"] = c.duration_se;
}

void peakend_weights(const In& in, Out& out) {
  MemoryFit m = fit_memory(outcome_rows(in));
  out["n"] = m.n, out["peak"] = m.peak, out["end"] = m.end, out["intercept"] = m.intercept, out["kappa"] = m.kappa;
  out["assumed"] = (m.flags & kAssumedParam) != 0, out["peak_ci"] = pair_of(m.peak_ci), out["end_ci"] = pair_of(m.end_ci);
}

void floor_eprocess(const In& in, Out& out) {
  auto multiples = in.has("multiples") ? in.nums("multiples") : std::vector<double>(std::begin(kEProcessMultiples), std::end(kEProcessMultiples));
  double p0 = in.num("p0", 1e-12, 1 - 1e-12);
  json::array e;
  for (const In& row : in.at("cases").items()) {
    auto c = row.items(2);
    auto n = c[1].integer(0);
    e.push_back(e_process(c[0].integer(0, n), n, p0, multiples));
  }
  out["e"] = std::move(e), out["alarm_at"] = kEProcessAlarm;
}

void floor_breach_test(const In& in, Out& out) {
  auto n = in.integer("n", 1);
  BreachTest t = breach_test(in.integer("breaches", 0, n), n, in.num("allowed", 1e-12, 1 - 1e-12));
  out["p"] = t.p, out["ci"] = pair_of(t.ci), out["rule_of_three_n_for_zero"] = t.n_for_zero;
}

void floor_cvar(const In& in, Out& out) {
  auto values = in.nums("values");
  std::vector<std::int64_t> counts;
  for (const In& c : in.at("counts").items(values.size())) counts.push_back(c.integer(0));
  if (in.ok() && !std::ranges::is_sorted(values)) return in.at("values").refuse("not_ascending");
  Cvar c = cvar(values, counts, in.num("alpha", 1e-9, 1));
  out["n"] = c.cvar.n;
  if (put_status(out, c.cvar)) out["cvar"] = c.cvar.value, out["var_q"] = c.q, out["se"] = c.cvar.se;
}

void floor_ranks(const In& in, Out& out) {
  double q = in.num("q", 1e-9, 1 - 1e-9);
  auto put = [&](const char* name, const char* key) {
    Ranks r = quantile_ranks(in.integer(key, 1, 1'000'000'000), q);
    out[name] = json::array{r.lower, r.upper};
  };
  put("ranks", "n");
  if (in.has("n2")) put("ranks2", "n2");
}

void joypain_recovery(const In& in, Out& out) {
  Recovery r = recovery_ratio(in.num("pre"), in.num("fail"), in.num("post"));
  if (put_status(out, r.status)) out["o"] = r.ratio;
}

void consistency_always(const In& in, Out& out) {
  std::vector<Encounters> cs;
  for (const In& row : in.at("cust").items()) {
    auto c = row.items(3);
    cs.push_back({c[0].integer(0), c[1].integer(0), c[2].integer(0)});
  }
  Always a = always_share(cs, in.has("min_k") ? in.integer("min_k", 1) : 3);
  out["n"] = a.n, out["always_good"] = triple(a.good), out["always_bad"] = triple(a.bad);
}

void consistency_icc(const In& in, Out& out) {
  Icc i = intraclass(in.at("groups").rows());
  if (!put_status(out, i.status)) return;
  out["msb"] = i.msb, out["msw"] = i.msw, out["n0"] = i.n0, out["icc"] = i.icc, out["within_sd"] = i.within_sd;
}

void consistency_polarised(const In& in, Out& out) {
  Partial p;
  for (double v : in.nums("valence")) add(p, {.valence = valence_fixed(v)});
  Polarisation x = polarisation(p);
  out["index"] = x.index, out["se"] = x.se, out["low"] = x.low_camp, out["high"] = x.high_camp, out["polarised"] = x.flagged;
}

constexpr Function kLaws[] = {
    {"scale.valence", "i: [[x, lo, neutral, hi]] -> o: valence of each in [-1, 1]", scale_valence},
    {"scale.classify", "metric, scores, min, max, neutral, up? -> o: 1 good, 0, -1 bad", scale_classify},
    {"triangle.duration", "exp, act, res (less is better) -> log, ratio", triangle_duration},
    {"triangle.duration_zero", "the same as triangle.duration; actual 0 is capped", triangle_duration},
    {"triangle.higher", "exp, act, eps? (more is better) -> log, ratio", triangle_higher},
    {"triangle.open", "exp, elapsed, res of an open case -> log, ratio: upper bounds", triangle_open},
    {"triangle.rating", "cases: [[expected, actual, min, step]] -> o: log ratios", triangle_rating},
    {"triangle.prob", "k, n, p expected share -> log odds ratio, se, ratio, lo, hi", triangle_prob},
    {"triangle.aggregate", "ratios -> geometric mean with t interval, class of the group", triangle_aggregate},
    {"triangle.classify", "ratio: list, t1?, t2? -> o: angry, dissatisfied, satisfied, delighted", triangle_classify},
    {"triangle.zot", "P, A, D -> adequacy, superiority, pos in the zone of tolerance", triangle_zot},
    {"triangle.prospect", "s: list, lambda?, power? -> o: felt value", triangle_prospect},
    {"triangle.loss_aversion", "s, y -> lambda with bootstrap interval", triangle_loss_aversion},
    {"triangle.reliability", "x, e reliabilities, r -> o: reliability of the difference", triangle_reliability},
    {"triangle.why", "before: [e, x], after: [e, x] -> change of s, its parts and cause", triangle_why},
    {"expect.fuse", "sources: [[name, value, sd_log]] of one kind -> expected, sd_log", expect_fuse},
    {"expect.kalman", "m0, P0, q, R, obs: [[dt, x]] -> steps: [gain, m, P]", expect_kalman},
    {"expect.decay", "half_life, obs: [[t, x]], t -> mean, w, neff", expect_decay},
    {"expect.inflation_gift", "rows: [[label, expected, experienced]] -> d, prospect", expect_inflation},
    {"promise.kept", "now, cases: [[due, delivered or null]] -> kept, broken, pending, rate", promise_kept},
    {"promise.km", "obs: [[duration, ended]] -> steps: [t, at risk, events, S, se], median", promise_km},
    {"promise.logrank", "a, b: [[duration, ended]] -> chisq, p", promise_logrank},
    {"episode.basic", "events: [[seconds, id, valence]], lambda? -> peak, end, remembered score", episode},
    {"episode.all_negative", "the same as episode.basic", episode},
    {"episode.single", "the same as episode.basic", episode},
    {"episode.cold_water", "short, long: events -> both remembered", episode_cold_water},
    {"episode.assign", "events: [{at, key?, starts?, ends?}], gap, grace, now (ms) -> episodes", episode_assign},
    {"episode.gap", "gaps: list -> gap: the valley of their logarithms, or null", episode_gap},
    {"peakend.mot_share", "episodes: [[[touchpoint, valence]]] -> o: memory share of each", mot_share},
    {"peakend.leverage", "episodes, target -> base, gain, mean_gain of raising each touchpoint", peakend_leverage},
    {"peakend.ridge_to_prior", "X, y, w0, kappa? -> weights at kappa 0, 1, infinity", peakend_ridge},
    {"peakend.contest", "rows: [[y, salient, end, mean, ln duration]] -> cross-validated R2, winner", peakend_contest},
    {"peakend.weights", "rows as peakend.contest -> own weights of peak and end", peakend_weights},
    {"floor.eprocess", "p0, cases: [[k, n]], multiples? -> e, alarm_at", floor_eprocess},
    {"floor.breach_test", "breaches, n, allowed -> p, ci, rule_of_three_n_for_zero", floor_breach_test},
    {"floor.cvar", "values, counts, alpha -> cvar, var_q, se", floor_cvar},
    {"floor.quantile_ci_ranks", "n, q, n2? -> ranks", floor_ranks},
    {"joypain.recovery_ratio", "pre, fail, post -> o", joypain_recovery},
    {"consistency.always", "cust: [[k, good, bad]], min_k? -> always_good, always_bad", consistency_always},
    {"consistency.icc", "groups: lists -> msb, msw, n0, icc", consistency_icc},
    {"consistency.polarised", "valence: list -> index, polarised", consistency_polarised},
};

}  // namespace

std::span<const Function> law_functions() { return kLaws; }

}  // namespace peakend::engine
