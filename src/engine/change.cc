#include "engine/change.h"

#include <algorithm>
#include <cmath>

#include "engine/numeric.h"

namespace peakend::engine {
namespace {

constexpr std::int64_t kFewestDf = 9;  ///< ten groups

Grouped total(std::span<const Grouped> groups) {
  Grouped all;
  for (const Grouped& g : groups) all.y += g.y, all.b += g.b;
  return all;
}

double two_sided(double t, double df) { return 2 * (1 - t_cdf(std::abs(t), df)); }

/// Weighted sums of a stretch, about the index for the line.
struct Sums {
  double k = 0, n = 0, y = 0, yy = 0, x = 0, xx = 0, xy = 0;
  void add(const SeriesPoint& p, double at) {
    if (p.n <= 0) return;
    k += 1, n += p.n, y += p.n * p.mean, yy += p.n * p.mean * p.mean;
    x += p.n * at, xx += p.n * at * at, xy += p.n * at * p.mean;
  }
  double mean() const { return n > 0 ? y / n : 0; }
  double spread() const { return n > 0 ? std::max(0.0, yy - y * y / n) : 0; }
};
Sums sums_of(std::span<const SeriesPoint> series, std::size_t first, std::size_t last) {
  Sums s;
  for (std::size_t i = first; i < last; ++i) s.add(series[i], static_cast<double>(i));
  return s;
}

/// p of a sum of squares explained with one degree of freedom, against what is left. What is below the rounding of the
/// squares `all` is nothing.
double p_of(double explained, double left, double df, double all) {
  if (df < 1 || explained <= 1e-12 * all) return 1;
  if (left <= 1e-12 * explained) return 0;
  return two_sided(std::sqrt(explained / (left / df)), df);
}

struct Line {
  double first = 0, last = 0, left = 0, p = 1;
};
Line line_of(const Sums& all, std::size_t first, std::size_t last) {
  const double sxx = all.xx - all.x * all.x / all.n, sxy = all.xy - all.x * all.y / all.n;
  if (!(sxx > 0)) return {};
  const double slope = sxy / sxx, explained = slope * sxy;
  const auto at = [&](std::size_t i) { return all.mean() + slope * (static_cast<double>(i) - all.x / all.n); };
  return {at(first), at(last - 1), std::max(0.0, all.spread() - explained), p_of(explained, all.spread() - explained, all.k - 2, all.yy)};
}

struct Split {
  std::size_t at = 0;
  double between = -1;
  int tried = 0;
};
Split best_split(std::span<const SeriesPoint> series, std::size_t first, std::size_t last, const Sums& all) {
  Split best;
  Sums left;
  for (std::size_t i = first; i + 1 < last; ++i) {
    left.add(series[i], 0);
    const double k = all.k - left.k, n = all.n - left.n;
    if (series[i + 1].n <= 0 || left.k < kShiftPoints || k < kShiftPoints || left.n < kShiftFacts || n < kShiftFacts) continue;
    ++best.tried;
    const double right = (all.y - left.y) / n, gap = left.mean() - right;
    const double between = left.n * n / all.n * gap * gap;
    if (between > best.between) best.between = between, best.at = i + 1;
  }
  return best;
}

void segment(std::span<const SeriesPoint> series, std::size_t first, std::size_t last, double alpha, std::vector<Shift>& out) {
  const Sums all = sums_of(series, first, last);
  if (all.k < 2 * kShiftPoints) return;
  const Split split = best_split(series, first, last, all);
  if (split.tried == 0) return;
  const double left = std::max(0.0, all.spread() - split.between);
  const double p = std::min(1.0, p_of(split.between, left, all.k - 2, all.yy) * split.tried);
  const Line line = line_of(all, first, last);
  if (line.p < alpha && line.left < left) {
    out.push_back({first, first, last, line.first, line.last, line.p, true});
    return;
  }
  if (p >= alpha) return;
  out.push_back({first, split.at, last, 0, 0, p, false});
  segment(series, first, split.at, alpha, out);
  segment(series, split.at, last, alpha, out);
}

/// Levels beside a step, up to the next shift on either side.
void set_levels(Shift& step, const std::vector<Shift>& all, std::span<const SeriesPoint> series) {
  std::size_t first = 0, last = series.size();
  const Shift *slide_before = nullptr, *slide_after = nullptr;
  for (const Shift& other : all) {
    if (other.drift && other.end == step.at) slide_before = &other;
    if (other.drift && other.at == step.at) slide_after = &other;
    if (other.at < step.at) first = std::max(first, other.drift ? other.end : other.at);
    if (other.at > step.at) last = std::min(last, other.at);
  }
  step.first = slide_before != nullptr ? slide_before->first : first;
  step.end = slide_after != nullptr ? slide_after->end : last;
  step.before = slide_before != nullptr ? slide_before->after : sums_of(series, first, step.at).mean();
  step.after = slide_after != nullptr ? slide_after->before : sums_of(series, step.at, last).mean();
}

}  // namespace

Change grouped_change(std::span<const Grouped> before, std::span<const Grouped> after, bool geometric) {
  Change out;
  const Grouped b0 = total(before), b1 = total(after);
  if (!(b0.b > 0) || !(b1.b > 0) || before.size() != after.size()) return out;
  const double m0 = b0.y / b0.b, m1 = b1.y / b1.b;
  const double f0 = geometric ? std::exp(m0) : 1, f1 = geometric ? std::exp(m1) : 1;
  double g = 0, squares = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].b <= 0 && after[i].b <= 0) continue;
    const double e = f1 * (after[i].y - m1 * after[i].b) / b1.b - f0 * (before[i].y - m0 * before[i].b) / b0.b;
    g += 1, squares += e * e;
  }
  if (g < 2) return out;
  out.diff = geometric ? f1 - f0 : m1 - m0;
  out.df = static_cast<std::int64_t>(g) - 1;
  out.se = std::sqrt(g / (g - 1) * squares);
  const double noise = 1e-12 * (std::abs(m0) * f0 + std::abs(m1) * f1);
  if (out.se <= noise) out.se = 0;
  if (out.se > 0) {
    out.z = out.diff / out.se;
    out.p = two_sided(out.z, g - 1);
  } else {
    out.p = std::abs(out.diff) <= noise ? 1 : 0;
  }
  const double half = out.se > 0 ? t_quantile(.975, g - 1) * out.se : 0;
  out.ci = {out.diff - half, out.diff + half};
  return out;
}

