#include "engine/memory.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::engine {

int DelayBins::bin(double days) { return static_cast<int>(std::floor(std::log2(1 + days))); }

void DelayBins::add(double days, bool remembered) {
  if (!(days >= 0) || !std::isfinite(days)) return;
  Cell& c = cells_[bin(days)];
  ++c.n, c.k += remembered, c.days.add(days);
}

DelayBins& DelayBins::operator+=(const DelayBins& o) {
  for (const auto& [bin, c] : o.cells_) {
    Cell& mine = cells_[bin];
    mine.n += c.n, mine.k += c.k, mine.days += c.days;
  }
  return *this;
}

std::vector<DelayBin> DelayBins::bins() const {
  std::vector<DelayBin> out;
  for (const auto& [bin, c] : cells_) {
    const auto n = static_cast<double>(c.n);
    out.push_back({c.days.get() / n, n, static_cast<double>(c.k)});
  }
  return out;
}

double ForgettingFit::at(double days) const { return logistic(a - b * std::log1p(std::max(0.0, days))); }

ForgettingFit fit_forgetting(std::span<const DelayBin> bins) {
  ForgettingFit f;
  for (const DelayBin& b : bins) f.have += b.n >= 20 && b.days >= 0 && b.k >= 0 && b.k <= b.n;
  if (f.have < 4) return f;
  f.status = Status::degenerate;
  double det = 0, iaa = 0, iab = 0, ibb = 0;
  for (int step = 0; step < 100; ++step) {
    double ga = 0, gb = 0;
    iaa = iab = ibb = 0;
    for (const DelayBin& bin : bins) {
      double x = -std::log1p(bin.days), p = logistic(f.a + f.b * x), w = bin.n * p * (1 - p), r = bin.k - bin.n * p;
      ga += r, gb += r * x, iaa += w, iab += w * x, ibb += w * x * x;
    }
    det = iaa * ibb - iab * iab;
    if (!(det > 1e-12 * iaa * ibb)) return f;
    double da = (ibb * ga - iab * gb) / det, db = (iaa * gb - iab * ga) / det;
    f.a += da, f.b += db;
    if (!std::isfinite(f.a) || !std::isfinite(f.b)) return f = {.have = f.have, .status = Status::degenerate};
    if (std::abs(da) + std::abs(db) < 1e-13 * (1 + std::abs(f.a) + std::abs(f.b))) break;
  }
  f.se_a = std::sqrt(ibb / det), f.se_b = std::sqrt(iaa / det);
  f.p0 = f.at(0);
  if (!(f.b > 0)) return f;
  f.half_life = std::expm1((f.a - logit(f.p0 / 2)) / f.b);
  if (!std::isfinite(f.half_life)) return f;
  const double h = std::log1p(f.half_life), grown = 2 + std::exp(f.a);
  const double by_a = (grown - 2) / grown / std::log(grown), by_b = -1 / f.b;  // slopes of ln H
  const double se = std::sqrt(std::max(0.0, by_a * by_a * ibb + by_b * by_b * iaa - 2 * by_a * by_b * iab) / det);
  f.half_lo = std::expm1(h * std::exp(-kZ95 * se)), f.half_hi = std::expm1(h * std::exp(kZ95 * se));
  f.status = Status::ok;
  return f;
}

std::vector<double> surprise_bits(std::span<const double> counts) {
  double total = 0;
  for (double c : counts) total += std::max(0.0, c);
  double all = total + .5 * static_cast<double>(counts.size());
  std::vector<double> bits;
  for (double c : counts) bits.push_back(-std::log2((std::max(0.0, c) + .5) / all));
  return bits;
}

namespace {

std::array<double, 6> predictors(const RecallRow& r) {
  return {std::abs(r.z), r.surprise, r.arousal, r.peak ? 1. : 0., r.end ? 1. : 0., -std::log1p(std::max(0.0, r.days))};
}

}  // namespace

double RecallModel::at(const RecallRow& r) const { return status == Status::ok ? fit.at(predictors(r)) : 0; }

RecallModel fit_recall(std::span<const RecallRow> rows) {
  RecallModel out;
  std::vector<double> x, y;
  for (const RecallRow& r : rows) {
    const auto p = predictors(r);
    x.insert(x.end(), p.begin(), p.end()), y.push_back(r.remembered ? 1 : 0);
  }
  // Seven numbers from the rarer answer, ten of each at least.
  const auto yes = std::ranges::count(y, 1.0), rarer = std::min(yes, std::ssize(y) - yes);
  out.have = std::ssize(y), out.need = kRecallProbes;
  if (out.have < out.need) return out;
  if (rarer < 70) return out.have = rarer, out.need = 70, out;
  out.fit = fit_logistic(x, 6, y, kRecallProbes);
  out.status = out.fit.status;
  return out;
}

Estimate effective_positive(std::span<const double> p, std::span<const double> valence) {
  Estimate e;
  e.status = Status::invalid;
  double all = 0, good = 0, square = 0;
  if (p.size() != valence.size()) return e;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!(p[i] >= 0 && p[i] <= 1) || !std::isfinite(valence[i])) return e;
    all += p[i], good += valence[i] > 0 ? p[i] : 0, square += p[i] * p[i];
  }
  if (!(all > 0)) return e;
  // A share among n_eff people: Wilson, which stays inside 0..1.
  const double share = good / all, n_eff = all * all / square;
  const Interval i = wilson(share * n_eff, n_eff);
  const auto n = static_cast<std::int64_t>(p.size());
  return {share, i.lo, i.hi, std::sqrt(share * (1 - share) / n_eff), n, n_eff, Method::wilson, n < 30 ? kLowN : 0u, Status::ok};
}

BrandedRecall branded_recall(std::int64_t asked, std::int64_t remembered, std::int64_t own) {
  BrandedRecall out;
  if (own < 0 || own > remembered || remembered > asked) {
    for (Estimate* e : {&out.recall, &out.own_of_recalled, &out.branded}) e->status = Status::invalid;
    return out;
  }
  return {wilson_share(remembered, asked), wilson_share(own, remembered), wilson_share(own, asked)};
}

}  // namespace peakend::engine
