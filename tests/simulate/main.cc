// simulate: exit code 0 when every share lies where it must.
#include <cstdio>

#include "simulate.h"

int main() {
  peakend::simulate::Report report;
  peakend::simulate::coverage(report);
  peakend::simulate::watching(report);
  peakend::simulate::planted(report);
  peakend::simulate::fitted(report);
  peakend::simulate::proving(report);
  peakend::simulate::silent(report);
  std::printf("%s\n", report.failed() ? "simulation: FAILED" : "simulation: every share is where it must be");
  return report.failed() ? 1 : 0;
}
