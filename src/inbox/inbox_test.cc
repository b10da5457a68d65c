#include "inbox/inbox.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "adapters/sqlite/sqlite_records.h"
#include "base/failpoint.h"
#include "inbox/body.h"
#include "inbox/key_filter.h"
#include "inbox/key_table.h"

namespace peakend::inbox {
namespace {

/// Lines "<key>:<text>" whose key is the number.
Submission submission(std::initializer_list<std::pair<std::int64_t, std::string>> items, std::uint32_t workspace = 1) {
  Submission s;
  s.workspace = static_cast<WorkspaceNo>(workspace);
  for (const auto& [key, text] : items) {
    const auto begin = static_cast<std::uint32_t>(s.text.size());
    s.text += text;
    s.lines.push_back({begin, static_cast<std::uint32_t>(s.text.size()), key});
    s.text += '\n';
  }
  return s;
}

class InboxTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() / ("pk_inbox_" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    open();
  }
  void TearDown() override {
    EXPECT_TRUE(failpoint::configure(""));
    inbox_.reset();
    records_.reset();
    std::filesystem::remove_all(dir_);
  }
  void open(InboxOptions options = {}) {
    inbox_.reset();
    records_.reset();
    auto r = adapters::open_sqlite((dir_ / "records.db").string(), {.durable = false});
    ASSERT_TRUE(r) << r.error().log;
    records_ = std::move(*r);
    ASSERT_TRUE(records_->migrate(migrations()));
    auto i = make_inbox(*records_, clock_, options);
    ASSERT_TRUE(i) << i.error().log;
    inbox_ = std::move(*i);
  }
  Receipt put(Submission s) {
    auto r = inbox_->submit_wait(std::move(s));
    EXPECT_TRUE(r) << r.error().log;
    return r ? *r : Receipt{};
  }
  std::vector<std::string> rows(std::int64_t after = 0, std::size_t max = 1 << 30) {
    std::vector<std::string> out;
    EXPECT_TRUE(inbox_->read(after, max, [&](const Row& r) {
      out.push_back(std::to_string(r.seq) + "/" + std::to_string(static_cast<int>(r.workspace)) + ":" + std::string(r.text));
      return true;
    }));
    return out;
  }
  std::filesystem::path dir_;
  ManualClock clock_{from_ms(1'000'000)};
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<Inbox> inbox_;
};

TEST_F(InboxTest, KeepsLinesInOrderAndTheTimeOfArrival) {
  EXPECT_EQ(put(submission({{11, "a"}, {12, "b"}})).seq, 1);
  EXPECT_EQ(put(submission({{13, "c"}}, 2)).seq, 2);
  EXPECT_EQ(rows(), (std::vector<std::string>{"1/1:a\nb", "2/2:c"}));
  EXPECT_EQ(rows(1), (std::vector<std::string>{"2/2:c"}));
  EXPECT_EQ(rows(0, 1), (std::vector<std::string>{"1/1:a\nb"}));
  ASSERT_TRUE(inbox_->read(0, 100, [&](const Row& r) {
    EXPECT_EQ(r.received, from_ms(1'000'000));
    return true;
  }));
  EXPECT_EQ(inbox_->status().last_seq, 2);
}

TEST_F(InboxTest, DuplicatesWithinASubmissionAcrossThemAndAfterARestart) {
  const auto first = put(submission({{11, "a"}, {11, "a again"}, {12, "b"}}));
  EXPECT_EQ(first.duplicate_of, (std::vector<std::int64_t>{0, 1, 0}));
  const auto second = put(submission({{12, "b"}, {13, "c"}}));
  EXPECT_EQ(second.seq, 2);
  EXPECT_EQ(second.duplicate_of, (std::vector<std::int64_t>{1, 0}));
  const auto none = put(submission({{11, "a"}, {13, "c"}}));
  EXPECT_EQ(none.seq, 0);
  EXPECT_EQ(none.duplicate_of, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(rows(), (std::vector<std::string>{"1/1:a\nb", "2/1:c"}));
  open();
  const auto later = put(submission({{13, "c"}, {14, "d"}, {11, "a"}}));
  EXPECT_EQ(later.seq, 3);
  EXPECT_EQ(later.duplicate_of, (std::vector<std::int64_t>{2, 0, 1}));
  EXPECT_EQ(inbox_->status().duplicates, 2);
}

TEST_F(InboxTest, DuplicatesInsideOneCommitGroup) {
  // The first commit is slow, so that the others meet in the second.
  ASSERT_TRUE(failpoint::configure("inbox.before_commit:delay=50"));
  std::atomic<int> told{0}, accepted{0};
  for (int i = 0; i < 20; ++i)
    inbox_->submit(submission({{7, "same"}}), [&](Result<Receipt> r) {
      ASSERT_TRUE(r);
      accepted += r->seq != 0;
      EXPECT_TRUE(r->seq == 1 || r->duplicate_of[0] == 1);
      ++told;
    });
  while (told < 20) std::this_thread::yield();
  EXPECT_EQ(accepted, 1);
  EXPECT_LE(inbox_->status().commits, 3);
  EXPECT_EQ(rows(), (std::vector<std::string>{"1/1:same"}));
}

TEST_F(InboxTest, LargeTextsComeBackUnchanged) {
  std::mt19937 gen(7);
  std::string noise(100'000, ' '), text;
  for (char& c : noise) c = static_cast<char>('a' + gen() % 26);
  for (int i = 0; i < 3'000; ++i) text += "{\"type\":\"track\",\"userId\":\"c" + std::to_string(i) + "\"} ";
  put(submission({{1, noise}, {2, text}}));
  put(submission({{3, std::string(2'048, 'x')}}));
  put(submission({{4, ""}}));
  open();
  EXPECT_EQ(rows(), (std::vector<std::string>{"1/1:" + noise + "\n" + text, "2/1:" + std::string(2'048, 'x'), "3/1:"}));
}

TEST_F(InboxTest, OddKeysAndEmptySubmissions) {
  EXPECT_EQ(put(Submission{}).seq, 0);
  EXPECT_EQ(put(submission({{0, "zero"}, {-5, "negative"}, {INT64_MIN, "min"}, {INT64_MAX, "max"}})).duplicate_of,
            (std::vector<std::int64_t>{0, 0, 1, 0}));  // INT64_MIN folds onto 0
}

TEST_F(InboxTest, RefusesWhatIsTooLargeOrBroken) {
  Submission outside = submission({{1, "abc"}});
  outside.lines[0].end = 99;
  EXPECT_EQ(inbox_->submit_wait(outside).error().kind, ErrorKind::internal);
  Submission many;
  many.lines.resize(100'001);
  EXPECT_EQ(inbox_->submit_wait(std::move(many)).error().kind, ErrorKind::too_large);
}

TEST_F(InboxTest, AFailedCommitTellsEverybodyAndKeepsNothing) {
  ASSERT_TRUE(failpoint::configure("records.before_commit:error"));
  std::atomic<int> failed{0};
  for (int i = 0; i < 10; ++i)
    inbox_->submit(submission({{100 + i, "x"}}), [&](Result<Receipt> r) { failed += !r; });
  EXPECT_EQ(inbox_->submit_wait(submission({{5, "y"}})).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(failed, 10);
  ASSERT_TRUE(failpoint::configure(""));
  EXPECT_TRUE(rows().empty());
  // The keys of the failed group are not taken for seen.
  EXPECT_EQ(put(submission({{5, "y"}})).seq, 1);
  EXPECT_EQ(rows(), (std::vector<std::string>{"1/1:y"}));
}

TEST_F(InboxTest, AFullQueueAnswersAtOnce) {
  open({.max_queued_bytes = 100, .max_queued = 3});
  ASSERT_TRUE(failpoint::configure("inbox.before_commit:delay=100"));
  std::atomic<int> ok{0}, refused{0};
  for (int i = 0; i < 10; ++i)
    inbox_->submit(submission({{i + 1, "x"}}), [&](Result<Receipt> r) { ++(r ? ok : refused); });
  EXPECT_GE(refused, 6);
  while (ok + refused < 10) std::this_thread::yield();
  ASSERT_TRUE(failpoint::configure(""));
  EXPECT_EQ(static_cast<int>(rows().size()), ok);
  EXPECT_EQ(inbox_->submit_wait(submission({{99, std::string(200, 'y')}})).error().code, "inbox_full");
}

TEST_F(InboxTest, StopCommitsWhatIsQueued) {
  std::atomic<int> ok{0}, refused{0};
  for (int i = 0; i < 500; ++i) inbox_->submit(submission({{i + 1, "x"}}), [&](Result<Receipt> r) { ok += r.has_value(); });
  inbox_->stop();
  EXPECT_EQ(ok, 500);
  inbox_->submit(submission({{9'999, "late"}}), [&](Result<Receipt> r) { refused += !r; });
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(rows().size(), 500u);
}

TEST_F(InboxTest, ManyProducersEachItemOnce) {
  constexpr int threads = 8, each = 300;
  std::vector<std::thread> pool;
  std::atomic<int> accepted{0};
  for (int t = 0; t < threads; ++t)
    pool.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        // Every item is sent by two threads.
        const std::int64_t key = 1 + (t / 2) * each + i;
        const auto r = inbox_->submit_wait(submission({{key, std::to_string(key)}}));
        ASSERT_TRUE(r);
        accepted += r->seq != 0;
      }
    });
  for (auto& t : pool) t.join();
  EXPECT_EQ(accepted, threads / 2 * each);
  std::set<std::string> seen;
  for (const auto& row : rows()) EXPECT_TRUE(seen.insert(row.substr(row.find(':'))).second);
  EXPECT_EQ(static_cast<int>(seen.size()), threads / 2 * each);
}

// The duplicate index must give the same answer wherever a key lies: group, memory, on its way, table.
TEST_F(InboxTest, DuplicatesAreFoundInEveryPartOfTheIndex) {
  const InboxOptions small{.young_keys = 600};
  open(small);
  std::mt19937_64 gen(3);
  std::vector<std::int64_t> keys;
  std::map<std::int64_t, std::int64_t> truth;
  for (int round = 0; round < 120; ++round) {
    if (round % 25 == 24) open(small);  // also in the middle of a move
    ASSERT_TRUE(failpoint::configure(round % 10 == 9 ? "records.before_commit:error" : ""));
    Submission s;
    s.workspace = static_cast<WorkspaceNo>(1);
    s.text = "x";
    for (int i = 0; i < 60; ++i) {
      const bool old = !keys.empty() && gen() % 3 == 0;
      const auto key = old ? keys[gen() % keys.size()] : static_cast<std::int64_t>(gen() >> 1);
      s.lines.push_back({0, 1, key});
    }
    const auto lines = s.lines;
    const auto r = inbox_->submit_wait(std::move(s));
    if (round % 10 == 9) {
      ASSERT_FALSE(r);
      continue;
    }
    ASSERT_TRUE(r);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto [it, fresh] = truth.emplace(lines[i].key, r->seq);
      ASSERT_EQ(r->duplicate_of[i], fresh ? 0 : it->second) << "round " << round;
      if (fresh) keys.push_back(lines[i].key);
    }
  }
  EXPECT_GT(keys.size(), 3 * small.young_keys) << "the test must reach the table";
}

TEST_F(InboxTest, ScrubRemovesLinesButNotTheirKeys) {
  put(submission({{1, "keep 1"}, {2, "drop 2"}, {3, "keep 3"}}));
  put(submission({{4, "drop 4"}}));
  put(submission({{5, "drop 5"}}, 2));
  const auto n = inbox_->scrub(static_cast<WorkspaceNo>(1), [](std::string_view l) { return l.starts_with("drop"); });
  ASSERT_TRUE(n);
  EXPECT_EQ(*n, 2);
  EXPECT_EQ(rows(), (std::vector<std::string>{"1/1:keep 1\nkeep 3", "2/1:", "3/2:drop 5"}));
  EXPECT_EQ(put(submission({{2, "drop 2"}})).seq, 0);
}

/// A counter that lives in the inbox's own commit.
const records::Statement kMake{"test.make", "CREATE TABLE IF NOT EXISTS t(seq INTEGER)"}, kPut{"test.put", "INSERT INTO t(seq) VALUES (?1)"},
    kAll{"test.all", "SELECT COUNT(*) FROM t"};

TEST_F(InboxTest, FirstSharesTheCommitAndDecides) {
  ASSERT_TRUE(records_->write([](records::Tx& tx) -> Result<void> {
    PK_CHECK(tx.exec(kMake, {}));
    return {};
  }));
  const auto with = [&](std::int64_t key, Result<bool> verdict) {
    auto s = submission({{key, "line " + std::to_string(key)}});
    s.first = [verdict](records::Tx& tx, std::int64_t seq) -> Result<bool> {
      if (!verdict) return verdict;
      const records::Param p[] = {seq};
      PK_CHECK(tx.exec(kPut, p));
      return verdict;
    };
    return inbox_->submit_wait(std::move(s));
  };
  const auto kept = [&] {
    std::int64_t n = 0;
    EXPECT_TRUE(records_->read([&](records::Session& s) { return s.query(kAll, {}, [&](const records::Row& r) { return n = r.i64(0), false; }); }));
    return n;
  };
  EXPECT_EQ(with(1, true)->seq, 1);
  EXPECT_EQ(kept(), 1);
  EXPECT_EQ(with(2, false)->seq, 0);  // its own write stays, the line does not
  EXPECT_EQ(kept(), 2);
  const auto refused = with(3, fail(ErrorKind::conflict, "link_used"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "link_used");
  EXPECT_EQ(put(submission({{2, "line 2"}})).seq, 2);  // left out lines are not known
  // Without lines it is a commit of its own.
  Submission none;
  none.first = [](records::Tx& tx, std::int64_t seq) -> Result<bool> {
    const records::Param p[] = {seq};
    PK_CHECK(tx.exec(kPut, p));
    return true;
  };
  EXPECT_EQ(inbox_->submit_wait(std::move(none))->seq, 0);
  EXPECT_EQ(kept(), 3);
  EXPECT_EQ(rows(), (std::vector<std::string>{"1/1:line 1", "2/1:line 2"}));
  // An error of the store takes the group with it.
  const auto broken = with(4, fail(ErrorKind::unavailable, "records_busy"));
  EXPECT_FALSE(broken);
  EXPECT_EQ(put(submission({{5, "line 5"}})).seq, 3);
}

TEST(KeyTable, FindsWhatWasPutInAndSorts) {
  KeyTable t;
  std::mt19937_64 gen(1);
  std::map<std::int64_t, std::int64_t> truth;
  for (int i = 0; i < 20'000; ++i) {
    const auto key = static_cast<std::int64_t>(1 + gen() % 15'000);
    t.insert(key, i);
    truth.emplace(key, i);
  }
  EXPECT_EQ(t.size(), truth.size());
  for (std::int64_t k = 1; k < 16'000; ++k) {
    const auto it = truth.find(k);
    ASSERT_EQ(t.find(k), it == truth.end() ? 0 : it->second);
  }
  const auto sorted = t.take_sorted();
  EXPECT_EQ(sorted, (std::vector<std::pair<std::int64_t, std::int64_t>>(truth.begin(), truth.end())));
  EXPECT_EQ(t.size(), 0u);
  EXPECT_EQ(t.find(sorted[0].first), 0);
}

TEST(KeyFilter, NeverForgetsAndRarelyLies) {
  KeyFilter f(100'000);
  std::mt19937_64 gen(5);
  std::vector<std::int64_t> keys;
  for (int i = 0; i < 1'200'000; ++i) {  // past the first part
    keys.push_back(static_cast<std::int64_t>(gen() >> 1));
    f.add(keys.back());
  }
  for (const auto k : keys) ASSERT_TRUE(f.perhaps(k));
  int lies = 0;
  for (int i = 0; i < 100'000; ++i) lies += f.perhaps(static_cast<std::int64_t>(gen() >> 1));
  EXPECT_LT(lies, 2'000);
}

TEST(BodyCodec, RefusesDamage) {
  BodyCodec c;
  const std::string text(10'000, 'a');
  const auto p = c.pack(text);
  ASSERT_TRUE(p.packed);
  const std::string bytes(p.bytes);
  EXPECT_EQ(*c.unpack(true, 10'000, bytes), text);
  EXPECT_FALSE(c.unpack(true, 9'999, bytes));
  EXPECT_FALSE(c.unpack(true, 10'001, bytes));
  EXPECT_FALSE(c.unpack(true, -1, bytes));
  EXPECT_FALSE(c.unpack(true, 10'000, "junk"));
}

}  // namespace
}  // namespace peakend::inbox
