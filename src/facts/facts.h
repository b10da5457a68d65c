#pragma once
// PORT 2. The store of facts: it filters, groups and returns partials; the engine gives them meaning.
// No SQL crosses this port. Adapters: facts/memory (the reference, plain loops), adapters/duckdb.
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "engine/estimate.h"
#include "engine/partial.h"

namespace peakend::facts {

/// Persisted: never reuse a number.
enum class FactKind : std::uint8_t {
  event = 1,     ///< something happened; may carry a promise or a ratio
  rating = 2,    ///< a score on a scale; always has a valence
  feedback = 3,  ///< unsolicited text, perhaps with a score
  identify = 4,  ///< traits of a customer, in tags
};

/// State of the promise that a fact is about. Persisted.
enum class Promise : std::uint8_t {
  none = 0,
  kept = 1,    ///< outcome known, in time
  broken = 2,  ///< outcome known, too late / too little
  made = 3,    ///< a promise was given here; its outcome comes with a later fact of the same episode
};

/// Journey, touchpoint and friends are text keys ("olist", "delivery/online-mall"): stable, readable,
/// the same in every store. Labels live in the journey.
struct Tag {
  std::string_view key, value;
};

/// One row. String views point into the FactBatch (or, in scans, into memory valid for one callback).
struct Fact {
  std::int64_t seq = 0;   ///< inbox row it came from
  std::int32_t item = 0;  ///< number within seq; (seq, item) is unique and orders ties
  std::int64_t at = 0;    ///< ms UTC: when it happened
  WorkspaceNo workspace = WorkspaceNo::none;
  FactKind kind = FactKind::event;
  CustomerId customer;          ///< none for anonymous facts
  std::string_view user_id;     ///< external id as sent, for display; empty when anonymous
  EpisodeId episode;            ///< none when no explicit key; then the gap rule applies
  std::string_view episode_key; ///< e.g. the order number
  std::string_view journey, touchpoint, stage, scene;  ///< empty: mapped by no rule
  std::string_view channel;     ///< as sent: app, phone, review ...
  std::string_view name;        ///< event name; for ratings the question or metric name
  std::string_view metric;      ///< nps, csat, ces, rating, ...; empty for events and feedback
  std::string_view message_id;  ///< sender's id of the item
  std::optional<double> score;         ///< on the raw scale
  std::optional<std::int32_t> valence; ///< 1e-4, [-10000, 10000]
  std::int8_t cls = 0;                 ///< +1 good (promoter, top box), -1 bad, 0 between or no score
  bool breach = false;                 ///< valence under the touchpoint's floor when it was recorded
  std::optional<double> expectation;   ///< in the unit of what was experienced
  std::optional<double> actual;        ///< the experience in the same unit (days, minutes, points)
  std::optional<std::int32_t> log_ratio; ///< ln(experience/expectation), polarity applied, 1e-6, capped at ln 10
  Promise promise = Promise::none;
  std::optional<std::int64_t> due;     ///< ms UTC, with a promise of time
  engine::Basis basis = engine::Basis::observed;
  double weight = 1;
  std::string_view lang;  ///< zh, en, ... of text
  std::string_view text;  ///< comment or feedback, as sent (valid UTF-8)
  std::span<const Tag> tags;  ///< attributes, sorted by key, keys unique
};

/// Facts plus the memory that their views point into.
class FactBatch {
 public:
  FactBatch() = default;
  FactBatch(FactBatch&&) = default;
  FactBatch& operator=(FactBatch&&) = default;
  FactBatch(const FactBatch&) = delete;
  /// Copies s into the batch and returns a view that lives as long as the batch.
  std::string_view keep(std::string_view s) { return texts_.keep(s); }
  /// Copies the tags (keys and values) likewise; sorts them by key, of equal keys the last one stays.
  std::span<const Tag> keep_tags(std::span<const Tag> tags);
  /// Copies the fact with everything it points to and appends it.
  void add(const Fact&);
  std::vector<Fact> facts;

