// compute: silence, sampling, proof, loop.
#include <cmath>
#include <cstdio>

#include "engine/compute/tables_json.h"
#include "engine/loop.h"
#include "engine/numeric.h"
#include "engine/proof.h"
#include "engine/sampling.h"
#include "engine/silence.h"

namespace peakend::engine {
namespace {

namespace json = boost::json;

json::value or_null(std::optional<double> x) { return x ? json::value(*x) : json::value(nullptr); }

void silent_bias(const In& in, Out& out) {
  auto rho = in.nums("rho"), y = in.nums("y", rho.size());
  ResponseBias b = response_bias(rho, y);
  if (put_status(out, b.status)) out["o"] = b.bias, out["pop"] = b.population, out["expected_resp"] = b.respondents;
}

void silent_r(const In& in, Out& out) {
  auto n = in.nums("n"), rho = in.nums("rho", n.size());
  Representativity r = r_indicator(n, rho);
  if (put_status(out, r.status)) out["rbar"] = r.mean, out["S"] = r.s, out["R"] = r.r, out["maxbias_std"] = r.max_bias;
}

void silent_aipw(const In& in, Out& out) {
  auto e = in.nums("e"), r = in.nums("r", e.size()), m = in.nums("m", e.size());
  std::vector<double> y;
  auto answers = in.at("y").items(e.size());
  for (std::size_t i = 0; i < answers.size() && in.ok(); ++i) y.push_back(r[i] != 0 ? answers[i].num() : 0);
  Aipw a = aipw(e, r, y, m);
  out["psi"] = array_of(a.psi);
  if (put_status(out, a.mean)) out["mu"] = a.mean.value, out["se"] = a.mean.se;
}

void silent_chapman(const In& in, Out& out) {
  Capture c = chapman(in.num("complaints", 0), in.num("survey_bad", 0), in.num("both", 0));
  if (put_status(out, c.status)) out["N"] = c.n, out["se"] = c.se;
}
void silent_chao(const In& in, Out& out) { out["lower"] = chao(in.num("f1", 0), in.num("f2", 0), in.num("seen", 0)); }

// The prior is [a, b], or text that begins "Beta(a,b)".
void silent_voice(const In& in, Out& out) {
  double a = 2.4, b = 7.6;
  if (in.has("prior")) {
    In prior = in.at("prior");
    if (prior.is_array()) {
      auto ab = prior.items(2);
      a = ab[0].num(1e-6, 1e9), b = ab[1].num(1e-6, 1e9);
    } else if (std::sscanf(prior.text().c_str(), "Beta(%lf,%lf)", &a, &b) != 2) {
      prior.refuse("expected_array");
    }
  }
  auto n = in.integer("n");
  VoiceRate v = voice_rate(in.integer("k", 0, n), n, a, b);
  if (put_status(out, v.status)) out["voice"] = v.voice, out["lo"] = v.lo, out["hi"] = v.hi, out["silent_per_voiced"] = v.silent_per_voiced;
}

void silent_seed(const In& in, Out& out) {
  Iceberg i = iceberg(in.num("complaints", 0), in.num_or("voice", .24));
  if (put_status(out, i.status)) out["bad_total"] = i.bad_total, out["silent"] = i.silent;
}

void silent_audit_of(const In& in, Out& out) {
  Estimate e = silent_audit({in.num("n"), in.num("nr"), in.num("yr"), in.num("s2r"), in.num("f"), in.num("yf"), in.num("s2f")});
  if (put_status(out, e)) out["mu"] = e.value, out["se"] = e.se, out["lo"] = e.lo, out["hi"] = e.hi;
}

void silent_conformal(const In& in, Out& out) {
  auto residuals = in.nums("absres");
  auto put = [&](const char* name, double alpha) {
    auto q = conformal_quantile(residuals, alpha);
    out[name] = q ? json::value(*q) : json::value("inf");
  };
  put("q", in.num("alpha", 1e-9, 1));
  put("alpha05", .05);
}

void silent_eval(const In& in, Out& out) {
  auto p = in.nums("p"), y = in.nums("y", p.size());
  PredictionQuality q = prediction_quality(p, y);
  out["brier"] = q.brier, out["auc"] = or_null(q.auc);
}
void silent_ece(const In& in, Out& out) {
  auto p = in.nums("p"), y = in.nums("y", p.size());
  out["o"] = calibration_error(p, y, static_cast<int>(in.integer("bins", 1, 1000)));
}
void silent_tipping(const In& in, Out& out) {
  out["delta"] = or_null(tipping_point(in.num("resp_mean"), in.num("rr", 0, 1), in.num("target")));
}
void silent_contact(const In& in, Out& out) {
  out["o"] = contact_value(in.num("p_bad", 0, 1), in.num("clv"), in.num("dchurn"), in.num("p_recover", 0, 1), in.num("cost"));
}

void sampling_rate(const In& in, Out& out) {
  Rate r = cell_rate(in.num("need", 0), in.num("eligible", 0), in.num("rr", 0, 1));
  out["pi"] = r.pi, out["weight"] = r.weight;
}
void sampling_hash(const In& in, Out& out) {
  double u = hash_draw(in.at("key").text());
  out["u"] = u, out["selected_at_0_32"] = u < .32;
}

void sampling_quarantine(const In& in, Out& out) {
  QuarantinePolicy policy;
  In p = in.at("policy");
  for (const auto& [kind, gap] : p.at("gap").members()) policy.gap[kind] = gap.num(0);
  policy.max_per_year = static_cast<int>(p.has("max_year") ? p.integer("max_year", 0, 1'000'000) : 0);
  json::array o;
  for (const In& row : in.at("cases").items()) {
    auto c = row.items();
    if (in.ok() && c.size() != 2 && c.size() != 3) row.refuse("wrong_length", {{"length", "2"}});
    if (!in.ok()) return;
    std::vector<std::string> kinds;
    std::vector<Invited> history;
    auto list = c[1].items();
    kinds.reserve(list.size());
    for (const In& invited : list) {
      auto i = invited.items(2);
      kinds.push_back(i[1].text());
      history.push_back({i[0].num(), kinds.back()});
    }
    Quarantine q = quarantine(c[0].num(), c.size() == 3 ? c[2].text() : "", history, policy);
    o.push_back(json::array{q.ok, q.reason, q.next});
  }
  out["o"] = std::move(o);
}

void sampling_thompson(const In& in, Out& out) {
  std::vector<Arm> arms;
  for (const In& row : in.at("arms").items()) {
    auto a = row.items(2);
    auto asked = a[0].integer(0);
    arms.push_back({asked, a[1].integer(0, asked)});
  }
  if (in.ok() && (arms.empty() || arms.size() > 30)) return in.at("arms").refuse("out_of_range", {{"min", "1"}, {"max", "30"}});
  Pick p = thompson_pick(arms, in.at("key").text());
  out["arm"] = p.arm, out["explored"] = p.explored, out["propensity"] = array_of(thompson_propensity(arms));
}

Cell cell_of(const In& list) {
  auto c = list.items(3);
  return {c[0].num(), c[1].num(0), c[2].num(1)};
}
void proof_did(const In& in, Out& out) {
  Did d = difference_in_differences(cell_of(in.at("t0")), cell_of(in.at("t1")), cell_of(in.at("c0")), cell_of(in.at("c1")));
  if (!put_status(out, d.effect)) return;
  out["did"] = d.effect.value, out["se"] = d.effect.se, out["lo"] = d.effect.lo, out["hi"] = d.effect.hi, out["naive"] = d.naive;
}

void proof_its(const In& in, Out& out) {
  auto y = in.nums("y");
  if (y.size() > 100'000) return in.at("y").refuse("too_many_values", {{"max", "100000"}});
  Its r = interrupted_series(y, in.integer("t0"), static_cast<int>(in.has("lag") ? in.integer("lag", 0, 1000) : 2));
  if (!put_status(out, r.status, r.have, 8)) return;
  out["b"] = array_of({std::begin(r.b), std::end(r.b)}), out["se"] = array_of({std::begin(r.se), std::end(r.se)});
}

void proof_cuped(const In& in, Out& out) {
  auto y = in.nums("y"), x = in.nums("x", y.size());
  Cuped c = cuped(y, x);
  if (!put_status(out, c.status, static_cast<std::int64_t>(y.size()), 3)) return;
  out["theta"] = c.theta, out["adj"] = array_of(c.adjusted), out["var_ratio"] = c.variance_ratio, out["one_minus_r2"] = c.one_minus_r2;
}

void proof_cs(const In& in, Out& out) {
  double sd = in.num("sd", 0), alpha = in.num("alpha", 1e-12, .5);
  double rho2 = in.has("rho2") ? in.num("rho2", 1e-12) : confidence_sequence_rho2(alpha, in.num("n_star", 1));
  std::vector<double> half, fixed;
  for (double n : in.nums("n")) {
    half.push_back(confidence_sequence(sd, n, alpha, rho2));
    fixed.push_back(n > 0 ? normal_quantile(1 - alpha / 2) * sd / std::sqrt(n) : 0);
  }
  out["halfwidth"] = array_of(half), out["fixed"] = array_of(fixed), out["rho2"] = rho2;
}

void proof_msprt(const In& in, Out& out) {
  Msprt m = msprt(in.num("xbar"), in.num("n", 0), in.num("V", 0), in.num("tau2", 0));
  out["lam"] = m.lambda, out["p"] = m.p;
}
void proof_rtm(const In& in, Out& out) {
  Rtm r = regression_to_mean(in.num("mu"), in.num("selected_mean"), in.num("rho", -1, 1), in.num("observed_rise"));
  out["expected_rise"] = r.expected, out["credit"] = r.credit;
}

void proof_mde(const In& in, Out& out) {
  double n1 = in.num("n1", 1), n0 = in.num("n0", 1);
  // Beside it, in points, for answers with the variance of the worked NPS example (60 % promoters, 15 % detractors).
  double nps_sd = std::sqrt(in.num_or("nps_variance", .5475, 0, 1));
  out["o"] = minimal_effect(in.num("sd", 0), n1, n0), out["nps_sd"] = nps_sd, out["nps_mde_points"] = 100 * minimal_effect(nps_sd, n1, n0);
}

void proof_verdict(const In& in, Out& out) {
  json::array o;
  for (const In& row : in.at("cases").items()) {
    auto c = row.items(5);
    o.push_back(json::value(name_of(verdict(c[0].num(), c[1].num(), c[2].num(), c[3].num(), c[4].num()))));
  }
  out["o"] = std::move(o);
}

void loop_step_of(const In& in, Out& out) {
  In e = in.at("evidence");
  LoopEvidence x;
  auto count = [&](const char* key) { return e.has(key) ? e.integer(key) : 0; };
  auto share = [&](const char* key) { return e.num_or(key, 0, 0, 1); };
  x.journeys = count("journeys"), x.owned_share = share("owned_share");
  x.experiences = count("n_exp"), x.expectation_share = share("expect_share"), x.lag_hours = e.num_or("lag_h", 1e9, 0);
  x.moments_named = count("mot_named"), x.drivers_found = count("driver_ci_ok");
  x.gaps_below = count("gap_ci_below0"), x.gaps_all_met = e.has("gaps_all_met") && e.at("gaps_all_met").flag();
  x.plans_complete = count("plans_with_owner_due_metric"), x.plans_approved = count("plans_approved_budget_strategy");
  x.verdicts = count("verdicts"), x.cases_in_sla = share("cases_closed_in_sla");
  out["o"] = loop_step(x);
}

constexpr Function kAction[] = {
    {"silent.bias", "rho, y -> o: bias of the respondents' mean, pop, expected_resp", silent_bias},
    {"silent.r_indicator", "n, rho of groups -> rbar, S, R, maxbias_std", silent_r},
    {"silent.aipw", "e, r, y, m -> psi, mu, se", silent_aipw},
    {"silent.chapman", "complaints, survey_bad, both -> N, se", silent_chapman},
    {"silent.chao", "f1, f2, seen -> lower", silent_chao},
    {"silent.voice_rate", "k, n, prior? [a, b] -> voice, lo, hi, silent_per_voiced", silent_voice},
    {"silent.seed", "complaints, voice? -> bad_total, silent", silent_seed},
    {"silent.audit", "n, nr, yr, s2r, f, yf, s2f -> mu, se", silent_audit_of},
    {"silent.conformal", "absres, alpha -> q or \"inf\", alpha05", silent_conformal},
    {"silent.eval", "p, y -> brier, auc", silent_eval},
    {"silent.ece", "p, y, bins -> o: calibration error", silent_ece},
    {"silent.tipping", "resp_mean, rr, target -> delta", silent_tipping},
    {"silent.contact_value", "p_bad, clv, dchurn, p_recover, cost -> o", silent_contact},
    {"sampling.rate", "need, eligible, rr -> pi, weight", sampling_rate},
    {"sampling.hash", "key -> u in [0, 1), the same everywhere", sampling_hash},
    {"sampling.quarantine", "policy, cases: [[now, [[day, kind]], kind?]] -> o: [ok, reason, next]", sampling_quarantine},
    {"sampling.thompson", "arms: [[asked, answered]], key -> arm, explored, propensity", sampling_thompson},
    {"proof.did", "t0, t1, c0, c1: [mean, sd, n] -> did, se, lo, hi, naive", proof_did},
    {"proof.its", "y, t0, lag? -> b, se: interrupted series", proof_its},
    {"proof.cuped", "y, x -> theta, adj, var_ratio", proof_cuped},
    {"proof.asymp_cs", "sd, alpha, n, rho2 or n_star -> halfwidth, fixed", proof_cs},
    {"proof.msprt", "xbar, n, V, tau2 -> lam, p", proof_msprt},
    {"proof.rtm", "mu, selected_mean, rho, observed_rise -> expected_rise, credit", proof_rtm},
    {"proof.mde", "sd, n1, n0 -> o, nps_mde_points", proof_mde},
    {"proof.verdict", "cases: [[lo, hi, mde, n, n_min]] -> o", proof_verdict},
    {"loop.step", "evidence -> o: the first step whose evidence fails", loop_step_of},
};

}  // namespace

std::span<const Function> action_functions() { return kAction; }

}  // namespace peakend::engine
