// One's own account: name, password, second factor, recovery codes, links for a forgotten password.
#include <algorithm>

#include "account/account_sql.h"
#include "account/accounts_impl.h"
#include "account/totp.h"

namespace peakend::account {
namespace {

constexpr int kRecoveryCodes = 10;
constexpr auto kEnrolLife = std::chrono::minutes(10);
constexpr std::size_t kMaxPending = 1'000;

std::span<const std::byte> view(const std::array<std::byte, 16>& id) { return id; }

/// Letters and digits only, lower case: dashes and blanks are for the eye.
std::string plain_code(std::string_view code) {
  std::string out;
  for (const char c : code)
    if (c != '-' && c != ' ') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

Digest recovery_digest(AccountId id, std::string_view code) { return digest_of("recovery", id.text() + plain_code(code)); }

}  // namespace

Result<AccountsImpl::Person> AccountsImpl::person(records::Session& s, const records::Statement& by, records::Param key) const {
  Person p;
  PK_CHECK(s.query(by, std::array<records::Param, 1>{key}, [&](const records::Row& r) {
    p.id = AccountId(id_of(r.text(0)));
    p.email = r.text(1);
    p.name = r.text(2);
    p.password = r.text(3);
    p.disabled = r.i64(4) != 0;
    p.totp = r.text(5);
    p.totp_step = r.i64(6);
    return false;
  }));
  return p;
}

Result<AccountsImpl::Person> AccountsImpl::person(AccountId id) const {
  Person p;
  const auto bytes = to_bytes(id.uuid());
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    PK_TRY(p, person(s, sql::account_by_id, view(bytes)));
    return {};
  }));
  if (p.id.is_none()) return fail(ErrorKind::not_found, "no_such_account");
  return p;
}

Result<void> AccountsImpl::rename(AccountId id, std::string_view name) {
  if (name.empty() || name.size() > 200) return fail_field("name", name.empty() ? "required" : "too_long", {{"max", "200"}});
  const auto bytes = to_bytes(id.uuid());
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::rename_account, std::array<records::Param, 2>{view(bytes), name}));
    return {};
  }));
  each_session(id, [&](const Digest&, SessionEntry& e) { return e.name = name, true; });
  return {};
}

Result<void> AccountsImpl::reset_password(std::string_view email, std::string_view password) {
  const auto normal = normal_email(email);
  if (!normal) return fail_field("email", "email_invalid");
  if (auto fault = password_fault(password, email)) return fail_field("password", *fault, {{"min", "10"}, {"max", "256"}});
  PK_TRY(const auto hash, hash_password(password));
  AccountId id;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(const auto who, person(tx, sql::find_account, std::string_view(*normal)));
    if (who.id.is_none()) return fail(ErrorKind::not_found, "no_such_account");
    id = who.id;
    const auto bytes = to_bytes(id.uuid());
    PK_CHECK(tx.exec(sql::update_password, std::array<records::Param, 2>{std::span<const std::byte>(bytes), std::string_view(hash)}));
    PK_CHECK(tx.exec(sql::delete_sessions_of, std::array<records::Param, 1>{std::span<const std::byte>(bytes)}));
    return {};
  }));
  each_session(id, [](const Digest&, SessionEntry&) { return false; });
  return {};
}

Result<void> AccountsImpl::change_password(AccountId id, std::string_view session_token, std::string_view current, std::string_view next) {
  PK_TRY(const auto who, person(id));
  if (auto ok = check_password(who, who.email, current, address_of(session_token)); !ok) {
    if (ok.error().code == "login_failed") return fail_field("password", "password_wrong");
    return ok;
  }
  if (auto fault = password_fault(next, who.email)) return fail_field("new_password", *fault, {{"min", "10"}, {"max", "256"}});
  PK_TRY(const auto hash, hash_password(next));
  const auto bytes = to_bytes(id.uuid());
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::update_password, std::array<records::Param, 2>{view(bytes), std::string_view(hash)}));
    return {};
  }));
  return end_other_sessions(id, session_token);
}

std::string AccountsImpl::address_of(std::string_view session_token) const {
  const auto hash = digest_of("session", session_token);
  const std::shared_lock lock(mutex_);
  const auto it = sessions_.find(hash);
  return it == sessions_.end() ? std::string{} : it->second.address;
}

