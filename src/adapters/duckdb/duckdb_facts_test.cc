#include "adapters/duckdb/duckdb_facts.h"

#include "facts/contract/facts_contract.h"

namespace peakend::duck {
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
}  // namespace peakend::duck

namespace peakend::facts {
INSTANTIATE_TEST_SUITE_P(Duckdb, FactsContract,
                         testing::Values(FactsFactory{"duckdb", duck::open_in, true, duck::open_file},
                                         FactsFactory{"duckdb_uncached", duck::open_uncached, true, duck::open_file}),
                         factory_name);
}  // namespace peakend::facts
