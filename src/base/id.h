#pragma once
// Typed 128-bit identifiers. `Id<Tag>` converts neither from nor to anything silently.
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace peakend {

/// 128 bits, big-endian halves. Zero means "none".
struct Uuid {
  std::uint64_t hi = 0, lo = 0;
  auto operator<=>(const Uuid&) const = default;
  bool is_zero() const { return hi == 0 && lo == 0; }
};

/// 32 lower-case hex digits without dashes.
std::string to_hex(const Uuid&);
std::optional<Uuid> uuid_from_hex(std::string_view);

/// 16 bytes, big-endian: how records keep an id.
std::array<std::byte, 16> to_bytes(const Uuid&);
/// None unless there are 16 bytes.
std::optional<Uuid> uuid_from_bytes(std::string_view);

/// UUIDv7 of `ms` with 74 random bits taken from the caller (rule R6).
Uuid make_uuid7(std::int64_t ms, std::uint64_t random_a, std::uint64_t random_b);

/// Deterministic id: 128 bits of BLAKE2b over the parts, each prefixed by its length, as UUIDv8.
/// The same workspace and external id always give the same customer, on every node and replay.
Uuid hash_uuid(std::string_view domain, std::string_view a, std::string_view b = {});

template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(Uuid v) : v_(v) {}
  const Uuid& uuid() const { return v_; }
  bool is_none() const { return v_.is_zero(); }
  auto operator<=>(const Id&) const = default;
  /// "<prefix>_<32 hex>", e.g. "cus_018f…".
  std::string text() const { return std::string(Tag::prefix) + "_" + to_hex(v_); }
  static std::optional<Id> parse(std::string_view s) {
    constexpr std::string_view p = Tag::prefix;
    if (s.size() != p.size() + 33 || s.substr(0, p.size()) != p || s[p.size()] != '_') return std::nullopt;
    if (auto u = uuid_from_hex(s.substr(p.size() + 1))) return Id{*u};
    return std::nullopt;
  }

 private:
  Uuid v_;
};

struct CustomerTag { static constexpr const char* prefix = "cus"; };
struct EpisodeTag { static constexpr const char* prefix = "epi"; };
struct AccountTag { static constexpr const char* prefix = "acc"; };
struct KeyTag { static constexpr const char* prefix = "key"; };
struct JobTag { static constexpr const char* prefix = "job"; };
using CustomerId = Id<CustomerTag>;
using EpisodeId = Id<EpisodeTag>;
using AccountId = Id<AccountTag>;
using KeyId = Id<KeyTag>;
using JobId = Id<JobTag>;

/// Number of a workspace: dense, assigned by records, 1..; 0 is none. Small because every fact carries it.
enum class WorkspaceNo : std::uint32_t { none = 0 };

}  // namespace peakend

template <>
struct std::hash<peakend::Uuid> {
  std::size_t operator()(const peakend::Uuid& u) const noexcept { return u.hi * 0x9E3779B97F4A7C15ull ^ u.lo; }
};
template <class Tag>
struct std::hash<peakend::Id<Tag>> {
  std::size_t operator()(const peakend::Id<Tag>& i) const noexcept { return std::hash<peakend::Uuid>{}(i.uuid()); }
};
