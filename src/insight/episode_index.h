#pragma once
// Sums over episode facts, by journey, day of the last fact and random group of customers, so that memory share,
// leverage and remembered score of any span of days are sums of integers instead of a scan.
// Plain data, not thread-safe: the episode job owns and locks it.
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/calendar.h"
#include "engine/estimate.h"
#include "engine/partial.h"
#include "facts/facts.h"
#include "insight/fold.h"
#include "insight/query.h"
#include "insight/ratio_bins.h"

namespace peakend::insight {

/// Leverage raises a touchpoint to at least this valence in every episode (a setting, METHODS 2).
inline constexpr std::int32_t kLeverageTarget = 4'000;  ///< 1e-4
inline constexpr std::size_t kMaxOpenEpisodes = 100'000;

/// One touchpoint over closed episodes; all but passes, rated and answers over those with a rating.
struct TouchSums {
  std::uint32_t touchpoint = 0;                 ///< index into the names of the journey
  std::int32_t salient = 0, end = 0, both = 0;  ///< episodes in which it is the salient peak, the end, both
  std::int64_t gain = 0, gain2 = 0;             ///< change of R by leverage, 1e-4; its square, 1e-8
  std::int64_t mean_gain = 0;                   ///< change of the mean by the same step, 1e-4
  std::int32_t passes = 0, rated = 0;           ///< episodes that came by; of those, with an answer about it
  std::int32_t answers = 0;
  std::int32_t peaks = 0, valleys = 0;          ///< episodes in which it is the salient moment, a good or a bad one
  bool operator==(const TouchSums&) const = default;
  bool nothing() const { return *this == TouchSums{touchpoint}; }
};
struct EpisodeSums {
  std::int64_t episodes = 0;         ///< all
  std::int64_t n = 0;                ///< with a rating
  std::int64_t r = 0, r2 = 0;        ///< remembered, 1e-4; squares 1e-8
  std::int64_t mean = 0, mean2 = 0;  ///< mean valence of the episode, 1e-4; squares 1e-8
  std::vector<TouchSums> touches;    ///< in cells: sparse, ascending; in views: one for each name
};

/// The closed episodes of a span: whole, and by random group of customers.
struct MemoryView {
  EpisodeSums all;
  std::array<EpisodeSums, engine::kGroups> groups;
  std::vector<std::string> names;  ///< of touches
  std::vector<std::int64_t> last_at;  ///< latest rating ever seen, by name; not of the span
  std::int64_t open = 0;           ///< open episodes that end in the span
  bool repeats = false;            ///< some customer has more than one episode in the journey
};
/// Means over episodes, with a t interval, or the random groups' where customers repeat. In units of 1.
engine::Estimate remembered(const MemoryView&);
engine::Estimate mean_of_episodes(const MemoryView&);
/// Share of memory: (salient + end)/2 over rated closed episodes; the shares of all touchpoints add up to 1.
engine::Estimate mot_share(const MemoryView&, std::string_view touchpoint);
/// Share of rated closed episodes in which the touchpoint is the good, the bad salient moment, or the end.
enum class Role : std::uint8_t { peak, valley, end };
engine::Estimate role_share(const MemoryView&, std::string_view touchpoint, Role);
/// Memory share of several touchpoints together (a stage, a scene).
engine::Estimate mot_share(const MemoryView&, const std::vector<std::string>& touchpoints);
/// Change of the remembered score if the touchpoint never fell below kLeverageTarget, and of the mean.
struct Leverage {
  engine::Estimate gain;
  double mean_gain = 0;
};
Leverage leverage(const MemoryView&, std::string_view touchpoint);

/// Share of the episodes that came by the touchpoint in which it was rated, and answers about it per pass. Random groups of
/// customers; fewer than kNeed passes are too few.
engine::Estimate measured_share(const MemoryView&, std::string_view touchpoint);
engine::Estimate answers_per_pass(const MemoryView&, std::string_view touchpoint);
/// The touchpoint that is most often the salient moment of an episode, a good or a bad one; "" without any.
std::string most_salient(const MemoryView&, bool good);
std::int64_t passes_of(const MemoryView&, std::string_view touchpoint);

/// Closed episodes that took one way through the touchpoints.
struct WaySums {
  std::int64_t n = 0;
  std::int64_t rated = 0, r = 0, r2 = 0;  ///< with a remembered score; its sums in 1e-4, 1e-8
  void add(const WaySums&, int sign = 1);
};
struct Way {
  std::vector<std::string> touchpoints;   ///< no one twice in a row
  WaySums sums;
};
struct PathView {
  std::vector<Way> ways;      ///< the most frequent first
  std::int64_t episodes = 0;  ///< of all ways
  std::int64_t left_out = 0;  ///< episodes with a way that is not held: there are more than kMaxWays
  bool repeats = false;       ///< some customer has more than one episode in the journey
};
inline constexpr std::size_t kMaxWays = 20'000, kMaxWayBytes = 4u << 20;
/// Mean remembered score; a t interval, without one when customers repeat.
engine::Estimate remembered(const WaySums&, bool repeats);

/// Scores that episodes ended with: sums of raw scores in 1e-4.
struct ScoreSums {
  std::int64_t n = 0, sum = 0;
  engine::int128 squares = 0;
  void add(const ScoreSums&, int sign = 1);
};
/// t interval over episodes, on the raw scale.
engine::Estimate mean_of(const ScoreSums&, std::int64_t need);
/// One metric's scores, by how the episode's promise turned out; episodes without outcome are left out.
struct OutcomeSums {
  ScoreSums kept, broken;
  std::array<ScoreSums, kRatioBins> bins;  ///< by the ratio of the episode's worst promise
  std::int64_t n() const { return kept.n + broken.n; }
};
using OutcomeView = std::map<std::string, OutcomeSums>;  ///< by metric of the last rating

/// An episode that still has promises without outcome.
struct OpenEpisode {
  EpisodeId id;
  CustomerId customer;
  std::string journey, key, user_id;
  std::string touchpoint;       ///< of the promise that is due first
  std::int64_t start = 0, end = 0, due = 0;  ///< earliest open due; 0 = none was given
  std::int32_t open = 0;
};

class EpisodeIndex {
 public:
  explicit EpisodeIndex(calendar::Zone zone = {}) : zone_(zone) {}
  void add(const facts::EpisodeFact& e) { change(e, 1); }
  void remove(const facts::EpisodeFact& e) { change(e, -1); }
  /// Sums of the journey over [from, to) by day of the episode's end.
  MemoryView view(std::string_view journey, const EpisodeRules&, Range, std::int64_t now_ms) const;
  /// Ways through the journey over the days of the range.
  PathView paths(std::string_view journey, const EpisodeRules&, Range, std::int64_t now_ms) const;
  /// Scores at the end of the journey's episodes, open ones too, over the days of the range.
  OutcomeView outcomes(std::string_view journey, Range) const;
  /// Open promises of episodes not yet closed, earliest due first. All journeys when empty.
  std::vector<OpenEpisode> open(std::string_view journey, std::int64_t now_ms,
                                const std::function<EpisodeRules(const std::string&)>& rules) const;
  std::size_t cells() const;

