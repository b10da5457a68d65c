#include "engine/laws/expectation.h"

#include <algorithm>
#include <cmath>

namespace peakend::engine {

FusedExpectation fuse_expectations(std::span<const ExpectationSource> sources) {
  FusedExpectation f;
  double precision = 0, weighted = 0;
  for (const ExpectationSource& s : sources) {
    f.status = Status::invalid;
    if (s.kind != sources[0].kind || !(s.value > 0) || !(s.sd_log > 0) || !std::isfinite(s.value)) return f;
    double w = 1 / (s.sd_log * s.sd_log);
    precision += w;
    weighted += w * std::log(s.value);
  }
  if (!(precision > 0) || !std::isfinite(precision)) return f;
  return {std::exp(weighted / precision), weighted / precision, 1 / std::sqrt(precision), Status::ok};
}

ExpectationStep expect_step(ExpectationState s, double dt, double x, double q, double r) {
  double p = s.p + std::max(q, 0.0) * std::max(dt, 0.0);
  if (!(p + r > 0) || !std::isfinite(x) || !std::isfinite(p)) return {s, 0};
  double k = p / (p + r);
  return {{s.m + k * (x - s.m), p * (1 - k)}, k};
}

void DecayMean::add(double t, double x) {
  const double age = t / half_life_;
  if (!(std::abs(age) <= 1e15) || !(std::abs(x) <= 1e9)) return;
  const double slot = std::floor(age), w = std::exp2(age - slot);
  const auto fixed = [](double v) { return static_cast<int128>(std::nearbyint(std::ldexp(v, 56))); };
  Slot& s = slots_[static_cast<std::int64_t>(slot)];
  s.w += fixed(w), s.wx += fixed(w * x), s.w2 += fixed(w * w);
  let_go();
}

DecayMean& DecayMean::operator+=(const DecayMean& o) {
  for (const auto& [slot, sums] : std::map(o.slots_)) {
    Slot& mine = slots_[slot];
    mine.w += sums.w, mine.wx += sums.wx, mine.w2 += sums.w2;
  }
  let_go();
  return *this;
}

void DecayMean::let_go() {
  if (!slots_.empty()) slots_.erase(slots_.begin(), slots_.lower_bound(slots_.rbegin()->first - 64));
}

DecayMean::Sums DecayMean::as_of_newest() const {
  Sums all;
  for (const auto& [slot, s] : slots_) {
    const auto behind = static_cast<int>(slots_.rbegin()->first - slot);
    all.w += std::ldexp(static_cast<double>(s.w), -56 - behind);
    all.wx += std::ldexp(static_cast<double>(s.wx), -56 - behind);
    all.w2 += std::ldexp(static_cast<double>(s.w2), -56 - 2 * behind);
  }
  return all;
}

double DecayMean::mean() const {
  const Sums s = as_of_newest();
  return s.w > 0 ? s.wx / s.w : 0;
}

double DecayMean::n_eff() const {
  const Sums s = as_of_newest();
  return s.w2 > 0 ? s.w * s.w / s.w2 : 0;
}

double DecayMean::weight_at(double t) const {
  return slots_.empty() ? 0 : as_of_newest().w * std::exp2(static_cast<double>(slots_.rbegin()->first) - t / half_life_);
}

}  // namespace peakend::engine
