#include "engine/pair_moments.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace peakend::engine {

PairMoments::PairMoments(int p) : width_(static_cast<std::size_t>(std::max(p, 0)) + 1), pairs_(width_ * width_) {}

void PairMoments::add(std::span<const std::optional<std::int64_t>> row) {
  if (row.size() != width_) return;
  const auto there = [&](std::size_t i) { return row[i] && std::abs(*row[i]) <= 100'000'000; };
  for (std::size_t i = 0; i < width_; ++i) {
    if (!there(i)) continue;
    for (std::size_t j = i + 1; j < width_; ++j) {
      if (!there(j)) continue;
      Pair& s = pairs_[at(i, j)];
      const int128 a = *row[i], b = *row[j];
      ++s.n, s.a += *row[i], s.b += *row[j], s.aa += a * a, s.bb += b * b, s.ab += a * b;
    }
  }
}

PairMoments& PairMoments::operator+=(const PairMoments& o) {
  if (o.width_ != width_) return *this;
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const Pair& s = o.pairs_[i];
    Pair& t = pairs_[i];
    t.n += s.n, t.a += s.a, t.b += s.b, t.aa += s.aa, t.bb += s.bb, t.ab += s.ab;
  }
  return *this;
}

std::int64_t PairMoments::together(int a, int b) const {
  const auto i = static_cast<std::size_t>(std::min(a, b)), j = static_cast<std::size_t>(std::max(a, b));
  return i < j && j < width_ ? pairs_[at(i, j)].n : 0;
}

std::int64_t PairMoments::fewest() const {
  std::int64_t least = width_ > 1 ? INT64_MAX : 0;
  for (std::size_t i = 0; i < width_; ++i)
    for (std::size_t j = i + 1; j < width_; ++j) least = std::min(least, pairs_[at(i, j)].n);
  return least;
}

PairMoments::Result PairMoments::correlations() const {
  Result out;
  if (fewest() < kFewest) return out;
  out.status = Status::degenerate;
  const auto m = static_cast<Eigen::Index>(width_);
  Eigen::MatrixXd r = Eigen::MatrixXd::Identity(m, m);
  for (std::size_t i = 0; i < width_; ++i)
    for (std::size_t j = i + 1; j < width_; ++j) {
      const Pair& s = pairs_[at(i, j)];
      const auto centred = [&s](int128 xy, std::int64_t x, std::int64_t y) { return static_cast<double>(s.n * xy - static_cast<int128>(x) * y); };
      const double aa = centred(s.aa, s.a, s.a), bb = centred(s.bb, s.b, s.b);
      if (!(aa > 0) || !(bb > 0)) return out;
      const auto a = static_cast<Eigen::Index>(i), b = static_cast<Eigen::Index>(j);
      r(a, b) = r(b, a) = std::clamp(centred(s.ab, s.a, s.b) / std::sqrt(aa) / std::sqrt(bb), -1.0, 1.0);
    }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(r);
  if (eigen.info() != Eigen::Success) return out;
  if (eigen.eigenvalues().minCoeff() < 1e-6) {
    out.clipped = true;
    r = eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(1e-6).asDiagonal() * eigen.eigenvectors().transpose();
    const Eigen::VectorXd scale = r.diagonal().cwiseSqrt().cwiseInverse();
    r = (scale.asDiagonal() * r * scale.asDiagonal()).eval();
    r.diagonal().setOnes();
  }
  const std::size_t p = width_ - 1;
  out.of = {static_cast<int>(p), std::vector<double>(p * p), std::vector<double>(p)};
  for (std::size_t i = 0; i < p; ++i) {
    out.of.xy[i] = r(static_cast<Eigen::Index>(i), m - 1);
    for (std::size_t j = 0; j < p; ++j) out.of.xx[i * p + j] = r(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
  }
  out.status = Status::ok;
  return out;
}

}  // namespace peakend::engine
