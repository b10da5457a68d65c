#pragma once
// Invitations, refusals, preferences, channel settings: one book for all surveys of a workspace, kept in records.
// docs/triggers.md shows the JSON forms.
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "channel/channel.h"
#include "delivery/budget.h"
#include "facts/facts.h"
#include "records/records.h"

namespace peakend::delivery {

/// Persisted: never reuse a number.
enum class State : std::uint8_t {
  queued = 1, sent = 2, opened = 3, started = 4, partial = 5, done = 6, bounced = 7, opted_out = 8, cancelled = 9, failed = 10,
};
inline constexpr State kStates[] = {State::queued, State::sent, State::opened, State::started, State::partial,
                                    State::done, State::bounced, State::opted_out, State::cancelled, State::failed};
std::string_view name_of(State);
std::optional<State> parse_state(std::string_view);

using Properties = std::vector<std::pair<std::string, std::string>>;
inline constexpr std::size_t kMaxProperties = 30, kMaxPropertyBytes = 300;  ///< of an event, kept for texts

struct MessageLog {
  MessageId id;
  int step = 0;            ///< 0 the invitation, then reminders
  channel::Kind channel = channel::Kind::email;
  Instant at;
  std::string result;      ///< sending, sent, unsure, temporary, failed, bounced
  std::string code;        ///< channel::Fault::code, or what a report says
};

struct Invitation {
  InvitationId id;
  WorkspaceNo workspace = WorkspaceNo::none;
  CustomerId customer;
  std::string user_id;
  std::string trigger;
  int trigger_version = 0;
  std::string survey;
  int survey_version = 0;  ///< 0: the newest at the moment of sending
  std::string kind, topic;
  int priority = 50;
  std::string event_key;   ///< one invitation or refusal a trigger and event: "<seq>/<item>/<message id>"
  std::string event;
  Instant event_at;
  std::string journey, touchpoint, episode;
  Properties properties;
  std::string cell;
  double rate = 1, weight = 1, propensity = 1;
  bool explored = false;
  channel::Kind channel = channel::Kind::email;
  int hour = -1;           ///< the hour that was drawn; -1 = any
  std::string lang;
  State state = State::queued;
  Reason reason = Reason::none;
  std::optional<Instant> due;   ///< of the next message; none: nothing more will be sent
  Instant expires;
  int step = 0;            ///< messages that went out
  int attempts = 0;        ///< in vain, of the next message
  std::string link;        ///< id of the survey's link
  Instant created;
  std::optional<Instant> sent, opened, started, partial, done, ended;
};

struct Refusal {
  WorkspaceNo workspace = WorkspaceNo::none;
  CustomerId customer;
  std::string user_id, trigger;
  int trigger_version = 0;
  std::string event_key, event;
  Instant event_at, at;
  Reason reason = Reason::none;
  std::optional<Instant> next;
  std::string cell;
  InvitationId invitation{};  ///< one that was queued and ended before anything was sent; none: refused at once
};

/// How a customer can be reached, from identify items; nothing of it is stored here.
struct Contact {
  std::string name, email, phone, wechat, lang;
  std::string zone;        ///< IANA; "" = unknown
  Properties traits;       ///< for texts
  const std::string& address(channel::Kind) const;
};
/// The newest traits of these customers; those without any are missing from the result.
using ContactsOf = std::function<Result<std::map<CustomerId, Contact>>(WorkspaceNo, std::span<const CustomerId>)>;
ContactsOf contacts_from(const facts::FactStore&);
/// Lays one identify fact over what newer ones said.
void add_traits(Contact&, std::span<const facts::Tag>);
/// 63 bits of channel and address: by it an address is remembered as dead without being stored.
std::int64_t address_hash(WorkspaceNo, channel::Kind, std::string_view address);

/// Customer of a merged id, and all ids that were merged into a customer (itself included).
struct Who {
  std::function<CustomerId(WorkspaceNo, CustomerId)> canonical;
  std::function<std::vector<CustomerId>(WorkspaceNo, CustomerId)> all_ids;
};

struct InvitationQuery {
  std::string trigger, survey, state;
  std::vector<CustomerId> customers;  ///< empty = all
  std::int64_t from = INT64_MIN, to = INT64_MAX;  ///< [from, to) of created
  std::int64_t limit = 50, offset = 0;
};
struct RefusalQuery {
  std::string trigger, reason;
  std::vector<CustomerId> customers;
  std::int64_t from = INT64_MIN, to = INT64_MAX;  ///< of at; of `created` for queued ones
  std::int64_t limit = 50, offset = 0;
  bool queued = false;  ///< also invitations that were queued and ended before anything was sent
};
/// A quarter of an hour, counted since 1970: borders of local days and hours of every zone fall between quarters.
inline constexpr std::int64_t kQuarterMs = 900'000;
struct HeldBack {
  Reason reason = Reason::none;
  std::int64_t quarter = 0, n = 0;
};
/// What became of the invitations whose first message went out by a channel in a quarter of an hour.
struct FunnelLine {
  channel::Kind channel = channel::Kind::email;
  std::int64_t quarter = 0, sent = 0, opened = 0, started = 0, done = 0, bounced = 0;
};
template <class T>
struct Page {
  std::vector<T> list;
  std::int64_t total = 0;
};
/// Counts of one trigger in a span of `created`.
struct Tally {
  struct Line {
    channel::Kind channel = channel::Kind::email;
    int hour = -1;
    std::string cell;
    State state = State::queued;
    std::int64_t n = 0;
    bool went_out = false;  ///< a message was sent
    bool answered = false;
  };
  std::vector<Line> lines;
  std::vector<std::pair<Reason, std::int64_t>> refusals;
};

/// Own words of a trigger in one language; empty members stand for the built-in ones.
struct Texts {
  std::string subject, text, button, sms, reminder_subject, reminder_text;
  bool operator==(const Texts&) const = default;
};
/// What a trigger says about its invitations, as it is now.
struct Terms {
  bool enabled = true;
  std::map<std::string, Texts> messages;  ///< by language
  int reminders = 1;
  std::chrono::hours reminder_after{72};
  std::optional<Quiet> quiet;             ///< none: the workspace's
  std::vector<int> hours;                 ///< local ones; empty = all
};
/// nullopt: the trigger is gone.
using TermsOf = std::function<std::optional<Terms>(WorkspaceNo, const std::string& trigger)>;
/// Which of these invitations must not go out because of what their customers did meanwhile. Same length as the argument.
using Happened = std::function<Result<std::vector<bool>>(WorkspaceNo, std::span<const Invitation>)>;
/// What delivery needs to know of a workspace.
struct Home {
  std::string key, lang, zone;
};
using HomeOf = std::function<Home(WorkspaceNo)>;

/// Everything of a workspace that simulations need: who was asked in [since, until), and what everybody chose.
struct History {
  std::map<CustomerId, std::vector<Asked>> asked;
  std::map<CustomerId, Preference> preferences;
};

/// Inside one records transaction. Everything here is quick and touches one customer.
class Entries {
 public:
  explicit Entries(records::Session& s) : s_(s) {}
  /// Ledger of these ids: all that was sent since `since` and everything queued. Cancelled and failed ones that never went
  /// out do not count. `but` is left out.
  Result<std::vector<Asked>> ledger(WorkspaceNo, std::span<const CustomerId>, Instant since, InvitationId but = {});
  Result<Preference> preference(WorkspaceNo, std::span<const CustomerId>);
  Result<bool> dead(WorkspaceNo, std::int64_t address_hash);
  /// There is an invitation or a refusal of this trigger and event.
  Result<bool> handled(WorkspaceNo, std::string_view trigger, std::string_view event_key);
  Result<std::optional<Invitation>> find(WorkspaceNo, InvitationId);
  Result<Attention> attention(WorkspaceNo);

