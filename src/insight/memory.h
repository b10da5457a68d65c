#pragma once
// What is remembered: peak, end and share of memory of each touchpoint, what a repair there would change, and, where surveys ask
// what people recall, how much of what was lived through is still there after a while (docs/methods/memory.md).
#include <optional>
#include <string>
#include <vector>

#include "engine/memory.h"
#include "insight/laws.h"
#include "insight/quantity.h"

namespace peakend::insight {

inline constexpr double kForgotten = .1;  ///< a touchpoint that surely fewer recall is wasted spend
inline constexpr std::int64_t kRecallWindowMs = 366 * 86'400'000LL;  ///< how far back the pass that is recalled may have begun

struct MemoryMoment {
  std::string touchpoint;
  Number share, gain, peak, valley, end;  ///< shares of rated closed episodes; gain in valence
  double mean_gain = 0;
  std::int64_t passes = 0;
};

/// A touchpoint of one pass. at: its last rated moment; 0 when it was not rated.
struct LivedTouch {
  std::string touchpoint;
  std::int64_t at = 0;
  std::optional<std::int32_t> v;          ///< of the last rating, 1e-4
};
struct LivedPass {
  std::string key;
  std::int64_t start = 0, last_at = 0;    ///< last_at: the last rated moment; start without any
  std::vector<LivedTouch> touches;
};
/// Someone was asked about a touchpoint that he came by.
struct RecallPair {
  std::size_t who = 0;                    ///< number of the customer
  std::string touchpoint;
  bool remembered = false;
  double days = 0;                        ///< since then
  std::optional<std::int32_t> v;
};
/// Is a touchpoint that people came by and were asked about still in memory? forgotten: the upper end of the interval is under
/// kForgotten; remembered: the lower end is not; between the two undecided, or not_enough_data while even nobody of so many
/// (n_eff under kForgottenNeed) would not show that it is forgotten. Worked: 0 of 60 -> hi .0602, forgotten; 0 of 3, 0 of 34 ->
/// not_enough_data; 30 of 100 -> [.2189, .3958], remembered.
enum class Standing : std::uint8_t { not_enough_data, undecided, forgotten, remembered };
inline constexpr std::int64_t kForgottenNeed = 35;  ///< smallest n with z²/(n + z²) < kForgotten: Wilson's upper end of 0 of n
Standing standing_of(const engine::Estimate&);
std::string_view name_of(Standing);
struct Recall {
  std::int64_t surveys = 0, answers = 0;  ///< answers with a recall question
  std::int64_t unmatched = 0;             ///< aided ones without customer, or without a pass through what was offered
  bool truncated = false;
  std::vector<RecallPair> pairs;
  Number all;                             ///< the effective rate: share remembered of what was lived through and asked about
  struct Place {
    std::string touchpoint;
    Number recalled;
    Standing kept = Standing::not_enough_data;
  };
  std::vector<Place> places;              ///< most remembered first
  struct Delay {
    double days = 0;
    Number recalled;
  };
  std::vector<Delay> delays;
  engine::ForgettingFit fit;
  Number positive, positive_remembered;   ///< share of good moments: of all rated pairs, of those remembered
  Number nothing;                         ///< unaided: to how many nothing came to mind
  double named = 0;                       ///< unaided: things named on average
};
/// The pass with the answer's key, else the one begun last before it within the window; every touchpoint of it that was offered
/// gives a pair. Rated moments after the answer do not count. who: any number, the same for the same customer.
void add_answer(Recall&, const RecallAnswer&, std::size_t who, std::span<const LivedPass>);
/// Shares, curve and effective part over the pairs gathered. Customers who give several pairs are clusters.
void finish(Recall&, const std::vector<std::pair<std::size_t, std::int32_t>>& unaided);

struct MemoryPage {
  std::int64_t as_of_seq = 0;
  Number remembered, mean;
  std::int64_t closed = 0, open = 0;
  std::vector<MemoryMoment> moments;      ///< largest share first
  std::string peak, valley, end;          ///< touchpoints that are it most often; "" without any
  LawContest contest;
  Recall recall;
};
Result<MemoryPage> compute_memory(const Sources&, Aggregates&, LawContests&, const Caller&, const journey::Journey&, const Query&,
                                  const RecallAnswers&);

}  // namespace peakend::insight
