#include "engine/prove.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/numeric.h"

namespace peakend::engine {
namespace {

enum Slot : std::size_t { kTreatedBefore, kControlBefore, kTreatedAfter, kControlAfter, kCells };
using Signs = std::array<double, kCells>;
constexpr Signs kDifference{-1, 1, 1, -1}, kRise{-1, 0, 1, 0}, kBaseline{-1, 1, 0, 0};
constexpr double kAlpha = .05;
constexpr double kMostWork = 4e7;  ///< people times looks; more: not every day is told

Slot cell_of(bool treated, bool after) { return static_cast<Slot>((after ? 2 : 0) + (treated ? 0 : 1)); }

/// Sums by customer and cell. A customer may be in all four: that is what the variance allows for.
class Cells {
 public:
  explicit Cells(std::size_t people) : people_(people) {}
  void add(std::size_t person, Slot c, double y) {
    One& one = people_[person];
    if (one.n[c] == 0) ++customers_[c];
    one.sum[c] += y, one.n[c] += 1;
    sum_[c] += y, n_[c] += 1;
  }
  std::size_t people() const { return people_.size(); }
  std::int64_t customers(Slot c) const { return customers_[c]; }
  std::int64_t n(Slot c) const { return static_cast<std::int64_t>(n_[c]); }
  double mean(Slot c) const { return n_[c] > 0 ? sum_[c] / n_[c] : 0; }
  double value(const Signs& s) const {
    double v = 0;
    for (std::size_t c = 0; c < kCells; ++c) v += s[c] * mean(static_cast<Slot>(c));
    return v;
  }
  /// Customers as clusters (linearised means), G/(G - 1), and as much wider as t is than the normal for the smallest cell.
  double variance(const Signs& s) const {
    double v = 0, g = 0;
    std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t c = 0; c < kCells; ++c)
      if (s[c] != 0) fewest = std::min(fewest, customers_[c]);
    if (fewest < 2) return std::numeric_limits<double>::infinity();
    std::array<double, kCells> weight{}, centre{};
    for (std::size_t c = 0; c < kCells; ++c)
      if (s[c] != 0) weight[c] = s[c] / n_[c], centre[c] = sum_[c] / n_[c];
    for (const One& one : people_) {
      double u = 0;
      bool any = false;
      for (std::size_t c = 0; c < kCells; ++c)
        if (s[c] != 0 && one.n[c] > 0) u += weight[c] * (one.sum[c] - centre[c] * one.n[c]), any = true;
      v += u * u, g += any;
    }
    const double wider = t_quantile(.975, static_cast<double>(fewest - 1)) / kZ95;
    return v * g / (g - 1) * wider * wider;
  }
  Estimate estimate(const Signs& s, std::int64_t need) const {
    double n = 0;
    std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t c = 0; c < kCells; ++c)
      if (s[c] != 0) fewest = std::min(fewest, customers_[c]), n += n_[c];
    if (fewest < need) return too_few(fewest, need);
    Estimate e;
    e.value = value(s), e.se = std::sqrt(variance(s));
    e.lo = e.value - kZ95 * e.se, e.hi = e.value + kZ95 * e.se;
    e.n = static_cast<std::int64_t>(n), e.n_eff = n;
    e.method = Method::cluster_robust;
    e.status = Status::ok;
    return e;
  }
  /// Retest correlation of the untreated who answered before and after, and the rise that it leaves to be expected.
  ProofRegression regression() const {
    ProofRegression r;
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (const One& one : people_) {
      if (one.n[kControlBefore] == 0 || one.n[kControlAfter] == 0) continue;
      const double a = one.sum[kControlBefore] / one.n[kControlBefore], b = one.sum[kControlAfter] / one.n[kControlAfter];
      n += 1, x += a, y += b, xx += a * a, yy += b * b, xy += a * b;
    }
    r.n = static_cast<std::int64_t>(n);
    const double vx = n > 0 ? xx - x * x / n : 0, vy = n > 0 ? yy - y * y / n : 0;
    if (r.n < kProofCustomers || !(vx > 0) || !(vy > 0)) return r;
    r.rho = std::clamp((xy - x * y / n) / std::sqrt(vx * vy), -1.0, 1.0);
    r.expected = regression_to_mean(mean(kControlBefore), mean(kTreatedBefore), r.rho, 0).expected;
    r.known = true;
    return r;
  }
  double regression_variance(const ProofRegression& r) const {
    const double gap = mean(kControlBefore) - mean(kTreatedBefore), rest = 1 - r.rho, se = (1 - r.rho * r.rho) / std::sqrt(static_cast<double>(r.n - 1));
    return rest * rest * variance(kBaseline) + gap * gap * se * se;
  }
  struct Means {
    std::vector<double> before, after;
    std::vector<bool> treated;
  };
  /// Of customers with answers on both sides in the same group.
  Means both_sides() const {
    Means m;
    for (const One& one : people_)
      for (const bool treated : {true, false}) {
        const Slot b = cell_of(treated, false), a = cell_of(treated, true);
        if (one.n[b] == 0 || one.n[a] == 0) continue;
        m.before.push_back(one.sum[b] / one.n[b]), m.after.push_back(one.sum[a] / one.n[a]);
        m.treated.push_back(treated);
        break;
      }
    return m;
  }