Result<void> AccountsImpl::confirm(std::string_view session_token, std::string_view password) {
  const auto hash = digest_of("session", session_token);
  AccountId id;
  {
    const std::shared_lock lock(mutex_);
    if (const auto it = sessions_.find(hash); it != sessions_.end()) id = it->second.account;
  }
  if (id.is_none()) return fail(ErrorKind::unauthorized, "session_expired");
  PK_TRY(const auto who, person(id));
  if (auto ok = check_password(who, who.email, password, address_of(session_token)); !ok) {
    if (ok.error().code == "login_failed") return fail_field("password", "password_wrong");
    return ok;
  }
  const auto now = to_ms(clock_.now());
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::confirm_session, std::array<records::Param, 2>{bytes_of(hash), now}));
    return {};
  }));
  each_session(id, [&](const Digest& h, SessionEntry& e) { return e.confirmed = h == hash ? now : e.confirmed, true; });
  return {};
}

Result<std::string> AccountsImpl::check_factor(const Person& who, std::string_view code) {
  if (who.totp.empty()) return std::string{};
  if (code.empty()) return fail(ErrorKind::unauthorized, "second_factor_needed");
  // By account, whatever the address: only who knows the password comes this far, and there are few codes to guess.
  if (const int s = by_factor_.wait_seconds(who.email, clock_.now()); s > 0)
    return tl::unexpected(Error{ErrorKind::too_many, "login_throttled", {}, {}, {{"retry_after", std::to_string(s)}}});
  const auto bytes = to_bytes(who.id.uuid());
  std::int64_t spent = 0;
  const auto step = totp_match(who.totp, code, clock_.now());
  const auto recovery = recovery_digest(who.id, code.substr(0, 60));
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    if (step) {
      PK_TRY(spent, tx.exec(sql::use_totp_step, std::array<records::Param, 2>{view(bytes), *step}));
    } else {
      PK_TRY(spent, tx.exec(sql::use_recovery_code, std::array<records::Param, 2>{view(bytes), bytes_of(recovery)}));
    }
    return {};
  }));
  if (spent == 0) {
    by_factor_.failed(who.email, clock_.now());
    return fail(ErrorKind::unauthorized, "second_factor_wrong");
  }
  by_factor_.succeeded(who.email);
  return std::string(step ? "totp" : "recovery");
}

bool AccountsImpl::has_totp(AccountId id) const {
  const auto who = person(id);
  return who && !who->totp.empty();
}

Result<int> AccountsImpl::recovery_codes_left(AccountId id) const {
  int n = 0;
  const auto bytes = to_bytes(id.uuid());
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::count_recovery_codes, std::array<records::Param, 1>{view(bytes)}, [&](const records::Row& r) { return n = static_cast<int>(r.i64(0)), false; });
  }));
  return n;
}

Result<Accounts::Enrolment> AccountsImpl::begin_totp(AccountId id) {
  PK_TRY(const auto who, person(id));
  if (!who.totp.empty()) return fail(ErrorKind::conflict, "second_factor_on");
  Pending p{std::string(kTotpSecretBytes, '\0'), clock_.now() + kEnrolLife};
  random_(std::span(reinterpret_cast<unsigned char*>(p.secret.data()), p.secret.size()));
  const auto text = base32(p.secret);
  const std::lock_guard lock(pending_mutex_);
  std::erase_if(pending_, [now = clock_.now()](const auto& e) { return e.second.expires <= now; });
  if (pending_.size() >= kMaxPending) return fail(ErrorKind::unavailable, "busy");
  pending_[id] = std::move(p);
  return Enrolment{text, otpauth_uri("peakend", who.email, text)};
}

Result<std::vector<std::string>> AccountsImpl::write_recovery_codes(records::Tx& tx, AccountId id) {
  const auto bytes = to_bytes(id.uuid());
  std::vector<std::string> out;
  PK_CHECK(tx.exec(sql::delete_recovery_codes, std::array<records::Param, 1>{view(bytes)}));
  for (int i = 0; i < kRecoveryCodes; ++i) {
    const auto hex = random_hex(8);  // 64 bits: beyond guessing through the throttle
    out.push_back(hex.substr(0, 4) + "-" + hex.substr(4, 4) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4));
    const auto hash = recovery_digest(id, out.back());
    PK_CHECK(tx.exec(sql::insert_recovery_code, std::array<records::Param, 2>{view(bytes), bytes_of(hash)}));
  }
  return out;
}

