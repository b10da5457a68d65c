#include "engine/groups.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>
#include <vector>

namespace peakend::engine {
namespace {

constexpr std::int64_t GroupSums::*kSums[] = {&GroupSums::n,       &GroupSums::v,    &GroupSums::good,   &GroupSums::bad,   &GroupSums::ratio_n,
                                              &GroupSums::ratio_s, &GroupSums::kept, &GroupSums::broken, &GroupSums::score, &GroupSums::breach};
constexpr std::size_t kHeader = 10;

using Column = std::array<std::int64_t, kGroups>;

std::size_t width_of(std::int64_t v) {
  return v == static_cast<std::int8_t>(v) ? 1u : v == static_cast<std::int16_t>(v) ? 2u : v == static_cast<std::int32_t>(v) ? 4u : 8u;
}

// All loops over a column run over all 64 places, zeros behind the last: of known length they become a few vector
// instructions, and reading ten thousand partials is nothing else.
template <class T>
void read_values(const char* bytes, std::size_t count, Column& to) {
  std::array<T, kGroups> values{};
  std::memcpy(values.data(), bytes, count * sizeof(T));
  if constexpr (std::endian::native == std::endian::big)
    for (T& v : values) {
      auto* b = reinterpret_cast<unsigned char*>(&v);
      std::reverse(b, b + sizeof(T));
    }
  for (std::size_t i = 0; i < kGroups; ++i) to[i] = values[i];
}
void append(std::string& out, std::uint64_t v, std::size_t width) {
  for (std::size_t k = 0; k < width; ++k) out.push_back(static_cast<char>(v >> (8 * k)));
}
std::uint64_t number_at(std::string_view s, std::size_t at, std::size_t width) {
  std::uint64_t v = 0;
  for (std::size_t k = 0; k < width; ++k) v |= static_cast<std::uint64_t>(static_cast<unsigned char>(s[at + k])) << (8 * k);
  return v;
}
std::uint64_t keys_of(std::string_view packed) { return packed.empty() ? 0 : number_at(packed, 0, 8); }

// Gives each column of a packed form to f(member, values); false when the bytes are no packed form.
template <class F>
bool each_column(std::string_view s, F f) {
  if (s.size() < kHeader) return s.empty();
  auto keys = keys_of(s), mask = number_at(s, 8, 2);
  auto count = static_cast<std::size_t>(std::popcount(keys));
  if (count == 0 || mask >> std::size(kSums)) return false;
  Column values;
  std::array<std::int64_t, kGroups> says_something{};  // by position: what any column holds
  s.remove_prefix(kHeader);
  for (std::size_t c = 0; c < std::size(kSums); ++c) {
    if (!(mask & 1ull << c)) continue;
    if (s.empty()) return false;
    auto width = static_cast<std::size_t>(static_cast<unsigned char>(s[0]));
    if (s.size() < 1 + width * count) return false;
    if (width == 1) read_values<std::int8_t>(s.data() + 1, count, values);
    else if (width == 2) read_values<std::int16_t>(s.data() + 1, count, values);
    else if (width == 4) read_values<std::int32_t>(s.data() + 1, count, values);
    else if (width == 8) read_values<std::int64_t>(s.data() + 1, count, values);
    else return false;
    s.remove_prefix(1 + width * count);
    std::int64_t any = 0, magnitude = 0;
    for (std::size_t i = 0; i < kGroups; ++i) {
      any |= values[i];
      magnitude |= values[i] ^ (values[i] >> 63);
      says_something[i] |= values[i];
    }
    bool needs_width = width == 1 || magnitude >> (4 * width - 1) != 0;
    if (any == 0 || !needs_width) return false;
    f(kSums[c], values);
  }
  auto end = says_something.begin() + static_cast<std::ptrdiff_t>(count);
  return s.empty() && std::find(says_something.begin(), end, 0) == end;
}

std::string pack_map(const Groups::Map& groups) {
  std::uint64_t keys = 0;
  std::vector<const GroupSums*> rows;
  for (const auto& [key, sums] : groups)
    if (!(sums == GroupSums{})) keys |= 1ull << key, rows.push_back(&sums);
  std::string out;
  if (rows.empty()) return out;
  std::size_t mask = 0;
  for (std::size_t c = 0; c < std::size(kSums); ++c)
    for (const GroupSums* g : rows) mask |= g->*kSums[c] ? 1ull << c : 0;
  append(out, keys, 8);
  append(out, mask, 2);
  for (std::size_t c = 0; c < std::size(kSums); ++c) {
    if (!(mask & 1ull << c)) continue;
    std::size_t width = 1;
    for (const GroupSums* g : rows) width = std::max(width, width_of(g->*kSums[c]));
    out.push_back(static_cast<char>(width));
    for (const GroupSums* g : rows) append(out, static_cast<std::uint64_t>(g->*kSums[c]), width);
  }
  return out;
}

// Wraps instead of overflowing, as all sums of a Partial do.
std::int64_t wrapped(std::uint64_t v) { return static_cast<std::int64_t>(v); }

}  // namespace

std::size_t Groups::size() const {
  if (!is_open_) return static_cast<std::size_t>(std::popcount(keys_of(packed_)));
  std::size_t n = 0;
  for (const auto& [key, sums] : open_) n += !(sums == GroupSums{});
  return n;
}

Groups::Map Groups::sums() const {
  Map out;
  if (is_open_) {
    for (const auto& [key, sums] : open_)
      if (!(sums == GroupSums{})) out.push_back(key) = sums;
    return out;
  }
  out.reserve(size());
  for (auto left = keys_of(packed_); left; left &= left - 1) out.push_back(static_cast<std::uint8_t>(std::countr_zero(left)));
  each_column(packed_, [&](auto member, const Column& values) {
    std::size_t i = 0;
    for (auto& [key, sums] : out) sums.*member = values[i++];
  });
  return out;
}

GroupSums Groups::at(std::uint8_t group) const {
  Map all = sums();
  auto it = all.find(group);
  return it == all.end() ? GroupSums{} : it->second;
}

void Groups::open() {
  if (is_open_) return;
  open_ = sums();
  packed_ = {};
  is_open_ = true;
}
void Groups::pack() {
  if (!is_open_) return;
  packed_ = pack_map(open_);
  open_ = {};
  is_open_ = false;
}

GroupSums& Groups::operator[](std::uint8_t group) {
  open();
  return open_[group % kGroups];
}

template <class F>
void Groups::combine(const Groups& o, F f) {
  open();
  if (o.is_open_) {
    for (const auto& [key, sums] : o.open_) {
      GroupSums& to = open_[key];
      for (auto member : kSums) to.*member = f(to.*member, sums.*member);
    }
    return;
  }
  const auto keys = keys_of(o.packed_);
  std::uint64_t there = 0;
  for (const auto& [key, sums] : open_) there |= 1ull << key;
  for (auto left = keys & ~there; left; left &= left - 1) open_[static_cast<std::uint8_t>(std::countr_zero(left))];
  std::array<GroupSums*, kGroups> to;
  std::size_t n = 0;
  for (auto& [key, sums] : open_)
    if (keys & 1ull << key) to[n++] = &sums;
  each_column(o.packed_, [&](auto member, const Column& values) {
    for (std::size_t i = 0; i < n; ++i) to[i]->*member = f(to[i]->*member, values[i]);
  });
}
Groups& Groups::operator+=(const Groups& o) {
  if (o.empty()) return *this;
  if (&o == this) return *this += Groups(o);
  combine(o, [](std::int64_t a, std::int64_t b) { return wrapped(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b)); });
  return *this;
}
Groups& Groups::operator-=(const Groups& o) {
  if (o.empty()) return *this;
  if (&o == this) return *this = Groups{};
  combine(o, [](std::int64_t a, std::int64_t b) { return wrapped(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b)); });
  return *this;
}

bool Groups::operator==(const Groups& o) const { return packed() == o.packed(); }

std::string Groups::packed() const { return is_open_ ? pack_map(open_) : packed_; }
bool Groups::unpack(std::string_view bytes) {
  bool small = true;  // |sum| < 2^61, as in partial.cc
  const auto look = [&](auto, const Column& values) {
    for (std::int64_t v : values) small = small && (v ^ (v >> 63)) >> 61 == 0;
  };
  if (!each_column(bytes, look) || !small) return false;
  packed_ = bytes;
  open_ = {};
  is_open_ = false;
  return true;
}

}  // namespace peakend::engine
