#pragma once
// What the files of this folder share about rows.
#include <array>

#include "delivery/delivery.h"

namespace peakend::delivery {

/// An id as a parameter: 16 bytes that live as long as this object.
struct Bytes {
  std::array<std::byte, 16> b;
  template <class Tag>
  explicit Bytes(const Id<Tag>& id) : b(to_bytes(id.uuid())) {}
  operator records::Param() const { return std::span<const std::byte>(b); }  // NOLINT: a parameter, nothing else
};
template <class I>
I id_of(std::string_view blob) { return I(uuid_from_bytes(blob).value_or(Uuid{})); }
inline std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }

/// Of a row in the order of sql/invitation.sql; workspace none: take the row's.
Invitation invitation_of(const records::Row&, WorkspaceNo);
/// Columns from `first` on: opted_out, channels, topics_off, frequency, changed_ms, source.
Preference preference_of(const records::Row&, int first);
Result<void> end(records::Tx&, InvitationId, State, Reason, Instant now);

}  // namespace peakend::delivery
