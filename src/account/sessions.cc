// Deciding about requests; signing in and out.
#include <algorithm>

#include "account/account_sql.h"
#include "account/accounts_impl.h"
#include "base/network.h"

namespace peakend::account {
namespace {

using message::Request;
using message::Right;
using message::Route;
using message::Verb;

constexpr std::size_t kMaxSessionsOfAccount = 50;

bool changes(Verb v) { return v != Verb::get && v != Verb::head && v != Verb::options; }

tl::unexpected<Error> wait_first(int seconds) {
  const auto text = std::to_string(seconds);
  return tl::unexpected(Error{ErrorKind::too_many, "login_throttled", {}, {}, {{"retry_after", text}}});
}

/// At most `most` bytes, never half a character, no control characters.
std::string utf8_cut(std::string_view text, std::size_t most) {
  auto end = std::min(text.size(), most);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  std::string out(text.substr(0, end));
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return out;
}

}  // namespace

std::string session_id(const Digest& hash) {
  const auto d = digest_of("session id", to_hex(hash));
  return "ses_" + to_hex(std::span(d).first(16));
}

bool AccountsImpl::ended(const SessionEntry& s, Instant now) const {
  return now >= s.created + policy_.session_life || now >= from_ms(s.seen.load(std::memory_order_relaxed)) + policy_.session_idle;
}

/// Fills req.who from the first credential that is there.
AccountsImpl::Caller AccountsImpl::identify(Request& req) const {
  Caller caller;
  const auto now = clock_.now();
  const auto authorization = req.header("authorization"), x_api_key = req.header("x-api-key");
  if (!authorization.empty() || !x_api_key.empty()) {
    if (const auto secret = key_of_headers(authorization, x_api_key); !secret.empty()) {
      const auto hash = digest_of("key", secret);
      const std::shared_lock lock(mutex_);
      const auto it = keys_.find(hash);
      if (it == keys_.end()) return caller.found = Found::unknown_key, caller;
      const auto& entry = it->second;
      if (entry.key.expires && now >= *entry.key.expires) return caller.found = Found::expired_key, caller;
      req.who.workspace = entry.key.workspace;
      req.who.key = entry.key.id;
      req.who.name = entry.key.name;
      req.who.rights = entry.rights;
      entry.seen.store(to_ms(now), std::memory_order_relaxed);
      return caller.found = Found::key, caller;
    }
  }
  auto cookie = req.cookie("pk_session");
  if (!cookie || cookie->empty()) return caller;
  const auto hash = digest_of("session", *cookie);
  std::optional<Reach> reach;
  {
    const std::shared_lock lock(mutex_);
    const auto it = sessions_.find(hash);
    if (it == sessions_.end() || ended(it->second, now)) return caller.found = Found::ended_session, caller;
    const auto& entry = it->second;
    req.who.workspace = entry.workspace;
    req.who.account = entry.account;
    req.who.name = entry.name;
    req.who.rights = rights_of(entry.role);
    if (info_of(entry.role).limited) reach = entry.reach;
    if (const auto w = workspaces_.find(entry.workspace); w != workspaces_.end()) caller.must_enrol = w->second.require_totp && !entry.totp;
    caller.confirmed = entry.confirmed;
    entry.seen.store(to_ms(now), std::memory_order_relaxed);
  }
  if (caller.must_enrol) req.who.rights &= message::bits_of({Right::self});
  if (reach) {
    req.who.scope = scope_of_ ? scope_of_(req.who.workspace, *reach) : nullptr;
    if (!req.who.scope) req.who.scope = std::make_shared<message::Scope>();
  }
  caller.token = *std::move(cookie);
  caller.found = Found::session;
  return caller;
}

Result<void> AccountsImpl::authenticate(Request& req, const Route& route) const {
  const auto caller = identify(req);
  if (caller.found == Found::session && changes(req.verb) && route.same_origin_only &&
      !same_secret(req.header("x-csrf-token"), csrf_of(caller.token)))
    return fail(ErrorKind::forbidden, "csrf");
  if (route.right == Right::none) return {};
  switch (caller.found) {
    case Found::nothing: return fail(ErrorKind::unauthorized, "not_authenticated");
    case Found::unknown_key: return fail(ErrorKind::unauthorized, "key_unknown");
    case Found::expired_key: return fail(ErrorKind::unauthorized, "key_expired");
    case Found::ended_session: return fail(ErrorKind::unauthorized, "session_expired");
    case Found::key:
    case Found::session: break;
  }
  if (!req.who.may(route.right)) {
    if (caller.must_enrol) return fail(ErrorKind::forbidden, "second_factor_required");
    return tl::unexpected(Error{ErrorKind::forbidden, "right_missing", {}, {}, {{"right", std::string(message::right_name(route.right))}}});
  }
  if (req.who.scope && !route.limited_ok) return fail(ErrorKind::forbidden, "not_for_limited");
  if (route.confirm && caller.found == Found::session && clock_.now() >= from_ms(caller.confirmed) + policy_.confirm_life)
    return fail(ErrorKind::forbidden, "confirm_needed");
  return {};
}

std::string AccountsImpl::csrf_of(std::string_view session_token) const {
  const auto d = digest_of("csrf", session_token);
  return to_hex(std::span(d).first(16));
}

Result<void> AccountsImpl::load_sessions(records::Session& s) {
  return s.query(sql::all_sessions, {}, [&](const records::Row& r) {
    auto& e = sessions_[digest_from(r.text(0))];
    e.account = AccountId(id_of(r.text(1)));
    e.workspace = WorkspaceNo(static_cast<std::uint32_t>(r.i64(2)));
    e.created = from_ms(r.i64(3));
    e.seen = e.written = r.i64(4);
    e.email = r.text(5);
    e.name = r.text(6);
    e.role = role_by_key(r.text(7)).value_or(Role::viewer);
    e.reach = parse_reach(r.text(8));
    e.device = r.text(9);
    e.address = r.text(10);
    e.confirmed = r.i64(11);
    e.totp = r.i64(12) != 0;
    return true;
  });
}

/// Into the wanted workspace of the account, else into its first one.
Result<SignedIn> AccountsImpl::open_session(const Person& who, const Place& place, WorkspaceNo wanted) {
  SignedIn out{random_hex(32), {}, who.email};
  const auto hash = digest_of("session", out.token);
  const auto bytes = to_bytes(who.id.uuid());
  const auto now = clock_.now();
  WorkspaceNo workspace = WorkspaceNo::none;
  Role role = Role::viewer;
  Reach reach;
  const auto device = utf8_cut(place.device, 300);
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.query(sql::memberships_of, std::array<records::Param, 1>{std::span<const std::byte>(bytes)}, [&](const records::Row& r) {
      const auto no = WorkspaceNo(static_cast<std::uint32_t>(r.i64(0)));
      if (workspace != WorkspaceNo::none && no != wanted) return true;
      workspace = no;
      role = role_by_key(r.text(1)).value_or(Role::viewer);
      reach = parse_reach(r.text(2));
      return true;
    }));
    if (workspace == WorkspaceNo::none) return fail(ErrorKind::forbidden, "no_workspace");
    PK_CHECK(tx.exec(sql::insert_session, std::array<records::Param, 6>{bytes_of(hash), std::span<const std::byte>(bytes), static_cast<std::int64_t>(workspace), to_ms(now),
                                                                              std::string_view(device), std::string_view(place.address)}));
    return {};
  }));
  out.who.account = who.id;
  out.who.name = who.name;
  out.who.workspace = workspace;
  out.who.rights = rights_of(role);
  const std::unique_lock lock(mutex_);
  if (const auto w = workspaces_.find(workspace); w != workspaces_.end() && w->second.require_totp && who.totp.empty()) out.who.rights &= message::bits_of({Right::self});
  const auto mine = [&](const auto& s) { return s.second.account == who.id; };
  while (static_cast<std::size_t>(std::count_if(sessions_.begin(), sessions_.end(), mine)) >= kMaxSessionsOfAccount) {
    auto oldest = sessions_.end();
    for (auto it = sessions_.begin(); it != sessions_.end(); ++it)
      if (mine(*it) && (oldest == sessions_.end() || it->second.seen < oldest->second.seen)) oldest = it;
    // Its row goes with the next tidy(): seen long ago means ended.
    oldest->second.seen = 0;
    sessions_.erase(oldest);
  }
  auto& e = sessions_[hash];
  e.account = who.id;
  e.name = who.name;
  e.email = who.email;
  e.workspace = workspace;
  e.role = role;
  e.reach = std::move(reach);
  e.totp = !who.totp.empty();
  e.device = device;
  e.address = place.address;
  e.created = now;
  e.seen = e.written = e.confirmed = to_ms(now);
  return out;
}

