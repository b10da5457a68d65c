#pragma once
// Accounts over records plus what it holds in memory. Private to this folder.
#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <unordered_set>

#include "account/account.h"
#include "account/roles.h"
#include "account/secret.h"
#include "account/throttle.h"

namespace peakend::account {

inline std::span<const std::byte> bytes_of(const Digest& d) { return std::as_bytes(std::span(d)); }
/// Zero for what is no id.
inline Uuid id_of(std::string_view blob) { return uuid_from_bytes(blob).value_or(Uuid{}); }
Digest digest_from(std::string_view blob);

std::string session_id(const Digest& hash);
/// Bits of message::Right; nullopt for an unknown scope.
std::optional<message::Rights> rights_of_scope(std::string_view scope);

class AccountsImpl final : public Accounts {
 public:
  AccountsImpl(records::Records& r, const Clock& c, Random random, Policy p)
      : records_(r), clock_(c), random_(std::move(random)), policy_(p) {}
  Result<void> load();

  Result<void> authenticate(message::Request&, const message::Route&) const override;
  std::string csrf_of(std::string_view session_token) const override;
  bool needs_setup() const override { return needs_setup_; }
  Result<std::string> make_setup_token() override;
  Result<SignedIn> set_up(std::string_view token, const NewAccount&, const NewWorkspace&, const Place&) override;
  Result<Account> create_account(const NewAccount&, std::span<const WorkspaceNo>, Role) override;
  Result<std::vector<Account>> list_accounts() const override;
  Result<void> reset_password(std::string_view email, std::string_view password) override;
  Result<SignedIn> sign_in(std::string_view email, std::string_view password, const Place&, std::string_view code) override;
  Result<void> sign_out(std::string_view session_token) override;
  Result<void> switch_workspace(std::string_view session_token, std::string_view workspace_key) override;
  std::string email_of(AccountId) const override;
  std::optional<Role> role_of(std::string_view session_token) const override;
  Result<void> rename(AccountId, std::string_view name) override;
  Result<void> change_password(AccountId, std::string_view session_token, std::string_view current, std::string_view next) override;
  Result<void> confirm(std::string_view session_token, std::string_view password) override;
  std::vector<SessionInfo> sessions_of(AccountId, std::string_view current_token) const override;
  Result<void> end_session(AccountId, std::string_view id) override;
  Result<void> end_other_sessions(AccountId, std::string_view current_token) override;
  bool has_totp(AccountId) const override;
  Result<int> recovery_codes_left(AccountId) const override;
  Result<Enrolment> begin_totp(AccountId) override;
  Result<std::vector<std::string>> finish_totp(AccountId, std::string_view code) override;
  Result<std::vector<std::string>> new_recovery_codes(AccountId) override;
  Result<void> end_totp(AccountId) override;
  Result<std::string> make_reset_token(std::string_view email, bool second_factor) override;
  Result<std::string> email_of_reset(std::string_view token) const override;
  Result<AccountId> redeem_reset(std::string_view token, std::string_view password) override;
  Result<std::vector<Member>> members(WorkspaceNo) const override;
  Result<Member> change_member(WorkspaceNo, AccountId, const MemberChange&) override;
  Result<void> remove_member(WorkspaceNo, AccountId) override;
  Result<Invited> invite(WorkspaceNo, const NewInvitation&, AccountId by) override;
  Result<std::vector<Invitation>> invitations(WorkspaceNo) const override;
  Result<void> revoke_invitation(WorkspaceNo, InvitationId) override;
  Result<Welcome> look_at_invitation(std::string_view token) const override;
  Result<SignedIn> accept_invitation(std::string_view token, std::string_view name, std::string_view password, const Place&,
                                     std::string_view code) override;
  void on_scope(ScopeOf f) override { scope_of_ = std::move(f); }
  Result<Created> create_key(WorkspaceNo, std::string name, std::string scope, std::optional<Instant> expires, std::string maker) override;
  std::vector<Key> list_keys(WorkspaceNo) const override;
  Result<void> revoke_key(WorkspaceNo, KeyId) override;
  Result<Workspace> create_workspace(const NewWorkspace&) override;
  std::vector<Workspace> list_workspaces() const override;
  std::optional<Workspace> workspace(WorkspaceNo) const override;
  std::optional<Workspace> workspace(std::string_view key) const override;
  std::vector<Workspace> workspaces_of(AccountId) const override;
  Result<Workspace> change_workspace(WorkspaceNo, const Change&) override;
  void on_workspace(std::function<void(const Workspace&)> f) override { listener_ = std::move(f); }
  Result<void> tidy() override;

