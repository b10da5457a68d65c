#include "adapters/duckdb/duckdb_facts.h"

#include "facts/contract/facts_contract.h"

namespace peakend::adapters {
namespace {

Result<std::unique_ptr<facts::FactStore>> open_in(const std::filesystem::path& dir) {
  return open_duckdb_facts(dir / "facts.duckdb", {.memory_mb = 100});
}
Result<std::unique_ptr<facts::FactStore>> open_file(const std::filesystem::path& path) { return open_duckdb_facts(path, {.memory_mb = 100}); }
// Without room for cached rows every answer comes from the table.
Result<std::unique_ptr<facts::FactStore>> open_uncached(const std::filesystem::path& dir) {
  return open_duckdb_facts(dir / "facts.duckdb", {.memory_mb = 100, .rollup_cache_mb = 0});
}

}  // namespace
}  // namespace peakend::adapters

namespace peakend::facts {
INSTANTIATE_TEST_SUITE_P(Duckdb, FactsContract,
                         testing::Values(FactsFactory{"duckdb", adapters::open_in, true, adapters::open_file},
                                         FactsFactory{"duckdb_uncached", adapters::open_uncached, true, adapters::open_file}),
                         factory_name);
}  // namespace peakend::facts