bool AccountsImpl::is_known(const std::string& account_and_network) {
  const std::lock_guard lock(known_mutex_);
  return known_.contains(account_and_network);
}
void AccountsImpl::remember_known(const std::string& account_and_network) {
  constexpr std::size_t kMost = 10'000;
  const std::lock_guard lock(known_mutex_);
  if (known_.size() >= kMost) known_.erase(known_.begin());
  known_.insert(account_and_network);
}

/// The same work whether the account exists or not. Counts failures; `remote` may be empty when it is not known.
Result<void> AccountsImpl::check_password(const Person& who, std::string_view email, std::string_view password, const std::string& remote) {
  const auto now = clock_.now();
  const auto normal = std::string(email), network = network_of(remote), both = normal + ' ' + network;
  int wait = by_both_.wait_seconds(both, now);
  if (!remote.empty()) wait = std::max(wait, by_address_.wait_seconds(network, now));
  if (!is_known(both)) wait = std::max(wait, by_account_.wait_seconds(normal, now));
  if (wait > 0) return wait_first(wait);
  bool right = false;
  if (who.password.empty()) static_cast<void>(hash_password(password.substr(0, 256)));
  else right = password_matches(who.password, password);
  if (right && !who.disabled) {
    by_both_.succeeded(both);
    remember_known(both);
    return {};
  }
  by_both_.failed(both, now);
  by_account_.failed(normal, now);
  if (!remote.empty()) by_address_.failed(network, now);
  return fail(ErrorKind::unauthorized, "login_failed");
}

