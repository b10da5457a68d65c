#include "records/contract/records_contract.h"

#include <unistd.h>

#include <atomic>
#include <span>
#include <thread>

namespace peakend::records {
namespace {

constexpr Statement kPut{"t.put", "INSERT INTO item(id, owner, name, body, size) VALUES (?1, ?2, ?3, ?4, ?5)"};
constexpr Statement kPutPlain{"t.put_plain", "INSERT INTO item(id, owner, name) VALUES (?1, ?2, ?3)"};
constexpr Statement kUpsert{"t.upsert",
                            "INSERT INTO item(id, owner, name) VALUES (?1, ?2, ?3) "
                            "ON CONFLICT (owner, name) DO UPDATE SET size = 7 RETURNING id"};
constexpr Statement kGet{"t.get", "SELECT id, name, body, size FROM item WHERE id = ?1"};
constexpr Statement kCount{"t.count", "SELECT count(*) FROM item"};
constexpr Statement kAll{"t.all", "SELECT id FROM item ORDER BY id"};
constexpr Statement kRename{"t.rename", "UPDATE item SET name = ?2 WHERE id = ?1"};
constexpr Statement kDeleteAll{"t.delete_all", "DELETE FROM item"};
constexpr Statement kBump{"t.bump", "UPDATE counter SET n = n + 1"};
constexpr Statement kCounter{"t.counter", "SELECT n FROM counter"};
constexpr Statement kWrong{"t.wrong", "SELEKT 1"};

const Migration kFirst{"0001_t", "CREATE TABLE owner(id INTEGER PRIMARY KEY);"
                                 "CREATE TABLE item(id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES owner(id),"
                                 " name TEXT NOT NULL, body BLOB, size REAL, UNIQUE(owner, name));"
                                 "INSERT INTO owner VALUES (1);"};
const Migration kSecond{"0002_t", "CREATE TABLE counter(n INTEGER NOT NULL); INSERT INTO counter VALUES (0);"};
const std::vector<Migration> kBoth{kFirst, kSecond};

using namespace std::literals;
using I = std::int64_t;

}  // namespace

void RecordsContract::SetUp() {
  static std::atomic<int> counter{0};
  dir_ = std::filesystem::temp_directory_path() /
         ("pk_records_" + std::to_string(::getpid()) + "_" + std::to_string(counter++));
  std::filesystem::create_directories(dir_);
  reopen();
  const auto applied = records_->migrate(kBoth);
  ASSERT_TRUE(applied) << applied.error().log;
  ASSERT_EQ(*applied, (std::vector<std::string>{"0001_t", "0002_t"}));
}
void RecordsContract::TearDown() {
  records_.reset();
  std::filesystem::remove_all(dir_);
}
void RecordsContract::reopen() {
  records_.reset();
  auto r = GetParam().open(dir_);
  ASSERT_TRUE(r) << r.error().log;
  records_ = std::move(*r);
}
std::int64_t RecordsContract::number(Records& records, const Statement& s, std::span<const Param> p) {
  std::int64_t out = -1;
  const auto r = records.read([&](Session& session) {
    return session.query(s, p, [&](const Row& row) {
      out = row.i64(0);
      return false;
    });
  });
  EXPECT_TRUE(r) << r.error().log;
  return out;
}

TEST_P(RecordsContract, KeepsEveryTypeOfValue) {
  const std::string large(3 << 20, 'x');
  const std::string text = "净推荐值 \0 end"s;
  const std::byte bytes[] = {std::byte{0}, std::byte{255}, std::byte{7}};
  ASSERT_TRUE(records_->write([&](Tx& tx) -> Result<void> {
    const Param a[] = {I{1}, I{1}, std::string_view(text), std::span<const std::byte>(bytes), 0.1};
    const Param b[] = {I{2}, I{1}, ""sv, std::monostate{}, std::monostate{}};
    const Param c[] = {INT64_MAX, I{1}, std::string_view(large), std::span<const std::byte>{}, -0.0};
    for (std::span<const Param> p : {std::span<const Param>(a), std::span<const Param>(c)}) {
      const auto n = tx.exec(kPut, p);
      if (!n) return tl::unexpected(n.error());
      EXPECT_EQ(*n, 1);
    }
    PK_CHECK(tx.exec(kPut, b));
    return {};
  }));
  const auto clash = records_->write([&](Tx& tx) -> Result<void> {
    const Param d[] = {INT64_MIN, I{1}, std::string_view{}, std::monostate{}, 1e300};
    PK_CHECK(tx.exec(kPut, d));  // "" is a value like any other, so the name is taken
    return {};
  });
  EXPECT_FALSE(clash);
  reopen();
  int seen = 0;
  const auto check = [&](I id, const std::function<void(const Row&)>& f) {
    const Param p[] = {id};
    ASSERT_TRUE(records_->read([&](Session& s) {
      return s.query(kGet, p, [&](const Row& r) {
        ++seen;
        f(r);
        return true;
      });
    }));
  };
  check(1, [&](const Row& r) {
    EXPECT_EQ(r.text(1), text);
    EXPECT_EQ(r.text(2), std::string_view("\0\xff\x07", 3));
    EXPECT_EQ(r.f64(3), 0.1);
    EXPECT_FALSE(r.is_null(3));
  });
  check(2, [&](const Row& r) {
    EXPECT_FALSE(r.is_null(1));
    EXPECT_EQ(r.text(1), "");
    EXPECT_TRUE(r.is_null(2));
    EXPECT_EQ(r.text(2), "");
    EXPECT_EQ(r.i64(2), 0);
    EXPECT_TRUE(r.is_null(3));
  });
  check(INT64_MAX, [&](const Row& r) {
    EXPECT_EQ(r.i64(0), INT64_MAX);
    EXPECT_EQ(r.text(1), large);
    EXPECT_FALSE(r.is_null(2));
    EXPECT_EQ(r.text(2), "");
  });
  EXPECT_EQ(seen, 3);
}

TEST_P(RecordsContract, AnErrorRollsEverythingBack) {
  const auto r = records_->write([&](Tx& tx) -> Result<void> {
    const Param p[] = {I{1}, I{1}, "a"sv};
    PK_CHECK(tx.exec(kPutPlain, p));
    return fail(ErrorKind::invalid, "changed_my_mind");
  });
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, "changed_my_mind");
  EXPECT_EQ(number(*records_, kCount), 0);
}

