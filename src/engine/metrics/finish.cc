#include "engine/metrics/finish.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/numeric.h"

namespace peakend::engine::metrics {
namespace {

struct Repeated {
  RepeatedMean mean;  // in the unit of the sums
  Method method = Method::cluster_robust;
};

// Nothing when every customer is there once, so that the plain interval is right.
std::optional<Repeated> repeated(const Partial& p, Repeats how, const Quantity& q) {
  if (how == Repeats::never) return std::nullopt;
  if (how == Repeats::exact && p.clusters.g > 0) {
    if (p.clusters.sbb == q.n) return std::nullopt;
    return Repeated{cluster_mean(static_cast<double>(q.sum), static_cast<double>(q.n), p.clusters), Method::cluster_robust};
  }
  return Repeated{group_mean(p.groups, q.y, q.b), Method::random_groups};
}

// The n of independent answers that would have this error, made smaller for the few degrees of freedom.
double effective_n(const RepeatedMean& r, double unit_variance, double n) {
  auto g = static_cast<double>(r.g);
  double base = r.se > 0 ? std::min(n, unit_variance / (r.se * r.se)) : std::min(n, g);
  double shrink = kZ95 / t_quantile(.975, g - 1);
  return std::max(1e-9, base * shrink * shrink);
}

Estimate with_range(double value, Interval i, double se, std::int64_t n, double n_eff, Method m) {
  return {value, i.lo, i.hi, se, n, n_eff, m, 0, Status::ok};
}

}  // namespace

Estimate flag_low(Estimate e, std::int64_t customers) {
  if (e.status == Status::ok && std::min(e.n, customers) < kSteady) e.flags |= kLowN;
  return e;
}

double squared_deviations(std::int64_t sum, int128 sum_sq, std::int64_t n, double one) {
  if (n <= 0) return 0;
  auto s = static_cast<long double>(sum);
  auto d = static_cast<long double>(sum_sq) - s * s / static_cast<long double>(n);
  return std::max(0.0, static_cast<double>(d)) / (one * one);
}

Estimate share(const Partial& p, Repeats how, const Quantity& q) {
  if (q.n < kNeed) return too_few(q.n, kNeed);
  auto r = repeated(p, how, q);
  if (!r) return flag_low(wilson_share(q.sum, q.n, kNeed), q.n);
  if (r->mean.g < kNeed) return too_few(r->mean.g, kNeed);
  double n = static_cast<double>(q.n), x = static_cast<double>(q.sum) / n;
  double worth = effective_n(r->mean, x * (1 - x), n);
  return flag_low(with_range(x, wilson(x * worth, worth), r->mean.se, q.n, worth, r->method), r->mean.g);
}

Estimate net(const Partial& p, Repeats how) {
  Quantity q{p.good - p.bad, p.n, [](const GroupSums& g) { return g.good - g.bad; }, [](const GroupSums& g) { return g.n; }};
  if (q.n < kNeed) return too_few(q.n, kNeed);
  auto r = repeated(p, how, q);
  if (!r) return flag_low(nps(p.good, p.bad, p.n, kNeed), q.n);
  if (r->mean.g < kNeed) return too_few(r->mean.g, kNeed);
  double n = static_cast<double>(q.n), good = static_cast<double>(p.good) / n, bad = static_cast<double>(p.bad) / n;
  double worth = effective_n(r->mean, good + bad - (good - bad) * (good - bad), n);
  NpsDetail d = nps_detail(good * worth, bad * worth, worth);
  return flag_low(with_range(100 * (good - bad), d.adjusted, 100 * r->mean.se, q.n, worth, r->method), r->mean.g);
}

Estimate mean(const Partial& p, Repeats how, const Quantity& q, int128 sum_sq, double one, double lo, double hi) {
  if (q.n < kNeed) return too_few(q.n, kNeed);
  double n = static_cast<double>(q.n), value = static_cast<double>(q.sum) / n / one;
  double naive = std::sqrt(squared_deviations(q.sum, sum_sq, q.n, one) / (n - 1) / n);
  Estimate e = with_range(value, {}, naive, q.n, n, Method::t);
  double df = n - 1;
  std::int64_t customers = q.n;
  if (auto r = repeated(p, how, q)) {
    if (r->mean.g < kNeed) return too_few(r->mean.g, kNeed);
    customers = r->mean.g;
    e.se = r->mean.se / one;
    e.method = r->method;
    e.n_eff = e.se > 0 ? std::min(n, n * naive * naive / (e.se * e.se)) : std::min(n, static_cast<double>(customers));
    df = static_cast<double>(customers) - 1;
  }
  double half = t_quantile(.975, df) * e.se;
  e.lo = value - half, e.hi = value + half;
  if (lo < hi) e.lo = std::max(lo, e.lo), e.hi = std::min(hi, e.hi);
  return flag_low(e, customers);
}

double n_eff_of_valence(const Partial& p, Repeats how) {
  Quantity q{p.sum_v, p.n, [](const GroupSums& g) { return g.v; }, [](const GroupSums& g) { return g.n; }};
  return mean(p, how, q, p.sum_vv, kValenceOne).n_eff;
}

}  // namespace peakend::engine::metrics
