#include "collect/claims.h"

#include <cmath>

namespace peakend::collect {

using survey::Members;
using survey::Value;

std::string claims_json(const Claims& c) {
  Members m{{"w", static_cast<double>(c.workspace)}, {"s", c.survey}};
  const auto text = [&](const char* name, const std::string& s) {
    if (!s.empty()) m.emplace_back(name, s);
  };
  text("c", c.customer);
  text("j", c.journey);
  text("t", c.touchpoint);
  text("e", c.episode);
  text("h", c.channel);
  text("l", c.lang);
  text("o", c.once);
  text("i", c.invitation);
  if (c.event_at) m.emplace_back("a", static_cast<double>(to_ms(*c.event_at)));
  if (c.expires_at) m.emplace_back("x", static_cast<double>(to_ms(*c.expires_at)));
  if (c.weight != 1) m.emplace_back("p", c.weight);
  if (c.test) m.emplace_back("z", true);
  if (!c.fields.empty()) {
    Members f;
    for (const auto& [k, v] : c.fields) f.emplace_back(k, v);
    m.emplace_back("f", std::move(f));
  }
  return to_json(Value(std::move(m)));
}

std::optional<Claims> read_claims(std::string_view json) {
  const auto v = survey::parse_value(json);
  if (!v || v->members() == nullptr) return std::nullopt;
  Claims c;
  bool good = true;
  const auto instant = [&](const Value& x) -> std::optional<Instant> {
    if (x.number() == nullptr || !(std::abs(*x.number()) < 1e15)) return good = false, std::nullopt;
    return from_ms(static_cast<std::int64_t>(*x.number()));
  };
  for (const auto& [k, x] : *v->members()) {
    std::string* into = k == "s" ? &c.survey : k == "c" ? &c.customer : k == "j" ? &c.journey : k == "t" ? &c.touchpoint : k == "e" ? &c.episode
                        : k == "h" ? &c.channel : k == "l" ? &c.lang : k == "o" ? &c.once : k == "i" ? &c.invitation : nullptr;
    if (into != nullptr && x.text() != nullptr) *into = *x.text();
    else if (k == "w" && x.number() != nullptr && *x.number() > 0 && *x.number() < 4e9) c.workspace = static_cast<WorkspaceNo>(*x.number());
    else if (k == "a") c.event_at = instant(x);
    else if (k == "x") c.expires_at = instant(x);
    else if (k == "p" && x.number() != nullptr) c.weight = *x.number();
    else if (k == "z" && x.flag() != nullptr) c.test = *x.flag();
    else if (k == "f" && x.members() != nullptr) {
      for (const auto& [name, s] : *x.members())
        if (s.text() != nullptr) c.fields[name] = *s.text();
    } else {
      good = false;
    }
  }
  if (!good || c.survey.empty() || c.workspace == WorkspaceNo::none) return std::nullopt;
  return c;
}

}  // namespace peakend::collect
