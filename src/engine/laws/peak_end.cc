#include "engine/laws/peak_end.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/interval.h"
#include "engine/laws/episode.h"
#include "engine/numeric.h"
#include "engine/sampling.h"

namespace peakend::engine {
namespace {

constexpr double kOne = 10'000;

// An anonymous episode is a customer of its own; its group follows from what it holds, never from its place in the data.
std::size_t group_of(const EpisodeRows& e) {
  if (e.customer) return splitmix64(e.customer) % 64;
  std::uint64_t h = 0;
  for (const TouchRow& r : e.rows)
    for (const std::uint64_t part : {fnv1a64(r.touchpoint), static_cast<std::uint64_t>(r.last_at), static_cast<std::uint64_t>(r.n),
                                     static_cast<std::uint64_t>(r.min_v), static_cast<std::uint64_t>(r.max_v), static_cast<std::uint64_t>(r.last_v)})
      h = splitmix64(h ^ part);
  return h % 64;
}

// Mean of y over count, its error from 64 groups. The ratio estimator: see RepeatedMean.
Estimate grouped(const std::array<double, 64>& y, const std::array<double, 64>& count, std::int64_t n, std::int64_t need,
                 double lo, double hi) {
  if (n < need) return too_few(n, need);
  double sy = 0, sc = 0, g = 0, q = 0;
  for (std::size_t i = 0; i < 64; ++i) sy += y[i], sc += count[i], g += count[i] > 0;
  if (g < static_cast<double>(std::min<std::int64_t>(need, 5)) || g < 2) return too_few(static_cast<std::int64_t>(g), std::max<std::int64_t>(need, 2));
  double m = sy / sc;
  for (std::size_t i = 0; i < 64; ++i) q += (y[i] - m * count[i]) * (y[i] - m * count[i]);
  double se = std::sqrt(g / (g - 1) * q) / sc, half = t_quantile(.975, g - 1) * se;
  Estimate e{m, std::max(lo, m - half), std::min(hi, m + half), se, n, static_cast<double>(n), Method::random_groups, 0, Status::ok};
  if (n < 30) e.flags |= kLowN;
  return e;
}

double sum_of(const std::array<double, 64>& groups) {
  double sum = 0;
  for (double g : groups) sum += g;
  return sum;
}

// The two largest of a value over rows, so that "all but one row" needs no second walk.
struct TopTwo {
  std::int64_t best = INT64_MIN, second = INT64_MIN;
  std::size_t at = 0;
  void add(std::int64_t v, std::size_t i) {
    if (v > best) second = best, best = v, at = i;
    else second = std::max(second, v);
  }
  std::int64_t without(std::size_t i) const { return i == at ? second : best; }
};

struct Memory {
  TopTwo pos, neg;  // neg of -min
  std::size_t end = 0;
};
Memory memory_of(std::span<const TouchRow> rows) {
  Memory m;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    m.pos.add(rows[i].max_v, i);
    m.neg.add(-static_cast<std::int64_t>(rows[i].min_v), i);
    if (rows[i].last_at >= rows[m.end].last_at) m.end = i;
  }
  return m;
}

double remembered(std::int64_t pos, std::int64_t neg, std::int64_t end, const MemoryWeights& w) {
  bool pain = negative_is_salient(static_cast<std::int32_t>(neg), static_cast<std::int32_t>(pos), w.lambda, true);
  return (w.peak * static_cast<double>(pain ? neg : pos) + w.end * static_cast<double>(end)) / (w.peak + w.end) / kOne;
}

// What raising the moments of a row to f adds to the sum of their valences.
double raised_sum(const TouchRow& r, std::int32_t f) {
  auto gain = [f](double v) { return std::max(0.0, f - v); };
  if (r.n <= 1) return gain(r.max_v);
  return gain(r.min_v) + gain(r.max_v) + (r.n - 2) * gain((static_cast<double>(r.min_v) + r.max_v) / 2);
}

}  // namespace

