#include <cstdio>
#include <filesystem>

#include "adapters/sqlite/sqlite_records.h"
#include "app/doctor.h"
#include "app/stores.h"
#include "cli/commands.h"

namespace peakend::cli {
namespace {

int doctor(Shell& shell) {
  app::Patient patient;
  patient.data_dir = shell.config.data;
  patient.migrations = app::all_migrations();
  if (!std::filesystem::exists(shell.config.data)) {
    return shell.fail(Error{ErrorKind::not_found, "data_missing", {}, {}, {{"path", shell.config.data}}});
  }
  const auto dir = app::DataDir::hold(shell.config.data);
  if (!dir && dir.error().code != "data_in_use") return shell.fail(dir.error());
  patient.in_use = !dir;
  std::unique_ptr<records::Records> records;
  std::unique_ptr<facts::FactStore> facts;
  if (auto r = adapters::open_sqlite(shell.config.records_path())) records = *std::move(r);
  else patient.records_error = r.error().log;
  if (!patient.in_use) {
    if (auto f = app::open_facts(shell.config)) facts = *std::move(f);
    else patient.facts_error = f.error().log;
  }
  patient.records = records.get();
  patient.facts = facts.get();
  bool bad = false;
  for (const auto& finding : app::examine(patient)) {
    static constexpr const char* marks[] = {"ok     ", "warning", "BAD    "};
    std::printf("%s  %s\n", marks[static_cast<int>(finding.grade)], message::message_text(finding.code, shell.lang, finding.params).c_str());
    bad |= finding.grade == app::Finding::Grade::bad;
  }
  return bad ? kFailed : kOk;
}

}  // namespace

Command doctor_command() {
  Command c;
  c.name = "doctor";
  c.summary = {"Examine the data directory without changing it", "检查数据目录，不做任何改动"};
  c.details = {"Examples:\n  peakend doctor --data /var/lib/peakend\n\nExit codes: 0 sound (warnings included), 1 something is broken.",
               "示例：\n  peakend doctor --data /var/lib/peakend\n\n退出码：0 正常（含警告），1 有损坏。"};
  c.run = doctor;
  return c;
}

}  // namespace peakend::cli