 private:
  records::Session& s_;
};
/// Writes, in the caller's transaction. A second invitation or refusal of the same trigger and event changes nothing and
/// returns false.
Result<bool> add(records::Tx&, const Invitation&);
Result<bool> add(records::Tx&, const Refusal&);
/// Ends one that is queued or waits for a reminder; sent ones keep their state and only get no more messages.
Result<void> cancel(records::Tx&, InvitationId, Reason, Instant now);

/// What became of a channel's newest message: result as in survey_message (sent, unsure, temporary, bounced, failed, delivered);
/// for what was not taken the closed code of the fault and what the other side said.
struct LastMessage {
  Instant at;
  std::string result, code, said;
};

/// The book's own transactions. Thread-safe.
class Book {
 public:
  virtual ~Book() = default;
  virtual Result<Page<Invitation>> invitations(WorkspaceNo, const InvitationQuery&) = 0;
  virtual Result<Invitation> invitation(WorkspaceNo, InvitationId) = 0;           ///< not_found "no_such_invitation"
  virtual Result<std::vector<MessageLog>> messages(WorkspaceNo, InvitationId) = 0;
  virtual Result<Page<Refusal>> refusals(WorkspaceNo, const RefusalQuery&) = 0;
  /// Everything that was not sent in a span, as refusals() with `queued` lists it, counted. trigger "" = all.
  virtual Result<std::vector<HeldBack>> held_back(WorkspaceNo, std::string_view trigger, std::int64_t from, std::int64_t to) = 0;
  /// Invitations made in the span that went out. trigger, survey "" = all.
  virtual Result<std::vector<FunnelLine>> funnel(WorkspaceNo, std::string_view trigger, std::string_view survey, std::int64_t from, std::int64_t to) = 0;
  virtual Result<Tally> tally(WorkspaceNo, std::string_view trigger, std::int64_t from, std::int64_t to) = 0;

