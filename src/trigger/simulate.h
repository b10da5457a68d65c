#pragma once
// "What would this trigger have sent?": replays the events of a past span through the same decisions. Nothing is stored or
// sent. The budget starts with what customers really got before the span and then holds what the simulation itself sends;
// a queued message counts as sent at its time. Addresses and preferences are those of today; the response rate that cells
// are steered by is assumed.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "delivery/delivery.h"
#include "facts/facts.h"
#include "trigger/plan.h"

namespace peakend::trigger {

inline constexpr std::int64_t kMaxSimulated = 500'000, kSimulatedAtOnce = 20'000;
inline constexpr std::size_t kMaxExamples = 20;

struct SimulationDeps {
  const facts::FactStore& facts;
  delivery::Book& book;
  delivery::HomeOf home;
};
struct Simulation {
  Instant from, to;
  std::int64_t events = 0, customers = 0, sent = 0, as_of_seq = 0;
  double response = .1;
  std::map<delivery::Reason, std::int64_t> refusals;
  std::map<channel::Kind, std::int64_t> channels;
  struct Cell {
    std::int64_t events = 0, sent = 0;
    double weights = 0;
  };
  std::map<std::string, Cell> cells;
  std::map<calendar::Day, std::int64_t> per_day;  ///< in the workspace's zone
  struct Example {
    CustomerId customer;
    std::string user_id;
    Instant event_at, at;                         ///< at: sent, or decided
    delivery::Reason reason = delivery::Reason::none;
    std::optional<Instant> next;
  };
  std::vector<Example> examples;                  ///< some of each outcome, oldest first
};
/// Events that the trigger listens to in the span (conditions not yet looked at).
Result<std::int64_t> count_events(const SimulationDeps&, WorkspaceNo, const Trigger&, Instant from, Instant to);
/// `progress(done, total)` returns false to stop. More than kMaxSimulated events: too_large "span_too_long".
Result<Simulation> simulate(const SimulationDeps&, WorkspaceNo, Trigger, Instant from, Instant to, const std::function<bool(std::int64_t, std::int64_t)>& progress = {});
/// As the route answers it; examples only when wanted.
std::string to_json(const Simulation&, const Trigger&, bool examples);

}  // namespace peakend::trigger
