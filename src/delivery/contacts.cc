// How customers are reached: read from identify items when needed, kept nowhere else.
#include <algorithm>

#include "delivery/delivery.h"
#include "facts/facts.h"

namespace peakend::delivery {
namespace {

constexpr std::size_t kAtOnce = 500, kMaxFacts = 200'000;

void set(std::string& to, std::string_view value) {
  if (to.empty()) to = value;
}

}  // namespace

const std::string& Contact::address(channel::Kind k) const {
  return k == channel::Kind::email ? email : k == channel::Kind::sms ? phone : wechat;
}

void add_traits(Contact& c, std::span<const facts::Tag> tags) {
  for (const auto& [key, value] : tags) {
    if (value.empty() || value.size() > kMaxPropertyBytes) continue;
    if (key == "email") {
      if (channel::good_email(value)) set(c.email, value);
    } else if (key == "phone" || key == "mobile") {
      if (const auto n = channel::normal_phone(value)) set(c.phone, *n);
    } else if (key == "wechat" || key == "openid") {
      set(c.wechat, value);
    } else if (key == "zone" || key == "timezone") {
      if (calendar::Zone::find(value)) set(c.zone, value);
    } else if (key == "lang" || key == "locale" || key == "language") {
      if (value.size() <= 20) {
        std::string tag(value);
        std::replace(tag.begin(), tag.end(), '_', '-');
        set(c.lang, tag);
      }
    } else if (key == "name") {
      set(c.name, value);
    }
    if (c.traits.size() < kMaxProperties && std::none_of(c.traits.begin(), c.traits.end(), [k = key](const auto& t) { return t.first == k; }))
      c.traits.emplace_back(key, value);
  }
}

ContactsOf contacts_from(const facts::FactStore& store) {
  return [&store](WorkspaceNo w, std::span<const CustomerId> ids) -> Result<std::map<CustomerId, Contact>> {
    std::map<CustomerId, Contact> out;
    for (std::size_t i = 0; i < ids.size(); i += kAtOnce) {
      facts::ScanSpec spec;
      spec.workspace = w;
      spec.where = {{{facts::Field::kind, {}}, {"identify"}}, {{facts::Field::customer, {}}, {}}};
      for (const CustomerId c : ids.subspan(i, std::min(kAtOnce, ids.size() - i))) spec.where[1].any_of.push_back(to_hex(c.uuid()));
      spec.order = facts::Order::newest_first;
      spec.limit = kMaxFacts;
      PK_CHECK(store.scan(spec, [&](const facts::Fact& f) {
        add_traits(out[f.customer], f.tags);
        return true;
      }));
    }
    return out;
  };
}

std::optional<Instant> read_bound(std::string_view text, const calendar::Zone& zone, Instant now, bool end) {
  if (text.size() >= 2 && text.size() <= 6 && text.find_first_not_of("0123456789") == text.size() - 1) {
    static constexpr std::pair<char, int> units[] = {{'h', 1}, {'d', 24}, {'w', 7 * 24}, {'m', 30 * 24}, {'y', 365 * 24}};
    for (const auto& [unit, hours] : units)
      if (text.back() == unit) return now - std::chrono::hours(std::stoll(std::string(text.substr(0, text.size() - 1))) * hours);
  }
  const auto t = calendar::parse_bound(text, zone);
  return t && end && calendar::parse_day(text) ? std::optional(*t + std::chrono::hours(24)) : t;
}

std::int64_t address_hash(WorkspaceNo w, channel::Kind k, std::string_view address) {
  const auto place = std::to_string(static_cast<std::uint32_t>(w)) + "/" + std::string(channel::name_of(k));
  return static_cast<std::int64_t>(hash_uuid("address", place, address).lo >> 1);
}

}  // namespace peakend::delivery
