#pragma once
// Links, visits, responses, results. docs/surveys.md has the HTTP side.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "engine/estimate.h"
#include "inbox/inbox.h"
#include "journey/journey.h"
#include "records/records.h"
#include "survey/survey.h"

namespace peakend::collect {

struct LinkTag { static constexpr const char* prefix = "lnk"; };
using LinkId = Id<LinkTag>;

/// What a link says about whoever opens it.
struct Claims {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::string survey;
  std::string customer;            ///< external id; "" = anonymous
  std::string journey, touchpoint; ///< stands in for the survey's own place
  std::string episode;
  std::string channel;             ///< email, sms, qr, ...: kept with the answers
  std::string lang;
  std::map<std::string, std::string> fields;  ///< hidden fields
  std::optional<Instant> event_at, expires_at;
  std::string once;                ///< not empty: takes one response
  std::string invitation;          ///< id of what was sent, kept with the response
  double weight = 1;               ///< design weight, kept with the response
  bool test = false;               ///< shows the draft, counts for nothing
};
struct Link {
  LinkId id;             ///< none for signed ones
  Claims claims;
  std::string name, token, author;
  std::string ref;       ///< how responses name it
  Instant created;
  bool closed = false;
};

/// Makes and reads tokens "<claims>.<mac>" under a key that only this installation has. Thread-safe.
class Signer {
 public:
  explicit Signer(std::string key) : key_(std::move(key)) {}
  std::string sign(const Claims&) const;
  /// nullopt when a bit of it was altered.
  std::optional<Claims> read(std::string_view token) const;

 private:
  std::string key_;  ///< 32 bytes
};

enum class State : std::uint8_t { partial = 1, done = 2 };  ///< persisted
/// One person's answers as stored.
struct ResponseRow {
  Uuid id;
  std::string survey;
  int version = 0;
  State state = State::partial;
  std::string link, customer, channel, lang, journey, touchpoint, episode, invitation, at;
  std::optional<Instant> started, submitted, event_at;
  Instant changed;
  double weight = 1;
  std::int64_t seq = 0;
  survey::Value fields, answers, latency;  ///< objects
};
struct ResponseQuery {
  std::string survey;
  std::optional<State> state;
  std::optional<int> version;
  std::string lang, link, channel;              ///< "" = any
  std::optional<Instant> from, to;              ///< of `changed`, [from, to)
  std::int64_t max_delay_ms = 0;                ///< answered later after the event than this: left out; 0 = any
  std::int64_t limit = 100, offset = 0;
};

/// What a respondent sends.
struct Answered {
  Uuid response;
  int version = 0;
  std::string lang, at;
  survey::Value answers, fields, latency;
  std::optional<Instant> started, finished;
  /// Brought in from another program: its time is kept however old, required answers may be missing, and neither closing nor
  /// quotas concern it.
  bool imported = false;
};
struct Submitted {
  State state = State::partial;
  bool again = false;           ///< was there already
  std::int64_t seq = 0;
  std::vector<std::string> ignored;
};
enum class VisitState : std::uint8_t { open, closed, used, expired, full };
struct Visit {
  VisitState state = VisitState::open;
  std::shared_ptr<const survey::Published> published;  ///< of a test link: the draft, version 0
};

struct Counts {
  std::int64_t done = 0, partial = 0;
  std::int64_t last_ms = 0;  ///< of the latest change; 0: none, or not asked for
};

/// One number of the results with its unit.
struct Number {
  engine::Estimate estimate;
  std::string unit;
};
struct PartResult {
  std::string part, metric;
  survey::Text text;
  engine::Scale scale;
  std::int64_t n = 0;
  Number mean;
  std::optional<Number> headline, expectation, ratio;  ///< headline: the metric of that name (nps, csat, ces)
  std::optional<Number> weighted;                      ///< headline, or mean where there is none, by design weights; only where they differ
  struct Bar {
    double value = 0;
    std::int64_t n = 0;
    Number share;
  };
  std::vector<Bar> distribution;
};
struct ChoiceResult {
  std::string key;
  survey::Text text;
  std::int64_t n = 0;
  Number share;
  std::optional<Number> rank, weighted;  ///< weighted: the share by design weights; only where they differ
};
/// What texts are about by their words (text/topics.h): an estimate, basis predicted. A text may be about several things.
struct TopicResult {
  std::string topic;          ///< of text::kTopics, or other
  std::int64_t n = 0;         ///< texts about it
  Number share, bad;          ///< of all texts; of those about it: bad ones, by the respondent's own tone where it was asked
};
/// Whom a question that asks for a name was answered with.
struct NameResult {
  std::string name;           ///< the most frequent spelling
  std::int64_t n = 0;
  Number share;
  std::vector<TopicResult> reasons;  ///< of the words about the name
};
struct QuestionResult {
  const survey::Question* question = nullptr;  ///< of Results::survey
  std::int64_t n = 0, texts = 0;
  std::vector<PartResult> parts;
  std::vector<ChoiceResult> choices;
  std::optional<Number> latency;               ///< median, ms
  std::vector<TopicResult> topics;
  bool tone_said = false;                      ///< `bad` of the topics is what respondents said, not read from their words
  std::vector<NameResult> names;               ///< most named first
  std::int64_t rare_names = 0;                 ///< answers that name somebody fewer than five named
};
struct Results {
  std::shared_ptr<const survey::Survey> survey;  ///< latest version among the responses
  std::vector<int> versions;
  Counts responses;
  bool truncated = false;  ///< only the newest kMaxRead were read
  std::vector<QuestionResult> questions;
};
inline constexpr std::int64_t kMaxRead = 200'000;

/// All must outlive the service; functions are thread-safe.
struct ServiceDeps {
  records::Records& records;
  inbox::Inbox& inbox;
  const Clock& clock;
  std::function<std::uint64_t()> random;
  std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> journeys;
  std::function<std::shared_ptr<const survey::Published>(WorkspaceNo, std::string_view key)> published;
  std::function<std::shared_ptr<const survey::Survey>(WorkspaceNo, std::string_view key, int version)> of_version;
  std::function<Result<std::string>(WorkspaceNo, std::string_view key)> draft;  ///< JSON
};

/// Thread-safe. Errors: not_found "no_such_link", "no_such_survey", "no_such_response"; conflict "survey_closed",
/// "link_used", "link_expired", "quota_full", "response_elsewhere"; invalid with field paths.
class Service {
 public:
  virtual ~Service() = default;
  virtual const Signer& signer() const = 0;

