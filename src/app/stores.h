#pragma once
// What every command works on: the ports, opened on one data directory and migrated. Commands that need no
// network (import, rebuild, backup, user ...) use this alone; serving adds the router and the server.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "account/account.h"
#include "app/config.h"
#include "app/data_dir.h"
#include "base/error.h"
#include "base/time.h"
#include "facts/facts.h"
#include "records/records.h"

namespace peakend::app {

/// Destroyed in reverse order: users of the stores before the stores, the lock last.
struct Stores {
  std::unique_ptr<DataDir> dir;
  std::unique_ptr<records::Records> records;
  std::unique_ptr<facts::FactStore> facts;
  std::unique_ptr<account::Accounts> accounts;
};

/// All migrations of all features, in the order they are applied.
std::vector<records::Migration> all_migrations();
/// Locks the directory, opens the stores, applies missing migrations.
Result<std::unique_ptr<Stores>> open_stores(const Config&, const Clock&);
account::Policy account_policy(const Config&);
/// 64 bits from the operating system's generator; thread-safe.
std::uint64_t random64();

}  // namespace peakend::app