TEST_P(RecordsContract, AnExceptionRollsBackAndStopsHere) {
  const auto r = records_->write([&](Tx& tx) -> Result<void> {
    const Param p[] = {I{1}, I{1}, "a"sv};
    PK_CHECK(tx.exec(kPutPlain, p));
    throw std::runtime_error("boom");
  });
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().kind, ErrorKind::internal);
  EXPECT_EQ(number(*records_, kCount), 0);
  EXPECT_TRUE(records_->write([&](Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(kBump, {}));
    return {};
  }));
}

TEST_P(RecordsContract, ClashesHaveTheirKind) {
  const Param p[] = {I{1}, I{1}, "a"sv};
  const auto put = [&](std::span<const Param> q) {
    return records_->write([&](Tx& tx) -> Result<void> {
      PK_CHECK(tx.exec(kPutPlain, q));
      return {};
    });
  };
  ASSERT_TRUE(put(p));
  const Param same_id[] = {I{1}, I{1}, "b"sv};
  const Param same_name[] = {I{2}, I{1}, "a"sv};
  const Param no_owner[] = {I{3}, I{99}, "c"sv};
  const Param null_name[] = {I{4}, I{1}, std::monostate{}};
  EXPECT_EQ(put(same_id).error().kind, ErrorKind::conflict);
  EXPECT_EQ(put(same_name).error().kind, ErrorKind::conflict);
  EXPECT_EQ(put(no_owner).error().kind, ErrorKind::conflict);
  EXPECT_EQ(put(null_name).error().kind, ErrorKind::internal);
  EXPECT_EQ(number(*records_, kCount), 1);
}

TEST_P(RecordsContract, CallersMistakesAreInternalErrors) {
  const Param one[] = {I{1}};
  EXPECT_EQ(records_->write([&](Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(kPutPlain, one));  // too few parameters
    return {};
  }).error().kind, ErrorKind::internal);
  EXPECT_EQ(records_->read([&](Session& s) { return s.query(kWrong, {}, [](const Row&) { return true; }); }).error().kind,
            ErrorKind::internal);
  EXPECT_EQ(records_->write([&](Tx&) { return records_->write([](Tx&) -> Result<void> { return {}; }); }).error().kind,
            ErrorKind::internal);
  // A read session cannot write.
  EXPECT_FALSE(records_->read([&](Session& s) { return s.query(kDeleteAll, {}, [](const Row&) { return true; }); }));
}

TEST_P(RecordsContract, UpsertAndReturning) {
  const Param first[] = {I{1}, I{1}, "a"sv};
  const Param again[] = {I{2}, I{1}, "a"sv};
  std::vector<I> ids;
  ASSERT_TRUE(records_->write([&](Tx& tx) -> Result<void> {
    const auto take = [&](const Row& r) {
      ids.push_back(r.i64(0));
      return true;
    };
    PK_CHECK(tx.query(kUpsert, first, take));
    return tx.query(kUpsert, again, take);
  }));
  EXPECT_EQ(ids, (std::vector<I>{1, 1}));
  EXPECT_EQ(number(*records_, kCount), 1);
}

TEST_P(RecordsContract, ExecCountsRowsAndAWriteSeesItself) {
  ASSERT_TRUE(records_->write([&](Tx& tx) -> Result<void> {
    for (I i = 0; i < 10; ++i) {
      const std::string name = std::to_string(i);
      const Param p[] = {i, I{1}, std::string_view(name)};
      PK_CHECK(tx.exec(kPutPlain, p));
    }
    const Param none[] = {I{77}, "x"sv};
    PK_TRY(const I renamed, tx.exec(kRename, none));
    EXPECT_EQ(renamed, 0);
    I seen = 0;
    // The same statement again from inside its own rows.
    PK_CHECK(tx.query(kAll, {}, [&](const Row&) {
      EXPECT_TRUE(tx.query(kAll, {}, [&](const Row&) { return ++seen != 15; }));
      return seen < 15;
    }));
    EXPECT_EQ(seen, 15);
    PK_TRY(const I gone, tx.exec(kDeleteAll, {}));
    EXPECT_EQ(gone, 10);
    return {};
  }));
}

