// Every interval claims 95 %: so between 93 and 97 of a hundred must hold the truth.
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "engine/change.h"
#include "engine/interval.h"
#include "engine/laws/peak_end.h"
#include "engine/laws/promise.h"
#include "engine/laws/floor.h"
#include "engine/proof.h"
#include "engine/sampling.h"
#include "engine/silence.h"
#include "simulate.h"

namespace peakend::simulate {
namespace {

using namespace engine;
constexpr int kRuns = 4'000;
constexpr double kLeast = .93, kMost = .97;
bool holds(const Estimate& e, double truth) { return e.lo <= truth && truth <= e.hi; }

void shares_and_scores(Report& report) {
  for (const int n : {20, 50, 200, 1'000}) {
    Random r(11u + static_cast<unsigned>(n));
    int share = 0, net = 0, mean = 0;
    for (int run = 0; run < kRuns; ++run) {
      // The truth is another one in every run, so that steps of counts do not decide.
      const double p = .05 + .9 * uniform(r);
      share += holds(wilson_share(std::binomial_distribution<int>(n, p)(r), n), p);
      const double good = .15 + .6 * uniform(r), bad = (1 - good) * (.2 + .6 * uniform(r));
      std::int64_t g = 0, b = 0;
      double sum = 0, squares = 0;
      for (int i = 0; i < n; ++i) {
        const double u = uniform(r);
        g += u < good, b += u >= good && u < good + bad;
        const double score = u < good ? 5 : u < good + bad ? 1 : 3;
        sum += score, squares += score * score;
      }
      net += holds(nps(g, b, n), 100 * (good - bad));
      mean += holds(t_mean(sum, squares, n), 3 + 2 * (good - bad));
    }
    const std::string with = ", n = " + std::to_string(n);
    report.share("share, Wilson" + with, share, kRuns, kLeast, kMost);
    report.share("NPS, adjusted Wald" + with, net, kRuns, kLeast, kMost);
    report.share("mean of a 1-3-5 scale, t" + with, mean, kRuns, kLeast, kMost);
  }
}

// Customers answer 1 to 8 times and stay themselves; how many answers does not depend on how they answer.
void repeated_customers(Report& report) {
  Random r(21);
  int exact = 0, grouped = 0, change = 0, naive = 0;
  const int runs = 2'000, customers = 600;
  for (int run = 0; run < runs; ++run) {
    double sa = 0, sb = 0, saa = 0, sab = 0, sbb = 0;
    std::vector<Grouped> before(64), after(64);
    double plain = 0, squares = 0;
    Partial partial;
    for (int c = 0; c < customers; ++c) {
      const double self = .3 * normal(r);
      const int answers = 1 + static_cast<int>(8 * uniform(r));
      double a = 0;
      for (int i = 0; i < answers; ++i) {
        const double v = self + .3 * normal(r);
        a += v, plain += v, squares += v * v;
      }
      sa += a, sb += answers, saa += a * a, sab += a * answers, sbb += answers * answers;
      const auto g = static_cast<std::uint8_t>(hash_draw("c" + std::to_string(c)) * 64);
      GroupSums& s = partial.groups[g];
      s.n += answers, s.v += std::llround(a * 1e4);
      before[g].y += a, before[g].b += answers;
      for (int i = 0; i < answers; ++i) after[g].y += self + .05 + .3 * normal(r);
      after[g].b += answers;
    }
    const RepeatedMean m = cluster_mean(sa, sb, customers, saa, sab, sbb);
    exact += std::abs(m.mean) <= 1.962 * m.se;
    const RepeatedMean groups = group_mean(partial.groups, [](const GroupSums& s) { return s.v; }, [](const GroupSums& s) { return s.n; });
    grouped += std::abs(groups.mean) <= 1.998 * groups.se;
    const Change moved = grouped_change(before, after);
    change += moved.ci.lo <= .05 && .05 <= moved.ci.hi;
    const double n = sb, mean = plain / n, se = std::sqrt((squares - n * mean * mean) / (n - 1) / n);
    naive += std::abs(mean) <= 1.96 * se;
  }
  report.share("mean, customers answer often: exact sums of each customer", exact, runs, kLeast, kMost);
  report.share("mean, customers answer often: 64 random groups", grouped, runs, kLeast, kMost);
  report.share("change of the same customers, 64 random groups", change, runs, kLeast, kMost);
  report.share("(the same mean as if all answers were independent: what is forbidden)", naive, runs, 0, .9);
}

void memory(Report& report) {
  // Three touchpoints; the truth of share and gain from a very large sample of the same world.
  const auto episode = [](Random& r, double mood, std::vector<TouchRow>& rows) {
    rows.clear();
    int i = 0;
    for (const char* t : {"buy", "deliver", "use"}) {
      const auto v = static_cast<std::int32_t>(std::lround(1e4 * std::clamp(mood + (i == 1 ? -.2 : .1) + .35 * normal(r), -1.0, 1.0)));
      rows.push_back({t, 1, v, v, v, i++});
    }
  };
  const auto world = [&](Random& r, int customers) {
    std::vector<std::vector<TouchRow>> all;
    std::vector<EpisodeRows> episodes;
    for (int c = 0; c < customers; ++c) {
      const double mood = .25 * normal(r);
      for (int e = static_cast<int>(3 * uniform(r)); e >= 0; --e) {
        episode(r, mood, all.emplace_back());
        episodes.push_back({splitmix64(static_cast<std::uint64_t>(c) + 1), {}, {}, {}});
      }
    }
    for (std::size_t i = 0; i < all.size(); ++i) episodes[i].rows = all[i];
    MotShare mot;
    for (const auto& e : episodes) mot.add(e);
    return std::tuple(mot.shares(), leverage(episodes, .4));
  };
  Random r(31);
  const auto [true_share, true_gain] = world(r, 300'000);
  int share = 0, gain = 0;
  const int runs = 1'000;
  for (int run = 0; run < runs; ++run) {
    const auto [shares, gains] = world(r, 400);
    share += holds(shares.at("deliver"), true_share.at("deliver").value);
    gain += holds(gains.by_touchpoint.at("deliver").gain, true_gain.by_touchpoint.at("deliver").point);
  }
  report.share("memory share of a touchpoint, random groups", share, runs, kLeast, kMost);
  report.share("gain in memory from a repair, random groups", gain, runs, kLeast, kMost);
}

void proof_and_silence(Report& report) {
  Random r(41);
  int did = 0, audit = 0, silent_bad = 0, voice = 0, median = 0, quantile = 0;
  const int runs = 3'000;
  for (int run = 0; run < runs; ++run) {
    const auto cell = [&](double mean, int n) {
      double sum = 0, squares = 0;
      for (int i = 0; i < n; ++i) {
        const double v = mean + normal(r);
        sum += v, squares += v * v;
      }
      return Cell{sum / n, std::sqrt((squares - sum * sum / n) / (n - 1)), static_cast<double>(n)};
    };
    did += holds(difference_in_differences(cell(0, 90), cell(.5, 80), cell(.2, 120), cell(.4, 100)).effect, .3);

    // Silence driven by the bad experience itself; a random part of the silent is called.
    const int people = 3'000;
    double all = 0;
    std::vector<double> answered, silent;
    for (int i = 0; i < people; ++i) {
      const double v = 7 + 2 * normal(r);
      all += v;
      (uniform(r) < (v > 7 ? .25 : .1) ? answered : silent).push_back(v);
    }
    const auto moments = [](const std::vector<double>& x, std::size_t n) {
      double sum = 0, squares = 0;
      for (std::size_t i = 0; i < n; ++i) sum += x[i], squares += x[i] * x[i];
      const double m = sum / static_cast<double>(n);
      return std::pair(m, (squares - static_cast<double>(n) * m * m) / (static_cast<double>(n) - 1));
    };
    const auto [yr, s2r] = moments(answered, answered.size());
    const auto [yf, s2f] = moments(silent, 150);
    audit += holds(silent_audit({static_cast<double>(people), static_cast<double>(answered.size()), yr, s2r, 150, yf, s2f}), 7);

    // How many of the silent were dissatisfied: a random 200 of them called, 70 % reached. Who is dissatisfied speaks less often.
    int dissatisfied = 0, n = 0, heard = 0, heard_bad = 0;
    std::vector<char> quiet;
    for (; n < people; ++n) {
      const bool bad = uniform(r) < .3;
      if (uniform(r) < (bad ? .15 : .3)) ++heard, heard_bad += bad;
      else quiet.push_back(bad), dissatisfied += bad;
    }
    std::ranges::shuffle(quiet, r);
    int reached = 0, reached_bad = 0;
    for (std::size_t i = 0; i < 200; ++i)
      if (uniform(r) < .7) ++reached, reached_bad += quiet[i];
    silent_bad += holds(audited_count(static_cast<std::int64_t>(quiet.size()), reached, reached_bad), dissatisfied);

    const double v = .05 + .5 * uniform(r);
    const VoiceRate rate = voice_rate(std::binomial_distribution<int>(400, v)(r), 400);
    voice += rate.lo <= v && v <= rate.hi;

    DurationHist durations;
    for (int i = 0; i < 200; ++i) {
      const double t = -std::log(1 - uniform(r)), end = 2.5 * uniform(r);
      durations.add(std::min(t, end), t <= end);
    }
    median += holds(kaplan_meier(durations).median, std::log(2.0));

    std::vector<double> sample(200);
    for (double& x : sample) x = normal(r);
    std::ranges::sort(sample);
    const Ranks ranks = quantile_ranks(200, .05);
    quantile += sample[static_cast<std::size_t>(ranks.lower) - 1] <= -1.6448536 && -1.6448536 <= sample[static_cast<std::size_t>(ranks.upper) - 1];
  }
  report.share("difference in differences", did, runs, kLeast, kMost);
  report.share("mean of all from answers and called silent ones (silence is not at random)", audit, runs, .93, 1);
  report.share("dissatisfied among the silent, from a random audit with 70 % reached", silent_bad, runs, .93, .98);
  report.share("voice rate", voice, runs, kLeast, kMost);
  report.share("median duration with open cases, Kaplan-Meier", median, runs, kLeast, .98);
  report.share("5 % quantile by ranks", quantile, runs, kLeast, .98);
}

}  // namespace

void coverage(Report& report) {
  shares_and_scores(report);
  repeated_customers(report);
  memory(report);
  proof_and_silence(report);
}

}  // namespace peakend::simulate
