#pragma once
// The simulation suite: data whose truth is known, thousands of times, against what the engine says of them. Fixed seeds.
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

namespace peakend::simulate {

using Random = std::mt19937_64;
inline double normal(Random& r) { return std::normal_distribution<double>()(r); }
inline double uniform(Random& r) { return std::uniform_real_distribution<double>()(r); }

class Report {
 public:
  /// One line: how often something happened in `runs` runs, and between which shares it must lie.
  void share(const std::string& what, int hits, int runs, double least, double most) {
    const double got = static_cast<double>(hits) / runs;
    const bool ok = got >= least && got <= most;
    failed_ += !ok;
    std::printf("%-78s %6.2f %%  of %6d  must be %5.1f-%5.1f %%  %s\n", what.c_str(), 100 * got, runs, 100 * least, 100 * most, ok ? "ok" : "FAILED");
    std::fflush(stdout);
  }
  int failed() const { return failed_; }

 private:
  int failed_ = 0;
};

void coverage(Report&);   ///< 95 % intervals
void watching(Report&);   ///< alarms and tests that may be looked at all the time
void proving(Report&);    ///< initiatives from registration to verdict
void planted(Report&);    ///< drivers, moments, laws, shifts that are there; silence; placebo initiatives; nothing at all
void silent(Report&);     ///< the silence model, accepted and refused
void fitted(Report&);     ///< intervals of what is fitted to own data, the silent, and once more nothing at all

}  // namespace peakend::simulate
