// Which triggers an event fulfils.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "trigger/trigger.h"

namespace peakend::trigger {
namespace {

std::optional<std::string_view> written(const std::optional<double>& v, std::string& room) {
  if (!v) return std::nullopt;
  room = fmt::format("{}", *v);
  return std::string_view(room);
}
std::optional<std::string_view> said(std::string_view s) { return s.empty() ? std::nullopt : std::optional(s); }

std::optional<std::string_view> tag(std::span<const facts::Tag> tags, std::string_view key) {
  const auto it = std::lower_bound(tags.begin(), tags.end(), key, [](const facts::Tag& t, std::string_view k) { return t.key < k; });
  return it == tags.end() || it->key != key ? std::nullopt : std::optional(it->value);
}

On on_of(facts::FactKind k) { return k == facts::FactKind::rating ? On::rating : k == facts::FactKind::feedback ? On::feedback : On::event; }

}  // namespace

std::optional<std::string_view> FactView::property(std::string_view path, std::string& room) const {
  if (path.starts_with("properties.")) return tag(f_.tags, path.substr(11));
  if (const auto v = tag(f_.tags, path)) return v;
  if (path == "channel" || path == "context.channel") return said(f_.channel);
  if (path == "journey") return said(f_.journey);
  if (path == "touchpoint") return said(f_.touchpoint);
  if (path == "stage") return said(f_.stage);
  if (path == "scene") return said(f_.scene);
  if (path == "score") return written(f_.score, room);
  if (path == "expectation") return written(f_.expectation, room);
  if (path == "actual") return written(f_.actual, room);
  if (path == "valence" && f_.valence) return written(*f_.valence / 1e4, room);
  if (path == "ratio" && f_.log_ratio) return written(std::exp(*f_.log_ratio / 1e6), room);
  if (path == "promise") {
    switch (f_.promise) {
      case facts::Promise::kept: return "kept";
      case facts::Promise::broken: return "broken";
      case facts::Promise::made: return "made";
      case facts::Promise::none: break;
    }
  }
  return std::nullopt;
}

std::string cell_of(const Sampling& s, const facts::Fact& f) {
  std::string out, room;
  const FactView view(f);
  for (std::size_t i = 0; i < s.by.size(); ++i) {
    if (i > 0) out += " / ";
    const auto v = view.property(s.by[i], room);
    out += v && !v->empty() ? *v : "-";
  }
  if (out.size() <= kMaxCellBytes) return out;
  std::size_t end = kMaxCellBytes;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
  return out.substr(0, end);
}

Matcher::Matcher(std::vector<Trigger> triggers) : triggers_(std::move(triggers)) {
  std::stable_sort(triggers_.begin(), triggers_.end(), [](const Trigger& a, const Trigger& b) { return a.priority != b.priority ? a.priority > b.priority : a.key < b.key; });
  if (triggers_.size() > kMaxTriggers) triggers_.resize(kMaxTriggers);
  for (std::size_t i = 0; i < triggers_.size(); ++i) {
    const auto& t = triggers_[i];
    if (!t.enabled) continue;
    const auto [at, fresh] = groups_[static_cast<std::size_t>(t.on)].try_emplace(t.event, list_.size());
    if (fresh) list_.emplace_back();
    Group& g = list_[at->second];
    Rule r{i, {}};
    for (const auto& c : t.when) {
      const auto known = std::find(g.properties.begin(), g.properties.end(), c.property);
      r.tests.emplace_back(static_cast<std::size_t>(known - g.properties.begin()), journey::Test(c));
      if (known == g.properties.end()) g.properties.push_back(c.property);
    }
    g.rules.push_back(std::move(r));
  }
}

const Trigger* Matcher::find(std::string_view key) const {
  for (const auto& t : triggers_)
    if (t.key == key) return &t;
  return nullptr;
}

bool Matcher::match(const facts::Fact& f, std::uint64_t* fits) const {
  if (f.kind == facts::FactKind::identify) return false;
  const On on = on_of(f.kind);
  const auto& groups = groups_[static_cast<std::size_t>(on)];
  if (groups.empty()) return false;
  std::fill_n(fits, kMaxTriggers / 64 + 1, std::uint64_t{0});
  bool any = false;
  const std::string_view name = on == On::event ? f.name : f.metric;
  if (const auto it = groups.find(name); it != groups.end()) any = match(list_[it->second], f, fits);
  if (!name.empty() && on != On::event)
    if (const auto it = groups.find(std::string_view()); it != groups.end()) any = match(list_[it->second], f, fits) || any;
  return any;
}

bool Matcher::match(const Group& g, const facts::Fact& f, std::uint64_t* fits) const {
  // A handful of properties is looked up once for all rules that ask for them.
  constexpr std::size_t kSlots = 64;
  std::optional<std::string_view> given[kSlots];
  bool known[kSlots] = {};
  std::string rooms[4];
  std::size_t room = 0;
  const FactView view(f);
  bool any = false;
  for (const auto& r : g.rules) {
    bool holds = true;
    for (const auto& [slot, test] : r.tests) {
      std::string own;
      if (slot >= kSlots || room >= std::size(rooms)) {
        holds = test.holds(view.property(g.properties[slot], own));
      } else {
        if (!known[slot]) {
          given[slot] = view.property(g.properties[slot], rooms[room]);
          if (given[slot] && given[slot]->data() == rooms[room].data()) ++room;
          known[slot] = true;
        }
        holds = test.holds(given[slot]);
      }
      if (!holds) break;
    }
    if (!holds) continue;
    fits[r.trigger / 64] |= std::uint64_t{1} << (r.trigger % 64);
    any = true;
  }
  return any;
}

}  // namespace peakend::trigger
