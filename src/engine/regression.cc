#include "engine/regression.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/numeric.h"

namespace peakend::engine {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

bool fits(std::span<const double> x, std::size_t columns, std::size_t rows) {
  return columns <= kMaxPredictors && x.size() == columns * rows && std::ranges::all_of(x, [](double v) { return std::abs(v) <= 1e100; });
}
bool zero_or_one(std::span<const double> y) {
  return std::ranges::all_of(y, [](double v) { return v == 0 || v == 1; });
}

/// Predictors that vary, each with mean 0 and standard deviation 1.
struct Standard {
  Matrix z;
  std::vector<std::size_t> kept;
  Vector mean, sd;
};
Standard standardise(std::span<const double> x, std::size_t columns, std::size_t rows) {
  Standard s;
  const auto n = static_cast<double>(rows);
  s.mean = Vector::Zero(static_cast<Eigen::Index>(columns)), s.sd = s.mean;
  for (std::size_t j = 0; j < columns; ++j) {
    double sum = 0, square = 0;
    for (std::size_t i = 0; i < rows; ++i) sum += x[i * columns + j];
    for (std::size_t i = 0; i < rows; ++i) square += (x[i * columns + j] - sum / n) * (x[i * columns + j] - sum / n);
    const auto at = static_cast<Eigen::Index>(j);
    s.mean[at] = sum / n, s.sd[at] = std::sqrt(square / n);
    if (s.sd[at] > 1e-12 * std::max(1.0, std::abs(s.mean[at]))) s.kept.push_back(j);
  }
  s.z.resize(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(s.kept.size()));
  for (Eigen::Index c = 0; c < s.z.cols(); ++c) {
    const std::size_t j = s.kept[static_cast<std::size_t>(c)];
    const auto at = static_cast<Eigen::Index>(j);
    for (Eigen::Index i = 0; i < s.z.rows(); ++i) s.z(i, c) = (x[static_cast<std::size_t>(i) * columns + j] - s.mean[at]) / s.sd[at];
  }
  return s;
}

/// Likelihood at b with its slope and curvature (information).
struct Likelihood {
  double value = 0;
  Vector slope;
  Matrix information;
};

/// Newton's method, halving steps that do not climb. false: no finite maximum was found.
template <class At>
bool maximise(At&& at, Vector& b, Likelihood& now) {
  now = at(b);
  for (int step = 0; step < 60; ++step) {
    const Eigen::LDLT<Matrix> solver(now.information);
    if (solver.info() != Eigen::Success || !(solver.vectorD().minCoeff() > 1e-9 * std::max(1e-300, solver.vectorD().maxCoeff()))) return false;
    const Vector direction = solver.solve(now.slope);
    if (!direction.allFinite()) return false;
    const double promised = direction.dot(now.slope);
    if (promised < 1e-18 * (1 + std::abs(now.value))) return true;
    double length = 1;
    Likelihood next;
    for (; length > 1e-6; length /= 2) {
      next = at(b + length * direction);
      if (std::isfinite(next.value) && next.value >= now.value - 1e-12 * std::abs(now.value)) break;
    }
    if (length <= 1e-6) return promised < 1e-9 * (1 + std::abs(now.value));
    b += length * direction, now = std::move(next);
    if (b.cwiseAbs().maxCoeff() > 30) return false;  // thirty standard deviations: the outcomes are parted
  }
  return false;
}

}  // namespace

double Logistic::at(std::span<const double> x) const {
  if (status != Status::ok || x.size() + 1 != b.size()) return 0;
  double eta = b[0];
  for (std::size_t j = 0; j < x.size(); ++j) eta += b[j + 1] * x[j];
  return logistic(eta);
}