 private:
  using Ways = std::map<std::uint32_t, WaySums>;  ///< by number of the way
  struct Cell {
    std::map<std::uint8_t, EpisodeSums> ended;  ///< closed when folded; by random group
    /// Not closed when folded: by the day from which the gap counts, and group.
    std::map<std::pair<calendar::Day, std::uint8_t>, EpisodeSums> waiting;
    Ways ways;                                ///< of the ended
    std::map<calendar::Day, Ways> open_ways;  ///< of the waiting
  };
  struct Of {
    std::map<std::string, std::uint32_t, std::less<>> names;
    std::vector<std::int64_t> last_at;  ///< by name; only grows
    std::map<calendar::Day, Cell> days;
    std::unordered_map<CustomerId, std::int32_t> customers;  ///< a sample by hash: those with hash <= keep
    std::uint64_t keep = UINT64_MAX;
    std::int64_t twice = 0;  ///< sampled customers with more than one episode
    std::unordered_map<EpisodeId, OpenEpisode> open;
    std::map<calendar::Day, OutcomeView> outcomes;
    std::unordered_map<std::string, std::uint32_t> way_numbers;  ///< by EpisodeFact::steps
    std::vector<std::vector<std::uint32_t>> ways;                ///< touchpoints of each
    std::size_t way_bytes = 0;
    std::uint32_t number(std::string_view name);
    std::vector<std::uint32_t> parse(std::string_view steps);
    /// kNoWay when there are too many.
    std::uint32_t way(const std::string& steps);
  };
  static constexpr std::uint32_t kNoWay = UINT32_MAX;
  void change(const facts::EpisodeFact&, int sign);
  static EpisodeSums sums_of(const facts::EpisodeFact&, Of&);
  static void change_ways(Ways&, Of&, const facts::EpisodeFact&, int sign);
  /// Days that the range touches, [first, last).
  std::pair<calendar::Day, calendar::Day> days_of(Range) const;
  static void count_customer(Of&, CustomerId, int by);
  static void change_outcome(Of&, calendar::Day, const facts::EpisodeFact&, int sign);
  static void change_open(Of&, const facts::EpisodeFact&, int sign);
  calendar::Zone zone_;
  std::map<std::string, Of, std::less<>> journeys_;
};

}  // namespace peakend::insight
