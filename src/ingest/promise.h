#pragma once
// A promise and its outcome, read from an event by the rule of a journey. Pure.
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/calendar.h"
#include "facts/facts.h"
#include "journey/journey.h"

namespace peakend::ingest {

struct PromiseOutcome {
  facts::Promise state = facts::Promise::none;
  std::optional<std::int64_t> due;              ///< ms UTC: last moment at which it is still kept (time promises)
  std::optional<double> expectation, actual;    ///< in PromiseRule::unit; absent without a start time
  std::optional<std::int32_t> log_ratio;        ///< 1e-6, polarity applied
};

/// Property texts come from `event`; `at` is the event's own time ("@time"). Times in properties may be RFC 3339,
/// local date and time or a date (in the clock's zone), epoch seconds or milliseconds. A date alone promises its
/// whole day. Without a readable expected value: state none. Expected but no outcome: state made.
/// calendar_day: kept when the local day of the outcome is not after the local day that was promised.
/// Ratio of time: (expected - since) / (actual - since), at a resolution of one minute, for either rule of keeping.
PromiseOutcome evaluate(const journey::PromiseRule&, const journey::EventView& event, std::int64_t at, calendar::LocalClock&);

}  // namespace peakend::ingest
