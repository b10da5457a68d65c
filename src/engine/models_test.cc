// What is fitted to own data: weighting, regression, buying, recall, recovery, borders, panels.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/buying.h"
#include "engine/compare.h"
#include "engine/laws/recovery.h"
#include "engine/laws/triangle.h"
#include "engine/memory.h"
#include "engine/numeric.h"
#include "engine/pair_moments.h"
#include "engine/proof.h"
#include "engine/regression.h"
#include "engine/weighting.h"

namespace peakend::engine {
namespace {

using Random = std::mt19937_64;
double uniform(Random& r) { return std::uniform_real_distribution<double>()(r); }
double normal(Random& r) { return std::normal_distribution<double>()(r); }
double gamma_of(Random& r, double shape, double rate) { return std::gamma_distribution<double>(shape, 1 / rate)(r); }

TEST(Weighting, MomentsAndStrataAsWorked) {
  WeightedMoments m;
  const double x[] = {1, 1, 0, -1, 1}, w[] = {1, 2, 1, 3, 1};
  for (int i = 0; i < 5; ++i) m.add(x[i], w[i]);
  const Estimate e = weighted_mean(m);
  EXPECT_NEAR(e.value, .125, 1e-12);
  EXPECT_NEAR(e.se, .5, 1e-12);
  EXPECT_NEAR(e.n_eff, 4, 1e-12);
  m.add(1, -1), m.add(1, 2e4), m.add(2'000, 1), m.add(1, std::nan(""));
  EXPECT_EQ(m.n, 5);
  EXPECT_EQ(weighted_mean(WeightedMoments{}).status, Status::too_few);
  const Stratum strata[] = {{600, 40, 8, 4}, {400, 10, 5, 9}};
  const Estimate p = post_stratify(strata);
  EXPECT_NEAR(p.value, 6.8, 1e-12);
  EXPECT_NEAR(p.se, std::sqrt(.18), 1e-12);
  const Stratum thin[] = {{600, 40, 8, 4}, {400, 1, 5, 0}};
  EXPECT_EQ(post_stratify(thin).status, Status::too_few);
}

TEST(Weighting, RakingMeetsTheMarginsOrSaysWhich) {
  const int category[] = {0, 0, 0, 1, 1, 0, 1, 1};
  const Rake r = rake({category, {{60, 40}, {70, 30}}});
  ASSERT_EQ(r.status, Status::ok);
  const double want[] = {42, 18, 28, 12};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(r.weight[i], want[i], 1e-9);
  EXPECT_EQ(rake({category, {{60, 40}, {70, 31}}}).margin, 1);
  EXPECT_EQ(rake({category, {{60, 40, 5}, {70, 35}}}).margin, 0);     // people of whom nobody answered
  EXPECT_EQ(rake({category, {{60}, {60}}}).status, Status::invalid);  // off the margin
  const int apart[] = {0, 0, 1, 1};                                   // two combinations only: these margins cannot be met
  EXPECT_EQ(rake({apart, {{60, 40}, {70, 30}}}).status, Status::invalid);
}

TEST(Regression, LogisticOnATwoByTwoTableIsItsOddsRatio) {
  std::vector<double> x, y;
  for (int i = 0; i < 100; ++i) x.push_back(i >= 40), y.push_back(i < 10 || i >= 70);  // 10 of 40, 30 of 60
  const Logistic f = fit_logistic(x, 1, y);
  ASSERT_EQ(f.status, Status::ok);
  EXPECT_NEAR(f.b[0], -std::log(3.0), 1e-9);
  EXPECT_NEAR(f.b[1], std::log(3.0), 1e-9);
  EXPECT_NEAR(f.se[1], std::sqrt(.1 + 3. / 30), 1e-9);
  EXPECT_NEAR(f.at(std::array{1.0}), .5, 1e-9);
  EXPECT_NEAR(f.null_log_likelihood, 40 * std::log(.4) + 60 * std::log(.6), 1e-9);
  const Hazard h = fit_hazard(x, 1, y);
  EXPECT_EQ(h.status, Status::too_few);  // forty left, fifty are needed
  EXPECT_EQ(h.fit.need, 50);
  std::vector<double> twice = x, left = y;
  twice.insert(twice.end(), x.begin(), x.end()), left.insert(left.end(), y.begin(), y.end());
  const Hazard both = fit_hazard(twice, 1, left);
  ASSERT_EQ(both.status, Status::ok);
  EXPECT_NEAR(both.odds_ratio.value, 3, 1e-9);
  EXPECT_NEAR(both.effect.value, .25, 1e-9);
  EXPECT_NEAR(both.effect.se, std::sqrt(.25 * .75 / 80 + .25 / 120), 1e-9);
}

TEST(Regression, LogisticRefusesWhatHasNoAnswer) {
  std::vector<double> x, parted, flat(200, 1.0), y;
  for (int i = 0; i < 200; ++i) x.push_back(i), parted.push_back(i >= 100), y.push_back(i % 3 == 0);
  EXPECT_EQ(fit_logistic(x, 1, parted).status, Status::degenerate);
  EXPECT_EQ(fit_logistic(x, 1, flat).status, Status::too_few);
  const Logistic constant = fit_logistic(flat, 1, y);  // does not vary: weight 0
  ASSERT_EQ(constant.status, Status::ok);
  EXPECT_EQ(constant.b[1], 0);
  std::vector<double> twin;
  for (const double v : x) twin.insert(twin.end(), {v, 2 * v + 1});
  EXPECT_EQ(fit_logistic(twin, 2, y).status, Status::degenerate);
  EXPECT_EQ(fit_logistic(x, 2, y).status, Status::invalid);
  y[0] = .5;
  EXPECT_EQ(fit_logistic(x, 1, y).status, Status::invalid);
}

TEST(Regression, CoxOrdersAndRefuses) {
  Random r(3);
  std::vector<double> x, time, ended;
  for (int i = 0; i < 2'000; ++i) {
    const double z = normal(r), t = -std::log(uniform(r)) / std::exp(.7 * z), end = 3 * uniform(r);
    x.push_back(z), time.push_back(std::min(t, end)), ended.push_back(t <= end);
  }
  const Cox c = fit_cox(x, 1, time, ended);
  ASSERT_EQ(c.status, Status::ok);
  EXPECT_NEAR(c.b[0], .7, 3 * c.se[0]);
  EXPECT_GT(c.concordance, .6);
  const Cox b = fit_cox(x, 1, time, ended, Ties::breslow);
  EXPECT_NEAR(b.b[0], c.b[0], 1e-9);  // no ties: both are one
  EXPECT_EQ(fit_cox(x, 1, time, std::vector<double>(2'000, 0)).status, Status::too_few);
  EXPECT_EQ(fit_cox(std::vector<double>(2'000, 1), 1, time, ended).status, Status::degenerate);
}

std::vector<BuyingRow> buyers(Random& r, const BgNbd& m, const SpendModel& s, int n) {
  std::vector<BuyingRow> rows;
  for (int i = 0; i < n; ++i) {
    const double rate = gamma_of(r, m.r, m.alpha), ga = gamma_of(r, m.a, 1), leave = ga / (ga + gamma_of(r, m.b, 1));
    const double observed = 20 + 30 * uniform(r), nu = gamma_of(r, s.q, s.gamma);
    BuyingRow row{0, 0, observed, 0, 1};
    double t = 0, spent = 0;
    while (uniform(r) >= (row.repeats > 0 ? leave : 0)) {
      t += -std::log(uniform(r)) / rate;
      if (t > observed) break;
      ++row.repeats, row.last = t, spent += gamma_of(r, s.p, nu);
    }
    if (row.repeats > 0) row.mean_spend = spent / row.repeats;
    rows.push_back(row);
  }
  return rows;
}

TEST(Buying, LikelihoodsAsWorkedAndTheirSlopes) {
  EXPECT_NEAR(bgnbd_log_likelihood({.243, 4.414, .793, 2.426}, {2, 30.43, 38.86}), -9.458606307, 1e-8);
  EXPECT_NEAR(gamma_gamma_log_likelihood({6.25, 3.74, 15.44}, {2, 0, 1, 30}), -3.847047926, 1e-8);
  EXPECT_NEAR(bgnbd_new_customer({.243, 4.414, .793, 2.426}, 39), 1.196723193, 1e-8);
  EXPECT_NEAR(digamma(1), -.5772156649015329, 1e-13);
  EXPECT_NEAR(digamma(.5), -.5772156649015329 - 2 * std::log(2.0), 1e-12);
  for (const double x : {.3, 2.7, 40.0}) EXPECT_NEAR(digamma(x), (log_gamma(x + 1e-5) - log_gamma(x - 1e-5)) / 2e-5, 1e-6);
}

TEST(Buying, ModelsAreRecoveredAndNoHillAroundIsHigher) {
  Random r(11);
  const BgNbd truth{.6, 8, .8, 2.5};
  const SpendModel money{6, 4, 15};
  const auto rows = buyers(r, truth, money, 6'000);
  const BgNbdFit f = fit_bgnbd(rows);
  ASSERT_EQ(f.status, Status::ok);
  EXPECT_GE(f.agreeing, 2);
  EXPECT_NEAR(std::log(f.model.r / truth.r), 0, .25);
  EXPECT_NEAR(std::log(f.model.alpha / truth.alpha), 0, .3);
  EXPECT_NEAR(f.model.a / (f.model.a + f.model.b), truth.a / (truth.a + truth.b), .06);
  const auto height = [&](const BgNbd& m) {
    double sum = 0;
    for (const BuyingRow& row : rows) sum += bgnbd_log_likelihood(m, row);
    return sum;
  };
  EXPECT_NEAR(height(f.model), f.log_likelihood, 1e-5 * std::abs(f.log_likelihood));
  EXPECT_GE(f.log_likelihood, height(truth));
  for (const double k : {.98, 1.02}) {
    EXPECT_LT(height({f.model.r * k, f.model.alpha, f.model.a, f.model.b}), f.log_likelihood);
    EXPECT_LT(height({f.model.r, f.model.alpha * k, f.model.a, f.model.b}), f.log_likelihood);
    EXPECT_LT(height({f.model.r, f.model.alpha, f.model.a * k, f.model.b}), f.log_likelihood);
    EXPECT_LT(height({f.model.r, f.model.alpha, f.model.a, f.model.b * k}), f.log_likelihood);
  }
  // What it expects of the first half is what the second half brings.
  double bought = 0, expected = 0;
  for (const BuyingRow& row : rows) bought += row.repeats, expected += bgnbd_new_customer(f.model, row.observed);
  EXPECT_NEAR(expected / bought, 1, .03);
  const SpendFit s = fit_gamma_gamma(rows);
  ASSERT_EQ(s.status, Status::ok);
  EXPECT_NEAR(s.mean / (money.p * money.gamma / (money.q - 1)), 1, .05);
  EXPECT_NEAR(std::log(s.model.q / money.q), 0, .25);
  EXPECT_EQ(s.flags, 0u);
  // Alike rows given once with their number are the same data.
  std::vector<BuyingRow> twice(rows.begin(), rows.end());
  for (BuyingRow& row : twice) row.customers = 2;
  const BgNbdFit g = fit_bgnbd(twice);
  EXPECT_NEAR(g.log_likelihood, 2 * f.log_likelihood, 1e-6 * std::abs(g.log_likelihood));
}

TEST(Buying, RefusesWhatItCannotTell) {
  Random r(12);
  auto rows = buyers(r, {.6, 8, .8, 2.5}, {6, 4, 15}, 999);
  EXPECT_EQ(fit_bgnbd(rows).status, Status::too_few);
  EXPECT_EQ(fit_bgnbd(rows).need, 1'000);
  std::vector<BuyingRow> nobody(2'000, {0, 0, 10, 0, 1});
  EXPECT_EQ(fit_bgnbd(nobody).status, Status::too_few);
  EXPECT_EQ(fit_gamma_gamma(nobody).status, Status::too_few);
  // Everybody buys at one rate and nobody leaves: no maximum inside.
  std::vector<BuyingRow> clockwork;
  for (int i = 0; i < 2'000; ++i) clockwork.push_back({10, 10, 10.01, 20, 1});
  EXPECT_EQ(fit_bgnbd(clockwork).status, Status::degenerate);
  EXPECT_EQ(fit_gamma_gamma(clockwork).status, Status::degenerate);
  rows[0].last = rows[0].observed + 1;
  EXPECT_EQ(fit_bgnbd(rows).status, Status::invalid);
}

TEST(Recall, WeightsAreRecoveredOrThePartsAreShownAlone) {
  Random r(13);
  std::vector<RecallRow> rows;
  for (int i = 0; i < 6'000; ++i) {
    RecallRow row{normal(r), 5 * uniform(r), uniform(r), uniform(r) < .3, uniform(r) < .3, std::exp(4 * uniform(r)) - 1, false};
    row.remembered = uniform(r) < logistic(-.5 + .6 * std::abs(row.z) + .3 * row.surprise + .9 * row.peak + .7 * row.end - .5 * std::log1p(row.days));
    rows.push_back(row);
  }
  const RecallModel m = fit_recall(rows);
  ASSERT_EQ(m.status, Status::ok);
  const double want[] = {-.5, .6, .3, 0, .9, .7, .5};
  for (std::size_t j = 0; j < 7; ++j) EXPECT_NEAR(m.fit.b[j], want[j], 4 * m.fit.se[j]) << j;
  EXPECT_EQ(m.forget(), m.fit.b[6]);
  EXPECT_GT(m.at({2, 4, .5, true, true, 0, false}), .9);
  const RecallModel few = fit_recall(std::span(rows).first(299));
  EXPECT_EQ(few.status, Status::too_few);
  EXPECT_EQ(few.need, 300);
  EXPECT_EQ(few.at(rows[0]), 0);
}

TEST(Recall, SharesAsWorked) {
  const double p[] = {.9, .6, .3, .2}, v[] = {.5, -.8, .2, -.1};
  EXPECT_NEAR(effective_positive(p, v).value, .6, 1e-12);
  EXPECT_NEAR(effective_positive(p, v).n_eff, 4 / 1.3, 1e-12);
  EXPECT_EQ(effective_positive(std::span(p).first(0), {}).status, Status::invalid);
  const BrandedRecall b = branded_recall(200, 120, 90);
  EXPECT_NEAR(b.branded.value, b.recall.value * b.own_of_recalled.value, 1e-12);
  EXPECT_NEAR(b.branded.value, .45, 1e-12);
  EXPECT_EQ(branded_recall(10, 5, 6).branded.status, Status::invalid);
}

TEST(Recovery, ParadoxIsMatchedOnSegments) {
  std::vector<RecoveryRow> rows;
  const auto put = [&](const char* segment, bool failed, double mean, int n) {
    for (int i = 0; i < n; ++i) rows.push_back({segment, failed, i % 2, i % 5 == 0, mean + (i % 2 ? .1 : -.1)});
  };
  put("A", false, 1, 100), put("A", true, .5, 40), put("B", false, 0, 100), put("B", true, 1, 10), put("C", true, 5, 50);
  const Paradox p = recovery_paradox(rows);
  ASSERT_EQ(p.effect.status, Status::ok);
  EXPECT_NEAR(p.effect.value, -.2, 1e-12);
  EXPECT_NEAR(p.matched, .5, 1e-12);
  EXPECT_EQ(p.verdict, "below");
  EXPECT_EQ(p.repeated.status, Status::too_few);
  EXPECT_EQ(p.by_severity.size(), 2u);
  for (RecoveryRow& row : rows)
    if (row.failed) row.outcome += 2;
  EXPECT_EQ(recovery_paradox(rows).verdict, "above");
  EXPECT_TRUE(recovery_paradox(rows).effect.flags & kBiasRisk);
  EXPECT_EQ(recovery_paradox({}).verdict, "not_enough_data");
  const double own[] = {9, 8, 7, 9}, previous[] = {6, 7, 7, 5};
  const Estimate e = provider_contrast(own, previous);
  EXPECT_NEAR(e.value, 2, 1e-12);
  EXPECT_NEAR(e.lo, -.905, 5e-4);
}

TEST(Tolerance, BordersComeFromWhatPeopleSaid) {
  std::vector<double> s;
  std::vector<TriangleClass> stated;
  const std::pair<double, TriangleClass> kinds[] = {{-.5, TriangleClass::angry}, {-.2, TriangleClass::dissatisfied}, {0, TriangleClass::satisfied},
                                                    {.15, TriangleClass::satisfied}, {.3, TriangleClass::delighted}};
  for (int i = 0; i < 200; ++i) s.push_back(kinds[i % 5].first), stated.push_back(kinds[i % 5].second);
  const LearnedTolerance t = learn_tolerance(s, stated);
  ASSERT_EQ(t.status, Status::ok);
  EXPECT_NEAR(t.agreement_default, .8, 1e-12);
  EXPECT_EQ(t.agreement, 1);
  EXPECT_NEAR(t.borders.t1, .175, 1e-12);
  EXPECT_NEAR(t.borders.t2, .4, 1e-12);
  EXPECT_EQ(learn_tolerance(std::span(s).first(199), stated).status, Status::too_few);
  EXPECT_EQ(learn_tolerance(s, std::vector(200, TriangleClass::satisfied)).status, Status::degenerate);
  // Against every pair of borders, on noisy data.
  Random r(14);
  for (int i = 0; i < 200; ++i) {
    s[static_cast<std::size_t>(i)] = std::round(normal(r) * 8) / 20;
    stated[static_cast<std::size_t>(i)] = classify_ratio(s[static_cast<std::size_t>(i)] + .2 * normal(r), {.2, .5});
  }
  const LearnedTolerance noisy = learn_tolerance(s, stated);
  double best = 0;
  for (double t1 = .025; t1 < 2; t1 += .05)
    for (double t2 = t1; t2 < 2; t2 += .05) {
      double agree = 0;
      for (std::size_t i = 0; i < s.size(); ++i) agree += classify_ratio(s[i], {t1, t2}) == stated[i];
      best = std::max(best, agree / 200);
    }
  EXPECT_NEAR(noisy.agreement, best, 1e-12);
  double agree = 0;
  for (std::size_t i = 0; i < s.size(); ++i) agree += classify_ratio(s[i], noisy.borders) == stated[i];
  EXPECT_NEAR(noisy.agreement, agree / 200, 1e-12);
}

TEST(Drivers, WhatIfTakesTheBranchAndStopsAtTheEnd) {
  const Rated ratings[] = {{-1, 10}, {0, 10}, {1, 10}};
  const WhatIf w = what_if(ratings, -2, 1, 2. / 3, .5);
  ASSERT_EQ(w.status, Status::ok);
  EXPECT_NEAR(w.effect, .25, 1e-12);
  EXPECT_NEAR(w.capped, 1. / 3, 1e-12);
  EXPECT_NEAR(w.mean_after, (-1. / 3 + 2. / 3 + 1) / 3, 1e-12);
  EXPECT_EQ(what_if(ratings, -2, 1, 0, .5).effect, 0);
  EXPECT_EQ(what_if({}, -2, 1, 0, .5).status, Status::too_few);
}

TEST(Drivers, MissingAtRandomByPairs) {
  Random r(15);
  PairMoments whole(2), holes(2);
  CrossMoments exact(2);
  for (int i = 0; i < 4'000; ++i) {
    const double a = std::round(2 * normal(r)), b = std::round(a + 2 * normal(r)), y = std::round(a + normal(r));
    const auto fixed = [](double v) { return std::optional(static_cast<std::int64_t>(v * 10'000)); };
    std::optional<std::int64_t> row[] = {fixed(a), fixed(b), fixed(y)};
    whole.add(row), exact.add(std::array{a, b}, y);
    for (auto& v : row)
      if (uniform(r) < .3) v.reset();
    holes.add(row);
  }
  const auto all = whole.correlations(), some = holes.correlations();
  ASSERT_EQ(some.status, Status::ok);
  EXPECT_NEAR(all.of.xy[0], exact.correlations().xy[0], 1e-12);
  EXPECT_NEAR(all.of.xx[1], exact.correlations().xx[1], 1e-12);
  EXPECT_NEAR(some.of.xy[0], all.of.xy[0], .03);
  EXPECT_FALSE(some.clipped);
  EXPECT_NEAR(static_cast<double>(holes.together(0, 2)), 4'000 * .49, 120);
  EXPECT_EQ(PairMoments(2).correlations().status, Status::too_few);
  // Pairs that contradict each other: r12 = r1y = 1, r2y = -1.
  PairMoments odd(2);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t v = i;
    const std::optional<std::int64_t> rows[3][3] = {{v, v, {}}, {v, {}, v}, {{}, v, -v}};
    for (const auto& row : rows) odd.add(row);
  }
  const auto fixed = odd.correlations();
  ASSERT_EQ(fixed.status, Status::ok);
  EXPECT_TRUE(fixed.clipped);
  EXPECT_EQ(lmg(fixed.of).status, Status::ok);
  EXPECT_LE(lmg(fixed.of).r2, 1 + 1e-9);
}

TEST(Proof, PanelsAndOverdispersionAsWorked) {
  const double treated[] = {2, 3, 1, 2}, control[] = {1, 0, 1, 0};
  const Estimate e = panel_effect(treated, control);
  EXPECT_NEAR(e.value, 1.5, 1e-12);
  EXPECT_NEAR(e.se, .5, 1e-12);
  EXPECT_NEAR(e.lo, 1.5 - .5 * t_quantile(.975, 5.4), 1e-9);
  EXPECT_EQ(panel_effect(treated, std::span(control).first(1)).status, Status::too_few);
  const double past[] = {-4, -2, 0, 2, 4, -3, 3, 1};
  const Overdispersed z = overdispersed_z(past, 6);
  EXPECT_NEAR(z.scale, 3.7065, 1e-9);
  EXPECT_NEAR(z.z, 6 / 3.7065, 1e-9);
  EXPECT_EQ(overdispersed_z(std::span(past).first(7), 6).status, Status::too_few);
}

}  // namespace
}  // namespace peakend::engine
