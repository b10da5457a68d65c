#include "engine/driver_sums.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "base/task.h"
#include "engine/numeric.h"
#include "engine/partial.h"
#include "engine/sampling.h"

namespace peakend::engine {
namespace {

constexpr std::int64_t kOne = 10'000;  // "met" in 1e-4, so that rounding of means costs no digits
constexpr int kNullDraws = 200;

std::size_t columns(int p) { return 2 * static_cast<std::size_t>(p) + 1; }
std::int64_t divided(int128 value, std::int64_t by) {
  const int128 half = by / 2;
  return static_cast<std::int64_t>(value >= 0 ? (value + half) / by : -((-value + half) / by));
}

/// The walk doubles with every driver: beyond fourteen, fewer replicates in the same time.
int affordable(int replicates, std::size_t drivers) {
  return drivers <= 14 ? replicates : std::max(60, replicates >> std::min<std::size_t>(drivers - 14, 8));
}

/// Columns of the drivers that can be told: "met" only where it varies, the valence only where it does.
struct Chosen {
  std::vector<std::size_t> driver, column;
  std::vector<int> group;              ///< columns of each chosen driver
  std::vector<std::size_t> valence;    ///< where in `column` each driver's valence stands; none: it does not vary
  static constexpr std::size_t kNone = SIZE_MAX;
};
Chosen choose(const DriverSums& sums, const DriverSums::Moments& m) {
  Chosen out;
  const std::size_t width = columns(sums.p());
  for (int d = 0; d < sums.p(); ++d) {
    if (sums.met(d) < kDriverMet) continue;
    int n = 0;
    std::size_t valence = Chosen::kNone;
    for (const std::size_t c : {2 * static_cast<std::size_t>(d), 2 * static_cast<std::size_t>(d) + 1}) {
      const double all = m.product[c * width + c];
      if (!(all - m.sum[c] * m.sum[c] / m.n > 1e-9 * std::max(all, 1.0))) continue;
      if (c % 2 == 1) valence = out.column.size();
      out.column.push_back(c), ++n;
    }
    if (n == 0) continue;
    out.driver.push_back(static_cast<std::size_t>(d)), out.group.push_back(n);
    out.valence.push_back(valence);
  }
  return out;
}

/// Correlations of the chosen columns; p = 0 when the outcome does not vary. A column that does not vary in a replicate
/// explains nothing there.
Correlations correlate(const DriverSums::Moments& m, const Chosen& chosen, int p) {
  const std::size_t width = columns(p), y = width - 1, k = chosen.column.size();
  const auto c = [&](std::size_t a, std::size_t b) {
    if (a > b) std::swap(a, b);
    return m.product[a * width + b] - m.sum[a] * m.sum[b] / m.n;
  };
  const double vy = c(y, y);
  if (!(m.n > 1) || !(vy > 1e-9 * std::max(m.product[y * width + y], 1.0))) return {};
  std::vector<double> sd(k);
  for (std::size_t i = 0; i < k; ++i) sd[i] = std::sqrt(std::max(0.0, c(chosen.column[i], chosen.column[i])));
  Correlations out{static_cast<int>(k), std::vector<double>(k * k), std::vector<double>(k)};
  for (std::size_t i = 0; i < k; ++i) {
    const auto r = [&](std::size_t column, double other) {
      const double scale = sd[i] * other;
      return scale > 0 ? std::clamp(c(chosen.column[i], column) / scale, -1.0, 1.0) : 0.0;
    };
    out.xy[i] = r(y, std::sqrt(vy));
    for (std::size_t j = 0; j < k; ++j) out.xx[i * k + j] = i == j ? 1 : r(chosen.column[j], sd[j]);
  }
  return out;
}

/// Largest share that outcomes without any link to the drivers give, 95th percentile.
double null_floor(const Correlations& c, std::span<const int> group, double n_eff, std::uint64_t seed) {
  const auto p = static_cast<Eigen::Index>(c.p);
  Eigen::MatrixXd xx = Eigen::Map<const Eigen::MatrixXd>(c.xx.data(), p, p);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(xx);  // a root also where columns explain each other
  const Eigen::MatrixXd root = eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
  std::vector<double> largest;
  Correlations null = c;
  const int draws = affordable(kNullDraws, group.size());
  for (int draw = 0; draw < draws && !task::stopped(); ++draw) {
    Eigen::VectorXd z(p);
    for (Eigen::Index i = 0; i < p; ++i) {
      const double u = hash_unit(seed + static_cast<std::uint64_t>(i), 0x6e756c6cu + static_cast<std::uint64_t>(draw));
      z[i] = normal_quantile(std::clamp(u, 1e-12, 1 - 1e-12));
    }
    const Eigen::VectorXd r = root * z / std::sqrt(std::max(1.0, n_eff - 1));
    for (Eigen::Index i = 0; i < p; ++i) null.xy[static_cast<std::size_t>(i)] = std::clamp(r[i], -1.0, 1.0);
    const Importance of = lmg(null, group);
    if (of.status == Status::ok) largest.push_back(std::ranges::max(of.share));
  }
  if (largest.empty()) return 1;
  std::ranges::sort(largest);
  return largest[static_cast<std::size_t>(std::ceil(.95 * static_cast<double>(largest.size()))) - 1];
}

/// Nearest-rank percentiles of what the replicates gave.
std::pair<double, double> middle_95(std::vector<double>& values) {
  std::ranges::sort(values);
  const auto n = static_cast<double>(values.size());
  const auto at = [&](double q) { return values[static_cast<std::size_t>(std::clamp(std::ceil(q * n), 1.0, n)) - 1]; };
  return {at(.025), at(.975)};
}
/// The same for a share of variance: replicates explain more than there is to explain (they fit the noise of a draw), so
/// their mean excess is taken off.
std::pair<double, double> shares_95(std::vector<double>& values, double value) {
  const auto [lo, hi] = middle_95(values);
  const double excess = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()) - value;
  return {std::clamp(lo - excess, 0.0, value), std::clamp(hi - excess, value, 1.0)};
}

/// Columns that the ones before them do not explain: a touchpoint missed by the very customer who missed another one says nothing
/// of its own, and must not keep the others from having a slope. Ratings first, since they carry the slopes.
std::vector<std::size_t> independent(const Correlations& c, const Chosen& chosen) {
  const auto k = static_cast<std::size_t>(c.p);
  std::vector<std::size_t> order, kept;
  std::vector<bool> rating(k);
  for (const std::size_t at : chosen.valence)
    if (at != Chosen::kNone) order.push_back(at), rating[at] = true;
  for (std::size_t i = 0; i < k; ++i)
    if (!rating[i]) order.push_back(i);
  std::vector<std::vector<double>> base;  // rows of the Cholesky factor so far
  for (const std::size_t at : order) {
    std::vector<double> row(kept.size());
    double rest = c.xx[at * k + at];
    for (std::size_t i = 0; i < kept.size(); ++i) {
      double v = c.xx[at * k + kept[i]];
      for (std::size_t j = 0; j < i; ++j) v -= row[j] * base[i][j];
      row[i] = v / base[i][i];
      rest -= row[i] * row[i];
    }
    if (!(rest > 1e-8)) continue;
    row.push_back(std::sqrt(rest));
    base.push_back(std::move(row)), kept.push_back(at);
  }
  return kept;
}
Correlations only(const Correlations& c, const std::vector<std::size_t>& kept) {
  const auto k = static_cast<std::size_t>(c.p), m = kept.size();
  Correlations out{static_cast<int>(m), std::vector<double>(m * m), std::vector<double>(m)};
  for (std::size_t i = 0; i < m; ++i) {
    out.xy[i] = c.xy[kept[i]];
    for (std::size_t j = 0; j < m; ++j) out.xx[i * m + j] = c.xx[kept[i] * k + kept[j]];
  }
  return out;
}

/// Unstandardised weights of the drivers' valences, the other columns held; NaN where there is none.
std::vector<double> slopes(const DriverSums::Moments& m, const Chosen& chosen, const Correlations& c, int p) {
  const std::size_t width = columns(p), y = width - 1;
  const auto spread = [&](std::size_t col) { return std::sqrt(std::max(0.0, m.product[col * width + col] - m.sum[col] * m.sum[col] / m.n)); };
  const std::vector<std::size_t> kept = independent(c, chosen);
  const Correlations part = only(c, kept);
  const auto k = static_cast<Eigen::Index>(part.p);
  const Eigen::MatrixXd xx = Eigen::Map<const Eigen::MatrixXd>(part.xx.data(), k, k);
  const Eigen::VectorXd beta = xx.llt().solve(Eigen::Map<const Eigen::VectorXd>(part.xy.data(), k));
  std::vector<double> all(static_cast<std::size_t>(c.p), std::nan("")), out;
  for (std::size_t i = 0; i < kept.size(); ++i) all[kept[i]] = beta[static_cast<Eigen::Index>(i)];
  for (const std::size_t at : chosen.valence) {
    const double sd = at == Chosen::kNone ? 0 : spread(chosen.column[at]);
    out.push_back(sd > 0 ? all[at] * spread(y) / sd : std::nan(""));
  }
  return out;
}

/// Johnson's weights of the columns that stand on their own, summed over each driver; empty when they cannot be had.
std::vector<double> cross_check(const Correlations& c, const Chosen& chosen) {
  const std::vector<std::size_t> kept = independent(c, chosen);
  const Importance of = johnson(only(c, kept));
  if (of.status != Status::ok) return {};
  std::vector<double> column(static_cast<std::size_t>(c.p)), out;
  for (std::size_t i = 0; i < kept.size(); ++i) column[kept[i]] = of.share[i];
  std::size_t at = 0;
  for (const int n : chosen.group) {
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += column[at++];
    out.push_back(sum);
  }
  return out;
}

/// Share, R² and rank of each chosen driver in every replicate, and what a driver's worth is made of.
struct Replicates {
  std::vector<std::vector<double>> share, rank;
  std::vector<DriverShare::Draws> worth;
  std::vector<double> r2;
};
Replicates resample(const DriverSums& sums, const Chosen& chosen, const DriverOptions& options) {
  Replicates out;
  const std::size_t k = chosen.driver.size();
  out.share.resize(k), out.rank.resize(k), out.worth.resize(k);
  std::vector<int> weight(DriverSums::kBlocks);
  std::vector<std::size_t> order(k);
  const int replicates = affordable(options.replicates, k);
  for (int b = 0; b < replicates && !task::stopped(); ++b) {
    for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = poisson_one(hash_unit(i, options.seed * 1'000'003 + static_cast<std::uint64_t>(b)));
    for (auto& w : out.worth) w.slope.push_back(std::nan("")), w.gap.push_back(std::nan("")), w.reach.push_back(std::nan(""));
    const DriverSums::Moments m = sums.moments(weight);
    const Correlations c = correlate(m, chosen, sums.p());
    if (c.p == 0) continue;
    const Importance of = lmg(c, chosen.group);
    if (of.status != Status::ok) continue;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return of.share[i]; });
    for (std::size_t r = 0; r < k; ++r) out.rank[order[r]].push_back(static_cast<double>(r + 1));
    const std::vector<double> slope = slopes(m, chosen, c, sums.p());
    for (std::size_t i = 0; i < k; ++i) {
      out.share[i].push_back(of.share[i]);
      const double met = m.sum[2 * chosen.driver[i]], sum = m.sum[2 * chosen.driver[i] + 1];
      out.worth[i].slope.back() = slope[i];
      out.worth[i].reach.back() = met / static_cast<double>(kOne) / m.n;
      if (met > 0) out.worth[i].gap.back() = std::max(0.0, options.target - sum / met);
    }
    out.r2.push_back(of.r2);
  }
  return out;
}
/// Middle 95 % of the finite ones; nullopt when fewer than half are.
std::optional<std::pair<double, double>> finite_95(std::span<const double> values) {
  std::vector<double> known;
  for (const double v : values)
    if (std::isfinite(v)) known.push_back(v);
  if (known.empty() || known.size() * 2 <= values.size()) return std::nullopt;
  return middle_95(known);
}

}  // namespace