Logistic fit_logistic(std::span<const double> x, std::size_t columns, std::span<const double> y, std::int64_t need) {
  Logistic out;
  const std::size_t rows = y.size();
  out.n = static_cast<std::int64_t>(rows);
  if (!fits(x, columns, rows) || !zero_or_one(y)) return out;
  out.events = static_cast<std::int64_t>(std::accumulate(y.begin(), y.end(), 0.0));
  const std::int64_t rarer = std::min(out.events, out.n - out.events), each = 10 * static_cast<std::int64_t>(std::max<std::size_t>(columns, 1));
  out.status = Status::too_few;
  if (out.n < need) return out.need = need, out;
  if (rarer < each) return out.n = rarer, out.need = each, out;
  const Standard s = standardise(x, columns, rows);
  const auto p = s.z.cols() + 1;
  Matrix z = Matrix::Ones(s.z.rows(), p);
  z.rightCols(p - 1) = s.z;
  const Eigen::Map<const Vector> outcome(y.data(), z.rows());
  const auto at = [&](const Vector& b) {
    Likelihood l;
    const Vector eta = z * b;
    Vector chance(eta.size());
    for (Eigen::Index i = 0; i < eta.size(); ++i) {
      chance[i] = logistic(eta[i]);
      l.value += outcome[i] * eta[i] - (eta[i] > 0 ? eta[i] + std::log1p(std::exp(-eta[i])) : std::log1p(std::exp(eta[i])));
    }
    l.slope = z.transpose() * (outcome - chance);
    l.information = z.transpose() * (chance.array() * (1 - chance.array())).matrix().asDiagonal() * z;
    return l;
  };
  const double share = static_cast<double>(out.events) / static_cast<double>(rows);
  Vector b = Vector::Zero(p);
  b[0] = logit(share);
  out.null_log_likelihood = static_cast<double>(rows) * (share * std::log(share) + (1 - share) * std::log(1 - share));
  Likelihood top;
  out.status = Status::degenerate;
  if (!maximise(at, b, top)) return out;
  // Back to the predictors' own units: a linear map of the coefficients and of their covariance.
  Matrix back = Matrix::Zero(static_cast<Eigen::Index>(columns) + 1, p);
  back(0, 0) = 1;
  for (Eigen::Index c = 1; c < p; ++c) {
    const auto j = static_cast<Eigen::Index>(s.kept[static_cast<std::size_t>(c - 1)]);
    back(j + 1, c) = 1 / s.sd[j], back(0, c) = -s.mean[j] / s.sd[j];
  }
  const Vector own = back * b;
  const Matrix covariance = back * top.information.ldlt().solve(Matrix::Identity(p, p)) * back.transpose();
  if (!own.allFinite() || !covariance.allFinite()) return out;
  out.b.assign(own.data(), own.data() + own.size());
  out.covariance.assign(covariance.data(), covariance.data() + covariance.size());
  for (Eigen::Index j = 0; j < own.size(); ++j) out.se.push_back(std::sqrt(std::max(0.0, covariance(j, j))));
  out.log_likelihood = top.value;
  out.status = Status::ok;
  return out;
}

