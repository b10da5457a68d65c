#include "engine/drivers.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>

#include "engine/numeric.h"

namespace peakend::engine {
namespace {

bool fits(const Correlations& c, int max) {
  auto p = static_cast<std::size_t>(std::max(c.p, 0));
  if (c.p < 1 || c.p > max || c.xx.size() != p * p || c.xy.size() != p) return false;
  auto bad = [](double r) { return !(std::abs(r) <= 1 + 1e-9); };
  return std::ranges::none_of(c.xx, bad) && std::ranges::none_of(c.xy, bad);
}

Eigen::MatrixXd matrix_of(const Correlations& c) { return Eigen::Map<const Eigen::MatrixXd>(c.xx.data(), c.p, c.p); }
Eigen::VectorXd vector_of(const Correlations& c) { return Eigen::Map<const Eigen::VectorXd>(c.xy.data(), c.p); }

// The walk over all subsets. Level d owns one buffer: the matrix after the drivers chosen so far are swept out.
class Shapley {
 public:
  Shapley(const Correlations& c, std::span<const int> group)
      : p_(group.size()), columns_(static_cast<std::size_t>(c.p)), levels_(p_ + 1), share_(p_, 0), first_{0} {
    for (const int n : group) first_.push_back(first_.back() + static_cast<std::size_t>(n));
    for (auto& l : levels_) l.a.resize(columns_ * columns_), l.r.resize(columns_);
    levels_[0].a = c.xx;
    levels_[0].r = c.xy;
    std::vector<double> factorial(p_ + 1, 1);
    for (std::size_t i = 1; i <= p_; ++i) factorial[i] = factorial[i - 1] * static_cast<double>(i);
    for (std::size_t s = 0; s <= p_; ++s) {
      double out = s < p_ ? factorial[s] * factorial[p_ - s - 1] / factorial[p_] : 0;
      double in = s > 0 ? factorial[s - 1] * factorial[p_ - s] / factorial[p_] : 0;
      out_.push_back(out), both_.push_back(in + out);
    }
  }
  std::vector<double> run() {
    walk(0, 0, 0);
    for (double& s : share_) s -= outside_.get();
    return share_;
  }

 private:
  struct Level {
    std::vector<double> a, r;
  };
  // Subsets of drivers j.. on top of `chosen` ones that explain v. Returns the sum of (c_in + c_out) v over them.
  double walk(std::size_t j, std::size_t chosen, double v) {
    if (j == p_) {
      outside_.add(out_[chosen] * v);
      return both_[chosen] * v;
    }
    double without = walk(j + 1, chosen, v);
    double gain = sweep(levels_[chosen], first_[j], levels_[chosen + 1]);
    for (std::size_t c = first_[j] + 1; c < first_[j + 1]; ++c) gain += sweep(levels_[chosen + 1], c, levels_[chosen + 1]);
    double with = walk(j + 1, chosen + 1, v + gain);
    share_[j] += with;
    return without + with;
  }

  // Takes column c out of what stands right of it (`now` and `next` may be one); returns what it explains.
  double sweep(const Level& now, std::size_t c, Level& next) const {
    const double pivot = now.a[c * columns_ + c];
    const bool useful = pivot > 1e-10;
    const double gain = useful ? now.r[c] * now.r[c] / pivot : 0;
    for (std::size_t k = c + 1; k < columns_; ++k) {
      const double f = useful ? now.a[c * columns_ + k] / pivot : 0;
      next.r[k] = now.r[k] - f * now.r[c];
      for (std::size_t l = k; l < columns_; ++l) next.a[k * columns_ + l] = now.a[k * columns_ + l] - f * now.a[c * columns_ + l];
    }
    return gain;
  }

