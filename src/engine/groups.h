#pragma once
// The sums of the 64 random groups of customers inside a Partial, from which intervals are made when customers
// repeat. Partials are read and kept by the ten thousand, so this rests in a packed form of 11 bytes a group and
// sum at most (most often 1 to 4) and is opened only to be changed.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/flat_map.h"

namespace peakend::engine {

inline constexpr int kGroups = 64;  ///< random groups of customers (lo bits of the customer hash)

/// Sums of one random group of customers. An anonymous fact counts as a customer of its own: its group
/// comes from a hash of (seq, item), never all into one group.
struct GroupSums {
  std::int64_t n = 0, v = 0, good = 0, bad = 0;        ///< rated facts, their valence, classes
  std::int64_t ratio_n = 0, ratio_s = 0, kept = 0, broken = 0;
  std::int64_t score = 0, breach = 0;                  ///< raw score in 1e-4; rated below the floor
  bool operator==(const GroupSums&) const = default;
};

/// Group number 0..63 -> sums. A group whose sums are all zero is the same as none. Copies are cheap while packed.
/// Const members may be called from many threads.
class Groups {
 public:
  using Map = FlatMap<std::uint8_t, GroupSums>;

  bool empty() const { return size() == 0; }
  std::size_t size() const;
  GroupSums at(std::uint8_t group) const;  ///< zeros for a group that is not there
  Map sums() const;                        ///< all groups with anything in them, ascending
  /// For changing; opens. The reference dies with the next change.
  GroupSums& operator[](std::uint8_t group);
  Groups& operator+=(const Groups&);
  Groups& operator-=(const Groups&);
  /// Gives back the memory of being open; what it holds stays.
  void pack();
  /// Compared by what they hold, open or packed.
  bool operator==(const Groups&) const;

  /// The packed form: bit a group (8 bytes), bit a sum that is not zero everywhere (2 bytes), then for each such sum
  /// its least width in bytes (1, 2, 4, 8) and the values of all groups, little-endian. Nothing for no groups.
  /// There is one packed form of everything.
  std::string packed() const;
  /// Takes over a packed form; false, and no change, when it is not one or a sum is
  /// 2^61 or beyond (no data come near it, and differences of sums cannot overflow).
  bool unpack(std::string_view bytes);

 private:
  void open();
  template <class F>
  void combine(const Groups&, F);
  std::string packed_;  // what is held, unless open
  Map open_;
  bool is_open_ = false;
};

}  // namespace peakend::engine
