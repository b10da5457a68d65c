#pragma once
// What a draft rule would do to events that are stored already. Pure apart from reading facts; nothing is kept.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "facts/facts.h"
#include "journey/journey.h"

namespace peakend::journey {

/// How a promise rule reads one event.
struct PromiseSeen {
  facts::Promise state = facts::Promise::none;
  std::optional<double> expected, actual;  ///< in the rule's unit
};
/// Given by wiring (ingest evaluates promises): the rule, the event, its time (ms UTC) and the workspace's zone.
using PromiseReader = std::function<PromiseSeen(const PromiseRule&, const EventView&, std::int64_t at, const std::string& zone)>;

inline constexpr std::size_t kPreviewEvents = 5'000, kPreviewSamples = 20, kPreviewProperties = 100;

struct PreviewSample {
  std::int64_t at = 0;
  std::string user_id, now, then, episode;  ///< now, then: "<journey>:<touchpoint>", empty when no rule maps it
  bool matched = false;                     ///< by the draft rule
  std::vector<std::pair<std::string, std::string>> properties;
  std::optional<PromiseSeen> promise;
  std::vector<std::pair<std::string, double>> ratings;  ///< metric, value
};
struct PreviewMove {
  std::string now, then;
  std::int64_t n = 0;
};
struct PreviewRating {
  std::string metric, property;
  std::int64_t scored = 0, absent = 0, not_applicable = 0, not_number = 0, off_scale = 0;
};
struct PreviewProperty {
  std::string name;
  std::int64_t n = 0;
  std::vector<std::string> examples;  ///< at most 5 different values
};
struct Preview {
  std::int64_t total = 0, scanned = 0;  ///< stored events of that name; the newest of them that were looked at
  std::int64_t fits = 0;                ///< conditions and touchpoint of the draft rule fit
  std::int64_t matched = 0;             ///< ... and no earlier rule takes the event
  std::map<std::string, std::int64_t> taken_by;  ///< id of the earlier rule -> events it takes away
  std::vector<PreviewMove> moves;       ///< of all events scanned, most frequent first
  std::int64_t kept = 0, broken = 0, made = 0, no_promise = 0;  ///< of matched, when the rule has a promise
  std::int64_t with_episode = 0;        ///< of matched
  std::vector<PreviewRating> ratings;
  std::vector<PreviewProperty> properties;  ///< of the events scanned, most frequent first
  std::vector<PreviewSample> samples;       ///< newest first; matched ones before others
  bool unseen_context = false;          ///< a condition asks for a part of "context" that is not kept with facts
};

/// Looks at the newest kPreviewEvents events named as rule number `rule` of `draft`. `now` are the workspace's
/// journeys; the draft takes the place of its namesake. `rule` must be in range.
Result<Preview> preview_rule(const facts::FactStore&, WorkspaceNo, const Catalogue& now, const Journey& draft, std::size_t rule,
                             const PromiseReader&);

}  // namespace peakend::journey
