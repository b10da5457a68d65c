// Properties of the methods that the vectors do not show.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>
#include <random>

#include "engine/brand.h"
#include "engine/compare.h"
#include "engine/drivers.h"
#include "engine/equity.h"
#include "engine/memory.h"
#include "engine/metrics.h"
#include "engine/numeric.h"
#include "engine/proof.h"
#include "engine/sampling.h"
#include "engine/silence.h"

namespace peakend::engine {
namespace {

Correlations random_correlations(std::mt19937_64& r, int p) {
  std::normal_distribution<double> z;
  CrossMoments m(p);
  std::vector<double> x(static_cast<std::size_t>(p));
  for (int i = 0; i < 60; ++i) {
    double common = z(r), y = z(r);
    for (double& v : x) v = common * .7 + z(r), y += .3 * v;
    m.add(x, y);
  }
  return m.correlations();
}

// R² of a subset by solving the normal equations from scratch.
double r2_of(const Correlations& c, unsigned set) {
  std::vector<std::size_t> in;
  for (int j = 0; j < c.p; ++j)
    if (set >> j & 1u) in.push_back(static_cast<std::size_t>(j));
  std::size_t k = in.size();
  auto p = static_cast<std::size_t>(c.p);
  std::vector<std::vector<double>> a(k, std::vector<double>(k + 1));
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) a[i][j] = c.xx[in[i] * p + in[j]];
    a[i][k] = c.xy[in[i]];
  }
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j)
      if (j != i) {
        double f = a[j][i] / a[i][i];
        for (std::size_t l = i; l <= k; ++l) a[j][l] -= f * a[i][l];
      }
  double r2 = 0;
  for (std::size_t i = 0; i < k; ++i) r2 += a[i][k] / a[i][i] * c.xy[in[i]];
  return r2;
}

