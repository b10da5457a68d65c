// What is planted must be named, what is too little must be called so, and where nothing is, nothing may be found.
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "engine/change.h"
#include "engine/compare.h"
#include "engine/driver_sums.h"
#include "engine/interval.h"
#include "engine/laws/peak_end.h"
#include "engine/laws/polarised.h"
#include "engine/proof.h"
#include "engine/sampling.h"
#include "simulate.h"

namespace peakend::simulate {
namespace {

using namespace engine;
std::int32_t fixed(double v) { return static_cast<std::int32_t>(std::lround(std::clamp(v, -1.0, 1.0) * 1e4)); }

/// Eight touchpoints that share a mood, one of which moves the outcome by `effect`.
DriverTable drivers_of(Random& r, int rows, double effect, double mood) {
  DriverSums sums(8);
  for (int i = 0; i < rows; ++i) {
    const double self = mood * normal(r);
    std::vector<std::optional<std::int32_t>> x(8);
    double y = .4 * normal(r);
    for (std::size_t j = 0; j < 8; ++j) {
      const double v = self + .3 * normal(r);
      if (uniform(r) < .8) x[j] = fixed(v);
      if (j == 3 && x[j]) y += effect * v;
    }
    sums.add(static_cast<std::uint64_t>(i) + 1, {x, std::llround(y * 1e4)});
  }
  return driver_table(sums, {.replicates = 100});
}

void drivers(Report& report) {
  Random r(61);
  int named = 0, noise = 0, held = 0, silent = 0;
  const int runs = 400;
  // The share that a driver has in truth: one very large sample.
  Random large(62);
  const double truth = drivers_of(large, 400'000, .8, .15).drivers[3].share;
  for (int run = 0; run < runs; ++run) {
    const DriverTable t = drivers_of(r, 1'000, .8, .15);
    const auto best = std::ranges::max_element(t.drivers, {}, &DriverShare::share) - t.drivers.begin();
    named += best == 3 && !t.drivers[3].noise && t.drivers[3].rank_hi == 1;
    held += t.drivers[3].lo <= truth && truth <= t.drivers[3].hi;
    const DriverTable none = drivers_of(r, 1'000, 0, .15);
    noise += std::ranges::any_of(none.drivers, [](const DriverShare& d) { return !d.noise; });
    silent += drivers_of(r, 90, .8, .15).status == Status::too_few;
  }
  report.share("driver planted among eight that share a mood, 1,000 rows: named", named, runs, .95, 1);
  report.share("its share of variance, bootstrap interval", held, runs, .91, .98);
  report.share("no driver at all: one is called more than noise", noise, runs, 0, .07);
  report.share("90 rows: not enough data is said", silent, runs, 1, 1);
}

void memory(Report& report) {
  Random r(71);
  int mot = 0, law = 0, mean_law = 0, neither = 0, few = 0;
  const int runs = 200;
  const auto contest_of = [&](int n, double peak_end, double mean, double noise) {
    std::vector<OutcomeRow> rows;
    for (int i = 0; i < n; ++i) {
      double sum = 0, low = 1, high = -1, last = 0;
      const int k = 3 + static_cast<int>(5 * uniform(r));
      for (int j = 0; j < k; ++j) {
        last = std::clamp(.1 + .5 * normal(r), -1.0, 1.0);
        sum += last, low = std::min(low, last), high = std::max(high, last);
      }
      const double salient = 2 * std::max(-low, 0.0) > std::max(high, 0.0) ? low : high;
      rows.push_back({peak_end * (salient + last) / 2 + mean * sum / k + noise * normal(r), salient, last, sum / k, std::log(k)});
    }
    return contest(rows);
  };
  for (int run = 0; run < runs; ++run) {
    MotShare share;
    for (int e = 0; e < 400; ++e) {
      std::vector<TouchRow> rows;
      int i = 0;
      for (const char* t : {"browse", "pay", "deliver", "setup"}) {
        const std::int32_t v = fixed((i == 2 ? -.5 : .15) + .3 * normal(r));
        rows.push_back({t, 1, v, v, v, i++});
      }
      share.add({static_cast<std::uint64_t>(e) + 1, {}, {}, rows});
    }
    const auto shares = share.shares();
    // The end has half of the memory by law; among the others the planted moment leads.
    mot += shares.at("deliver").lo > std::max(shares.at("browse").hi, shares.at("pay").hi);
    law += contest_of(600, 1, 0, .3).winner == "peak_end";
    mean_law += contest_of(600, 0, 1, .3).winner == "mean";
    neither += contest_of(600, 0, 0, .3).winner == "tie";
    few += contest_of(80, 1, 0, .3).status == Status::too_few;
  }
  report.share("moment of truth planted, 400 episodes: named", mot, runs, .95, 1);
  report.share("people remember peak and end: the contest says so", law, runs, .95, 1);
  report.share("people remember the mean: the contest says so", mean_law, runs, .95, 1);
  report.share("the outcome has nothing to do with either: a tie", neither, runs, .95, 1);
  report.share("80 episodes: not enough data is said", few, runs, 1, 1);
}

void initiatives(Report& report) {
  Random r(81);
  int did = 0, series = 0, watched = 0, real = 0, returning = 0;
  const int runs = 1'000;
  const auto cell = [&](double mean, int n) {
    double sum = 0, squares = 0;
    for (int i = 0; i < n; ++i) {
      const double v = mean + normal(r);
      sum += v, squares += v * v;
    }
    return Cell{sum / n, std::sqrt((squares - sum * sum / n) / (n - 1)), static_cast<double>(n)};
  };
  const auto proven = [](const Estimate& e, double n) { return verdict(e.lo, e.hi, .2, n, 100) == Verdict::proven; };
  for (int run = 0; run < runs; ++run) {
    const double season = .3 * normal(r);  // both groups move alike
    did += proven(difference_in_differences(cell(0, 150), cell(season, 150), cell(.1, 200), cell(.1 + season, 200)).effect, 150);
    real += proven(difference_in_differences(cell(0, 400), cell(season + .5, 400), cell(.1, 400), cell(.1 + season, 400)).effect, 400);
    std::vector<double> y(60);
    double level = 0;
    for (std::size_t t = 0; t < y.size(); ++t) y[t] = .02 * static_cast<double>(t) + (level = .3 * level + normal(r));
    series += proven(interrupted_effect(interrupted_series(y, 30, 4), 2), 100);
    // A test with a control that is watched every day.
    double sum = 0, squares = 0;
    bool claimed = false;
    const double rho2 = confidence_sequence_rho2(.05, 500);
    for (int n = 1; n <= 1'500 && !claimed; ++n) {
      const double d = normal(r) - normal(r);
      sum += d, squares += d * d;
      if (n < 100) continue;
      const double mean = sum / n, half = confidence_sequence(std::sqrt((squares - sum * mean) / (n - 1)), n, .05, rho2);
      claimed = verdict(mean - half, mean + half, .2, n, 100) == Verdict::proven;
    }
    watched += claimed;
    // The worst branches are chosen and rise by themselves: credit only beyond the regression to the mean.
    double chosen = 0, later = 0;
    int picked = 0;
    for (int i = 0; i < 400; ++i) {
      const double self = .7071 * normal(r), first = self + .7071 * normal(r);
      if (first > -1) continue;
      chosen += first, later += self + .7071 * normal(r), ++picked;
    }
    const Rtm credit = regression_to_mean(0, chosen / picked, .5, (later - chosen) / picked);
    returning += credit.credit > 1.96 * .866 / std::sqrt(picked);
  }
  report.share("placebo with a control group: called proven", did, runs, 0, .05);
  report.share("placebo on a wandering series: called a level shift", series, runs, 0, .05);
  report.share("placebo watched every day: called proven", watched, runs, 0, .05);
  report.share("placebo on the worst branches (regression to the mean): credited", returning, runs, 0, .05);
  report.share("real effect of half a standard deviation: called proven", real, runs, .95, 1);
}

void nothing(Report& report) {
  Random r(91);
  int family = 0, findings = 0, shifts = 0, camps = 0, step = 0, moved = 0;
  const int runs = 1'000;
  for (int run = 0; run < runs; ++run) {
    std::vector<double> null;
    for (int i = 0; i < 20; ++i) {
      const auto count = [&] {
        Counts c{0, 0, 200};
        for (int k = 0; k < 200; ++k) {
          const double u = uniform(r);
          c.good += u < .5, c.bad += u > .8;
        }
        return c;
      };
      null.push_back(nps_change(count(), count()).p);
    }
    const auto adjusted = benjamini_hochberg(null);
    family += std::ranges::min(adjusted) < .05;
    findings += static_cast<int>(std::ranges::count_if(adjusted, [](double p) { return p < .05; }));
    std::vector<SeriesPoint> flat, broken;
    for (int t = 0; t < 40; ++t) {
      flat.push_back({60, .8 + .05 * normal(r)});
      broken.push_back({60, (t < 25 ? .8 : .6) + .05 * normal(r)});
    }
    shifts += !find_shifts(flat).empty();
    const auto found = find_shifts(broken);
    step += !found.empty() && !found[0].drift && std::abs(static_cast<int>(found[0].at) - 25) <= 1;
    Partial one;
    for (int i = 0; i < 300; ++i) {
      FactValues f;
      f.valence = fixed(std::round(2 * std::clamp(.1 + .45 * normal(r), -1.0, 1.0)) / 2);
      f.group = static_cast<std::uint8_t>(i % 64);
      add(one, f);
    }
    camps += polarisation(one).flagged;
    std::vector<Grouped> before(64), after(64);
    for (std::size_t g = 0; g < 64; ++g) before[g] = {8 * .2 + 1.2 * normal(r), 8}, after[g] = {8 * .2 + 1.2 * normal(r), 8};
    const Change change = grouped_change(before, after);
    moved += movement(change, change.p, true, 512) != Movement::no_real_change;
  }
  report.share("twenty comparisons of nothing (Benjamini-Hochberg): any finding", family, runs, 0, .07);
  report.share("the same, of all comparisons: findings", findings, 20 * runs, 0, .05);
  report.share("flat series: a shift is found", shifts, runs, 0, .01);
  report.share("level falls in step 25 of 40: found within one step", step, runs, .95, 1);
  report.share("one-humped answers: called two camps", camps, runs, 0, .05);
  report.share("no change between two periods: called a change", moved, runs, .02, .065);
}

}  // namespace

void planted(Report& report) {
  drivers(report);
  memory(report);
  initiatives(report);
  nothing(report);
}

}  // namespace peakend::simulate