void MotShare::add(const EpisodeRows& e) {
  if (e.rows.empty()) return;
  std::size_t g = group_of(e);
  Memory m = memory_of(e.rows);
  bool pain = negative_is_salient(static_cast<std::int32_t>(-m.neg.best), static_cast<std::int32_t>(m.pos.best), weights_.lambda, true);
  std::string_view salient = e.salient_touchpoint.empty() ? e.rows[pain ? m.neg.at : m.pos.at].touchpoint : e.salient_touchpoint;
  std::string_view end = e.end_touchpoint.empty() ? e.rows[m.end].touchpoint : e.end_touchpoint;
  auto count = [&](std::string_view t) -> Count& {
    auto it = by_touchpoint_.find(t);
    if (it == by_touchpoint_.end()) it = by_touchpoint_.emplace(std::string(t), Counts{}).first;
    return it->second[g];
  };
  for (const TouchRow& r : e.rows) count(r.touchpoint);
  ++count(salient).salient, ++count(end).end;
  ++totals_[g], ++episodes_;
}

MotShare& MotShare::operator+=(const MotShare& o) {
  episodes_ += o.episodes_;
  for (std::size_t i = 0; i < 64; ++i) totals_[i] += o.totals_[i];
  for (const auto& [t, counts] : o.by_touchpoint_) {
    Counts& mine = by_touchpoint_[t];
    for (std::size_t i = 0; i < 64; ++i) mine[i].salient += counts[i].salient, mine[i].end += counts[i].end;
  }
  return *this;
}

bool MotShare::operator==(const MotShare& o) const {
  return episodes_ == o.episodes_ && totals_ == o.totals_ && by_touchpoint_ == o.by_touchpoint_;
}

std::array<double, 64> MotShare::weighted(const Counts& counts) const {
  std::array<double, 64> out{};
  for (std::size_t i = 0; i < 64; ++i)
    out[i] = weights_.peak * static_cast<double>(counts[i].salient) + weights_.end * static_cast<double>(counts[i].end);
  return out;
}

std::map<std::string, Estimate> MotShare::shares(std::int64_t need) const {
  std::map<std::string, Estimate> out;
  std::array<double, 64> totals{};
  for (std::size_t i = 0; i < 64; ++i) totals[i] = (weights_.peak + weights_.end) * static_cast<double>(totals_[i]);
  for (const auto& [t, counts] : by_touchpoint_) out.emplace(t, grouped(weighted(counts), totals, episodes_, need, 0, 1));
  return out;
}

std::map<std::string, double> MotShare::points() const {
  const double total = (weights_.peak + weights_.end) * static_cast<double>(episodes_);
  std::map<std::string, double> out;
  for (const auto& [t, counts] : by_touchpoint_) out.emplace(t, total > 0 ? sum_of(weighted(counts)) / total : 0);
  return out;
}

LeverageTable leverage(std::span<const EpisodeRows> episodes, double target, std::int64_t need, MemoryWeights w) {
  using PerGroup = std::array<double, 64>;
  struct Gains {
    PerGroup memory{};
    double mean = 0;
  };
  std::map<std::string_view, Gains> gains;
  PerGroup count{};
  LeverageTable table;
  auto f = static_cast<std::int32_t>(std::lround(std::clamp(std::isnan(target) ? 0 : target, -1.0, 1.0) * kOne));
  for (const EpisodeRows& e : episodes) {
    if (e.rows.empty()) continue;
    std::size_t g = group_of(e);
    Memory m = memory_of(e.rows);
    double base = remembered(m.pos.best, -m.neg.best, e.rows[m.end].last_v, w);
    double moments = 0;
    for (const TouchRow& r : e.rows) moments += std::max(1, r.n);
    for (std::size_t i = 0; i < e.rows.size(); ++i) {
      const TouchRow& r = e.rows[i];
      std::int64_t pos = std::max<std::int64_t>(m.pos.without(i), std::max(r.max_v, f));
      std::int64_t neg = -std::max<std::int64_t>(m.neg.without(i), -static_cast<std::int64_t>(std::max(r.min_v, f)));
      std::int64_t end = i == m.end ? std::max(r.last_v, f) : e.rows[m.end].last_v;
      Gains& t = gains[r.touchpoint];
      t.memory[g] += remembered(pos, neg, end, w) - base;
      t.mean += raised_sum(r, f) / moments / kOne;
    }
    table.base += base;
    count[g] += 1;
    ++table.episodes;
  }
  if (table.episodes == 0) return table;
  auto n = static_cast<double>(table.episodes);
  table.base /= n;
  for (const auto& [t, g] : gains)
    table.by_touchpoint.emplace(std::string(t), Leverage{grouped(g.memory, count, table.episodes, need, -2, 2), sum_of(g.memory) / n, g.mean / n});
  return table;
}

namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// Least squares with intercept; nothing when the columns are dependent.
bool least_squares(const Matrix& x, const Vector& y, Vector& b) {
  Eigen::ColPivHouseholderQR<Matrix> qr(x);
  b = qr.solve(y);
  return qr.rank() == x.cols() && b.allFinite();
}

// Squared errors of out-of-fold predictions; the fold's own mean stands in when the fit is singular.
Vector cross_validated(const Matrix& x, const Vector& y, int folds) {
  Vector errors(y.size());
  auto fold_of = [folds](Eigen::Index i) { return static_cast<int>(splitmix64(static_cast<std::uint64_t>(i)) % static_cast<std::uint64_t>(folds)); };
  for (int f = 0; f < folds; ++f) {
    std::vector<Eigen::Index> in, out;
    for (Eigen::Index i = 0; i < y.size(); ++i) (fold_of(i) == f ? out : in).push_back(i);
    if (in.empty()) continue;
    Vector b;
    Matrix xi = x(in, Eigen::all);
    Vector yi = y(in);
    if (!least_squares(xi, yi, b)) {
      b = Vector::Zero(x.cols());
      b[0] = yi.mean();
    }
    for (Eigen::Index i : out) errors[i] = std::pow(y[i] - x.row(i).dot(b), 2);
  }
  return errors;
}

}  // namespace

Contest contest(std::span<const OutcomeRow> rows) {
  Contest c;
  c.n = static_cast<std::int64_t>(rows.size());
  if (c.n < c.need) return c;
  Eigen::Index n = static_cast<Eigen::Index>(rows.size());
  Vector y(n);
  Matrix mean(n, 2), peak(n, 3), both(n, 4), timed(n, 4);
  for (Eigen::Index i = 0; i < n; ++i) {
    const OutcomeRow& r = rows[static_cast<std::size_t>(i)];
    y[i] = r.y;
    mean.row(i) << 1, r.mean;
    peak.row(i) << 1, r.salient, r.end;
    both.row(i) << 1, r.mean, r.salient, r.end;
    timed.row(i) << 1, r.salient, r.end, r.log_duration;
  }
  c.status = Status::degenerate;
  if (!y.allFinite() || !both.allFinite() || !timed.allFinite()) return c;
  double total = (y.array() - y.mean()).square().sum();
  if (!(total > 0)) return c;
  Vector by_mean = cross_validated(mean, y, 10), by_peak = cross_validated(peak, y, 10);
  c.mean_r2 = 1 - by_mean.sum() / total;
  c.peak_end_r2 = 1 - by_peak.sum() / total;
  c.both_r2 = 1 - cross_validated(both, y, 10).sum() / total;
  c.status = Status::ok;
  auto count = static_cast<double>(n);
  Vector d = by_mean - by_peak;
  double se = std::sqrt((d.array() - d.mean()).square().sum() / (count - 1) / count);
  // Who predicts worse than the plain average of all outcomes has won nothing.
  const bool explains = std::max(c.mean_r2, c.peak_end_r2) > 0;
  if (explains && std::abs(d.mean()) > 2 * se) c.winner = d.mean() > 0 ? "peak_end" : "mean";
  Vector b;
  if (least_squares(timed, y, b)) {
    double s2 = (y - timed * b).squaredNorm() / (count - 4);
    c.duration = b[3];
    c.duration_se = std::sqrt(std::max(0.0, s2 * (timed.transpose() * timed).inverse()(3, 3)));
  }
  return c;
}

RidgeFit ridge_to_prior(std::span<const double> x, std::span<const double> y, std::span<const double> w0, double kappa) {
  auto p = static_cast<Eigen::Index>(w0.size()), n = static_cast<Eigen::Index>(y.size());
  RidgeFit fit;
  if (p < 1 || p > 16 || n < 1 || x.size() != y.size() * w0.size() || !(kappa >= 0) || !std::isfinite(kappa)) return fit;
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Matrix xc = Eigen::Map<const RowMajor>(x.data(), n, p);
  Vector yc = Eigen::Map<const Vector>(y.data(), n), prior = Eigen::Map<const Vector>(w0.data(), p);
  Eigen::RowVectorXd mx = xc.colwise().mean();
  double my = yc.mean();
  xc.rowwise() -= mx;
  yc.array() -= my;
  Matrix a = xc.transpose() * xc + kappa * Matrix::Identity(p, p);
  Eigen::LDLT<Matrix> ldlt(a);
  if (ldlt.info() != Eigen::Success || !(ldlt.vectorD().minCoeff() > 1e-14 * std::max(1e-300, ldlt.vectorD().maxCoeff()))) return fit;
  Vector w = ldlt.solve(xc.transpose() * yc + kappa * prior);
  if (!w.allFinite()) return fit;
  fit.w.assign(w.data(), w.data() + p);
  fit.b = my - mx.dot(w);
  fit.status = Status::ok;
  return fit;
}

