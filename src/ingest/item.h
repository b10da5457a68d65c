#pragma once
// One item as the parser sees it: the same strict reading for intake (which rejects) and projection (which trusts).
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "engine/scale.h"
#include "facts/facts.h"

namespace peakend::ingest {

enum class ItemType : std::uint8_t { track, page, screen, identify, alias, rating, feedback };
inline constexpr std::string_view kTypeNames[] = {"track", "page", "screen", "identify", "alias", "rating", "feedback"};
std::optional<ItemType> type_of(std::string_view name);

/// Flat attributes. Nested objects become "a.b"; lists of plain values are joined by ", "; null is absent; lists of
/// objects stay in the inbox only. Views point into the parser and `texts`; reuse the object to reuse its memory.
struct Flat {
  std::vector<facts::Tag> list;  ///< document order; a key may come twice, then the last one counts
  std::vector<std::unique_ptr<char[]>> blocks;
  std::size_t block = 0, used = 0;

  void clear();
  std::optional<std::string_view> find(std::string_view key) const;
  /// Room for n bytes that stay where they are until clear().
  char* room(std::size_t n);
};

/// Views point into the parser's buffers and are valid until its next read.
struct Item {
  ItemType type = ItemType::track;
  bool has_type = false;
  std::string_view id;                         ///< empty: none given
  std::string_view user, anonymous, previous;  ///< external ids
  std::string_view event;                      ///< track, page, screen
  std::optional<std::int64_t> at;              ///< ms UTC
  std::int64_t received = 0;                   ///< 0: not a canonical line
  std::string_view journey, touchpoint, metric, text, channel, episode;
  std::optional<double> value, expectation;
  std::optional<engine::Scale> scale;
  Flat attributes;                             ///< properties, traits or attributes
  Flat context;                                ///< context of Segment items, keys without "context."
  std::array<std::array<char, 24>, 5> numbers; ///< text of ids that were sent as integers
};

/// Reads items, one after the other. Not thread-safe; keeps its buffers between calls. Never throws.
class ItemReader {
 public:
  ItemReader();
  ~ItemReader();
  ItemReader(ItemReader&&) noexcept;

  /// Parses one JSON object and checks everything that needs neither the clock nor the journeys: types, lengths,
  /// UTF-8, NUL bytes, number and depth of attributes, times, scales, required fields. `default_type` fills a
  /// missing type. nullopt = fine and item() is filled.
  /// The bytes json.data() .. json.data() + json.size() + kPadding must be readable (their content is free).
  std::optional<FieldError> read(std::string_view json, std::string_view default_type);
  /// Reads without the checks of required fields and limits, for canonical lines; false when it is no item.
  bool read_canonical(std::string_view line);
  Item& item();

  static constexpr std::size_t kPadding = 64;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The scale of a well-known metric (nps 0-10 neutral 7.5, csat 1-5, ces 1-7); nullopt for others.
std::optional<engine::Scale> default_scale(std::string_view metric);

}  // namespace peakend::ingest