DriverSums::DriverSums(int p) : p_(std::max(p, 0)), met_(static_cast<std::size_t>(p_)), blocks_(kBlocks) {}

DriverSums::Block& DriverSums::block_of(std::uint64_t customer) {
  Block& b = blocks_[splitmix64(customer) % kBlocks];
  if (b.sum.empty()) b.sum.resize(columns(p_)), b.product.resize(columns(p_) * columns(p_));
  return b;
}

void DriverSums::fill(const DriverRow& row, std::vector<std::int64_t>& out) const {
  for (std::size_t d = 0; d < static_cast<std::size_t>(p_); ++d) {
    out[2 * d] = row.x[d] ? kOne : 0;
    out[2 * d + 1] = row.x[d] ? std::clamp(*row.x[d], -10'000, 10'000) : 0;
  }
  out.back() = row.y;
}

void DriverSums::add(std::uint64_t customer, const DriverRow& row) {
  if (row.x.size() != static_cast<std::size_t>(p_) || std::abs(row.y) > 1'000'000) return;
  Block& b = block_of(customer);
  std::vector<std::int64_t> values(columns(p_));
  fill(row, values);
  ++b.n, ++rows_;
  for (std::size_t d = 0; d < met_.size(); ++d) met_[d] += row.x[d].has_value();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == 0) continue;
    b.sum[i] += values[i];
    for (std::size_t j = i; j < values.size(); ++j) b.product[i * values.size() + j] += values[i] * values[j];
  }
}