Result<SignedIn> AccountsImpl::sign_in(std::string_view email, std::string_view password, const Place& place, std::string_view code) {
  const auto normal = normal_email(email).value_or(std::string(email.substr(0, 254)));
  Person who;
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    PK_TRY(who, person(s, sql::find_account, std::string_view(normal)));
    return {};
  }));
  PK_CHECK(check_password(who, normal, password, place.address));
  PK_TRY(auto factor, check_factor(who, code));
  PK_TRY(auto in, open_session(who, place));
  in.factor = std::move(factor);
  return in;
}

Result<void> AccountsImpl::sign_out(std::string_view session_token) {
  const auto hash = digest_of("session", session_token);
  {
    const std::unique_lock lock(mutex_);
    sessions_.erase(hash);
  }
  return records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::delete_session, std::array<records::Param, 1>{bytes_of(hash)}));
    return {};
  });
}

Result<void> AccountsImpl::switch_workspace(std::string_view session_token, std::string_view workspace_key) {
  const auto hash = digest_of("session", session_token);
  const auto target = workspace(workspace_key);
  AccountId id;
  {
    const std::shared_lock lock(mutex_);
    if (const auto it = sessions_.find(hash); it != sessions_.end()) id = it->second.account;
  }
  std::optional<Role> role;
  Reach reach;
  if (target && !id.is_none()) {
    const auto bytes = to_bytes(id.uuid());
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::memberships_of, std::array<records::Param, 1>{std::span<const std::byte>(bytes)}, [&](const records::Row& r) {
        if (r.i64(0) != static_cast<std::int64_t>(target->no)) return true;
        role = role_by_key(r.text(1)).value_or(Role::viewer);
        reach = parse_reach(r.text(2));
        return false;
      });
    }));
  }
  if (!role) return fail(ErrorKind::not_found, "no_such_workspace");
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::touch_session, std::array<records::Param, 3>{bytes_of(hash), to_ms(clock_.now()), static_cast<std::int64_t>(target->no)}));
    return {};
  }));
  const std::unique_lock lock(mutex_);
  if (const auto it = sessions_.find(hash); it != sessions_.end()) it->second.workspace = target->no, it->second.role = *role, it->second.reach = std::move(reach);
  return {};
}

