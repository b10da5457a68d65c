#include "engine/laws/episode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/laws/peak_end.h"

namespace peakend::engine {
namespace {

std::vector<Moment> random_moments(std::mt19937_64& r, std::size_t n) {
  std::vector<Moment> ms(n);
  for (std::size_t i = 0; i < n; ++i)
    ms[i] = {static_cast<std::int64_t>(r() % 20), static_cast<std::int64_t>(i), 0, static_cast<std::int32_t>(r() % 9) * 2500 - 10000};
  return ms;
}
bool before(const Moment& a, const Moment& b) { return std::tie(a.t, a.id) < std::tie(b.t, b.id); }

TEST(Episode, AnyTreeOfMergesInAnyOrderGivesTheSameSumsAndPeaks) {
  std::mt19937_64 r(1);
  for (int round = 0; round < 1000; ++round) {
    auto ms = random_moments(r, 1 + r() % 12);
    EpisodeState whole = fold_episode(ms);
    std::shuffle(ms.begin(), ms.end(), r);
    std::vector<EpisodeState> parts(ms.size());
    for (std::size_t i = 0; i < ms.size(); ++i) parts[i].add(ms[i]);
    while (parts.size() > 1) {
      std::size_t i = r() % (parts.size() - 1);
      if (r() % 2) parts[i] += parts[i + 1];
      else { EpisodeState t = parts[i + 1]; t += parts[i]; parts[i] = t; }
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
    EpisodeState& got = parts[0];
    if (got.ordered) {
      EXPECT_EQ(got.rise, whole.rise);
      EXPECT_EQ(got.drop, whole.drop);
    }
    got.ordered = true, got.rise = whole.rise, got.drop = whole.drop;
    EXPECT_EQ(got, whole);
  }
}

TEST(Episode, RiseAndDropAgreeWithBruteForceForContiguousSplits) {
  std::mt19937_64 r(2);
  for (int round = 0; round < 1000; ++round) {
    auto ms = random_moments(r, 2 + r() % 12);
    std::sort(ms.begin(), ms.end(), before);
    std::int32_t rise = 0, drop = 0;
    for (std::size_t i = 0; i < ms.size(); ++i)
      for (std::size_t j = i + 1; j < ms.size(); ++j)
        rise = std::max(rise, ms[j].v - ms[i].v), drop = std::max(drop, ms[i].v - ms[j].v);
    std::size_t cut = r() % (ms.size() + 1);
    EpisodeState a = fold_episode(std::span(ms).first(cut)), b = fold_episode(std::span(ms).subspan(cut));
    b += a;  // the later part first: order of the call does not matter
    EXPECT_TRUE(b.ordered);
    EXPECT_EQ(b.rise, rise);
    EXPECT_EQ(b.drop, drop);
  }
}

TEST(Episode, LengthDoesNotMatterPeakAndEndDo) {
  std::vector<Moment> brief = {{0, 0, 0, 2000}, {1, 1, 0, 9000}, {2, 2, 0, 4000}}, lengthy = brief;
  for (int i = 0; i < 27; ++i) lengthy.push_back({0, 10 + i, 0, 1000});
  EpisodeOut a = episode_out(fold_episode(brief)), b = episode_out(fold_episode(lengthy));
  EXPECT_EQ(a.remembered, b.remembered);
  EXPECT_NE(a.mean, b.mean);
}

TEST(Episode, ALateEventChangesTheStateToWhatItWouldHaveBeen) {
  std::mt19937_64 r(3);
  auto ms = random_moments(r, 10);
  Moment late = ms[4];
  auto rest = ms;
  rest.erase(rest.begin() + 4);
  EpisodeState s = fold_episode(rest);
  s.add(late);
  EpisodeOut got = episode_out(s), want = episode_out(fold_episode(ms));
  EXPECT_EQ(got.remembered, want.remembered);
  EXPECT_EQ(got.mean, want.mean);
  EXPECT_EQ(episode_out(EpisodeState{}).status, Status::too_few);
}

TEST(Episode, RememberedAsStored) {
  EXPECT_EQ(remembered_fixed(-8000, 4000), -2000);
  EXPECT_EQ(remembered_fixed(1, 2), 2);
  EXPECT_EQ(remembered_fixed(-1, -2), -2);
  EXPECT_EQ(remembered_fixed(10000, 10000), 10000);
}

constexpr std::int64_t kDay = 24 * 3'600'000ll;

TEST(Assign, ExplicitKeysAreNeverSplitByTime) {
  std::vector<EpisodeStep> s = {{0, 0, 0, "o1"}, {kDay, 1, 0, "o2"}, {3 * 365 * kDay, 2, 0, "o1"}};
  auto e = assign_episodes(s, {}, 3 * 365 * kDay);
  ASSERT_EQ(e.size(), 2u);
  EXPECT_EQ(e[0].steps, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(e[0].closed, ClosedBy::open);
  EXPECT_EQ(e[1].closed, ClosedBy::timeout);
}

TEST(Assign, ReopenedAfterFourteenMonths) {
  std::vector<EpisodeStep> s = {{0, 0, 0, "c", true, false}, {kDay, 1, 0, "c", false, true}, {425 * kDay, 2, 0, "c"}};
  EXPECT_EQ(assign_episodes(std::span(s).first(2), {}, 400 * kDay)[0].closed, ClosedBy::end_event);
  auto e = assign_episodes(s, {}, 425 * kDay);
  ASSERT_EQ(e.size(), 1u);
  EXPECT_EQ(e[0].closed, ClosedBy::open);
  EXPECT_EQ(late_effect(true, kDay, 425 * kDay, {}), LateEffect::new_version);
  EXPECT_EQ(late_effect(true, kDay, 2 * kDay, {}), LateEffect::reopens);
  EXPECT_EQ(late_effect(false, 0, 2 * kDay, {}), LateEffect::none);
}

TEST(Assign, StartEndGapAndGrace) {
  EpisodeRules rules{10 * kDay, 3 * kDay};
  std::vector<EpisodeStep> s = {
      {0 * kDay, 0, 0, "", true, false},   // start
      {2 * kDay, 1, 0, "", false, true},   // end
      {4 * kDay, 2, 0, ""},                // a rating within grace: same episode
      {6 * kDay, 3, 0, ""},                // beyond grace: a new one
      {7 * kDay, 4, 0, "", true, false},   // start: a new one
      {17 * kDay, 5, 0, ""},               // exactly the gap: same
      {28 * kDay, 6, 0, ""},               // longer: new
  };
  auto e = assign_episodes(s, rules, 30 * kDay);
  ASSERT_EQ(e.size(), 4u);
  EXPECT_EQ(e[0].steps, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(e[0].closed, ClosedBy::end_event);
  EXPECT_EQ(e[1].steps, (std::vector<std::size_t>{3}));
  EXPECT_EQ(e[1].closed, ClosedBy::timeout);
  EXPECT_EQ(e[2].steps, (std::vector<std::size_t>{4, 5}));
  EXPECT_EQ(e[2].closed, ClosedBy::timeout);
  EXPECT_EQ(e[3].closed, ClosedBy::open);
  EXPECT_TRUE(assign_episodes({}, rules, 0).empty());
}

TEST(Assign, GapFromTwoHumps) {
  std::mt19937_64 r(4);
  std::normal_distribution<double> z;
  std::vector<double> gaps;
  for (int i = 0; i < 500; ++i) gaps.push_back(std::exp(std::log(60.0) + .5 * z(r))), gaps.push_back(std::exp(std::log(86400.0) + .5 * z(r)));
  auto g = gap_from_data(gaps);
  ASSERT_TRUE(g);
  EXPECT_GT(*g, 200);
  EXPECT_LT(*g, 30000);
  std::vector<double> one;
  for (int i = 0; i < 1000; ++i) one.push_back(std::exp(z(r)));
  EXPECT_FALSE(gap_from_data(one));
}

// Remembers an episode again after raising all moments of one touchpoint: what leverage must find without a second walk.
TEST(PeakEnd, LeverageEqualsBruteForce) {
  std::mt19937_64 r(5);
  const std::string names[] = {"a", "b", "c", "d"};
  for (int round = 0; round < 300; ++round) {
    struct Touch { std::size_t t; std::int32_t v; };
    std::vector<std::vector<Touch>> episodes(2 + r() % 6);
    std::vector<std::vector<TouchRow>> rows(episodes.size());
    std::vector<EpisodeRows> views;
    for (std::size_t e = 0; e < episodes.size(); ++e) {
      for (std::size_t i = 0, n = 1 + r() % 6; i < n; ++i) {
        Touch t{r() % 4, static_cast<std::int32_t>(r() % 19997) - 9998};
        episodes[e].push_back(t);
        auto it = std::ranges::find(rows[e], std::string_view(names[t.t]), &TouchRow::touchpoint);
        auto at = static_cast<std::int64_t>(i);
        if (it == rows[e].end()) rows[e].push_back({names[t.t], 1, t.v, t.v, t.v, at});
        else ++it->n, it->min_v = std::min(it->min_v, t.v), it->max_v = std::max(it->max_v, t.v), it->last_v = t.v, it->last_at = at;
      }
    }
    for (auto& x : rows) views.push_back({0, {}, {}, x});
    auto mean_remembered = [&](std::size_t raised, std::int32_t f) {
      double sum = 0;
      for (const auto& e : episodes) {
        EpisodeState s;
        for (std::size_t i = 0; i < e.size(); ++i)
          s.add({static_cast<std::int64_t>(i), static_cast<std::int64_t>(i), 0, e[i].t == raised ? std::max(e[i].v, f) : e[i].v});
        sum += episode_out(s).remembered;
      }
      return sum / static_cast<double>(episodes.size());
    };
    LeverageTable got = leverage(views, .4, 1);
    EXPECT_NEAR(got.base, mean_remembered(9, 0), 1e-9);
    for (std::size_t t = 0; t < 4; ++t)
      if (auto it = got.by_touchpoint.find(names[t]); it != got.by_touchpoint.end()) {
        EXPECT_NEAR(it->second.point, mean_remembered(t, 4000) - mean_remembered(9, 0), 1e-9);
      }
  }
}

TEST(PeakEnd, MotSharesAddToOneAndMerge) {
  std::mt19937_64 r(6);
  const std::string names[] = {"a", "b", "c"};
  MotShare whole, left, right;
  std::vector<std::vector<TouchRow>> keep(200);
  for (std::size_t e = 0; e < keep.size(); ++e) {
    for (std::size_t i = 0; i < 3; ++i) {
      auto v = static_cast<std::int32_t>(r() % 20001) - 10000;
      keep[e].push_back({names[i], 1, v, v, v, static_cast<std::int64_t>(r() % 100)});
    }
    EpisodeRows rows{e + 1, {}, {}, keep[e]};
    whole.add(rows);
    (e % 3 ? left : right).add(rows);
  }
  right += left;
  double total = 0;
  for (const auto& [t, x] : whole.points()) {
    total += x;
    EXPECT_NEAR(x, right.points().at(t), 1e-12);
  }
  EXPECT_NEAR(total, 1, 1e-12);
  for (const auto& [t, e] : right.shares()) {
    EXPECT_EQ(e.status, Status::ok);
    EXPECT_EQ(e.n, 200);
    EXPECT_LT(e.lo, e.value);
    EXPECT_LT(e.value, e.hi);
  }
  MotShare few;
  few.add({1, {}, {}, keep[0]});
  EXPECT_EQ(few.shares().begin()->second.status, Status::too_few);
}

TEST(PeakEnd, PlantedMomentOfTruthIsFound) {
  std::mt19937_64 r(7);
  std::normal_distribution<double> z;
  const std::string names[] = {"browse", "pay", "deliver", "use"};
  int found = 0;
  for (int round = 0; round < 100; ++round) {
    MotShare share;
    std::vector<TouchRow> rows(4);
    for (int e = 0; e < 200; ++e) {
      for (std::size_t i = 0; i < 4; ++i) {
        double sd = i == 2 ? .7 : .3;  // deliver swings
        auto v = static_cast<std::int32_t>(std::clamp(z(r) * sd, -1.0, 1.0) * 10000);
        rows[i] = {names[i], 1, v, v, v, static_cast<std::int64_t>(i)};
      }
      std::swap(rows[3].last_at, rows[r() % 4].last_at);  // where it ends varies
      share.add({static_cast<std::uint64_t>(e) + 1, {}, {}, rows});
    }
    auto p = share.points();
    found += std::ranges::max_element(p, {}, [](const auto& x) { return x.second; })->first == "deliver";
  }
  EXPECT_GE(found, 95);
}

std::vector<OutcomeRow> outcomes(std::mt19937_64& r, std::size_t n, bool by_mean, double noise) {
  std::normal_distribution<double> z;
  std::vector<OutcomeRow> rows;
  for (std::size_t i = 0; i < n; ++i) {
    EpisodeState s;
    double mood = z(r) * .3;
    for (int k = 0; k < 6; ++k) s.add({k, k, 0, static_cast<std::int32_t>(std::clamp(mood + .5 * z(r), -1.0, 1.0) * 10000)});
    EpisodeOut e = episode_out(s);
    rows.push_back({(by_mean ? e.mean : e.remembered) + noise * z(r), e.salient, e.end, e.mean, 0.1 * z(r)});
  }
  return rows;
}

TEST(PeakEnd, TheContestSaysWhichRuleMadeTheData) {
  std::mt19937_64 r(8);
  int mean_right = 0, peak_right = 0;
  for (int round = 0; round < 30; ++round) {
    Contest a = contest(outcomes(r, 300, true, .3)), b = contest(outcomes(r, 300, false, .4));
    mean_right += a.winner == "mean";
    peak_right += b.winner == "peak_end";
    EXPECT_LT(std::abs(b.duration), 4 * b.duration_se + 1e-9);
  }
  EXPECT_GE(mean_right, 27);
  EXPECT_GE(peak_right, 27);
  EXPECT_EQ(contest(outcomes(r, 99, true, .3)).status, Status::too_few);
  std::vector<OutcomeRow> flat(200);
  EXPECT_EQ(contest(flat).status, Status::degenerate);
}

TEST(PeakEnd, WeightsMoveFromTheLawToTheData) {
  std::mt19937_64 r(9);
  auto rows = outcomes(r, 1000, false, .1);
  for (OutcomeRow& x : rows) x.y = .8 * x.salient + .1 * x.end;
  MemoryFit few = fit_memory(std::span(rows).first(50)), some = fit_memory(std::span(rows).first(200)), many = fit_memory(rows);
  EXPECT_TRUE(few.flags & kAssumedParam);
  EXPECT_EQ(few.peak, .5);
  EXPECT_NEAR(some.peak, .8, .05);
  EXPECT_NEAR(many.peak, .8, 1e-9);
  EXPECT_NEAR(many.end, .1, 1e-9);
  EXPECT_EQ(few.peak_ci.lo, .5);
  EXPECT_NEAR(many.peak_ci.lo, .8, 1e-6);  // no noise: every resample says the same
  // With noise the interval holds the weight, and narrows with the rows.
  std::normal_distribution<double> z;
  for (OutcomeRow& x : rows) x.y += .3 * z(r);
  const MemoryFit noisy = fit_memory(rows), fewer = fit_memory(std::span(rows).first(320));
  EXPECT_LT(noisy.peak_ci.lo, noisy.peak);
  EXPECT_GT(noisy.peak_ci.hi, noisy.peak);
  EXPECT_LT(noisy.peak_ci.lo, .8);
  EXPECT_GT(noisy.peak_ci.hi, .8);
  EXPECT_LT(noisy.peak_ci.hi - noisy.peak_ci.lo, fewer.peak_ci.hi - fewer.peak_ci.lo);
}

}  // namespace
}  // namespace peakend::engine
