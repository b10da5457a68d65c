#include "inbox/key_filter.h"

#include <algorithm>
#include <bit>

namespace peakend::inbox {
namespace {

constexpr std::size_t kFirstRoom = std::size_t{1} << 20;
constexpr std::size_t kBitsPerKey = 12, kBlockBits = 512;

std::uint64_t mix(std::int64_t key) {  // finalizer of MurmurHash3
  auto x = static_cast<std::uint64_t>(key);
  x = (x ^ x >> 33) * 0xff51afd7ed558ccdull;
  x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53ull;
  return x ^ x >> 33;
}
std::size_t block_of(std::uint64_t h, std::size_t blocks) {
  return static_cast<std::size_t>((h >> 32) * blocks >> 32);
}
/// Seven probes of 9 bits each; the block came from the high bits, so they are drawn from a second mix.
template <class F>
bool all_probes(std::uint64_t h, F f) {
  std::uint64_t x = h * 0x9E3779B97F4A7C15ull;
  for (int i = 0; i < 7; ++i, x >>= 9)
    if (!f(static_cast<unsigned>(x & 511))) return false;
  return true;
}

}  // namespace

KeyFilter::KeyFilter(std::size_t expected) { add_part(std::max(kFirstRoom, std::bit_ceil(expected))); }

void KeyFilter::add_part(std::size_t room) {
  Part p;
  p.room = room;
  p.blocks.resize(room * kBitsPerKey / kBlockBits);
  parts_.push_back(std::move(p));
}

void KeyFilter::add(std::int64_t key) {
  if (++n_ > kMaxKeys) {
    parts_.clear();
    parts_.shrink_to_fit();
    return;
  }
  if (parts_.back().n >= parts_.back().room) add_part(parts_.back().room * 2);
  Part& p = parts_.back();
  ++p.n;
  const std::uint64_t h = mix(key);
  Block& b = p.blocks[block_of(h, p.blocks.size())];
  all_probes(h, [&](unsigned i) {
    b.bits[i >> 6] |= std::uint64_t{1} << (i & 63);
    return true;
  });
}

bool KeyFilter::perhaps(std::int64_t key) const {
  if (n_ > kMaxKeys) return true;
  const std::uint64_t h = mix(key);
  return std::any_of(parts_.begin(), parts_.end(), [&](const Part& p) {
    const Block& b = p.blocks[block_of(h, p.blocks.size())];
    return all_probes(h, [&](unsigned i) { return (b.bits[i >> 6] >> (i & 63) & 1) != 0; });
  });
}

}  // namespace peakend::inbox
