#pragma once
// A generated but realistic appliance company: twelve months of orders, promises, ratings and words, with
// truths planted in it (docs/demo.md), so that anyone can check whether the product finds them.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace peakend::demo {

struct Options {
  std::uint64_t seed = 20260314;
  std::int64_t customers = 50'000;
  std::int64_t orders = 85'000;  ///< about 12 facts each
  Instant end{};                 ///< the data stop here; they begin 365 days earlier
};

/// The planted truths, in days before Options::end. docs/demo.md says them in words.
struct Truths {
  static constexpr int delivery_breaks = 130;  ///< online-mall delivery starts to break its promise
  static constexpr int gift_announced = 180;   ///< the mini-program's surprise gift goes into the advertising
  static constexpr int gift_forgotten = 60;    ///< and is left out of a third of the parcels
  static constexpr int guided_setup = 45;      ///< floor-care robots are set up with a guide by video; nothing else changes
  static constexpr int floor_breaks = 30;      ///< after-sales of the online mall falls through its floor
};

/// Called with one canonical item (a member of POST /v1/batch) after the other; false stops.
using Sink = std::function<bool(std::string_view item)>;

/// Pure: same options, same items. Items come roughly in order of time and never lie after `end`.
/// Returns the number of items.
std::int64_t generate(const Options&, const Sink&);

/// One order that happens around `now`, for the live trickle of the demo. `number` makes it unique.
void generate_live(const Options&, Instant now, std::int64_t number, const Sink&);

/// What a customer might write. stage: presale, purchase, delivery, setup, aftersale; mood -1, 0, 1.
std::string_view verbatim(std::string_view stage, int mood, bool chinese, std::uint64_t draw);

}  // namespace peakend::demo
