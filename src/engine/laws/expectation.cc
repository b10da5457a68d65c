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

void DecayMean::move_to(double t) {
  if (w_ > 0 && t > t_) {
    double f = std::exp2((t_ - t) / half_life_);
    w_ *= f, wx_ *= f, w2_ *= f * f;
  }
  if (w_ == 0 || t > t_) t_ = t;
}

void DecayMean::add(double t, double x) {
  if (!std::isfinite(t) || !std::isfinite(x)) return;
  move_to(t);
  double f = std::exp2((t - t_) / half_life_);
  w_ += f, wx_ += f * x, w2_ += f * f;
}

DecayMean& DecayMean::operator+=(const DecayMean& o) {
  if (o.w_ == 0) return *this;
  DecayMean other = o;
  move_to(other.t_);
  other.move_to(t_);
  w_ += other.w_, wx_ += other.wx_, w2_ += other.w2_;
  return *this;
}

double DecayMean::weight_at(double t) const { return w_ * std::exp2((t_ - t) / half_life_); }

}  // namespace peakend::engine
