#pragma once
// Customers held one by one while facts stream by: all of them, or an even part by hash when there are too many. The same facts
// in any order give the same customers. Groups by the same hash serve the jackknife.
#include <bit>
#include <cmath>
#include <cstddef>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "engine/estimate.h"
#include "engine/numeric.h"
#include "engine/sampling.h"

namespace peakend::insight {

inline constexpr std::size_t kCustomerGroups = 64;

inline std::uint64_t hash_of(CustomerId id) { return engine::splitmix64(id.uuid().hi ^ engine::splitmix64(id.uuid().lo)); }
inline std::size_t group_of(CustomerId id) { return hash_of(id) % kCustomerGroups; }

/// T has a member `id`. When `most` are reached, those whose hash begins with a zero bit (two, three ...) stay. Not thread-safe.
template <class T>
class EvenCustomers {
 public:
  explicit EvenCustomers(std::size_t most) : most_(most) {}
  /// The customer, made when new; nullptr for one that is not looked at. Valid until the next call.
  T* of(CustomerId id) {
    if (!looks_at(id)) return nullptr;
    T& one = all_[id];
    one.id = id;
    if (all_.size() < most_) return &one;
    ++bits_;
    std::erase_if(all_, [&](const auto& entry) { return !looks_at(entry.first); });
    return find(id);
  }
  T* find(CustomerId id) {
    const auto it = all_.find(id);
    return it == all_.end() ? nullptr : &it->second;
  }
  double looked_at() const { return std::ldexp(1.0, -bits_); }
  std::vector<T> take() {
    std::vector<T> out;
    out.reserve(all_.size());
    for (auto& [id, one] : all_) out.push_back(std::move(one));
    all_.clear();
    return out;
  }

 private:
  bool looks_at(CustomerId id) const { return std::countl_zero(hash_of(id)) >= bits_; }
  const std::size_t most_;
  std::unordered_map<CustomerId, T> all_;
  int bits_ = 0;
};

/// Delete-a-group jackknife: `parts` are the value without each group; se² = (g - 1)/g sum of (part - mean)², t with g - 1 df.
inline engine::Estimate jackknife(double value, std::span<const double> parts, std::int64_t n) {
  engine::Estimate e = engine::too_few(n, n + 1);
  if (parts.size() < 2) return e;
  const auto g = static_cast<double>(parts.size());
  double mean = 0, squares = 0;
  for (const double x : parts) mean += x / g;
  for (const double x : parts) squares += (x - mean) * (x - mean);
  e.se = std::sqrt(squares * (g - 1) / g);
  const double half = engine::t_quantile(.975, g - 1) * e.se;
  e.value = value, e.lo = value - half, e.hi = value + half;
  e.n_eff = static_cast<double>(n);
  e.need = 0;
  e.method = engine::Method::random_groups;
  e.status = engine::Status::ok;
  return e;
}

}  // namespace peakend::insight
