// What triggers count in records.
#include "trigger/trigger_api.h"
#include "trigger/trigger_sql.h"

namespace peakend::trigger {

using records::Param;
using records::Row;

Result<std::vector<std::pair<delivery::Reason, std::int64_t>>> counted(records::Records& records, WorkspaceNo w, std::string_view trigger, Instant from, Instant to) {
  std::vector<std::pair<delivery::Reason, std::int64_t>> out;
  const std::int64_t first = to_ms(from) / 86'400'000, last = (to_ms(to) + 86'399'999) / 86'400'000;
  const Param p[] = {static_cast<std::int64_t>(w), trigger, first, last};
  PK_CHECK(records.read([&](records::Session& s) {
    return s.query(sql::counts, p, [&](const Row& r) {
      out.emplace_back(static_cast<delivery::Reason>(r.i64(0)), r.i64(1));
      return true;
    });
  }));
  return out;
}

Result<std::vector<Counted>> counted_by_day(records::Records& records, WorkspaceNo w, std::string_view trigger, Instant from, Instant to) {
  std::vector<Counted> out;
  const std::int64_t first = to_ms(from) / 86'400'000, last = (to_ms(to) + 86'399'999) / 86'400'000;
  const Param p[] = {static_cast<std::int64_t>(w), trigger, first, last};
  PK_CHECK(records.read([&](records::Session& s) {
    return s.query(sql::counts_by_day, p, [&](const Row& r) {
      out.push_back({r.i64(0), static_cast<delivery::Reason>(r.i64(1)), r.i64(2)});
      return true;
    });
  }));
  return out;
}

Result<std::vector<CellRow>> cells_of(records::Records& records, WorkspaceNo w, std::string_view trigger) {
  std::vector<CellRow> out;
  const Param p[] = {static_cast<std::int64_t>(w), trigger};
  PK_CHECK(records.read([&](records::Session& s) {
    return s.query(sql::cells, p, [&](const Row& r) {
      out.push_back({r.i64(0), std::string(r.text(1)), r.i64(2), r.i64(3)});
      return true;
    });
  }));
  return out;
}

}  // namespace peakend::trigger
