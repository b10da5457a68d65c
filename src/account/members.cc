// Members of a workspace and invitations to it.
#include <algorithm>

#include "account/account_sql.h"
#include "account/accounts_impl.h"

namespace peakend::account {
namespace {

constexpr std::size_t kMaxInvitations = 500;

std::span<const std::byte> view(const std::array<std::byte, 16>& id) { return id; }
std::int64_t number(WorkspaceNo no) { return static_cast<std::int64_t>(no); }

Invitation invitation_of(const records::Row& r) {
  return {InvitationId(id_of(r.text(0))), WorkspaceNo(static_cast<std::uint32_t>(r.i64(1))), std::string(r.text(2)),
          role_by_key(r.text(3)).value_or(Role::viewer), parse_reach(r.text(4)), std::string(r.text(5)), from_ms(r.i64(6)), from_ms(r.i64(7))};
}

Result<void> check_reach(const Reach& reach) {
  if (reach.touchpoints.size() + reach.departments.size() > kMaxReach) return fail_field("touchpoints", "too_many_values", {{"value", std::to_string(kMaxReach)}});
  const auto bad = [](const std::string& s) { return s.empty() || s.size() > 200 || s.find('\n') != std::string::npos; };
  const auto bad_touchpoint = [&](const std::string& s) { return bad(s) || s.find(':') == std::string::npos; };
  if (std::any_of(reach.touchpoints.begin(), reach.touchpoints.end(), bad_touchpoint)) return fail_field("touchpoints", "bad_touchpoint");
  if (std::any_of(reach.departments.begin(), reach.departments.end(), bad)) return fail_field("departments", "required");
  return {};
}

}  // namespace

Result<std::vector<Member>> AccountsImpl::members(WorkspaceNo no) const {
  std::vector<Member> out;
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::members_of, std::array<records::Param, 1>{number(no)}, [&](const records::Row& r) {
      out.push_back({AccountId(id_of(r.text(0))), std::string(r.text(1)), std::string(r.text(2)), role_by_key(r.text(3)).value_or(Role::viewer),
                     parse_reach(r.text(4)), r.i64(5) != 0, from_ms(r.i64(6)), std::nullopt});
      return true;
    });
  }));
  const std::shared_lock lock(mutex_);
  for (auto& m : out)
    for (const auto& [hash, e] : sessions_)
      if (e.account == m.account) m.seen = std::max(m.seen.value_or(Instant{}), from_ms(e.seen.load()));
  return out;
}

Result<Member> AccountsImpl::member(WorkspaceNo no, AccountId id) const {
  PK_TRY(auto all, members(no));
  const auto it = std::find_if(all.begin(), all.end(), [&](const Member& m) { return m.account == id; });
  if (it == all.end()) return fail(ErrorKind::not_found, "no_such_member");
  return std::move(*it);
}

Result<void> AccountsImpl::must_stay_owned(records::Session& s, WorkspaceNo no, AccountId without) const {
  std::int64_t others = 0;
  const auto bytes = to_bytes(without.uuid());
  PK_CHECK(s.query(sql::count_other_owners, std::array<records::Param, 2>{number(no), view(bytes)}, [&](const records::Row& r) { return others = r.i64(0), false; }));
  if (others == 0) return fail(ErrorKind::conflict, "last_owner");
  return {};
}

Result<Member> AccountsImpl::change_member(WorkspaceNo no, AccountId id, const MemberChange& change) {
  PK_TRY(auto m, member(no, id));
  const bool was_owner = m.role == Role::owner;
  if (change.role) m.role = *change.role;
  if (change.reach) m.reach = *change.reach;
  if (!info_of(m.role).limited) m.reach = {};
  PK_CHECK(check_reach(m.reach));
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    if (was_owner && m.role != Role::owner) PK_CHECK(must_stay_owned(tx, no, id));
    return insert_membership(tx, no, id, m.role, m.reach);
  }));
  each_session(id, [&](const Digest&, SessionEntry& e) {
    if (e.workspace == no) e.role = m.role, e.reach = m.reach;
    return true;
  });
  return m;
}

Result<void> AccountsImpl::remove_member(WorkspaceNo no, AccountId id) {
  PK_TRY(const auto m, member(no, id));
  const auto bytes = to_bytes(id.uuid());
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    if (m.role == Role::owner) PK_CHECK(must_stay_owned(tx, no, id));
    PK_CHECK(tx.exec(sql::delete_sessions_in, std::array<records::Param, 2>{number(no), view(bytes)}));
    PK_CHECK(tx.exec(sql::delete_membership, std::array<records::Param, 2>{number(no), view(bytes)}));
    return {};
  }));
  each_session(id, [&](const Digest&, SessionEntry& e) { return e.workspace != no; });
  return {};
}

