#pragma once
// Journeys: stages x scenes = touchpoints; rules that give each event exactly one touchpoint.
// JSON form (api/openapi.yaml#Journey, journey_json.h) is the same for API, files, templates and records.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "engine/scale.h"

namespace peakend::journey {

/// A label in both languages; one may be empty, then the other is shown.
struct Text {
  std::string zh, en;
  bool operator==(const Text&) const = default;
};
enum class Phase : std::uint8_t { pre_sale = 1, sale = 2, after_sale = 3 };
struct Stage {
  std::string key;
  Text name;
  Phase phase = Phase::sale;
};
struct Scene {
  std::string key;
  Text name;
};
enum class Moment : std::uint8_t { none = 0, purchase = 1, use = 2 };  ///< moment of truth
struct Floor {
  double value = -0.8;  ///< valence that must never be undercut
  double rate = 0.01;   ///< tolerated share of breaches, for the alarm
};
struct Touchpoint {
  std::string key;             ///< "<stage>/<scene>"
  std::string stage, scene;
  bool applicable = true;      ///< false: this cell does not exist (shown "not applicable")
  Text owner;                  ///< accountable department
  Moment moment = Moment::none;
  std::optional<Floor> floor;
  Text play_stage, props, actor;             ///< service as stage, product as props, who acts
  std::vector<std::string> expectation_sources;  ///< promise, stated, past, segment, competitor
  std::vector<Text> standards;                   ///< own standards of behaviour, one sentence each; at most kMaxStandards
};
struct Condition {
  std::string property;  ///< "properties" path, or "context.channel", "scene"
  std::string op;        ///< eq, ne, in, exists, absent, lt, gt, contains
  std::vector<std::string> values;
};
/// A condition made ready for many events. Texts are equal byte by byte, numbers by value ("1" = "1.0"). Immutable.
class Test {
 public:
  explicit Test(const Condition&);
  const std::string& property() const { return property_; }
  /// `given`: the value of the property, nullopt when it is absent.
  bool holds(std::optional<std::string_view> given) const;