Hazard fit_hazard(std::span<const double> x, std::size_t columns, std::span<const double> left) {
  Hazard out;
  if (columns < 1) return out;
  out.fit = fit_logistic(x, columns, left, 100);
  out.status = out.fit.status;
  if (out.status == Status::ok && out.fit.events < 50) out.fit.n = out.fit.events, out.fit.need = 50, out.status = out.fit.status = Status::too_few;
  if (out.status != Status::ok) return out;
  const Logistic& f = out.fit;
  const auto n = static_cast<double>(f.n);
  const bool flag = [&] {
    for (std::size_t i = 0; i < left.size(); ++i)
      if (const double r = x[i * columns]; r != 0 && r != 1) return false;
    return true;
  }();
  double effect = 0;
  std::vector<double> slope(f.b.size());  // of the effect in each coefficient
  for (std::size_t i = 0; i < left.size(); ++i) {
    double rest = f.b[0];
    for (std::size_t j = 0; j < columns; ++j) rest += f.b[j + 1] * (j == 0 && flag ? 0 : x[i * columns + j]);
    const auto add = [&](double eta, double sign, double own) {
      const double p = logistic(eta), d = p * (1 - p);
      const double d_eta = flag ? sign * d : f.b[1] * d * (1 - 2 * p);
      effect += (flag ? sign * p : f.b[1] * d) / n;
      slope[0] += d_eta / n, slope[1] += (flag ? own * d_eta : d + d_eta * own) / n;
      for (std::size_t j = 1; j < columns; ++j) slope[j + 1] += d_eta * x[i * columns + j] / n;
    };
    if (flag) add(rest + f.b[1], 1, 1), add(rest, -1, 0);
    else add(rest, 1, x[i * columns]);
  }
  double variance = 0;
  for (std::size_t a = 0; a < slope.size(); ++a)
    for (std::size_t c = 0; c < slope.size(); ++c) variance += slope[a] * slope[c] * f.covariance[a * slope.size() + c];
  const double se = std::sqrt(std::max(0.0, variance)), ratio = std::exp(f.b[1]);
  out.effect = {effect, effect - kZ95 * se, effect + kZ95 * se, se, f.n, n, Method::normal, 0, Status::ok};
  out.odds_ratio = {ratio, std::exp(f.b[1] - kZ95 * f.se[1]), std::exp(f.b[1] + kZ95 * f.se[1]), ratio * f.se[1], f.n, n, Method::normal, 0, Status::ok};
  if (!std::isfinite(out.odds_ratio.hi)) out.status = Status::degenerate;
  return out;
}

namespace {

/// Rows by falling time, so that who is at risk only grows.
struct CoxRows {
  Matrix z;
  std::vector<double> time, ended;
};

/// Adds what one set of ties (rows [first, last) of one time) says, given the sums over all who are at risk.
void add_ties(const CoxRows& rows, const Vector& risk, Eigen::Index first, Eigen::Index last, Ties ties, double s0, const Vector& s1, const Matrix& s2,
              Likelihood& l) {
  double d0 = 0, deaths = 0;
  Vector d1 = Vector::Zero(s1.size());
  Matrix d2 = Matrix::Zero(s1.size(), s1.size());
  for (Eigen::Index i = first; i < last; ++i) {
    if (rows.ended[static_cast<std::size_t>(i)] == 0) continue;
    const Vector z = rows.z.row(i);
    l.value += std::log(risk[i]), l.slope += z;
    d0 += risk[i], d1 += risk[i] * z, d2 += risk[i] * z * z.transpose(), ++deaths;
  }
  for (double k = 0; k < deaths; ++k) {
    const double f = ties == Ties::efron ? k / deaths : 0, a0 = s0 - f * d0;
    const Vector mean = (s1 - f * d1) / a0;
    l.value -= std::log(a0), l.slope -= mean;
    l.information += (s2 - f * d2) / a0 - mean * mean.transpose();
  }
}

Likelihood cox_likelihood(const CoxRows& rows, const Vector& b, Ties ties) {
  const Eigen::Index n = rows.z.rows(), p = rows.z.cols();
  Likelihood l{0, Vector::Zero(p), Matrix::Zero(p, p)};
  const Vector risk = (rows.z * b).array().exp();
  double s0 = 0;
  Vector s1 = Vector::Zero(p);
  Matrix s2 = Matrix::Zero(p, p);
  for (Eigen::Index i = 0; i < n;) {
    Eigen::Index last = i;
    for (; last < n && rows.time[static_cast<std::size_t>(last)] == rows.time[static_cast<std::size_t>(i)]; ++last) {
      const Vector z = rows.z.row(last);
      s0 += risk[last], s1 += risk[last] * z, s2.noalias() += risk[last] * z * z.transpose();
    }
    add_ties(rows, risk, i, last, ties, s0, s1, s2, l);
    i = last;
  }
  return l;
}

/// Harrell's concordance in O(n log n): rows by falling time; of those that lasted longer, how many have less risk.
double concordance(const CoxRows& rows, const Vector& b) {
  const Vector score = rows.z * b;
  const auto n = static_cast<std::size_t>(score.size());
  std::vector<double> sorted(score.data(), score.data() + n);
  std::ranges::sort(sorted);
  std::vector<double> tree(n + 1);  // counts by rank of the score
  const auto put = [&](double v) {
    for (auto i = static_cast<std::size_t>(std::ranges::lower_bound(sorted, v) - sorted.begin()) + 1; i <= n; i += i & -i) ++tree[i];
  };
  const auto below = [&](std::size_t rank) {
    double sum = 0;
    for (std::size_t i = rank; i > 0; i -= i & -i) sum += tree[i];
    return sum;
  };
  double good = 0, pairs = 0;
  for (std::size_t i = 0; i < n;) {
    std::size_t last = i;
    while (last < n && rows.time[last] == rows.time[i]) ++last;
    for (std::size_t k = i; k < last; ++k)  // censored at the same time lasted longer than those who ended
      if (rows.ended[k] == 0) put(score[static_cast<Eigen::Index>(k)]);
    const double all = below(n);
    for (std::size_t k = i; k < last; ++k) {
      if (rows.ended[k] == 0) continue;
      const double v = score[static_cast<Eigen::Index>(k)];
      const double less = below(static_cast<std::size_t>(std::ranges::lower_bound(sorted, v) - sorted.begin()));
      const double most = below(static_cast<std::size_t>(std::ranges::upper_bound(sorted, v) - sorted.begin()));
      good += less + (most - less) / 2, pairs += all;
    }
    for (std::size_t k = i; k < last; ++k)
      if (rows.ended[k] != 0) put(score[static_cast<Eigen::Index>(k)]);
    i = last;
  }
  return pairs > 0 ? good / pairs : .5;
}

}  // namespace

