#pragma once
// The attention budget: may this customer be asked now? One ledger for all surveys; invitations count, not answers.
// Pure; thread-safe.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/id.h"
#include "base/time.h"
#include "channel/channel.h"

namespace peakend::delivery {

struct InvitationTag { static constexpr const char* prefix = "ivt"; };
using InvitationId = Id<InvitationTag>;
struct MessageTag { static constexpr const char* prefix = "msg"; };
using MessageId = Id<MessageTag>;

/// Why nothing was sent. Persisted by number: never reuse one. Names and words: reason_name, reason_words.
enum class Reason : std::uint8_t {
  none = 0,
  not_sampled = 1, anonymous = 2, opted_out = 3, topic_off = 4, frequency = 5, gap_any = 6, gap_kind = 7, cap_year = 8,
  displaced = 9, outranked = 10, no_address = 11, no_channel = 12, bounced_before = 13, too_late = 14, expired = 15,
  meanwhile = 16, trigger_off = 17, survey_closed = 18, messages_year = 19, answered = 20, undeliverable = 21, erased = 22,
};
inline constexpr int kReasons = 23;
std::string_view name_of(Reason);
std::optional<Reason> parse_reason(std::string_view);

/// Hours of the day, [from, to) in the customer's zone, over midnight when from > to; equal = none.
struct Quiet {
  int from = 21, to = 9;
  bool operator==(const Quiet&) const = default;
};

struct Topic {
  std::string key, zh, en;
  bool operator==(const Topic&) const = default;
};
/// A workspace's policy.
struct Attention {
  std::map<std::string, double, std::less<>> gap_days{{"any", 30}};  ///< "any" or a kind -> days
  int max_per_year = 4;            ///< invitations in any 365 days; 0 = no cap
  int max_messages_per_year = 8;   ///< invitations and reminders
  Quiet quiet;
  std::string company, contact;    ///< stand in messages
  std::vector<Topic> topics;
  int version = 0;                 ///< 0: the built-in one
};

enum class Frequency : std::uint8_t { normal = 1, less = 2, none = 3 };  ///< persisted
std::string_view name_of(Frequency);
std::optional<Frequency> parse_frequency(std::string_view);

/// What a customer chose. The default says yes to everything.
struct Preference {
  bool opted_out = false;
  std::vector<channel::Kind> channels;  ///< allowed ones; empty = all
  std::vector<std::string> topics_off;
  Frequency frequency = Frequency::normal;
  std::optional<Instant> changed;
  std::string source;                   ///< page, one_click, staff; "" = never changed
  bool allows(channel::Kind) const;
};
/// The stricter of both: of merged customers each word counts.
Preference stricter(const Preference&, const Preference&);

/// One line of the ledger: sent, or queued and then with the time at which it will be sent.
struct Asked {
  InvitationId id;
  Instant at;
  std::string kind;
  int priority = 50;
  bool queued = false;
  int messages = 1;  ///< invitation and reminders
};
struct Wish {
  Instant at;         ///< when it would be sent
  std::string kind;
  std::string topic;
  int priority = 50;
};
struct Verdict {
  Reason reason = Reason::none;       ///< none: yes
  std::optional<Instant> next;        ///< when a no may become a yes
  std::vector<InvitationId> displaced;  ///< queued ones of lower priority that must go
  bool ok() const { return reason == Reason::none; }
};
/// The ledger holds everything sent and queued to the customer (merged ids included) of the last 365 days and ahead, in any
/// order, without the wish itself. No gap and no cap is broken by the wish, nor by a queued one because of the wish.
/// Worked: gap any 30, sent at day 80, wish at day 100 -> gap_any, next day 110. With frequency `less` the gap is 60: then
/// a wish at day 120 is refused with `frequency`, next day 140.
Verdict may_ask(const Wish&, std::span<const Asked> ledger, const Preference&, const Attention&);
/// The same for one more message of an invitation that was sent: the preference, the messages of the year, and no other
/// invitation since (gap_any, without next).
Verdict may_remind(const Asked& invitation, Instant at, std::string_view topic, std::span<const Asked> others, const Preference&, const Attention&);

/// First instant from `at` on that is neither in quiet hours nor outside `hours` (local hours of the day; empty = all) of the
/// zone, at most 8 days ahead; nullopt when there is none.
std::optional<Instant> when_allowed(Instant at, const calendar::Zone&, const Quiet&, std::span<const int> hours);

}  // namespace peakend::delivery
