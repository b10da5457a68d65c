#pragma once
// Facts of one journey become episodes: which facts belong together, and what one episode amounts to.
// Pure; one Folder per episode at a time, not thread-safe.
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/laws/episode.h"
#include "facts/facts.h"
#include "journey/journey.h"

namespace peakend::insight {

inline constexpr std::size_t kMaxPathSteps = 200;
inline constexpr char kPathSeparator = '\x1f';

/// When an episode starts, ends and times out; from the journey, or the engine's defaults when the journey is gone.
struct EpisodeRules : engine::EpisodeRules {
  std::vector<std::string> start, end;  ///< event names
};
EpisodeRules rules_of(const journey::Journey*);

/// Closed: its end event was seen, or nothing has happened for the gap since its last fact and since the last
/// promise in it fell due. `now` moves on by itself, so readers ask again instead of storing the answer.
bool is_closed(const facts::EpisodeFact&, const EpisodeRules&, std::int64_t now_ms);

/// A promise that waits for its outcome.
struct OpenPromise {
  std::string touchpoint;           ///< where it was made
  std::int64_t made_at = 0;
  std::optional<std::int64_t> due;
  std::optional<double> expected;   ///< the promised quantity
};

/// Folds the facts of one episode, which must come in (at, seq, item) order.
class Folder {
 public:
  explicit Folder(const EpisodeRules& rules) : rules_(&rules) {}
  bool empty() const { return out_.facts == 0; }
  void add(const facts::Fact&);
  /// The episode as of now_ms; resets the folder. `id` and `key` are the caller's.
  facts::EpisodeFact take(EpisodeId id, std::string key, std::int64_t now_ms);
  const std::vector<OpenPromise>& open() const { return open_; }

 private:
  void add_rating(const facts::Fact&);
  void add_promise(const facts::Fact&);
  void add_step(std::string_view name);
  /// Touchpoints in order: of the events, or of the answers when no event has one.
  struct Way {
    std::string steps;
    std::size_t count = 0;
    std::string_view last() const;
    void add(std::string_view touchpoint);
  };
  void fold_moments();
  const EpisodeRules* rules_;
  facts::EpisodeFact out_;
  std::vector<engine::Moment> moments_;  ///< every rating in order; id = its number, index into touchpoints_
  std::vector<std::string> touchpoints_;
  std::vector<OpenPromise> open_;
  std::size_t steps_ = 0;
  Way events_, answers_;
  std::optional<std::int64_t> ended_at_;
};

/// Splits the facts of one customer, in (at, seq, item) order and without explicit keys, by journey and by the
/// engine's rules (start event, end event, gap) into runs of indices: one run, one episode.
struct Run {
  std::string journey;
  std::vector<std::size_t> facts;
};
std::vector<Run> split(std::span<const facts::Fact>, const std::function<const EpisodeRules&(std::string_view)>&);

}  // namespace peakend::insight