  virtual Result<Link> link(std::string_view token) = 0;
  virtual Result<Link> add_public(Claims, std::string name, std::string author) = 0;
  virtual Result<std::vector<Link>> links(WorkspaceNo, std::string_view survey) = 0;
  virtual Result<void> close_link(WorkspaceNo, std::string_view survey, LinkId) = 0;

  virtual Result<Visit> visit(const Link&) = 0;
  using Done = std::function<void(Result<Submitted>)>;
  /// Answers by `done` once, after the commit, from the inbox's thread (or at once with an error). Blocks only for reading
  /// a survey that is not in memory, and, with a customer and an episode, what he said before that he expects.
  virtual void submit(const Link&, Answered, State wanted, Done done) = 0;

  /// One listener, set before serving: told what happened with a link (invitations follow it). `opened` from a thread of the
  /// pool, the others from the inbox's thread after the commit: it must be quick and must not throw. Not told of test links.
  enum class Step : std::uint8_t { opened, started, done };
  using Told = std::function<void(const Claims&, Step)>;
  virtual void on_step(Told) = 0;

  virtual Result<std::map<std::string, Counts>> counts(WorkspaceNo) = 0;
  virtual Result<std::map<std::string, Counts>> counts_by_link(WorkspaceNo, std::string_view survey) = 0;
  virtual Result<std::map<std::string, std::int64_t>> quotas(WorkspaceNo, std::string_view survey) = 0;  ///< "" = all
  /// Newest first; visit false stops.
  virtual Result<void> responses(WorkspaceNo, const ResponseQuery&, const std::function<bool(const ResponseRow&)>& visit) = 0;
  virtual Result<std::int64_t> count(WorkspaceNo, const ResponseQuery&) = 0;
  virtual Result<ResponseRow> response(WorkspaceNo, std::string_view survey, Uuid id) = 0;
  virtual Result<Results> results(WorkspaceNo, const ResponseQuery&) = 0;
  /// Erasure: everything that these customers answered. Returns how many responses went.
  virtual Result<std::int64_t> forget(WorkspaceNo, const std::vector<CustomerId>&) = 0;
};
Result<std::unique_ptr<Service>> make_service(ServiceDeps);
std::vector<records::Migration> migrations();

/// What a response sends to the inbox.
struct Facts {
  std::vector<std::string> items;  ///< canonical items for the inbox
};
/// What a customer said before the experience that he expects of it: an answer to a pair with expected_only.
struct Awaited {
  survey::Place place;
  std::string metric, kind;    ///< kind: will, should, adequate, promised
  double value = 0;
  engine::Scale scale;
  Instant at;                  ///< when it was said
};
/// The items of a checked response; pure. A rating of the same place, metric and scale takes the first fitting one of `before` as its
/// expectation and says so (expectation_asked before); one that was only recalled beside the experience is said to be that (after).
Facts items_of(const Link&, const Answered&, int version, const survey::Survey&, const survey::Checked&, const journey::Catalogue&, Instant at,
               std::span<const Awaited> before = {});
/// Where a score belongs: its own place, the link's, the survey's; empty when the journeys have no such touchpoint (any more).
survey::Place place_of(const survey::Place& own, const Claims&, const survey::Survey&, const journey::Catalogue&);

}  // namespace peakend::collect
