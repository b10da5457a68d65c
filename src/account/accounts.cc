// Loading, first start, accounts, workspaces.
#include <algorithm>

#include "account/account_sql.h"
#include "account/accounts_impl.h"
#include "base/calendar.h"

namespace peakend::account {
namespace {

/// The most frequent passwords of at least eight characters; shorter ones are refused by their length.
constexpr std::string_view kCommon[] = {
    "password", "passw0rd", "12345678", "qwertyui", "iloveyou", "1q2w3e4r", "abc12345", "admin123", "letmein1",
    "welcome1", "sunshine", "football", "baseball", "princess", "trustno1", "superman", "11111111", "88888888",
    "00000000", "66666666", "woaini1314", "5201314", "a123456", "qq123456", "123123123", "987654321", "peakend"};

std::string lower(std::string_view s) {
  std::string out(s);
  for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

}  // namespace

Digest digest_from(std::string_view blob) {
  Digest d{};
  std::copy_n(blob.begin(), std::min(blob.size(), d.size()), d.begin());
  return d;
}

std::optional<std::string> normal_email(std::string_view email) {
  if (email.size() > 254) return std::nullopt;
  const auto at = email.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == email.size() || email.find('@', at + 1) != std::string_view::npos) return std::nullopt;
  for (const char c : email)
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '<' || c == '>' || c == '"') return std::nullopt;
  return lower(email);
}

std::optional<std::string> password_fault(std::string_view password, std::string_view email) {
  if (password.size() < 10) return "too_short";
  if (password.size() > 256) return "too_long";
  const auto low = lower(password);
  if (low == lower(email)) return "password_common";
  for (const auto common : kCommon)  // also with digits or the same again behind it
    if (low.rfind(common, 0) == 0 && low.size() <= common.size() + 4) return "password_common";
  if (std::all_of(low.begin(), low.end(), [&](char c) { return c == low.front(); })) return "password_common";
  return std::nullopt;
}

std::string slug(std::string_view name) {
  std::string out;
  for (const char c : lower(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    else if (!out.empty() && out.back() != '-') out += '-';
    if (out.size() == 40) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "workspace" : out;
}

std::string reach_text(const Reach& reach) {
  std::string out;
  for (const auto& t : reach.touchpoints) out += "t " + t + "\n";
  for (const auto& d : reach.departments) out += "d " + d + "\n";
  return out;
}

Reach parse_reach(std::string_view text) {
  Reach out;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    if (line.size() > 2 && line[0] == 't') out.touchpoints.emplace_back(line.substr(2));
    if (line.size() > 2 && line[0] == 'd') out.departments.emplace_back(line.substr(2));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return out;
}

Uuid AccountsImpl::new_id() {
  std::array<std::uint64_t, 2> r{};
  random_(std::span(reinterpret_cast<unsigned char*>(r.data()), sizeof r));
  return make_uuid7(to_ms(clock_.now()), r[0], r[1]);
}

std::string AccountsImpl::random_hex(std::size_t bytes) {
  std::array<unsigned char, 32> r{};
  const auto part = std::span(r).first(std::min(bytes, r.size()));
  random_(part);
  return to_hex(part);
}

Result<void> AccountsImpl::load() {
  return records_.read([&](records::Session& s) -> Result<void> {
    PK_CHECK(load_workspaces(s));
    PK_CHECK(load_sessions(s));
    PK_CHECK(load_keys(s));
    return s.query(sql::count_accounts, {}, [&](const records::Row& row) { return needs_setup_ = row.i64(0) == 0, true; });
  });
}

Result<void> AccountsImpl::load_workspaces(records::Session& s) {
  return s.query(sql::all_workspaces, {}, [&](const records::Row& r) {
    Workspace w{WorkspaceNo(static_cast<std::uint32_t>(r.i64(0))), std::string(r.text(1)), std::string(r.text(2)),
                std::string(r.text(3)), std::string(r.text(4)), r.i64(5) != 0, from_ms(r.i64(6)), r.i64(7) != 0, static_cast<int>(r.i64(8))};
    workspaces_.insert_or_assign(w.no, std::move(w));
    return true;
  });
}

Result<std::string> AccountsImpl::make_setup_token() {
  if (!needs_setup_) return fail(ErrorKind::conflict, "setup_done");
  const auto token = random_hex(24);
  const auto hash = digest_of("setup", token);
  const std::int64_t expires = to_ms(clock_.now() + policy_.setup_life);
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::delete_setup_tokens, {}));
    PK_CHECK(tx.exec(sql::insert_setup_token, std::array<records::Param, 2>{bytes_of(hash), expires}));
    return {};
  }));
  return token;
}