void DriverSums::add_within(std::uint64_t customer, std::span<const DriverRow> rows) {
  const std::size_t m = columns(p_);
  std::vector<std::int64_t> values(m), sum(m);
  std::vector<int128> product(m * m);
  std::int64_t n = 0;
  std::vector<std::int64_t> met(met_.size());
  for (const DriverRow& row : rows) {
    if (row.x.size() != met.size() || std::abs(row.y) > 1'000'000) continue;
    fill(row, values);
    ++n;
    for (std::size_t d = 0; d < met.size(); ++d) met[d] += row.x[d].has_value();
    for (std::size_t i = 0; i < m; ++i) {
      sum[i] += values[i];
      for (std::size_t j = i; j < m; ++j) product[i * m + j] += static_cast<int128>(values[i]) * values[j];
    }
  }
  if (n < 2) return;
  Block& b = block_of(customer);
  b.n += n - 1, rows_ += n - 1;
  for (std::size_t d = 0; d < met.size(); ++d) met_[d] += met[d];
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = i; j < m; ++j)
      b.product[i * m + j] += divided(product[i * m + j] * n - static_cast<int128>(sum[i]) * sum[j], n);
}

DriverSums& DriverSums::operator+=(const DriverSums& o) {
  if (o.p_ != p_) return *this;
  rows_ += o.rows_;
  for (std::size_t d = 0; d < met_.size(); ++d) met_[d] += o.met_[d];
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& from = o.blocks_[i];
    if (from.sum.empty()) continue;
    Block& to = blocks_[i];
    if (to.sum.empty()) {
      to = from;
      continue;
    }
    to.n += from.n;
    for (std::size_t j = 0; j < to.sum.size(); ++j) to.sum[j] += from.sum[j];
    for (std::size_t j = 0; j < to.product.size(); ++j) to.product[j] += from.product[j];
  }
  return *this;
}

