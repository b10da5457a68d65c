#include "engine/exact_sum.h"

#include <algorithm>
#include <cmath>

namespace peakend::engine {
namespace {

constexpr int kBits = 32, kPutOff = 1 << 29;
constexpr std::int64_t kBase = std::int64_t{1} << kBits;

int floor_limb(int exponent) { return exponent >= 0 ? exponent / kBits : -((-exponent + kBits - 1) / kBits); }

quad power_of_two(int exponent) {
  quad out = 1;
  for (; exponent > 1000; exponent -= 1000) out *= std::ldexp(1.0, 1000);
  for (; exponent < -1000; exponent += 1000) out *= std::ldexp(1.0, -1000);
  return out * std::ldexp(1.0, exponent);
}

}  // namespace

void ExactSum::cover(int lowest, int highest) {
  if (limb_.empty()) lowest_ = lowest;
  if (lowest < lowest_) limb_.insert(limb_.begin(), static_cast<std::size_t>(lowest_ - lowest), 0), lowest_ = lowest;
  const auto need = static_cast<std::size_t>(highest - lowest_ + 1);
  if (limb_.size() < need) limb_.resize(need);
}

void ExactSum::add(double x) {
  if (x == 0 || !std::isfinite(x)) return;
  int exponent = 0;
  const auto digits = static_cast<std::int64_t>(std::ldexp(std::frexp(x, &exponent), 53));  // exact, 53 bits with sign
  const int at = exponent - 53, low = floor_limb(at), shift = at - low * kBits;
  cover(low, low + 2);
  // |digits| 2^shift has at most 85 bits: three limbs.
  const std::uint64_t size = static_cast<std::uint64_t>(std::abs(digits));
  const std::uint64_t mask = static_cast<std::uint64_t>(kBase) - 1, bottom = (size & mask) << shift, rest = (size >> kBits) << shift;
  const std::int64_t part[] = {static_cast<std::int64_t>(bottom & mask), static_cast<std::int64_t>((bottom >> kBits) + (rest & mask)),
                               static_cast<std::int64_t>(rest >> kBits)};
  std::int64_t* to = limb_.data() + (low - lowest_);
  for (int i = 0; i < 3; ++i) to[i] += digits < 0 ? -part[i] : part[i];
  if (++adds_ >= kPutOff) carry();
}

void ExactSum::add_product(double x, double y) {
  const double high = x * y;
  add(high);
  if (std::isfinite(high)) add(std::fma(x, y, -high));
}

void ExactSum::carry() {
  adds_ = 0;
  for (std::size_t i = 0; i < limb_.size(); ++i) {
    if (i + 1 == limb_.size()) {  // the highest keeps its sign, and grows only when it must
      if (std::abs(limb_[i]) <= kBase) break;
      limb_.push_back(0);
    }
    std::int64_t up = limb_[i] / kBase;
    if (limb_[i] % kBase < 0) --up;
    limb_[i] -= up * kBase, limb_[i + 1] += up;
  }
}

ExactSum& ExactSum::operator+=(const ExactSum& o) {
  if (o.limb_.empty()) return *this;
  ExactSum other = o;
  other.carry();
  carry();
  cover(other.lowest_, other.lowest_ + static_cast<int>(other.limb_.size()) - 1);
  for (std::size_t i = 0; i < other.limb_.size(); ++i) limb_[static_cast<std::size_t>(other.lowest_ - lowest_) + i] += other.limb_[i];
  ++adds_;
  return *this;
}

quad ExactSum::wide() const {
  ExactSum s = *this;
  s.carry();
  // All limbs but the highest are digits now, so the same number gives the same digits, and the same rounding.
  quad out = 0;
  for (std::size_t i = s.limb_.size(); i-- > 0;) out = out * static_cast<double>(kBase) + static_cast<quad>(s.limb_[i]);
  return s.limb_.empty() ? 0 : out * power_of_two(kBits * s.lowest_);
}

bool ExactSum::operator==(const ExactSum& o) const {
  ExactSum difference = o;
  for (std::int64_t& l : difference.limb_) l = -l;
  difference += *this;
  difference.carry();
  return std::ranges::all_of(difference.limb_, [](std::int64_t l) { return l == 0; });
}

}  // namespace peakend::engine
