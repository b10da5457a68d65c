#include "engine/laws/triangle.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/numeric.h"
#include "engine/sampling.h"

namespace peakend::engine {
namespace {

LogRatio capped(double s, std::uint32_t flags = 0) {
  if (std::isnan(s)) return {};
  bool over = std::abs(s) > kLogRatioCap;
  return {std::clamp(s, -kLogRatioCap, kLogRatioCap), over, Status::ok, flags};
}

// Weighted normal equations of outcome on (1, gain, loss); solved by elimination of the mean.
struct TwoSlopes {
  double w = 0, g = 0, l = 0, y = 0, gg = 0, ll = 0, gl = 0, gy = 0, ly = 0;
  void add(double weight, double s, double out) {
    double gain = std::max(s, 0.0), loss = std::max(-s, 0.0);
    w += weight, g += weight * gain, l += weight * loss, y += weight * out;
    gg += weight * gain * gain, ll += weight * loss * loss, gl += weight * gain * loss;
    gy += weight * gain * out, ly += weight * loss * out;
  }
  // lambda = -slope(loss)/slope(gain); nothing when the slopes cannot be told apart or gains do not help.
  std::optional<double> lambda() const {
    if (!(w > 0)) return std::nullopt;
    double cgg = gg - g * g / w, cll = ll - l * l / w, cgl = gl - g * l / w, cgy = gy - g * y / w, cly = ly - l * y / w;
    double det = cgg * cll - cgl * cgl;
    if (!(det > 1e-12 * cgg * cll)) return std::nullopt;
    double up = (cgy * cll - cly * cgl) / det, down = (cly * cgg - cgy * cgl) / det;
    if (!(up > 0)) return std::nullopt;
    return -down / up;
  }
};

}  // namespace

double LogRatio::ratio() const { return std::exp(s); }

LogRatio log_ratio_less(Expectation e, Experience x, double resolution) {
  if (!std::isfinite(e.value) || !std::isfinite(x.value) || !(e.value > 0) || x.value < 0 || !(resolution > 0)) return {};
  return capped(std::log(e.value / std::max(x.value, resolution)));
}

LogRatio log_ratio_open(Expectation e, double elapsed, double resolution) {
  LogRatio r = log_ratio_less(e, Experience{elapsed}, resolution);
  r.flags |= kCensored;
  return r;
}

LogRatio log_ratio_more(Expectation e, Experience x, double eps) {
  if (!std::isfinite(e.value) || !std::isfinite(x.value) || !(e.value > 0) || !(eps > 0)) return {};
  return capped(std::log(std::max(x.value, eps) / std::max(e.value, eps)));
}

LogRatio log_ratio_rating(Expectation e, Experience x, double min, double step) {
  double k = step / 2, top = x.value - min + k, bottom = e.value - min + k;
  if (!std::isfinite(top) || !std::isfinite(bottom) || !(step > 0) || !(top > 0) || !(bottom > 0)) return {};
  return capped(std::log(top / bottom));
}

double rating_gap(Expectation e, Experience x, double min, double max) {
  double d = (x.value - e.value) / (max - min);
  return max > min && std::isfinite(d) ? d : 0;
}

ProbabilityRatio log_ratio_probability(double p, std::int64_t k, std::int64_t n) {
  if (!(p > 0 && p < 1) || n <= 0 || k < 0 || k > n) return {};
  double yes = static_cast<double>(k) + .5, no = static_cast<double>(n - k) + .5;
  ProbabilityRatio r;
  r.s = std::log(yes / no) - std::log(p / (1 - p));
  r.se = std::sqrt(1 / yes + 1 / no);
  r.ratio = std::exp(r.s);
  r.ci = {std::exp(r.s - kZ95 * r.se), std::exp(r.s + kZ95 * r.se)};
  r.status = Status::ok;
  return r;
}

RatioGroup geometric_ratio(std::span<const double> s) {
  Estimate e = t_mean(s);
  RatioGroup g{e, e.value, e.se * std::sqrt(static_cast<double>(e.n))};
  if (e.status != Status::ok) return g;
  constexpr double bound = 700;  // exp stays finite
  g.ratio.value = std::exp(std::clamp(e.value, -bound, bound));
  g.ratio.lo = std::exp(std::clamp(e.lo, -bound, bound));
  g.ratio.hi = std::exp(std::clamp(e.hi, -bound, bound));
  g.ratio.se = e.se * g.ratio.value;
  g.ratio.method = Method::geometric_t;
  if (e.n < 10) g.ratio.flags |= kLowN;
  return g;
}

std::string_view name_of(TriangleClass c) {
  constexpr std::string_view names[] = {"angry", "dissatisfied", "satisfied", "delighted"};
  return names[static_cast<unsigned>(c) & 3u];
}

TriangleClass classify_ratio(double s, const Tolerance& t) {
  // Ratios are typed by people: 1.1 must be the border itself although ln does not round there.
  constexpr double hair = 1e-12;
  if (s > t.t1 + hair) return TriangleClass::delighted;
  if (s >= -t.t1 - hair) return TriangleClass::satisfied;
  if (s >= -t.t2 - hair) return TriangleClass::dissatisfied;
  return TriangleClass::angry;
}

std::optional<TriangleClass> classify_group(const Estimate& ratio, const Tolerance& t) {
  if (ratio.status != Status::ok || !(ratio.lo > 0) || !(ratio.hi > 0)) return std::nullopt;
  TriangleClass lo = classify_ratio(std::log(ratio.lo), t), hi = classify_ratio(std::log(ratio.hi), t);
  return lo == hi ? std::optional(lo) : std::nullopt;
}

Zone zone_of_tolerance(double p, double a, double d) {
  if (!std::isfinite(p) || !std::isfinite(a) || !std::isfinite(d) || d <= a) return {};
  TriangleClass c = p < a ? TriangleClass::dissatisfied : p > d ? TriangleClass::delighted : TriangleClass::satisfied;
  return {p - a, p - d, (p - a) / (d - a), c, Status::ok};
}

double felt_value(double s, double lambda, double power) {
  if (std::isnan(s)) return 0;
  return s >= 0 ? std::pow(s, power) : -lambda * std::pow(-s, power);
}

Estimate fit_loss_aversion(std::span<const double> s, std::span<const double> outcome) {
  std::size_t n = std::min(s.size(), outcome.size());
  std::int64_t gains = 0, losses = 0;
  TwoSlopes all;
  for (std::size_t i = 0; i < n; ++i) gains += s[i] > 0, losses += s[i] < 0, all.add(1, s[i], outcome[i]);
  if (std::min(gains, losses) < 50) return too_few(std::min(gains, losses), 50);
  if (n < 200) return too_few(static_cast<std::int64_t>(n), 200);
  Estimate e;
  e.n = static_cast<std::int64_t>(n);
  e.n_eff = static_cast<double>(n);
  e.status = Status::degenerate;
  auto point = all.lambda();
  if (!point) return e;
  std::vector<double> draws;
  for (std::uint64_t b = 0; b < 400; ++b) {
    TwoSlopes copy;
    for (std::size_t i = 0; i < n; ++i)
      if (int w = poisson_one(hash_unit(i, b)); w > 0) copy.add(w, s[i], outcome[i]);
    if (auto l = copy.lambda()) draws.push_back(*l);
  }
  if (draws.size() < 360) return e;  // the gain slope is not safely above zero
  std::sort(draws.begin(), draws.end());
  auto at = [&](double q) { return draws[static_cast<std::size_t>(q * static_cast<double>(draws.size() - 1))]; };
  e.value = *point, e.lo = at(.025), e.hi = at(.975);
  e.se = (e.hi - e.lo) / (2 * kZ95);
  e.method = Method::normal;
  e.status = Status::ok;
  return e;
}

LearnedTolerance learn_tolerance(std::span<const double> s, std::span<const TriangleClass> stated) {
  LearnedTolerance out;
  const std::size_t n = std::min(s.size(), stated.size());
  out.n = static_cast<std::int64_t>(n);
  if (out.n < kToleranceAnswers) return out;
  std::int64_t agree = 0, other = 0;
  for (std::size_t i = 0; i < n; ++i) agree += classify_ratio(s[i]) == stated[i], other += stated[i] != TriangleClass::satisfied;
  out.agreement_default = static_cast<double>(agree) / static_cast<double>(n);
  out.status = Status::degenerate;
  if (other == 0) return out;
  // Borders only pass between the |s| that occur. What t1 wins and what t2 wins add up: inside t1 the satisfied are right, outside
  // it the delighted above and, until t2, the dissatisfied below; beyond t2 the angry instead of the dissatisfied.
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::abs(s[i]); });
  std::vector<double> border{0};
  std::vector<std::int64_t> inner{0}, outer{0};
  std::int64_t first = 0, last = 0;  // agreement at t1 = 0; at t2 = 0, over "no angry"
  for (std::size_t i = 0; i < n; ++i) {
    first += s[i] > 0 ? stated[i] == TriangleClass::delighted : s[i] < 0 ? stated[i] == TriangleClass::dissatisfied : stated[i] == TriangleClass::satisfied;
    if (s[i] < 0) last += (stated[i] == TriangleClass::angry) - (stated[i] == TriangleClass::dissatisfied);
  }
  inner[0] = first, outer[0] = last;
  for (std::size_t k = 0; k < n;) {
    const double at = std::abs(s[order[k]]);
    for (; k < n && std::abs(s[order[k]]) == at; ++k) {
      const std::size_t i = order[k];
      if (s[i] == 0) continue;
      const TriangleClass c = stated[i];
      first += (c == TriangleClass::satisfied) - (s[i] > 0 ? c == TriangleClass::delighted : c == TriangleClass::dissatisfied);
      if (s[i] < 0) last -= (c == TriangleClass::angry) - (c == TriangleClass::dissatisfied);
    }
    const double next = k < n ? std::abs(s[order[k]]) : at + .1;
    border.push_back((at + next) / 2), inner.push_back(first), outer.push_back(last);
  }
  // The best t2 at or beyond each t1, from the far end.
  const auto nearer = [&](std::size_t a, std::size_t b, double to) { return std::abs(border[a] - to) < std::abs(border[b] - to); };
  std::size_t far = border.size() - 1, t1 = far, t2 = far;
  std::int64_t best = INT64_MIN;
  for (std::size_t k = border.size(); k-- > 0;) {
    if (outer[k] > outer[far] || (outer[k] == outer[far] && nearer(k, far, Tolerance{}.t2))) far = k;
    const std::int64_t all = inner[k] + outer[far];
    if (all > best || (all == best && nearer(k, t1, Tolerance{}.t1))) best = all, t1 = k, t2 = far;
  }
  out.borders = {border[t1], border[t2]};
  out.agreement = static_cast<double>(best) / static_cast<double>(n);
  out.status = Status::ok;
  return out;
}