 private:
  struct One {
    std::array<double, kCells> sum{}, n{};
  };
  std::vector<One> people_;
  std::array<double, kCells> sum_{}, n_{};
  std::array<std::int64_t, kCells> customers_{};
};

Signs only(Slot c) {
  Signs s{};
  s[c] = 1;
  return s;
}

struct Timed {
  std::uint32_t person;
  bool treated;
  double y;
};
/// Readings by day, the baseline first: index 0 is day -baseline_days.
std::vector<std::vector<Timed>> by_day(const ProofDesign& d, const std::vector<Readings>& people) {
  std::vector<std::vector<Timed>> out(static_cast<std::size_t>(d.baseline_days + d.elapsed));
  for (std::size_t i = 0; i < people.size(); ++i)
    for (const Reading& r : people[i])
      if (r.day >= -d.baseline_days && r.day < d.elapsed) out[static_cast<std::size_t>(r.day + d.baseline_days)].push_back({static_cast<std::uint32_t>(i), r.treated, r.y});
  return out;
}

Estimate placebo_of(const ProofDesign& d, const std::vector<std::vector<Timed>>& days, std::size_t people) {
  Cells halves(people);
  for (int day = 0; day < d.baseline_days; ++day)
    for (const Timed& t : days[static_cast<std::size_t>(day)]) halves.add(t.person, cell_of(t.treated, day >= d.baseline_days / 2), t.y);
  return halves.estimate(d.control ? kDifference : kRise, kProofCustomers);
}

ProofCuped cuped_of(const Cells& cells) {
  ProofCuped out;
  const Cells::Means m = cells.both_sides();
  std::int64_t treated = std::ranges::count(m.treated, true), control = std::ssize(m.treated) - treated;
  out.effect = too_few(std::min(treated, control), kProofCustomers);
  if (std::min(treated, control) < kProofCustomers) return out;
  const Cuped c = cuped(m.after, m.before);
  if (c.status != Status::ok) return out;
  double n[2] = {0, 0}, sum[2] = {0, 0}, squares[2] = {0, 0};
  for (std::size_t i = 0; i < c.adjusted.size(); ++i) n[m.treated[i]] += 1, sum[m.treated[i]] += c.adjusted[i];
  for (std::size_t i = 0; i < c.adjusted.size(); ++i) squares[m.treated[i]] += std::pow(c.adjusted[i] - sum[m.treated[i]] / n[m.treated[i]], 2);
  Estimate& e = out.effect;
  e.value = sum[1] / n[1] - sum[0] / n[0];
  e.se = std::sqrt(squares[0] / (n[0] - 1) / n[0] + squares[1] / (n[1] - 1) / n[1]);
  const double half = t_quantile(.975, std::min(n[0], n[1]) - 1) * e.se;
  e.lo = e.value - half, e.hi = e.value + half;
  e.n = std::ssize(m.treated), e.n_eff = static_cast<double>(e.n), e.need = 0;
  e.method = Method::t;
  e.status = Status::ok;
  out.theta = c.theta, out.variance_ratio = c.variance_ratio;
  return out;
}

/// Both intervals around a value of variance v.
void set_effect(Proof& p, double value, double v, double v_planned, std::int64_t n) {
  Estimate e;
  e.value = value, e.se = std::sqrt(v);
  e.n = n, e.n_eff = static_cast<double>(n);
  e.status = Status::ok;
  p.fixed = p.effect = e;
  p.fixed.lo = value - kZ95 * e.se, p.fixed.hi = value + kZ95 * e.se;
  p.fixed.method = Method::normal;
  const double half = always_valid_half(v, v_planned);
  p.effect.lo = value - half, p.effect.hi = value + half;
  p.effect.method = Method::normal;
  p.detectable_now = half + normal_quantile(.8) * e.se;
}
void add_point(Proof& p, int day, std::int64_t customers) { p.points.push_back({day, p.effect.value, p.effect.lo, p.effect.hi, customers}); }
double detectable_at(double v) { return std::isfinite(v) && v > 0 ? always_valid_half(v, v) + normal_quantile(.8) * std::sqrt(v) : 0; }

void lack(Proof& p, ProofReason why, std::int64_t have, std::int64_t need) {
  p.reason = why;
  p.effect = p.fixed = too_few(have, need);
}