  std::size_t p_, columns_;  // drivers, and their columns
  std::vector<Level> levels_;
  std::vector<double> share_, out_, both_;
  std::vector<std::size_t> first_;  // of each driver's columns
  Sum outside_;
};

}  // namespace

CrossMoments::CrossMoments(int p) : p_(std::max(p, 0)) {
  auto m = static_cast<std::size_t>(p_) + 1;
  s_.resize(m), ss_.resize(m * m);
}

void CrossMoments::add(std::span<const double> x, double y, int times) {
  const std::size_t m = s_.size();
  if (x.size() + 1 != m || times < 1) return;
  const auto value = [&](std::size_t i) { return i + 1 < m ? x[i] : y; };
  for (std::size_t i = 0; i < m; ++i)
    if (!(std::abs(value(i)) <= 1e150)) return;
  n_ += times;
  for (std::size_t i = 0; i < m; ++i) {
    s_[i].add_product(value(i), times);
    for (std::size_t j = i; j < m; ++j)
      for (int k = 0; k < times; ++k) ss_[i * m + j].add_product(value(i), value(j));
  }
}

CrossMoments& CrossMoments::operator+=(const CrossMoments& o) {
  if (o.p_ != p_) return *this;
  n_ += o.n_;
  for (std::size_t i = 0; i < s_.size(); ++i) s_[i] += o.s_[i];
  for (std::size_t i = 0; i < ss_.size(); ++i) ss_[i] += o.ss_[i];
  return *this;
}

quad CrossMoments::centred(std::size_t i, std::size_t j) const {
  if (i > j) std::swap(i, j);
  return static_cast<quad>(n_) * ss_[i * s_.size() + j].wide() - s_[i].wide() * s_[j].wide();
}

double CrossMoments::mean(int column) const { return n_ > 0 ? s_[static_cast<std::size_t>(column)].get() / n() : 0; }

double CrossMoments::covariance_sum(int a, int b) const {
  return n_ > 0 ? static_cast<double>(centred(static_cast<std::size_t>(a), static_cast<std::size_t>(b)) / static_cast<quad>(n_)) : 0;
}

Correlations CrossMoments::correlations() const {
  const std::size_t m = s_.size(), p = m - 1;
  if (n_ < 2) return {};
  std::vector<double> c(m * m);
  for (std::size_t i = 0; i < m; ++i) {
    const quad all = static_cast<quad>(n_) * ss_[i * m + i].wide(), own = centred(i, i);
    if (!(own > static_cast<quad>(1e-26) * all)) return {};
    for (std::size_t j = i; j < m; ++j) c[i * m + j] = c[j * m + i] = static_cast<double>(centred(i, j));
  }
  Correlations r{p_, std::vector<double>(p * p), std::vector<double>(p)};
  const auto cor = [&](std::size_t i, std::size_t j) {
    return i == j ? 1 : std::clamp(c[i * m + j] / (std::sqrt(c[i * m + i]) * std::sqrt(c[j * m + j])), -1.0, 1.0);
  };
  for (std::size_t i = 0; i < p; ++i) {
    r.xy[i] = cor(i, p);
    for (std::size_t j = 0; j < p; ++j) r.xx[i * p + j] = cor(i, j);
  }
  return r;
}

Importance lmg(const Correlations& c) { return lmg(c, std::vector<int>(static_cast<std::size_t>(std::max(c.p, 0)), 1)); }

Importance lmg(const Correlations& c, std::span<const int> group) {
  Importance out;
  const bool whole = std::ranges::all_of(group, [](int n) { return n >= 1; }) && std::accumulate(group.begin(), group.end(), 0) == c.p;
  if (!whole || std::ssize(group) > kMaxLmgDrivers || !fits(c, 2 * kMaxLmgDrivers)) return out;
  out.share = Shapley(c, group).run();
  for (double s : out.share) out.r2 += s;
  if (!std::isfinite(out.r2)) return {};
  Eigen::LLT<Eigen::MatrixXd> llt(matrix_of(c));
  if (llt.info() == Eigen::Success) {
    Eigen::VectorXd b = llt.solve(vector_of(c));
    if (b.allFinite()) out.beta.assign(b.data(), b.data() + b.size());
  }
  out.status = Status::ok;
  return out;
}

Importance johnson(const Correlations& c) {
  Importance out;
  if (!fits(c, kMaxJohnsonDrivers)) return out;
  out.status = Status::degenerate;
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(matrix_of(c));
  if (eigen.info() != Eigen::Success || !(eigen.eigenvalues().minCoeff() > 1e-10)) return out;
  Eigen::MatrixXd w = eigen.operatorSqrt();
  Eigen::VectorXd b = eigen.operatorInverseSqrt() * vector_of(c);
  Eigen::VectorXd share = w.cwiseAbs2() * b.cwiseAbs2();
  Eigen::VectorXd beta = matrix_of(c).llt().solve(vector_of(c));
  out.share.assign(share.data(), share.data() + share.size());
  out.beta.assign(beta.data(), beta.data() + beta.size());
  out.r2 = share.sum();
  out.status = std::isfinite(out.r2) ? Status::ok : Status::degenerate;
  return out;
}

NoiseFloor noise_floor(std::int64_t n, int p) {
  if (n < 3) return {};
  double each = 1 / static_cast<double>(n - 1);
  return {each, std::min(1.0, each * p)};
}

std::string_view name_of(KanoClass c) {
  constexpr std::string_view names[] = {"basic", "performance", "delighter"};
  auto i = static_cast<unsigned>(c);
  return names[i < 3 ? i : 1];
}

PenaltyReward penalty_reward(std::span<const double> y, std::span<const double> low, std::span<const double> high) {
  // With flags that never meet, least squares is three cell means.
  struct Cell {
    double n = 0, sum = 0, square = 0;
    double mean() const { return sum / n; }
  } cells[3];
  std::size_t n = std::min({y.size(), low.size(), high.size()});
  for (std::size_t i = 0; i < n; ++i) {
    Cell& c = cells[low[i] != 0 ? 0 : high[i] != 0 ? 2 : 1];
    ++c.n, c.sum += y[i], c.square += y[i] * y[i];
  }
  PenaltyReward r;
  double within = 0;
  for (const Cell& c : cells) {
    if (c.n < 1) return r;
    within += c.square - c.sum * c.sum / c.n;
  }
  r.base = cells[1].mean(), r.penalty = cells[0].mean() - r.base, r.reward = cells[2].mean() - r.base;
  if (std::min(cells[0].n, cells[2].n) < 30) r.flags |= kLowN;
  double p = std::abs(r.penalty), up = r.reward, both = up + p;
  r.status = Status::degenerate;
  if (!std::isfinite(both) || std::abs(both) < 1e-12) return r;
  r.asymmetry = std::clamp((up - p) / both, -1.0, 1.0);
  r.status = Status::ok;
  double df = static_cast<double>(n) - 3;
  double s2 = df > 0 ? std::max(0.0, within) / df : 0;
  // d IA = (2p dr - 2r dp)/(r + p)²; both slopes share the error of the base.
  double fr = 2 * p / (both * both), fp = -2 * up / (both * both) * (r.penalty < 0 ? -1 : 1);
  double variance = s2 * (fr * fr / cells[2].n + fp * fp / cells[0].n + (fr + fp) * (fr + fp) / cells[1].n);
  r.asymmetry_se = std::sqrt(variance);
  double half = df > 0 ? t_quantile(.975, df) * r.asymmetry_se : 2;
  if (r.asymmetry + half < 0) r.cls = KanoClass::basic;
  if (r.asymmetry - half > 0) r.cls = KanoClass::delighter;
  return r;
}

double priority(double b, double target, double mean, double reach) {
  double v = b * std::max(0.0, target - mean) * reach;
  return std::isfinite(v) ? v : 0;
}

WhatIf what_if(std::span<const Rated> ratings, double penalty, double reward, double shift, double reach, double bad, double good) {
  WhatIf out;
  out.status = Status::invalid;
  if (!(bad < good) || !(reach >= 0 && reach <= 1) || !std::isfinite(penalty) || !std::isfinite(reward) || !std::isfinite(shift)) return out;
  const auto f = [&](double x) {
    return x <= bad ? penalty : x >= good ? reward : penalty + (reward - penalty) * (x - bad) / (good - bad);
  };
  double n = 0, gain = 0, before = 0, after = 0, capped = 0;
  for (const Rated& r : ratings) {
    if (!(r.valence >= -1 && r.valence <= 1) || !(r.count >= 0)) return out;
    const double to = std::clamp(r.valence + shift, -1.0, 1.0);
    n += r.count, gain += r.count * (f(to) - f(r.valence)), before += r.count * r.valence, after += r.count * to;
    if (std::abs(r.valence + shift) > 1 + 1e-12) capped += r.count;
  }
  out.status = Status::too_few;
  if (!(n > 0)) return out;
  return {reach * gain / n, before / n, after / n, capped / n, Status::ok};
}

Shifted shifted(std::span<const std::int64_t> at, double asymmetry, double shift) {
  if (at.size() < 2) return {};
  const auto x = [&](std::size_t i) { return 2 * static_cast<double>(i) / static_cast<double>(at.size() - 1) - 1; };
  double n = 0, low = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    n += static_cast<double>(at[i]);
    low += static_cast<double>(at[i]) * (x(i) < 0 ? 1 : x(i) > 0 ? 0 : .5);
  }
  if (!(n > 0) || !std::isfinite(shift)) return {};
  double a = std::isfinite(asymmetry) ? std::clamp(asymmetry, -1.0, 1.0) : 0, scale = 1 + a * (1 - 2 * low / n);
  if (scale < .2) a = 0, scale = 1;
  const auto g = [&](double v) { return v * (v < 0 ? 1 - a : 1 + a) / scale; };
  Shifted out;
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (at[i] == 0) continue;
    const double to = std::clamp(x(i) + shift, -1.0, 1.0), weight = static_cast<double>(at[i]) / n;
    out.moved += weight * (to - x(i)), out.gain += weight * (g(to) - g(x(i)));
  }
  return out;
}

}  // namespace peakend::engine
