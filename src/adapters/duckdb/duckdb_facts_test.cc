#include "adapters/duckdb/duckdb_facts.h"

#include <thread>

#include "adapters/duckdb/duck.h"
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

namespace peakend::adapters {
namespace {

// Looks into the file with DuckDB itself.
class DuckdbFile : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() / ("peakend-duckdb-" + std::to_string(std::random_device{}()));
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  std::int64_t number(const std::string& sql) {
    auto db = duck::Database::open(dir_ / "facts.duckdb", {});
    EXPECT_TRUE(db.has_value());
    auto c = (*db)->connect();
    auto n = c->number(sql);
    EXPECT_TRUE(n.has_value()) << (n ? "" : n.error().log);
    return n.value_or(-1);
  }
  void run(const std::string& sql) {
    auto db = duck::Database::open(dir_ / "facts.duckdb", {});
    auto c = (*db)->connect();
    auto done = c->run(sql);
    ASSERT_TRUE(done.has_value()) << done.error().log;
  }
  std::filesystem::path dir_;
};

facts::AggregateSpec by_touchpoint() { return {.workspace = WorkspaceNo{1}, .by = {{facts::Field::touchpoint}, {facts::Field::metric}}}; }

constexpr const char* kSpare = "SELECT count(*) - count(DISTINCT (workspace, day, journey, touchpoint, stage, scene, kind, metric)) FROM rollup WHERE workspace = 1";

TEST_F(DuckdbFile, TidyLeavesOneRowACell) {
  facts::RandomFacts random(1);
  const facts::FactBatch batch = random.batch(400, 0);
  std::vector<facts::AggregateRow> before;
  {
    auto store = open_in(dir_).value();
    for (int i = 1; i <= 10; ++i) ASSERT_TRUE(store->append(batch, i));  // the same cells ten times
    before = store->aggregate(by_touchpoint())->rows;
  }
  EXPECT_GT(number(kSpare), 2'000);
  {
    auto store = open_in(dir_).value();
    ASSERT_TRUE(store->tidy());
    auto after = store->aggregate(by_touchpoint())->rows;
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(after[i].partial == before[i].partial);
  }
  EXPECT_EQ(number(kSpare), 0);
}

TEST_F(DuckdbFile, RollUpsOfAnOlderEncodingAreMadeAnew) {
  facts::RandomFacts random(2);
  std::vector<facts::AggregateRow> before;
  {
    auto store = open_in(dir_).value();
    ASSERT_TRUE(store->append(random.batch(500, 0), 5));
    before = store->aggregate(by_touchpoint())->rows;
  }
  run("UPDATE state SET version = 1; UPDATE rollup SET partial = 'old'::BLOB");
  {
    auto store = open_in(dir_).value();
    auto answer = store->aggregate(by_touchpoint()).value();
    EXPECT_TRUE(answer.from_rollup);
    ASSERT_EQ(answer.rows.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(answer.rows[i].partial == before[i].partial);
    EXPECT_EQ(store->watermark().value(), 5);
  }
  run("UPDATE state SET version = 99");
  EXPECT_FALSE(open_in(dir_).has_value());  // written by a newer version: better not touched
}

/// Grouping happens before the first row, where only an interrupt reaches.
TEST_F(DuckdbFile, AQueryOfAStoppedTaskEndsWithinASecondAndTheConnectionGoesOn) {
  auto db = duck::Database::open(dir_ / "other.duckdb", {});
  ASSERT_TRUE(db);
  auto c = (*db)->connect();
  ASSERT_TRUE(c);
  Task task;
  std::thread later([&] { std::this_thread::sleep_for(std::chrono::milliseconds(100)), task.stop(); });
  const auto from = std::chrono::steady_clock::now();
  {
    const Task::Here here(task);
    const auto rows = c->query("SELECT max(a.range * b.range) FROM range(1000000) a, range(1000000) b");
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, "cancelled");
    EXPECT_FALSE(c->query("SELECT 1"));  // nothing begins any more
  }
  EXPECT_LT(std::chrono::steady_clock::now() - from, std::chrono::milliseconds(1'100));
  later.join();
  EXPECT_EQ(c->number("SELECT 7").value_or(0), 7);
}

TEST_F(DuckdbFile, ForgottenFactsAndTheirTextLeaveTheFile) {
  facts::FactBatch batch;
  facts::Fact f;
  f.seq = 1, f.workspace = WorkspaceNo{1}, f.customer = CustomerId{Uuid{1, 1}}, f.user_id = "someone@example.com", f.text = "secret";
  batch.add(f);
  f.customer = CustomerId{Uuid{1, 2}}, f.user_id = "other", f.text = "open";
  batch.add(f);
  {
    auto store = open_in(dir_).value();
    ASSERT_TRUE(store->append(batch, 1));
    ASSERT_EQ(store->forget(WorkspaceNo{1}, CustomerId{Uuid{1, 1}}).value(), 1);
    ASSERT_TRUE(store->tidy());
  }
  EXPECT_EQ(number("SELECT count(*) FROM fact"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM fact WHERE user_id LIKE 'someone%' OR text = 'secret'"), 0);
}

TEST_F(DuckdbFile, ParquetHoldsWhatTheScanGives) {
  facts::RandomFacts random(3);
  auto path = dir_ / "it's facts.parquet";
  std::int64_t rows = 0;
  {
    auto store = open_in(dir_).value();
    ASSERT_TRUE(store->append(random.batch(500, 0), 5));
    facts::ScanSpec spec{.workspace = WorkspaceNo{1}, .where = {{{facts::Field::channel}, {"app", "' OR 1=1 --"}}}, .order = facts::Order::newest_first};
    auto written = store->export_to(spec, facts::ExportFormat::parquet, path);
    ASSERT_TRUE(written.has_value()) << written.error().log;
    ASSERT_TRUE(store->scan(spec, [&](const facts::Fact&) { return ++rows, true; }));
    EXPECT_EQ(*written, rows);
    EXPECT_EQ(store->export_to(spec, facts::ExportFormat::parquet, path).error().kind, ErrorKind::conflict);
  }
  auto from = std::string(" FROM read_parquet('") + (dir_ / "it''s facts.parquet").string() + "')";
  EXPECT_GT(rows, 10);
  EXPECT_EQ(number("SELECT count(*)" + from), rows);
  EXPECT_EQ(number("SELECT count(*)" + from + " WHERE channel <> 'app'"), 0);
  EXPECT_EQ(number("SELECT count(*)" + from + " WHERE kind NOT IN ('event', 'rating', 'feedback', 'identify')"), 0);
  EXPECT_GT(number("SELECT count(*)" + from + " WHERE tags['city'] = '上海'"), 0);
  EXPECT_GT(number("SELECT count(*)" + from + " WHERE customer LIKE 'cus_%'"), 0);
}

}  // namespace
}  // namespace peakend::adapters
