#pragma once
// What each role may do: one table. Rights are checked by route (message::Route::right), so a role is a set of rights
// and whether its holder sees all touchpoints. docs/adr/0007-roles.md says why the table is as it is. Pure.
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "message/message.h"

namespace peakend::account {

/// Kept as text (role_key) in records.
enum class Role : std::uint8_t { owner, analyst, manager, agent, viewer };

struct RoleInfo {
  Role role = Role::viewer;
  std::string_view key;
  message::Rights rights = 0;
  bool limited = false;  ///< sees only the touchpoints and departments of the membership
};
std::span<const RoleInfo> all_roles();
const RoleInfo& info_of(Role);
inline message::Rights rights_of(Role r) { return info_of(r).rights; }
std::string_view role_key(Role);
std::optional<Role> role_by_key(std::string_view);

}  // namespace peakend::account