 private:
  struct SessionEntry {
    AccountId account;
    std::string name, email;
    WorkspaceNo workspace = WorkspaceNo::none;
    Role role = Role::viewer;
    Reach reach;
    bool totp = false;
    std::string device, address;
    std::int64_t confirmed = 0;  ///< when the password was last given
    Instant created;
    mutable std::atomic<std::int64_t> seen{0};
    std::int64_t written = 0;
  };
  struct KeyEntry {
    Key key;
    message::Rights rights = 0;
    mutable std::atomic<std::int64_t> seen{0};
    std::int64_t written = 0;
  };
  using Sessions = std::unordered_map<Digest, SessionEntry, DigestHash>;
  using Keys = std::unordered_map<Digest, KeyEntry, DigestHash>;

  enum class Found : std::uint8_t { nothing, key, session, unknown_key, ended_session, expired_key };
  /// What authenticate() must know about the caller besides Request::who.
  struct Caller {
    Found found = Found::nothing;
    std::string token;          ///< the session's cookie value
    std::int64_t confirmed = 0;
    bool must_enrol = false;    ///< the workspace asks for a second factor that the account does not have
  };
  /// An account's row.
  struct Person {
    AccountId id;
    std::string email, name, password, totp;
    bool disabled = false;
    std::int64_t totp_step = 0;
  };
  struct Pending {
    std::string secret;
    Instant expires;
  };
  Caller identify(message::Request&) const;
  Result<Person> person(records::Session&, const records::Statement&, records::Param key) const;
  Result<Person> person(AccountId) const;
  /// Which factor the code was ("totp", "recovery"); "" when the account has none. Spends the code.
  Result<std::string> check_factor(const Person&, std::string_view code);
  Result<void> check_password(const Person&, std::string_view email, std::string_view password, const std::string& remote);
  std::string address_of(std::string_view session_token) const;
  Result<std::vector<std::string>> write_recovery_codes(records::Tx&, AccountId);
  Result<void> must_stay_owned(records::Session&, WorkspaceNo, AccountId) const;
  Result<Member> member(WorkspaceNo, AccountId) const;
  /// Ends live sessions for which the test says so, and remembers what `change` does to the others of the account.
  void each_session(AccountId, const std::function<bool(const Digest&, SessionEntry&)>& keep);
  bool ended(const SessionEntry&, Instant now) const;
  Uuid new_id();
  bool is_known(const std::string& account_and_network);
  void remember_known(const std::string& account_and_network);
  std::string random_hex(std::size_t bytes);
  Result<SignedIn> open_session(const Person&, const Place&, WorkspaceNo wanted = WorkspaceNo::none);
  Result<NewAccount> checked(const NewAccount&) const;
  Result<void> insert_account(records::Tx&, AccountId, const NewAccount&, const std::string& hash, std::span<const WorkspaceNo>, Role);
  Result<void> insert_membership(records::Tx&, WorkspaceNo, AccountId, Role, const Reach&);
  Result<Workspace> insert_workspace(records::Tx&, const NewWorkspace&);
  void remember(const Workspace&);
  Result<void> load_workspaces(records::Session&);
  Result<void> load_sessions(records::Session&);
  Result<void> load_keys(records::Session&);

  records::Records& records_;
  const Clock& clock_;
  const Random random_;
  const Policy policy_;
  std::function<void(const Workspace&)> listener_;
  ScopeOf scope_of_;
  mutable std::mutex pending_mutex_;
  std::map<AccountId, Pending> pending_;  // second factors being enrolled
  std::atomic<bool> needs_setup_{true};
  std::mutex setup_mutex_;
  // Who guesses locks out the own address, not the owner. Guesses from many addresses at one account are slowed down
  // together, by short pauses, which do not hold for addresses that have signed in to it before.
  Throttle by_both_{10, std::chrono::minutes(15)}, by_address_{50, std::chrono::minutes(15)};
  Throttle by_account_{100, std::chrono::minutes(1)}, by_factor_{10, std::chrono::minutes(15)};
  std::mutex known_mutex_;  // guards known_
  std::unordered_set<std::string> known_;  // account and network of successful sign-ins

  mutable std::shared_mutex mutex_;  // guards the maps below
  Sessions sessions_;
  Keys keys_;
  std::map<WorkspaceNo, Workspace> workspaces_;
};

}  // namespace peakend::account
