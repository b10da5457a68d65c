#include "trigger/plan.h"

#include <algorithm>
#include <cmath>

namespace peakend::trigger {
namespace {

using delivery::Reason;

std::string draw_key(const Situation& s) { return s.trigger.key + "|" + to_hex(s.customer.uuid()) + "|" + s.event_key; }

/// Channels of the trigger that the customer can be reached by, in the trigger's order.
std::vector<channel::Kind> usable(const Situation& s) {
  std::vector<channel::Kind> out;
  for (const auto k : s.trigger.channels)
    if (s.preference.allows(k) && (s.reach == nullptr || std::find(s.reach->channels.begin(), s.reach->channels.end(), k) != s.reach->channels.end())) out.push_back(k);
  return out;
}

void choose(const Situation& s, const std::vector<channel::Kind>& channels, Decision& d) {
  if (!s.trigger.learn) {
    d.channel = channels.front();
    return;
  }
  std::vector<ArmKey> keys;
  std::vector<engine::Arm> arms;
  for (const auto k : channels)
    for (const int h : s.trigger.hours.empty() ? std::vector<int>{-1} : s.trigger.hours) {
      keys.emplace_back(k, h);
      const auto known = s.arms == nullptr ? std::map<ArmKey, engine::Arm>::const_iterator{} : s.arms->find(keys.back());
      arms.push_back(s.arms == nullptr || known == s.arms->end() ? engine::Arm{} : known->second);
    }
  const auto pick = engine::thompson_pick(arms, draw_key(s) + "|arm");
  std::tie(d.channel, d.hour) = keys[pick.arm];
  d.explored = pick.explored;
  d.propensity = engine::thompson_propensity(arms, 400)[pick.arm];
}

/// When the message may go out; false when quiet hours leave no room before it expires.
bool schedule(const Situation& s, Decision& d) {
  const auto& t = s.trigger;
  const Instant ripe = s.event_at + std::chrono::minutes(t.delay_minutes);
  d.expires = std::max(ripe, s.event_at) + std::chrono::hours(t.expires_hours);
  const auto quiet = t.quiet.value_or(s.attention.quiet);
  const std::vector<int> hours = d.hour >= 0 ? std::vector<int>{d.hour} : t.hours;
  const auto at = delivery::when_allowed(std::max(ripe, s.now), s.reach == nullptr ? calendar::Zone{} : s.reach->zone, quiet, hours);
  if (!at || *at > d.expires) return false;
  d.due = *at;
  return true;
}

}  // namespace

double expected_response(std::int64_t invited, std::int64_t answered) {
  return (1.0 + static_cast<double>(answered)) / (10.0 + static_cast<double>(std::max(invited, answered)));
}

engine::Rate rate_of(const Sampling& s, std::string_view cell, const CellState& c) {
  if (s.mode == Mode::all) return {};
  if (s.mode == Mode::share) return {s.share, 1 / s.share};
  const auto own = s.cells.find(std::string(cell));
  const double need = own == s.cells.end() ? s.need : own->second;
  const double response = expected_response(c.invited, c.answered);
  const double left = std::max(0.0, need - std::max(static_cast<double>(c.answered), static_cast<double>(c.invited) * response));
  const double before = c.before > 0 ? static_cast<double>(c.before) : s.expected;
  const double elapsed = std::clamp(c.elapsed, 0.0, 1.0);
  const double seen = elapsed > 0 ? static_cast<double>(c.eligible) / elapsed : before;
  const double pace = elapsed * seen + (1 - elapsed) * before;
  return engine::cell_rate(left, std::max(1.0, (1 - elapsed) * pace), response, .02);
}

std::pair<std::int64_t, double> period_of(const Sampling& s, Instant at) {
  const std::int64_t length = std::int64_t{s.days} * 86'400'000;
  const std::int64_t ms = to_ms(at);
  const std::int64_t period = ms >= 0 ? ms / length : -((-ms + length - 1) / length);
  return {period, static_cast<double>(ms - period * length) / static_cast<double>(length)};
}

Decision plan(const Situation& s) {
  const auto& t = s.trigger;
  Decision d;
  const auto no = [&](Reason r) {
    d.reason = r;
    return d;
  };
  if (s.customer.is_none()) return no(Reason::anonymous);
  if (s.now > s.event_at + std::chrono::minutes(t.delay_minutes) + std::chrono::hours(t.expires_hours)) return no(Reason::too_late);
  const double u = engine::hash_draw(draw_key(s));
  if (t.sampling.mode == Mode::share) {
    const auto rate = rate_of(t.sampling, s.cell, s.state);
    d.rate = rate.pi, d.weight = rate.weight;
    d.eligible = true;
    if (u >= rate.pi) return no(Reason::not_sampled);
  }
  const auto channels = usable(s);
  if (!channels.empty()) choose(s, channels, d);
  const bool fits = schedule(s, d);
  const auto verdict = delivery::may_ask({fits ? d.due : std::max(s.now, s.event_at), t.kind, t.topic, t.priority}, s.ledger, s.preference, s.attention);
  if (!verdict.ok()) {
    d.next = verdict.next;
    return no(verdict.reason);
  }
  if (t.sampling.mode == Mode::cells) {
    const auto rate = rate_of(t.sampling, s.cell, s.state);
    d.rate = rate.pi, d.weight = rate.weight;
    d.eligible = true;
    if (u >= rate.pi) return no(Reason::not_sampled);
  }
  if (channels.empty()) {
    const bool refused = std::none_of(t.channels.begin(), t.channels.end(), [&](channel::Kind k) { return s.preference.allows(k); });
    return no(refused ? Reason::opted_out : s.reach == nullptr ? Reason::no_channel : s.reach->none);
  }
  if (!fits) return no(Reason::expired);
  if (t.sampling.mode == Mode::all) d.eligible = true;
  d.displaced = verdict.displaced;
  return d;
}

}  // namespace peakend::trigger
