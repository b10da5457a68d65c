#pragma once
// Does peak-end beat the mean on the company's own data? Answers about the relationship, each with the pass that was lived
// before it (docs/methods/contest.md).
#include <span>
#include <string>
#include <vector>

#include "engine/laws/peak_end.h"
#include "insight/kept.h"

namespace peakend::insight {

inline constexpr std::int64_t kContestWindowMs = 90 * 86'400'000LL;
inline constexpr std::size_t kMaxContestAnswers = 50'000;

/// An answer about the relationship: a rating without touchpoint.
struct RelationAnswer {
  std::int64_t at = 0;
  std::int32_t v = 0;  ///< 1e-4
};
/// What the contest needs of one episode; valences in 1e-4. last_at: its last rated moment.
struct LivedEpisode {
  std::int64_t start = 0, last_at = 0, sum_v = 0;
  std::int32_t n = 0, salient = 0, end_v = 0;
  bool closed = false;
};

struct LawContest {
  std::string metric;           ///< "": nobody was asked about the relationship
  std::int64_t answers = 0;     ///< read; rows + one_moment + unmatched + repeated
  std::int64_t one_moment = 0;  ///< after an episode with one moment, where peak, end and mean are the same
  std::int64_t unmatched = 0;   ///< without customer, or not after a closed and rated episode within the window
  std::int64_t repeated = 0;    ///< of a customer who already gives a row
  bool sampled = false;         ///< more than kMaxContestAnswers: an even sample was read
  std::vector<engine::OutcomeRow> rows;
  engine::Contest result;
  engine::MemoryFit weights;
  engine::Estimate duration;    ///< coefficient of ln(1 + hours), in valence
};
/// "assumed", "shrunk" or "own".
std::string_view weights_basis(const engine::MemoryFit&);

/// One customer: the newest answer that can tell gives the row, so that rows are independent. An answer belongs to the episode
/// begun last before it; when that one has a moment after the answer, is open or unrated, or ended too long ago, the answer
/// belongs to none. Times in ms, answers in any order.
void add_customer(LawContest&, std::vector<RelationAnswer>, std::span<const LivedEpisode>);
/// Decides over the rows gathered.
void decide(LawContest&);

void write(JsonOut&, const LawContest&);  ///< as one object
/// Fewer rows than may be shown have no winner and no weights of their own.
void hide_few(LawContest&, std::int64_t fewest);

/// Verdicts with a memory: the episodes of a span are read once for the same facts. Thread-safe; kept without rows.
class LawContests {
 public:
  static constexpr std::size_t kMost = 32;
  /// The range and filters of the query hold for the answers. Errors: those of the store.
  Result<LawContest> get(const Sources&, Aggregates&, const Caller&, const journey::Journey&, const Query&);
  std::int64_t hits() const { return kept_.hits(); }

 private:
  Kept<LawContest> kept_{kMost};
};

}  // namespace peakend::insight
