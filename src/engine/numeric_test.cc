#include "engine/numeric.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace peakend::engine {
namespace {

TEST(Numeric, KnownValues) {
  EXPECT_NEAR(normal_quantile(.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(1e-10), -6.361340902404056, 1e-12);
  EXPECT_NEAR(incomplete_beta(.5, 2, 3), .6875, 1e-15);
  EXPECT_NEAR(t_quantile(.975, 1), 12.706204736174698, 1e-11);
  EXPECT_NEAR(t_quantile(.975, 2), 4.302652729749462, 1e-13);
  EXPECT_NEAR(t_quantile(.975, 4), 2.7764451051977934, 1e-13);
  EXPECT_NEAR(t_quantile(.975, 1e9), kZ95, 1e-9);
  EXPECT_NEAR(chi2_upper(10.0081738057, 1), 0.0015584698175, 1e-12);
  EXPECT_NEAR(chi2_upper(3.841458820694124, 1), .05, 1e-13);
  EXPECT_NEAR(hypergeometric_2f1(1, 1, 2, .5), 2 * std::log(2.0), 1e-14);
  EXPECT_NEAR(binomial_upper(4, 800, .001), 0.009037691349703433, 1e-14);
  EXPECT_NEAR(binomial_lower(3, 800, .001), 1 - 0.009037691349703433, 1e-13);
}

TEST(Numeric, QuantilesInvertTheirDistributions) {
  for (double df : {.7, 1.0, 1.5, 2.0, 2.9, 3.0, 7.0, 30.0, 1000.0, 1e6, 1e8})
    for (double p : {.5001, .6, .9, .975, .9995}) EXPECT_NEAR(t_cdf(t_quantile(p, df), df), p, 1e-11) << df << ' ' << p;
  for (double a : {.5, 1.0, 4.0, 90.0, 20000.0})
    for (double b : {.5, 3.0, 797.0})
      for (double p : {.001, .025, .5, .975}) EXPECT_NEAR(incomplete_beta(beta_quantile(p, a, b), a, b), p, 1e-10) << a << ' ' << b;
  for (double p : {1e-12, .001, .3, .5, .9, .9999}) EXPECT_NEAR(normal_cdf(normal_quantile(p)) / p, 1, 1e-12);
}

TEST(Numeric, NothingIsEverNaN) {
  const double odd[] = {0, -0.0, 1, -1, .5, 1e300, -1e300, 1e-300, std::numeric_limits<double>::infinity(),
                        -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};
  for (double a : odd) {
    EXPECT_FALSE(std::isnan(normal_cdf(a)));
    EXPECT_FALSE(std::isnan(normal_quantile(a)));
    EXPECT_FALSE(std::isnan(log_gamma(a)));
    EXPECT_FALSE(std::isnan(logistic(a)));
    EXPECT_FALSE(std::isnan(logit(a)));
    for (double b : odd) {
      EXPECT_FALSE(std::isnan(t_cdf(a, b))) << a << ' ' << b;
      EXPECT_FALSE(std::isnan(t_quantile(a, b))) << a << ' ' << b;
      EXPECT_FALSE(std::isnan(t_two_sided(a, b))) << a << ' ' << b;
      EXPECT_FALSE(std::isnan(incomplete_gamma(a, b))) << a << ' ' << b;
      EXPECT_FALSE(std::isnan(chi2_upper(a, b))) << a << ' ' << b;
      for (double c : odd) {
        EXPECT_FALSE(std::isnan(incomplete_beta(a, b, c))) << a << ' ' << b << ' ' << c;
        EXPECT_FALSE(std::isnan(beta_quantile(a, b, c))) << a << ' ' << b << ' ' << c;
      }
    }
  }
}

TEST(Numeric, SumKeepsSmallTerms) {
  Sum s;
  s.add(1e16);
  for (int i = 0; i < 1000; ++i) s.add(1);
  s.add(-1e16);
  EXPECT_EQ(s.get(), 1000);
}

}  // namespace
}  // namespace peakend::engine
