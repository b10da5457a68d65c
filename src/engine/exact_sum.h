#pragma once
// Sums of doubles without any rounding, so that a merge gives the same bits in any order and cut. Pure; not thread-safe
// while it is changed.
#include <cstdint>
#include <vector>

namespace peakend::engine {

__extension__ using quad = __float128;

/// A fixed-point number as wide as it needs to be (Kulisch & Miranker 1986; carries are put off as in Neal 2015): adding is
/// associative and commutative, bit for bit. Empty: 0. Values that are not finite are left out.
/// Worked: 1e100 + 1 - 1e100 = 1, in any order; ten times .1 is 1.000000000000000055511 before it is rounded, 1 after.
class ExactSum {
 public:
  void add(double x);
  /// x y, exactly (down to 2^-1074).
  void add_product(double x, double y);
  ExactSum& operator+=(const ExactSum&);
  double get() const { return static_cast<double>(wide()); }
  quad wide() const;  ///< to 113 bits
  bool operator==(const ExactSum&) const;

 private:
  void cover(int lowest, int highest);
  void carry();
  int lowest_ = 0;                 // limb i stands for 2^(32 (lowest_ + i))
  std::vector<std::int64_t> limb_;
  int adds_ = 0;                   // since the last carry: below 2^30 of at most 2^32 each no limb overflows
};

}  // namespace peakend::engine
