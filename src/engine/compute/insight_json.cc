// compute: memory, brand, equity, drivers.
#include <algorithm>

#include "engine/brand.h"
#include "engine/compute/tables_json.h"
#include "engine/drivers.h"
#include "engine/equity.h"
#include "engine/memory.h"

namespace peakend::engine {
namespace {

namespace json = boost::json;

void memory_decay(const In& in, Out& out) {
  std::vector<DelayBin> bins;
  for (const In& row : in.at("bins").items()) {
    auto b = row.items(3);
    double n = b[1].num(0);
    bins.push_back({b[0].num(0), n, b[2].num(0, std::max(n, 0.0))});
  }
  ForgettingFit f = fit_forgetting(bins);
  if (!put_status(out, f.status, f.have, 4)) return;
  out["a"] = f.a, out["b"] = f.b, out["se_a"] = f.se_a, out["se_b"] = f.se_b, out["p0"] = f.p0, out["p7"] = f.at(7);
  out["half_life_days"] = f.half_life, out["half_life_lo"] = f.half_lo;
  if (std::isfinite(f.half_hi)) out["half_life_hi"] = f.half_hi;
}

void memory_surprise(const In& in, Out& out) { out["o"] = array_of(surprise_bits(in.nums("counts"))); }

void brand_jsd(const In& in, Out& out) {
  auto own = in.nums("own"), rival = in.nums("rival", own.size());
  out["o"] = jensen_shannon_bits(own, rival);
}
void brand_cliff(const In& in, Out& out) {
  auto own = in.nums("own"), rival = in.nums("rival", own.size());
  out["o"] = cliffs_delta(own, rival);
}

void brand_log_odds(const In& in, Out& out) {
  const auto a = in.nums("a"), b = in.nums("b", a.size()), prior = in.nums("prior", a.size());
  std::vector<double> delta, z;
  for (const LogOdds& o : log_odds(a, b, prior)) delta.push_back(o.delta), z.push_back(o.z);
  out["delta"] = array_of(delta), out["z"] = array_of(z);
}

void brand_score_of(const In& in, Out& out) {
  auto expressed = in.nums("expressed"), intended = in.nums("intended", expressed.size());
  auto w = in.nums("needs_w"), t2 = in.nums("needs_t2b", w.size());
  BrandScore b = brand_score(in.num("pe", 0, 1), expressed, intended, w, t2);
  if (put_status(out, b.status)) out["align"] = b.align, out["need"] = b.need, out["o"] = b.score;
}

void equity_clv(const In& in, Out& out) {
  double m = in.num("m"), d = in.num("d");
  Clv c = clv_simple(m, in.num("r"), d);
  if (!put_status(out, c.status)) return;
  out["end_of_period"] = c.end_of_period, out["immediate"] = c.immediate;
  if (!in.has("r_det")) return;
  Clv worse = clv_simple(m, in.num("r_det"), d);
  out["delta"] = worse.status == Status::ok ? json::value(c.end_of_period - worse.end_of_period) : json::value(nullptr);
}

void equity_bgnbd(const In& in, Out& out) {
  Activity a = bgnbd({in.num("r"), in.num("alpha"), in.num("a"), in.num("b")}, in.num("x"), in.num("tx"), in.num("T"), in.num("t"));
  if (put_status(out, a.status)) out["p_alive"] = a.alive, out["expected"] = a.expected;
}

void equity_gamma(const In& in, Out& out) {
  double p = in.num("p"), q = in.num("q"), gamma = in.num("gamma");
  Spend s = gamma_gamma(p, q, gamma, in.num("x"), in.num("mx")), none = gamma_gamma(p, q, gamma, 0, 0);
  if (!put_status(out, s.status)) return;
  out["o"] = s.expected;
  out["x0"] = none.status == Status::ok ? json::value(none.expected) : json::value(nullptr);
}

void equity_fix(const In& in, Out& out) {
  FixEconomics e = fix_npv({in.num("reach"), in.num("clv"), in.num("uplift"), in.num("uplift_sd", 0), in.num("slope"),
                            in.num("slope_sd", 0), in.num("cost")});
  out["dret"] = e.retention_gain, out["dret_sd"] = e.retention_gain_sd, out["npv"] = e.npv, out["npv_sd"] = e.npv_sd;
  out["p_pos"] = e.p_positive, out["lo"] = e.npv_interval.lo, out["hi"] = e.npv_interval.hi;
  json::array quantiles;
  for (const double q : e.quantiles) quantiles.push_back(q);
  out["quantiles"] = std::move(quantiles);
}

void equity_risk(const In& in, Out& out) {
  std::vector<RiskRow> rows;
  for (const In& row : in.at("rows").items()) {
    auto r = row.items(3);
    rows.push_back({r[0].num(), r[1].num(0, 1), r[2].num(0, 1)});
  }
  out["o"] = value_at_risk(rows);
}

Correlations correlations_of(const In& in, int max) {
  Correlations c;
  c.xy = in.nums("rxy");
  if (c.xy.empty() || c.xy.size() > static_cast<std::size_t>(max))
    in.at("rxy").refuse("out_of_range", {{"min", "1"}, {"max", std::to_string(max)}});
  c.p = static_cast<int>(c.xy.size());
  auto rows = in.at("R").items(c.xy.size());
  for (const In& row : rows) {
    auto xs = row.nums();
    if (in.ok() && xs.size() != c.xy.size()) row.refuse("wrong_length", {{"length", std::to_string(c.xy.size())}});
    for (double x : xs)
      if (in.ok() && !(x >= -1 && x <= 1)) row.refuse("out_of_range", {{"min", "-1"}, {"max", "1"}});
    c.xx.insert(c.xx.end(), xs.begin(), xs.end());
  }
  return c;
}

void drivers_lmg(const In& in, Out& out) {
  Correlations c = correlations_of(in, kMaxLmgDrivers);
  if (!in.ok()) return;
  Importance i = lmg(c);
  if (put_status(out, i.status)) out["lmg"] = array_of(i.share), out["r2"] = i.r2, out["beta"] = array_of(i.beta);
}
void drivers_johnson(const In& in, Out& out) {
  Correlations c = correlations_of(in, kMaxJohnsonDrivers);
  if (!in.ok()) return;
  Importance i = johnson(c);
  if (put_status(out, i.status)) out["rw"] = array_of(i.share), out["r2"] = i.r2;
}
void drivers_both(const In& in, Out& out) {
  drivers_lmg(in, out);
  drivers_johnson(in, out);
}

// Raw data instead of correlations: X rows, y.
void drivers_fit(const In& in, Out& out) {
  auto y = in.nums("y");
  auto rows = in.at("X").items(y.size());
  std::size_t p = rows.empty() ? 0 : rows[0].nums().size();
  if (in.ok() && (p < 1 || p > kMaxLmgDrivers)) return in.at("X").refuse("out_of_range", {{"min", "1"}, {"max", std::to_string(kMaxLmgDrivers)}});
  CrossMoments m(static_cast<int>(p));
  for (std::size_t i = 0; i < rows.size() && in.ok(); ++i) {
    auto xs = rows[i].nums();
    if (in.ok() && xs.size() != p) rows[i].refuse("wrong_length", {{"length", std::to_string(p)}});
    m.add(xs, y[i]);
  }
  if (!in.ok()) return;
  Correlations c = m.correlations();
  if (!put_status(out, c.p == 0 ? Status::degenerate : Status::ok)) return;
  Importance exact = lmg(c), relative = johnson(c);
  NoiseFloor floor = noise_floor(static_cast<std::int64_t>(m.n()), c.p);
  out["n"] = m.n(), out["r"] = array_of(c.xy), out["noise_floor"] = floor.per_driver;
  if (put_status(out, exact.status)) out["lmg"] = array_of(exact.share), out["r2"] = exact.r2, out["beta"] = array_of(exact.beta);
  if (relative.status == Status::ok) out["johnson"] = array_of(relative.share);
}

void drivers_prca(const In& in, Out& out) {
  auto y = in.nums("y"), low = in.nums("low", y.size()), high = in.nums("high", y.size());
  for (std::size_t i = 0; i < y.size() && in.ok(); ++i)
    if (low[i] != 0 && high[i] != 0) in.at("high").item(i).refuse("low_and_high");
  PenaltyReward r = penalty_reward(y, low, high);
  if (!put_status(out, r.status)) return;
  out["b0"] = r.base, out["penalty"] = r.penalty, out["reward"] = r.reward, out["ia"] = r.asymmetry, out["ia_se"] = r.asymmetry_se;
  out["class"] = name_of(r.cls);
}

void drivers_priority(const In& in, Out& out) { out["o"] = priority(in.num("b"), in.num("target"), in.num("mean"), in.num("reach", 0, 1)); }

void drivers_noise(const In& in, Out& out) {
  NoiseFloor f = noise_floor(in.integer("n", 3), static_cast<int>(in.integer("p", 1, 10'000)));
  out["per_driver"] = f.per_driver, out["total"] = f.total;
}

constexpr Function kInsight[] = {
    {"memory.decay_fit", "bins: [[days, n, remembered]] -> a, b, se, p0, p7, half_life_days, _lo, _hi", memory_decay},
    {"memory.surprise_bits", "counts of bins -> o: surprise in bits", memory_surprise},
    {"brand.jsd_bits", "own, rival: theme counts -> o: divergence in bits", brand_jsd},
    {"brand.cliffs_delta", "own, rival: rating counts -> o: Cliff's delta", brand_cliff},
    {"brand.log_odds", "a, b: counts of words on two sides, prior: over all texts -> delta, z: what sets them apart", brand_log_odds},
    {"brand.score", "pe, expressed, intended, needs_w, needs_t2b -> align, need, o", brand_score_of},
    {"equity.clv_simple", "m, r, d, r_det? -> end_of_period, immediate, delta", equity_clv},
    {"equity.bgnbd", "r, alpha, a, b, x, tx, T, t -> p_alive, expected", equity_bgnbd},
    {"equity.gamma_gamma", "p, q, gamma, x, mx -> o: expected spend, x0", equity_gamma},
    {"equity.fix_npv", "reach, clv, uplift(_sd), slope(_sd), cost -> npv, npv_sd, p_pos, lo, hi, quantiles (5 25 50 75 95 %)", equity_fix},
    {"equity.value_at_risk", "rows: [[clv, churn, reference]] -> o", equity_risk},
    {"drivers.lmg3", "R, rxy -> lmg shares of R2, r2, beta (any number of drivers up to 24)", drivers_lmg},
    {"drivers.johnson3", "R, rxy -> rw: Johnson's relative weights", drivers_johnson},
    {"drivers.p2_equal", "R, rxy -> lmg and rw", drivers_both},
    {"drivers.fit", "X rows, y -> r, lmg, johnson, r2, beta, noise_floor", drivers_fit},
    {"drivers.prca", "y, low, high flags -> b0, penalty, reward, ia, class", drivers_prca},
    {"drivers.priority", "b, target, mean, reach -> o", drivers_priority},
    {"drivers.noise_floor", "n, p -> per_driver, total", drivers_noise},
};

}  // namespace

std::span<const Function> insight_functions() { return kInsight; }

}  // namespace peakend::engine
