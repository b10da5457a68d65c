#pragma once
// Triggers: an event with conditions asks a survey. JSON form: docs/triggers.md, api/trigger.schema.json.
#include <bit>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "channel/channel.h"
#include "delivery/delivery.h"
#include "facts/facts.h"
#include "journey/journey.h"

namespace peakend::trigger {

enum class On : std::uint8_t { event, rating, feedback };
enum class Mode : std::uint8_t { all, share, cells };

struct Sampling {
  Mode mode = Mode::all;
  double share = 1;                ///< (0, 1]
  std::vector<std::string> by;     ///< attributes that make a cell
  double need = 50;                ///< answers per cell and period
  std::map<std::string, double> cells;  ///< other needs, by cell
  int days = 30;                   ///< length of a period
  double expected = 1'000;         ///< events per cell and period, until experience says otherwise
};
struct Unless {
  std::string event;
  std::vector<journey::Condition> when;
};
struct Trigger {
  std::string key;
  journey::Text name;
  bool enabled = false;
  On on = On::event;
  std::string event;
  std::vector<journey::Condition> when;
  std::string survey;
  int survey_version = 0;
  std::string kind = "touchpoint", topic;
  int priority = 50;
  int delay_minutes = 0, expires_hours = 168;
  std::vector<Unless> unless;
  std::vector<channel::Kind> channels;
  bool learn = false;
  std::vector<int> hours;
  std::optional<delivery::Quiet> quiet;
  Sampling sampling;
  int reminders = 1, reminder_after_hours = 72;
  std::map<std::string, delivery::Texts> messages;
  int version = 1;                 ///< of the record; not part of the document
};

inline constexpr std::size_t kMaxTriggers = 200, kMaxUnless = 20, kMaxCells = 1'000, kMaxCellBytes = 200;

/// Strict: unknown members, wrong types and everything that makes no sense are field errors. "version", "author",
/// "changed_at" and "counts", as answers carry them, are passed over.
Result<Trigger> parse_trigger(std::string_view json);
/// The document; parse_trigger(to_json(t)) equals t but for the version.
std::string to_json(const Trigger&);

/// A fact as conditions see it: its attributes, and channel, journey, touchpoint, stage, scene, score, valence, expectation,
/// actual, ratio, promise. Numbers are written into `room`.
class FactView {
 public:
  explicit FactView(const facts::Fact& f) : f_(f) {}
  std::optional<std::string_view> property(std::string_view path, std::string& room) const;

 private:
  const facts::Fact& f_;
};

/// Values of the sampling attributes joined by " / "; "" without any; absent ones are "-".
std::string cell_of(const Sampling&, const facts::Fact&);

/// The fact is one of those after which the trigger must not ask.
bool forbids(const Trigger&, const facts::Fact&);

/// All triggers of a workspace, ready for many events: found by kind and name, each property looked up once an event.
/// Immutable; thread-safe.
class Matcher {
 public:
  explicit Matcher(std::vector<Trigger>);
  const std::vector<Trigger>& triggers() const { return triggers_; }
  const Trigger* find(std::string_view key) const;
  bool empty() const { return list_.empty(); }
  /// Calls hit(trigger) for each enabled trigger that the fact fulfils, in order of priority downwards, then key.
  template <class Hit>
  void each(const facts::Fact& f, Hit&& hit) const {
    std::uint64_t fits[kMaxTriggers / 64 + 1];
    if (!match(f, fits)) return;
    for (std::size_t w = 0; w < std::size(fits); ++w)
      for (std::uint64_t bits = fits[w]; bits != 0; bits &= bits - 1) hit(triggers_[w * 64 + static_cast<std::size_t>(std::countr_zero(bits))]);
  }

 private:
  struct Rule {
    std::size_t trigger = 0;
    std::vector<std::pair<std::size_t, journey::Test>> tests;  ///< property slot, test
  };
  struct Group {
    std::vector<std::string> properties;
    std::vector<Rule> rules;
  };
  bool match(const facts::Fact&, std::uint64_t* fits) const;
  bool match(const Group&, const facts::Fact&, std::uint64_t* fits) const;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::vector<Trigger> triggers_;
  std::vector<Group> list_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> groups_[3];  ///< by On; "" = any name
};

}  // namespace peakend::trigger
