// compute: what is fitted to own data. Weighting, regression, buying, recall, recovery, borders, panels, the bootstrap.
#include <map>

#include "engine/bootstrap.h"
#include "engine/buying.h"
#include "engine/compare.h"
#include "engine/compute/tables_json.h"
#include "engine/laws/recovery.h"
#include "engine/laws/triangle.h"
#include "engine/memory.h"
#include "engine/pair_moments.h"
#include "engine/proof.h"
#include "engine/regression.h"
#include "engine/weighting.h"

namespace peakend::engine {
namespace {

namespace json = boost::json;

void put_estimate(Out& out, const Estimate& e, const char* name) {
  if (put_status(out, e)) out[name] = e.value, out["se"] = e.se, out["lo"] = e.lo, out["hi"] = e.hi, out["n"] = e.n;
}
/// The same as a part of its own, with its reason when there is none.
json::value part_of(const Estimate& e) {
  Out part;
  put_estimate(part, e, "o");
  return part;
}

/// Rows of numbers, all as long as the first: row-major.
struct Table {
  std::vector<double> x;
  std::size_t columns = 0;
};
Table table_of(const In& rows, std::size_t n, std::size_t most) {
  Table t;
  auto list = rows.items(n);
  t.columns = list.empty() ? 0 : list[0].nums().size();
  if (rows.ok() && (t.columns < 1 || t.columns > most)) rows.refuse("out_of_range", {{"min", "1"}, {"max", std::to_string(most)}});
  for (const In& row : list) {
    if (!rows.ok()) break;
    const auto xs = row.nums();
    if (rows.ok() && xs.size() != t.columns) row.refuse("wrong_length", {{"length", std::to_string(t.columns)}});
    t.x.insert(t.x.end(), xs.begin(), xs.end());
  }
  return t;
}
std::vector<double> flags_of(const In& list) {
  std::vector<double> y;
  for (const In& v : list.items()) y.push_back(v.flag() ? 1 : 0);
  return y;
}

/// Any text as a number: the order of first appearance.
std::vector<std::int64_t> names_of(const In& list, std::size_t n) {
  std::map<std::string, std::int64_t> known;
  std::vector<std::int64_t> out;
  for (const In& name : list.items(n)) out.push_back(known.emplace(name.is_string() ? name.text() : std::to_string(name.integer()), std::ssize(known)).first->second);
  return out;
}

void weight_rake(const In& in, Out& out) {
  RakeInput input;
  std::vector<std::map<std::string, int>> index;
  for (const In& margin : in.at("margins").items()) {
    auto& names = index.emplace_back();
    auto& totals = input.margins.emplace_back();
    for (const auto& [name, total] : margin.members()) names.emplace(name, static_cast<int>(totals.size())), totals.push_back(total.num(0));
  }
  std::vector<int> category;
  const auto rows = in.at("rows").items();
  for (const In& row : rows) {
    const auto names = row.items(index.size());
    for (std::size_t m = 0; m < index.size() && in.ok(); ++m) {
      const auto at = index[m].find(names[m].text());
      if (in.ok() && at == index[m].end()) names[m].refuse("unknown_value");
      if (in.ok()) category.push_back(at->second);
    }
  }
  if (in.ok() && (index.empty() || rows.empty())) in.at(index.empty() ? "margins" : "rows").refuse("required");
  const auto base = in.has("base") ? in.nums("base", rows.size()) : std::vector<double>();
  if (!in.ok()) return;
  input.category = category, input.base = base;
  const Rake fit = rake(input);
  if (!put_status(out, fit.status)) {
    if (fit.margin >= 0) out["margin"] = fit.margin;
    return;
  }
  out["weights"] = array_of(fit.weight), out["rounds"] = fit.rounds, out["deff"] = fit.deff, out["n_eff"] = fit.n_eff;
  out["min"] = fit.least, out["max"] = fit.most;
  if (!in.has("y")) return;
  const auto y = in.nums("y", rows.size());
  const auto cluster = in.has("cluster") ? names_of(in.at("cluster"), rows.size()) : std::vector<std::int64_t>();
  const double exist = in.num_or("clusters_exist", 0, 0);
  std::int64_t there = cluster.empty() ? std::ssize(y) : 0;
  for (const auto c : cluster) there = std::max(there, c + 1);
  if (in.ok() && exist > 0 && exist < static_cast<double>(there)) in.at("clusters_exist").refuse("out_of_range", {{"min", std::to_string(there)}, {"max", "1e300"}});
  if (in.ok()) put_estimate(out, raked_mean(fit, input, y, cluster, exist > 0 ? 1 - static_cast<double>(there) / exist : 1), "mean");
}

void weight_strata(const In& in, Out& out) {
  std::vector<Stratum> strata;
  for (const In& row : in.at("strata").items()) {
    const auto s = row.items(4);
    strata.push_back({s[0].num(0), s[1].num(0), s[2].num(), s[3].num(0)});
  }
  put_estimate(out, post_stratify(strata), "mean");
}

bool put_fit(Out& out, const Logistic& f) {
  if (!put_status(out, f.status, f.n, f.need)) return false;
  out["b"] = array_of(f.b), out["se"] = array_of(f.se), out["loglik"] = f.log_likelihood, out["loglik_null"] = f.null_log_likelihood;
  out["n"] = f.n, out["events"] = f.events;
  return true;
}
void regress_logistic(const In& in, Out& out) {
  const auto y = flags_of(in.at("y"));
  const Table x = table_of(in.at("X"), y.size(), kMaxPredictors);
  if (in.ok()) put_fit(out, fit_logistic(x.x, x.columns, y));
}

void equity_hazard(const In& in, Out& out) {
  const auto left = flags_of(in.at("left"));
  const Table x = table_of(in.at("X"), left.size(), kMaxPredictors);
  if (!in.ok()) return;
  const Hazard h = fit_hazard(x.x, x.columns, left);
  if (put_fit(out, h.fit)) out["odds_ratio"] = triple(h.odds_ratio), out["effect"] = triple(h.effect), out["effect_se"] = h.effect.se;
}

void promise_cox(const In& in, Out& out) {
  const auto time = in.nums("time"), ended = flags_of(in.at("ended"));
  if (in.ok() && ended.size() != time.size()) in.at("ended").refuse("wrong_length", {{"length", std::to_string(time.size())}});
  const Table x = table_of(in.at("X"), time.size(), kMaxPredictors);
  const std::string ties = in.has("ties") ? in.at("ties").text() : "efron";
  if (in.ok() && ties != "efron" && ties != "breslow") in.at("ties").refuse("unknown_value");
  if (!in.ok()) return;
  const Cox c = fit_cox(x.x, x.columns, time, ended, ties == "efron" ? Ties::efron : Ties::breslow);
  if (!put_status(out, c.status, c.events, c.need)) return;
  out["b"] = array_of(c.b), out["se"] = array_of(c.se), out["loglik"] = c.log_likelihood, out["loglik_null"] = c.null_log_likelihood;
  out["concordance"] = c.concordance, out["n"] = c.n, out["events"] = c.events;
}

constexpr std::size_t kMostBuyers = 200'000;  // distinct rows; those that are alike are given once with their number

void equity_bgnbd_fit(const In& in, Out& out) {
  std::vector<BuyingRow> rows;
  const auto list = in.at("rows").items();
  if (list.size() > kMostBuyers) return in.at("rows").refuse("too_many_values", {{"max", std::to_string(kMostBuyers)}});
  for (const In& row : list) {
    const auto v = row.nums();
    if (in.ok() && v.size() != 3 && v.size() != 4) row.refuse("wrong_length", {{"length", "3"}});
    if (!in.ok()) return;
    rows.push_back({v[0], v[1], v[2], 0, v.size() == 4 ? v[3] : 1});
  }
  const BgNbdFit f = fit_bgnbd(rows);
  if (!put_status(out, f.status, f.n, f.need)) return;
  out["r"] = f.model.r, out["alpha"] = f.model.alpha, out["a"] = f.model.a, out["b"] = f.model.b, out["loglik"] = f.log_likelihood;
  out["agreeing"] = f.agreeing, out["n"] = f.n;
}
void equity_bgnbd_new(const In& in, Out& out) {
  const BgNbd m{in.num("r", 1e-12), in.num("alpha", 1e-12), in.num("a", 1e-12), in.num("b", 1e-12)};
  out["o"] = bgnbd_new_customer(m, in.num("t", 0));
}
void equity_spend_fit(const In& in, Out& out) {
  std::vector<BuyingRow> rows;
  const auto list = in.at("rows").items();
  if (list.size() > kMostBuyers) return in.at("rows").refuse("too_many_values", {{"max", std::to_string(kMostBuyers)}});
  for (const In& row : list) {
    const auto v = row.nums();
    if (in.ok() && v.size() != 2 && v.size() != 3) row.refuse("wrong_length", {{"length", "2"}});
    if (!in.ok()) return;
    rows.push_back({v[0], 0, 1, v[1], v.size() == 3 ? v[2] : 1});
  }
  const SpendFit f = fit_gamma_gamma(rows);
  if (!put_status(out, f.status, f.n, f.need)) return;
  out["p"] = f.model.p, out["q"] = f.model.q, out["gamma"] = f.model.gamma, out["mean"] = f.mean, out["loglik"] = f.log_likelihood;
  out["correlation"] = f.correlation, out["independent"] = (f.flags & kBiasRisk) == 0, out["agreeing"] = f.agreeing, out["n"] = f.n;
}

void memory_recall(const In& in, Out& out) {
  std::vector<RecallRow> rows;
  for (const In& row : in.at("rows").items()) {
    const auto v = row.items(7);
    rows.push_back({v[0].num(), v[1].num(), v[2].num(), v[3].flag(), v[4].flag(), v[5].num(0), v[6].flag()});
    if (!in.ok()) return;
  }
  const RecallModel m = fit_recall(rows);
  if (!put_status(out, m.status, m.have, m.need)) return;
  put_fit(out, m.fit);
  out["forget"] = m.forget();
}
void memory_effective(const In& in, Out& out) {
  const auto p = in.nums("p"), v = in.nums("v", p.size());
  put_estimate(out, effective_positive(p, v), "o");
}
void memory_branded(const In& in, Out& out) {
  const auto asked = in.integer("asked"), remembered = in.integer("remembered", 0, asked);
  const BrandedRecall b = branded_recall(asked, remembered, in.integer("own", 0, remembered));
  out["recall"] = triple(b.recall), out["own_of_recalled"] = triple(b.own_of_recalled), out["branded"] = triple(b.branded);
}

void joypain_paradox(const In& in, Out& out) {
  const auto list = in.at("rows").items();
  std::vector<std::string> names;
  std::vector<RecoveryRow> rows;
  names.reserve(list.size());
  for (const In& row : list) {
    const auto r = row.items(5);
    names.push_back(r[0].text());
    rows.push_back({names.back(), r[1].flag(), static_cast<int>(r[2].integer(0, 1'000)), r[3].flag(), r[4].num()});
    if (!in.ok()) return;
  }
  const Paradox p = recovery_paradox(rows);
  out["verdict"] = p.verdict, out["matched"] = p.matched, out["effect"] = part_of(p.effect);
  out["first"] = part_of(p.first), out["repeated"] = part_of(p.repeated);
  Out by;
  for (const auto& [severity, e] : p.by_severity) by[std::to_string(severity)] = part_of(e);
  out["by_severity"] = std::move(by);
}
void joypain_contrast(const In& in, Out& out) {
  const auto own = in.nums("own"), previous = in.nums("previous", own.size());
  put_estimate(out, provider_contrast(own, previous), "mean");
}

void triangle_tolerance(const In& in, Out& out) {
  const auto s = in.nums("s");
  std::vector<TriangleClass> stated;
  for (const In& c : in.at("stated").items(s.size())) {
    const std::string name = c.text();
    int at = 0;
    while (at < 4 && name_of(static_cast<TriangleClass>(at)) != name) ++at;
    if (in.ok() && at == 4) c.refuse("unknown_value");
    if (!in.ok()) return;
    stated.push_back(static_cast<TriangleClass>(at));
  }
  const LearnedTolerance t = learn_tolerance(s, stated);
  if (put_status(out, t.status, t.n, kToleranceAnswers))
    out["t1"] = t.borders.t1, out["t2"] = t.borders.t2, out["agreement"] = t.agreement, out["agreement_default"] = t.agreement_default;
}

void drivers_what_if(const In& in, Out& out) {
  std::vector<Rated> ratings;
  for (const In& row : in.at("ratings").items()) {
    const auto r = row.items(2);
    ratings.push_back({r[0].num(-1, 1), r[1].num(0)});
  }
  const WhatIf w = what_if(ratings, in.num("penalty"), in.num("reward"), in.num("shift", -2, 2), in.num("reach", 0, 1));
  if (put_status(out, w.status)) out["effect"] = w.effect, out["mean_before"] = w.mean_before, out["mean_after"] = w.mean_after, out["capped"] = w.capped;
}

void drivers_pairwise(const In& in, Out& out) {
  const auto y = in.at("y").items();
  const auto rows = in.at("X").items(y.size());
  const std::size_t p = rows.empty() ? 0 : rows[0].items().size();
  if (in.ok() && (p < 1 || p > static_cast<std::size_t>(kMaxJohnsonDrivers)))
    in.at("X").refuse("out_of_range", {{"min", "1"}, {"max", std::to_string(kMaxJohnsonDrivers)}});
  if (!in.ok()) return;
  PairMoments m(static_cast<int>(p));
  std::vector<std::optional<std::int64_t>> row(p + 1);
  for (std::size_t i = 0; i < rows.size() && in.ok(); ++i) {
    const auto xs = rows[i].items(p);
    const auto fixed = [](const In& v) { return v.is_null() ? std::nullopt : std::optional(std::llround(v.num(-1e4, 1e4) * 1e4)); };
    for (std::size_t j = 0; j < p; ++j) row[j] = fixed(xs[j]);
    row[p] = fixed(y[i]);
    m.add(row);
  }
  if (!in.ok()) return;
  const PairMoments::Result r = m.correlations();
  out["fewest"] = m.fewest();
  if (!put_status(out, r.status, m.fewest(), PairMoments::kFewest)) return;
  out["r"] = array_of(r.of.xy), out["clipped"] = r.clipped;
  if (r.of.p <= kMaxLmgDrivers)
    if (const Importance exact = lmg(r.of); exact.status == Status::ok) out["lmg"] = array_of(exact.share), out["r2"] = exact.r2;
  if (const Importance relative = johnson(r.of); relative.status == Status::ok) out["johnson"] = array_of(relative.share);
}

void anomaly_overdispersed(const In& in, Out& out) {
  const auto past = in.nums("past");
  const Overdispersed o = overdispersed_z(past, in.num("z"));
  if (put_status(out, o.status, std::ssize(past), 8)) out["z"] = o.z, out["scale"] = o.scale;
}
void proof_panel(const In& in, Out& out) {
  const auto treated = in.nums("treated"), control = in.nums("control");
  put_estimate(out, panel_effect(treated, control), "effect");
}

void boot_mean(const In& in, Out& out) {
  const auto x = in.nums("x");
  const auto customers = in.at("customer").items(x.size());
  const auto weight = in.has("w") ? in.nums("w", x.size()) : std::vector<double>(x.size(), 1);
  PoissonBoot<WeightedMoments> boot(static_cast<int>(in.has("replicates") ? in.integer("replicates", 40, 500) : 200));
  for (std::size_t i = 0; i < x.size() && in.ok(); ++i) {
    const In& c = customers[i];
    const std::string name = c.is_string() ? c.text() : std::to_string(c.integer());
    boot.add(fnv1a64(name), [&](WeightedMoments& s, int times) { s.add(x[i], weight[i], times); });
  }
  if (!in.ok()) return;
  const auto mean = [](const WeightedMoments& s) { return s.n > 0 ? std::optional(1e-4 * static_cast<double>(s.swx) / static_cast<double>(s.sw)) : std::nullopt; };
  put_estimate(out, boot.interval(mean, boot.whole().n), "mean");
}

constexpr Function kModel[] = {
    {"weight.rake", "rows: [[category a margin]], margins: [{category: people}], base?, y?, cluster?, clusters_exist? -> weights, deff, mean, se", weight_rake},
    {"weight.post_stratify", "strata: [[people, n, mean, variance]] -> mean, se", weight_strata},
    {"regress.logistic", "X rows, y 0/1 -> b (intercept first), se, loglik", regress_logistic},
    {"equity.hazard", "X rows (experience first, then controls), left 0/1, a row a customer and period -> b, se, odds_ratio, effect", equity_hazard},
    {"promise.cox", "X rows, time, ended 0/1, ties? efron or breslow -> b, se, loglik, concordance", promise_cox},
    {"equity.bgnbd_fit", "rows: [[repeat purchases, time of the last, time observed, customers?]] -> r, alpha, a, b, loglik", equity_bgnbd_fit},
    {"equity.bgnbd_new", "r, alpha, a, b, t -> o: purchases of a new customer within t", equity_bgnbd_new},
    {"equity.gamma_gamma_fit", "rows: [[repeat purchases, mean spend, customers?]] -> p, q, gamma, mean, correlation, loglik", equity_spend_fit},
    {"memory.recall_fit", "rows: [[z, surprise, arousal, peak, end, days, remembered]] -> b, se, forget", memory_recall},
    {"memory.effective_share", "p chances of being remembered, v valence -> o: share of good among what is remembered", memory_effective},
    {"memory.branded_recall", "asked, remembered, own -> recall, own_of_recalled, branded with intervals", memory_branded},
    {"joypain.paradox", "rows: [[segment, failed, severity, repeat, outcome]] -> effect of failing and recovering, verdict", joypain_paradox},
    {"joypain.contrast", "own, previous ratings of the same customers -> mean difference", joypain_contrast},
    {"triangle.tolerance", "s, stated classes -> t1, t2, agreement: borders learned from what people said", triangle_tolerance},
    {"drivers.what_if", "ratings: [[valence, count]], penalty, reward, shift, reach -> effect, mean_before, mean_after, capped", drivers_what_if},
    {"drivers.pairwise", "X rows with null where missing, y -> r, lmg, johnson, fewest rows of a pair, clipped", drivers_pairwise},
    {"anomaly.overdispersed", "past z, z -> z over their robust spread", anomaly_overdispersed},
    {"proof.panel", "treated, control: change of each customer -> effect, se, lo, hi", proof_panel},
    {"boot.mean", "x, customer, w?, replicates? -> mean, lo, hi: Poisson bootstrap of customers", boot_mean},
};

}  // namespace

std::span<const Function> model_functions() { return kModel; }

}  // namespace peakend::engine
