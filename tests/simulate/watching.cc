// Alarms and tests that may be looked at after every answer, ten thousand times: false in at most 5 of 100 worlds.
#include <cmath>

#include "engine/laws/floor.h"
#include "engine/proof.h"
#include "simulate.h"

namespace peakend::simulate {

void watching(Report& report) {
  using namespace engine;
  constexpr int kRuns = 1'000, kLooks = 10'000;
  Random r(51);
  int floor = 0, sequence = 0, msprt_alarms = 0, fixed = 0, found = 0;
  const double rho2 = confidence_sequence_rho2(.05, 1'000);
  for (int run = 0; run < kRuns; ++run) {
    std::int64_t breaches = 0;
    double sum = 0, squares = 0;
    bool alarm = false, left = false, rejected = false, naive = false;
    for (int n = 1; n <= kLooks; ++n) {
      breaches += uniform(r) < .01;
      alarm = alarm || e_process(breaches, n, .01) >= kEProcessAlarm;
      const double x = normal(r);
      sum += x, squares += x * x;
      if (n < 30) continue;  // the sequence is asymptotic
      const double mean = sum / n, sd = std::sqrt((squares - sum * mean) / (n - 1));
      left = left || std::abs(mean) > confidence_sequence(sd, n, .05, rho2);
      rejected = rejected || msprt(mean, n, 1, .01).p < .05;
      naive = naive || std::abs(mean) > 1.96 * sd / std::sqrt(n);
    }
    floor += alarm, sequence += left, msprt_alarms += rejected, fixed += naive;
    std::int64_t k = 0;
    for (int n = 1; n <= 2'000; ++n) {
      k += uniform(r) < .03;
      if (e_process(k, n, .01) >= kEProcessAlarm) {
        ++found;
        break;
      }
    }
  }
  report.share("floor alarm, tolerated rate holds, 10,000 looks: false alarms", floor, kRuns, 0, .05);
  report.share("floor alarm, rate three times the tolerated, 2,000 facts: found", found, kRuns, .95, 1);
  report.share("confidence sequence, no effect, 10,000 looks: false findings", sequence, kRuns, 0, .05);
  report.share("mixture sequential test, no effect, 10,000 looks: false findings", msprt_alarms, kRuns, 0, .05);
  report.share("(a fixed 95 % interval looked at as often: what is forbidden)", fixed, kRuns, .3, 1);
}

}  // namespace peakend::simulate