DriverSums::Moments DriverSums::moments(std::span<const int> weight) const {
  const std::size_t m = columns(p_);
  Moments out{0, std::vector<double>(m), std::vector<double>(m * m)};
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& b = blocks_[i];
    const double w = weight.empty() ? 1 : weight[i];
    if (b.sum.empty() || w == 0) continue;
    out.n += w * static_cast<double>(b.n);
    for (std::size_t j = 0; j < m; ++j) out.sum[j] += w * static_cast<double>(b.sum[j]);
    for (std::size_t j = 0; j < m; ++j)
      for (std::size_t k = j; k < m; ++k) out.product[j * m + k] += w * static_cast<double>(b.product[j * m + k]);
  }
  return out;
}

DriverTable driver_table(const DriverSums& sums, const DriverOptions& options) {
  DriverTable out;
  out.n = sums.rows();
  out.need = std::max<std::int64_t>(100, 10 * sums.p());
  out.drivers.resize(static_cast<std::size_t>(sums.p()));
  for (int d = 0; d < sums.p(); ++d) out.drivers[static_cast<std::size_t>(d)].met = sums.met(d);
  if (out.n < out.need) return out;
  const DriverSums::Moments all = sums.moments();
  const Chosen chosen = choose(sums, all);
  if (chosen.driver.empty()) return out;
  out.status = Status::invalid;
  if (chosen.driver.size() > static_cast<std::size_t>(kMaxLmgDrivers)) return out;
  const Correlations c = correlate(all, chosen, sums.p());
  out.status = Status::degenerate;
  if (c.p == 0) return out;
  const Importance whole = lmg(c, chosen.group);
  if (whole.status != Status::ok) return out;
  out.r2 = whole.r2;
  out.floor = null_floor(c, chosen.group, options.n_eff > 0 ? options.n_eff : static_cast<double>(out.n), options.seed);
  Replicates again = resample(sums, chosen, options);
  if (again.r2.size() < 20) return out;
  std::tie(out.r2_lo, out.r2_hi) = shares_95(again.r2, out.r2);
  const std::vector<double> slope = slopes(all, chosen, c, sums.p());
  const std::vector<double> check = cross_check(c, chosen);
  for (std::size_t i = 0; i < chosen.driver.size(); ++i) {
    DriverShare& d = out.drivers[chosen.driver[i]];
    d.share = whole.share[i];
    d.noise = d.share <= out.floor;
    std::tie(d.lo, d.hi) = shares_95(again.share[i], d.share);
    std::tie(d.rank_lo, d.rank_hi) = middle_95(again.rank[i]);
    const std::size_t column = 2 * chosen.driver[i];
    if (all.sum[column] > 0) d.mean = all.sum[column + 1] / all.sum[column];
    d.reach = static_cast<double>(d.met) / static_cast<double>(out.n);
    if (!check.empty()) d.johnson = check[i];
    d.draws = std::move(again.worth[i]);
    const auto range = finite_95(d.draws.slope);
    d.has_slope = std::isfinite(slope[i]) && range.has_value();
    if (d.has_slope) d.slope = slope[i], std::tie(d.slope_lo, d.slope_hi) = *range;
    d.status = Status::ok;
  }
  out.status = Status::ok;
  return out;
}

std::optional<DriverWorth> driver_worth(const DriverShare& slope, const DriverShare& place, double target) {
  const std::size_t n = std::min(slope.draws.slope.size(), place.draws.gap.size());
  if (!slope.has_slope || n == 0) return std::nullopt;
  std::vector<double> lever, closed;
  for (std::size_t i = 0; i < n; ++i) {
    lever.push_back(slope.draws.slope[i] * place.draws.reach[i]);
    closed.push_back(lever.back() * place.draws.gap[i]);
  }
  const auto levers = finite_95(lever), gaps = finite_95(closed);
  if (!levers || !gaps) return std::nullopt;
  DriverWorth out;
  out.lever = slope.slope * place.reach, std::tie(out.lever_lo, out.lever_hi) = *levers;
  out.priority = priority(slope.slope, target, place.mean, place.reach), std::tie(out.priority_lo, out.priority_hi) = *gaps;
  return out;
}

}  // namespace peakend::engine
