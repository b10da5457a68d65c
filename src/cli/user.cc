#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "account/audit.h"
#include "app/stores.h"
#include "base/calendar.h"
#include "cli/commands.h"

namespace peakend::cli {
namespace {

/// What these commands need: records only, so that they start in milliseconds.
struct Desk {
  std::unique_ptr<app::DataDir> dir;
  std::unique_ptr<records::Records> records;
  std::unique_ptr<account::Accounts> accounts;
  Result<account::Workspace> workspace(const std::string& key) const {
    const auto all = accounts->list_workspaces();
    if (key.empty() && all.size() == 1) return all.front();
    if (key.empty() && all.size() > 1) return fail(ErrorKind::invalid, "workspace_needed");
    if (auto w = accounts->workspace(key)) return *std::move(w);
    return fail(ErrorKind::not_found, "no_such_workspace");
  }
  /// A line in the audit log of every workspace concerned. Never a secret.
  Result<void> note(const Clock& clock, const std::vector<WorkspaceNo>& where, std::string action, std::string label) const {
    for (const auto no : where) {
      account::AuditEntry e;
      e.workspace = no;
      e.at = clock.now();
      e.actor = "peakend (command line)";
      e.action = action;
      e.object = "user";
      e.label = label;
      PK_CHECK(account::make_audit(*records)->add(e));
    }
    return {};
  }
  std::vector<WorkspaceNo> workspaces_of(const std::string& email) const {
    std::vector<WorkspaceNo> out;
    if (const auto all = accounts->list_accounts())
      for (const auto& a : *all)
        if (a.email == account::normal_email(email))
          for (const auto& w : accounts->workspaces_of(a.id)) out.push_back(w.no);
    return out;
  }
};

Result<Desk> open_desk(const Shell& shell, const Clock& clock) {
  Desk d;
  PK_TRY(d.dir, app::DataDir::hold(shell.config.data));
  PK_TRY(d.records, app::open_records(shell.config));
  PK_TRY(d.accounts, app::open_accounts(*d.records, shell.config, clock));
  return d;
}

int at_desk(Shell& shell, const std::function<Result<void>(Desk&)>& work) {
  const SystemClock clock;
  auto desk = open_desk(shell, clock);
  if (!desk) return shell.fail(desk.error());
  if (auto ok = work(*desk); !ok) return shell.fail(ok.error());
  return kOk;
}

/// From the environment, or asked for without echo, or the first line of standard input.
std::string read_password(const Shell& shell) {
  if (const char* given = std::getenv("PEAKEND_PASSWORD"); given != nullptr && *given != '\0') return given;
  const bool terminal = ::isatty(STDIN_FILENO) != 0;
  termios before{};
  if (terminal) {
    std::fprintf(stderr, "%s", shell.say({"Password (at least 10 characters): ", "密码（至少 10 个字符）："}));
    ::tcgetattr(STDIN_FILENO, &before);
    auto quiet = before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  std::string line;
  std::getline(std::cin, line);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::fprintf(stderr, "\n");
  }
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.pop_back();
  return line;
}

struct Args {
  std::string email, name, workspace, scope = "ingest", id, key, zone = "UTC", lang, role = "owner";
  bool second_factor = false;
};
using ArgsPtr = std::shared_ptr<Args>;

Option workspace_option(const ArgsPtr& a) {
  return {"--workspace,-w", "KEY", {"Workspace; may be left out when there is only one", "工作区；只有一个时可省略"}, &a->workspace, false};
}

Command create(const ArgsPtr& a) {
  Command c;
  c.name = "create";
  c.summary = {"Create an account, owner of all workspaces unless said otherwise; the first one makes the set-up link needless", "创建账号，默认为所有工作区的所有者；首个账号创建后不再需要初始化链接"};
  c.details = {"The password is asked for, or read from standard input or PEAKEND_PASSWORD. Without any workspace, one is made.\n\n"
               "Example:\n  peakend user create ann@example.com --name Ann --workspace acme",
               "密码通过提示输入，或取自标准输入、PEAKEND_PASSWORD。没有工作区时会自动创建。\n\n示例：\n  peakend user create ann@example.com --name Ann --workspace acme"};
  c.options = {{"email", "EMAIL", {"E-mail address", "邮箱"}, &a->email, true},
               {"--name", "NAME", {"Name to show", "显示名称"}, &a->name, false},
               {"--role", "ROLE", {"owner, analyst, manager, agent or viewer", "owner、analyst、manager、agent 或 viewer"}, &a->role, false},
               {"--workspace,-w", "NAME", {"Name of the workspace to make when there is none", "没有工作区时要创建的名称"}, &a->workspace, false}};
  c.run = [a](Shell& shell) {
    return at_desk(shell, [&](Desk& d) -> Result<void> {
      const auto role = account::role_by_key(a->role);
      if (!role) return fail_field("--role", "not_one_of", {{"allowed", "owner, analyst, manager, agent, viewer"}});
      const auto password = read_password(shell);
      if (d.accounts->list_workspaces().empty()) {
        account::NewWorkspace w;
        w.name = a->workspace.empty() ? "peakend" : a->workspace;
        w.lang = shell.lang == message::Lang::zh ? "zh" : "en";
        PK_CHECK(d.accounts->create_workspace(w));
      }
      std::vector<WorkspaceNo> nos;
      for (const auto& w : d.accounts->list_workspaces()) nos.push_back(w.no);
      PK_TRY(const auto made, d.accounts->create_account({a->email, password, a->name}, nos, *role));
      PK_CHECK(d.note(SystemClock{}, nos, "user create", made.email + " (" + a->role + ")"));
      std::printf("%s  %s\n", made.id.text().c_str(), made.email.c_str());
      return {};
    });
  };
  return c;
}

Command list() {
  Command c;
  c.name = "list";
  c.summary = {"List the accounts", "列出账号"};
  c.run = [](Shell& shell) {
    return at_desk(shell, [&](Desk& d) -> Result<void> {
      PK_TRY(const auto all, d.accounts->list_accounts());
      for (const auto& a : all)
        std::printf("%s  %s  %s  %s%s\n", a.id.text().c_str(), calendar::rfc3339(a.created, {}).c_str(), a.email.c_str(), a.name.c_str(),
                    a.disabled ? shell.say({"  (disabled)", "  （已停用）"}) : "");
      return {};
    });
  };
  return c;
}

Command password(const ArgsPtr& a) {
  Command c;
  c.name = "password";
  c.summary = {"Set a new password and sign the account out everywhere", "重设密码并在各处退出登录"};
  c.details = {"Example:\n  peakend user password ann@example.com", "示例：\n  peakend user password ann@example.com"};
  c.options = {{"email", "EMAIL", {"E-mail address", "邮箱"}, &a->email, true}};
  c.run = [a](Shell& shell) {
    return at_desk(shell, [&](Desk& d) -> Result<void> {
      PK_CHECK(d.accounts->reset_password(a->email, read_password(shell)));
      return d.note(SystemClock{}, d.workspaces_of(a->email), "user password", a->email);
    });
  };
  return c;
}

Command reset(const ArgsPtr& a) {
  Command c;
  c.name = "reset";
  c.summary = {"Print a one-time link with which a person sets a new password", "生成一次性链接，由本人重设密码"};
  c.details = {"The link works once and for 24 hours, when the server runs again. --second-factor also takes the second factor off, for a lost device.\n\n"
               "Example:\n  peakend user reset ann@example.com",
               "链接一次有效，24 小时内可用（服务重新启动后）。--second-factor 同时移除两步验证，用于设备丢失。\n\n示例：\n  peakend user reset ann@example.com"};
  c.options = {{"email", "EMAIL", {"E-mail address", "邮箱"}, &a->email, true},
               {"--second-factor", "", {"Also take the second factor off", "同时移除两步验证"}, &a->second_factor, false}};
  c.run = [a](Shell& shell) {
    return at_desk(shell, [&](Desk& d) -> Result<void> {
      PK_TRY(const auto token, d.accounts->make_reset_token(a->email, a->second_factor));
      PK_CHECK(d.note(SystemClock{}, d.workspaces_of(a->email), "user reset", a->email));
      std::printf("%s/reset#%s\n", shell.config.origin().c_str(), token.c_str());
      return {};
    });
  };
  return c;
}

Command key_create(const ArgsPtr& a) {
  Command c;
  c.name = "create";
  c.summary = {"Create an API key and print it; it is never shown again", "创建 API 密钥并显示一次，之后无法再查看"};
  c.details = {"Scopes: ingest (send only), read (see only), admin (everything).\n\nExample:\n  peakend user key create --name shop --scope ingest",
               "范围：ingest（仅发送）、read（仅查看）、admin（全部）。\n\n示例：\n  peakend user key create --name shop --scope ingest"};
  c.options = {{"--name", "NAME", {"What the key is for", "用途"}, &a->name, true},
               {"--scope", "SCOPE", {"ingest, read or admin", "ingest、read 或 admin"}, &a->scope, false},
               workspace_option(a)};
  c.run = [a](Shell& shell) {
    return at_desk(shell, [&](Desk& d) -> Result<void> {
      PK_TRY(const auto w, d.workspace(a->workspace));
      PK_TRY(const auto made, d.accounts->create_key(w.no, a->name, a->scope));
      PK_CHECK(d.note(SystemClock{}, {w.no}, "user key create", a->name + " (" + a->scope + ")"));
      std::printf("%s\n", made.secret.c_str());
      return {};
    });
  };
  return c;
}

Command key_list(const ArgsPtr& a) {
  Command c;
  c.name = "list";
  c.summary = {"List the keys of a workspace", "列出工作区的密钥"};
  c.options = {workspace_option(a)};
  c.run = [a](Shell& shell) {
    return at_desk(shell, [&](Desk& d) -> Result<void> {
      PK_TRY(const auto w, d.workspace(a->workspace));
      for (const auto& k : d.accounts->list_keys(w.no))
        std::printf("%s  %-6s  %s  %s  %s\n", k.id.text().c_str(), k.scope.c_str(), k.hint.c_str(),
                    k.seen ? calendar::rfc3339(*k.seen, {}).c_str() : "-", k.name.c_str());
      return {};
    });
  };
  return c;
}

Command key_revoke(const ArgsPtr& a) {
  Command c;
  c.name = "revoke";
  c.summary = {"Revoke a key", "吊销密钥"};
  c.options = {{"id", "ID", {"The key's id, key_...", "密钥编号 key_..."}, &a->id, true}, workspace_option(a)};
  c.run = [a](Shell& shell) {
    return at_desk(shell, [&](Desk& d) -> Result<void> {
      PK_TRY(const auto w, d.workspace(a->workspace));
      const auto id = KeyId::parse(a->id);
      if (!id) return fail(ErrorKind::not_found, "no_such_key");
      PK_CHECK(d.accounts->revoke_key(w.no, *id));
      return d.note(SystemClock{}, {w.no}, "user key revoke", a->id);
    });
  };
  return c;
}

Command workspace_create(const ArgsPtr& a) {
  Command c;
  c.name = "create";
  c.summary = {"Create a workspace; everybody who owns one owns the new one as well", "创建工作区；已有工作区的所有者同时拥有它"};
  c.options = {{"name", "NAME", {"Name to show", "显示名称"}, &a->name, true},
               {"--key", "KEY", {"Short key; made from the name by default", "短标识；默认由名称生成"}, &a->key, false},
               {"--zone", "ZONE", {"IANA time zone", "IANA 时区"}, &a->zone, false},
               {"--lang", "LANG", {"zh or en", "zh 或 en"}, &a->lang, false}};
  c.run = [a](Shell& shell) {
    return at_desk(shell, [&](Desk& d) -> Result<void> {
      account::NewWorkspace w;
      w.key = a->key;
      w.name = a->name;
      w.zone = a->zone;
      w.lang = !a->lang.empty() ? a->lang : shell.lang == message::Lang::zh ? "zh" : "en";
      PK_TRY(const auto made, d.accounts->create_workspace(w));
      PK_CHECK(d.note(SystemClock{}, {made.no}, "user workspace create", made.key));
      std::printf("%s\n", made.key.c_str());
      return {};
    });
  };
  return c;
}

Command workspace_list() {
  Command c;
  c.name = "list";
  c.summary = {"List the workspaces", "列出工作区"};
  c.run = [](Shell& shell) {
    return at_desk(shell, [&](Desk& d) -> Result<void> {
      for (const auto& w : d.accounts->list_workspaces())
        std::printf("%u  %s  %s  %s  %s%s\n", static_cast<unsigned>(w.no), w.key.c_str(), w.zone.c_str(), w.lang.c_str(), w.name.c_str(),
                    w.generated ? shell.say({"  (generated)", "  （生成数据）"}) : "");
      return {};
    });
  };
  return c;
}

}  // namespace

Command user_command() {
  const auto args = std::make_shared<Args>();
  Command key;
  key.name = "key";
  key.summary = {"API keys: create, list, revoke", "API 密钥：创建、列出、吊销"};
  key.children = {key_create(args), key_list(args), key_revoke(args)};
  Command workspace;
  workspace.name = "workspace";
  workspace.summary = {"Workspaces: create, list", "工作区：创建、列出"};
  workspace.children = {workspace_create(args), workspace_list()};
  Command c;
  c.name = "user";
  c.summary = {"Accounts, API keys and workspaces (while the server is stopped)", "账号、API 密钥与工作区（需先停止服务）"};
  c.details = {"Examples:\n  peakend user create ann@example.com\n  peakend user password ann@example.com\n  peakend user reset ann@example.com\n  peakend user key create --name shop --scope ingest\n"
               "  peakend user workspace list\n\nWhile the server runs, use the console or /v1/keys.",
               "示例：\n  peakend user create ann@example.com\n  peakend user password ann@example.com\n  peakend user reset ann@example.com\n  peakend user key create --name shop --scope ingest\n"
               "  peakend user workspace list\n\n服务运行时请使用控制台或 /v1/keys。"};
  c.children = {create(args), list(), password(args), reset(args), std::move(key), std::move(workspace)};
  return c;
}

}  // namespace peakend::cli
