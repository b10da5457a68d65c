// Whole initiatives through the function that answers for them: returning customers, looked at every day.
#include <algorithm>
#include <cmath>

#include "engine/prove.h"
#include "simulate.h"

namespace peakend::simulate {
namespace {

using namespace engine;

ProofDesign design(bool control) {
  ProofDesign d;
  d.control = control;
  d.days = d.elapsed = 42;
  d.smallest = .2;
  d.n_min = 50;
  return d;
}

/// `size` customers with a lasting mood, who answer now and then; `shift(treated, day)` is added to every answer.
template <class Shift>
std::vector<Readings> company(Random& r, const ProofDesign& d, int size, double mood_sd, Shift shift) {
  std::vector<Readings> out;
  for (int i = 0; i < size; ++i) {
    const bool treated = !d.control || i % 3 == 0;
    const double mood = mood_sd * normal(r);
    Readings mine;
    for (int day = -d.baseline_days + static_cast<int>(20 * uniform(r)); day < d.elapsed; day += 1 + static_cast<int>(60 * uniform(r)))
      mine.push_back({day, treated, mood + normal(r) + shift(treated, day)});
    out.push_back(std::move(mine));
  }
  return out;
}
bool ever_proven(const Proof& p) { return std::ranges::any_of(p.points, [](const ProofPoint& x) { return x.lo > 0; }); }

}  // namespace

void proving(Report& report) {
  Random r(87);
  const int runs = 400;
  int did = 0, harm = 0, covered = 0, real = 0, series = 0, low = 0, low_naive = 0, drifted = 0;
  for (int run = 0; run < runs; ++run) {
    const double season = .4 * normal(r);
    const ProofDesign d = design(true);
    const Proof none = prove(d, company(r, d, 900, .7, [&](bool treated, int day) { return (treated ? .3 : 0) + (day >= 0 ? season : 0); }));
    did += ever_proven(none);
    harm += std::ranges::any_of(none.points, [](const ProofPoint& x) { return x.hi < 0; });
    covered += none.fixed.lo <= 0 && none.fixed.hi >= 0;
    real += prove(d, company(r, d, 1'500, .7, [&](bool treated, int day) { return treated && day >= 0 ? .5 : 0.0; })).verdict == Verdict::proven;
    // The treated get better all the time, since long before the start.
    drifted += prove(d, company(r, d, 1'500, .7, [&](bool treated, int day) { return treated ? .02 * day : 0.0; })).verdict == Verdict::proven;
    // The whole company wanders from day to day.
    const ProofDesign alone = design(false);
    std::vector<double> level(200);
    for (std::size_t t = 1; t < level.size(); ++t) level[t] = .3 * level[t - 1] + .15 * normal(r);
    series += ever_proven(prove(alone, company(r, alone, 900, .7, [&](bool, int day) { return level[static_cast<std::size_t>(day + 100)]; })));
    // Picked because of a bad answer, and nothing was done for them.
    ProofDesign picked = design(true);
    picked.selected_low = true;
    std::vector<Readings> people;
    for (int i = 0; i < 1'500; ++i) {
      const double mood = .7071 * normal(r), first = mood + .7071 * normal(r);
      const bool treated = first < -.7 && uniform(r) < .8;
      people.push_back({{-1 - i % 50, treated, first}, {i % 40, treated, mood + .7071 * normal(r)}});
    }
    low += ever_proven(prove(picked, people));
    picked.selected_low = false;
    low_naive += ever_proven(prove(picked, people));
  }
  report.share("placebo initiative, control group, returning customers, seen daily: proven", did, runs, 0, .05);
  report.share("placebo initiative, seen daily: harm", harm, runs, 0, .05);
  report.share("placebo initiative, single look: 95 % interval holds the truth", covered, runs, .92, .98);
  report.share("placebo initiative without control on a wandering series, seen daily: proven", series, runs, 0, .05);
  report.share("placebo initiative on customers picked for bad answers, seen daily: proven", low, runs, 0, .05);
  report.share("(the same without correction for the pick: what is forbidden)", low_naive, runs, .5, 1);
  report.share("groups that drifted apart before the start: proven", drifted, runs, 0, .05);
  report.share("initiative with a real effect: proven", real, runs, .95, 1);
}

}  // namespace peakend::simulate