  /// More than 2 million invitations: too_large "span_too_long".
  virtual Result<History> history(WorkspaceNo, Instant since, Instant until) = 0;

  virtual Result<Preference> preference(WorkspaceNo, CustomerId) = 0;
  /// Opting out cancels what is queued. `by`: name of who did it; `source`: page, one_click, staff. Keeps a history.
  virtual Result<void> put_preference(WorkspaceNo, CustomerId, Preference, std::string_view by) = 0;
  virtual Result<Attention> attention(WorkspaceNo) = 0;
  /// `version`: the one that was read; otherwise conflict "stored_elsewhere".
  virtual Result<Attention> put_attention(WorkspaceNo, Attention) = 0;

  virtual Result<std::vector<channel::Settings>> channels(WorkspaceNo) = 0;
  /// First messages that the channel did not take before are due at once.
  virtual Result<void> put_channel(WorkspaceNo, const channel::Settings&) = 0;
  /// The newest message whose fate is known.
  virtual Result<std::optional<LastMessage>> last_message(WorkspaceNo, channel::Kind) = 0;
  virtual Result<void> remove_channel(WorkspaceNo, channel::Kind) = 0;

  /// What collect tells about a link's visitor. Steps back change nothing: done stays done. Unknown links are none of ours.
  virtual Result<void> progress(WorkspaceNo, std::string_view link, State) = 0;
  /// A report of a gateway or bounce reader about a message. not_found "no_such_message".
  virtual Result<void> report(WorkspaceNo, MessageId, bool bounced, std::string_view reason) = 0;
  /// Ends what is queued of a trigger (switched off, removed).
  virtual Result<void> cancel_of(WorkspaceNo, std::string_view trigger, Reason) = 0;
  /// Takes everything of the customer out but the fact that he opted out, under an id that tells nobody who he was.
  virtual Result<void> forget(WorkspaceNo, std::span<const CustomerId>) = 0;

  /// Removes refusals older than 400 days.
  virtual Result<void> tidy() = 0;

  /// Signed token of a customer for /p/{token}; it does not age (a link to opt out must not).
  virtual std::string token(WorkspaceNo, CustomerId) const = 0;
  virtual std::optional<std::pair<WorkspaceNo, CustomerId>> read_token(std::string_view) const = 0;
};
/// Random fills bytes fit for secrets (the first start makes the key of the tokens). All must outlive the book.
using Random = std::function<void(std::span<unsigned char>)>;
Result<std::unique_ptr<Book>> make_book(records::Records&, const Clock&, Who, Random);

std::vector<records::Migration> migrations();

/// A bound of a list: a date or instant as calendar::parse_bound, or a span back from now (12h, 90d, 8w, 6m of 30 days, 1y).
/// `end`: a date is taken with its whole day.
std::optional<Instant> read_bound(std::string_view, const calendar::Zone&, Instant now, bool end);

}  // namespace peakend::delivery
