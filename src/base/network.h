#pragma once
// Whom an address stands for when attempts are counted. Pure, thread-safe.
#include <string>
#include <string_view>

namespace peakend {

/// IPv4 (also written as ::ffff:a.b.c.d): the address. IPv6: its /64 network as 16 hex digits and "/64", for one
/// subscriber has all addresses of such a network. Anything else: as given.
///   "203.0.113.9" -> "203.0.113.9"    "2001:db8::1" -> "20010db800000000/64"
std::string network_of(std::string_view address);

/// True for an IPv4 or IPv6 address of the public Internet. False for private, local, link-local, shared, multicast,
/// documentation and reserved ones, also when written as ::ffff:a.b.c.d or inside 64:ff9b::/96 and 2002::/16, and for
/// anything that is no address.
bool is_public_address(std::string_view address);

}  // namespace peakend
