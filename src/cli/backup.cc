#include <cstdio>

#include "app/backup.h"
#include "app/stores.h"
#include "cli/commands.h"

namespace peakend::cli {
namespace {

void print(const Shell& shell, const app::Manifest& m) {
  std::int64_t bytes = 0;
  for (const auto& f : m.files) bytes += f.bytes;
  std::printf(shell.say({"%zu files, %.1f MB, facts up to %lld\n", "%zu 个文件，%.1f MB，事实至 %lld\n"}), m.files.size(),
              static_cast<double>(bytes) / 1e6, static_cast<long long>(m.facts_seq));
}

int backup(Shell& shell, const std::string& to) {
  const auto dir = app::DataDir::hold(shell.config.data);
  if (!dir) return shell.fail(dir.error());
  const auto records = app::open_records(shell.config);
  if (!records) return shell.fail(records.error());
  const auto facts = app::open_facts(shell.config);
  if (!facts) return shell.fail(facts.error());
  const auto made = app::make_backup(**records, **facts, shell.config.data, to, SystemClock().now());
  if (!made) return shell.fail(made.error());
  print(shell, *made);
  return kOk;
}

int restore(Shell& shell, const std::string& from, bool verify_only) {
  if (verify_only) {
    const auto seen = app::verify_backup(from);
    if (!seen) return shell.fail(seen.error());
    print(shell, *seen);
    return kOk;
  }
  const auto dir = app::DataDir::hold(shell.config.data);
  if (!dir) return shell.fail(dir.error());
  const auto done = app::restore_backup(from, shell.config.data);
  if (!done) return shell.fail(done.error());
  print(shell, *done);
  return kOk;
}

}  // namespace

Command backup_command() {
  const auto to = std::make_shared<std::string>();
  Command c;
  c.name = "backup";
  c.summary = {"Write a complete, verified copy of the data directory", "将数据目录完整备份并校验"};
  c.details = {"TO is a new directory, or one file when it ends in .tar. For a running server use POST /v1/backups.\n\n"
               "Examples:\n  peakend backup /mnt/safe/peakend-friday\n  peakend backup peakend.tar --data /var/lib/peakend",
               "TO 为新目录；若以 .tar 结尾则为单个文件。服务运行时请使用 POST /v1/backups。\n\n"
               "示例：\n  peakend backup /mnt/safe/peakend-friday\n  peakend backup peakend.tar --data /var/lib/peakend"};
  c.options = {{"to", "TO", {"Where the backup goes", "备份位置"}, to.get(), true}};
  c.run = [to](Shell& shell) { return backup(shell, *to); };
  return c;
}

Command restore_command() {
  struct Args {
    std::string from;
    bool verify = false;
  };
  const auto args = std::make_shared<Args>();
  Command c;
  c.name = "restore";
  c.summary = {"Put a backup into an empty data directory", "将备份恢复到空的数据目录"};
  c.details = {"Every file is verified on the way.\n\nExamples:\n  peakend restore peakend.tar --data /var/lib/peakend\n  peakend restore peakend.tar --verify",
               "恢复过程中会校验每个文件。\n\n示例：\n  peakend restore peakend.tar --data /var/lib/peakend\n  peakend restore peakend.tar --verify"};
  c.options = {{"from", "FROM", {"The backup", "备份位置"}, &args->from, true},
               {"--verify", "", {"Only read and compare every byte; change nothing", "只逐字节校验，不做任何改动"}, &args->verify, false}};
  c.run = [args](Shell& shell) { return restore(shell, args->from, args->verify); };
  return c;
}

}  // namespace peakend::cli
