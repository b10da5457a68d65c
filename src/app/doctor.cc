#include "app/doctor.h"

#include <algorithm>
#include <filesystem>

#include "adapters/sqlite/sqlite_records.h"

namespace peakend::app {
namespace fs = std::filesystem;
namespace {

using Grade = Finding::Grade;
constexpr records::Statement kLastSeq{"doctor.last_seq", "SELECT coalesce(max(seq), 0) FROM inbox"};
constexpr records::Statement kInterrupted{"doctor.interrupted", "SELECT count(*) FROM job WHERE state = 6"};

std::string megabytes(std::uintmax_t bytes) { return std::to_string(bytes >> 20); }

Finding disk(const std::string& dir) {
  std::error_code ec;
  const fs::space_info s = fs::space(dir, ec);
  if (ec) return {Grade::bad, "data_unwritable", {{"path", dir}, {"why", ec.message()}}};
  // The write-ahead logs of both stores may reach a few hundred megabytes before they are moved.
  const Grade grade = s.available < (std::uintmax_t{200} << 20)    ? Grade::bad
                      : s.available < (std::uintmax_t{2} << 30) ? Grade::warning
                                                                : Grade::good;
  return {grade, "doctor_disk", {{"free", megabytes(s.available)}, {"total", megabytes(s.capacity)}}};
}

/// Asks only tables that are there; -1 when they are not.
std::int64_t ask(records::Records& records, const std::vector<std::string>& applied, const char* migration, const records::Statement& s) {
  if (std::find(applied.begin(), applied.end(), migration) == applied.end()) return -1;
  std::int64_t n = -1;
  const auto r = records.read([&](records::Session& session) {
    return session.query(s, {}, [&](const records::Row& row) {
      n = row.i64(0);
      return false;
    });
  });
  return r ? n : -1;
}

std::int64_t examine_records(const Patient& p, std::vector<Finding>& out) {
  const std::string path = p.data_dir + "/records.db";
  const auto damage = adapters::check_sqlite(path);
  if (!damage) {
    out.push_back({Grade::bad, "doctor_records_unreadable", {{"why", damage.error().log}}});
    return -1;
  }
  for (const std::string& what : *damage) out.push_back({Grade::bad, "doctor_integrity", {{"what", what}}});
  if (!p.records) {
    if (!p.in_use) out.push_back({Grade::bad, "doctor_records_unreadable", {{"why", p.records_error}}});
    return -1;
  }
  const auto status = p.records->status();
  if (!status) {
    out.push_back({Grade::bad, "doctor_records_unreadable", {{"why", status.error().log}}});
    return -1;
  }
  const std::int64_t last = std::max<std::int64_t>(0, ask(*p.records, status->applied, "0001_inbox", kLastSeq));
  if (damage->empty())
    out.push_back({Grade::good, "doctor_records",
                   {{"engine", status->engine}, {"bytes", std::to_string(status->bytes)}, {"seq", std::to_string(last)}}});
  const auto missing = std::count_if(p.migrations.begin(), p.migrations.end(), [&](const records::Migration& m) {
    return std::find(status->applied.begin(), status->applied.end(), m.name) == status->applied.end();
  });
  if (missing > 0) out.push_back({Grade::warning, "doctor_migrations", {{"missing", std::to_string(missing)}}});
  if (const auto n = ask(*p.records, status->applied, "0001_jobs", kInterrupted); n > 0)
    out.push_back({Grade::warning, "doctor_interrupted", {{"jobs", std::to_string(n)}}});
  return last;
}

void examine_facts(const Patient& p, std::int64_t last_seq, std::vector<Finding>& out) {
  if (!p.facts) {
    if (!p.in_use) out.push_back({Grade::bad, "doctor_facts_unreadable", {{"why", p.facts_error}}});
    return;
  }
  const auto status = p.facts->status();
  if (!status) {
    out.push_back({Grade::bad, "doctor_facts_unreadable", {{"why", status.error().log}}});
    return;
  }
  out.push_back({Grade::good, "doctor_facts",
                 {{"engine", status->engine}, {"facts", std::to_string(status->facts)}, {"bytes", std::to_string(status->bytes)}}});
  if (last_seq >= 0 && status->watermark > last_seq)
    out.push_back({Grade::bad, "facts_ahead", {{"facts", std::to_string(status->watermark)}, {"inbox", std::to_string(last_seq)}}});
  if (status->watermark < last_seq)
    out.push_back({Grade::warning, "doctor_facts_behind", {{"rows", std::to_string(last_seq - status->watermark)}}});
  if (const auto open = p.facts->refills(); open && !open->empty()) out.push_back({Grade::warning, "doctor_refill", {}});
}

}  // namespace

std::vector<Finding> examine(const Patient& p) {
  std::vector<Finding> out;
  if (!fs::exists(p.data_dir + "/records.db")) {
    out.push_back({Grade::warning, "doctor_no_data", {{"path", p.data_dir}}});
    return out;
  }
  out.push_back(disk(p.data_dir));
  if (p.in_use) out.push_back({Grade::warning, "doctor_in_use", {}});
  const std::int64_t last = examine_records(p, out);
  examine_facts(p, last, out);
  return out;
}

}  // namespace peakend::app