Result<Accounts::Invited> AccountsImpl::invite(WorkspaceNo no, const NewInvitation& in, AccountId by) {
  const auto email = normal_email(in.email);
  if (!email) return fail_field("email", "email_invalid");
  if (in.days < 1 || in.days > 30) return fail_field("days", "out_of_range", {{"min", "1"}, {"max", "30"}});
  PK_CHECK(check_reach(in.reach));
  PK_TRY(const auto present, members(no));
  if (std::any_of(present.begin(), present.end(), [&](const Member& m) { return m.email == *email; })) return fail(ErrorKind::conflict, "member_already");
  PK_TRY(const auto open, invitations(no));
  if (open.size() >= kMaxInvitations) return tl::unexpected(Error{ErrorKind::conflict, "too_many_invitations", {}, {}, {{"max", std::to_string(kMaxInvitations)}}});
  std::string inviter;
  if (!by.is_none()) {
    PK_TRY(const auto who, person(by));
    inviter = who.name;
  }
  Invited out;
  out.token = random_hex(24);
  const auto now = clock_.now();
  out.invitation = {InvitationId(new_id()), no, *email, in.role, info_of(in.role).limited ? in.reach : Reach{}, inviter, now, now + std::chrono::hours(24) * in.days};
  const auto& i = out.invitation;
  const auto hash = digest_of("invitation", out.token);
  const auto id = to_bytes(i.id.uuid());
  const auto reach = reach_text(i.reach);
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(sql::delete_invitations_to, std::array<records::Param, 2>{number(no), std::string_view(i.email)}));
    PK_CHECK(tx.exec(sql::insert_invitation, std::array<records::Param, 9>{view(id), number(no), bytes_of(hash), std::string_view(i.email), role_key(i.role),
                                                                                 std::string_view(reach), std::string_view(i.by), to_ms(i.created), to_ms(i.expires)}));
    return {};
  }));
  return out;
}

Result<std::vector<Invitation>> AccountsImpl::invitations(WorkspaceNo no) const {
  std::vector<Invitation> out;
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::invitations_of, std::array<records::Param, 1>{number(no)}, [&](const records::Row& r) { return out.push_back(invitation_of(r)), true; });
  }));
  return out;
}

Result<void> AccountsImpl::revoke_invitation(WorkspaceNo no, InvitationId id) {
  const auto bytes = to_bytes(id.uuid());
  std::int64_t changed = 0;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    PK_TRY(changed, tx.exec(sql::delete_invitation, std::array<records::Param, 2>{number(no), view(bytes)}));
    return {};
  }));
  if (changed == 0) return fail(ErrorKind::not_found, "no_such_invitation");
  return {};
}

Result<Accounts::Welcome> AccountsImpl::look_at_invitation(std::string_view token) const {
  std::optional<Invitation> found;
  bool has_account = false;
  const auto hash = digest_of("invitation", token);
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    PK_CHECK(s.query(sql::find_invitation, std::array<records::Param, 2>{bytes_of(hash), to_ms(clock_.now())}, [&](const records::Row& r) { return found = invitation_of(r), false; }));
    if (!found) return fail(ErrorKind::unauthorized, "link_wrong");
    PK_TRY(const auto who, person(s, sql::find_account, std::string_view(found->email)));
    has_account = !who.id.is_none();
    return {};
  }));
  return Welcome{*std::move(found), has_account};
}

/// Somebody without an account gets one with this password; somebody with one proves it with its password and factor.
Result<SignedIn> AccountsImpl::accept_invitation(std::string_view token, std::string_view name, std::string_view password, const Place& place,
                                                 std::string_view code) {
  PK_TRY(const auto welcome, look_at_invitation(token));
  const auto& i = welcome.invitation;
  Person who;
  NewAccount fresh;
  std::string hash, factor;
  if (welcome.has_account) {
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_TRY(who, person(s, sql::find_account, std::string_view(i.email)));
      return {};
    }));
    PK_CHECK(check_password(who, who.email, password, place.address));
    PK_TRY(factor, check_factor(who, code));
  } else {
    PK_TRY(fresh, checked({i.email, std::string(password), std::string(name)}));
    PK_TRY(hash, hash_password(fresh.password));
    who = {AccountId(new_id()), fresh.email, fresh.name, {}, {}};
  }
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    const auto id = to_bytes(i.id.uuid());
    PK_TRY(const auto spent, tx.exec(sql::delete_invitation, std::array<records::Param, 2>{number(i.workspace), view(id)}));
    if (spent == 0) return fail(ErrorKind::unauthorized, "link_wrong");  // used by somebody else just now
    if (!welcome.has_account) PK_CHECK(insert_account(tx, who.id, fresh, hash, {}, i.role));
    return insert_membership(tx, i.workspace, who.id, i.role, i.reach);
  }));
  PK_TRY(auto in, open_session(who, place, i.workspace));
  in.factor = std::move(factor);
  return in;
}

}  // namespace peakend::account
