#include <cstdio>

#include "app/stores.h"
#include "cli/commands.h"

namespace peakend::cli {
namespace {

int migrate(Shell& shell) {
  const auto dir = app::DataDir::hold(shell.config.data);
  if (!dir) return shell.fail(dir.error());
  const auto records = app::open_records(shell.config);
  if (!records) return shell.fail(records.error());
  const auto facts = app::open_facts(shell.config);
  if (!facts) return shell.fail(facts.error());
  const auto status = (*records)->status();
  if (!status) return shell.fail(status.error());
  for (const auto& name : status->applied) std::printf("%s\n", name.c_str());
  std::printf("%s\n", shell.say({"up to date", "已是最新"}));
  return kOk;
}

}  // namespace

Command migrate_command() {
  Command c;
  c.name = "migrate";
  c.summary = {"Bring the data directory up to this version (serve does it by itself)", "将数据目录升级到当前版本（serve 会自动执行）"};
  c.details = {"Example:\n  peakend migrate --data /var/lib/peakend", "示例：\n  peakend migrate --data /var/lib/peakend"};
  c.run = migrate;
  return c;
}

}  // namespace peakend::cli
