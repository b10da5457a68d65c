#pragma once
// The decision about one event that fulfils a trigger: nothing, with a reason, or an invitation with time, channel, weight.
// Pure; thread-safe; the same arguments give the same decision on every node and replay.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "delivery/delivery.h"
#include "engine/sampling.h"
#include "trigger/trigger.h"

namespace peakend::trigger {

/// A cell of a sampling in its present period.
struct CellState {
  std::int64_t eligible = 0;  ///< events so far that could be asked
  std::int64_t invited = 0, answered = 0;
  std::int64_t before = 0;    ///< events of the period before; 0 = unknown
  double elapsed = 0;         ///< of the period, [0, 1)
};
/// (1 + answered) / (10 + invited): the mean of Beta(1 + k, 9 + n - k).
double expected_response(std::int64_t invited, std::int64_t answered);
/// Rate of a cell: cell_rate(need left, events to come, expected response, .02). Need left = need - max(answered, invited x
/// response): what is still on its way counts. Events to come = (1 - elapsed) x pace, where the pace of the period goes from
/// what was expected to what is seen as it passes. Worked: need 50, expected 1000, elapsed 0 -> 50/(1000 x .1) = .5, weight 2.
engine::Rate rate_of(const Sampling&, std::string_view cell, const CellState&);
/// Number of the period an instant falls into, and its share that has passed.
std::pair<std::int64_t, double> period_of(const Sampling&, Instant);

using ArmKey = std::pair<channel::Kind, int>;  ///< channel and hour (-1: any)
/// How the customer can be reached.
struct Reach {
  std::vector<channel::Kind> channels;   ///< set up, allowed, with an address that is not dead; any order
  delivery::Reason none = delivery::Reason::no_address;  ///< why, when there is none
  calendar::Zone zone;
};
struct Situation {
  const Trigger& trigger;
  Instant now;
  Instant event_at;
  std::string event_key;
  CustomerId customer;
  std::string cell;
  CellState state;
  const delivery::Preference& preference;
  const delivery::Attention& attention;
  std::span<const delivery::Asked> ledger;
  const Reach* reach = nullptr;          ///< null: not looked up yet; then everything is taken to be reachable in UTC
  const std::map<ArmKey, engine::Arm>* arms = nullptr;
};
struct Decision {
  delivery::Reason reason = delivery::Reason::none;  ///< none: invite
  std::optional<Instant> next;
  bool eligible = false;                 ///< reached the draw of its cell
  double rate = 1, weight = 1, propensity = 1;
  bool explored = false;
  channel::Kind channel = channel::Kind::email;
  int hour = -1;
  Instant due, expires;
  std::vector<delivery::InvitationId> displaced;
  bool invites() const { return reason == delivery::Reason::none; }
};
/// In this order: anonymous, too_late, the draw of a share, preference, budget, the draw of a cell, channels, hours.
Decision plan(const Situation&);

}  // namespace peakend::trigger
