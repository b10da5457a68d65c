#pragma once
// Who may come in: workspaces, accounts with passwords, sessions of browsers, keys of programs.
// Secrets are stored as hashes only: passwords argon2id, sessions, keys and the set-up link BLAKE2b-256 of random
// values. Sessions and keys are held in memory as well, so that deciding about a request reads no database;
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
  std::optional<Instant> seen;
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
};
struct Policy {
  std::chrono::milliseconds session_idle = std::chrono::hours(12);
  std::chrono::milliseconds session_life = std::chrono::hours(24 * 14);
  std::chrono::milliseconds setup_life = std::chrono::hours(24);
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
  virtual Result<SignedIn> set_up(std::string_view token, const NewAccount&, const NewWorkspace&) = 0;

  // --- accounts and sessions
  /// With all rights on these workspaces. Clash: conflict "email_taken".
  virtual Result<Account> create_account(const NewAccount&, std::span<const WorkspaceNo>) = 0;
  virtual Result<std::vector<Account>> list_accounts() const = 0;
  /// Signs out everywhere. Unknown: not_found "no_such_account".
  virtual Result<void> reset_password(std::string_view email, std::string_view password) = 0;
  /// Takes about the same time whether the account exists or not. Throttled: ten failures in 15 minutes for one account
  /// from one network, fifty from one network, a hundred in a minute for one account from networks that never got in.
  virtual Result<SignedIn> sign_in(std::string_view email, std::string_view password, std::string_view remote) = 0;
  virtual Result<void> sign_out(std::string_view session_token) = 0;
  /// Points the session at another workspace of its account; not_found when it is not one.
  virtual Result<void> switch_workspace(std::string_view session_token, std::string_view workspace_key) = 0;
  virtual std::string email_of(AccountId) const = 0;

  // --- keys
  struct Created {
    Key key;
    std::string secret;  ///< shown once
  };
  virtual Result<Created> create_key(WorkspaceNo, std::string name, std::string scope) = 0;
  virtual std::vector<Key> list_keys(WorkspaceNo) const = 0;
  /// From the next request on. Another workspace's key: not_found "no_such_key".
  virtual Result<void> revoke_key(WorkspaceNo, KeyId) = 0;

  // --- workspaces
  virtual Result<Workspace> create_workspace(const NewWorkspace&) = 0;
  virtual std::vector<Workspace> list_workspaces() const = 0;
  virtual std::optional<Workspace> workspace(WorkspaceNo) const = 0;
  virtual std::optional<Workspace> workspace(std::string_view key) const = 0;
  virtual std::vector<Workspace> workspaces_of(AccountId) const = 0;
  struct Change {
    std::optional<std::string> name, zone, lang;
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

}  // namespace peakend::account
