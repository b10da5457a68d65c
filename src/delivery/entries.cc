// Rows, and what is read and written inside somebody else's transaction.
#include <algorithm>

#include "delivery/book_rows.h"
#include "delivery/delivery_json.h"
#include "delivery/delivery_sql.h"

namespace peakend::delivery {

using records::Param;
using records::Row;

std::string_view name_of(State s) {
  static constexpr std::string_view names[] = {"", "queued", "sent", "opened", "started", "partial", "done", "bounced", "opted_out", "cancelled", "failed"};
  return names[static_cast<std::size_t>(s)];
}
std::optional<State> parse_state(std::string_view s) {
  for (const State k : kStates)
    if (name_of(k) == s) return k;
  return std::nullopt;
}

namespace {

std::vector<std::string> split(std::string_view s) {
  std::vector<std::string> out;
  while (!s.empty()) {
    const auto end = std::min(s.find(','), s.size());
    out.emplace_back(s.substr(0, end));
    s.remove_prefix(std::min(s.size(), end + 1));
  }
  return out;
}

Result<std::optional<Preference>> one_preference(records::Session& s, WorkspaceNo w, CustomerId c) {
  std::optional<Preference> out;
  const Bytes id(c);
  const Param p[] = {number(w), id};
  PK_CHECK(s.query(sql::preference, p, [&](const Row& r) {
    out = preference_of(r, 0);
    return false;
  }));
  return out;
}

}  // namespace

Preference preference_of(const Row& r, int c) {
  Preference p;
  p.opted_out = r.i64(c) != 0;
  for (const auto& name : split(r.text(c + 1)))
    if (const auto k = channel::parse_kind(name)) p.channels.push_back(*k);
  p.topics_off = split(r.text(c + 2));
  p.frequency = static_cast<Frequency>(r.i64(c + 3));
  p.changed = from_ms(r.i64(c + 4));
  p.source = r.text(c + 5);
  return p;
}

Invitation invitation_of(const Row& r, WorkspaceNo w) {
  Invitation i;
  i.id = id_of<InvitationId>(r.text(0));
  i.workspace = w == WorkspaceNo::none ? static_cast<WorkspaceNo>(r.i64(1)) : w;
  i.customer = id_of<CustomerId>(r.text(2));
  i.user_id = r.text(3), i.trigger = r.text(4), i.trigger_version = static_cast<int>(r.i64(5));
  i.survey = r.text(6), i.survey_version = static_cast<int>(r.i64(7));
  i.kind = r.text(8), i.topic = r.text(9), i.priority = static_cast<int>(r.i64(10));
  i.event_key = r.text(11), i.event = r.text(12), i.event_at = from_ms(r.i64(13));
  i.journey = r.text(14), i.touchpoint = r.text(15), i.episode = r.text(16);
  i.properties = properties_from(r.text(17));
  i.cell = r.text(18), i.rate = r.f64(19), i.weight = r.f64(20), i.propensity = r.f64(21), i.explored = r.i64(22) != 0;
  i.channel = static_cast<channel::Kind>(r.i64(23)), i.hour = static_cast<int>(r.i64(24)), i.lang = r.text(25);
  i.state = static_cast<State>(r.i64(26)), i.reason = static_cast<Reason>(r.i64(27));
  const auto time = [&](int column) { return r.is_null(column) ? std::nullopt : std::optional(from_ms(r.i64(column))); };
  i.due = time(28), i.expires = from_ms(r.i64(29)), i.step = static_cast<int>(r.i64(30)), i.attempts = static_cast<int>(r.i64(31));
  i.link = r.text(32), i.created = from_ms(r.i64(33));
  i.sent = time(34), i.opened = time(35), i.started = time(36), i.partial = time(37), i.done = time(38), i.ended = time(39);
  return i;
}

Result<std::vector<Asked>> Entries::ledger(WorkspaceNo w, std::span<const CustomerId> ids, Instant since, InvitationId but) {
  std::vector<Asked> out;
  for (const CustomerId c : ids) {
    const Bytes id(c);
    const Param p[] = {number(w), id, to_ms(since)};
    PK_CHECK(s_.query(sql::ledger, p, [&](const Row& r) {
      Asked a{id_of<InvitationId>(r.text(0)), {}, std::string(r.text(3)), static_cast<int>(r.i64(4)), r.is_null(2), 1};
      a.at = from_ms(a.queued ? r.i64(1) : r.i64(2));
      if (!a.queued) a.messages = std::max(1, static_cast<int>(r.i64(5)));
      if (a.id != but) out.push_back(std::move(a));
      return true;
    }));
  }
  return out;
}

Result<Preference> Entries::preference(WorkspaceNo w, std::span<const CustomerId> ids) {
  std::optional<Preference> out;
  for (const CustomerId c : ids) {
    PK_TRY(auto one, one_preference(s_, w, c));
    if (one) out = out ? stricter(*out, *one) : std::move(*one);
  }
  return out.value_or(Preference{});
}

namespace {
Result<bool> any(records::Session& s, const records::Statement& statement, std::span<const Param> p) {
  bool found = false;
  PK_CHECK(s.query(statement, p, [&](const Row&) {
    found = true;
    return false;
  }));
  return found;
}
}  // namespace
Result<bool> Entries::dead(WorkspaceNo w, std::int64_t hash) {
  const Param p[] = {number(w), hash};
  return any(s_, sql::is_dead, p);
}
Result<bool> Entries::handled(WorkspaceNo w, std::string_view trigger, std::string_view event_key) {
  const Param p[] = {number(w), trigger, event_key};
  return any(s_, sql::handled, p);
}

Result<std::optional<Invitation>> Entries::find(WorkspaceNo w, InvitationId id) {
  std::optional<Invitation> out;
  const Bytes key(id);
  const Param p[] = {number(w), key};
  PK_CHECK(s_.query(sql::invitation, p, [&](const Row& r) {
    out = invitation_of(r, w);
    return false;
  }));
  return out;
}

Result<Attention> Entries::attention(WorkspaceNo w) {
  Attention a;
  const Param p[] = {number(w)};
  PK_CHECK(s_.query(sql::attention, p, [&](const Row& r) {
    a = stored_attention(r.text(0), static_cast<int>(r.i64(1)));
    return false;
  }));
  return a;
}

Result<bool> add(records::Tx& tx, const Invitation& i) {
  const Bytes id(i.id), customer(i.customer);
  const std::string properties = to_json(i.properties);
  const auto text = [](const std::string& s) { return Param(std::string_view(s)); };
  const auto whole = [](int n) { return Param(std::int64_t{n}); };
  const Param p[] = {id, number(i.workspace), customer, text(i.user_id), text(i.trigger), whole(i.trigger_version), text(i.survey), whole(i.survey_version),
                     text(i.kind), text(i.topic), whole(i.priority), text(i.event_key), text(i.event), to_ms(i.event_at), text(i.journey), text(i.touchpoint),
                     text(i.episode), text(properties), text(i.cell), i.rate, i.weight, i.propensity, std::int64_t{i.explored},
                     static_cast<std::int64_t>(i.channel), whole(i.hour), text(i.lang), static_cast<std::int64_t>(i.state), static_cast<std::int64_t>(i.reason),
                     i.due ? Param(to_ms(*i.due)) : Param(std::monostate{}), to_ms(i.expires), whole(i.step), whole(i.attempts), text(i.link), to_ms(i.created)};
  PK_TRY(const auto n, tx.exec(sql::insert_invitation, p));
  return n > 0;
}

Result<bool> add(records::Tx& tx, const Refusal& r) {
  const Bytes customer(r.customer);
  const Param p[] = {number(r.workspace), std::string_view(r.trigger), std::string_view(r.event_key), customer, std::string_view(r.user_id),
                     std::int64_t{r.trigger_version}, std::string_view(r.event), to_ms(r.event_at), to_ms(r.at), static_cast<std::int64_t>(r.reason),
                     r.next ? Param(to_ms(*r.next)) : Param(std::monostate{}), std::string_view(r.cell)};
  PK_TRY(const auto n, tx.exec(sql::insert_refusal, p));
  return n > 0;
}

Result<void> end(records::Tx& tx, InvitationId id, State state, Reason reason, Instant now) {
  const Bytes key(id);
  const Param p[] = {key, static_cast<std::int64_t>(state), static_cast<std::int64_t>(reason), to_ms(now)};
  PK_CHECK(tx.exec(sql::end_invitation, p));
  return {};
}
Result<void> cancel(records::Tx& tx, InvitationId id, Reason reason, Instant now) {
  return end(tx, id, reason == Reason::opted_out ? State::opted_out : State::cancelled, reason, now);
}

}  // namespace peakend::delivery