 private:
  enum class Op : std::uint8_t { eq, ne, in, exists, absent, lt, gt, contains };
  struct Value {
    std::string text;
    std::optional<double> number;
  };
  bool equals_any(std::string_view given) const;
  std::string property_;
  Op op_ = Op::eq;
  std::vector<Value> values_;
};
/// Faults of a condition below `at` ("rules[0].when[1]"): required, unknown_op.
void check_condition(const Condition&, std::string_view at, std::vector<FieldError>&);

/// How one event carries a promise and its outcome, or only makes a promise.
struct PromiseRule {
  std::string expected;         ///< property holding the due time, or the promised quantity
  std::string actual;           ///< property holding the outcome; "@time" = the event's own time; "" = promise made here
  std::string since;            ///< property or "@time" of the start; durations = expected - since, actual - since
  std::string kind = "time";    ///< time | quantity
  std::string polarity = "less";///< less (days, cost) | more is better
  std::string rule = "timestamp";  ///< when is a time promise kept: timestamp | calendar_day
  std::string unit = "day";     ///< shown unit: minute, hour, day, yuan, ...
  std::string outcome_touchpoint;  ///< for promises made here: which touchpoint's later fact settles it
};
using Scale = engine::Scale;
struct RatingRule {
  std::string property, metric = "rating";
  Scale scale;
  std::vector<double> not_applicable;  ///< values that mean "not asked", never a score
  std::string expectation;             ///< property with the expected score, optional
};
struct Rule {
  std::string id;
  std::string event;              ///< exact name
  std::vector<Condition> when;    ///< all must hold
  std::string touchpoint;         ///< key; or "stage/{context.channel}": braces are filled from the event
  std::string episode;            ///< property with the explicit episode key, e.g. order_id
  std::optional<PromiseRule> promise;
  std::vector<RatingRule> ratings;
  std::string text;               ///< property that holds a comment
};
struct EpisodeRule {
  std::vector<std::string> start, end;  ///< event names
  int gap_hours = 30 * 24;              ///< new episode (or timeout) after so long a silence
  int grace_hours = 30 * 24;            ///< a late fact within it reopens, later it makes a new version
};
struct Journey {
  std::string key;
  Text name, description;
  int version = 1;
  std::vector<Stage> stages;
  std::vector<Scene> scenes;
  std::vector<Touchpoint> touchpoints;
  std::vector<Rule> rules;
  EpisodeRule episode;
  bool generated = false;  ///< demo data: said on screen
};

inline constexpr std::size_t kMaxStages = 50, kMaxScenes = 30, kMaxRules = 2'000, kMaxConditions = 20, kMaxRatings = 30, kMaxStandards = 20;

/// Adds the cells of stage x scene that `touchpoints` leaves out, with defaults, and sorts by stage then scene.
/// Cells of unknown stages or scenes stay at the end, for validate to find.
void complete_cells(Journey&);
/// Field-path errors: duplicate keys, unknown stage, unknown op, no stage ... At most 100.
Result<void> validate(const Journey&);
/// Warnings of the linter, as closed codes with the touchpoint (empty = the whole journey):
/// no_purchase_moment, no_use_moment, no_owner, no_floor, no_promise, no_rating, no_end_event.
struct Lint {
  std::string code, touchpoint;
};
std::vector<Lint> lint(const Journey&);

/// Strict: unknown keys, wrong types and everything validate() finds are field errors; malformed JSON is
/// ErrorKind::malformed. Cells left out are added (complete_cells). Rules without an id get "r1", "r2", ...
/// A top-level "lint", as answers carry it, is ignored.
Result<Journey> parse_journey(std::string_view json);
/// A draft as the editor has it: only faults of shape (unknown field, wrong type) are errors; what validate() finds goes
/// into `faults`. Cells left out are added.
Result<Journey> parse_draft(std::string_view json, std::vector<FieldError>& faults);
/// One rule, as in Journey's "rules"; field paths begin with `path`. Checks nothing against a journey.
Result<Rule> parse_rule(std::string_view json, std::string_view path = {});
/// parse_journey(to_json(j)) equals j for every valid, complete j.
std::string to_json(const Journey&);
std::string to_json(const Rule&);

/// What an event offers to the rules: name and flattened properties.
class EventView {
 public:
  virtual ~EventView() = default;
  virtual std::string_view name() const = 0;
  /// Text form of a property ("order_id", "context.channel"); nullopt when absent or null.
  virtual std::optional<std::string_view> property(std::string_view path) const = 0;
};
struct Match {
  const Journey* journey = nullptr;
  const Rule* rule = nullptr;
  const Touchpoint* touchpoint = nullptr;
};
/// All current journeys of one workspace, indexed. Immutable, shared between threads.
class Catalogue {
 public:
  explicit Catalogue(std::vector<Journey>, std::string zone = "UTC");
  const std::vector<Journey>& journeys() const { return journeys_; }
  const std::string& zone() const { return zone_; }
  const Journey* find(std::string_view key) const;
  /// Touchpoint by key; `journey` may be empty when the key is unique over all journeys.
  Match touchpoint(std::string_view journey, std::string_view key) const;
  /// First rule (journey order, rule order) that fits; empty Match when none does. A rule whose filled
  /// touchpoint does not exist or is not applicable does not fit. Filled values match scene keys as they are or in
  /// lower case with '-' for blanks and '_'.
  Match match(const EventView&) const;

 private:
  std::vector<Journey> journeys_;
  std::string zone_;
  struct Index;
  std::shared_ptr<const Index> index_;
};

/// Built-in templates, each a Journey in both languages: appliance, equipment, online-shop, airline, telecom, coffee.
std::vector<std::string> template_keys();
Result<Journey> load_template(std::string_view key);

/// For an event that no rule maps: a rule worth offering, by words of its name and properties (zh, en).
struct Suggestion {
  std::string journey;
  Rule rule;
  double confidence = 0;  ///< 0..1, for ordering only
};
std::optional<Suggestion> suggest(const Catalogue&, std::string_view event, const std::vector<std::string>& properties);

}  // namespace peakend::journey
