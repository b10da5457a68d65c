#pragma once
// Episodes: one customer's one pass through a journey. Which facts belong together, and the mergeable state
// from which the peak-end law reads. Pure, thread-safe.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/estimate.h"
#include "engine/partial.h"

namespace peakend::engine {

/// One rated moment: when (ms), which (seq, item: unique, orders ties), valence in 1e-4.
struct Moment {
  std::int64_t t = 0, id = 0;
  std::int32_t item = 0, v = 0;
  bool operator==(const Moment&) const = default;
};

/// Sums and extremes of the moments of one episode: a commutative monoid (identity: n = 0). Merge is not
/// idempotent: give each moment once. Exact for up to 1e6 moments. Ties: the later moment wins, then the greater id.
/// rise / drop (largest climb and fall in time) survive only merges of parts that do not overlap in time; otherwise
/// ordered = false and they are 0: fold the raw moments again.
struct EpisodeState {
  std::int32_t n = 0;
  std::int64_t sv = 0;
  int128 svv = 0, st = 0, stt = 0, stv = 0;
  Moment first, last, pos, neg;
  std::int32_t rise = 0, drop = 0;
  bool ordered = true;

  void add(const Moment&);
  EpisodeState& operator+=(const EpisodeState&);
  bool operator==(const EpisodeState&) const = default;
};
/// Folds moments in any order (sorts a copy), so rise and drop are always right. O(n log n).
EpisodeState fold_episode(std::span<const Moment>);

/// What is read from a state. Salient S = negative peak if lambda max(-P-, 0) > max(P+, 0), on a tie the later of
/// the two, else positive peak; so all-negative gives P-, all-positive P+. Remembered R = (S + E)/2.
/// Worked: .2, -.8, .6, .9, .4 -> S -.8, E .4, mean .26, rise 1.7, drop 1.0, R -.2; one minute apart, slope .0035 per s.
struct EpisodeOut {
  std::int32_t n = 0;
  double peak_pos = 0, peak_neg = 0, salient = 0, begin = 0, end = 0, mean = 0;
  double slope_per_ms = 0;       ///< least squares; 0 when all moments are at one time
  double rise = 0, drop = 0;     ///< 0 with kUnordered
  double remembered = 0;
  Moment salient_moment;         ///< the moment that is the salient peak
  std::uint32_t flags = 0;       ///< kUnordered
  Status status = Status::too_few;
};
EpisodeOut episode_out(const EpisodeState&, double lambda = 2);
/// True when the negative peak is the salient one. Valences in 1e-4; `tie` answers for exact ties.
bool negative_is_salient(std::int32_t peak_neg, std::int32_t peak_pos, double lambda, bool tie);
/// (S + E)/2 in 1e-4, halves away from zero.
std::int32_t remembered_fixed(std::int32_t salient, std::int32_t end);

/// A fact as episode assignment sees it; sorted by (at, id, item).
struct EpisodeStep {
  std::int64_t at = 0, id = 0;
  std::int32_t item = 0;
  std::string_view key;                ///< explicit episode key; empty: the rules below decide
  bool starts = false, ends = false;   ///< the journey's start / end event
};
struct EpisodeRules {
  std::int64_t gap_ms = 30ll * 24 * 3'600'000;    ///< longer silence: a new episode; also the timeout that closes one
  std::int64_t grace_ms = 30ll * 24 * 3'600'000;  ///< so long after the end a fact still belongs to it
};
enum class ClosedBy : std::uint8_t { open = 0, end_event = 1, timeout = 2 };
struct EpisodeSpan {
  std::string key;                  ///< explicit key, or empty
  std::vector<std::size_t> steps;   ///< indices into the input, ascending
  std::int64_t start = 0, end = 0;  ///< first and last step
  ClosedBy closed = ClosedBy::open;
};
/// Splits the facts of ONE customer in ONE journey into episodes, in order of their start.
/// 1 An explicit key gathers its facts however far apart (three years on two devices stay one episode).
/// 2 Without key: a start event closes the running episode and opens another; an end event ends it, and what follows
///   within `grace` and is no start still belongs to it; 3 a silence longer than `gap` opens a new one.
/// Closed by an end event, else by timeout when watermark - last >= gap; otherwise open (its end is provisional).
/// A keyed episode whose end event is followed by more facts than grace allows is open again until the next end or timeout.
std::vector<EpisodeSpan> assign_episodes(std::span<const EpisodeStep>, const EpisodeRules&, std::int64_t watermark);

/// What a fact does that arrives after its episode was folded and closed: within grace of the closing it reopens,
/// later it makes a new version (roll-ups subtract the old, add the new).
enum class LateEffect : std::uint8_t { none, reopens, new_version };
LateEffect late_effect(bool was_closed, std::int64_t closed_at, std::int64_t arrives_at, const EpisodeRules&);

/// The gap between visits, from data: the deepest valley between the two highest peaks of the smoothed histogram of
/// ln gap (40 bins). Nothing when n < 100 or when no valley is below half of the lower peak: use the fallback
/// (30 minutes on the web, 30 days in service).
std::optional<double> gap_from_data(std::span<const double> gaps);

}  // namespace peakend::engine