TEST_P(RecordsContract, ConcurrentWritersLoseNothing) {
  constexpr int threads = 8, each = 50;
  std::vector<std::thread> pool;
  std::atomic<int> failures{0};
  for (int t = 0; t < threads; ++t)
    pool.emplace_back([&] {
      for (int i = 0; i < each; ++i) {
        const auto r = records_->write([&](Tx& tx) -> Result<void> {
          I n = 0;  // read, then write: what deferred transactions get wrong
          PK_CHECK(tx.query(kCounter, {}, [&](const Row& row) {
            n = row.i64(0);
            return false;
          }));
          PK_CHECK(tx.exec(kBump, {}));
          const std::string name = std::to_string(n);
          const Param p[] = {n, I{1}, std::string_view(name)};
          PK_CHECK(tx.exec(kPutPlain, p));
          return {};
        });
        if (!r) ++failures;
      }
    });
  for (auto& t : pool) t.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(number(*records_, kCounter), threads * each);
  EXPECT_EQ(number(*records_, kCount), threads * each);
}

TEST_P(RecordsContract, AReadIsOneSnapshot) {
  ASSERT_TRUE(records_->read([&](Session& s) -> Result<void> {
    const auto count = [&] {
      I n = -1;
      EXPECT_TRUE(s.query(kCount, {}, [&](const Row& r) {
        n = r.i64(0);
        return false;
      }));
      return n;
    };
    EXPECT_EQ(count(), 0);
    std::thread writer([&] {  // neither waits for the other
      EXPECT_TRUE(records_->write([&](Tx& tx) -> Result<void> {
        const Param p[] = {I{1}, I{1}, "a"sv};
        PK_CHECK(tx.exec(kPutPlain, p));
        return {};
      }));
    });
    writer.join();
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(number(*records_, kCount), 1);  // a new snapshot, inside the old one
    return {};
  }));
}

TEST_P(RecordsContract, ManyReadersShareFewConnections) {
  std::vector<std::thread> pool;
  std::atomic<int> good{0};
  for (int t = 0; t < 16; ++t)
    pool.emplace_back([&] {
      for (int i = 0; i < 50; ++i) good += number(*records_, kCounter) == 0;
    });
  for (auto& t : pool) t.join();
  EXPECT_EQ(good, 16 * 50);
}

TEST_P(RecordsContract, MigratesOnceAndRefusesWhatDoesNotFit) {
  auto again = records_->migrate(kBoth);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->empty());
  reopen();
  again = records_->migrate(kBoth);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->empty());

  std::vector<Migration> edited = kBoth;
  edited[0].sql += " ";
  EXPECT_EQ(records_->migrate(edited).error().code, "migration_edited");
  const std::vector<Migration> older{kFirst};
  EXPECT_EQ(records_->migrate(older).error().code, "records_from_future");

  // Another feature's list is its own; a broken migration leaves nothing behind.
  const std::vector<Migration> broken{{"0001_other", "CREATE TABLE other(x INTEGER); SELEKT;"}};
  EXPECT_FALSE(records_->migrate(broken));
  const std::vector<Migration> mended{{"0001_other", "CREATE TABLE other(x INTEGER);"}};
  const auto ok = records_->migrate(mended);
  ASSERT_TRUE(ok) << ok.error().log;
  const auto status = records_->status();
  ASSERT_TRUE(status);
  EXPECT_EQ(status->applied, (std::vector<std::string>{"0001_t", "0002_t", "0001_other"}));
  EXPECT_GT(status->bytes, 0);
}

TEST_P(RecordsContract, BackupWhileWritingIsOneConsistentState) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (I i = 0; !stop; ++i) {
      const std::string name(2000, static_cast<char>('a' + i % 26));
      const std::string unique = name + std::to_string(i);
      EXPECT_TRUE(records_->write([&](Tx& tx) -> Result<void> {
        const Param p[] = {i, I{1}, std::string_view(unique)};
        PK_CHECK(tx.exec(kPutPlain, p));
        PK_CHECK(tx.exec(kBump, {}));
        return {};
      }));
    }
  });
  while (number(*records_, kCounter) < 20) std::this_thread::yield();
  const auto path = dir_ / "copy";
  for (int round = 0; round < 3; ++round) {  // also over an existing file
    const auto r = records_->backup(path.string());
    EXPECT_TRUE(r) << (r ? "" : r.error().log);
  }
  stop = true;
  writer.join();
  auto copy = GetParam().open_backup(path);
  ASSERT_TRUE(copy) << copy.error().log;
  const I n = number(**copy, kCounter);
  EXPECT_GE(n, 20);
  EXPECT_EQ(number(**copy, kCount), n);
  EXPECT_LE(n, number(*records_, kCounter));
}

}  // namespace peakend::records