double minimal_change(double se) { return (1.959963984540054 + .8416212335729143) * se; }

std::string_view name_of(Movement m) {
  switch (m) {
    case Movement::improved: return "improved";
    case Movement::worsened: return "worsened";
    case Movement::no_real_change: return "no_real_change";
    case Movement::not_enough_data: return "not_enough_data";
  }
  return "not_enough_data";
}

Movement movement(const Change& c, double p_adjusted, bool more_is_better, double fewest_facts, double need, double level) {
  if (fewest_facts < need || c.df < kFewestDf) return Movement::not_enough_data;
  if (p_adjusted >= level || c.diff == 0) return Movement::no_real_change;
  return (c.diff > 0) == more_is_better ? Movement::improved : Movement::worsened;
}

std::vector<Shift> find_shifts(std::span<const SeriesPoint> series, double alpha) {
  std::vector<Shift> out;
  segment(series, 0, series.size(), alpha, out);
  std::sort(out.begin(), out.end(), [](const Shift& a, const Shift& b) { return a.at < b.at; });
  for (Shift& step : out) {
    if (!step.drift) set_levels(step, out, series);
  }
  return out;
}

Contrast contrast(std::span<const SeriesPoint> series, std::size_t first, std::size_t at, std::size_t last) {
  const Sums a = sums_of(series, first, at), b = sums_of(series, at, last), all = sums_of(series, first, last);
  if (!(a.n > 0) || !(b.n > 0)) return {};
  const double diff = b.mean() - a.mean(), between = a.n * b.n / all.n * diff * diff;
  return {diff, p_of(between, std::max(0.0, all.spread() - between), all.k - 2, all.yy)};
}

}  // namespace peakend::engine
