#include "engine/sampling.h"

#include <algorithm>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::engine {
namespace {

double unit(std::uint64_t h) { return static_cast<double>(h >> 11) * 0x1p-53; }

// Beyond ten thousand the beta is a normal for this purpose, and its quantile costs nothing.
double posterior_draw(double u, double a, double b) {
  double n = a + b;
  if (n < 1e4) return beta_quantile(u, a, b);
  return a / n + normal_quantile(u) * std::sqrt(a * b / (n * n * (n + 1)));
}

// A draw from each arm's posterior by inversion; the best one wins.
std::size_t best_arm(std::span<const Arm> arms, std::uint64_t state) {
  std::size_t best = 0;
  double top = -1;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    auto won = static_cast<double>(std::max<std::int64_t>(arms[i].answered, 0));
    auto lost = static_cast<double>(std::max<std::int64_t>(arms[i].asked - arms[i].answered, 0));
    double u = std::clamp(unit(splitmix64(state + 0x9E3779B97F4A7C15ull * (i + 1))), 1e-12, 1 - 1e-12);
    if (double x = posterior_draw(u, 1 + won, 9 + lost); x > top) top = x, best = i;
  }
  return best;
}

constexpr double kExplore = .05;

}  // namespace

std::uint64_t fnv1a64(std::string_view s) {
  std::uint64_t h = 14695981039346656037ull;
  for (unsigned char c : s) h = (h ^ c) * 1099511628211ull;
  return h;
}

std::uint64_t splitmix64(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

double hash_draw(std::string_view key) { return unit(splitmix64(fnv1a64(key))); }
double hash_unit(std::uint64_t i, std::uint64_t b) { return unit(splitmix64(splitmix64(i) + b)); }

int poisson_one(double u) {
  double p = std::exp(-1.0), total = p;
  int k = 0;
  while (u >= total && k < 20) p /= ++k, total += p;
  return k;
}

Rate cell_rate(double need, double eligible, double rr, double floor) {
  double expected = eligible * rr;
  double pi = expected > 0 && std::isfinite(need) ? need / expected : 1;
  pi = std::clamp(std::isnan(pi) ? 1 : pi, std::clamp(floor, 1e-9, 1.0), 1.0);
  return {pi, 1 / pi};
}

Quarantine quarantine(double now, std::string_view kind, std::span<const Invited> history, const QuarantinePolicy& policy) {
  Quarantine q{true, "", now};
  auto hold = [&](double until, std::string reason) {
    if (until > q.next) q = {false, std::move(reason), until};
  };
  auto last_of = [&](std::string_view k) {
    double last = -1e300;
    for (const Invited& i : history)
      if (i.day <= now && (k == "any" || i.kind == k)) last = std::max(last, i.day);
    return last;
  };
  for (const auto& [k, days] : policy.gap)
    if (k == "any" || k == kind) hold(last_of(k) + days, "gap:" + k);
  if (policy.max_per_year > 0) {
    std::vector<double> year;
    for (const Invited& i : history)
      if (i.day <= now && i.day > now - 365) year.push_back(i.day);
    std::sort(year.begin(), year.end());
    auto cap = static_cast<std::size_t>(policy.max_per_year);
    if (year.size() >= cap) hold(year[year.size() - cap] + 365, "cap:year");
  }
  return q;
}

Pick thompson_pick(std::span<const Arm> arms, std::string_view key) {
  if (arms.empty()) return {};
  std::uint64_t state = splitmix64(fnv1a64(key));
  double u = unit(state);
  if (u < kExplore) {
    auto arm = static_cast<std::size_t>(u / kExplore * static_cast<double>(arms.size()));
    return {std::min(arm, arms.size() - 1), true};
  }
  return {best_arm(arms, splitmix64(state + 1)), false};
}

std::vector<double> thompson_propensity(std::span<const Arm> arms, int draws) {
  std::vector<double> p(arms.size(), 0);
  if (arms.empty() || draws <= 0) return p;
  for (int d = 0; d < draws; ++d) p[best_arm(arms, splitmix64(static_cast<std::uint64_t>(d)))] += 1.0 / draws;
  for (double& x : p) x = x * (1 - kExplore) + kExplore / static_cast<double>(arms.size());
  return p;
}

}  // namespace peakend::engine
