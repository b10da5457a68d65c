#pragma once
// The Poisson bootstrap: an interval for anything that can be computed from a mergeable state, drawn by customer. Pure.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/interval.h"
#include "engine/sampling.h"

namespace peakend::engine {

/// The state of all data, and of `replicates` resamples: in resample b a customer counts Poisson(1) times, drawn from a hash of
/// (customer, b) and never from a place in the data. So rows of one customer stay together, shards need not know of each other, and
/// parts merged in any order give the same bits whenever those of S do (Chamandy, Muralidharan, Najmi, Naidu 2012).
/// S: copyable, +=, ==. Memory: replicates + 1 states. An anonymous row needs a hash of its own as customer.
template <class S>
class PoissonBoot {
 public:
  explicit PoissonBoot(int replicates, const S& empty = S{}, std::uint64_t seed = 1)
      : seed_(seed), whole_(empty), copies_(static_cast<std::size_t>(std::max(replicates, 0)), empty) {}

  /// put(state, times) adds the row that often; called once for the whole, and for each resample where it was drawn.
  template <class Put>
  void add(std::uint64_t customer, Put&& put) {
    put(whole_, 1);
    for (std::size_t b = 0; b < copies_.size(); ++b)
      if (const int times = poisson_one(hash_unit(customer, seed_ * 1'000'003 + b)); times > 0) put(copies_[b], times);
  }
  PoissonBoot& operator+=(const PoissonBoot& o) {
    whole_ += o.whole_;
    for (std::size_t b = 0; b < std::min(copies_.size(), o.copies_.size()); ++b) copies_[b] += o.copies_[b];
    return *this;
  }
  bool operator==(const PoissonBoot&) const = default;

  const S& whole() const { return whole_; }
  const std::vector<S>& copies() const { return copies_; }

  /// value(state) of the whole with the middle 95 % of the resamples (nearest rank) and their standard deviation. value gives an
  /// optional<double>; resamples without one are left out, and with fewer than 40 left, or none for the whole: too_few.
  template <class Value>
  Estimate interval(Value&& value, std::int64_t n) const {
    const auto point = value(whole_);
    std::vector<double> draws;
    for (const S& s : copies_)
      if (const auto v = value(s); v && std::isfinite(*v)) draws.push_back(*v);
    const auto have = static_cast<std::int64_t>(draws.size());
    if (!point || have < 40) return too_few(point ? have : 0, 40);
    std::sort(draws.begin(), draws.end());
    const auto at = [&](double q) { return draws[static_cast<std::size_t>(std::clamp(std::ceil(q * static_cast<double>(have)), 1.0, static_cast<double>(have))) - 1]; };
    double mean = 0, square = 0;
    for (const double d : draws) mean += d / static_cast<double>(have);
    for (const double d : draws) square += (d - mean) * (d - mean);
    return {*point, at(.025), at(.975), std::sqrt(square / static_cast<double>(have - 1)), n, static_cast<double>(n), Method::bootstrap, 0, Status::ok};
  }

 private:
  std::uint64_t seed_;
  S whole_;
  std::vector<S> copies_;
};

}  // namespace peakend::engine