Cox fit_cox(std::span<const double> x, std::size_t columns, std::span<const double> time, std::span<const double> ended, Ties ties) {
  Cox out;
  const std::size_t n = time.size();
  out.n = static_cast<std::int64_t>(n);
  const bool bad_time = std::ranges::any_of(time, [](double t) { return !std::isfinite(t); });
  if (columns < 1 || !fits(x, columns, n) || ended.size() != n || !zero_or_one(ended) || bad_time) return out;
  out.events = static_cast<std::int64_t>(std::accumulate(ended.begin(), ended.end(), 0.0));
  out.need = 10 * static_cast<std::int64_t>(columns);
  out.status = Status::too_few;
  if (out.events < out.need) return out;
  const Standard s = standardise(x, columns, n);
  out.status = Status::degenerate;
  if (s.kept.size() < columns) return out;
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return time[i]; });
  CoxRows rows{Matrix(s.z.rows(), s.z.cols()), {}, {}};
  for (std::size_t i = 0; i < n; ++i) {
    rows.z.row(static_cast<Eigen::Index>(i)) = s.z.row(static_cast<Eigen::Index>(order[i]));
    rows.time.push_back(time[order[i]]), rows.ended.push_back(ended[order[i]]);
  }
  const auto p = static_cast<Eigen::Index>(columns);
  Vector b = Vector::Zero(p);
  out.null_log_likelihood = cox_likelihood(rows, b, ties).value;
  Likelihood top;
  if (!maximise([&](const Vector& at) { return cox_likelihood(rows, at, ties); }, b, top)) return out;
  const Matrix covariance = top.information.ldlt().solve(Matrix::Identity(p, p));
  if (!b.allFinite() || !covariance.allFinite()) return out;
  for (Eigen::Index j = 0; j < p; ++j) out.b.push_back(b[j] / s.sd[j]), out.se.push_back(std::sqrt(std::max(0.0, covariance(j, j))) / s.sd[j]);
  out.log_likelihood = top.value, out.concordance = concordance(rows, b);
  out.status = Status::ok;
  return out;
}

}  // namespace peakend::engine
