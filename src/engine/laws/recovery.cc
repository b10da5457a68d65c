#include "engine/laws/recovery.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "engine/interval.h"
#include "engine/numeric.h"

namespace peakend::engine {
namespace {

struct Side {
  double n = 0, sum = 0, square = 0;
  void add(double y) { ++n, sum += y, square += y * y; }
  double mean() const { return sum / n; }
  double variance() const { return std::max(0.0, square - sum * sum / n) / (n - 1); }
};

template <class Keep>
Estimate matched_difference(std::span<const RecoveryRow> rows, std::int64_t need, double& matched, Keep&& keep) {
  std::map<std::string_view, std::pair<Side, Side>> segments;  // failed, never failed
  double failures = 0, failed = 0, never = 0, value = 0, variance = 0;
  for (const RecoveryRow& r : rows) {
    if (!std::isfinite(r.outcome) || (r.failed && !keep(r))) continue;
    auto& [f, n] = segments[r.segment];
    (r.failed ? f : n).add(r.outcome), failures += r.failed;
  }
  for (const auto& [name, s] : segments)
    if (s.first.n >= 2 && s.second.n >= 2) failed += s.first.n, never += s.second.n;
  matched = failures > 0 ? failed / failures : 0;
  const auto have = static_cast<std::int64_t>(std::min(failed, never));
  if (have < std::max<std::int64_t>(need, 2)) return too_few(have, std::max<std::int64_t>(need, 2));
  for (const auto& [name, s] : segments) {
    const auto& [f, n] = s;
    if (f.n < 2 || n.n < 2) continue;
    const double share = f.n / failed;
    value += share * (f.mean() - n.mean()), variance += share * share * (f.variance() / f.n + n.variance() / n.n);
  }
  const double se = std::sqrt(variance), half = t_quantile(.975, static_cast<double>(have) - 1) * se;
  return {value, value - half, value + half, se, static_cast<std::int64_t>(failed + never), failed + never, Method::t, value - half > 0 ? kBiasRisk : 0u, Status::ok};
}

}  // namespace

Paradox recovery_paradox(std::span<const RecoveryRow> rows, std::int64_t need) {
  Paradox out;
  double part = 0;
  out.effect = matched_difference(rows, need, out.matched, [](const RecoveryRow&) { return true; });
  out.first = matched_difference(rows, need, part, [](const RecoveryRow& r) { return !r.repeat; });
  out.repeated = matched_difference(rows, need, part, [](const RecoveryRow& r) { return r.repeat; });
  for (const RecoveryRow& r : rows)
    if (r.failed) out.by_severity.try_emplace(r.severity);
  for (auto& [severity, e] : out.by_severity) e = matched_difference(rows, need, part, [s = severity](const RecoveryRow& r) { return r.severity == s; });
  if (out.effect.status == Status::ok) out.verdict = out.effect.hi < 0 ? "below" : out.effect.lo > 0 ? "above" : "no_difference_shown";
  return out;
}

Estimate provider_contrast(std::span<const double> own, std::span<const double> previous) {
  std::vector<double> d;
  for (std::size_t i = 0; i < std::min(own.size(), previous.size()); ++i) d.push_back(own[i] - previous[i]);
  return t_mean(d);
}

}  // namespace peakend::engine