Result<std::vector<std::string>> AccountsImpl::finish_totp(AccountId id, std::string_view code) {
  std::string secret;
  {
    const std::lock_guard lock(pending_mutex_);
    const auto it = pending_.find(id);
    if (it == pending_.end() || it->second.expires <= clock_.now()) return fail(ErrorKind::conflict, "enrolment_over");
    secret = it->second.secret;
  }
  const auto step = totp_match(secret, code, clock_.now());
  if (!step) return fail_field("code", "code_wrong");
  const auto bytes = to_bytes(id.uuid());
  std::vector<std::string> codes;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::set_totp, std::array<records::Param, 3>{view(bytes), std::as_bytes(std::span(secret)), *step}));
    PK_TRY(codes, write_recovery_codes(tx, id));
    return {};
  }));
  {
    const std::lock_guard lock(pending_mutex_);
    pending_.erase(id);
  }
  each_session(id, [](const Digest&, SessionEntry& e) { return e.totp = true; });
  return codes;
}

Result<std::vector<std::string>> AccountsImpl::new_recovery_codes(AccountId id) {
  if (!has_totp(id)) return fail(ErrorKind::conflict, "second_factor_off");
  std::vector<std::string> codes;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(codes, write_recovery_codes(tx, id));
    return {};
  }));
  return codes;
}

Result<void> AccountsImpl::end_totp(AccountId id) {
  for (const auto& w : workspaces_of(id))
    if (w.require_totp) return fail(ErrorKind::conflict, "second_factor_required");
  const auto bytes = to_bytes(id.uuid());
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::set_totp, std::array<records::Param, 3>{view(bytes), std::monostate{}, std::int64_t{0}}));
    PK_CHECK(tx.exec(sql::delete_recovery_codes, std::array<records::Param, 1>{view(bytes)}));
    return {};
  }));
  each_session(id, [](const Digest&, SessionEntry& e) { return e.totp = false, true; });
  return {};
}

Result<std::string> AccountsImpl::make_reset_token(std::string_view email, bool second_factor) {
  const auto normal = normal_email(email);
  if (!normal) return fail_field("email", "email_invalid");
  const auto token = random_hex(24);
  const auto hash = digest_of("reset", token);
  const auto expires = to_ms(clock_.now() + policy_.reset_life);
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(const auto who, person(tx, sql::find_account, std::string_view(*normal)));
    if (who.id.is_none()) return fail(ErrorKind::not_found, "no_such_account");
    const auto bytes = to_bytes(who.id.uuid());
    PK_CHECK(tx.exec(sql::delete_reset_tokens, std::array<records::Param, 1>{view(bytes)}));
    PK_CHECK(tx.exec(sql::insert_reset_token, std::array<records::Param, 4>{bytes_of(hash), view(bytes), std::int64_t{second_factor}, expires}));
    return {};
  }));
  return token;
}

Result<std::string> AccountsImpl::email_of_reset(std::string_view token) const {
  std::string email;
  const auto hash = digest_of("reset", token);
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::find_reset_token, std::array<records::Param, 2>{bytes_of(hash), to_ms(clock_.now())}, [&](const records::Row& r) { return email = r.text(2), false; });
  }));
  if (email.empty()) return fail(ErrorKind::unauthorized, "link_wrong");
  return email;
}

Result<AccountId> AccountsImpl::redeem_reset(std::string_view token, std::string_view password) {
  PK_TRY(const auto email, email_of_reset(token));
  if (auto fault = password_fault(password, email)) return fail_field("password", *fault, {{"min", "10"}, {"max", "256"}});
  PK_TRY(const auto stored, hash_password(password));
  const auto hash = digest_of("reset", token);
  AccountId id;
  bool factor_too = false;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.query(sql::find_reset_token, std::array<records::Param, 2>{bytes_of(hash), to_ms(clock_.now())}, [&](const records::Row& r) {
      id = AccountId(id_of(r.text(0)));
      factor_too = r.i64(1) != 0;
      return false;
    }));
    if (id.is_none()) return fail(ErrorKind::unauthorized, "link_wrong");  // used by somebody else just now
    const auto bytes = to_bytes(id.uuid());
    PK_CHECK(tx.exec(sql::update_password, std::array<records::Param, 2>{view(bytes), std::string_view(stored)}));
    PK_CHECK(tx.exec(sql::delete_reset_tokens, std::array<records::Param, 1>{view(bytes)}));
    PK_CHECK(tx.exec(sql::delete_sessions_of, std::array<records::Param, 1>{view(bytes)}));
    if (!factor_too) return {};
    PK_CHECK(tx.exec(sql::set_totp, std::array<records::Param, 3>{view(bytes), std::monostate{}, std::int64_t{0}}));
    PK_CHECK(tx.exec(sql::delete_recovery_codes, std::array<records::Param, 1>{view(bytes)}));
    return {};
  }));
  each_session(id, [](const Digest&, SessionEntry&) { return false; });
  return id;
}

}  // namespace peakend::account
