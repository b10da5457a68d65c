#include "engine/correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/interval.h"
#include "engine/numeric.h"

namespace peakend::engine {
namespace {

std::vector<double> ranks_of(std::span<const double> x) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  std::vector<double> ranks(x.size());
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from;
    while (to < order.size() && x[order[to]] == x[order[from]]) ++to;
    for (std::size_t i = from; i < to; ++i) ranks[order[i]] = static_cast<double>(from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

}  // namespace

Estimate spearman(std::span<const double> x, std::span<const double> y) {
  const auto finite = [](double v) { return std::isfinite(v); };
  Estimate e;
  e.status = Status::invalid;
  if (x.size() != y.size() || !std::ranges::all_of(x, finite) || !std::ranges::all_of(y, finite)) return e;
  const auto n = static_cast<std::int64_t>(x.size());
  if (n < kCorrelationNeed) return too_few(n, kCorrelationNeed);
  const auto a = ranks_of(x), b = ranks_of(y);
  const double middle = static_cast<double>(n + 1) / 2;
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - middle) * (a[i] - middle);
    bb += (b[i] - middle) * (b[i] - middle);
    ab += (a[i] - middle) * (b[i] - middle);
  }
  e.status = Status::degenerate;
  e.n = n;
  if (!(aa > 0 && bb > 0)) return e;
  const auto m = static_cast<double>(n);
  const double r = ab / std::sqrt(aa * bb), most = 1 - 12 / (m * (m * m - 1)), sure = std::clamp(r, -most, most);
  const double half = kZ95 * std::sqrt((1 + sure * sure / 2) / (m - 3));
  e.value = std::clamp(r, -1.0, 1.0);
  e.lo = r < -most ? -1 : std::tanh(std::atanh(sure) - half);
  e.hi = r > most ? 1 : std::tanh(std::atanh(sure) + half);
  e.se = (1 - sure * sure) * half / kZ95;
  e.n_eff = m;
  e.method = Method::normal;
  e.status = Status::ok;
  return e;
}

}  // namespace peakend::engine
