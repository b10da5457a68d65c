#pragma once
// Who may come in: workspaces, members with roles, accounts with passwords and second factors, sessions of browsers,
// keys of programs. Secrets are stored as hashes only: passwords argon2id; sessions, keys, links and recovery codes
// BLAKE2b-256 of random values. (The shared secret of a second factor must be known in clear to be checked.)
// Sessions and keys are held in memory as well, so that deciding about a request reads no database;
// this process is the only one that changes them (the data directory is locked).
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "account/roles.h"
#include "base/time.h"
#include "message/message.h"
#include "records/records.h"

namespace peakend::account {

struct Workspace {
  WorkspaceNo no = WorkspaceNo::none;
  std::string key;   ///< lower-case letters, digits and dashes; unique
  std::string name;
  std::string zone;  ///< IANA
  std::string lang;  ///< "zh" or "en": what reports and texts to customers use
  bool generated = false;  ///< demo data: said on screen
  Instant created;
  bool require_totp = false;  ///< members without a second factor can only enrol one
  int suppress_k = 5;         ///< who may not see persons sees no number of fewer answers, 1..100
};
struct InvitationTag { static constexpr const char* prefix = "inv"; };
using InvitationId = Id<InvitationTag>;
/// What a limited role sees. Touchpoints as "<journey>:<stage>/<scene>", departments as a touchpoint's owner in
/// either language. At most kMaxReach entries of at most 200 bytes without line breaks.
struct Reach {
  std::vector<std::string> touchpoints, departments;
  bool operator==(const Reach&) const = default;
};
inline constexpr std::size_t kMaxReach = 200;
/// Turns a reach into what it means with the journeys as they are now. Must not block.
using ScopeOf = std::function<std::shared_ptr<const message::Scope>(WorkspaceNo, const Reach&)>;
struct Member {
  AccountId account;
  std::string email, name;
  Role role = Role::viewer;
  Reach reach;
  bool totp = false;             ///< has a second factor
  Instant since;
  std::optional<Instant> seen;   ///< newest use of a live session
};
struct Invitation {
  InvitationId id;
  WorkspaceNo workspace = WorkspaceNo::none;
  std::string email;
  Role role = Role::viewer;
  Reach reach;
  std::string by;                ///< name of who invited
  Instant created, expires;
};
/// Where a request comes from, for the list of sessions.
struct Place {
  Place(std::string a, std::string d = {}) : address(std::move(a)), device(std::move(d)) {}
  Place(const char* a) : address(a) {}
  std::string address, device;
};
struct SessionInfo {
  std::string id;                ///< "ses_<hex>"; of no use to come in with
  std::string device, address;
  Instant created, seen;
  bool current = false;
};
struct Account {
  AccountId id;
  std::string email, name;
  bool disabled = false;
  Instant created;
};
struct Key {
  KeyId id;
  WorkspaceNo workspace = WorkspaceNo::none;
  std::string name;
  std::string scope;  ///< ingest, read, admin
  std::string hint;   ///< "pk_ingest_1a2b…": enough to recognise it
  Instant created;
  std::optional<Instant> seen, expires;
  std::string maker;  ///< name of who made it; empty: the command line
};
struct NewWorkspace {
  std::string key{};  ///< made from the name when empty
  std::string name, zone = "UTC", lang = "en";
  bool generated = false;
};
struct NewAccount {
  std::string email, password, name;
};
/// What the browser gets after signing in.
struct SignedIn {
  std::string token;  ///< cookie value
  message::Principal who;
  std::string email;
  std::string factor{};  ///< second factor used: "", "totp", "recovery"
};
struct Policy {
  std::chrono::milliseconds session_idle = std::chrono::hours(12);
  std::chrono::milliseconds session_life = std::chrono::hours(24 * 14);
  std::chrono::milliseconds setup_life = std::chrono::hours(24);
  std::chrono::milliseconds reset_life = std::chrono::hours(24);
  std::chrono::milliseconds confirm_life = std::chrono::minutes(15);  ///< how long a given password counts for Route::confirm
};
/// Fills the bytes with random ones fit for secrets; thread-safe.
using Random = std::function<void(std::span<unsigned char>)>;

/// Thread-safe. authenticate() never blocks on the store; everything else may.
class Accounts {
 public:
  virtual ~Accounts() = default;

