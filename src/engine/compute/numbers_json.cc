// compute: intervals, NPS, comparisons, anomalies, privacy.
#include <map>

#include "engine/compare.h"
#include "engine/compute/tables_json.h"
#include "engine/nps_families.h"
#include "engine/numeric.h"

namespace peakend::engine {
namespace {

namespace json = boost::json;

void wilson_cases(const In& in, Out& out) {
  json::array o;
  for (const In& row : in.at("cases").items()) {
    auto c = row.items(2);
    auto n = c[1].integer(0);
    o.push_back(triple(wilson_share(c[0].integer(0, n), n)));
  }
  out["o"] = std::move(o);
}

Counts counts_of(const In& list) {
  auto c = list.items(3);
  auto n = c[2].integer(1);
  auto good = c[0].integer(0, n);
  return {good, c[1].integer(0, n - good), n};
}

void nps_basic(const In& in, Out& out) {
  auto n = in.integer("n", 1), good = in.integer("promoters", 0, n);
  NpsDetail d = nps_detail(static_cast<double>(good), static_cast<double>(in.integer("detractors", 0, n - good)), static_cast<double>(n));
  out["nps"] = d.nps, out["se"] = d.se, out["wald"] = pair_of(d.wald), out["adj_center"] = d.adjusted_centre;
  out["adj_se"] = d.adjusted_se, out["adj"] = pair_of(d.adjusted);
}

void nps_families(const In& in, Out& out) {
  const auto n = in.integer("n", 1), promoters = in.integer("promoters", 0, n), detractors = in.integer("detractors", 0, n - promoters);
  const auto good = static_cast<double>(promoters), bad = static_cast<double>(detractors), all = static_cast<double>(n);
  const double level = in.num_or("conf", .95, .01, .9999), z = normal_quantile((1 + level) / 2);
  const NpsDetail d = nps_detail(good, bad, all, z);
  out["nps"] = d.nps, out["se"] = d.se, out["wald"] = pair_of(d.wald);
  const auto put = [&](const char* name, double each, double added) {
    const NpsAdjusted a = nps_adjusted(good, bad, all, each, added, z);
    out[name] = Out{{"centre", a.centre}, {"se", a.se}, {"ci", pair_of(a.ci)}};
  };
  put("adjusted_3_4_of_3", .75, 3), put("adjusted_1_of_3", 1, 3), put("adjusted_1_of_4", 1, 4), put("adjusted_0_of_3", 0, 3);
  out["goodman"] = pair_of(nps_goodman(good, bad, all, level)), out["score"] = pair_of(nps_score(good, bad, all, z));
}

void nps_size(const In& in, Out& out) {
  double moe = in.num("moe", 1e-6, 1);
  out["o"] = nps_sample_size(moe, in.num("V", 0, 1)), out["worst"] = nps_sample_size(moe, 1);
}

void nps_change_of(const In& in, Out& out) {
  Change c = nps_change(counts_of(in.at("a")), counts_of(in.at("b")));
  out["diff"] = c.diff, out["se"] = c.se, out["z"] = c.z, out["p"] = c.p, out["ci"] = pair_of(c.ci);
}

void nps_fpc(const In& in, Out& out) {
  out["o"] = finite_population(in.num("se", 0), in.integer("n"), in.integer("N", 1));
}

void nps_weighted(const In& in, Out& out) {
  auto x = in.nums("x"), w = in.nums("w", x.size());
  for (const In& e : in.at("w").items()) e.num(0);
  WeightedMean m = weighted_mean(x, w);
  if (!put_status(out, m.n_eff > 0 ? Status::ok : Status::too_few)) return;
  out["nps"] = 100 * m.mean, out["neff"] = m.n_eff, out["se"] = 100 * m.se;
}

void nps_cluster(const In& in, Out& out) {
  auto x = in.nums("x"), w = in.nums("w", x.size());
  auto names = in.at("cluster").items(x.size());
  std::map<std::string, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < x.size() && in.ok(); ++i) {
    auto& [a, b] = sums[names[i].text()];
    a += w[i] * x[i], b += w[i];
  }
  double sa = 0, sb = 0, saa = 0, sab = 0, sbb = 0;
  for (const auto& [name, s] : sums) {
    auto [a, b] = s;
    sa += a, sb += b, saa += a * a, sab += a * b, sbb += b * b;
  }
  RepeatedMean r = cluster_mean(sa, sb, static_cast<double>(sums.size()), saa, sab, sbb);
  if (put_status(out, r.g >= 2 ? Status::ok : Status::too_few, r.g, 2)) out["nps"] = 100 * r.mean, out["se"] = 100 * r.se;
}

void nps_paired(const In& in, Out& out) {
  auto a = in.nums("w1"), b = in.nums("w2", a.size());
  Change c = paired_change(a, b);
  auto n = static_cast<std::int64_t>(a.size());
  if (!put_status(out, n >= 2 ? Status::ok : Status::too_few, n, 2)) return;
  out["n"] = n, out["mean"] = c.diff, out["se"] = c.se, out["t"] = c.z, out["p"] = c.p, out["ci"] = pair_of(c.ci);
}

void nps_mix_shift(const In& in, Out& out) {
  std::vector<std::string> names;
  std::vector<Segment> segments;
  for (const auto& [name, row] : in.at("segs").members()) {
    auto s = row.items(4);
    names.push_back(name);
    segments.push_back({s[0].num(0), s[1].maybe(), s[2].num(0), s[3].maybe()});
  }
  MixShift m = mix_shift(segments);
  if (!put_status(out, m.status)) return;
  Out parts;
  for (std::size_t i = 0; i < names.size(); ++i) parts[names[i]] = Out{{"rate", m.segments[i].rate}, {"mix", m.segments[i].mix}};
  out["X0"] = m.before, out["X1"] = m.after, out["delta"] = m.after - m.before, out["seg"] = std::move(parts);
  out["rate"] = m.rate, out["mix"] = m.mix;
}

void bh(const In& in, Out& out) {
  for (const In& p : in.at("p").items()) p.num(0, 1);
  out["adj"] = array_of(benjamini_hochberg(in.nums("p")));
}

void rank_eb(const In& in, Out& out) {
  auto x = in.nums("x"), se = in.nums("se", x.size());
  Shrunk s = eb_shrink(x, se);
  if (put_status(out, s.status)) out["tau2"] = s.tau2, out["mu"] = s.mu, out["shrunk"] = array_of(s.shrunk), out["B"] = array_of(s.weight);
}

void privacy_suppress(const In& in, Out& out) {
  auto cells = in.at("cells").members();
  std::vector<std::int64_t> n;
  for (const auto& [name, cell] : cells) n.push_back(cell.integer(0));
  auto shown = suppress(n, in.has("k") ? in.integer("k", 1) : 5);
  Out o;
  for (std::size_t i = 0; i < cells.size(); ++i) o[cells[i].first] = shown[i] ? json::value(n[i]) : json::value(nullptr);
  out["o"] = std::move(o);
}

void put_z(Out& out, const RobustZ& r) {
  if (put_status(out, r.status)) out["z"] = r.z, out["median"] = r.median, out["scale"] = r.scale;
}
void memory_robust_z(const In& in, Out& out) { put_z(out, robust_z(in.nums("xs"), in.num("x"))); }
void anomaly_seasonal(const In& in, Out& out) { put_z(out, seasonal_z(in.nums("same_weekday_last8"), in.num("today"))); }

void anomaly_cusum(const In& in, Out& out) {
  json::array o;
  for (const CusumPoint& p : cusum(in.nums("z"), in.num_or("k", .5, 0), in.num_or("h", 5, 0))) o.push_back(json::array{p.hi, p.lo, p.alarm});
  out["o"] = std::move(o);
}

void anomaly_ewma(const In& in, Out& out) {
  json::array o;
  for (const EwmaPoint& p : ewma(in.nums("z"), in.num_or("lam", .2, 1e-6, 1), in.num_or("L", 2.86, 0)))
    o.push_back(json::array{p.value, p.limit, p.alarm});
  out["o"] = std::move(o);
}

constexpr Function kNumbers[] = {
    {"wilson", "cases: [[k, n]] -> o: [share, lo, hi]", wilson_cases},
    {"nps.basic", "promoters, detractors, n -> nps, se, wald, adjusted Wald interval", nps_basic},
    {"nps.small", "the same as nps.basic", nps_basic},
    {"nps.families", "promoters, detractors, n, conf? -> wald, four adjusted Wald, goodman, score intervals side by side", nps_families},
    {"nps.sample_size", "moe, V -> o: answers needed, worst", nps_size},
    {"nps.change", "a, b: [promoters, detractors, n] -> diff, se, z, p", nps_change_of},
    {"nps.fpc", "se, n, N -> o: se in a finite population", nps_fpc},
    {"nps.weighted", "x in -1, 0, 1, w -> nps, neff, se", nps_weighted},
    {"nps.cluster", "x, w, cluster -> se when customers repeat", nps_cluster},
    {"nps.paired_change", "w1, w2 of the same customers -> mean, se, t, p", nps_paired},
    {"nps.mix_shift", "segs: {name: [n0, x0, n1, x1]} -> rate and mix parts of the change", nps_mix_shift},
    {"nps.mix_shift_new", "the same as nps.mix_shift; x null where n is 0", nps_mix_shift},
    {"bh", "p: list -> adj: Benjamini-Hochberg adjusted", bh},
    {"rank.eb_shrink", "x, se of units -> tau2, mu, shrunk, B", rank_eb},
    {"privacy.suppress", "cells: {name: n}, k? -> o: n or null where hidden", privacy_suppress},
    {"memory.robust_z", "xs, x -> z by median and MAD", memory_robust_z},
    {"anomaly.seasonal_z", "same_weekday_last8, today -> z", anomaly_seasonal},
    {"anomaly.cusum", "z, k?, h? -> o: [hi, lo, alarm]", anomaly_cusum},
    {"anomaly.ewma", "z, lam?, L? -> o: [value, limit, alarm]", anomaly_ewma},
};

}  // namespace

std::span<const Function> number_functions() { return kNumbers; }

}  // namespace peakend::engine
