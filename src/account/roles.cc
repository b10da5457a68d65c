#include "account/roles.h"

#include <array>

namespace peakend::account {
namespace {

using message::bits_of;
using message::Right;

constexpr std::array kRoles{
    RoleInfo{Role::owner, "owner",
             bits_of({Right::self, Right::ingest, Right::read, Right::personal, Right::act, Right::write, Right::admin}), false},
    RoleInfo{Role::analyst, "analyst", bits_of({Right::self, Right::read, Right::personal, Right::act, Right::write}), false},
    RoleInfo{Role::manager, "manager", bits_of({Right::self, Right::read, Right::personal, Right::act}), true},
    RoleInfo{Role::agent, "agent", bits_of({Right::self, Right::read, Right::personal, Right::act}), false},
    RoleInfo{Role::viewer, "viewer", bits_of({Right::self, Right::read}), false},
};

}  // namespace

std::span<const RoleInfo> all_roles() { return kRoles; }
const RoleInfo& info_of(Role r) { return kRoles[static_cast<std::size_t>(r)]; }
std::string_view role_key(Role r) { return info_of(r).key; }

std::optional<Role> role_by_key(std::string_view key) {
  for (const auto& r : kRoles)
    if (r.key == key) return r.role;
  return std::nullopt;
}

}  // namespace peakend::account