TEST(Drivers, LmgEqualsTheAverageOverAllOrders) {
  std::mt19937_64 r(1);
  for (int p = 1; p <= 6; ++p) {
    Correlations c = random_correlations(r, p);
    std::vector<int> order(static_cast<std::size_t>(p));
    std::iota(order.begin(), order.end(), 0);
    std::vector<double> share(static_cast<std::size_t>(p), 0);
    double orders = 0;
    do {
      unsigned set = 0;
      double before = 0;
      for (int j : order) {
        double after = r2_of(c, set |= 1u << j);
        share[static_cast<std::size_t>(j)] += after - before;
        before = after;
      }
      ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    Importance got = lmg(c);
    for (std::size_t j = 0; j < share.size(); ++j) EXPECT_NEAR(got.share[j], share[j] / orders, 1e-12);
    EXPECT_NEAR(got.r2, r2_of(c, (1u << p) - 1), 1e-12);
  }
}

TEST(Drivers, SharesAddToR2AlsoForManyAndCollinearOnes) {
  std::mt19937_64 r(2);
  Correlations c = random_correlations(r, 16);
  EXPECT_NEAR(lmg(c).r2, johnson(c).r2, 1e-9);
  Correlations twin{2, {1, 1, 1, 1}, {.5, .5}};
  Importance i = lmg(twin);
  EXPECT_NEAR(i.share[0], .125, 1e-12);
  EXPECT_NEAR(i.share[1], .125, 1e-12);
  EXPECT_EQ(johnson(twin).status, Status::degenerate);
  EXPECT_EQ(lmg({25, std::vector<double>(625), std::vector<double>(25)}).status, Status::invalid);
}

TEST(Drivers, MomentsMergeWhateverTheOffset) {
  std::mt19937_64 r(3);
  std::normal_distribution<double> z;
  CrossMoments whole(2), a(2), b(2);
  for (int i = 0; i < 500; ++i) {
    double x[] = {1e6 + z(r), -1e6 + z(r)}, y = x[0] - x[1] + z(r);
    whole.add(x, y);
    (i % 3 ? a : b).add(x, y);
  }
  a += b;
  for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(a.correlations().xy[j], whole.correlations().xy[j], 1e-9);
  EXPECT_EQ(CrossMoments(2).correlations().p, 0);
}

TEST(Compare, MixAndRateAddToTheChangeExactly) {
  std::mt19937_64 r(4);
  for (int round = 0; round < 200; ++round) {
    std::vector<Segment> s(1 + r() % 5);
    for (Segment& x : s) {
      x.n0 = static_cast<double>(r() % 4 * 25), x.n1 = static_cast<double>(1 + r() % 100);
      if (x.n0 > 0) x.x0 = static_cast<double>(r() % 200) - 100;
      x.x1 = static_cast<double>(r() % 200) - 100;
    }
    MixShift m = mix_shift(s);
    if (m.status == Status::ok) {
      EXPECT_NEAR(m.rate + m.mix, m.after - m.before, 1e-9);
    }
  }
}

TEST(Compare, SuppressionLeavesNothingToSubtract) {
  auto shown = [](std::vector<std::int64_t> n) { return suppress(n); };
  EXPECT_EQ(shown({40, 3, 7}), (std::vector<bool>{true, false, false}));
  EXPECT_EQ(shown({40, 3, 2}), (std::vector<bool>{true, false, false}));
  EXPECT_EQ(shown({40, 50}), (std::vector<bool>{true, true}));
  EXPECT_EQ(shown({3}), (std::vector<bool>{false}));
  EXPECT_TRUE(shown({}).empty());
}

TEST(Compare, BenjaminiHochbergIsMonotoneAndKeepsPlaces) {
  std::vector<double> p = {.04, .001, .9};
  auto a = benjamini_hochberg(p);
  EXPECT_NEAR(a[1], .003, 1e-12);
  EXPECT_NEAR(a[0], .06, 1e-12);
  EXPECT_NEAR(a[2], .9, 1e-12);
}

TEST(Sampling, DrawsAreUniformAndPoissonHasMeanOne) {
  double sum = 0, weight = 0, square = 0;
  const int n = 100'000;
  for (std::uint64_t i = 0; i < n; ++i) {
    double u = hash_unit(i, 7);
    ASSERT_TRUE(u >= 0 && u < 1);
    int w = poisson_one(u);
    sum += u, weight += w, square += w * w;
  }
  EXPECT_NEAR(sum / n, .5, .005);
  EXPECT_NEAR(weight / n, 1, .02);
  EXPECT_NEAR(square / n - 1, 1, .04);
}

TEST(Sampling, ThompsonPrefersTheBetterArmAndStillExplores) {
  Arm arms[] = {{200, 10}, {200, 60}, {2'000'000'000, 100'000'000}};
  auto p = thompson_propensity(arms);
  EXPECT_GT(p[1], .9);
  EXPECT_GE(p[0], .05 / 3 - 1e-12);
  EXPECT_NEAR(p[0] + p[1] + p[2], 1, 1e-9);
  std::map<std::size_t, int> picked;
  int explored = 0;
  for (int i = 0; i < 2000; ++i) {
    Pick k = thompson_pick(arms, "customer " + std::to_string(i));
    ++picked[k.arm], explored += k.explored;
  }
  EXPECT_NEAR(picked[1] / 2000.0, p[1], .03);
  EXPECT_NEAR(explored / 2000.0, .05, .02);
}

TEST(Sampling, QuarantineNamesTheRuleThatHoldsLongest) {
  QuarantinePolicy policy{{{"any", 30}, {"relationship", 180}}, 0};
  Invited history[] = {{90, "tp"}, {50, "relationship"}};
  EXPECT_EQ(quarantine(100, "relationship", history, policy).reason, "gap:relationship");
  EXPECT_EQ(quarantine(100, "relationship", history, policy).next, 230);
  EXPECT_EQ(quarantine(100, "tp", history, policy).next, 120);
  EXPECT_TRUE(quarantine(100, "tp", {}, policy).ok);
}

TEST(Silence, AucIsSymmetricAndTiesCountHalf) {
  double p[] = {.1, .5, .5, .9}, y[] = {0, 0, 1, 1}, n[] = {1, 1, 0, 0};
  EXPECT_NEAR(*prediction_quality(p, y).auc, .875, 1e-12);
  EXPECT_NEAR(*prediction_quality(p, n).auc, .125, 1e-12);
  double ones[] = {1, 1, 1, 1};
  EXPECT_FALSE(prediction_quality(p, ones).auc);
}

TEST(Proof, ConfidenceSequencesHoldWhileWatched) {
  std::mt19937_64 r(6);
  std::normal_distribution<double> z;
  double rho2 = confidence_sequence_rho2(.05, 500);
  int broken_cs = 0, broken_naive = 0;
  for (int run = 0; run < 300; ++run) {
    double sum = 0;
    bool cs = false, naive = false;
    for (int n = 1; n <= 1000; ++n) {
      sum += z(r);
      if (n < 30 || n % 10) continue;
      double m = std::abs(sum / n);
      cs = cs || m > confidence_sequence(1, n, .05, rho2);
      naive = naive || m > kZ95 / std::sqrt(n);
    }
    broken_cs += cs, broken_naive += naive;
  }
  EXPECT_LE(broken_cs, 20);
  EXPECT_GE(broken_naive, 60);
}

TEST(Memory, ForgettingIsRecoveredFromMergedBins) {
  std::mt19937_64 r(8);
  std::uniform_real_distribution<double> u;
  DelayBins a, b;
  for (int i = 0; i < 20'000; ++i) {
    double days = std::exp(u(r) * 5) - 1;
    (i % 2 ? a : b).add(days, u(r) < logistic(1.3 - .7 * std::log1p(days)));
  }
  a += b;
  ForgettingFit f = fit_forgetting(a.bins());
  ASSERT_EQ(f.status, Status::ok);
  EXPECT_NEAR(f.a, 1.3, 4 * f.se_a);
  EXPECT_NEAR(f.b, .7, 4 * f.se_b);
  EXPECT_NEAR(f.at(f.half_life), f.p0 / 2, 1e-9);
  EXPECT_TRUE(f.half_lo < 10.925 && 10.925 < f.half_hi);  // of a 1.3, b .7
  const std::vector<DelayBin> worked = {{.5, 40, 30}, {3, 50, 28}, {10, 60, 24}, {30, 60, 15}};
  const ForgettingFit w = fit_forgetting(worked);
  EXPECT_NEAR(w.half_lo, 6.2599, 1e-3);
  EXPECT_NEAR(w.half_hi, 19.6725, 1e-3);
  std::vector<DelayBin> rising = {{1, 30, 5}, {2, 30, 10}, {5, 30, 20}, {20, 30, 28}};
  EXPECT_EQ(fit_forgetting(rising).status, Status::degenerate);
}

TEST(Brand, DivergenceAndDeltaAtTheirEnds) {
  double a[] = {1, 0}, b[] = {0, 3};
  EXPECT_NEAR(jensen_shannon_bits(a, b), 1, 1e-12);
  EXPECT_EQ(jensen_shannon_bits(a, a), 0);
  EXPECT_EQ(cliffs_delta(b, a), 1);
  EXPECT_EQ(cliffs_delta(a, b), -1);
}

TEST(Equity, EdgesAreInvalidNotInfinite) {
  EXPECT_EQ(clv_simple(100, 1.1, .1).status, Status::invalid);
  EXPECT_EQ(bgnbd({.2, 4, 1, 2}, 2, 30, 38, 39).status, Status::ok);  // a = 1
  EXPECT_EQ(bgnbd({.2, 4, .8, 2}, 2, 40, 38, 39).status, Status::invalid);
  EXPECT_EQ(bgnbd({.2, 4, .8, 2}, 0, 0, 38, 39).alive, 1);
  EXPECT_EQ(fix_npv({1, 1, 1, 0, 1, 0, .5}).p_positive, 1);
}
TEST(Compare, DifferenceOfSharesIsNewcombes) {
  const Estimate e = share_difference(56, 70, 48, 80);
  EXPECT_NEAR(e.value, .2, 1e-12);
  EXPECT_NEAR(e.lo, .0524, 5e-5);
  EXPECT_NEAR(e.hi, .3339, 5e-5);
  EXPECT_EQ(share_difference(5, 9, 400, 800, 10).need, 10);
  EXPECT_EQ(share_difference(5, 9, 400, 800, 10).n, 9);
}
TEST(Equity, AFixIsADistribution) {
  const auto q = fix_npv({20'000, 266.67, .3, .1, .04, .01, 30'000}).quantiles;
  EXPECT_NEAR(q[2], 34'000.8, 1e-6);
  EXPECT_NEAR(q[4] - q[2], 1.6448536 * 27'195, 5);
  EXPECT_NEAR(q[0] + q[4], 2 * q[2], 1e-6);
}

TEST(Proof, ShortSeriesHaveWiderIntervals) {
  EXPECT_NEAR(interrupted_critical(4, 60), 2.2588, 1e-4);
  std::vector<double> y;
  for (int t = 0; t < 60; ++t) y.push_back((t % 2 ? .5 : -.5) + (t >= 30 ? 3 : 0));
  const Its fit = interrupted_series(y, 30, 4);
  const Estimate step = interrupted_effect(fit, 2);
  EXPECT_GT(fit.adjust[2], 1);
  EXPECT_NEAR(step.hi - step.value, interrupted_critical(4, 60) * fit.se[2] * fit.adjust[2], 1e-12);
  EXPECT_NEAR(step.value, 3, .5);
  EXPECT_EQ(interrupted_effect(interrupted_series(std::vector<double>(10, 1.), 5, 2), 2).status, Status::too_few);
}

TEST(Methods, EveryMetricHasItsPage) {
  for (const Metric* m : all_metrics())
    EXPECT_TRUE(std::filesystem::exists(std::string(PEAKEND_SOURCE_DIR) + "/docs/methods/" + std::string(m->method) + ".md")) << m->method;
}

}  // namespace
}  // namespace peakend::engine
