#include "adapters/sqlite/sqlite_records.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/failpoint.h"
#include "records/contract/records_contract.h"

namespace peakend::records {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, RecordsContract,
                         testing::Values(RecordsFactory{
                             "durable", [](const auto& dir) { return adapters::open_sqlite((dir / "records.db").string()); },
                             [](const auto& path) { return adapters::open_sqlite(path.string()); }}),
                         factory_name);

constexpr Statement kInsert{"t.insert", "INSERT INTO log(id, body) VALUES (?1, ?2)"};
constexpr Statement kCount{"t.count_log", "SELECT count(*) FROM log"};
const std::vector<Migration> kLog{{"0001_log", "CREATE TABLE log(id INTEGER PRIMARY KEY, body TEXT)"}};

class SqliteTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() / ("pk_sqlite_" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    path_ = (dir_ / "records.db").string();
  }
  void TearDown() override {
    EXPECT_TRUE(failpoint::configure(""));
    std::filesystem::remove_all(dir_);
  }
  static Result<void> insert(Records& r, std::int64_t id, std::string_view body) {
    return r.write([&](Tx& tx) -> Result<void> {
      const Param p[] = {id, body};
      PK_CHECK(tx.exec(kInsert, p));
      return {};
    });
  }
  static std::int64_t count(Records& r) {
    std::int64_t n = -1;
    EXPECT_TRUE(r.read([&](Session& s) {
      return s.query(kCount, {}, [&](const Row& row) {
        n = row.i64(0);
        return false;
      });
    }));
    return n;
  }
  std::filesystem::path dir_;
  std::string path_;
};

TEST_F(SqliteTest, RefusesForeignNewerAndBrokenFiles) {
  {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE x(y)", nullptr, nullptr, nullptr);
    sqlite3_close(db);
  }
  EXPECT_EQ(adapters::open_sqlite(path_).error().code, "records_foreign");
  std::filesystem::remove(path_);
  ASSERT_TRUE(adapters::open_sqlite(path_));
  {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version=99", nullptr, nullptr, nullptr);
    sqlite3_close(db);
  }
  EXPECT_EQ(adapters::open_sqlite(path_).error().code, "records_from_future");
  std::ofstream(path_, std::ios::trunc) << std::string(8192, 'q');
  EXPECT_EQ(adapters::open_sqlite(path_).error().code, "records_corrupt");
  EXPECT_EQ(adapters::open_sqlite("/nonexistent/records.db").error().kind, ErrorKind::unavailable);
}

TEST_F(SqliteTest, AFullDiskIsUnavailableAndHeals) {
  auto r = adapters::open_sqlite(path_);
  ASSERT_TRUE(r);
  ASSERT_TRUE((*r)->migrate(kLog));
  ASSERT_TRUE(insert(**r, 1, "kept"));
  rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  signal(SIGXFSZ, SIG_IGN);
  rlimit small = old;
  small.rlim_cur = 256 * 1024;  // the log may not grow past this
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto failed = insert(**r, 2, std::string(2 << 20, 'x'));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(count(**r), 1);
  EXPECT_TRUE(insert(**r, 2, "now there is space")) << "the connection must be usable again";
  EXPECT_EQ(count(**r), 2);
}

TEST_F(SqliteTest, AnInjectedErrorBeforeCommitKeepsNothing) {
  auto r = adapters::open_sqlite(path_);
  ASSERT_TRUE(r);
  ASSERT_TRUE((*r)->migrate(kLog));
  ASSERT_TRUE(failpoint::configure("records.before_commit:error"));
  EXPECT_EQ(insert(**r, 1, "x").error().kind, ErrorKind::unavailable);
  ASSERT_TRUE(failpoint::configure(""));
  EXPECT_EQ(count(**r), 0);
}

TEST_F(SqliteTest, AMigrationKilledHalfWayIsNotThere) {
  const pid_t child = fork();
  if (child == 0) {
    const auto armed = failpoint::configure("records.migrate:abort");
    auto r = adapters::open_sqlite(path_);
    if (armed && r) (void)(*r)->migrate(kLog);
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  auto r = adapters::open_sqlite(path_);
  ASSERT_TRUE(r);
  const auto applied = (*r)->migrate(kLog);
  ASSERT_TRUE(applied) << applied.error().log;
  EXPECT_EQ(applied->size(), 1u);
  EXPECT_EQ(count(**r), 0);
}

TEST_F(SqliteTest, TheLogIsMovedWhileWritersRun) {
  adapters::SqliteOptions options;
  options.durable = false;
  options.checkpoint_pages = 50;
  auto r = adapters::open_sqlite(path_, options);
  ASSERT_TRUE(r);
  ASSERT_TRUE((*r)->migrate(kLog));
  const std::string body(8000, 'b');
  for (int i = 0; i < 2000; ++i) ASSERT_TRUE(insert(**r, i, body));
  // 2000 rows of 8 KB are 16 MB; a log that is never moved would be as large; how far it grows before it is
  // moved depends on when the other thread gets its turn.
  EXPECT_LT(std::filesystem::file_size(path_ + "-wal"), 12u << 20);
}

TEST_F(SqliteTest, CheckFindsDamage) {
  {
    auto r = adapters::open_sqlite(path_);
    ASSERT_TRUE(r);
    ASSERT_TRUE((*r)->migrate(kLog));
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(insert(**r, i, std::string(1000, 'c')));
  }
  auto sound = adapters::check_sqlite(path_);
  ASSERT_TRUE(sound);
  EXPECT_TRUE(sound->empty());
  {
    std::fstream f(path_, std::ios::in | std::ios::out | std::ios::binary);
    f.seekp(5 * 4096);
    f.write(std::string(64, '\xee').data(), 64);
  }
  const auto broken = adapters::check_sqlite(path_);
  EXPECT_TRUE(!broken || !broken->empty());
}

}  // namespace
}  // namespace peakend::records
