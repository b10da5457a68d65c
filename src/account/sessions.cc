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

}  // namespace

bool AccountsImpl::ended(const SessionEntry& s, Instant now) const {
  return now >= s.created + policy_.session_life || now >= from_ms(s.seen.load(std::memory_order_relaxed)) + policy_.session_idle;
}

/// Fills req.who from the first credential that is there; `token` is the session's cookie value.
AccountsImpl::Found AccountsImpl::identify(Request& req, std::string& token) const {
  const auto now = clock_.now();
  const auto authorization = req.header("authorization"), x_api_key = req.header("x-api-key");
  if (!authorization.empty() || !x_api_key.empty()) {
    if (const auto secret = key_of_headers(authorization, x_api_key); !secret.empty()) {
      const auto hash = digest_of("key", secret);
      const std::shared_lock lock(mutex_);
      const auto it = keys_.find(hash);
      if (it == keys_.end()) return Found::unknown_key;
      const auto& entry = it->second;
      req.who.workspace = entry.key.workspace;
      req.who.key = entry.key.id;
      req.who.name = entry.key.name;
      req.who.rights = entry.rights;
      entry.seen.store(to_ms(now), std::memory_order_relaxed);
      return Found::key;
    }
  }
  auto cookie = req.cookie("pk_session");
  if (!cookie || cookie->empty()) return Found::nothing;
  const auto hash = digest_of("session", *cookie);
  const std::shared_lock lock(mutex_);
  const auto it = sessions_.find(hash);
  if (it == sessions_.end() || ended(it->second, now)) return Found::ended_session;
  const auto& entry = it->second;
  req.who.workspace = entry.workspace;
  req.who.account = entry.account;
  req.who.name = entry.name;
  req.who.rights = entry.rights;
  entry.seen.store(to_ms(now), std::memory_order_relaxed);
  token = *std::move(cookie);
  return Found::session;
}

Result<void> AccountsImpl::authenticate(Request& req, const Route& route) const {
  std::string token;
  const auto found = identify(req, token);
  if (found == Found::session && changes(req.verb) && route.same_origin_only &&
      !same_secret(req.header("x-csrf-token"), csrf_of(token)))
    return fail(ErrorKind::forbidden, "csrf");
  if (route.right == Right::none) return {};
  switch (found) {
    case Found::nothing: return fail(ErrorKind::unauthorized, "not_authenticated");
    case Found::unknown_key: return fail(ErrorKind::unauthorized, "key_unknown");
    case Found::ended_session: return fail(ErrorKind::unauthorized, "session_expired");
    case Found::key:
    case Found::session: break;
  }
  if (!req.who.may(route.right))
    return tl::unexpected(Error{ErrorKind::forbidden, "right_missing", {}, {}, {{"right", std::string(message::right_name(route.right))}}});
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
    e.rights = rights_of(Role::owner);
    return true;
  });
}

Result<SignedIn> AccountsImpl::open_session(AccountId id, const std::string& name, const std::string& email) {
  SignedIn out{random_hex(32), {}, email};
  const auto hash = digest_of("session", out.token);
  const auto bytes = to_bytes(id.uuid());
  const auto now = clock_.now();
  WorkspaceNo workspace = WorkspaceNo::none;
  message::Rights rights = 0;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.query(sql::memberships_of, std::array<records::Param, 1>{std::span<const std::byte>(bytes)}, [&](const records::Row& r) {
      workspace = WorkspaceNo(static_cast<std::uint32_t>(r.i64(0)));
      rights = rights_of(Role::owner);
      return false;
    }));
    if (workspace == WorkspaceNo::none) return fail(ErrorKind::forbidden, "no_workspace");
    PK_CHECK(tx.exec(sql::insert_session, std::array<records::Param, 4>{bytes_of(hash), std::span<const std::byte>(bytes),
                                                                              static_cast<std::int64_t>(workspace), to_ms(now)}));
    return {};
  }));
  out.who.account = id;
  out.who.name = name;
  out.who.workspace = workspace;
  out.who.rights = rights;
  const std::unique_lock lock(mutex_);
  const auto mine = [&](const auto& s) { return s.second.account == id; };
  while (static_cast<std::size_t>(std::count_if(sessions_.begin(), sessions_.end(), mine)) >= kMaxSessionsOfAccount) {
    auto oldest = sessions_.end();
    for (auto it = sessions_.begin(); it != sessions_.end(); ++it)
      if (mine(*it) && (oldest == sessions_.end() || it->second.seen < oldest->second.seen)) oldest = it;
    // Its row goes with the next tidy(): seen long ago means ended.
    oldest->second.seen = 0;
    sessions_.erase(oldest);
  }
  auto& e = sessions_[hash];
  e.account = id;
  e.name = name;
  e.email = email;
  e.workspace = workspace;
  e.rights = rights;
  e.created = now;
  e.seen = e.written = to_ms(now);
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

Result<SignedIn> AccountsImpl::sign_in(std::string_view email, std::string_view password, std::string_view remote) {
  const auto now = clock_.now();
  const auto normal = normal_email(email).value_or("");
  const auto network = network_of(remote), both = normal + ' ' + network;
  int wait = std::max(by_both_.wait_seconds(both, now), by_address_.wait_seconds(network, now));
  if (!is_known(both)) wait = std::max(wait, by_account_.wait_seconds(normal, now));
  if (wait > 0) return wait_first(wait);
  AccountId id;
  std::string stored, name;
  bool disabled = false;
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::find_account, std::array<records::Param, 1>{std::string_view(normal)}, [&](const records::Row& r) {
      id = AccountId(id_of(r.text(0)));
      name = r.text(2);
      stored = r.text(3);
      disabled = r.i64(4) != 0;
      return false;
    });
  }));
  // The same work for an unknown account, so that the time does not tell which addresses exist.
  bool right = false;
  if (stored.empty()) static_cast<void>(hash_password(password.substr(0, 256)));
  else right = password_matches(stored, password);
  if (!right || disabled) {
    by_both_.failed(both, now);
    by_account_.failed(normal, now);
    by_address_.failed(network, now);
    return fail(ErrorKind::unauthorized, "login_failed");
  }
  by_both_.succeeded(both);
  remember_known(both);
  return open_session(id, name, normal);
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
  std::optional<message::Rights> rights;
  if (target && !id.is_none()) {
    const auto bytes = to_bytes(id.uuid());
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::memberships_of, std::array<records::Param, 1>{std::span<const std::byte>(bytes)}, [&](const records::Row& r) {
        if (r.i64(0) == static_cast<std::int64_t>(target->no)) rights = rights_of(Role::owner);
        return !rights;
      });
    }));
  }
  if (!rights) return fail(ErrorKind::not_found, "no_such_workspace");
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::touch_session, std::array<records::Param, 3>{bytes_of(hash), to_ms(clock_.now()), static_cast<std::int64_t>(target->no)}));
    return {};
  }));
  const std::unique_lock lock(mutex_);
  if (const auto it = sessions_.find(hash); it != sessions_.end()) it->second.workspace = target->no, it->second.rights = *rights;
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