namespace {

/// Sums of (1, salient, end, y) and their products: enough for the two weights.
struct WeightSums {
  double n = 0, s = 0, e = 0, y = 0, ss = 0, se = 0, ee = 0, sy = 0, ey = 0;
  void add(const WeightSums& o, double times) {
    n += times * o.n, s += times * o.s, e += times * o.e, y += times * o.y, ss += times * o.ss, se += times * o.se, ee += times * o.ee;
    sy += times * o.sy, ey += times * o.ey;
  }
  std::optional<std::pair<double, double>> weights(double kappa) const {
    if (!(n > 2)) return std::nullopt;
    const double a = ss - s * s / n + kappa, b = se - s * e / n, d = ee - e * e / n + kappa;
    const double u = sy - s * y / n + kappa / 2, v = ey - e * y / n + kappa / 2, det = a * d - b * b;
    if (!(det > 1e-12 * a * d)) return std::nullopt;
    return std::pair((d * u - b * v) / det, (a * v - b * u) / det);
  }
};

void resample_weights(std::span<const OutcomeRow> rows, MemoryFit& m) {
  std::vector<WeightSums> blocks(std::min<std::size_t>(rows.size(), 1'024));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const OutcomeRow& r = rows[i];
    blocks[rows.size() <= blocks.size() ? i : splitmix64(i) % blocks.size()].add(
        {1, r.salient, r.end, r.y, r.salient * r.salient, r.salient * r.end, r.end * r.end, r.salient * r.y, r.end * r.y}, 1);
  }
  std::vector<double> peak, end;
  for (std::uint64_t b = 0; b < 200; ++b) {
    WeightSums all;
    for (std::size_t i = 0; i < blocks.size(); ++i)
      if (const int times = poisson_one(hash_unit(i, 0x77656967u + b)); times > 0) all.add(blocks[i], times);
    if (const auto w = all.weights(m.kappa)) peak.push_back(w->first), end.push_back(w->second);
  }
  const auto middle = [](std::vector<double>& v, double point) {
    if (v.size() < 40) return Interval{point, point};
    std::ranges::sort(v);
    const auto at = [&](double q) { return v[static_cast<std::size_t>(std::ceil(q * static_cast<double>(v.size()))) - 1]; };
    return Interval{at(.025), at(.975)};
  };
  m.peak_ci = middle(peak, m.peak), m.end_ci = middle(end, m.end);
}

}  // namespace

MemoryFit fit_memory(std::span<const OutcomeRow> rows) {
  MemoryFit m;
  m.n = static_cast<std::int64_t>(rows.size());
  m.flags = kAssumedParam;
  if (m.n < 100) return m;
  const double w0[] = {.5, .5};
  auto fit_where = [&](auto keep, double kappa) {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (keep(i)) x.push_back(rows[i].salient), x.push_back(rows[i].end), y.push_back(rows[i].y);
    return ridge_to_prior(x, y, w0, kappa);
  };
  if (m.n <= 300) {
    double best = 1e300;
    for (double kappa : {1e9, 100.0, 30.0, 10.0, 3.0, 1.0, 0.0}) {
      double loss = 0;
      for (std::uint64_t f = 0; f < 5; ++f) {
        auto held = [f](std::size_t i) { return splitmix64(i) % 5 == f; };
        RidgeFit fit = fit_where([&](std::size_t i) { return !held(i); }, kappa);
        if (fit.status != Status::ok) { loss = 1e300; break; }
        for (std::size_t i = 0; i < rows.size(); ++i)
          if (held(i)) loss += std::pow(rows[i].y - fit.b - fit.w[0] * rows[i].salient - fit.w[1] * rows[i].end, 2);
      }
      if (loss < best) best = loss, m.kappa = kappa;
    }
  }
  RidgeFit fit = fit_where([](std::size_t) { return true; }, m.kappa);
  if (fit.status != Status::ok) return m;
  m.peak = fit.w[0], m.end = fit.w[1], m.intercept = fit.b, m.flags = 0;
  resample_weights(rows, m);
  return m;
}

}  // namespace peakend::engine