  // --- deciding about requests
  /// Fills who from key or session cookie and checks the route's right: 401, or 403 when the caller is known but
  /// may not. Changing verbs with a session need X-CSRF-Token unless the route says otherwise.
  virtual Result<void> authenticate(message::Request&, const message::Route&) const = 0;
  virtual std::string csrf_of(std::string_view session_token) const = 0;

  // --- first start
  virtual bool needs_setup() const = 0;
  /// A new one-time secret; earlier ones stop working. Only while needs_setup().
  virtual Result<std::string> make_setup_token() = 0;
  /// Creates the first account, with all rights on every workspace (the given one is created when there is none),
  /// and signs it in. Wrong, used or old token: unauthorized "setup_token_wrong".
  virtual Result<SignedIn> set_up(std::string_view token, const NewAccount&, const NewWorkspace&, const Place& = "") = 0;

  // --- accounts and sessions
  /// With all rights on these workspaces. Clash: conflict "email_taken".
  virtual Result<Account> create_account(const NewAccount&, std::span<const WorkspaceNo>, Role = Role::owner) = 0;
  virtual Result<std::vector<Account>> list_accounts() const = 0;
  /// Signs out everywhere. Unknown: not_found "no_such_account".
  virtual Result<void> reset_password(std::string_view email, std::string_view password) = 0;
  /// Takes about the same time whether the account exists or not. Throttled: ten failures in 15 minutes for one account
  /// from one network, fifty from one network, a hundred in a minute for one account from networks that never got in.
  /// With a second factor, `code` is its six digits or a recovery code: "second_factor_needed" without,
  /// "second_factor_wrong"; ten wrong codes in 15 minutes for one account, whatever the network.
  virtual Result<SignedIn> sign_in(std::string_view email, std::string_view password, const Place&, std::string_view code = {}) = 0;
  virtual Result<void> sign_out(std::string_view session_token) = 0;
  /// Points the session at another workspace of its account; not_found when it is not one.
  virtual Result<void> switch_workspace(std::string_view session_token, std::string_view workspace_key) = 0;
  virtual std::string email_of(AccountId) const = 0;
  /// The role in the session's workspace; nullopt for an ended session.
  virtual std::optional<Role> role_of(std::string_view session_token) const = 0;
  virtual Result<void> rename(AccountId, std::string_view name) = 0;
  /// `session_token` stays, the account's other sessions end. Wrong current password: invalid field "password".
  virtual Result<void> change_password(AccountId, std::string_view session_token, std::string_view current, std::string_view next) = 0;
  /// The password given again: counts for Route::confirm. Throttled like sign_in.
  virtual Result<void> confirm(std::string_view session_token, std::string_view password) = 0;
  virtual std::vector<SessionInfo> sessions_of(AccountId, std::string_view current_token) const = 0;
  /// Unknown or another account's: not_found "no_such_session".
  virtual Result<void> end_session(AccountId, std::string_view id) = 0;
  virtual Result<void> end_other_sessions(AccountId, std::string_view current_token) = 0;

  // --- second factor (RFC 6238: SHA-1, six digits, 30 s; one step of drift; a code works once)
  struct Enrolment {
    std::string secret;  ///< base32
    std::string uri;     ///< otpauth://totp/...
  };
  virtual bool has_totp(AccountId) const = 0;
  virtual Result<int> recovery_codes_left(AccountId) const = 0;
  /// Kept in memory for ten minutes until a code proves that the device has it. Already on: conflict "second_factor_on".
  virtual Result<Enrolment> begin_totp(AccountId) = 0;
  /// Ten recovery codes, shown once. Wrong code: invalid field "code".
  virtual Result<std::vector<std::string>> finish_totp(AccountId, std::string_view code) = 0;
  virtual Result<std::vector<std::string>> new_recovery_codes(AccountId) = 0;
  /// Refused (conflict "second_factor_required") while one of the account's workspaces asks for it.
  virtual Result<void> end_totp(AccountId) = 0;

  // --- one-time links for a forgotten password; at most one an account
  /// Also takes the second factor off when redeemed and `second_factor` is true.
  virtual Result<std::string> make_reset_token(std::string_view email, bool second_factor) = 0;
  virtual Result<std::string> email_of_reset(std::string_view token) const = 0;
  /// Signs out everywhere. Wrong, used or old: unauthorized "link_wrong". Returns the account.
  virtual Result<AccountId> redeem_reset(std::string_view token, std::string_view password) = 0;

