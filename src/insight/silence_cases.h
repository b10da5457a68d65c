#pragma once
// What operations knew of each customer at a cut, and whether the customer said afterwards that it was bad: the rows that the
// silence model learns from. Nothing after the cut is in a row.
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/boosting.h"
#include "insight/silence.h"

namespace peakend::insight {

inline constexpr std::int64_t kLookBackMs = 180ll * 86'400'000;  ///< before the cut
inline constexpr std::size_t kMaxNames = 24, kMaxPlaces = 16;    ///< the most frequent ones get columns

/// One customer. The cut is their last moment that a word followed within kVoiceWindowMs, else their last moment: both as old as
/// what the word, had there been one, would have been about.
struct Case {
  CustomerId id;
  std::int64_t cut = 0;
  bool heard = false, bad = false;  ///< bad only when heard
  bool let_down = false;            ///< ever, by what operations recorded
};

/// Collects in two steps: persons, then their events in any order. Not thread-safe.
class CaseBook {
 public:
  /// Moments younger than kPatienceMs do not count. Sorts each person's moments and words.
  CaseBook(std::vector<Person> persons, std::int64_t now_ms);
  void add(const facts::Fact& event);
  /// Cases in order of cut and id; rows beside them. Each customer's row is float counts; logs of ratios, NaN where none is known.
  struct Table {
    std::vector<Case> cases;
    engine::Rows rows;
    std::vector<std::string> columns;  ///< "broken", "event:Order Placed", "ratio:delivery/app" ...
  };
  Table take();

 private:
  struct Place {
    std::uint32_t place = 0, n = 0;
    std::int64_t ratio_at = INT64_MIN;
    float ratio = 0;
  };
  struct Count {
    std::uint32_t name = 0, n = 0, recent = 0;  ///< recent: within 14 days before the cut
  };
  struct Row {
    Case head;
    std::vector<LivedMoment> moments;  ///< up to the cut
    std::vector<Place> places;
    std::vector<Count> names;
    std::int64_t first = INT64_MAX, last = INT64_MIN;
    std::uint32_t events = 0;
  };
  class Texts {
   public:
    std::uint32_t number(std::string_view);
    std::vector<std::string> list;

   private:
    std::unordered_map<std::string, std::uint32_t> known_;
  };
  void write(const Row&, std::span<const std::uint32_t> names, std::span<const std::uint32_t> places, std::vector<float>& out) const;
  std::unordered_map<CustomerId, Row> rows_;
  Texts names_, places_;
};

}  // namespace peakend::insight
