// What is fitted to own data: its intervals hold the truth, the silent are counted within theirs, and nothing is found in nothing.
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/bootstrap.h"
#include "engine/compare.h"
#include "engine/control.h"
#include "engine/correlation.h"
#include "engine/laws/peak_end.h"
#include "engine/laws/recovery.h"
#include "engine/laws/triangle.h"
#include "engine/memory.h"
#include "engine/numeric.h"
#include "engine/proof.h"
#include "engine/regression.h"
#include "engine/silence.h"
#include "engine/weighting.h"
#include "simulate.h"

namespace peakend::simulate {
namespace {

using namespace engine;
bool holds(const Estimate& e, double truth) { return e.status == Status::ok && e.lo <= truth && truth <= e.hi; }
bool finds(const Estimate& e) { return e.status == Status::ok && (e.lo > 0 || e.hi < 0); }

// Two kinds of people answer unequally and differ in what they say; raking on both margins puts it right, and its error is right.
void weights(Report& report) {
  Random r(101);
  int raked = 0, plain = 0, strata = 0, boot = 0;
  const int runs = 1'500;
  for (int run = 0; run < runs; ++run) {
    std::vector<int> category;
    std::vector<double> y;
    Stratum groups[2] = {{6'000, 0, 0, 0}, {4'000, 0, 0, 0}};
    double squares[2] = {};
    while (y.size() < 300) {
      const int a = uniform(r) < .4, b = uniform(r) < .5;
      if (uniform(r) > (a ? .9 : .3)) continue;
      const double v = 7 - 1.5 * a + .8 * b + normal(r);
      category.insert(category.end(), {a, b}), y.push_back(v);
      ++groups[a].n, groups[a].mean += v, squares[a] += v * v;
    }
    const RakeInput input{category, {{6'000, 4'000}, {5'000, 5'000}}};
    const double truth = 7 - 1.5 * .4 + .8 * .5;
    const Estimate e = raked_mean(rake(input), input, y);
    raked += holds(e, truth);
    plain += holds(t_mean(y), truth);
    for (int g : {0, 1}) groups[g].mean /= groups[g].n, groups[g].variance = (squares[g] - groups[g].n * groups[g].mean * groups[g].mean) / (groups[g].n - 1);
    strata += holds(post_stratify(groups), truth);
  }
  for (int run = 0; run < 600; ++run) {
    PoissonBoot<WeightedMoments> state(200, {}, static_cast<std::uint64_t>(run) + 1);
    for (std::uint64_t c = 0; c < 250; ++c) {
      const double self = .4 * normal(r);
      for (int i = static_cast<int>(4 * uniform(r)); i >= 0; --i) {
        const double v = self + .4 * normal(r);
        state.add(c + 1, [&](WeightedMoments& s, int times) { s.add(v, 1, times); });
      }
    }
    const auto mean = [](const WeightedMoments& s) { return s.n ? std::optional(1e-4 * static_cast<double>(s.swx) / static_cast<double>(s.sw)) : std::nullopt; };
    boot += holds(state.interval(mean, state.whole().n), 0);
  }
  report.share("mean after raking, linearised", raked, runs, .93, .97);
  report.share("mean after post-stratification", strata, runs, .93, .97);
  report.share("(the same answers unweighted: what raking is for)", plain, runs, 0, .5);
  report.share("mean, customers answer often: Poisson bootstrap, 200 resamples", boot, 600, .92, .97);
}

void models(Report& report) {
  Random r(111);
  int hazard = 0, cox = 0, recall = 0, forgetting = 0, aversion = 0, newcombe = 0, ranks = 0, panel = 0, paradox = 0;
  const int runs = 1'000, slow = 300;
  for (int run = 0; run < runs; ++run) {
    // Hazard: the truth of the mean effect from the model itself.
    std::vector<double> x, left;
    double truth = 0;
    for (int i = 0; i < 800; ++i) {
      const double bad = uniform(r) < .4, control = normal(r);
      x.insert(x.end(), {bad, control}), left.push_back(uniform(r) < logistic(-1.5 + .9 * bad + .4 * control));
      truth += (logistic(-.6 + .4 * control) - logistic(-1.5 + .4 * control)) / 800;
    }
    hazard += holds(fit_hazard(x, 2, left).effect, truth);
    std::vector<double> z, time, ended;
    for (int i = 0; i < 200; ++i) {
      const double v = normal(r), t = -std::log(1 - uniform(r)) / std::exp(.5 * v), end = 2 * uniform(r);
      z.push_back(v), time.push_back(std::ceil(20 * std::min(t, end)) / 20), ended.push_back(t <= end);
    }
    const Cox c = fit_cox(z, 1, time, ended);
    cox += c.status == Status::ok && std::abs(c.b[0] - .5) <= 1.96 * c.se[0];
    DelayBins bins;
    for (int i = 0; i < 1'500; ++i) {
      const double days = std::exp(4 * uniform(r)) - 1;
      bins.add(days, uniform(r) < logistic(1.2 - .6 * std::log1p(days)));
    }
    const ForgettingFit f = fit_forgetting(bins.bins());
    forgetting += f.status == Status::ok && std::abs(f.b - .6) <= 1.96 * f.se_b;
    const double p0 = .1 + .5 * uniform(r), p1 = p0 + .2;
    // Twelve units whose two numbers go together with .5 on the normal scale: Spearman's is 6/pi asin(.25).
    std::vector<double> staff, customers;
    for (int i = 0; i < 12; ++i) staff.push_back(normal(r)), customers.push_back(.5 * staff.back() + std::sqrt(.75) * normal(r));
    ranks += holds(spearman(staff, customers), 6 / M_PI * std::asin(.25));
    newcombe += holds(share_difference(std::binomial_distribution<int>(70, p1)(r), 70, std::binomial_distribution<int>(90, p0)(r), 90), .2);
    std::vector<double> treated(60), control(90);
    for (double& v : treated) v = .3 + 1.5 * normal(r);
    for (double& v : control) v = normal(r);
    panel += holds(panel_effect(treated, control), .3);
    std::vector<RecoveryRow> rows;
    for (int i = 0; i < 400; ++i) {
      const bool b = uniform(r) < .4, failed = uniform(r) < (b ? .4 : .15);
      rows.push_back({b ? "b" : "a", failed, 1, false, (b ? -1. : 1.) - .25 * failed + normal(r)});
    }
    paradox += holds(recovery_paradox(rows).effect, -.25);
    if (run >= slow) continue;
    std::vector<RecallRow> probes;
    for (int i = 0; i < 900; ++i) {
      RecallRow p{normal(r), 4 * uniform(r), uniform(r), uniform(r) < .3, uniform(r) < .3, std::exp(3 * uniform(r)) - 1, false};
      p.remembered = uniform(r) < logistic(-.4 + .5 * std::abs(p.z) + .2 * p.surprise + .8 * p.peak + .6 * p.end - .5 * std::log1p(p.days));
      probes.push_back(p);
    }
    const RecallModel m = fit_recall(probes);
    recall += m.status == Status::ok && std::abs(m.fit.b[4] - .8) <= 1.96 * m.fit.se[4];
    std::vector<double> s, y;
    for (int i = 0; i < 500; ++i) {
      s.push_back(.5 * normal(r));
      y.push_back(std::max(s.back(), 0.0) - 2 * std::max(-s.back(), 0.0) + .5 * normal(r));
    }
    aversion += holds(fit_loss_aversion(s, y), 2);
  }
  report.share("effect of a bad experience on leaving, hazard model", hazard, runs, .93, .97);
  report.share("coefficient of proportional hazards, tied times, Cox", cox, runs, .93, .97);
  report.share("rate of forgetting", forgetting, runs, .93, .97);
  report.share("what a peak adds to recall", recall, slow, .92, .98);
  report.share("loss aversion, bootstrap", aversion, slow, .92, .98);
  report.share("difference of two shares, Newcombe", newcombe, runs, .93, .97);
  report.share("rank correlation over twelve units", ranks, runs, .93, .98);
  report.share("effect in a panel with unequal spread, Welch", panel, runs, .93, .97);
  report.share("recovered against never failed, within segments", paradox, runs, .93, .97);
}

// Ten thousand customers, the dissatisfied speak up less; 300 of the silent are drawn at random and called.
void silent_people(Report& report) {
  Random r(121);
  int all_bad = 0, silent_bad = 0, extrapolated = 0;
  const int runs = 1'000, people = 10'000, called = 300;
  for (int run = 0; run < runs; ++run) {
    double bad = 0, answered = 0, answered_bad = 0;
    const double rate = .1 + .3 * uniform(r), voice = .05 + .2 * uniform(r);
    for (int i = 0; i < people; ++i) {
      const bool unhappy = uniform(r) < rate, spoke = uniform(r) < (unhappy ? voice : .3);
      bad += unhappy, answered += spoke, answered_bad += spoke && unhappy;
    }
    const double silent = people - answered, truth = bad - answered_bad;
    double left = silent, left_bad = truth, found = 0;  // drawn without putting back
    for (int k = 0; k < called; ++k, --left)
      if (uniform(r) < left_bad / left) --left_bad, ++found;
    const double p = answered_bad / answered, q = found / called;
    all_bad += holds(silent_audit({static_cast<double>(people), answered, p, p * (1 - p), static_cast<double>(called), q, q * (1 - q) * called / (called - 1.)}), bad / people);
    const Interval share = wilson(found, called);
    silent_bad += silent * share.lo <= truth && truth <= silent * share.hi;
    extrapolated += std::abs(silent * p - truth) <= silent * 1.96 * std::sqrt(p * (1 - p) / answered);
  }
  report.share("dissatisfied among all, from answers and a random audit", all_bad, runs, .93, 1);
  report.share("silent and dissatisfied, from a random audit of 300", silent_bad, runs, .93, 1);
  report.share("(the same from the answers alone: what is forbidden)", extrapolated, runs, 0, .5);
}

void nothing(Report& report) {
  Random r(131);
  int hazard = 0, panel = 0, paradox = 0, watched = 0, strange = 0, few = 0;
  const int runs = 1'000;
  for (int run = 0; run < runs; ++run) {
    std::vector<double> x, left, treated, control;
    for (int i = 0; i < 500; ++i) x.push_back(normal(r)), left.push_back(uniform(r) < .2);
    hazard += finds(fit_hazard(x, 1, left).effect);
    for (int i = 0; i < 80; ++i) treated.push_back(normal(r)), control.push_back(normal(r));
    const Estimate e = panel_effect(treated, control);
    panel += verdict(e.lo, e.hi, .2, 160, 100) == Verdict::proven;
    std::vector<RecoveryRow> rows;
    for (int i = 0; i < 300; ++i) rows.push_back({i % 2 ? "a" : "b", uniform(r) < .3, 1, false, normal(r)});
    paradox += recovery_paradox(rows).verdict == "above";
    std::vector<SeriesPoint> days;
    for (int t = 0; t < 86; ++t) days.push_back({40, .7 + .05 * (t % 7 == 6) + .06 * normal(r)});
    const Control c = engine::control(days, 56);
    watched += c.alarm && c.p < .05;
    std::vector<double> past;
    for (int i = 0; i < 60; ++i) past.push_back(3 * normal(r));
    strange += std::abs(overdispersed_z(past, 3 * normal(r)).z) > 2.1;
    MotShare share;
    for (int i = 0; i < 4; ++i) {
      const TouchRow row{"pay", 1, 5'000, 5'000, 5'000, i};
      share.add({static_cast<std::uint64_t>(i) + 1, {}, {}, {&row, 1}});
    }
    few += share.shares().at("pay").status == Status::too_few;
  }
  report.share("leaving has nothing to do with experience: an effect is found", hazard, runs, .02, .07);
  report.share("placebo in a panel: called proven", panel, runs, 0, .05);
  report.share("recovered are like all others: a paradox is claimed", paradox, runs, 0, .05);
  report.share("flat days with weekends watched for thirty: left its level", watched, runs, 0, .05);
  report.share("overdispersed days, none unusual: beyond 2.1", strange, runs, 0, .06);
  report.share("memory share from 4 episodes: not enough data is said", few, runs, 1, 1);
}

}  // namespace

void fitted(Report& report) {
  weights(report);
  models(report);
  silent_people(report);
  nothing(report);
}

}  // namespace peakend::simulate