/// Against a control group.
void compare_groups(Proof& p, const ProofDesign& d, const std::vector<std::vector<Timed>>& days, Cells& cells) {
  const std::int64_t base = std::min(cells.customers(kTreatedBefore), cells.customers(kControlBefore));
  double planned = 0;
  if (base >= kProofCustomers) {
    const auto treated = static_cast<double>(cells.customers(kTreatedBefore));
    const double n = d.n_planned > 0 ? static_cast<double>(d.n_planned) : treated * d.days / d.baseline_days;
    planned = cells.variance(kBaseline) * (1 + treated / std::max(n, static_cast<double>(d.n_min)));
    p.detectable_end = detectable_at(planned);
  }
  const int step = std::max(1, static_cast<int>(static_cast<double>(d.elapsed) * static_cast<double>(cells.people()) / kMostWork));
  for (int day = 0; day < d.elapsed; ++day) {
    for (const Timed& t : days[static_cast<std::size_t>(day + d.baseline_days)]) cells.add(t.person, cell_of(t.treated, true), t.y);
    const std::int64_t since = std::min(cells.customers(kTreatedAfter), cells.customers(kControlAfter));
    if (base < kProofCustomers || since < d.n_min || !(planned > 0) || (day % step != 0 && day + 1 != d.elapsed)) continue;
    double value = cells.value(kDifference), v = cells.variance(kDifference);
    if (d.selected_low) {
      p.regression = cells.regression();
      if (!p.regression->known) continue;
      value -= p.regression->expected, v += cells.regression_variance(*p.regression);
    }
    if (!(v > 0) || !std::isfinite(v)) continue;
    set_effect(p, value, v, planned, cells.n(kTreatedAfter) + cells.n(kControlAfter));
    add_point(p, day, since);
  }
  const std::int64_t since = std::min(cells.customers(kTreatedAfter), cells.customers(kControlAfter));
  if (d.elapsed == 0) lack(p, ProofReason::not_started, 0, d.n_min);
  else if (base < kProofCustomers) lack(p, ProofReason::no_baseline, base, kProofCustomers);
  else if (since < d.n_min) lack(p, ProofReason::too_few, since, d.n_min);
  else if (d.selected_low && !(p.regression && p.regression->known)) lack(p, ProofReason::regression_unknown, p.regression ? p.regression->n : 0, kProofCustomers);
  else if (p.points.empty()) lack(p, ProofReason::too_few, since, since + 1);
}

/// Days when there are at least five answers on each day of the baseline on average and none is empty, else weeks. By the baseline
/// alone, so that no answer since the start can choose.
int block_days(const ProofDesign& d, const std::vector<std::vector<Timed>>& days) {
  std::size_t n = 0;
  bool empty = false;
  for (int i = 0; i < d.baseline_days; ++i) n += days[static_cast<std::size_t>(i)].size(), empty |= days[static_cast<std::size_t>(i)].empty();
  return !empty && n >= 5u * static_cast<std::size_t>(d.baseline_days) ? 1 : 7;
}

/// Before and after, without a control group. Blocks without an answer are left out.
void compare_times(Proof& p, const ProofDesign& d, const std::vector<std::vector<Timed>>& days, Cells& cells) {
  ProofSeries s;
  s.block_days = block_days(d, days);
  s.lag = s.block_days == 1 ? 7 : 2;
  std::vector<double> y;
  const auto block = [&](int first) {  // day relative to the start
    double sum = 0, n = 0;
    for (int day = first; day < first + s.block_days; ++day)
      for (const Timed& t : days[static_cast<std::size_t>(day + d.baseline_days)]) sum += t.y, n += 1;
    if (n > 0) y.push_back(sum / n);
    return n > 0;
  };
  for (int first = -(d.baseline_days / s.block_days) * s.block_days; first < 0; first += s.block_days) block(first);
  s.before = std::ssize(y);
  double mean = 0, noise = 0;
  for (const double x : y) mean += x / static_cast<double>(y.size());
  for (const double x : y) noise += (x - mean) * (x - mean);
  const double after = std::max<double>(d.days / s.block_days, kProofBlocks);
  // The variance of a step with a slope on either side is about four times that of a difference of means.
  const double planned = s.before >= kProofBlocks ? 4 * noise / static_cast<double>(s.before - 1) * (1 / static_cast<double>(s.before) + 1 / after) : 0;
  p.detectable_end = detectable_at(planned);
  for (int first = 0; first < d.elapsed; first += s.block_days) {
    const int last = std::min(first + s.block_days, d.elapsed);
    for (int day = first; day < last; ++day)
      for (const Timed& t : days[static_cast<std::size_t>(day + d.baseline_days)]) cells.add(t.person, kTreatedAfter, t.y);
    if (last - first < s.block_days || !block(first)) continue;
    ++s.after;
    if (cells.customers(kTreatedAfter) < d.n_min || !(planned > 0)) continue;
    const Its fit = interrupted_series(y, s.before, s.lag, kProofBlocks);
    const Estimate e = interrupted_effect(fit, 2);
    if (e.status != Status::ok || !(e.hi > e.lo)) continue;
    const double se = (e.hi - e.lo) / 2 / kZ95;
    s.step = e, s.slope = interrupted_effect(fit, 3);
    set_effect(p, e.value, se * se, planned, cells.n(kTreatedAfter));
    add_point(p, last - 1, cells.customers(kTreatedAfter));
  }
  const std::int64_t since = cells.customers(kTreatedAfter);
  if (d.elapsed == 0) lack(p, ProofReason::not_started, 0, d.n_min);
  else if (s.before < kProofBlocks) lack(p, ProofReason::no_baseline, s.before, kProofBlocks);
  else if (since < d.n_min) lack(p, ProofReason::too_few, since, d.n_min);
  else if (p.points.empty()) lack(p, ProofReason::too_few_blocks, std::min(s.after, kProofBlocks - 1), kProofBlocks);
  p.series = s;
}

