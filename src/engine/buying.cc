#include "engine/buying.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "engine/numeric.h"

namespace peakend::engine {
namespace {

using Vector = Eigen::VectorXd;

/// Value and gradient by the logarithms of the parameters.
struct Height {
  double value = -INFINITY;
  Vector slope;
};

constexpr double kLeastLog = -9, kMostLog = 9;  // of parameters once times and amounts are scaled

/// BFGS upwards with Armijo steps, kept between the bounds.
template <class At>
std::pair<Vector, Height> climb(At&& at, Vector x) {
  const auto p = x.size();
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(p, p);
  Height now = at(x);
  for (int step = 0; step < 300 && std::isfinite(now.value); ++step) {
    if (now.slope.cwiseAbs().maxCoeff() < 1e-7 * (1 + std::abs(now.value) * 1e-3)) break;
    Vector way = inverse * now.slope;
    if (!(way.dot(now.slope) > 0)) inverse.setIdentity(), way = now.slope;
    if (const double longest = way.cwiseAbs().maxCoeff(); longest > 2) way *= 2 / longest;
    double length = 1;
    Height next;
    Vector to;
    for (; length > 1e-10; length /= 2) {
      to = (x + length * way).cwiseMax(kLeastLog).cwiseMin(kMostLog);
      next = at(to);
      if (std::isfinite(next.value) && next.value >= now.value + 1e-4 * length * way.dot(now.slope)) break;
    }
    if (length <= 1e-10) {
      if (inverse.isIdentity(0)) break;
      inverse.setIdentity();
      continue;
    }
    const Vector s = to - x, y = now.slope - next.slope;  // of the negative: curvature is positive at a maximum
    if (const double sy = s.dot(y); sy > 1e-12 * s.norm() * y.norm()) {
      const Eigen::MatrixXd left = Eigen::MatrixXd::Identity(p, p) - s * y.transpose() / sy;
      inverse = left * inverse * left.transpose() + s * s.transpose() / sy;
    }
    const bool done = next.value - now.value < 1e-13 * std::abs(now.value) && s.cwiseAbs().maxCoeff() < 1e-9;
    x = to, now = std::move(next);
    if (done) break;
  }
  return {x, now};
}

struct Top {
  Vector at;
  double value = -INFINITY;
  int agreeing = 0;
  bool inside = false;
};
template <class At>
Top search(At&& at, const std::vector<Vector>& starts) {
  Top top;
  std::vector<double> ends;
  for (const Vector& start : starts) {
    const auto [x, h] = climb(at, start);
    if (!std::isfinite(h.value)) continue;
    ends.push_back(h.value);
    if (h.value > top.value) top.value = h.value, top.at = x;
  }
  for (const double v : ends) top.agreeing += v >= top.value - 1e-4;
  top.inside = top.at.size() > 0 && top.at.minCoeff() > kLeastLog + .5 && top.at.maxCoeff() < kMostLog - .5;
  return top;
}

/// Rows that are alike count once, with their number.
std::vector<BuyingRow> gathered(std::span<const BuyingRow> rows, double time_scale, double money_scale) {
  std::map<std::array<double, 4>, double> count;
  for (const BuyingRow& r : rows) count[{r.repeats, r.last / time_scale, r.observed / time_scale, r.mean_spend / money_scale}] += r.customers;
  std::vector<BuyingRow> out;
  for (const auto& [key, n] : count) out.push_back({key[0], key[1], key[2], key[3], n});
  return out;
}

/// Sum over rows of ln likelihood and its gradient by ln r, ln α, ln a, ln b. What depends on the number of purchases alone is worked
/// out once for each number.
Height bgnbd_height(const std::vector<BuyingRow>& rows, const Vector& logs) {
  const double r = std::exp(logs[0]), alpha = std::exp(logs[1]), a = std::exp(logs[2]), b = std::exp(logs[3]);
  struct OfCount {
    double value, r, a, b;
  };
  std::map<double, OfCount> known;
  const auto of = [&](double x) -> const OfCount& {
    const auto it = known.find(x);
    if (it != known.end()) return it->second;
    const double value = log_gamma(r + x) - log_gamma(r) + r * std::log(alpha) + log_gamma(a + b) + log_gamma(b + x) - log_gamma(b) - log_gamma(a + b + x);
    const double both = digamma(a + b) - digamma(a + b + x);
    return known.emplace(x, OfCount{value, digamma(r + x) - digamma(r) + std::log(alpha), both, both + digamma(b + x) - digamma(b)}).first->second;
  };
  Sum value, slope[4];
  for (const BuyingRow& row : rows) {
    const double x = row.repeats, stays = -(r + x) * std::log(alpha + row.observed);
    const OfCount& c = of(x);
    double tail = stays, left = 0;  // left: the weight of having left after the last purchase
    if (x > 0) {
      const double leaves = std::log(a) - std::log(b + x - 1) - (r + x) * std::log(alpha + row.last), top = std::max(stays, leaves);
      tail = top + std::log(std::exp(stays - top) + std::exp(leaves - top));
      left = std::exp(leaves - tail);
    }
    value.add(row.customers * (c.value + tail));
    const double since_last = std::log(alpha + row.last), since_now = std::log(alpha + row.observed);
    slope[0].add(row.customers * r * (c.r - (1 - left) * since_now - left * since_last));
    slope[1].add(row.customers * alpha * (r / alpha - (1 - left) * (r + x) / (alpha + row.observed) - left * (r + x) / (alpha + row.last)));
    slope[2].add(row.customers * a * (c.a + (x > 0 ? left / a : 0)));
    slope[3].add(row.customers * b * (c.b - (x > 0 ? left / (b + x - 1) : 0)));
  }
  Height h{value.get(), Vector(4)};
  for (Eigen::Index i = 0; i < 4; ++i) h.slope[i] = slope[i].get();
  if (!h.slope.allFinite()) h.value = -INFINITY;
  return h;
}

Height spend_height(const std::vector<BuyingRow>& rows, const Vector& logs) {
  const double p = std::exp(logs[0]), q = std::exp(logs[1]), gamma = std::exp(logs[2]);
  const double of_q = digamma(q);
  Sum value, slope[3];
  for (const BuyingRow& row : rows) {
    const double x = row.repeats, m = row.mean_spend, all = gamma + x * m, log_all = std::log(all), sum = digamma(p * x + q);
    value.add(row.customers * gamma_gamma_log_likelihood({p, q, gamma}, row));
    slope[0].add(row.customers * p * x * (sum - digamma(p * x) + std::log(m) + std::log(x) - log_all));
    slope[1].add(row.customers * q * (sum - of_q + std::log(gamma) - log_all));
    slope[2].add(row.customers * gamma * (q / gamma - (p * x + q) / all));
  }
  Height h{value.get(), Vector(3)};
  for (Eigen::Index i = 0; i < 3; ++i) h.slope[i] = slope[i].get();
  if (!h.slope.allFinite()) h.value = -INFINITY;
  return h;
}

bool usable(const BuyingRow& r) {
  return r.repeats >= 0 && r.repeats == std::floor(r.repeats) && r.repeats <= 1e6 && r.last >= 0 && r.observed >= r.last && r.observed > 0 &&
         std::isfinite(r.observed) && r.customers > 0 && std::isfinite(r.customers);
}

}  // namespace

double digamma(double x) {
  if (!(x > 0)) return 0;
  double shift = 0;
  for (; x < 10; ++x) shift -= 1 / x;
  const double i = 1 / (x * x);
  return shift + std::log(x) - .5 / x - i * (1. / 12 - i * (1. / 120 - i * (1. / 252 - i * (1. / 240 - i * (1. / 132 - i * 691. / 32760)))));
}

double bgnbd_log_likelihood(const BgNbd& m, const BuyingRow& row) {
  Vector logs(4);
  logs << std::log(m.r), std::log(m.alpha), std::log(m.a), std::log(m.b);
  const double v = bgnbd_height({row}, logs).value;
  return std::isfinite(v) ? v : 0;
}

BgNbdFit fit_bgnbd(std::span<const BuyingRow> rows, std::int64_t need) {
  BgNbdFit out;
  out.need = need;
  if (!std::ranges::all_of(rows, usable)) return out;
  double n = 0, again = 0, time = 0;
  for (const BuyingRow& r : rows) n += r.customers, time += r.customers * r.observed, again += r.repeats > 0 ? r.customers : 0;
  out.n = static_cast<std::int64_t>(n);
  out.status = Status::too_few;
  if (out.n < need || again == 0) return out;
  const double scale = time / n;
  const auto alike = [&] {
    std::vector<BuyingRow> plain(rows.begin(), rows.end());
    for (BuyingRow& r : plain) r.mean_spend = 0;
    return gathered(plain, scale, 1);
  }();
  std::vector<Vector> starts;
  for (const auto& s : {std::array{1., 1., 1., 1.}, {.25, .15, .8, 2.5}, {.5, 2., .3, 5.}, {3., 1., .1, 3.}, {.1, .05, 3., 3.}}) {
    Vector v(4);
    v << std::log(s[0]), std::log(s[1]), std::log(s[2]), std::log(s[3]);
    starts.push_back(v);
  }
  const Top top = search([&](const Vector& at) { return bgnbd_height(alike, at); }, starts);
  out.status = Status::degenerate;
  if (!top.inside) return out;
  out.model = {std::exp(top.at[0]), std::exp(top.at[1]) * scale, std::exp(top.at[2]), std::exp(top.at[3])};
  // The density of a time is per unit of time: each purchase brings one factor.
  double purchases = 0;
  for (const BuyingRow& r : rows) purchases += r.customers * r.repeats;
  out.log_likelihood = top.value - purchases * std::log(scale);
  out.agreeing = top.agreeing, out.status = Status::ok;
  return out;
}

double bgnbd_new_customer(const BgNbd& m, double t) {
  for (const double v : {m.r, m.alpha, m.a, m.b})
    if (!(v > 0) || !std::isfinite(v)) return 0;
  if (!(t >= 0) || !std::isfinite(t)) return 0;
  const double a = std::abs(m.a - 1) < 1e-6 ? 1 + 1e-6 : m.a;
  const double f = hypergeometric_2f1(m.r, m.b, a + m.b - 1, t / (m.alpha + t));
  const double v = (a + m.b - 1) / (a - 1) * (1 - std::exp(m.r * std::log(m.alpha / (m.alpha + t))) * f);
  return std::isfinite(v) ? v : 0;
}

double gamma_gamma_log_likelihood(const SpendModel& s, const BuyingRow& row) {
  const double x = row.repeats, m = row.mean_spend, px = s.p * x;
  if (!(x > 0) || !(m > 0)) return 0;
  return log_gamma(px + s.q) - log_gamma(px) - log_gamma(s.q) + s.q * std::log(s.gamma) + (px - 1) * std::log(m) + px * std::log(x) -
         (px + s.q) * std::log(s.gamma + x * m);
}

SpendFit fit_gamma_gamma(std::span<const BuyingRow> rows, std::int64_t need) {
  SpendFit out;
  out.need = need;
  std::vector<BuyingRow> buyers;
  for (const BuyingRow& r : rows) {
    if (!usable(r) || !(r.mean_spend >= 0) || !std::isfinite(r.mean_spend)) return out;
    if (r.repeats > 0 && r.mean_spend > 0) buyers.push_back({r.repeats, 0, 1, r.mean_spend, r.customers});
  }
  double n = 0, x = 0, m = 0, xx = 0, mm = 0, xm = 0;
  for (const BuyingRow& r : buyers) n += r.customers, x += r.customers * r.repeats, m += r.customers * r.mean_spend;
  out.n = static_cast<std::int64_t>(n);
  out.status = Status::too_few;
  if (out.n < need) return out;
  for (const BuyingRow& r : buyers) {
    const double dx = r.repeats - x / n, dm = r.mean_spend - m / n;
    xx += r.customers * dx * dx, mm += r.customers * dm * dm, xm += r.customers * dx * dm;
  }
  out.correlation = xx > 0 && mm > 0 ? xm / std::sqrt(xx * mm) : 0;
  if (std::abs(out.correlation) > .3) out.flags |= kBiasRisk;
  const double scale = m / n;
  const auto alike = gathered(buyers, 1, scale);
  std::vector<Vector> starts;
  for (const auto& s : {std::array{1., 2., 1.}, {6., 4., .5}, {2., 1.2, .2}, {20., 5., .2}, {.5, 10., 20.}}) {
    Vector v(3);
    v << std::log(s[0]), std::log(s[1]), std::log(s[2]);
    starts.push_back(v);
  }
  const Top top = search([&](const Vector& at) { return spend_height(alike, at); }, starts);
  out.status = Status::degenerate;
  if (!top.inside) return out;
  out.model = {std::exp(top.at[0]), std::exp(top.at[1]), std::exp(top.at[2]) * scale};
  if (!(out.model.q > 1)) return out;
  out.mean = out.model.p * out.model.gamma / (out.model.q - 1);
  out.log_likelihood = top.value - n * std::log(scale);
  out.agreeing = top.agreeing, out.status = Status::ok;
  return out;
}

}  // namespace peakend::engine