 private:
  TextArena texts_;
  std::deque<std::vector<Tag>> tags_;  // each block is reserved once and never grows past its capacity
};

/// A dimension to group by or a field to filter on. As text (keys of groups, values of filters; "" = absent):
///   kind event rating feedback identify | basis measured observed predicted assumed | promise kept broken made
///   cls 1 0 -1 (only facts with a valence) | score shortest decimal ("9", "7.5") | customer "cus_<hex>" (filters
///   take the bare hex too) | triangle_class angry dissatisfied satisfied delighted (only facts with a ratio)
///   the others are the text itself. An attribute with an empty value counts as absent.
enum class Field : std::uint8_t {
  time,        ///< bucket number by AggregateSpec::edges (group only)
  kind, journey, touchpoint, stage, scene, channel, name, metric, lang, basis, promise,
  cls, score, triangle_class, episode_key, user_id, customer,
  attribute,   ///< tags[Dimension::key]
};
struct Dimension {
  Field field = Field::touchpoint;
  std::string key{};  ///< attribute name
  bool operator==(const Dimension&) const = default;
};
struct Filter {
  Dimension on;
  std::vector<std::string> any_of;  ///< matches when equal to one of these; "" matches "absent"; none: no fact
};

struct AggregateSpec {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::int64_t from = INT64_MIN, to = INT64_MAX;  ///< [from, to) ms
  /// Ascending bucket borders for Field::time, resolved in the workspace's zone: bucket i = [edges[i], edges[i+1]).
  std::vector<std::int64_t> edges;
  bool edges_are_days = false;  ///< edges are midnights of the workspace's zone: roll-ups may answer
  std::vector<Dimension> by;    ///< up to three; facts outside the edges fall out when one of them is time
  std::vector<Filter> where;    ///< all must hold
  /// Exact per-customer sums for this y (scans facts). A fact without customer is a customer of its own.
  engine::Measure clusters = engine::Measure::none;
  std::size_t max_rows = 100'000;  ///< more groups than this is ErrorKind::too_large
};
struct AggregateRow {
  std::vector<std::string> key;  ///< one per dimension; times as decimal bucket number
  engine::Partial partial;
};
struct AggregateResult {
  std::vector<AggregateRow> rows;  ///< sorted by key, buckets of time as numbers
  std::int64_t as_of_seq = 0;      ///< watermark the answer stands on
  bool from_rollup = false;
};

/// An item as it was sent: the inbox row that holds it and the sender's id.
struct ItemRef {
  std::int64_t seq = 0;
  std::string message_id;
  auto operator<=>(const ItemRef&) const = default;
};
inline constexpr std::size_t kMaxRefs = 20'000;

enum class Order : std::uint8_t { any, by_episode /* journey, episode, at, seq, item */, by_customer /* customer, at, seq, item */, newest_first };
/// Which members of a fact the visitor reads. Stores that keep columns apart read only those; the other members then
/// have any value.
enum class Want : std::uint8_t {
  everything,
  folding,  ///< seq item at workspace kind customer user_id episode episode_key journey touchpoint name metric score valence
            ///< expectation log_ratio promise due
  outcome,  ///< seq item at kind expectation actual log_ratio promise due
  owner,    ///< seq item workspace kind customer episode journey
};
struct ScanSpec {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::int64_t from = INT64_MIN, to = INT64_MAX;
  std::vector<Filter> where;
  std::string search;             ///< words of text (facts/search.h); empty = any
  bool with_text = false;         ///< only facts with text
  /// Only the facts of these items, or all but them. Bounded by the caller (kMaxRefs).
  std::vector<ItemRef> items;
  enum class Items : std::uint8_t { any, only, but } which = Items::any;
  std::vector<EpisodeId> episodes;  ///< only these, when not empty
  std::int64_t after_seq = -1;    ///< only seq > this
  Order order = Order::any;
  Want want = Want::everything;
  std::size_t limit = SIZE_MAX, offset = 0;  ///< pages fit together only with an order
};
/// Called once per fact; return false to stop. Must not write to the store that calls it.
using Visit = std::function<bool(const Fact&)>;

/// One touchpoint inside one episode; what peak, end, MOT share and leverage need.
struct EpisodeTouch {
  std::string touchpoint;
  std::int32_t n = 0;
  std::int32_t min_v = 0, max_v = 0, last_v = 0;  ///< 1e-4
  std::int64_t last_at = 0;
  bool operator==(const EpisodeTouch&) const = default;
};
/// The folded episode, written back by the episode job.
struct EpisodeFact {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::string journey;
  EpisodeId id;
  std::string key;
  CustomerId customer;
  std::string user_id;
  std::int64_t start = 0, end = 0;  ///< first and last fact, ms
  bool closed = false;
  std::int32_t version = 1;         ///< +1 when a late fact changed a closed episode
  std::int32_t facts = 0, n = 0;    ///< all facts; those with a valence
  std::int64_t sum_v = 0;
  std::int32_t peak_pos = 0, peak_neg = 0, begin_v = 0, end_v = 0, salient = 0;  ///< 1e-4, valid when n > 0
  std::int32_t rise = 0, drop = 0;
  std::int32_t remembered = 0;      ///< classic R = (salient + end)/2, 1e-4
  std::string salient_touchpoint, end_touchpoint;
  std::int32_t kept = 0, broken = 0, open = 0, overdue_due_count = 0;
  std::int64_t earliest_open_due = 0;      ///< 0 = none
  std::optional<std::int32_t> log_ratio;   ///< of the episode's (worst) time promise with an outcome, 1e-6
  std::optional<double> outcome_score;     ///< last rating of the episode, raw scale
  std::string outcome_metric;
  std::string steps;                       ///< touchpoints in order joined by '\x1f', no one twice in a row; at most 200
  std::string open_touchpoint;             ///< where the earliest open promise was made; "" = none is open
  std::string path;                        ///< event names joined by '\x1f', file/time order; at most 200 steps
  std::vector<EpisodeTouch> touches;
  bool operator==(const EpisodeFact&) const = default;
};
struct EpisodeScanSpec {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::string journey;   ///< empty = all
  std::int64_t from = INT64_MIN, to = INT64_MAX;  ///< by `end`
  std::vector<EpisodeId> ids;
  std::optional<CustomerId> customer;
  /// By end and id upwards, downwards, or as it comes (the cheapest; pages do not fit together).
  enum class Order : std::uint8_t { oldest_first, newest_first, any } order = Order::oldest_first;
  bool with_path = true;  ///< false: EpisodeFact::path may be left empty
  std::size_t limit = SIZE_MAX, offset = 0;
};
using VisitEpisode = std::function<bool(const EpisodeFact&)>;

/// A number that each customer's facts carry as an attribute, such as what an order cost.
struct ValueRule {
  std::string event;     ///< only events of this name
  std::string property;  ///< decimal; anything else counts as 0
  bool operator==(const ValueRule&) const = default;
};
/// Sums of one customer over the facts that the spec's range and filters let through.
struct CustomerRow {
  CustomerId id;
  std::string user_id;  ///< of the customer's latest fact that carries one
  std::int64_t first_at = 0, last_at = 0;
  std::int64_t facts = 0, n = 0, sum_v = 0, kept = 0, broken = 0;
  std::int64_t said = 0;   ///< facts with a rating or a text
  std::int64_t value = 0;  ///< hundredths, by CustomerSpec::value
  bool operator==(const CustomerRow&) const = default;
};
struct CustomerCursor {
  std::int64_t key = 0;  ///< sort_key of the row
  CustomerId id;
};
struct CustomerSpec {
  WorkspaceNo workspace = WorkspaceNo::none;
  /// Words (facts/search.h) of the customer's external ids or identify attributes; each may be found in another fact.
  std::string search;
  /// last_at downwards; mean valence upwards, unrated last; facts, broken, value downwards. Ties by id.
  enum class Sort : std::uint8_t { last_seen, worst, most, broken, value } sort = Sort::last_seen;
  std::size_t limit = 50, offset = 0;
  std::int64_t from = INT64_MIN, to = INT64_MAX;
  std::vector<Filter> where;        ///< facts that count; customers without one are not listed
  bool broken = false;              ///< only with a broken promise
  bool silent = false;              ///< only those who lived something and said nothing
  std::optional<bool> rated;        ///< only with (without) a rating
  std::int64_t mean_from = INT64_MIN, mean_to = INT64_MAX;    ///< [from, to) of the mean valence, 1e-4; unrated are out when set
  std::optional<ValueRule> value;
  std::int64_t value_from = INT64_MIN, value_to = INT64_MAX;  ///< [from, to), hundredths
  std::optional<CustomerCursor> after;  ///< only what comes after this row in the order
};
struct CustomerPage {
  std::vector<CustomerRow> rows;
  std::int64_t total = 0;  ///< of all pages
};

/// Where a fact is moved to.
struct Placing {
  std::int64_t seq = 0;
  std::int32_t item = 0;
  std::string journey, touchpoint, stage, scene;
  EpisodeId episode;
  bool breach = false;
};

/// A cleared workspace whose facts are being given back from the inbox: those up to `done` are there again.
struct Refill {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::int64_t done = 0, until = 0;
  bool operator==(const Refill&) const = default;
};

enum class ExportFormat : std::uint8_t { csv, parquet };
struct FactsStatus {
  std::string engine;         ///< "memory", "duckdb 1.5.6"
  std::int64_t watermark = 0; ///< last projected inbox seq
  std::int64_t facts = 0;
  std::int64_t bytes = 0;
};

/// Thread-safe: many readers, one writer at a time (the adapter locks). Every call that writes is atomic:
/// after an error or a crash the state is the one before the call.
class FactStore {
 public:
  virtual ~FactStore() = default;