void judge_proof(Proof& p, const ProofDesign& d) {
  if (p.effect.status != Status::ok) return;
  p.verdict = verdict(p.effect.lo, p.effect.hi, d.smallest, 1, 0);
  p.small = p.verdict == Verdict::proven && p.effect.hi < d.smallest;
  switch (p.verdict) {
    case Verdict::proven: p.reason = ProofReason::above_zero; break;
    case Verdict::harm: p.reason = ProofReason::below_zero; break;
    case Verdict::no_meaningful_effect: p.reason = ProofReason::below_what_matters; break;
    default: p.reason = ProofReason::still_open;
  }
  // Groups that moved apart before anything was done would have moved apart without it.
  if (p.verdict == Verdict::proven && d.control && !p.placebo_ok) p.verdict = Verdict::not_yet, p.small = false, p.reason = ProofReason::groups_drifted;
}

std::optional<std::int32_t> next_day(const Proof& p, const ProofDesign& d) {
  if (d.over) return std::nullopt;
  if (p.reason != ProofReason::too_few || p.effect.n <= 0 || d.elapsed == 0) return d.days - 1;
  const double pace = static_cast<double>(p.effect.n) / d.elapsed;
  return static_cast<std::int32_t>(std::clamp(std::ceil(static_cast<double>(d.n_min) / pace), static_cast<double>(d.elapsed), static_cast<double>(std::max(d.days, d.elapsed + 1) - 1)));
}

}  // namespace

std::string_view name_of(ProofReason r) {
  static constexpr std::string_view names[] = {"not_started", "no_baseline", "too_few", "too_few_blocks", "regression_unknown",
                                               "above_zero", "below_zero", "below_what_matters", "still_open", "groups_drifted"};
  return names[static_cast<std::size_t>(r)];
}

double always_valid_half(double v, double v_planned) {
  if (!(v > 0) || !(v_planned > 0) || !std::isfinite(v) || !std::isfinite(v_planned)) return std::numeric_limits<double>::infinity();
  return confidence_sequence(1, 1 / v, kAlpha, confidence_sequence_rho2(kAlpha, 1 / v_planned));
}

Proof prove(const ProofDesign& d, const std::vector<Readings>& people) {
  Proof p;
  const auto days = by_day(d, people);
  Cells cells(people.size());
  for (int day = 0; day < d.baseline_days; ++day)
    for (const Timed& t : days[static_cast<std::size_t>(day)]) cells.add(t.person, cell_of(t.treated || !d.control, false), t.y);
  p.placebo = placebo_of(d, days, people.size());
  p.placebo_ok = p.placebo.status != Status::ok || (p.placebo.lo <= 0 && p.placebo.hi >= 0);
  if (d.control) compare_groups(p, d, days, cells);
  else compare_times(p, d, days, cells);
  p.naive = cells.estimate(kRise, kProofCustomers);
  for (const bool treated : {true, false}) {
    const Slot b = cell_of(treated, false), a = cell_of(treated, true);
    p.before[treated ? 0 : 1] = {cells.estimate(only(b), kProofCustomers), cells.customers(b)};
    p.after[treated ? 0 : 1] = {cells.estimate(only(a), kProofCustomers), cells.customers(a)};
  }
  p.cuped = d.control ? cuped_of(cells) : ProofCuped{};
  p.reached = cells.customers(kTreatedAfter);
  judge_proof(p, d);
  if (p.effect.status == Status::ok && d.worth)
    p.money = fix_npv({static_cast<double>(p.reached), *d.worth, p.effect.value / d.whole, p.effect.se / d.whole, 1, 0, d.cost.value_or(0)});
  p.next = next_day(p, d);
  return p;
}

}  // namespace peakend::engine
