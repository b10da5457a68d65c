// Every mergeable state: parts merged in any order and cut give the whole, bit for bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <random>

#include "engine/bootstrap.h"
#include "engine/driver_sums.h"
#include "engine/exact_sum.h"
#include "engine/laws/episode.h"
#include "engine/laws/expectation.h"
#include "engine/laws/floor.h"
#include "engine/laws/peak_end.h"
#include "engine/laws/promise.h"
#include "engine/memory.h"
#include "engine/pair_moments.h"
#include "engine/partial.h"
#include "engine/weighting.h"

namespace peakend::engine {
namespace {

using Random = std::mt19937_64;
double any(Random& r) { return std::ldexp(static_cast<double>(r() % 20'001) - 10'000, static_cast<int>(r() % 60) - 30); }
double unit(Random& r) { return static_cast<double>(r() >> 11) * 0x1p-53; }

// What the test needs of a state: an empty one, a random observation, adding it, and the bits that come out.
template <class S>
struct Of;

template <>
struct Of<Partial> {
  using Row = FactValues;
  static Partial empty() { return {}; }
  static Row row(Random& r, int) {
    return {.valence = static_cast<std::int32_t>(r() % 20'001) - 10'000, .score = any(r), .log_ratio = static_cast<std::int32_t>(r() % 9'999) - 5'000,
            .cls = static_cast<std::int8_t>(static_cast<int>(r() % 3) - 1), .breach = r() % 9 == 0, .kept = r() % 2 == 0, .group = static_cast<std::uint8_t>(r() % 64)};
  }
  static void add(Partial& s, const Row& x) { engine::add(s, x); }
  static std::vector<double> out(const Partial& s) { return {static_cast<double>(s.sum_vv), static_cast<double>(s.sum_score2)}; }
};

template <>
struct Of<Groups> {
  using Row = std::pair<std::uint8_t, std::int64_t>;
  static Groups empty() { return {}; }
  static Row row(Random& r, int) { return {static_cast<std::uint8_t>(r() % 64), static_cast<std::int64_t>(r() % 1'000) - 500}; }
  static void add(Groups& s, const Row& x) { ++s[x.first].n, s[x.first].v += x.second; }
  static std::vector<double> out(const Groups& s) { return {static_cast<double>(s.size())}; }
};

template <>
struct Of<EpisodeState> {
  using Row = Moment;
  static EpisodeState empty() { return {}; }
  static Row row(Random& r, int i) { return {static_cast<std::int64_t>(r() % 1'000), i, 0, static_cast<std::int32_t>(r() % 21) * 1'000 - 10'000}; }
  static void add(EpisodeState& s, const Row& x) { s += fold_episode({&x, 1}); }
  static std::vector<double> out(const EpisodeState& s) {
    const EpisodeOut o = episode_out(s);
    return {o.peak_pos, o.peak_neg, o.salient, o.end, o.mean, o.slope_per_ms, o.remembered};
  }
};

template <>
struct Of<DecayMean> {
  using Row = std::pair<double, double>;
  static DecayMean empty() { return DecayMean(30); }
  static Row row(Random& r, int) { return {unit(r) * (r() % 3 ? 300 : 9'000), unit(r) * 10 - 5}; }
  static void add(DecayMean& s, const Row& x) { s.add(x.first, x.second); }
  static std::vector<double> out(const DecayMean& s) { return {s.mean(), s.n_eff(), s.weight_at(10'000)}; }
};

template <>
struct Of<CrossMoments> {
  using Row = std::array<double, 4>;
  static CrossMoments empty() { return CrossMoments(3); }
  static Row row(Random& r, int) {
    const double common = any(r);
    return {1e6 + common, any(r), common * unit(r), common + any(r)};
  }
  static void add(CrossMoments& s, const Row& x) { s.add(std::span(x).first(3), x[3]); }
  static std::vector<double> out(const CrossMoments& s) {
    const Correlations c = s.correlations();
    std::vector<double> all = c.xx;
    all.insert(all.end(), c.xy.begin(), c.xy.end());
    return all;
  }
};

template <>
struct Of<PairMoments> {
  using Row = std::array<std::optional<std::int64_t>, 3>;
  static PairMoments empty() { return PairMoments(2); }
  static Row row(Random& r, int) {
    Row x;
    for (auto& v : x)
      if (r() % 4) v = static_cast<std::int64_t>(r() % 200'001) - 100'000;
    return x;
  }
  static void add(PairMoments& s, const Row& x) { s.add(x); }
  static std::vector<double> out(const PairMoments& s) { return s.correlations().of.xy; }
};

template <>
struct Of<DriverSums> {
  struct Row {
    std::uint64_t customer = 0;
    std::array<std::optional<std::int32_t>, 3> x;
    std::int64_t y = 0;
  };
  static DriverSums empty() { return DriverSums(3); }
  static Row row(Random& r, int) {
    Row x{r() % 90, {}, static_cast<std::int64_t>(r() % 20'001) - 10'000};
    for (auto& v : x.x)
      if (r() % 3) v = static_cast<std::int32_t>(r() % 20'001) - 10'000;
    return x;
  }
  static void add(DriverSums& s, const Row& x) { s.add(x.customer, {x.x, x.y}); }
  static std::vector<double> out(const DriverSums& s) {
    std::vector<double> all;
    for (const DriverShare& d : driver_table(s, {.replicates = 25}).drivers) all.insert(all.end(), {d.share, d.lo, d.hi, d.slope, d.mean});
    return all;
  }
};

template <>
struct Of<DelayBins> {
  using Row = std::pair<double, bool>;
  static DelayBins empty() { return {}; }
  static Row row(Random& r, int) { return {std::exp(unit(r) * 6) - 1, r() % 2 == 0}; }
  static void add(DelayBins& s, const Row& x) { s.add(x.first, x.second); }
  static std::vector<double> out(const DelayBins& s) {
    std::vector<double> all;
    for (const DelayBin& b : s.bins()) all.insert(all.end(), {b.days, b.n, b.k});
    return all;
  }
};

template <>
struct Of<DurationHist> {
  using Row = std::pair<double, bool>;
  static DurationHist empty() { return {}; }
  static Row row(Random& r, int) { return {static_cast<double>(r() % 40), r() % 3 != 0}; }
  static void add(DurationHist& s, const Row& x) { s.add(x.first, x.second); }
  static std::vector<double> out(const DurationHist& s) {
    std::vector<double> all;
    for (const SurvivalStep& x : kaplan_meier(s).steps) all.insert(all.end(), {x.surviving, x.se});
    return all;
  }
};

template <>
struct Of<MotShare> {
  using Row = std::pair<std::uint64_t, std::array<TouchRow, 3>>;
  static MotShare empty() { return MotShare({.peak = .506, .end = .561}); }
  static Row row(Random& r, int) {
    Row x{r() % 3 ? r() % 50 : 0, {}};
    for (std::size_t i = 0; i < 3; ++i) {
      const auto v = static_cast<std::int32_t>(r() % 20'001) - 10'000;
      x.second[i] = {std::array{"buy", "deliver", "use"}[i], 1, v, v, v, static_cast<std::int64_t>(r() % 1'000)};
    }
    return x;
  }
  static void add(MotShare& s, const Row& x) { s.add({x.first, {}, {}, x.second}); }
  static std::vector<double> out(const MotShare& s) {
    std::vector<double> all;
    for (const auto& [t, e] : s.shares()) all.insert(all.end(), {e.value, e.lo, e.hi});
    return all;
  }
};

template <>
struct Of<WeightedMoments> {
  using Row = std::pair<double, double>;
  static WeightedMoments empty() { return {}; }
  static Row row(Random& r, int) { return {unit(r) * 2 - 1, unit(r) * 4}; }
  static void add(WeightedMoments& s, const Row& x) { s.add(x.first, x.second); }
  static std::vector<double> out(const WeightedMoments& s) {
    const Estimate e = weighted_mean(s);
    return {e.value, e.lo, e.hi, e.n_eff};
  }
};

template <>
struct Of<ExactSum> {
  using Row = double;
  static ExactSum empty() { return {}; }
  static Row row(Random& r, int) { return std::ldexp(any(r), static_cast<int>(r() % 1'800) - 900); }
  static void add(ExactSum& s, const Row& x) { s.add(x); }
  static std::vector<double> out(const ExactSum& s) { return {s.get()}; }
};

// The bootstrap of a state: rows of one customer may lie on different shards, in any order.
using Boot = PoissonBoot<WeightedMoments>;
template <>
struct Of<Boot> {
  using Row = std::pair<std::uint64_t, double>;
  static Boot empty() { return Boot(50); }
  static Row row(Random& r, int) { return {r() % 40, unit(r) * 2 - 1}; }
  static void add(Boot& s, const Row& x) {
    s.add(x.first, [&](WeightedMoments& m, int times) { m.add(x.second, 1, times); });
  }
  static std::vector<double> out(const Boot& s) {
    const Estimate e = s.interval([](const WeightedMoments& m) { return m.n ? std::optional(static_cast<double>(m.swx) / static_cast<double>(m.sw)) : std::nullopt; }, s.whole().n);
    return {e.value, e.lo, e.hi, e.se};
  }
};
using BootOfDrivers = PoissonBoot<CrossMoments>;
template <>
struct Of<BootOfDrivers> {
  using Row = std::pair<std::uint64_t, Of<CrossMoments>::Row>;
  static BootOfDrivers empty() { return BootOfDrivers(12, CrossMoments(3)); }
  static Row row(Random& r, int i) { return {r() % 40, Of<CrossMoments>::row(r, i)}; }
  static void add(BootOfDrivers& s, const Row& x) {
    s.add(x.first, [&](CrossMoments& m, int times) { m.add(std::span(x.second).first(3), x.second[3], times); });
  }
  static std::vector<double> out(const BootOfDrivers& s) {
    std::vector<double> all;
    for (const CrossMoments& m : s.copies())
      for (const double share : lmg(m.correlations()).share) all.push_back(share);
    return all;
  }
};

template <class S>
class Mergeable : public ::testing::Test {};
using States = ::testing::Types<Partial, Groups, EpisodeState, DecayMean, CrossMoments, PairMoments, DriverSums, DelayBins, DurationHist, MotShare,
                                WeightedMoments, ExactSum, Boot, BootOfDrivers>;
TYPED_TEST_SUITE(Mergeable, States);

std::vector<std::uint64_t> bits(const std::vector<double>& xs) {
  std::vector<std::uint64_t> out;
  for (const double x : xs) out.push_back(std::bit_cast<std::uint64_t>(x));
  return out;
}

TYPED_TEST(Mergeable, PartsInAnyOrderAreTheWholeBitForBit) {
  using T = Of<TypeParam>;
  Random r(7);
  bool said = false;
  for (int round = 0; round < 12; ++round) {
    std::vector<typename T::Row> rows;
    for (int i = 0, n = round < 4 ? round : 150 + static_cast<int>(r() % 100); i < n; ++i) rows.push_back(T::row(r, i));
    auto whole = T::empty();
    for (const auto& x : rows) T::add(whole, x);
    for (int cut = 0; cut < 3; ++cut) {
      std::shuffle(rows.begin(), rows.end(), r);
      std::vector<TypeParam> parts(1 + r() % 6, T::empty());
      for (const auto& x : rows) T::add(parts[r() % parts.size()], x);
      auto left = T::empty(), right = T::empty();
      for (const auto& p : parts) left += p;  // ((a + b) + c)
      for (auto it = parts.rbegin(); it != parts.rend(); ++it) {  // a + (b + c)
        auto sum = *it;
        sum += right;
        right = sum;
      }
      if constexpr (std::is_same_v<TypeParam, EpisodeState>) {  // these two are said to be lost by a merge of parts that overlap in time
        for (auto* s : {&whole, &left, &right}) s->rise = s->drop = 0, s->ordered = false;
      }
      EXPECT_TRUE(left == whole);
      EXPECT_TRUE(right == whole);
      EXPECT_EQ(bits(T::out(left)), bits(T::out(whole)));
      EXPECT_EQ(bits(T::out(right)), bits(T::out(whole)));
      said = said || !T::out(whole).empty();
      left += T::empty();
      EXPECT_TRUE(left == whole);
      bool noticed = rows.size() < 4;  // of few rows, each may be one that counts for nothing
      for (const auto& x : rows) {
        auto more = left;
        T::add(more, x);
        noticed = noticed || !(more == whole);
      }
      EXPECT_TRUE(noticed);
    }
  }
  EXPECT_TRUE(said);
}

// e-process: the state is (breaches, facts), so evidence of shards is that of the sum.
TEST(FloorState, FloorEvidenceDependsOnTheTotalsAlone) {
  const std::pair<std::int64_t, std::int64_t> a{3, 500}, b{5, 300};
  EXPECT_EQ(e_process(a.first + b.first, a.second + b.second, .001), e_process(8, 800, .001));
  EXPECT_NEAR(e_process(8, 800, .001), 16874.3, .05);
}

TEST(PoissonBoot, WeightsComeFromTheCustomerAlone) {
  Boot one(100), two(100);
  for (std::uint64_t c = 1; c <= 50; ++c)
    one.add(c, [](WeightedMoments& m, int times) { m.add(1, 1, times); });
  for (std::uint64_t c = 50; c >= 1; --c)
    for (int k = 0; k < 3; ++k) two.add(c, [](WeightedMoments& m, int times) { m.add(1, 1, times); });
  for (std::size_t b = 0; b < 100; ++b) EXPECT_EQ(3 * one.copies()[b].n, two.copies()[b].n);
  EXPECT_EQ(Boot(10).interval([](const WeightedMoments&) { return std::optional(1.0); }, 0).status, Status::too_few);
}

TEST(ExactSum, LosesNothing) {
  ExactSum s;
  s.add(1e100), s.add(1), s.add(-1e100);
  EXPECT_EQ(s.get(), 1);
  ExactSum tenth;
  for (int i = 0; i < 10; ++i) tenth.add(.1);
  EXPECT_EQ(tenth.get(), 1);
  EXPECT_NE(tenth.wide(), static_cast<quad>(1));
  ExactSum ends;
  for (const double x : {1.7e308, 5e-324, -1.7e308}) ends.add(x);
  EXPECT_EQ(ends.get(), 5e-324);
  ends.add(INFINITY), ends.add(std::nan("")), ends.add(-5e-324);
  EXPECT_EQ(ends.get(), 0);
  EXPECT_TRUE(ends == ExactSum());
  ExactSum products;
  products.add_product(1 + 0x1p-30, 1 - 0x1p-30);
  products.add(-1);
  EXPECT_EQ(products.get(), -0x1p-60);
  ExactSum less;
  for (int i = 0; i < 1'000; ++i) {
    ExactSum minus;
    minus.add(-1.5);
    less += minus;
  }
  EXPECT_EQ(less.get(), -1'500);
}

}  // namespace
}  // namespace peakend::engine
