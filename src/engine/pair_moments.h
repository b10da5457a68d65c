#pragma once
// Correlations when answers are missing at random: every pair of columns from the rows that have both. Pure.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/drivers.h"
#include "engine/partial.h"

namespace peakend::engine {

/// Sums of each pair of p drivers and the outcome over the rows that have both, values in 1e-4: mergeable by +, exact in any order.
/// For answers that are missing by accident only; "not encountered" is no missing value: use DriverSums.
class PairMoments {
 public:
  static constexpr std::int64_t kFewest = 50;
  explicit PairMoments(int p);
  /// row: p drivers, then the outcome. Values beyond ±1e8 (1e4 units) count as missing.
  void add(std::span<const std::optional<std::int64_t>> row);
  PairMoments& operator+=(const PairMoments&);  ///< same p
  bool operator==(const PairMoments&) const = default;
  std::int64_t together(int a, int b) const;    ///< rows that have both; column p is the outcome
  std::int64_t fewest() const;                  ///< the smallest of them

  /// Pairwise correlations need not fit together: the matrix of drivers and outcome has its eigenvalues clipped at 1e-6 and its
  /// diagonal set back to 1 (Rebonato & Jäckel 1999). status too_few: some pair has fewer than 50 rows; degenerate: a column does
  /// not vary where a pair meets. clipped: some eigenvalue was. Worked: complete rows give CrossMoments' correlations.
  struct Result {
    Correlations of;
    bool clipped = false;
    Status status = Status::too_few;
  };
  Result correlations() const;

 private:
  struct Pair {
    std::int64_t n = 0, a = 0, b = 0;
    int128 aa = 0, bb = 0, ab = 0;
    bool operator==(const Pair&) const = default;
  };
  std::size_t at(std::size_t a, std::size_t b) const { return a * width_ + b; }
  std::size_t width_;
  std::vector<Pair> pairs_;  ///< a < b only
};

}  // namespace peakend::engine
