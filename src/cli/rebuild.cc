#include <cstdio>

#include "app/stores.h"
#include "cli/commands.h"

namespace peakend::cli {
namespace {

/// Facts that are ahead of the inbox keep everything from opening; this is the way out.
Result<void> drop_facts(const app::Config& config) {
  PK_TRY(const auto dir, app::DataDir::hold(config.data));
  PK_TRY(const auto facts, app::open_facts(config));
  return facts->clear_all();
}

int rebuild(Shell& shell, const std::string& key) {
  const SystemClock clock;
  auto stores = app::open_stores(shell.config, clock);
  if (!stores && stores.error().code == "facts_ahead") {
    if (auto ok = drop_facts(shell.config); !ok) return shell.fail(ok.error());
    stores = app::open_stores(shell.config, clock);
  }
  if (!stores) return shell.fail(stores.error());
  auto& s = **stores;
  WorkspaceNo only = WorkspaceNo::none;
  if (!key.empty()) {
    const auto w = s.pick_workspace(key);
    if (!w) return shell.fail(w.error());
    only = w->no;
  }
  if (auto ok = s.projector->rebuild(only); !ok) return shell.fail(ok.error());
  for (const auto no : s.workspaces())
    if (only == WorkspaceNo::none || no == only)
      if (auto ok = s.episodes->drain(no); !ok) return shell.fail(ok.error());
  const auto status = s.facts->status();
  if (!status) return shell.fail(status.error());
  std::printf(shell.say({"%lld facts, up to %lld\n", "%lld 条事实，至 %lld\n"}), static_cast<long long>(status->facts), static_cast<long long>(status->watermark));
  return kOk;
}

}  // namespace

Command rebuild_command() {
  const auto key = std::make_shared<std::string>();
  Command c;
  c.name = "rebuild";
  c.summary = {"Make the facts anew from the inbox, with the journeys as they are now", "按当前旅程从收件箱重建事实"};
  c.details = {"Nothing is lost: the inbox holds every accepted item.\n\nExamples:\n  peakend rebuild\n  peakend rebuild --workspace acme",
               "不会丢失数据：收件箱保存了每一条已接收的内容。\n\n示例：\n  peakend rebuild\n  peakend rebuild --workspace acme"};
  c.options = {{"--workspace,-w", "KEY", {"Only this workspace", "仅该工作区"}, key.get(), false}};
  c.run = [key](Shell& shell) { return rebuild(shell, *key); };
  return c;
}

}  // namespace peakend::cli
