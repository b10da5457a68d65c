#include "app/stores.h"

#include <sodium.h>

#include <iterator>

#include "adapters/sqlite/sqlite_records.h"

namespace peakend::app {

std::uint64_t random64() {
  std::uint64_t v = 0;
  randombytes_buf(&v, sizeof v);
  return v;
}

std::vector<records::Migration> all_migrations() {
  std::vector<records::Migration> all;
  const auto add = [&](std::vector<records::Migration> of_feature) {
    all.insert(all.end(), std::make_move_iterator(of_feature.begin()), std::make_move_iterator(of_feature.end()));
  };
  add(account::migrations());
  return all;
}

account::Policy account_policy(const Config& c) {
  account::Policy p;
  p.session_idle = std::chrono::hours(c.session_idle_hours);
  p.session_life = std::chrono::hours(24 * c.session_days);
  return p;
}

Result<std::unique_ptr<Stores>> open_stores(const Config& config, const Clock& clock) {
  if (sodium_init() < 0) return fail(ErrorKind::internal, "internal", "libsodium cannot start");
  auto s = std::make_unique<Stores>();
  PK_TRY(s->dir, DataDir::hold(config.data));
  PK_TRY(s->records, adapters::open_sqlite(config.records_path()));
  const auto migrations = all_migrations();
  PK_TRY(auto applied, s->records->migrate(migrations));
  static_cast<void>(applied);
  s->facts = facts::make_memory_facts();
  const auto random = [](std::span<unsigned char> to) { randombytes_buf(to.data(), to.size()); };
  PK_TRY(s->accounts, account::make_accounts(*s->records, clock, random, account_policy(config)));
  return s;
}

}  // namespace peakend::app
