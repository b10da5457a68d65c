// Keys of programs.
#include <algorithm>

#include "account/account_sql.h"
#include "account/accounts_impl.h"

namespace peakend::account {
namespace {

constexpr std::size_t kMaxKeys = 1'000;

}  // namespace

std::optional<message::Rights> rights_of_scope(std::string_view scope) {
  using message::bits_of;
  using message::Right;
  if (scope == "ingest") return bits_of({Right::ingest});
  if (scope == "read") return bits_of({Right::read, Right::personal});
  if (scope == "admin") return bits_of({Right::ingest, Right::read, Right::personal, Right::act, Right::write, Right::admin});
  return std::nullopt;
}

Result<void> AccountsImpl::load_keys(records::Session& s) {
  return s.query(sql::live_keys, {}, [&](const records::Row& r) {
    auto& e = keys_[digest_from(r.text(4))];
    e.key = {KeyId(id_of(r.text(0))), WorkspaceNo(static_cast<std::uint32_t>(r.i64(1))), std::string(r.text(2)),
             std::string(r.text(3)), std::string(r.text(5)), from_ms(r.i64(6)), std::nullopt, std::nullopt, std::string(r.text(9))};
    if (!r.is_null(8)) e.key.expires = from_ms(r.i64(8));
    e.rights = rights_of_scope(e.key.scope).value_or(0);
    if (!r.is_null(7)) e.seen = e.written = r.i64(7);
    return true;
  });
}

Result<Accounts::Created> AccountsImpl::create_key(WorkspaceNo workspace_no, std::string name, std::string scope, std::optional<Instant> expires, std::string maker) {
  const auto rights = rights_of_scope(scope);
  if (!rights) return fail_field("scope", "not_one_of", {{"allowed", "ingest, read, admin"}});
  if (name.empty() || name.size() > 200) return fail_field("name", name.empty() ? "required" : "too_long", {{"max", "200"}});
  if (expires && *expires <= clock_.now()) return fail_field("expires_at", "in_the_past");
  if (!workspace(workspace_no)) return fail(ErrorKind::not_found, "no_such_workspace");
  if (list_keys(workspace_no).size() >= kMaxKeys)
    return tl::unexpected(Error{ErrorKind::conflict, "too_many_keys", {}, {}, {{"max", std::to_string(kMaxKeys)}}});
  Created out;
  const auto random = random_hex(24);
  out.secret = "pk_" + scope + "_" + random;
  out.key = {KeyId(new_id()), workspace_no, std::move(name), std::move(scope), "", clock_.now(), std::nullopt, expires, std::move(maker)};
  out.key.hint = "pk_" + out.key.scope + "_" + random.substr(0, 4) + "…";
  const auto hash = digest_of("key", out.secret);
  const auto id = to_bytes(out.key.id.uuid());
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::insert_key, std::array<records::Param, 9>{std::span<const std::byte>(id), static_cast<std::int64_t>(workspace_no), std::string_view(out.key.name),
                                                                          std::string_view(out.key.scope), bytes_of(hash), std::string_view(out.key.hint),
                                                                          to_ms(out.key.created), expires ? records::Param(to_ms(*expires)) : records::Param(), std::string_view(out.key.maker)}));
    return {};
  }));
  const std::unique_lock lock(mutex_);
  auto& e = keys_[hash];
  e.key = out.key;
  e.rights = *rights;
  return out;
}

std::vector<Key> AccountsImpl::list_keys(WorkspaceNo no) const {
  std::vector<Key> out;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [hash, e] : keys_) {
      if (e.key.workspace != no) continue;
      out.push_back(e.key);
      if (const auto at = e.seen.load(); at != 0) out.back().seen = from_ms(at);
    }
  }
  std::sort(out.begin(), out.end(), [](const Key& a, const Key& b) { return a.id < b.id; });
  return out;
}

Result<void> AccountsImpl::revoke_key(WorkspaceNo no, KeyId id) {
  const auto bytes = to_bytes(id.uuid());
  std::int64_t changed = 0;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(changed, tx.exec(sql::revoke_key, std::array<records::Param, 3>{std::span<const std::byte>(bytes), static_cast<std::int64_t>(no), to_ms(clock_.now())}));
    return {};
  }));
  if (changed == 0) return fail(ErrorKind::not_found, "no_such_key");
  const std::unique_lock lock(mutex_);
  std::erase_if(keys_, [&](const auto& k) { return k.second.key.id == id; });
  return {};
}

}  // namespace peakend::account