/// Trimmed copy with a normal e-mail, or the fields that are wrong.
Result<NewAccount> AccountsImpl::checked(const NewAccount& in) const {
  Error wrong{ErrorKind::invalid, "invalid_fields", {}, {}, {}};
  NewAccount out = in;
  if (auto email = normal_email(in.email)) out.email = *std::move(email);
  else wrong.fields.push_back({"email", "email_invalid"});
  if (auto fault = password_fault(in.password, in.email)) wrong.fields.push_back({"password", *fault, {{"min", "10"}, {"max", "256"}}});
  if (out.name.empty()) out.name = out.email.substr(0, out.email.find('@'));
  if (out.name.size() > 200) wrong.fields.push_back({"name", "too_long", {{"max", "200"}}});
  if (!wrong.fields.empty()) return tl::unexpected(std::move(wrong));
  return out;
}

Result<void> AccountsImpl::insert_account(records::Tx& tx, AccountId id, const NewAccount& a, const std::string& hash,
                                          std::span<const WorkspaceNo> workspaces, Role role) {
  const auto bytes = to_bytes(id.uuid());
  const auto now = to_ms(clock_.now());
  auto made = tx.exec(sql::insert_account, std::array<records::Param, 5>{std::span<const std::byte>(bytes), std::string_view(a.email), std::string_view(a.name),
                                                                         std::string_view(hash), now});
  if (!made && made.error().kind == ErrorKind::conflict) return fail(ErrorKind::conflict, "email_taken");
  if (!made) return tl::unexpected(std::move(made).error());
  for (const auto no : workspaces) PK_CHECK(insert_membership(tx, no, id, role, {}));
  return {};
}

Result<void> AccountsImpl::insert_membership(records::Tx& tx, WorkspaceNo no, AccountId id, Role role, const Reach& reach) {
  const auto bytes = to_bytes(id.uuid());
  const auto text = reach_text(reach);
  PK_CHECK(tx.exec(sql::insert_membership, std::array<records::Param, 5>{static_cast<std::int64_t>(no), std::span<const std::byte>(bytes), to_ms(clock_.now()),
                                                                               role_key(role), std::string_view(text)}));
  return {};
}

Result<SignedIn> AccountsImpl::set_up(std::string_view token, const NewAccount& in, const NewWorkspace& first, const Place& place) {
  const std::lock_guard lock(setup_mutex_);
  if (!needs_setup_) return fail(ErrorKind::conflict, "setup_done");
  std::int64_t expires = 0;
  const auto hash = digest_of("setup", token);
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::find_setup_token, std::array<records::Param, 1>{bytes_of(hash)},
                   [&](const records::Row& r) { return expires = r.i64(0), false; });
  }));
  if (expires <= to_ms(clock_.now())) return fail(ErrorKind::unauthorized, "setup_token_wrong");
  PK_TRY(const auto account, checked(in));
  PK_TRY(const auto password, hash_password(account.password));
  const AccountId id(new_id());
  std::vector<WorkspaceNo> nos;
  for (const auto& w : list_workspaces()) nos.push_back(w.no);
  std::optional<Workspace> made;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::delete_setup_tokens, {}));
    if (nos.empty()) {
      PK_TRY(made, insert_workspace(tx, first));
      nos.push_back(made->no);
    }
    return insert_account(tx, id, account, password, nos, Role::owner);
  }));
  needs_setup_ = false;
  if (made) remember(*made);
  return open_session(Person{id, account.email, account.name, {}, {}}, place);
}

Result<Account> AccountsImpl::create_account(const NewAccount& in, std::span<const WorkspaceNo> workspaces, Role role) {
  PK_TRY(const auto account, checked(in));
  PK_TRY(const auto hash, hash_password(account.password));
  const AccountId id(new_id());
  PK_CHECK(records_.write([&](records::Tx& tx) { return insert_account(tx, id, account, hash, workspaces, role); }));
  needs_setup_ = false;
  return Account{id, account.email, account.name, false, clock_.now()};
}

Result<std::vector<Account>> AccountsImpl::list_accounts() const {
  std::vector<Account> out;
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::all_accounts, {}, [&](const records::Row& r) {
      out.push_back({AccountId(id_of(r.text(0))), std::string(r.text(1)), std::string(r.text(2)), r.i64(3) != 0, from_ms(r.i64(4))});
      return true;
    });
  }));
  return out;
}