double difference_reliability(double rx, double re, double r) {
  double v = ((rx + re) / 2 - r) / (1 - r);
  return r < 1 && std::isfinite(v) ? v : 0;
}

std::string_view name_of(RatioCause c) {
  constexpr std::string_view names[] = {"unchanged", "expectation_rose", "expectation_fell", "experience_rose", "experience_fell"};
  auto i = static_cast<unsigned>(c);
  return i < 5 ? names[i] : names[0];
}

RatioChange explain_change(Expectation e0, Experience x0, Expectation e1, Experience x1, bool more_is_better) {
  for (double v : {e0.value, x0.value, e1.value, x1.value})
    if (!(v > 0) || !std::isfinite(v)) return {};
  double sign = more_is_better ? 1 : -1;
  RatioChange c;
  c.experience = sign * std::log(x1.value / x0.value);
  c.expectation = -sign * std::log(e1.value / e0.value);
  c.change = c.experience + c.expectation;
  c.status = Status::ok;
  if (c.change == 0) return c;
  bool by_experience = c.change > 0 ? c.experience >= c.expectation : c.experience <= c.expectation;
  bool up = (by_experience ? x1.value - x0.value : e1.value - e0.value) > 0;
  c.cause = by_experience ? (up ? RatioCause::experience_rose : RatioCause::experience_fell)
                          : (up ? RatioCause::expectation_rose : RatioCause::expectation_fell);
  return c;
}

}  // namespace peakend::engine
