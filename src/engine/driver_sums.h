#pragma once
// Key drivers with their uncertainty: exact sums over rows (one row: what one customer met, and the outcome), kept apart
// for random blocks of customers, so that a bootstrap needs no row again. Pure; const members may be shared by threads.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/drivers.h"

namespace peakend::engine {

/// One row: each driver's valence in 1e-4 (nothing: not encountered, which is no missing value) and the outcome in 1e-4.
struct DriverRow {
  std::span<const std::optional<std::int32_t>> x;
  std::int64_t y = 0;  ///< |y| <= 1e6, else the row is left out
};

/// Mergeable by +; integers, so the parts give the same bits in any order and cut. Up to 1e6 rows of the largest outcomes
/// (9e8 of valences) in one state. Memory: 1024 blocks x (2p+1)(p+1) sums, a block only once it is met.
class DriverSums {
 public:
  static constexpr int kBlocks = 1'024;
  explicit DriverSums(int p);
  /// `customer` is any hash of who it was: rows of one customer are drawn together.
  void add(std::uint64_t customer, const DriverRow&);
  /// All rows of one customer about their own means: what stays with the customer (a friendly rater, a halo) cancels.
  /// One row says nothing. A customer is given once, whole.
  void add_within(std::uint64_t customer, std::span<const DriverRow> rows);
  DriverSums& operator+=(const DriverSums&);  ///< same p
  bool operator==(const DriverSums&) const = default;

  int p() const { return p_; }
  std::int64_t rows() const { return rows_; }
  std::int64_t met(int driver) const { return met_[static_cast<std::size_t>(driver)]; }
  /// Sums of the blocks, each taken `weight[block]` times; empty weights: once each. Columns: met, valence of each driver,
  /// outcome; in 1e-4.
  struct Moments {
    double n = 0;
    std::vector<double> sum, product;  ///< m and m x m (upper triangle), m = 2p + 1
  };
  Moments moments(std::span<const int> weight = {}) const;

 private:
  struct Block {
    std::int64_t n = 0;
    std::vector<std::int64_t> sum, product;
    bool operator==(const Block&) const = default;
  };
  Block& block_of(std::uint64_t customer);
  void fill(const DriverRow&, std::vector<std::int64_t>& row) const;

  int p_;
  std::int64_t rows_ = 0;
  std::vector<std::int64_t> met_;
  std::vector<Block> blocks_;
};

inline constexpr std::int64_t kDriverMet = 50;  ///< fewer rows that met a driver: no word on it

struct DriverShare {
  double share = 0, lo = 0, hi = 0;  ///< of the outcome's variance; 95 % by bootstrap of customers, its mean excess taken off
  double rank_lo = 0, rank_hi = 0;   ///< 95 % of the replicates rank it here (1 = most important)
  /// Outcome per unit of valence, the others held (least squares on all columns); has_slope false where others explain it.
  double slope = 0, slope_lo = 0, slope_hi = 0;
  bool has_slope = false;
  double mean = 0;                   ///< valence when met, in -1..1
  double reach = 0;                  ///< share of the rows that met it
  std::optional<double> johnson;     ///< relative weights, the columns of a driver together: a cross-check, never the answer
  std::int64_t met = 0;
  bool noise = false;                ///< not above what a useless driver earns
  Status status = Status::too_few;
  /// What the replicates gave, one value each (NaN: could not be told). Tables of the same customers with the same seed draw the
  /// same blocks, so their draws may be multiplied one by one.
  struct Draws {
    std::vector<double> slope, gap, reach;  ///< gap: max(0, target - mean)
  } draws;
};
struct DriverTable {
  double r2 = 0, r2_lo = 0, r2_hi = 0;
  double floor = 0;                  ///< 95th percentile of the largest share among useless drivers
  std::int64_t n = 0, need = 0;
  std::vector<DriverShare> drivers;  ///< in the order given
  Status status = Status::too_few;
};
struct DriverOptions {
  int replicates = 500;     ///< halved for each driver beyond 14, at least 60
  double target = .4;       ///< valence that closing the gap aims at
  double n_eff = 0;         ///< rows that count as independent, for the noise floor; 0 = all rows
  std::uint64_t seed = 1;
};
/// Importance of each driver: group Shapley of R² over the two columns "met" and "valence when met" of each (grouped LMG, so
/// "not encountered" is never filled in), with a Poisson bootstrap of blocks of customers, and the noise floor from outcomes
/// drawn independently of the drivers (correlations N(0, R_xx/(n_eff - 1)), the largest share, 95th percentile of 200).
/// Fewer than max(100, 10 p) rows, or no driver met by kDriverMet -> too_few; an outcome without spread -> degenerate.
/// More than kMaxLmgDrivers that can be told -> invalid (choose fewer).
/// Source: Lindeman, Merenda, Gold 1980; Owen 1977 (values of groups); bootstrap: Chamandy et al. 2012.
/// Worked: complete rows give the shares of lmg(): METHODS drivers.lmg3.
DriverTable driver_table(const DriverSums&, const DriverOptions& = {});

/// What moving one driver is worth: per unit of its valence (lever = slope x reach), and for closing the gap to the target
/// (priority = slope x gap x reach), each with 2.5 % and 97.5 % of the replicates: slope, mean and reach are drawn together.
/// `slope` may come from a table within customers, `place` (mean, reach) from the one between them. Slope unknown -> nullopt.
struct DriverWorth {
  double lever = 0, lever_lo = 0, lever_hi = 0;
  double priority = 0, priority_lo = 0, priority_hi = 0;
};
std::optional<DriverWorth> driver_worth(const DriverShare& slope, const DriverShare& place, double target);

}  // namespace peakend::engine