  // --- members of a workspace
  virtual Result<std::vector<Member>> members(WorkspaceNo) const = 0;
  struct MemberChange {
    std::optional<Role> role;
    std::optional<Reach> reach;
  };
  /// From the next request on. No such member: not_found "no_such_member"; no owner would be left: conflict "last_owner".
  virtual Result<Member> change_member(WorkspaceNo, AccountId, const MemberChange&) = 0;
  virtual Result<void> remove_member(WorkspaceNo, AccountId) = 0;
  struct NewInvitation {
    std::string email;
    Role role = Role::viewer;
    Reach reach{};
    int days = 7;  ///< 1..30
  };
  struct Invited {
    Invitation invitation;
    std::string token;  ///< shown once
  };
  /// An earlier open invitation of that address to that workspace ends. Already a member: conflict "member_already".
  virtual Result<Invited> invite(WorkspaceNo, const NewInvitation&, AccountId by) = 0;
  virtual Result<std::vector<Invitation>> invitations(WorkspaceNo) const = 0;
  virtual Result<void> revoke_invitation(WorkspaceNo, InvitationId) = 0;
  struct Welcome {
    Invitation invitation;
    bool has_account = false;  ///< then its password is asked for instead of a new one
  };
  /// Wrong, used or old: unauthorized "link_wrong".
  virtual Result<Welcome> look_at_invitation(std::string_view token) const = 0;
  virtual Result<SignedIn> accept_invitation(std::string_view token, std::string_view name, std::string_view password, const Place&,
                                             std::string_view code = {}) = 0;
  /// Set before serving; without it limited roles see no touchpoint.
  virtual void on_scope(ScopeOf) = 0;

  // --- keys
  struct Created {
    Key key;
    std::string secret;  ///< shown once
  };
  virtual Result<Created> create_key(WorkspaceNo, std::string name, std::string scope, std::optional<Instant> expires = {}, std::string maker = {}) = 0;
  virtual std::vector<Key> list_keys(WorkspaceNo) const = 0;
  /// From the next request on. Another workspace's key: not_found "no_such_key".
  virtual Result<void> revoke_key(WorkspaceNo, KeyId) = 0;

  // --- workspaces
  /// Everybody who owns a workspace owns the new one as well.
  virtual Result<Workspace> create_workspace(const NewWorkspace&) = 0;
  virtual std::vector<Workspace> list_workspaces() const = 0;
  virtual std::optional<Workspace> workspace(WorkspaceNo) const = 0;
  virtual std::optional<Workspace> workspace(std::string_view key) const = 0;
  virtual std::vector<Workspace> workspaces_of(AccountId) const = 0;
  struct Change {
    std::optional<std::string> name, zone, lang;
    std::optional<bool> require_totp{};
    std::optional<int> suppress_k{};
  };
  virtual Result<Workspace> change_workspace(WorkspaceNo, const Change&) = 0;
  /// Called after a workspace was made or changed, on the calling thread. One listener; set before serving.
  virtual void on_workspace(std::function<void(const Workspace&)>) = 0;

  /// Writes down when sessions and keys were last seen and removes ended sessions. Call it about once a minute.
  virtual Result<void> tidy() = 0;
};
/// Loads what is held in memory. The tables must have been migrated; sodium_init() must have run.
Result<std::unique_ptr<Accounts>> make_accounts(records::Records&, const Clock&, Random, Policy = {});

std::vector<records::Migration> migrations();

/// e-mail: one @, something on both sides, no spaces, at most 254 bytes; lower-cased for comparison.
std::optional<std::string> normal_email(std::string_view);
/// nullopt: fit to be used. Else the closed reason: too_short, too_long, password_common.
std::optional<std::string> password_fault(std::string_view password, std::string_view email);
/// Lower-case letters, digits and single dashes of a name, "workspace" when nothing is left; at most 40 bytes.
std::string slug(std::string_view name);
/// One line an entry; parse_reach drops what it cannot read.
std::string reach_text(const Reach&);
Reach parse_reach(std::string_view);

}  // namespace peakend::account