  /// Appends the batch, adds it to the daily roll-ups and moves the watermark to `upto_seq`, in one
  /// transaction. A call with upto_seq <= watermark does nothing and succeeds (replay after a crash).
  virtual Result<void> append(const FactBatch& batch, std::int64_t upto_seq) = 0;
  virtual Result<std::int64_t> watermark() const = 0;

  virtual Result<AggregateResult> aggregate(const AggregateSpec&) const = 0;
  virtual Result<void> scan(const ScanSpec&, const Visit&) const = 0;
  /// How many facts the scan would visit without limit and offset.
  virtual Result<std::int64_t> count(const ScanSpec&) const = 0;
  virtual Result<CustomerPage> customers(const CustomerSpec&) const = 0;

  /// Replaces these episodes whole (by workspace and id); `as_of_seq` is what they were folded from.
  virtual Result<void> put_episodes(WorkspaceNo, std::span<const EpisodeFact>, std::int64_t as_of_seq) = 0;
  /// The seq up to which put_episodes is complete for the workspace; 0 at first.
  virtual Result<std::int64_t> episodes_watermark(WorkspaceNo) const = 0;
  virtual Result<void> scan_episodes(const EpisodeScanSpec&, const VisitEpisode&) const = 0;

  /// Sets the zone whose midnights cut the roll-up days of the workspace; rebuilds its roll-ups when changed.
  virtual Result<void> set_zone(WorkspaceNo, std::string_view iana_zone) = 0;

