#include "engine/laws/promise.h"

#include <algorithm>
#include <cmath>

#include "engine/interval.h"
#include "engine/numeric.h"

namespace peakend::engine {

PromisesKept promises_kept(double now, std::span<const PromiseCase> cases, std::int64_t need) {
  PromisesKept p;
  for (const PromiseCase& c : cases) {
    if (c.delivered) ++(*c.delivered <= c.due ? p.kept : p.broken_delivered);
    else ++(now > c.due ? p.broken_open : p.pending);
  }
  p.rate = wilson_share(p.kept, p.kept + p.broken_delivered + p.broken_open, need);
  if (p.pending > 0) p.rate.flags |= kCensored;
  return p;
}

void DurationHist::add(double duration, bool ended) {
  if (!(duration >= 0) || !std::isfinite(duration)) return;
  Count& c = at[duration];
  ++(ended ? c.events : c.censored);
}

DurationHist& DurationHist::operator+=(const DurationHist& o) {
  for (const auto& [t, c] : o.at) at[t].events += c.events, at[t].censored += c.censored;
  return *this;
}

namespace {

/// `cases`: pairs of time and Count, ascending.
template <class Cases>
Survival product_limit(const Cases& cases) {
  Survival s;
  std::int64_t at_risk = 0, total = 0;
  for (const auto& [t, c] : cases) at_risk += c.events + c.censored;
  total = at_risk;
  double surviving = 1, greenwood = 0, last = 0;
  for (const auto& [t, c] : cases) {
    last = t;
    if (c.events > 0) {
      auto n = static_cast<double>(at_risk), d = static_cast<double>(c.events);
      surviving = c.events == at_risk ? 0 : surviving * (1 - d / n);
      SurvivalStep step{t, at_risk, c.events, surviving, 0, 0, 0};
      if (surviving > 0) {
        greenwood += d / (n * (n - d));
        double root = std::sqrt(greenwood);
        step.se = surviving * root;
        step.lo = surviving * std::exp(-kZ95 * root);
        step.hi = std::min(1.0, surviving * std::exp(kZ95 * root));
      }
      s.steps.push_back(step);
    }
    at_risk -= c.events + c.censored;
  }
  auto crossing = [&](double SurvivalStep::*bound) -> std::optional<double> {
    for (const SurvivalStep& step : s.steps)
      if (step.*bound <= .5 + 1e-12) return step.time;
    return std::nullopt;
  };
  auto median = crossing(&SurvivalStep::surviving);
  if (!median) {
    s.median = too_few(total, total + 1);
    return s;
  }
  auto lo = crossing(&SurvivalStep::lo), hi = crossing(&SurvivalStep::hi);
  Estimate& e = s.median;
  e.value = *median;
  e.lo = lo.value_or(*median);
  e.hi = hi.value_or(last);
  if (!hi) e.flags |= kCensored;
  e.se = (e.hi - e.lo) / (2 * kZ95);
  e.n = total;
  e.n_eff = static_cast<double>(total);
  e.method = Method::kaplan_meier;
  e.status = Status::ok;
  return s;
}

}  // namespace

Survival kaplan_meier(const DurationHist& hist) { return product_limit(hist.at); }

Survival kaplan_meier(std::span<const std::pair<double, bool>> cases) {
  std::vector<std::pair<double, bool>> sorted;
  sorted.reserve(cases.size());
  for (const auto& one : cases) {
    if (one.first >= 0 && std::isfinite(one.first)) sorted.push_back(one);
  }
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::pair<double, DurationHist::Count>> counts;
  for (const auto& [t, ended] : sorted) {
    if (counts.empty() || counts.back().first != t) counts.push_back({t, {}});
    ++(ended ? counts.back().second.events : counts.back().second.censored);
  }
  return product_limit(counts);
}

LogRank log_rank(const DurationHist& a, const DurationHist& b) {
  DurationHist all = a;
  all += b;
  double na = 0, n = 0, observed = 0, expected = 0, variance = 0;
  for (const auto& [t, c] : a.at) na += static_cast<double>(c.events + c.censored);
  for (const auto& [t, c] : all.at) n += static_cast<double>(c.events + c.censored);
  for (const auto& [t, c] : all.at) {
    auto d = static_cast<double>(c.events);
    auto here = a.at.find(t);
    if (d > 0) {
      observed += here == a.at.end() ? 0 : static_cast<double>(here->second.events);
      expected += d * na / n;
      if (n > 1) variance += d * (na / n) * (1 - na / n) * (n - d) / (n - 1);
    }
    n -= static_cast<double>(c.events + c.censored);
    if (here != a.at.end()) na -= static_cast<double>(here->second.events + here->second.censored);
  }
  if (!(variance > 0)) return {};
  double chi2 = (observed - expected) * (observed - expected) / variance;
  return {chi2, chi2_upper(chi2, 1)};
}

}  // namespace peakend::engine
