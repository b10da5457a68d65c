#include "engine/control.h"

#include <algorithm>
#include <cmath>

namespace peakend::engine {
namespace {

double median_of(std::vector<double> xs) {
  if (xs.empty()) return 0;
  const auto mid = xs.begin() + static_cast<std::ptrdiff_t>(xs.size() / 2);
  std::nth_element(xs.begin(), mid, xs.end());
  if (xs.size() % 2 != 0) return *mid;
  return (*mid + *std::max_element(xs.begin(), mid)) / 2;
}

/// Mean run length of a one-sided CUSUM with slack k and limit h on standard normal points.
double run_length(double k, double h) {
  const double b = h + 1.166;
  if (std::abs(k) < 1e-6) return b * b;
  const double x = 2 * k * b;
  return std::max(1.0, (std::expm1(x) - x) / (2 * k * k));
}

/// What a point is held against: level of each slot, error of one fact, error of the level in sd.
struct Usual {
  std::vector<double> level;
  std::vector<std::size_t> count;
  double sd = 0, level_se = 0;
  std::size_t points = 0;
};

std::vector<std::vector<std::size_t>> slots_of(std::span<const SeriesPoint> series, std::size_t first, std::size_t season) {
  std::vector<std::vector<std::size_t>> slots(season);
  for (std::size_t i = first; i > 0; --i) {
    auto& slot = slots[(i - 1) % season];
    if (series[i - 1].n > 0 && slot.size() < kControlSlots) slot.push_back(i - 1);
  }
  return slots;
}

Usual usual_of(std::span<const SeriesPoint> series, const std::vector<std::vector<std::size_t>>& slots) {
  Usual u;
  double n = 0, left = 0;
  for (const auto& slot : slots) {
    std::vector<double> values;
    for (const std::size_t i : slot) values.push_back(series[i].mean);
    u.level.push_back(median_of(std::move(values)));
    u.count.push_back(slot.size());
    u.points += slot.size();
    for (const std::size_t i : slot) n += series[i].n, left += series[i].n * (series[i].mean - u.level.back());
  }
  for (double& level : u.level) level += n > 0 ? left / n : 0;
  double squares = 0, squared_n = 0, used = 0;
  for (std::size_t s = 0; s < slots.size(); ++s) {
    used += !slots[s].empty();
    for (const std::size_t i : slots[s]) {
      squares += series[i].n * (series[i].mean - u.level[s]) * (series[i].mean - u.level[s]);
      squared_n += series[i].n * series[i].n;
    }
  }
  const double df = static_cast<double>(u.points) - used;
  u.sd = df > 0 ? std::sqrt(squares / df) : 0;
  u.level_se = n > 0 ? std::sqrt(squared_n / (n * n)) : 0;
  return u;
}

/// Where the side that stood highest began and was found.
void locate(Control& c, std::span<const SeriesPoint> series, std::size_t first) {
  const auto side = [&](std::size_t i) { return c.up ? c.cusum[i].hi : c.cusum[i].lo; };
  std::size_t found = 0;
  while (found < c.cusum.size() && !(side(found) > kControlLimit)) ++found;
  if (found == c.cusum.size()) return;
  std::size_t began = found;
  while (began > 0 && (side(began - 1) > 0 || !(series[first + began].n > 0))) --began;
  while (!(series[first + began].n > 0)) ++began;  // not a day without facts
  c.alarm = true;
  std::size_t last = c.cusum.size() - 1;
  if (!c.lasts) {
    for (std::size_t i = found; i < c.cusum.size(); ++i) {
      if (side(i) >= c.highest) last = i;  // it was over when the chart turned
    }
  }
  c.began = first + began;
  c.found = first + found;
  double expected = 0, actual = 0;
  for (std::size_t i = began; i <= last; ++i) {
    const SeriesPoint& p = series[first + i];
    c.n += p.n, expected += p.n * c.expected[i], actual += p.n * p.mean;
  }
  c.before = expected / c.n;
  c.after = actual / c.n;
}

}  // namespace

double cusum_p(double highest, double m, double level_se) {
  constexpr double weight[] = {1.0 / 6, 2.0 / 3, 1.0 / 6}, at[] = {-1.7320508075688772, 0, 1.7320508075688772};
  double p = 0;
  for (int i = 0; i < 3; ++i) {
    const double off = at[i] * level_se;
    const double rate = 1 / run_length(kControlSlack - off, highest) + 1 / run_length(kControlSlack + off, highest);
    p += weight[i] * -std::expm1(-m * rate);
  }
  return std::clamp(p, 0.0, 1.0);
}

Control control(std::span<const SeriesPoint> series, std::size_t first, std::size_t season) {
  Control c;
  if (season == 0 || first >= series.size()) return c;
  const auto slots = slots_of(series, first, season);
  const Usual u = usual_of(series, slots);
  c.have = u.points;
  std::vector<double> typical;
  for (const auto& slot : slots) {
    for (const std::size_t i : slot) typical.push_back(series[i].n);
  }
  if (u.points < kControlFewest || median_of(std::move(typical)) < kControlFacts) return c;
  c.status = Status::degenerate;
  if (!(u.sd > 1e-12)) return c;
  std::vector<double> z;  // of the points with facts, for the charts
  for (std::size_t i = first; i < series.size(); ++i) {
    const std::size_t s = i % season;
    const bool known = series[i].n > 0 && u.count[s] >= 3;
    c.expected.push_back(u.level[s]);
    const double wide = u.sd * std::sqrt(1 + 1 / static_cast<double>(std::max<std::size_t>(1, u.count[s])));
    c.z.push_back(known ? std::clamp((series[i].mean - u.level[s]) * std::sqrt(series[i].n) / wide, -kControlCap, kControlCap) : 0);
    if (known) z.push_back(c.z.back());
  }
  c.status = Status::too_few;
  if (z.empty()) return c;
  c.status = Status::ok;
  const auto chart = cusum(z, kControlSlack, kControlLimit);
  const auto second = ewma(z);
  c.ewma = std::ranges::any_of(second, [](const EwmaPoint& e) { return e.alarm; });
  std::size_t next = 0;
  CusumPoint last;
  for (std::size_t i = first; i < series.size(); ++i) {
    if (series[i].n > 0 && u.count[i % season] >= 3) last = chart[next++];
    c.cusum.push_back(last);
    if (std::max(last.hi, last.lo) > c.highest) c.highest = std::max(last.hi, last.lo), c.up = last.hi > last.lo;
  }
  c.lasts = (c.up ? second.back().value : -second.back().value) > second.back().limit / 2;
  c.p = c.highest > 0 ? cusum_p(c.highest, static_cast<double>(z.size()), u.level_se) : 1;
  locate(c, series, first);
  return c;
}

}  // namespace peakend::engine
