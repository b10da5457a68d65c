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
  Result<SignedIn> set_up(std::string_view token, const NewAccount&, const NewWorkspace&) override;
  Result<Account> create_account(const NewAccount&, std::span<const WorkspaceNo>) override;
  Result<std::vector<Account>> list_accounts() const override;
  Result<void> reset_password(std::string_view email, std::string_view password) override;
  Result<SignedIn> sign_in(std::string_view email, std::string_view password, std::string_view remote) override;
  Result<void> sign_out(std::string_view session_token) override;
  Result<void> switch_workspace(std::string_view session_token, std::string_view workspace_key) override;
  std::string email_of(AccountId) const override;
  Result<Created> create_key(WorkspaceNo, std::string name, std::string scope) override;
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
    message::Rights rights = 0;
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

  enum class Found : std::uint8_t { nothing, key, session, unknown_key, ended_session };
  Found identify(message::Request&, std::string& token) const;
  bool ended(const SessionEntry&, Instant now) const;
  Uuid new_id();
  bool is_known(const std::string& account_and_network);
  void remember_known(const std::string& account_and_network);
  std::string random_hex(std::size_t bytes);
  Result<SignedIn> open_session(AccountId, const std::string& name, const std::string& email);
  Result<NewAccount> checked(const NewAccount&) const;
  Result<void> insert_account(records::Tx&, AccountId, const NewAccount&, const std::string& hash, std::span<const WorkspaceNo>);
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
  std::atomic<bool> needs_setup_{true};
  std::mutex setup_mutex_;
  // Who guesses locks out the own address, not the owner. Guesses from many addresses at one account are slowed down
  // together, by short pauses, which do not hold for addresses that have signed in to it before.
  Throttle by_both_{10, std::chrono::minutes(15)}, by_address_{50, std::chrono::minutes(15)};
  Throttle by_account_{100, std::chrono::minutes(1)};
  std::mutex known_mutex_;  // guards known_
  std::unordered_set<std::string> known_;  // account and network of successful sign-ins

  mutable std::shared_mutex mutex_;  // guards the maps below
  Sessions sessions_;
  Keys keys_;
  std::map<WorkspaceNo, Workspace> workspaces_;
};

}  // namespace peakend::account