std::optional<Role> AccountsImpl::role_of(std::string_view session_token) const {
  const auto hash = digest_of("session", session_token);
  const std::shared_lock lock(mutex_);
  const auto it = sessions_.find(hash);
  return it == sessions_.end() ? std::nullopt : std::optional(it->second.role);
}

std::vector<SessionInfo> AccountsImpl::sessions_of(AccountId id, std::string_view current_token) const {
  const auto current = digest_of("session", current_token);
  const auto now = clock_.now();
  std::vector<SessionInfo> out;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [hash, e] : sessions_)
      if (e.account == id && !ended(e, now)) out.push_back({session_id(hash), e.device, e.address, e.created, from_ms(e.seen.load()), hash == current});
  }
  std::sort(out.begin(), out.end(), [](const SessionInfo& a, const SessionInfo& b) { return a.current != b.current ? a.current : a.seen > b.seen; });
  return out;
}

void AccountsImpl::each_session(AccountId id, const std::function<bool(const Digest&, SessionEntry&)>& keep) {
  const std::unique_lock lock(mutex_);
  for (auto it = sessions_.begin(); it != sessions_.end();)
    it = it->second.account == id && !keep(it->first, it->second) ? sessions_.erase(it) : std::next(it);
}

Result<void> AccountsImpl::end_session(AccountId id, std::string_view text) {
  std::optional<Digest> found;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [hash, e] : sessions_)
      if (e.account == id && session_id(hash) == text) found = hash;
  }
  if (!found) return fail(ErrorKind::not_found, "no_such_session");
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::delete_session, std::array<records::Param, 1>{bytes_of(*found)}));
    return {};
  }));
  each_session(id, [&](const Digest& hash, SessionEntry&) { return hash != *found; });
  return {};
}

Result<void> AccountsImpl::end_other_sessions(AccountId id, std::string_view current_token) {
  const auto current = digest_of("session", current_token);
  const auto bytes = to_bytes(id.uuid());
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::delete_other_sessions, std::array<records::Param, 2>{std::span<const std::byte>(bytes), bytes_of(current)}));
    return {};
  }));
  each_session(id, [&](const Digest& hash, SessionEntry&) { return hash == current; });
  return {};
}

std::string AccountsImpl::email_of(AccountId id) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [hash, s] : sessions_)
    if (s.account == id) return s.email;
  return {};
}

Result<void> AccountsImpl::tidy() {
  struct Seen {
    Digest hash;
    Uuid id;
    std::int64_t at;
    WorkspaceNo workspace;
  };
  std::vector<Seen> sessions, keys;
  std::vector<Digest> over;
  const auto now = clock_.now();
  {
    const std::unique_lock lock(mutex_);
    for (auto it = sessions_.begin(); it != sessions_.end();) {
      if (ended(it->second, now)) {
        over.push_back(it->first);
        it = sessions_.erase(it);
        continue;
      }
      // Five minutes of inexactness after a crash are worth not writing at every request.
      if (const auto at = it->second.seen.load(); at - it->second.written > 300'000) {
        sessions.push_back({it->first, {}, at, it->second.workspace});
        it->second.written = at;
      }
      ++it;
    }
    for (auto& [hash, k] : keys_)
      if (const auto at = k.seen.load(); at - k.written > 300'000) {
        keys.push_back({hash, k.key.id.uuid(), at, k.key.workspace});
        k.written = at;
      }
  }
  if (sessions.empty() && keys.empty() && over.empty()) return {};
  return records_.write([&](records::Tx& tx) -> Result<void> {
    for (const auto& s : sessions) {
      PK_CHECK(tx.exec(sql::touch_session, std::array<records::Param, 3>{bytes_of(s.hash), s.at, static_cast<std::int64_t>(s.workspace)}));
    }
    for (const auto& k : keys) {
      const auto id = to_bytes(k.id);
      PK_CHECK(tx.exec(sql::touch_key, std::array<records::Param, 2>{std::span<const std::byte>(id), k.at}));
    }
    for (const auto& hash : over) {
      PK_CHECK(tx.exec(sql::delete_session, std::array<records::Param, 1>{bytes_of(hash)}));
    }
    return {};
  });
}

}  // namespace peakend::account
