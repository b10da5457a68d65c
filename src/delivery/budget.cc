#include "delivery/budget.h"

#include <algorithm>

#include "engine/sampling.h"

namespace peakend::delivery {
namespace {

constexpr std::string_view kNames[] = {"", "not_sampled", "anonymous", "opted_out", "topic_off", "frequency", "gap_any", "gap_kind", "cap_year",
                                       "displaced", "outranked", "no_address", "no_channel", "bounced_before", "too_late", "expired",
                                       "meanwhile", "trigger_off", "survey_closed", "messages_year", "answered", "undeliverable", "erased"};
static_assert(std::size(kNames) == kReasons);
constexpr double kDay = 86'400'000.0;

double days(Instant t) { return static_cast<double>(to_ms(t)) / kDay; }
/// Up, so that asking at `next` is never a millisecond too early.
Instant instant(double day) { return from_ms(static_cast<std::int64_t>(day * kDay + 1)); }

engine::QuarantinePolicy policy_of(const Attention& a, Frequency f) {
  engine::QuarantinePolicy p{a.gap_days, a.max_per_year};
  if (f == Frequency::less) {
    for (auto& [kind, gap] : p.gap) gap *= 2;
    if (p.max_per_year > 0) p.max_per_year = std::max(1, p.max_per_year / 2);
  }
  return p;
}
Reason reason_of(std::string_view engine_reason) {
  return engine_reason == "gap:any" ? Reason::gap_any : engine_reason == "cap:year" ? Reason::cap_year : Reason::gap_kind;
}

struct Clash {
  Reason reason = Reason::none;
  double next = 0;
  bool queued = false;  ///< only because of something that is not sent yet
};

/// Does `wish` fit among `fixed`? Looks back from the wish, and from each later entry back at the wish.
Clash fits(const Asked& wish, const std::vector<const Asked*>& fixed, const engine::QuarantinePolicy& policy) {
  std::vector<engine::Invited> history;
  history.reserve(fixed.size() + 1);
  for (const auto* a : fixed) history.push_back({days(a->at), a->kind});
  const auto back = engine::quarantine(days(wish.at), wish.kind, history, policy);
  if (!back.ok) {
    std::vector<engine::Invited> sent;
    for (const auto* a : fixed)
      if (!a->queued) sent.push_back({days(a->at), a->kind});
    const bool by_queued = engine::quarantine(days(wish.at), wish.kind, sent, policy).ok;
    return {reason_of(back.reason), back.next, by_queued};
  }
  for (std::size_t i = 0; i < fixed.size(); ++i) {
    if (fixed[i]->at <= wish.at) continue;
    auto others = history;
    others[i] = {days(wish.at), wish.kind};  // the wish in its place
    const auto ahead = engine::quarantine(days(fixed[i]->at), fixed[i]->kind, others, policy);
    if (!ahead.ok) {
      double gap = 0;
      for (const std::string_view kind : {std::string_view("any"), std::string_view(wish.kind)})
        if (const auto it = policy.gap.find(kind); it != policy.gap.end()) gap = std::max(gap, it->second);
      if (reason_of(ahead.reason) == Reason::cap_year) gap = 365;
      return {reason_of(ahead.reason), days(fixed[i]->at) + gap, fixed[i]->queued};
    }
  }
  return {};
}

Verdict refused(Reason r) { return {r, std::nullopt, {}}; }

/// The parts of the answer that need no ledger.
Reason chosen(std::string_view topic, const Preference& p) {
  if (p.opted_out || p.frequency == Frequency::none) return Reason::opted_out;
  if (!topic.empty() && std::find(p.topics_off.begin(), p.topics_off.end(), topic) != p.topics_off.end()) return Reason::topic_off;
  return Reason::none;
}

/// Messages within the 365 days that end at `at`.
int messages_until(Instant at, std::span<const Asked> ledger) {
  int n = 0;
  for (const auto& a : ledger)
    if (!a.queued && a.at <= at && days(at) - days(a.at) < 365) n += a.messages;
  return n;
}

}  // namespace

std::string_view name_of(Reason r) { return kNames[static_cast<std::size_t>(r)]; }
std::optional<Reason> parse_reason(std::string_view s) {
  for (int i = 1; i < kReasons; ++i)
    if (kNames[i] == s) return static_cast<Reason>(i);
  return std::nullopt;
}
std::string_view name_of(Frequency f) { return f == Frequency::less ? "less" : f == Frequency::none ? "none" : "normal"; }
std::optional<Frequency> parse_frequency(std::string_view s) {
  for (const auto f : {Frequency::normal, Frequency::less, Frequency::none})
    if (name_of(f) == s) return f;
  return std::nullopt;
}

bool Preference::allows(channel::Kind k) const {
  return channels.empty() || std::find(channels.begin(), channels.end(), k) != channels.end();
}

Preference stricter(const Preference& a, const Preference& b) {
  Preference p = a.changed.value_or(Instant{}) >= b.changed.value_or(Instant{}) ? a : b;
  p.opted_out = a.opted_out || b.opted_out;
  p.frequency = std::max(a.frequency, b.frequency);
  if (a.channels.empty() || b.channels.empty()) {
    p.channels = a.channels.empty() ? b.channels : a.channels;
  } else {
    p.channels.clear();
    for (const auto k : a.channels)
      if (b.allows(k)) p.channels.push_back(k);
    if (p.channels.empty()) p.opted_out = true;  // no channel is left that both allow
  }
  p.topics_off = a.topics_off;
  for (const auto& t : b.topics_off)
    if (std::find(p.topics_off.begin(), p.topics_off.end(), t) == p.topics_off.end()) p.topics_off.push_back(t);
  return p;
}

Verdict may_ask(const Wish& w, std::span<const Asked> ledger, const Preference& p, const Attention& attention) {
  if (const Reason r = chosen(w.topic, p); r != Reason::none) return refused(r);
  const auto policy = policy_of(attention, p.frequency);
  Asked wish{{}, w.at, w.kind, w.priority, true, 1};
  std::vector<const Asked*> fixed;
  std::vector<const Asked*> soft;
  for (const auto& a : ledger) (a.queued && a.priority < w.priority ? soft : fixed).push_back(&a);
  const Clash clash = fits(wish, fixed, policy);
  if (clash.reason != Reason::none) {
    Verdict v{clash.queued ? Reason::outranked : clash.reason, instant(clash.next), {}};
    if (p.frequency == Frequency::less && fits(wish, fixed, policy_of(attention, Frequency::normal)).reason == Reason::none) v.reason = Reason::frequency;
    return v;
  }
  if (attention.max_messages_per_year > 0 && messages_until(w.at, ledger) >= attention.max_messages_per_year) return refused(Reason::messages_year);
  Verdict yes;
  fixed.push_back(&wish);
  std::stable_sort(soft.begin(), soft.end(), [](const Asked* a, const Asked* b) { return a->priority != b->priority ? a->priority > b->priority : a->at < b->at; });
  for (const auto* s : soft) {
    if (fits(*s, fixed, policy).reason == Reason::none) fixed.push_back(s);
    else yes.displaced.push_back(s->id);
  }
  return yes;
}

Verdict may_remind(const Asked& invitation, Instant at, std::string_view topic, std::span<const Asked> others, const Preference& p, const Attention& attention) {
  if (const Reason r = chosen(topic, p); r != Reason::none) return refused(r);
  for (const auto& o : others)
    if (o.at > invitation.at && o.at <= at) return refused(Reason::gap_any);
  const int max = attention.max_messages_per_year;
  if (max > 0 && messages_until(at, others) + invitation.messages >= max) return refused(Reason::messages_year);
  return {};
}

std::optional<Instant> when_allowed(Instant at, const calendar::Zone& zone, const Quiet& quiet, std::span<const int> hours) {
  const auto fits_hour = [&](int h) {
    const bool silent = quiet.from < quiet.to ? h >= quiet.from && h < quiet.to : quiet.from > quiet.to && (h >= quiet.from || h < quiet.to);
    return !silent && (hours.empty() || std::find(hours.begin(), hours.end(), h) != hours.end());
  };
  constexpr std::int64_t kHour = 3'600'000;
  Instant t = at;
  for (int i = 0; i < 8 * 24 + 2; ++i) {
    const std::int64_t local = to_ms(t) + std::int64_t{calendar::offset_s(zone, t)} * 1000;
    const std::int64_t into = ((local % kHour) + kHour) % kHour;
    if (fits_hour(static_cast<int>((((local - into) / kHour) % 24 + 24) % 24))) return t;
    t = from_ms(to_ms(t) + kHour - into);
  }
  return std::nullopt;
}

}  // namespace peakend::delivery
