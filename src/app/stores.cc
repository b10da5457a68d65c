#include "app/stores.h"

#include <sodium.h>

#include "adapters/sqlite/sqlite_records.h"

namespace peakend::app {

std::uint64_t random64() {
  std::uint64_t v = 0;
  randombytes_buf(&v, sizeof v);
  return v;
}

std::vector<records::Migration> all_migrations() {
  return {};
}

Result<std::unique_ptr<Stores>> open_stores(const Config& config, const Clock&) {
  if (sodium_init() < 0) return fail(ErrorKind::internal, "internal", "libsodium cannot start");
  auto s = std::make_unique<Stores>();
  PK_TRY(s->dir, DataDir::hold(config.data));
  PK_TRY(s->records, adapters::open_sqlite(config.records_path()));
  const auto migrations = all_migrations();
  PK_TRY(auto applied, s->records->migrate(migrations));
  static_cast<void>(applied);
  s->facts = facts::make_memory_facts();
  return s;
}

}  // namespace peakend::app