  /// Removes every fact and episode of the customer and takes them out of the roll-ups.
  virtual Result<std::int64_t> forget(WorkspaceNo, CustomerId) = 0;
  /// Gives all facts and episodes of `from` to `into` (identity merge), roll-ups included.
  virtual Result<std::int64_t> reassign(WorkspaceNo, CustomerId from, CustomerId into) = 0;
  /// Moves facts to other places, roll-ups included; facts that are not there are passed over. Returns how many moved.
  virtual Result<std::int64_t> place(WorkspaceNo, std::span<const Placing>) = 0;
  /// Removes everything of the workspace but its zone (before a rebuild from the inbox) and, unless the
  /// watermark is 0, opens a refill up to the watermark.
  virtual Result<void> clear(WorkspaceNo) = 0;
  /// Open refills, by workspace: what a rebuild has still to give back, also after a crash.
  virtual Result<std::vector<Refill>> refills() const = 0;
  /// Like append, for facts of one workspace with seq <= Refill::until, against its own mark `done`; the refill
  /// is closed when upto_seq >= until. Does nothing when upto_seq <= done or no refill is open.
  virtual Result<void> refill(WorkspaceNo, const FactBatch& batch, std::int64_t upto_seq) = 0;
  /// Removes everything but the zones, sets the watermark to 0 and closes all refills.
  virtual Result<void> clear_all() = 0;

  /// Writes facts matching the scan (order, limit respected) to a new file and returns their number. CSV is
  /// safe against formulas: texts as append_csv_text writes them.
  /// The memory store writes CSV only (ErrorKind::invalid, code "not_supported").
  virtual Result<std::int64_t> export_to(const ScanSpec&, ExportFormat, const std::string& path) const = 0;
  /// A consistent copy as one new file (memory: "not_supported"). Appends wait, readers do not.
  virtual Result<void> backup(const std::string& path) const = 0;
  virtual Result<FactsStatus> status() const = 0;
  /// Checkpoint and compaction when nothing else runs. Never changes an answer.
  virtual Result<void> tidy() = 0;
};

std::unique_ptr<FactStore> make_memory_facts();

}  // namespace peakend::facts
