#pragma once
// The silent part of a journey: customers whom operations let down and who said nothing. Counted from events, no model
// (docs/methods/silence.md).
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/estimate.h"
#include "insight/customers_value.h"
#include "insight/kept.h"

namespace peakend::insight {

inline constexpr std::int64_t kVoiceWindowMs = 90ll * 86'400'000;  ///< a word so long after is a word about it
inline constexpr std::int64_t kPatienceMs = 7ll * 86'400'000;      ///< younger experiences cannot tell who will stay silent
inline constexpr std::int64_t kNeedLetDown = 20;                   ///< customers before a share is told
inline constexpr std::int64_t kNeedHeard = 30;                     ///< of them heard, before "how many of those said it was bad"
inline constexpr std::size_t kMaxPersons = 100'000, kMaxMomentsEach = 200, kMaxValued = 100'000;

/// late: done after its time. missed: another promise not kept. overdue: still waiting. abandoned: left before the end.
enum class Reason : std::uint8_t { late, missed, overdue, abandoned };
inline constexpr std::size_t kReasons = 4;
std::string_view name_of(Reason);

/// One settled promise, one that is overdue, or a pass that was left. Touchpoints by number.
struct LivedMoment {
  std::int64_t at = 0;
  std::uint32_t touchpoint = 0;
  std::optional<Reason> bad;  ///< nullopt: the promise was kept
  double times = 1;           ///< how many times the promise it took, at least 1 where known
  std::int64_t due = 0;       ///< of a promise kept too late: its time, at or before `at`; 0: nothing was bad before `at`
  std::int64_t began() const { return due != 0 ? due : at; }  ///< from here on it could be spoken of
};
struct Word {
  std::int64_t at = 0;
  bool bad = false;  ///< a score below neutral
};
struct Person {
  CustomerId id;
  std::string user_id;
  std::vector<LivedMoment> moments;
  std::vector<Word> words;
};

/// Customers: all, those who said anything, those who said it was bad. told <= heard <= n.
struct Voices {
  std::int64_t n = 0, heard = 0, told = 0;
  std::int64_t silent() const { return n - heard; }
  void add(bool was_heard, bool was_told) { ++n, heard += was_heard, told += was_told; }
};
/// A silent customer with the experience that weighs most.
struct Silent {
  CustomerId id;
  std::string user_id;
  LivedMoment worst;
  std::int32_t bad = 0;             ///< bad experiences
  double chance = 0;                ///< of the customers let down alike who spoke, so many said it was bad
  std::int64_t chance_n = 0;        ///< 0: nobody like this was heard
  std::optional<double> value;      ///< what the customer spent
  double expected() const { return chance * value.value_or(0); }
};
enum class Abandoned : std::uint8_t { counted, no_end_event, rarely_recorded, filtered };
std::string_view name_of(Abandoned);

struct Silence {
  std::vector<std::string> touchpoints;      ///< by number
  std::int64_t customers = 0;                ///< with a settled or overdue promise, or a pass that was left
  std::int64_t early = 0;                    ///< let down, all of it too short ago to tell
  std::int64_t unnamed = 0;                  ///< broken promises of nobody known
  Voices let_down, well;                     ///< customers with, without a bad experience
  std::vector<Voices> by_touchpoint;         ///< of those let down there
  std::array<Voices, kReasons> by_reason;
  std::map<std::string, std::int64_t> floor; ///< answers below the floor: known only because they were said
  std::int64_t answered = 0, answered_down = 0;  ///< of all customers: said anything after any promise; of these, let down
  engine::Estimate r_indicator, bias;            ///< of all customers, by who answered
  double max_bias = 0;
  double looked_at = 1;                      ///< share of the customers, by hash, that the numbers stand on
  Abandoned abandoned = Abandoned::counted;
  std::optional<facts::ValueRule> value;     ///< what `Silent::value` sums
  std::vector<Silent> silent;                ///< by expected value, else by severity, downwards
};
/// Voice rate: anything said; told: said it was bad; silent share is the rest. Wilson over customers.
engine::Estimate voice_rate(const Voices&);
engine::Estimate told_rate(const Voices&);
engine::Estimate silent_share(const Voices&);
/// How many are silent when `looked_at` of all were looked at; the interval is that of the share.
engine::Estimate silent_size(const Voices&, double looked_at);

/// Adds all up; persons in any order. `values`: what customers spent, nullptr when nothing is known of any.
/// A bad experience is heard when a word follows, from its due date on until kVoiceWindowMs after it; a customer is silent when none was heard.
void count_silence(Silence&, std::vector<Person>, const std::map<CustomerId, double>* values, std::int64_t now_ms);

/// Everybody who lived something in the span, with what they said since. Fills touchpoints, unnamed, abandoned and looked_at.
Result<std::vector<Person>> read_persons(Silence&, const Sources&, const Caller&, const journey::Journey&, const Query&);
/// What was said within the window after `at`. Words in order of time.
struct Heard {
  bool any = false, bad = false;
  void operator|=(Heard h) { any |= h.any, bad |= h.bad; }
};
Heard heard_after(const std::vector<Word>&, std::int64_t at);
/// The same, and of a late one what was said while it was still awaited.
Heard heard_of(const std::vector<Word>&, const LivedMoment&);

/// Remembered by data version. Thread-safe.
class Silences {
 public:
  Result<std::shared_ptr<const Silence>> get(const Sources&, Aggregates&, CustomerValues&, const Caller&, const journey::Journey&, const Query&);

 private:
  Kept<Silence> kept_{4};
};

/// `n` of the silent drawn by the hash of seed and customer: the same seed on the same data gives the same list.
std::vector<const Silent*> draw_silent(const Silence&, std::size_t n, std::string_view seed);

}  // namespace peakend::insight
