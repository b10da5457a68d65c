#pragma once
// The mapping file: how the columns of several files become items of one journey. docs/mapping.md explains it,
// docs/mapping.schema.json describes it; parse_mapping is strict (unknown fields are errors with a path).
// A Mapping is immutable after parsing and may be shared between threads.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/error.h"
#include "ingest/importers/rows.h"
#include "journey/journey.h"

namespace peakend::importers {

/// Number of a column name within one file of the map (also of names that lookups bring, and of @row, @line, @file).
using Slot = std::size_t;

enum class Cast : std::uint8_t { text, number, boolean, time, date };

/// Where a value comes from.
struct Value {
  enum class Kind : std::uint8_t { none, column, constant, pattern, join } kind = Kind::none;
  std::string text;          ///< constant; the separator of join
  std::vector<Slot> slots;   ///< column: one; join: several; pattern: one per brace
  std::vector<std::string> literals;  ///< pattern: text around the braces, slots.size() + 1 pieces
  std::vector<std::pair<std::string, std::string>> map;  ///< replaces the value; sorted by key
  std::optional<std::string> otherwise;  ///< for values not in map (and for absent ones)
  bool closed = false;       ///< a map without otherwise: other values are rejected
  Cast as = Cast::text;
  std::optional<calendar::TimeFormat> format;  ///< of time and date; else the file's
  bool hash = false;         ///< 32 hex digits in place of the text, so that names stay out
  bool present() const { return kind != Kind::none; }
};

struct MapCondition {
  Slot slot = 0;
  std::string op;  ///< eq ne in not_in exists absent lt gt contains
  std::vector<std::string> values;
};

struct NamedValue {
  std::string name;
  Value value;
};

/// A promise and its outcome, declared on an event: becomes properties of the event and a rule of the journey.
struct PromiseSpec {
  Value expected, actual, since;  ///< actual / since none: see flags below
  bool actual_is_time = true;     ///< the event's own time
  bool made_here = false;         ///< no outcome yet: only the promise is given at this event
  std::string kind = "time", polarity = "less", rule = "timestamp", unit = "day", outcome_touchpoint;
};

struct ItemSpec {
  enum class Type : std::uint8_t { track, identify, rating, feedback } type = Type::track;
  std::string path;  ///< "files[0].items[2]", for messages
  std::string key;   ///< unique within the file; part of the ids
  std::vector<MapCondition> when;
  Value customer, anonymous, episode, time, channel;
  Value event;                          ///< track
  std::vector<NamedValue> properties;   ///< track: properties; identify: traits; else attributes
  std::vector<NamedValue> context;      ///< track
  Value touchpoint;                     ///< rating, feedback
  std::string rule_touchpoint;          ///< track: touchpoint for the rule, braces allowed
  std::string episode_property;         ///< track: property that carries the episode
  std::optional<PromiseSpec> promise;   ///< track
  std::string metric;                   ///< rating
  Value value, expectation;             ///< rating; value also feedback's rating
  std::optional<journey::Scale> scale;
  std::vector<std::string> not_applicable;
  Value text;                           ///< comment or feedback
};

struct LookupSpec {
  std::string file;              ///< name of another file of the map
  Slot key = 0;                  ///< here
  std::string their_key;         ///< column over there
  std::vector<std::pair<std::string, Slot>> columns;  ///< their column -> slot here
  bool keep_last = false;        ///< of several rows with the same key, the last instead of the first
  bool required = false;         ///< a row without a partner is rejected
};

struct DedupeSpec {
  std::vector<Slot> by;
  struct By {
    Slot slot = 0;
    Cast as = Cast::text;
  };
  std::vector<By> order;
  bool greatest = true;  ///< "latest"
};

struct FileSpec {
  std::string name;
  std::vector<std::string> match;  ///< globs on the base name
  bool required = false;
  ReadOptions read;
  std::optional<std::string> zone; ///< nullopt: the workspace's
  calendar::TimeFormat time_format;
  std::string precision = "millisecond";  ///< times are cut to it: day, hour, minute, second, millisecond
  std::vector<std::string> null_values;
  bool trim = true, decimal_comma = false;
  std::vector<std::string> slots;  ///< name of each slot
  std::vector<LookupSpec> lookups;
  std::vector<MapCondition> where;
  std::vector<Slot> id;            ///< empty: hash of the row's content
  std::optional<DedupeSpec> dedupe;
  std::vector<ItemSpec> items;     ///< empty: only looked up
};

/// Which journey the items belong to, and how to make it when the workspace does not have it.
struct JourneySpec {
  enum class Kind : std::uint8_t { existing, from_template, inlined } kind = Kind::existing;
  std::string key;            ///< of the journey in the workspace
  std::string template_key;   ///< from_template
  std::string json;           ///< inlined
};

struct Mapping {
  std::string key;            ///< name under which a server stores it; optional in files
  journey::Text name;
  std::optional<JourneySpec> journey;
  std::vector<FileSpec> files;
};

/// Errors: malformed ("bad_json") or invalid with up to 100 field paths such as "files[0].items[2].value".
Result<Mapping> parse_mapping(std::string_view json);

/// Rules that the map implies: one per event with a touchpoint. Ids are "import-<file>-<item key>".
std::vector<journey::Rule> implied_rules(const Mapping&);
/// The journey of the map with the implied rules that it lacks (by event name) added; nullopt when the map only
/// names an existing journey.
Result<std::optional<journey::Journey>> journey_of(const Mapping&);

/// The properties that an event's promise needs and its own list lacks.
std::vector<NamedValue> promise_properties(const FileSpec&, const ItemSpec&);

/// True when a glob of * and ? fits the whole name, letters of any case.
bool glob_match(std::string_view glob, std::string_view name);
/// The file of the map for a path: first whose glob fits the base name; nullopt when none fits. A map with one
/// file without globs takes any.
std::optional<std::size_t> file_for(const Mapping&, std::string_view path);

}  // namespace peakend::importers