Result<Workspace> AccountsImpl::insert_workspace(records::Tx& tx, const NewWorkspace& in) {
  Workspace w{WorkspaceNo::none, in.key.empty() ? slug(in.name) : in.key, in.name, in.zone, in.lang, in.generated, clock_.now()};
  if (w.name.empty()) return fail_field("workspace", "required");
  if (w.name.size() > 200) return fail_field("workspace", "too_long", {{"max", "200"}});
  if (w.key != slug(w.key)) return fail_field("key", "workspace_key_invalid");
  if (w.lang != "zh" && w.lang != "en") return fail_field("lang", "not_one_of", {{"allowed", "zh, en"}});
  if (!calendar::Zone::find(w.zone)) return fail_field("zone", "zone_unknown");
  const std::array<records::Param, 6> params{std::string_view(w.key), std::string_view(w.name), std::string_view(w.zone),
                                             std::string_view(w.lang), std::int64_t{w.generated}, to_ms(w.created)};
  auto made = tx.query(sql::insert_workspace, params,
                       [&](const records::Row& r) { return w.no = WorkspaceNo(static_cast<std::uint32_t>(r.i64(0))), true; });
  if (!made && made.error().kind == ErrorKind::conflict) return fail(ErrorKind::conflict, "workspace_key_taken");
  if (!made) return tl::unexpected(std::move(made).error());
  return w;
}

void AccountsImpl::remember(const Workspace& w) {
  {
    const std::unique_lock lock(mutex_);
    workspaces_.insert_or_assign(w.no, w);
  }
  if (listener_) listener_(w);
}

Result<Workspace> AccountsImpl::create_workspace(const NewWorkspace& in) {
  Workspace made;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(made, insert_workspace(tx, in));
    std::vector<AccountId> owners;
    PK_CHECK(tx.query(sql::owners_anywhere, {}, [&](const records::Row& r) { return owners.emplace_back(id_of(r.text(0))), true; }));
    for (const auto& owner : owners) PK_CHECK(insert_membership(tx, made.no, owner, Role::owner, {}));
    return {};
  }));
  remember(made);
  return made;
}

std::vector<Workspace> AccountsImpl::list_workspaces() const {
  const std::shared_lock lock(mutex_);
  std::vector<Workspace> out;
  for (const auto& [no, w] : workspaces_) out.push_back(w);
  return out;
}

std::optional<Workspace> AccountsImpl::workspace(WorkspaceNo no) const {
  const std::shared_lock lock(mutex_);
  const auto it = workspaces_.find(no);
  return it == workspaces_.end() ? std::nullopt : std::optional(it->second);
}

std::optional<Workspace> AccountsImpl::workspace(std::string_view key) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [no, w] : workspaces_)
    if (w.key == key) return w;
  return std::nullopt;
}

std::vector<Workspace> AccountsImpl::workspaces_of(AccountId id) const {
  std::vector<WorkspaceNo> nos;
  const auto bytes = to_bytes(id.uuid());
  auto ok = records_.read([&](records::Session& s) {
    return s.query(sql::memberships_of, std::array<records::Param, 1>{std::span<const std::byte>(bytes)}, [&](const records::Row& r) {
      nos.push_back(WorkspaceNo(static_cast<std::uint32_t>(r.i64(0))));
      return true;
    });
  });
  std::vector<Workspace> out;
  if (ok)
    for (const auto no : nos)
      if (auto w = workspace(no)) out.push_back(*std::move(w));
  return out;
}

Result<Workspace> AccountsImpl::change_workspace(WorkspaceNo no, const Change& change) {
  auto w = workspace(no);
  if (!w) return fail(ErrorKind::not_found, "no_such_workspace");
  if (change.name) w->name = *change.name;
  if (change.zone) w->zone = *change.zone;
  if (change.lang) w->lang = *change.lang;
  if (change.require_totp) w->require_totp = *change.require_totp;
  if (change.suppress_k) w->suppress_k = *change.suppress_k;
  if (w->suppress_k < 1 || w->suppress_k > 100) return fail_field("suppress_k", "out_of_range", {{"min", "1"}, {"max", "100"}});
  if (w->name.empty() || w->name.size() > 200) return fail_field("name", w->name.empty() ? "required" : "too_long", {{"max", "200"}});
  if (w->lang != "zh" && w->lang != "en") return fail_field("lang", "not_one_of", {{"allowed", "zh, en"}});
  if (!calendar::Zone::find(w->zone)) return fail_field("zone", "zone_unknown");
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::update_workspace, std::array<records::Param, 6>{static_cast<std::int64_t>(no), std::string_view(w->name), std::string_view(w->zone),
                                                                          std::string_view(w->lang), std::int64_t{w->require_totp}, std::int64_t{w->suppress_k}}));
    return {};
  }));
  remember(*w);
  return *w;
}

Result<std::unique_ptr<Accounts>> make_accounts(records::Records& records, const Clock& clock, Random random, Policy policy) {
  auto accounts = std::make_unique<AccountsImpl>(records, clock, std::move(random), policy);
  PK_CHECK(accounts->load());
  return accounts;
}

std::vector<records::Migration> migrations() { return {{"0001_account", sql::migration_0001_account}, {"0002_account_people", sql::migration_0002_account_people}}; }

}  // namespace peakend::account
