// Exact LMG with a 500-fold bootstrap on 100,000 answers x 14 touchpoints, against one replicate made the plain way (draw
// rows, sum again) times 500. CPU seconds of one thread, same machine, same run. Prints JSON.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>
#include <vector>

#include "engine/driver_sums.h"
#include "engine/sampling.h"

using namespace peakend::engine;

namespace {
double since(std::clock_t t) { return static_cast<double>(std::clock() - t) / CLOCKS_PER_SEC; }
}  // namespace

int main() {
  constexpr std::size_t kRows = 100'000, kDrivers = 14;
  constexpr int kReplicates = 500;
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<std::optional<std::int32_t>> x(kRows * kDrivers);
  std::vector<std::int64_t> y(kRows);
  for (std::size_t i = 0; i < kRows; ++i) {
    const double mood = 2'000 * normal(random);
    y[i] = static_cast<std::int64_t>(mood + 3'000 * normal(random));
    for (std::size_t j = 0; j < kDrivers; ++j) {
      if (uniform(random) < .3) continue;  // not encountered
      const auto v = static_cast<std::int32_t>(std::clamp(mood + 3'000 * normal(random), -10'000.0, 10'000.0));
      x[i * kDrivers + j] = v;
      y[i] += static_cast<std::int64_t>(v * .05 * static_cast<double>(j % 5));
    }
  }
  const auto row = [&](std::size_t i) { return DriverRow{{x.data() + i * kDrivers, kDrivers}, y[i]}; };
  auto start = std::clock();
  DriverSums sums(kDrivers);
  for (std::size_t i = 0; i < kRows; ++i) sums.add(i + 1, row(i));
  const double summed = since(start);
  const DriverTable table = driver_table(sums, {.replicates = kReplicates});
  const double all = since(start);
  start = std::clock();
  DriverSums again(kDrivers);
  for (std::size_t i = 0; i < kRows; ++i)
    for (int k = poisson_one(hash_unit(i, 7)); k > 0; --k) again.add(i + 1, row(i));
  const double plain = since(start) * kReplicates + (all - summed);
  std::printf("{\"seconds\": %.3f, \"sums_seconds\": %.3f, \"plain_seconds\": %.1f, \"r2\": %.4f}\n", all, summed, plain, table.r2);
}
